"""What the plan says otherwise now than a body, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.domain.batch_body import read_batch
from engine.domain.staleness import PlannedFacts, listed, plan_causes
from engine.errors import DataError
from tests.helpers.shots import entry, scenes_of, shots_of

if TYPE_CHECKING:
    from engine.domain.batch_body import BatchBody

PLAN = (entry("01"), entry("02"), entry("03"))


def body_of(*entries: dict[str, object]) -> BatchBody:
    return read_batch(scenes_of("continuity", shots_of(*entries))[0].as_json())


def causes(*entries: dict[str, object]) -> tuple[str, ...]:
    """What a plan of these entries changes for a body of ``PLAN``."""
    plan = {shot.number: PlannedFacts.of(shot) for shot in shots_of(*entries)}
    return plan_causes(body_of(*PLAN).segments, plan)


def test_that_an_equal_plan_is_no_cause() -> None:
    assert causes(*PLAN, entry("04")) == ()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (entry("02", 4), "The planned length of SH02 changed."),
        (entry("02", raw={"prompt": "snow"}), "The plan's text of SH02 changed."),
        (entry("02", location_id="roof"), "The planned place of SH02 changed."),
        (entry("02", characters=[]), "The planned characters of SH02 changed."),
        (entry("02", video_model="kling"), "The planned model of SH02 changed."),
    ],
)
def test_that_each_change_has_its_sentence(changed: dict[str, object], sentence: str) -> None:
    assert causes(entry("01"), changed, entry("03")) == (sentence,)


def test_that_shots_that_are_gone_are_named_together() -> None:
    assert causes(entry("02")) == ("SH01 and SH03 are not in the plan any more.",)


def test_that_bodies_of_other_tools_are_not_measured_by_what_they_do_not_say() -> None:
    bare = {"beats": [{"beat_metadata": {"shot": {"shot_id": "EP001_SH01"}}}]}
    plan = {shot.number: PlannedFacts.of(shot) for shot in shots_of(*PLAN)}

    assert plan_causes(read_batch(bare).segments, plan) == ()


def test_that_long_lists_are_cut() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "a"]) == "a and b"
    assert listed("abcde") == "a, b, c and 2 more"


def test_that_a_shot_that_comes_twice_has_two_panels() -> None:
    shot = {"shot_id": "EP001_SH01", "duration_s": 1}
    metadata = {"modality": "r2v_multi", "batch_shots": [shot, shot, {"shot_id": "EP001_SH02"}]}

    found = read_batch({"beats": [{"beat_metadata": metadata}]}).segments

    assert [one.segment_id for one in found] == ["EP001_SH01", "EP001_SH01#2", "EP001_SH02"]


def test_that_wildcards_of_a_pass_are_panels_without_a_shot() -> None:
    segments = [
        {"source_shot_id": "EP001_SH01", "duration_s": 2, "prompt": "in the pass"},
        {"source_shot_id": "WILD", "duration_s": 1, "is_wildcard": True},
    ]
    metadata = {
        "modality": "r2v_multi",
        "batch_shots": [{"shot_id": "EP001_SH01", "raw": {"prompt": "x"}}],
        "segments": segments,
    }

    one, free = read_batch({"beats": [{"beat_metadata": metadata}]}).segments

    assert (one.title, one.duration) == ("in the pass", 2)
    assert (free.segment_id, free.shot_id, free.number) == ("FREE", "", "")


@pytest.mark.parametrize(
    "body",
    [
        {"beats": {}},
        {"beats": [3]},
        {"beats": [{"takes": "x"}]},
        {"beats": [{"beat_metadata": []}]},
        {"beats": [{"takes": [{"workflow": 1}]}]},
        {"scene_metadata": "x"},
    ],
)
def test_that_what_is_no_scene_is_told(body: dict[str, object]) -> None:
    with pytest.raises(DataError):
        read_batch(body)
