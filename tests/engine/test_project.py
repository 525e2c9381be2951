"""A project opens without a trace, and is offline rather than guessed at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.domain.paths import ProjectPath
from engine.domain.project_settings import ProjectSettings
from engine.errors import CorruptFile, NotFound, Offline, Refused, UserError
from engine.store.files import UnreadableFile
from engine.store.project import Project
from engine.store.project_list import list_projects
from tests.helpers.store import a_document, a_file, a_project, snapshot


def test_that_a_new_project_has_a_marker_with_an_id(tmp_path: Path) -> None:
    project = a_project(tmp_path, title="The Show")

    assert project.name == "demo"
    assert project.offline is None
    assert project.settings.title == "The Show"
    assert project.settings.works_by_itself
    assert len(project.settings.id or "") == 32


@pytest.mark.parametrize("name", ["_demo", ".demo", "de mo", "x" * 65])
def test_that_a_bad_name_makes_no_project(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="not a project name"):
        Project.create(tmp_path / name, ProjectSettings())

    assert list(tmp_path.iterdir()) == []


def test_that_a_project_is_not_made_over_another(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    before = snapshot(project)

    with pytest.raises(Refused, match="there is a project already: demo"):
        a_project(tmp_path)

    assert snapshot(project) == before


def test_that_opening_and_reading_write_nothing(tmp_path: Path) -> None:
    root = a_project(tmp_path).root
    project = Project.open(root)

    project.passes.read(1)
    project.sidecars.read(ProjectPath("renders/a.mp4"))
    project.coverage.read(1)
    project.plans.read(1)
    project.changes.history()
    project.changes.stuck()
    project.ops.dangling()
    project.snapshots.all()

    assert [path.name for path in root.iterdir()] == ["project.json"]


def test_that_opening_builds_no_room_before_somebody_enters_it() -> None:
    code = (
        "import sys, pathlib; from engine.store.project import Project;"
        "Project.open(pathlib.Path('nowhere')); print(*sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    rooms = {"scenes", "ledger", "derivation", "sidecars", "plans", "pass_state", "takes"}
    loaded = set(done.stdout.split())
    assert loaded & {f"engine.store.{room}" for room in rooms} == set()
    assert loaded & {f"engine.domain.{room}" for room in ("scenes", "coverage", "passes")} == set()


@pytest.mark.parametrize(
    ("marker", "reason"),
    [
        (None, "project.json is not there"),
        (b"{broken", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"mode": 3}', "mode"),
    ],
)
def test_that_a_project_without_a_readable_marker_is_offline(
    tmp_path: Path, marker: bytes | None, reason: str
) -> None:
    (tmp_path / "demo").mkdir()
    if marker is not None:
        (tmp_path / "demo" / "project.json").write_bytes(marker)

    project = Project.open(tmp_path / "demo")

    assert reason in (project.offline or "")
    with pytest.raises(Offline, match="project demo is offline"), project.changes.writing():
        pass


def test_that_a_folder_that_is_not_there_is_offline(tmp_path: Path) -> None:
    assert Project.open(tmp_path / "gone").offline == "its folder is not there"


def test_that_a_marker_behind_a_link_is_offline(tmp_path: Path) -> None:
    a_project(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "project.json").symlink_to(tmp_path / "demo" / "project.json")

    assert "a link lies in the way" in (Project.open(tmp_path / "other").offline or "")


def test_that_another_project_in_the_same_place_is_noticed(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    a_document(project, "project.json", {"id": "another", "mode": "microdrama"})

    with pytest.raises(Offline, match="another project lies there now"):
        project.changes.recover()

    assert project.offline == "another project lies there now"


def test_that_a_project_comes_back_online(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    marker = project.root / "project.json"
    content = marker.read_bytes()
    marker.unlink()
    project.refresh()
    assert project.offline is not None

    marker.write_bytes(content)
    project.refresh()

    assert project.offline is None


def test_that_projects_are_listed_sorted_by_the_names_they_may_have(tmp_path: Path) -> None:
    for name in ("zeta", "alpha", "_hidden", ".git", "two words"):
        (tmp_path / name).mkdir()
    (tmp_path / "file").touch()

    assert list_projects(tmp_path) == ("alpha", "zeta")
    assert list_projects(tmp_path / "gone") == ()
    assert list_projects(tmp_path / "file") == ()


def test_that_a_root_that_cannot_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)

    with pytest.raises(UnreadableFile, match="no permission"):
        list_projects(tmp_path)


# -- paths -------------------------------------------------------------------


def test_that_paths_of_every_spelling_become_project_paths(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    wanted = ProjectPath("renders/ep_001/a.mp4")

    assert project.path("renders/ep_001/a.mp4") == wanted
    assert project.path("./renders//ep_001/a.mp4") == wanted
    assert project.path(Path("renders/ep_001/a.mp4")) == wanted
    assert project.path(project.root / "renders/ep_001/a.mp4") == wanted
    assert project.path(str(project.root / "renders/ep_001/a.mp4")) == wanted
    assert project.resolve(wanted) == project.root / "renders/ep_001/a.mp4"


def test_that_a_project_behind_a_link_takes_both_of_its_places(tmp_path: Path) -> None:
    real = a_project(tmp_path / "real")
    a_file(real, "renders/a.mp4")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    project = Project.open(tmp_path / "link" / "demo")

    assert project.path(real.root / "renders/a.mp4") == ProjectPath("renders/a.mp4")
    assert project.path(project.root / "renders/a.mp4") == ProjectPath("renders/a.mp4")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "..",
        "../other/a.mp4",
        "renders/../../a.mp4",
        "/etc/passwd",
        "C:/a.mp4",
        "renders\\a.mp4",
        "a\0.mp4",
        "a.mp4:stream",
        "nul.mp4",
        "renders/con/a.mp4",
        "renders./a.mp4",
    ],
)
def test_that_every_way_out_of_the_project_is_refused(tmp_path: Path, raw: str) -> None:
    project = a_project(tmp_path)

    with pytest.raises(UserError, match="not a path inside the project"):
        project.path(raw)


def test_that_a_neighbour_of_the_project_is_outside(tmp_path: Path) -> None:
    project = a_project(tmp_path)

    with pytest.raises(UserError):
        project.path(tmp_path / "demo2" / "a.mp4")
    with pytest.raises(UserError):
        project.path(project.root / ".." / "a.mp4")


@pytest.mark.parametrize("where", ["renders", "renders/ep_001", "renders/ep_001/a.mp4"])
def test_that_a_link_anywhere_on_the_way_is_refused(tmp_path: Path, where: str) -> None:
    project = a_project(tmp_path)
    (tmp_path / "outside").mkdir()
    link = project.root / where
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(tmp_path / "outside")

    with pytest.raises(Refused, match="a link lies in the way"):
        project.resolve(ProjectPath("renders/ep_001/a.mp4"))


def test_that_a_folder_is_read_or_says_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = a_project(tmp_path)
    a_file(project, "prep/b.txt")
    a_file(project, "prep/a.txt")

    assert project.files.names(ProjectPath("prep")) == ("a.txt", "b.txt")
    assert project.files.names(ProjectPath("gone")) == ()
    assert project.files.names(ProjectPath("prep/a.txt")) == ()

    def refuse(_path: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(UnreadableFile):
        project.files.names(ProjectPath("prep"))


def test_that_a_document_that_is_another_one_is_corrupt(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    path = a_document(project, "x.json", {"mode": []})

    with pytest.raises(CorruptFile, match="mode") as error:
        project.files.read_document(path, ProjectSettings)

    assert error.value.path == project.root / "x.json"


def test_that_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    project = a_project(tmp_path)

    with project.changes.writing() as draft, pytest.raises(NotFound):
        draft.trash(ProjectPath("renders/absent.mp4"))
