"""Scene documents: what they keep, and what is derived from them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.scenes import (
    Beat,
    Modality,
    Scene,
    TakeStatus,
    VersionManifest,
    structural_sha,
)
from engine.errors import DataError
from tests.helpers.scenes import a_beat, a_body, a_scene, a_shot, a_take

if TYPE_CHECKING:
    from collections.abc import Sequence

STATUSES = st.sampled_from([status.value for status in TakeStatus] + ["odd"])


def beat_with(*statuses: str, primary: str | None = None) -> Beat:
    takes = [a_take(index, status) for index, status in enumerate(statuses, start=1)]
    return Beat.read(a_beat(1, *takes) | {"primary_take_id": primary})


def test_that_a_body_nobody_changed_is_written_as_it_was_read() -> None:
    data = a_body(a_beat(1, a_take(1, odd=[1.0, {"deep": None}])), unknown=2**70)

    assert json.dumps(Scene.read(data).as_json()) == json.dumps(data)


@pytest.mark.parametrize(
    ("statuses", "primary", "expected"),
    [
        ((), None, TakeStatus.PENDING),
        (("pending",), None, TakeStatus.PENDING),
        (("failed", "running"), None, TakeStatus.RUNNING),
        (("failed", "failed"), None, TakeStatus.FAILED),
        (("failed", "pending"), None, TakeStatus.FAILED),
        (("failed", "partial"), None, TakeStatus.PARTIAL),
        (("failed", "succeeded"), None, TakeStatus.PARTIAL),
        (("failed", "succeeded"), "t2", TakeStatus.SUCCEEDED),
        (("succeeded", "running"), "t1", TakeStatus.SUCCEEDED),
        (("failed", "succeeded"), "t1", TakeStatus.PARTIAL),
        (("failed",), "gone", TakeStatus.FAILED),
    ],
)
def test_that_a_beat_stands_where_its_takes_do(
    statuses: tuple[str, ...], primary: str | None, expected: TakeStatus
) -> None:
    assert beat_with(*statuses, primary=primary).status == expected


@given(st.lists(STATUSES, max_size=4), st.sampled_from([None, "t1", "t2", "zz"]))
def test_that_every_beat_stands_somewhere(statuses: Sequence[str], primary: str | None) -> None:
    beat = beat_with(*statuses, primary=primary)

    assert beat.status in TakeStatus
    assert (beat.status == TakeStatus.SUCCEEDED) == bool(
        (take := beat.primary_take()) and take.has_succeeded
    )


@pytest.mark.parametrize(
    ("beats", "expected"),
    [
        ((), TakeStatus.PENDING),
        (("pending", "pending"), TakeStatus.PENDING),
        (("succeeded", "succeeded"), TakeStatus.SUCCEEDED),
        (("succeeded", "failed"), TakeStatus.PARTIAL),
        (("succeeded", "pending"), TakeStatus.PARTIAL),
        (("pending", "failed"), TakeStatus.FAILED),
        (("failed", "failed"), TakeStatus.FAILED),
        (("succeeded", "running"), TakeStatus.RUNNING),
    ],
)
def test_that_a_scene_stands_where_its_beats_do(
    beats: tuple[str, ...], expected: TakeStatus
) -> None:
    made = [
        a_beat(number, a_take(1, status)) | {"primary_take_id": "t1"}
        for number, status in enumerate(beats)
    ]

    assert Scene.read({"scene_id": "B", "beats": made}).status == expected


def test_that_takes_are_counted_from_one() -> None:
    assert beat_with().next_index() == 1
    assert Beat.read({"takes": [a_take(7), a_take(3)]}).next_index() == 8


def test_that_a_beat_knows_its_shots() -> None:
    many = a_beat(1, batch_shots=[a_shot(1), "EP001_SH02", {"zz": 1}, 5])
    bare = a_beat(1, shot={}, batch_shots=None)

    assert Beat.read(many).shot_ids() == ("EP001_SH01", "EP001_SH02")
    assert Beat.read(a_beat(3)).shot_ids() == ("EP001_SH03",)
    assert Beat.read(bare).shot_ids() == ("EP001_SH01",)
    assert Beat().shot_ids() == ()
    assert a_scene(a_beat(1), a_beat(2), a_beat(1)).shot_ids() == ("EP001_SH01", "EP001_SH02")


def test_that_a_scene_knows_what_its_beats_ask_for() -> None:
    scene = a_scene(a_beat(1), a_beat(2, modality="r2v_multi"))

    assert scene.has_modality(Modality.R2V_MULTI)
    assert not scene.has_modality(Modality.IMAGE_T2I)
    assert scene.beat("b2") is scene.beats[1]
    assert scene.beat("b9") is None


def test_that_the_output_of_a_take_is_the_last_file_its_steps_gave() -> None:
    def step(path: str | None) -> dict[str, object]:
        return {"receipt": {"run_result": {"output_path": path}}}

    steps = [step("a.png"), step("b.mp4"), step(None), {"receipt": None}, {}]
    beat = Beat.read({"takes": [a_take(1, workflow={"steps": steps}), a_take(2)]})

    assert beat.takes[0].output_path == "b.mp4"
    assert len(beat.takes[0].results()) == 3
    assert beat.takes[1].output_path is None


def test_that_status_does_not_count_as_structure() -> None:
    bare = a_scene(a_beat(1))
    worn = a_scene(
        a_beat(1, a_take(1), inputs_fingerprint="f", reroll_cleared_stale=True)
        | {"primary_take_id": "t1", "board": {"status": "approved"}, "approved": True}
        | {"max_takes": 5, "phantom_recoveries": 1, "created_at": "then"},
        locked=True,
        created_at="then",
    )

    assert structural_sha(bare) == structural_sha(worn)


@pytest.mark.parametrize(
    "other",
    [
        a_scene(a_beat(1, prompt="snow")),
        a_scene(a_beat(2)),
        a_scene(a_beat(1), a_beat(2)),
        a_scene(a_beat(1, modality="r2v_multi")),
        a_scene(a_beat(1, unknown="x")),
        a_scene(a_beat(1), scene_id="BATCH_002"),
    ],
)
def test_that_what_is_to_be_shown_is_structure(other: Scene) -> None:
    assert structural_sha(other) != structural_sha(a_scene(a_beat(1)))


def test_that_what_says_nothing_is_no_structure() -> None:
    said = a_scene(a_beat(1, generation_config={"seed": 3.0, "tier": None}, element_config={}))
    other = a_scene(a_beat(1, generation_config={"seed": 3}))

    assert structural_sha(said) == structural_sha(other)


def test_that_the_manifest_knows_its_versions() -> None:
    versions = [{"version": number} for number in (1, 2, 3)]
    manifest = VersionManifest.read({"active_version": 2, "versions": versions})

    assert manifest.candidates() == (3,)
    assert manifest.find(1) is manifest.versions[0]
    assert manifest.find(9) is None


def test_that_a_manifest_without_a_pointer_is_bad_data() -> None:
    with pytest.raises(DataError, match="active_version"):
        VersionManifest.read({"versions": []})
