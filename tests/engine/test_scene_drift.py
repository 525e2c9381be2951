"""How far a body has drifted from the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.domain.scene_drift import Drift, drift, drifted_shots
from tests.helpers.scenes import a_beat, a_scene, a_shot, a_take
from tests.helpers.shots import entry, scenes_of, shots_of

if TYPE_CHECKING:
    from engine.domain.scenes import Scene

COVERAGE = {"strategy": "coverage", "ordinal": 11, "shot_ids": ["EP001_SH01"]}
PASS = {"seed": 7}


def without(key: str) -> Scene:
    beat = a_beat(1)
    metadata = beat["beat_metadata"]
    assert isinstance(metadata, dict)
    del metadata[key]
    return a_scene(beat)


def test_that_takes_boards_and_moments_are_no_drift() -> None:
    worn = a_beat(1, a_take(1), inputs_fingerprint="f") | {"board": {"status": "approved"}}

    assert drift(a_scene(worn, created_at="then"), a_scene(a_beat(1))) == Drift.NONE


def test_that_what_is_derived_from_one_plan_has_not_drifted() -> None:
    shots = shots_of(entry("01"), entry("02"), entry("03"))

    for strategy in ("continuity", "oner", "solo"):
        for one, other in zip(scenes_of(strategy, shots), scenes_of(strategy, shots), strict=True):
            assert drift(one, other) == Drift.NONE


@pytest.mark.parametrize(
    ("active", "derived", "expected"),
    [
        (a_scene(a_beat(1)), a_scene(a_beat(1), a_beat(2)), Drift.TOPOLOGY),
        (a_scene(a_beat(1), a_beat(2)), a_scene(a_beat(2), a_beat(1)), Drift.TOPOLOGY),
        (a_scene(a_beat(1)), a_scene(a_beat(1, modality="r2v_multi")), Drift.TOPOLOGY),
        (a_scene(a_beat(1)), a_scene(a_beat(1, shot=a_shot(2))), Drift.TOPOLOGY),
        (a_scene(a_beat(1)), a_scene(a_beat(1, grouping=COVERAGE)), Drift.TOPOLOGY),
        (without("modality"), a_scene(a_beat(1)), Drift.KEYS),
        (without("grouping"), a_scene(a_beat(1)), Drift.KEYS),
        (without("batch_summary"), a_scene(a_beat(1)), Drift.KEYS),
        (a_scene(a_beat(1)), a_scene(a_beat(1, prompt="snow")), Drift.SHOT_RAW),
        (a_scene(a_beat(1)), a_scene(a_beat(1, generation_config=PASS)), Drift.METADATA),
        (a_scene(a_beat(1)), a_scene(a_beat(1, unknown=1)), Drift.METADATA),
        (a_scene(a_beat(1)), a_scene(a_beat(1, shot=a_shot(1, duration_s=4))), Drift.METADATA),
        (a_scene(), a_scene(scene_metadata={"project": "new"}), Drift.METADATA),
    ],
)
def test_that_the_gravest_difference_is_told(
    active: Scene, derived: Scene, expected: Drift
) -> None:
    assert drift(active, derived) == expected


@pytest.mark.parametrize(
    "keys",
    [
        {"generation_config": PASS},
        {"element_config": PASS},
        {"prompt_directive": "slower"},
        {"segments": [{"source_shot_id": "EP001_SH01", "duration_s": 4}]},
    ],
)
def test_that_a_pass_planned_anew_is_told(keys: dict[str, Any]) -> None:
    active = a_scene(a_beat(1, grouping=COVERAGE))

    assert drift(active, a_scene(a_beat(1, grouping=COVERAGE, **keys))) == Drift.COVERAGE


def test_that_another_tools_hash_of_the_same_shots_is_no_other_batch() -> None:
    grouping = {"strategy": "continuity", "ordinal": 1, "shot_ids": ["EP001_SH01"]}
    active = a_scene(a_beat(1, grouping=grouping | {"shotset_hash": "theirs"}))
    derived = a_scene(a_beat(1, grouping=grouping | {"shotset_hash": "ours"}))

    assert drift(active, derived) == Drift.METADATA


def test_that_the_reworded_shots_are_named() -> None:
    active = a_scene(a_beat(1, batch_shots=[a_shot(1), a_shot(2), a_shot(3)]))
    shots = [a_shot(1), a_shot(2, "snow"), a_shot(3)]

    assert drifted_shots(active, a_scene(a_beat(1, batch_shots=shots))) == ("EP001_SH02",)
    assert drifted_shots(active, active) == ()
    assert drifted_shots(a_scene(a_beat(5)), a_scene(a_beat(1))) == ()
