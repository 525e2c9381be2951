"""Snapshots: all documents of an hour, and the way back to it."""

from __future__ import annotations

import zipfile
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from engine.clock import FixedClock
from engine.errors import CorruptFile, DiskFailed, NotFound, Refused
from engine.store.project import Project
from engine.store.thinning import kept
from tests.helpers.store import NOON, a_document, a_file, a_project, in_trash

if TYPE_CHECKING:
    from pathlib import Path

NOTES = "prep/ep_001/comments.json"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def at(project: Project, moment: datetime) -> Project:
    return Project.open(project.root, clock=FixedClock(moment))


def test_that_a_snapshot_holds_all_documents_and_no_media(project: Project) -> None:
    a_document(project, NOTES, {"n": 1})
    a_document(project, "renders/ep_001/a.mp4.json", {"status": "candidate"})
    a_file(project, "renders/ep_001/a.mp4")
    a_file(project, "prep/broken.json", b"{")
    a_document(project, ".trash/2026-05-04/1/x.json", {})

    made = project.snapshots.make()

    assert made is not None
    assert made.corrupt == ("prep/broken.json",)
    place = project.root / "state/snapshots/20260504T120000Z.zip"
    with zipfile.ZipFile(place) as packed:
        assert set(packed.namelist()) == {NOTES, "project.json", "renders/ep_001/a.mp4.json"}
    assert [one.name for one in project.snapshots.all()] == [made.name]


def test_that_nothing_new_needs_no_snapshot(project: Project) -> None:
    project.snapshots.make()

    assert at(project, NOON + timedelta(hours=1)).snapshots.make() is None


def test_that_a_snapshot_is_due_after_half_an_hour_of_change(project: Project) -> None:
    assert project.snapshots.make_if_due() is not None
    a_document(project, NOTES, {"n": 1})

    assert at(project, NOON + timedelta(minutes=29)).snapshots.make_if_due() is None
    assert at(project, NOON + timedelta(minutes=30)).snapshots.make_if_due() is not None


def test_that_restoring_is_a_change_that_can_be_undone(project: Project) -> None:
    a_document(project, NOTES, {"n": 1})
    made = project.snapshots.make()
    assert made is not None
    a_document(project, NOTES, {"n": 2})
    a_document(project, "prep/new.json", {})

    project.snapshots.restore(made.name)
    notes = project.path(NOTES)
    assert project.files.read_json(notes) == {"n": 1}
    assert project.files.exists(project.path("prep/new.json"))
    project.changes.undo()

    assert project.files.read_json(notes) == {"n": 2}


def test_that_restoring_puts_a_broken_document_aside(project: Project) -> None:
    a_document(project, NOTES, {"n": 1})
    made = project.snapshots.make()
    assert made is not None
    a_file(project, NOTES, b"\xff broken")

    project.snapshots.restore(made.name)

    assert project.files.read_json(project.path(NOTES)) == {"n": 1}
    assert in_trash(project) == {"comments.json": b"\xff broken"}


def test_that_there_has_to_be_something_to_restore(project: Project) -> None:
    made = project.snapshots.make()
    assert made is not None

    with pytest.raises(NotFound, match="snapshot not found: 17"):
        project.snapshots.restore("17")
    with pytest.raises(Refused, match="nothing to change"):
        project.snapshots.restore(made.name)


def test_that_a_snapshot_that_cannot_be_read_back_is_no_snapshot(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_packed: zipfile.ZipFile, _name: str) -> bytes:
        raise zipfile.BadZipFile("wrong checksum")

    monkeypatch.setattr(zipfile.ZipFile, "read", broken)

    with pytest.raises(DiskFailed, match="cannot be read back"):
        project.snapshots.make()

    assert project.snapshots.all() == ()


def test_that_a_damaged_snapshot_is_corrupt_and_not_taken_for_the_last(project: Project) -> None:
    a_file(project, "state/snapshots/20260503T120000Z.zip", b"damaged")
    a_file(project, "state/snapshots/notes.txt")

    assert project.snapshots.make() is not None
    with pytest.raises(CorruptFile, match="not a snapshot"):
        project.snapshots.restore("20260503T120000Z")


def test_that_old_snapshots_are_thinned(project: Project) -> None:
    for hours in (100, 99, 98, 2, 1):
        a_document(project, NOTES, {"hours": hours})
        at(project, NOON - timedelta(hours=hours)).snapshots.make()

    names = [one.name for one in project.snapshots.all()]

    assert len(names) == 5
    for day in range(60):
        a_document(project, NOTES, {"day": day})
        at(project, NOON + timedelta(days=day + 1)).snapshots.make()
    # 24 hourly ones are the last 24 days here; of before, one a day and one a week are kept.
    assert 24 <= len(project.snapshots.all()) <= 24 + 15 + 8


def test_that_of_a_long_time_many_of_today_and_few_of_before_are_kept() -> None:
    moments = [NOON - timedelta(minutes=30 * number) for number in range(48 * 100)]

    found = sorted(kept(moments, NOON))

    ages = [NOON - moment for moment in found]
    assert len([age for age in ages if age < timedelta(hours=1)]) == 2
    assert 24 + 15 <= len(found) <= 24 + 15 + 8 + 2  # an hour may be the last of its day
    assert found[0] < NOON - timedelta(weeks=6)
    assert moments[0] in found
