"""Changes on disk become hints, and no thread outlives the watcher."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

import pytest
from watchdog.observers import Observer

from engine.domain.paths import PROJECT_ROOT, ProjectPath
from engine.workspace import watcher as watcher_module
from engine.workspace.watcher import Hint, Pace, ProjectWatcher
from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from pathlib import Path

QUICK = Pace(quiet=0.05, longest=0.2, everything=600)
PATIENCE = 10.0
EP1 = ProjectPath("renders/ep_001")


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    files = ProjectFiles(tmp_path / "show")
    files.settings()
    files.media("renders/ep_001/a.mp4")
    (files.root / "state/locks").mkdir(parents=True)
    return files


class Hints:
    """What a watcher said, to be waited for."""

    def __init__(self) -> None:
        self.said: queue.Queue[Hint] = queue.Queue()
        self.folders: set[ProjectPath] = set()

    def wait_for(self, folder: ProjectPath) -> None:
        while folder not in self.folders:
            self.folders |= self.said.get(timeout=PATIENCE).folders

    def wait_for_everything(self) -> None:
        while not self.said.get(timeout=PATIENCE).is_everything:
            pass


def watching(files: ProjectFiles, hints: Hints, pace: Pace = QUICK) -> ProjectWatcher:
    return ProjectWatcher(files.root, hints.said.put, pace)


def test_that_a_new_file_names_its_folder(files: ProjectFiles) -> None:
    hints = Hints()

    with watching(files, hints):
        files.media("renders/ep_001/b.mp4")

        hints.wait_for(EP1)


def test_that_files_in_new_folders_name_them(files: ProjectFiles) -> None:
    hints = Hints()

    with watching(files, hints):
        files.media("assets/char/jade/a.png")

        hints.wait_for(PROJECT_ROOT)
        hints.wait_for(ProjectPath("assets"))


def test_that_both_ends_of_a_move_are_named(files: ProjectFiles) -> None:
    files.media("assets/char/a.png")
    hints = Hints()

    with watching(files, hints):
        (files.root / "renders/ep_001/a.mp4").rename(files.root / "assets/char/a.mp4")

        hints.wait_for(EP1)
        hints.wait_for(ProjectPath("assets/char"))


def test_that_hidden_files_and_locks_are_not_told(files: ProjectFiles) -> None:
    hints = Hints()

    with watching(files, hints):
        files.text("renders/ep_001/.a.mp4.tmp", "x")
        files.text("state/locks/project.lock", "x")
        files.text(".trash/a.mp4", "x")
        files.media("renders/ep_001/b.mp4")
        hints.wait_for(EP1)

    assert ProjectPath("state/locks") not in hints.folders
    assert not any(folder.text.startswith(".") for folder in hints.folders)


def test_that_a_burst_is_gathered(files: ProjectFiles) -> None:
    hints = Hints()

    with watching(files, hints, Pace(quiet=0.3, longest=5, everything=600)):
        for number in range(200):
            files.media(f"renders/ep_001/burst{number}.mp4")
        hints.wait_for(EP1)

    assert hints.said.qsize() <= 2


def test_that_looking_at_a_folder_does_not_announce_itself(files: ProjectFiles) -> None:
    hints = Hints()

    with watching(files, hints):
        for _ in range(5):
            list((files.root / "renders/ep_001").iterdir())
            (files.root / "renders/ep_001/a.mp4").read_text()
        files.media("assets/a.png")
        hints.wait_for(ProjectPath("assets"))

    assert EP1 not in hints.folders


def test_that_the_focus_asks_for_everything(files: ProjectFiles) -> None:
    hints = Hints()

    with watching(files, hints) as watcher:
        watcher.look_now()

        hints.wait_for_everything()


def test_that_everything_is_looked_at_again_and_again(files: ProjectFiles) -> None:
    hints = Hints()

    with watching(files, hints, Pace(quiet=0.01, longest=0.02, everything=0.05)):
        hints.wait_for_everything()
        hints.wait_for_everything()


def test_that_no_thread_outlives_the_watcher(files: ProjectFiles) -> None:
    before = set(threading.enumerate())

    for _ in range(3):
        with watching(files, Hints()):
            assert set(threading.enumerate()) > before

    assert set(threading.enumerate()) == before


def test_that_it_may_be_stopped_from_within_a_hint(files: ProjectFiles) -> None:
    before = set(threading.enumerate())
    stopped = threading.Event()
    watcher = ProjectWatcher(files.root, lambda _hint: (watcher.stop(), stopped.set()), QUICK)
    watcher.start()

    watcher.look_now()

    assert stopped.wait(PATIENCE)
    watcher.stop()
    assert set(threading.enumerate()) == before


def test_that_where_the_system_cannot_watch_the_slow_look_remains(
    files: ProjectFiles, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hints = Hints()
    monkeypatch.setattr(watcher_module, "Observer", _NoObserver)

    with watching(files, hints, Pace(quiet=0.01, longest=0.02, everything=0.05)):
        hints.wait_for_everything()

    assert "cannot watch show: [Errno 28] inotify watch limit reached" in caplog.text


class _NoObserver(type(Observer())):  # type: ignore[misc]
    def start(self) -> None:
        raise OSError(28, "inotify watch limit reached")


def test_that_who_takes_long_to_begin_looks_at_everything_once(
    files: ProjectFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints, may_begin = Hints(), threading.Event()
    real = ProjectWatcher._watching
    monkeypatch.setattr(
        ProjectWatcher, "_watching", lambda self: (may_begin.wait(PATIENCE), real(self))[1]
    )
    watcher = watching(files, hints)

    watcher.start(patience=0)
    files.media("renders/ep_001/b.mp4")  # nobody watches yet
    may_begin.set()

    hints.wait_for_everything()
    watcher.stop()


def test_that_one_who_never_began_to_watch_can_be_stopped(
    files: ProjectFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints, may_begin = Hints(), threading.Event()
    real = ProjectWatcher._watching
    monkeypatch.setattr(
        ProjectWatcher, "_watching", lambda self: (may_begin.wait(0.1), real(self))[1]
    )
    before = set(threading.enumerate())
    watcher = watching(files, hints)
    watcher.start(patience=0)

    watcher.stop()

    assert set(threading.enumerate()) == before
    assert hints.said.empty()
