"""Scenes from groups: the same bytes every time, a beat for each dispatch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.scenes import Scene, TakeStatus, structural_sha
from engine.orchestration.derive import scene_of
from engine.orchestration.grouping import group_shots
from engine.store.json_text import json_text
from tests.helpers.shots import (
    PASS,
    THEN,
    coverage_of,
    entry,
    plans,
    scenes_of,
    segment,
    shots_of,
    some_shots,
)

WHOLE = ("continuity", "oner", "solo")


@given(plans(), st.sampled_from(WHOLE))
def test_that_deriving_twice_gives_the_same_bytes(
    entries: list[dict[str, object]], strategy: str
) -> None:
    one = [json_text(scene.as_json()) for scene in scenes_of(strategy, shots_of(*entries))]

    other = [json_text(scene.as_json()) for scene in scenes_of(strategy, shots_of(*entries))]

    assert one == other


@given(plans(), st.sampled_from(WHOLE))
def test_that_every_shot_is_shown_by_exactly_one_beat(
    entries: list[dict[str, object]], strategy: str
) -> None:
    shots = shots_of(*entries)

    scenes = scenes_of(strategy, shots)

    shown = [shot for scene in scenes for beat in scene.beats for shot in beat.shot_ids()]
    beats = [beat.beat_id for scene in scenes for beat in scene.beats]
    assert shown == [shot.shot_id for shot in shots]
    assert len(set(beats)) == len(beats)


@given(plans())
def test_that_the_structure_does_not_depend_on_the_moment(
    entries: list[dict[str, object]],
) -> None:
    groups = group_shots("continuity", shots_of(*entries))

    for group in groups:
        now, later = (scene_of(group, 1, "demo", at) for at in (THEN, "2027-01-01T00:00:00Z"))
        assert structural_sha(now) == structural_sha(later)


def test_that_a_batch_is_one_beat_with_all_its_shots() -> None:
    (scene,) = scenes_of("continuity", some_shots(3))

    (beat,) = scene.beats
    assert beat.beat_id == "BATCH_001__cont"
    assert beat.shot_ids() == ("EP001_SH01", "EP001_SH02", "EP001_SH03")
    assert beat.beat_metadata.grouping == scene.scene_metadata.grouping
    assert (scene.scene_metadata.episode, scene.scene_metadata.project) == ("ep_001", "demo")
    assert scene.status is TakeStatus.PENDING


def test_that_two_shots_of_a_batch_are_two_solos() -> None:
    (scene,) = scenes_of("continuity", some_shots(2))

    said = [beat.beat_metadata.grouping for beat in scene.beats]
    assert [beat.beat_id for beat in scene.beats] == [
        "BATCH_001__EP001_SH01",
        "BATCH_001__EP001_SH02",
    ]
    assert [(one.strategy, one.ordinal, one.shot_ids) for one in said if one] == [
        ("solo", 0, ["EP001_SH01"]),
        ("solo", 0, ["EP001_SH02"]),
    ]
    assert scene.scene_metadata.grouping is not None
    assert scene.scene_metadata.grouping.strategy == "continuity"


@pytest.mark.parametrize("strategy", ["continuity", "oner"])
def test_that_a_group_of_one_shot_keeps_its_identity(strategy: str) -> None:
    (scene,) = scenes_of(strategy, some_shots(1))

    grouping = scene.beats[0].beat_metadata.grouping
    assert grouping is not None
    assert (grouping.strategy, grouping.ordinal) == (strategy, 1)


def test_that_the_summary_says_what_the_shots_share() -> None:
    people = [{"char_id": "lin"}, {"char_id": "jade"}]
    shots = shots_of(entry("01", 2.5, characters=people), entry("02"), entry("03"))

    (scene,) = scenes_of("continuity", shots)

    summary = scene.beats[0].beat_metadata.batch_summary
    assert summary is not None
    assert summary.as_json() == {
        "batch_id": "BATCH_001",
        "shot_ids": ["EP001_SH01", "EP001_SH02", "EP001_SH03"],
        "shared_location_id": "kitchen",
        "shared_characters": ["jade"],
        "total_duration_s": 8.5,
    }


def test_that_the_beat_of_a_coverage_pass_holds_its_segments_and_configs() -> None:
    said = {
        "segments": [segment("01", 2.5, shot_type="wide"), segment(None, 1)],
        "generation_config": {"seed": 7},
        "blueprint_image_path": "prep/board.png",
    }
    (group,) = group_shots("coverage", some_shots(1), coverage_of(said))

    scene = scene_of(group, 1, "demo", THEN)

    body = scene.as_json()
    assert scene.beats[0].beat_id == f"{PASS}__cov"
    assert scene.beats[0].beat_metadata.generation_config == {"seed": 7}
    assert body["scene_metadata"]["batch"]["blueprint_image_path"] == "prep/board.png"  # type: ignore[index]
    assert body["beats"][0]["beat_metadata"]["segments"] == [  # type: ignore[index]
        {
            "segment_index": 0,
            "source_shot_id": "EP001_SH01",
            "shot_type": "wide",
            "duration_s": 2.5,
            "prompt": "01 in the pass",
            "is_wildcard": False,
        },
        {
            "segment_index": 1,
            "source_shot_id": None,
            "shot_type": None,
            "duration_s": 1,
            "prompt": "anything in the pass",
            "is_wildcard": True,
        },
    ]


def test_that_a_pass_of_one_shot_has_a_beat_for_it() -> None:
    (group,) = group_shots("coverage", some_shots(1), coverage_of({"segments": [segment("01")]}))

    scene = scene_of(group, 1, "demo", THEN)

    assert [beat.beat_id for beat in scene.beats] == [f"{PASS}__EP001_SH01"]


def test_that_a_scene_reads_back_from_its_file() -> None:
    (scene,) = scenes_of("continuity", some_shots(3))

    assert Scene.read(scene.as_json()).as_json() == scene.as_json()
