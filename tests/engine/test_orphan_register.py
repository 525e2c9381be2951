"""Registering: what is carried over, what is moved and what copied, and what is never followed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.domain.orphans import register_order
from engine.domain.paths import ProjectPath
from engine.errors import CorruptFile, DiskFailed, NotFound, Refused
from engine.workspace import orphan_register
from engine.workspace.orphan_put import put_into_quarantine
from engine.workspace.orphan_register import register
from engine.workspace.orphan_source import check_is_whole, find_source
from tests.helpers import disks
from tests.helpers.orphans import EPISODE, QUARANTINE, a_show, an_old_file
from tests.helpers.passes import clip_of
from tests.helpers.store import snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project
    from engine.workspace.orphan_register import Registered

ORDER = register_order(1, ["SH4", "SH5"], tag="A_JADE", model="wan", notes="from the archive")
VIDEO = f"{EPISODE}/EP001_COV_001_SH4_5_take1.mp4"


@pytest.fixture
def show(tmp_path: Path) -> Project:
    return a_show(tmp_path)


def a_video(folder: Path, path: str, **sidecar: object) -> Path:
    place = an_old_file(folder, path, clip_of((24, 24)).path.read_bytes())
    if sidecar:
        an_old_file(folder, f"{path}.json", json.dumps(sidecar).encode())
    return place


def registered(show: Project, said: str | Path) -> Registered:
    return register(show, find_source(show, str(said), 1), ORDER)


def sidecar(show: Project, path: str = VIDEO) -> dict[str, object]:
    found: dict[str, object] = json.loads((show.root / f"{path}.json").read_text())
    return found


# -- what is carried over ----------------------------------------------------


def test_that_the_sidecar_is_completed_and_old_ties_are_cut(show: Project) -> None:
    old = {
        "status": "rejected", "source_type": "pass_segment", "source": "pass_extraction",
        "pass_id": "EP001_PASS_009_SH01_OLD", "prompt": "rain", "cost_usd": 0.5,
        "provenance": {"prompt": "rain", "grouping": {"source_pass_id": "EP001_PASS_009_SH01_OLD"}},
    }  # fmt: skip
    a_video(show.root, f"{QUARANTINE}/x.mp4", **old)

    made = registered(show, f"{QUARANTINE}/x.mp4")

    known = sidecar(show)
    assert known["pass_id"] == made.pass_id == "EP001_PASS_001_SH04_05_A_JADE"
    assert (known["source"], known["source_type"]) == ("registered_orphan",) * 2
    assert (known["status"], known["notes"]) == ("registered", "from the archive")
    assert (known["prompt"], known["cost_usd"]) == ("rain", 0.5)
    assert known["provenance"] == {
        "prompt": "rain",
        "grouping": {
            "strategy": "coverage", "ordinal": 1, "source_pass_id": made.pass_id,
            "shot_ids": ["EP001_SH04", "EP001_SH05"],
        },
    }  # fmt: skip
    record = show.passes.read(1).passes[made.pass_id].as_json()
    assert record["status"] == "registered"
    assert record["takes"] == [{"take": 1, "model": "wan", "cost_usd": 0.5}]
    provenance = record["reconstructed_provenance"]
    assert isinstance(provenance, dict)
    assert provenance["former_pass_id"] == "EP001_PASS_009_SH01_OLD"


@pytest.mark.parametrize("status", ["pinned", "candidate", "canonical"])
def test_that_what_people_decided_stays(show: Project, status: str) -> None:
    a_video(show.root, f"{QUARANTINE}/x.mp4", status=status)

    registered(show, "x.mp4")

    assert sidecar(show)["status"] == status


def test_that_marks_of_an_earlier_cutting_go_to_the_trash(show: Project) -> None:
    a_video(show.root, f"{QUARANTINE}/x.mp4")
    an_old_file(show.root, f"{QUARANTINE}/.x.mp4.extracted")
    an_old_file(show.root, f"{QUARANTINE}/boundary_frames/x_seg00.jpg")
    before = snapshot(show)

    registered(show, "x.mp4")

    assert not show.files.exists(ProjectPath(VIDEO).marker())
    assert not show.sidecars.boundary_frames(ProjectPath(VIDEO))
    show.changes.undo()
    assert {name: data for name, data in snapshot(show).items() if "counters" not in name} == before


# -- what is moved, what is copied -------------------------------------------


def test_that_a_stray_of_an_episode_is_moved(show: Project) -> None:
    place = a_video(show.root, f"{EPISODE}/final.mp4")

    registered(show, f"{EPISODE}/final.mp4")

    assert not place.exists()


def test_that_any_other_video_of_the_project_is_copied(show: Project) -> None:
    place = a_video(show.root, "sequences/day/final.mp4", notes="x")

    registered(show, "sequences/day/final.mp4")

    assert place.exists()
    assert sidecar(show)["status"] == "registered"


def test_that_what_lies_beside_a_video_from_elsewhere_comes_along(
    show: Project, tmp_path: Path
) -> None:
    place = a_video(tmp_path, "elsewhere/x.mp4", prompt="rain", unknown=[1])

    registered(show, place)

    assert (sidecar(show)["prompt"], sidecar(show)["unknown"]) == ("rain", [1])
    assert place.exists()


def test_that_an_absolute_path_into_the_project_is_a_file_of_it(show: Project) -> None:
    place = a_video(show.root, f"{QUARANTINE}/x.mp4")

    registered(show, place)

    assert not place.exists()


def test_that_a_video_is_put_into_quarantine_once(show: Project, tmp_path: Path) -> None:
    place = a_video(tmp_path, "elsewhere/x.mp4", prompt="rain")

    put = put_into_quarantine(show, find_source(show, str(place)), 1)

    assert put.path.text == f"{QUARANTINE}/x.mp4"
    assert sidecar(show, put.path.text)["prompt"] == "rain"
    with pytest.raises(Refused, match="is in the quarantine of EP001"):
        put_into_quarantine(show, find_source(show, put.path.text), 1)
    again = put_into_quarantine(show, find_source(show, str(place)), 1)
    assert again.path.name == "x (2).mp4"


# -- what is refused ---------------------------------------------------------


def test_that_a_file_that_became_a_link_is_not_followed(
    show: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = a_video(show.root, f"{QUARANTINE}/x.mp4")
    outside = a_video(tmp_path, "outside.mp4")

    def swap(_place: Path) -> None:
        place.unlink()
        place.symlink_to(outside)

    source = find_source(show, f"{QUARANTINE}/x.mp4")
    monkeypatch.setattr(orphan_register, "check_is_whole", swap)

    with pytest.raises(Refused, match="link"):
        register(show, source, ORDER)

    assert outside.exists()
    assert not (show.root / VIDEO).exists()


def test_that_a_copy_of_something_else_is_seen(
    show: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = a_video(tmp_path, "x.mp4")
    usual = check_is_whole

    def swap(looked_at: Path) -> None:
        usual(looked_at)
        if looked_at == place:
            place.write_text("#EXTM3U\n")

    monkeypatch.setattr(orphan_register, "check_is_whole", swap)

    with pytest.raises(Exception, match="playlist"):
        registered(show, place)

    assert snapshot(show).keys() == {"project.json"}


def test_that_more_shots_than_a_name_can_hold_are_refused(show: Project) -> None:
    a_video(show.root, f"{QUARANTINE}/x.mp4")
    many = register_order(1, [f"SH{n}" for n in range(100, 170)], tag="A", model="wan")

    with pytest.raises(Refused, match="70 shots cannot be named"):
        register(show, find_source(show, "x.mp4", 1), many)


def test_that_a_corrupt_sidecar_of_a_video_from_elsewhere_is_refused(
    show: Project, tmp_path: Path
) -> None:
    place = a_video(tmp_path, "x.mp4")
    an_old_file(tmp_path, "x.mp4.json", b"{torn")

    with pytest.raises(CorruptFile):
        registered(show, place)

    assert snapshot(show).keys() == {"project.json"}


def test_that_a_full_disk_changes_nothing(
    show: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = a_video(tmp_path, "x.mp4")
    disks.make_full(monkeypatch)

    with pytest.raises(DiskFailed, match="the disk is full"):
        registered(show, place)

    monkeypatch.undo()
    assert snapshot(show).keys() == {"project.json"}
    assert place.exists()


def test_that_a_clip_of_a_pass_is_no_pass_of_its_own(show: Project) -> None:
    name = f"{EPISODE}/shot_004_FROM_PASS_001_A_take1.mp4"
    a_video(show.root, name)

    with pytest.raises(Refused, match="was cut from a pass"):
        registered(show, name)


def test_that_a_name_alone_means_the_orphan_of_this_episode(show: Project) -> None:
    for episode in ("ep_001", "ep_002"):
        a_video(show.root, f"renders/{episode}/_orphans/x.mp4")

    assert find_source(show, "x.mp4", 2).path == ProjectPath("renders/ep_002/_orphans/x.mp4")
    with pytest.raises(NotFound):
        find_source(show, "x.mp4")
