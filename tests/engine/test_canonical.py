"""Plans become checked shots, or one line that names the shot that is wrong."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given

from engine.domain.canonical import (
    BadPlan,
    CanonicalShot,
    canonical_plan,
    canonical_shot,
    plan_sha,
)
from engine.domain.plan import PlanDocument, Shot
from tests.helpers.shots import entry, plans, shots_of

SHAPES = {
    "flat": {"shots": [entry("01"), entry("02")]},
    "sequences": {
        "sequences": {"A": {"shots": [entry("01")]}, "B": {"shots": [entry("02")]}},
        "total_shots": 2,
    },
    "bare list": [entry("01"), entry("02")],
}
WRONG = {
    "not a shot id": (entry("01", shot_id="SH01"), "'SH01': not a shot id"),
    "empty id": (entry("01", shot_id=""), "not a shot id"),
    "another episode": (entry("01", shot_id="EP002_SH01"), "EP002_SH01: not a shot of EP001"),
    "no duration": (entry("07", None), "EP001_SH07: it has no duration_s"),
    "negative": (entry("07", -2), "EP001_SH07: duration_s is no length above 0"),
    "zero": (entry("07", 0), "EP001_SH07: duration_s is no length above 0"),
    "endless": (entry("07", 1e300), "EP001_SH07: duration_s is no length above 0"),
    "no number": (entry("07", float("nan")), "EP001_SH07: duration_s is no length above 0"),
    "words": (entry("07", "three"), "EP001_SH07: duration_s is no length above 0"),
    "yes": (entry("07", True), "EP001_SH07: duration_s is no length above 0"),
    "a number for a picture": (
        entry("07", raw={"refs": [7]}),
        "EP001_SH07: refs holds something that is no picture: 7",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_that_every_shape_of_plan_gives_its_shots_in_order(shape: str) -> None:
    shots = canonical_plan(PlanDocument.read(SHAPES[shape]), 1)

    assert [shot.shot_id for shot in shots] == ["EP001_SH01", "EP001_SH02"]
    assert [shot.number for shot in shots] == ["001", "002"]
    assert {shot.duration for shot in shots} == {Fraction(3)}


def test_that_a_shot_without_a_sequence_has_that_of_its_place() -> None:
    document = {"sequences": {"A": {"shots": [entry("01"), entry("02", sequence_id="own")]}}}

    shots = canonical_plan(PlanDocument.read(document), 1)

    assert [shot.sequence_id for shot in shots] == ["A", "own"]


@pytest.mark.parametrize("wrong", WRONG)
def test_that_what_is_wrong_is_said_in_one_line_with_the_shot(wrong: str) -> None:
    bad, said = WRONG[wrong]

    with pytest.raises(BadPlan) as refused:
        shots_of(entry("01"), bad)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.code == "bad_plan"


@pytest.mark.parametrize("twin", ["EP001_SH1", "EP001_SH001", "EP001_SH01", "EP001_SH01_alt"])
def test_that_a_shot_may_not_be_there_twice_in_any_spelling(twin: str) -> None:
    with pytest.raises(BadPlan, match=f"^{twin}: the plan has this shot twice"):
        shots_of(entry("01"), entry("02"), entry("x", shot_id=twin))


def test_that_the_plan_of_another_episode_is_refused() -> None:
    document = PlanDocument.read({"episode_id": "ep_002", "shots": [entry("01")]})

    with pytest.raises(BadPlan, match="the plan is of ep_002, not of EP001"):
        canonical_plan(document, 1)


def test_that_no_shots_are_a_plan_too() -> None:
    assert canonical_plan(PlanDocument.read({}), 1) == ()


@pytest.mark.parametrize(
    ("raw", "prompt"),
    [
        ({"prompt": "rain", "description": "a street"}, "rain"),
        ({"prompt": " ", "description": "a street"}, "a street"),
        ({"prompt": 5}, ""),
        ({"mood": "blue"}, ""),
    ],
)
def test_that_the_prompt_is_found_in_the_planners_entry(
    raw: dict[str, object], prompt: str
) -> None:
    (shot,) = shots_of(entry("01", raw=raw))

    assert shot.prompt == prompt
    assert shot.raw == raw


@pytest.mark.parametrize(
    "raw",
    [
        {"start_frame": "a.png", "end_frame": "b.png", "refs": ["c.png", "d.png"]},
        {
            "start_frame_path": "a.png",
            "end_frame_path": "b.png",
            "references": ["c.png", {"path": "d.png"}],
        },
        {
            "start_frame": {"path": "a.png", "score": 1},
            "end_frame": {"path": "b.png"},
            "reference_images": {"jade": "c.png", "lin": {"path": "d.png"}},
        },
        {
            "start_frame": "a.png",
            "end_frame": "b.png",
            "refs": ["c.png", None, {"char_id": "x"}, ""],
            "reference_images": [{"url": "d.png"}, "c.png"],
        },
    ],
)
def test_that_pictures_are_found_under_every_usual_key(raw: dict[str, object]) -> None:
    (shot,) = shots_of(entry("01", raw=raw))

    assert shot.start_frame == "a.png"
    assert shot.end_frame == "b.png"
    assert shot.references == ("c.png", "d.png")


def test_that_an_entry_without_raw_is_its_own() -> None:
    said = {"shot_id": "EP001_SH01", "duration_s": 2, "prompt": "rain", "refs": ["a.png"]}

    (shot,) = shots_of(said)

    assert (shot.prompt, shot.references, shot.raw) == ("rain", ("a.png",), said)


def test_that_a_prompt_beside_the_raw_entry_is_found_too() -> None:
    (shot,) = shots_of(entry("01", raw={"mood": "blue"}, prompt="rain", colour="red"))

    assert shot.prompt == "rain"
    assert shot.raw == {"mood": "blue", "prompt": "rain"}


@given(plans())
def test_that_a_shot_reads_back_from_a_scene_body(entries: list[dict[str, object]]) -> None:
    shots = shots_of(*entries)

    held = json.loads(json.dumps([shot.as_json() for shot in shots]))

    assert tuple(canonical_shot(Shot.read(one)) for one in held) == shots


def test_that_the_plans_hash_knows_order_and_length_but_not_the_prose() -> None:
    one, two = entry("01"), entry("02")
    plan = shots_of(one, two)

    assert plan_sha(plan) == plan_sha(shots_of(one, entry("02", raw={"prompt": "other words"})))
    assert plan_sha(plan) != plan_sha(shots_of(two, one))
    assert plan_sha(plan) != plan_sha(shots_of(one, entry("02", 3.5)))
    assert plan_sha(plan) == plan_sha(shots_of(one, entry("02", 3.0)))


def test_that_lengths_are_the_decimals_that_were_written() -> None:
    (shot,) = shots_of(entry("01", 2.1))

    assert isinstance(shot, CanonicalShot)
    assert shot.duration == Fraction(21, 10)
    assert shot.as_json()["duration_s"] == 2.1
