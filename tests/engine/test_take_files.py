"""Fetched takes get their names and sidecars, many at once, and each only once."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from engine.domain.paths import ProjectPath
from engine.errors import DiskFailed, NotFound, Offline, RecoilError, Refused
from engine.store import files
from tests.helpers.store import a_document, a_file, a_project, failing

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

TARGET = ProjectPath("renders/ep_001/EP001_SH1_take1.mp4")
FILM = b"film"
SIDECAR = {"status": "candidate", "model": "wan"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def fetched(project: Project, number: int = 1, content: bytes = FILM) -> Path:
    place = project.takes.download(f"d_{number}", ".mp4")
    place.write_bytes(content)
    return place


def target(number: int) -> ProjectPath:
    return ProjectPath(f"renders/ep_001/EP001_SH{number}_take1.mp4")


def file(project: Project, place: Path, where: ProjectPath = TARGET, content: bytes = FILM) -> None:
    project.takes.file(place, where, hashlib.sha256(content).hexdigest(), SIDECAR)


def sidecar(project: Project, where: ProjectPath = TARGET) -> object:
    return json.loads(project.resolve(where.sidecar()).read_text())


def test_that_a_take_is_moved_beside_its_sidecar(project: Project) -> None:
    place = fetched(project)

    file(project, place)

    assert project.resolve(TARGET).read_bytes() == FILM
    assert sidecar(project) == SIDECAR
    assert not place.exists()


def test_that_filing_twice_is_as_good_as_once(project: Project) -> None:
    file(project, fetched(project))
    again = fetched(project)

    file(project, again)

    assert project.resolve(TARGET).read_bytes() == FILM
    assert not again.exists()


def test_that_a_stub_is_completed_and_keeps_what_it_has(project: Project) -> None:
    a_document(project, str(TARGET.sidecar()), {"notes": "seen", "status": "untracked"})

    file(project, fetched(project))

    assert sidecar(project) == {"notes": "seen", **SIDECAR}


def test_that_a_name_that_is_taken_is_left_alone(project: Project) -> None:
    a_file(project, str(TARGET), b"another film")
    place = fetched(project)

    with pytest.raises(Refused, match="the name is taken"):
        file(project, place)

    assert project.resolve(TARGET).read_bytes() == b"another film"
    assert place.exists()
    assert not project.files.exists(TARGET.sidecar())


def test_that_a_download_that_is_gone_is_told(project: Project) -> None:
    place = project.takes.download("d_1", ".mp4")

    with pytest.raises(NotFound, match="download"):
        file(project, place)


def test_that_a_project_that_is_not_there_keeps_the_download(project: Project) -> None:
    place = fetched(project)
    (project.root / "project.json").unlink()

    with pytest.raises(Offline):
        file(project, place)

    assert place.exists()


def test_that_many_are_filed_at_once_and_what_fails_concerns_itself_alone(
    project: Project,
) -> None:
    a_file(project, str(target(3)), b"another film")
    places = {number: fetched(project, number) for number in range(1, 9)}
    ends: dict[int, str] = {}

    def work(number: int) -> None:
        try:
            file(project, places[number], target(number))
            ends[number] = "filed"
        except RecoilError as error:
            ends[number] = error.code

    threads = [threading.Thread(target=work, args=(n,), name=f"files {n}") for n in places]
    with project.changes.exclusive():  # so that all come to wait
        for thread in threads:
            thread.start()
        pause = threading.Event()
        while len(project.takes._line.waiting) < 7:
            pause.wait(0.001)
    for thread in threads:
        thread.join()

    assert ends == {number: "refused" if number == 3 else "filed" for number in places}
    assert all(sidecar(project, target(number)) == SIDECAR for number in places if number != 3)
    assert places[3].exists()


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "rename"])
def test_that_a_disk_that_fails_leaves_the_download_to_be_filed_later(
    project: Project, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = fetched(project)
    with (
        failing(monkeypatch, call, errno.ENOSPC, under=project.root, after=2),
        suppress(DiskFailed),  # after two good calls it may also be filed already
    ):
        file(project, place)

    file(project, place)

    assert project.resolve(TARGET).read_bytes() == FILM
    assert sidecar(project) == SIDECAR


def test_that_the_sidecar_s_name_is_on_the_disk_before_the_take_has_one(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool]] = []
    sync = files.sync_folder

    def noted(folder: Path) -> None:
        seen.append((folder.name, os.path.lexists(project.root / str(TARGET))))
        sync(folder)

    place = fetched(project)
    project.files.make_folder(TARGET.parent)
    monkeypatch.setattr(files, "sync_folder", noted)
    file(project, place)

    ours = [one for one in seen if one[0] in {"ep_001", "downloads"}]
    assert ours == [("ep_001", False), ("ep_001", True), ("downloads", True)]
