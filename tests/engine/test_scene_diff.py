"""What differs between two versions, shot by shot."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.scene_diff import DiffKind, scene_diff
from tests.helpers.scenes import a_beat, a_scene, a_shot, a_take

NUMBERS = st.lists(st.integers(1, 9), unique=True, max_size=5)


def test_that_shots_come_and_go_and_change() -> None:
    one = a_scene(a_beat(1), a_beat(2), a_beat(3))
    other = a_scene(a_beat(3), a_beat(2, prompt="snow"), a_beat(4))

    found = scene_diff(one, other)

    assert [(shot.shot_id, shot.kind) for shot in found.shots] == [
        ("EP001_SH03", DiffKind.SAME),
        ("EP001_SH02", DiffKind.CHANGED),
        ("EP001_SH04", DiffKind.ADDED),
        ("EP001_SH01", DiffKind.REMOVED),
    ]
    assert found.shots[1].fields == (("raw.prompt", "rain", "snow"),)
    assert not found.is_same


def test_that_status_is_no_difference() -> None:
    worn = a_beat(1, a_take(1), inputs_fingerprint="f") | {"board": {"status": "approved"}}

    assert scene_diff(a_scene(a_beat(1)), a_scene(worn)).is_same


def test_that_what_a_beat_says_is_said_of_its_shots() -> None:
    one = a_scene(a_beat(1, batch_shots=[a_shot(1), a_shot(2)]))
    other = a_scene(
        a_beat(1, batch_shots=[a_shot(1), a_shot(2)], generation_config={"seed": 7}, lens="50")
    )

    found = scene_diff(one, other)

    assert [shot.fields for shot in found.shots] == [
        (("beat.generation_config.seed", None, 7), ("beat.lens", None, "50"))
    ] * 2


def test_that_another_spelling_of_a_shot_is_the_same_shot() -> None:
    one = a_scene(a_beat(1))
    other = a_scene(a_beat(1, shot=a_shot(1) | {"shot_id": "EP001_SH1"}))

    (shot,) = scene_diff(one, other).shots

    assert (shot.shot_id, shot.kind) == ("EP001_SH1", DiffKind.CHANGED)


def test_that_a_diff_is_told_to_programs() -> None:
    found = scene_diff(a_scene(a_beat(1)), a_scene(a_beat(1, prompt="snow")))

    assert found.as_json() == [
        {
            "shot_id": "EP001_SH01",
            "kind": "changed",
            "fields": [{"name": "raw.prompt", "before": "rain", "after": "snow"}],
        }
    ]


@given(NUMBERS, NUMBERS)
def test_that_every_shot_of_either_version_is_told_once(one: list[int], other: list[int]) -> None:
    first, second = (a_scene(*map(a_beat, numbers), zz=1) for numbers in (one or [0], other or [0]))

    found = scene_diff(first, second)
    back = scene_diff(second, first)

    ids = [shot.shot_id for shot in found.shots]
    assert sorted(ids) == sorted({*first.shot_ids(), *second.shot_ids()})
    assert {shot.shot_id for shot in found.shots if shot.kind is DiffKind.ADDED} == {
        shot.shot_id for shot in back.shots if shot.kind is DiffKind.REMOVED
    }
    assert scene_diff(first, first).is_same
