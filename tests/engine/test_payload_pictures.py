"""Which pictures go to a model with a take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.domain.scenes import Board, Modality
from engine.orchestration.payload import PayloadDefaults, PayloadOverrides, build_payload
from tests.helpers.payloads import batch, payload_of, solo
from tests.helpers.shots import entry, shots_of

if TYPE_CHECKING:
    from engine.domain.scenes import Beat, Scene


def test_that_a_batch_has_no_start_frame_but_its_shots_have() -> None:
    shots = shots_of(
        entry("01", raw={"prompt": "x", "start_frame": "a.png"}),
        entry("02", raw={"prompt": "x", "refs": ["r.png", "s.png"]}),
        entry("03", raw={"prompt": "x", "refs": ["r.png"]}),
    )

    payload = payload_of(batch(*shots))

    segments = payload.request["segments"]
    assert isinstance(segments, list)
    assert "start_frame" not in payload.request
    assert segments[0]["start_frame"] == "a.png"
    assert payload.request["references"] == ["r.png", "s.png"]
    assert payload.references == ("a.png", "r.png", "s.png")


def test_that_a_shot_rendered_like_a_batch_loses_its_start_frame() -> None:
    scene = solo(raw={"prompt": "x", "start_frame": "a.png"})

    payload = payload_of(scene, PayloadOverrides(modality=Modality.R2V_MULTI))

    assert payload.request["modality"] == "r2v_multi"
    assert payload.references == ()
    assert "a.png" not in json.dumps(payload.request)


@pytest.mark.parametrize("status", ["proposed", "rejected", None])
def test_that_board_art_is_shown_to_a_model_only_when_it_is_approved(status: str | None) -> None:
    scene = batch()
    scene.beats[0].board = Board(status=status, artifact="board.png")

    assert payload_of(scene).references == ()


@pytest.mark.parametrize("photoreal", [None, "real.png"])
def test_that_approved_board_art_joins_the_references_once(photoreal: str | None) -> None:
    shot = entry("01", raw={"prompt": "x", "refs": ["r.png", "board.png"]})
    scene = batch(*shots_of(shot, entry("02"), entry("03")))
    scene.beats[0].board = Board(
        status="approved", artifact="board.png", photoreal_artifact=photoreal
    )

    request = payload_of(scene).request

    art = photoreal or "board.png"
    assert request["references"] == list(dict.fromkeys(["r.png", "board.png", art]))
    assert request["board"] == art


@pytest.mark.parametrize(
    "keys", [{"version": 2, "approved_version": 1}, {"panel": 0, "areas": [[0, 0, 0.5, 1]]}]
)
def test_that_art_of_another_revision_or_of_other_beats_is_shown_to_no_model(
    keys: dict[str, object],
) -> None:
    scene = batch()
    scene.beats[0].board = Board(status="approved", artifact="board.png", **keys)

    assert payload_of(scene).references == ()


def test_that_a_model_that_knows_sheets_is_told_where_the_panels_are() -> None:
    scene, areas = batch(), [[0.0, 0.0, 0.5, 1.0], [0.5, 0.0, 0.5, 1.0]]
    scene.beats[0].board = Board(status="approved", artifact="board.png", areas=areas)

    assert payload_of(scene).request["board_areas"] == areas


def test_that_pictures_editors_gave_to_shots_join_the_planned_ones() -> None:
    shots = shots_of(entry("01", raw={"prompt": "x", "refs": ["r.png"]}), entry("02"), entry("03"))
    chosen = PayloadDefaults(
        video_model="m", references={"002": ("hall.png",), "009": ("other.png",)}
    )

    payload = build_payload(*_first(batch(*shots)), 1, defaults=chosen)

    assert payload.request["references"] == ["r.png", "hall.png"]


def _first(scene: Scene) -> tuple[Beat, Scene]:
    return scene.beats[0], scene


def test_that_references_may_be_pruned_and_joined() -> None:
    scene = solo(raw={"prompt": "x", "refs": ["r.png", "s.png"]})
    wishes = PayloadOverrides(references=("s.png",), more_references=("anchor.png",))

    assert payload_of(scene, wishes).request["references"] == ["s.png", "anchor.png"]


def test_that_pictures_are_relative_to_the_project_or_urls() -> None:
    root = Path("/shows/demo").absolute()
    refs = [str(root / "a.png"), "./b.png", "https://x.test/c.png"]
    scene = solo(raw={"prompt": "x", "refs": refs})

    payload = build_payload(scene.beats[0], scene, 1, defaults=PayloadDefaults(root=root))

    assert payload.references == ("a.png", "b.png", "https://x.test/c.png")


def test_that_the_picture_an_editor_chose_counts_more_than_the_planned_one() -> None:
    shots = shots_of(entry("01", raw={"prompt": "x", "start_frame": "a.png"}), entry("02"))
    defaults = PayloadDefaults(video_model="wan", start_frames={"001": "chosen.png"})
    scene = batch(*shots, *shots_of(entry("03")))
    alone = solo(raw={"prompt": "x", "start_frame": "a.png"})

    segments = build_payload(scene.beats[0], scene, 1, defaults=defaults).request["segments"]
    one = build_payload(alone.beats[0], alone, 1, defaults=defaults)

    assert isinstance(segments, list)
    assert segments[0]["start_frame"] == "chosen.png"
    assert one.request["start_frame"] == "chosen.png"
    assert one.references == ("chosen.png",)
