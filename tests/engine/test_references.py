"""Files that documents name, with the fields that name them."""

from __future__ import annotations

from engine.domain.references import Reference, references


def found(document: dict[str, object]) -> dict[str, str]:
    return {one.field: one.name for one in references(document)}


def test_that_files_are_found_in_every_field_that_names_one() -> None:
    record = {
        "video_path": "renders/a.mp4",
        "takes": [{"take": 1, "video_path": "renders/b.mp4"}, {"output_path": "renders/c.mov"}],
        "blueprint_image_path": "prep/x.png",
    }
    sidecar = {
        "source_video": "renders/a.mp4",
        "promoted_to": {"type": "char", "path": "assets/char/jade/hero.png"},
        "provenance": {"refs": ["assets/a.png", {"url": "assets/b.webp"}]},
    }
    beat = {"board": {"artifact": "boards/1.png", "photoreal_artifact": "boards/1p.png"}}

    assert found(record) == {
        "video_path": "renders/a.mp4",
        "takes[0].video_path": "renders/b.mp4",
        "takes[1].output_path": "renders/c.mov",
        "blueprint_image_path": "prep/x.png",
    }
    assert found(sidecar) == {
        "source_video": "renders/a.mp4",
        "promoted_to.path": "assets/char/jade/hero.png",
        "provenance.refs[0]": "assets/a.png",
        "provenance.refs[1].url": "assets/b.webp",
    }
    assert found({"beats": [beat]}) == {
        "beats[0].board.artifact": "boards/1.png",
        "beats[0].board.photoreal_artifact": "boards/1p.png",
    }
    assert found({"raw": {"start_frame": "f.png", "end_frame": {"path": "g.png"}}}) == {
        "raw.start_frame": "f.png",
        "raw.end_frame.path": "g.png",
    }


def test_that_words_addresses_and_former_places_are_no_references() -> None:
    document: dict[str, object] = {
        "prompt": "as in a.png",
        "notes": "renders/a.mp4",
        "archived_from": "renders/old.mp4",
        "extracting_from": {"values": {"video_path": "renders/old.mp4"}},
        "video_path": None,
        "refs": ["https://example.org/a.png", "data:image/png", 5],
        "source_video": "a prompt, no file",
    }

    assert found(document) == {}


def test_that_who_replaces_a_clip_is_a_pass_or_a_file() -> None:
    by_pass = list(references({"replaced_by": "EP001_PASS_012_SH02_REGEN"}))
    by_file = list(references({"replaced_by": "renders/ep_001/b.mp4"}))

    assert by_pass == [Reference("replaced_by", "EP001_PASS_012_SH02_REGEN", is_pass=True)]
    assert by_file == [Reference("replaced_by", "renders/ep_001/b.mp4")]
