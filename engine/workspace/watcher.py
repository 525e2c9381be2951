"""Notices that something changed in a project's folder, from whatever program."""

from __future__ import annotations

import logging
import os
import threading
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirModifiedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from engine.domain.paths import PROJECT_ROOT, ProjectPath

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchdog.observers.api import BaseObserver

log = logging.getLogger(__name__)

# Not "opened" and "closed unwritten": looking at a folder would announce itself for ever.
_WATCHED: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirModifiedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
_NOISE = (ProjectPath("state/locks"), ProjectPath("state/txn"))
_LONGEST_JOIN = 5.0
_LONGEST_START = 1.0


@dataclass(frozen=True, slots=True)
class Hint:
    """Where to look again: some folders alone, or everything.

    A hint may be wrong in both directions: nothing need have changed there, and what changed
    elsewhere is found by the next look at everything.
    """

    folders: frozenset[ProjectPath] = frozenset()
    is_everything: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the watcher gathers before it speaks, in seconds, and how often it doubts itself."""

    quiet: float = 0.1
    longest: float = 0.6
    everything: float = 60.0


class ProjectWatcher:
    """Tells where to look again, from a thread of its own, until it is stopped.

    Changes are gathered: one hint follows a burst. Where the system cannot watch (a network drive,
    too many folders) the slow look at everything still comes.
    """

    def __init__(
        self, root: Path, publish: Callable[[Hint], None], pace: Pace | None = None
    ) -> None:
        self._root = root.resolve()
        self._publish = publish
        self._pace = pace or Pace()
        self._gathered = _Gathered()
        self._stopping = threading.Event()
        self._is_up = threading.Event()
        self._is_late = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"watch {root.name}", daemon=True)
        self._observer: BaseObserver | None = None

    def start(self, patience: float = _LONGEST_START) -> None:
        """Begin to watch; what happened before is not told.

        Thousands of folders take longer than ``patience`` seconds: that goes on in its thread, and
        a look at everything follows, for what happened meanwhile.
        """
        self._thread.start()
        if not self._is_up.wait(patience):
            self._is_late.set()
            if self._is_up.is_set():
                self._gathered.add_everything()

    def stop(self) -> None:
        """Stop watching; when it returns, nothing is published any more and no thread is left."""
        self._stopping.set()
        self._gathered.wake()
        if self._thread is threading.current_thread():
            self._end_watching()
        elif self._thread.is_alive():
            self._thread.join(_LONGEST_JOIN)

    def look_now(self) -> None:
        """Ask for a look at everything soon, as when the window gets the focus."""
        self._gathered.add_everything()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        self.stop()

    # -- its threads ---------------------------------------------------------

    def _watching(self) -> BaseObserver | None:
        # A folder made while its parent is being announced is met twice by watchdog 7, which warns
        # and goes on; where warnings are errors its thread would die of it.
        warnings.filterwarnings("ignore", message="Callback with id", category=RuntimeWarning)
        observer = Observer()
        handler = _Handler(self._root, self._gathered)
        try:
            observer.schedule(handler, str(self._root), recursive=True, event_filter=_WATCHED)
            observer.start()
        except OSError as error:
            log.warning("cannot watch %s: %s", self._root.name, error)
            return None
        return observer

    def _end_watching(self) -> None:
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            observer.join(_LONGEST_JOIN)

    def _run(self) -> None:
        self._observer = self._watching()
        self._is_up.set()
        try:
            if self._is_late.is_set():
                self._gathered.add_everything()
            self._tell()
        finally:
            self._end_watching()

    def _tell(self) -> None:
        due = time.monotonic() + self._pace.everything
        while not self._stopping.is_set():
            self._gathered.wait_for_first(due - time.monotonic())
            self._gathered.wait_for_quiet(self._pace, self._stopping)
            is_due = time.monotonic() >= due
            hint = self._gathered.take(is_everything=is_due)
            if hint.is_everything:
                due = time.monotonic() + self._pace.everything
            if (hint.is_everything or hint.folders) and not self._stopping.is_set():
                self._publish(hint)


@dataclass(slots=True)
class _Gathered:
    """What was announced since the last hint; shared by the watching and the telling thread."""

    folders: set[ProjectPath] = field(default_factory=set)
    is_everything: bool = False
    is_awake: bool = False
    last: float = 0.0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def add(self, folder: ProjectPath) -> None:
        with self.changed:
            self.folders.add(folder)
            self._note()

    def add_everything(self) -> None:
        with self.changed:
            self.is_everything = True
            self._note()

    def wake(self) -> None:
        with self.changed:
            self._note()

    def wait_for_first(self, seconds: float) -> None:
        with self.changed:
            self.changed.wait_for(lambda: self.is_awake, timeout=max(seconds, 0.0))

    def wait_for_quiet(self, pace: Pace, stopping: threading.Event) -> None:
        first = time.monotonic()
        with self.changed:
            while self.is_awake and not stopping.is_set():
                until = min(self.last + pace.quiet, first + pace.longest)
                if (left := until - time.monotonic()) <= 0:
                    return
                self.changed.wait(left)

    def take(self, *, is_everything: bool) -> Hint:
        with self.changed:
            hint = Hint(frozenset(self.folders), self.is_everything or is_everything)
            self.folders, self.is_everything, self.is_awake = set(), False, False
        return hint

    def _note(self) -> None:
        self.is_awake = True
        self.last = time.monotonic()
        self.changed.notify_all()


class _Handler(FileSystemEventHandler):
    """Turns events into folders; both ends of a move count."""

    def __init__(self, root: Path, gathered: _Gathered) -> None:
        self._root = root
        self._gathered = gathered

    def on_any_event(self, event: FileSystemEvent) -> None:
        for raw in (event.src_path, event.dest_path):
            if raw and (path := self._path(os.fsdecode(raw))) is not None:
                self._gathered.add(path.parent)
                if event.is_directory:
                    self._gathered.add(path)

    def _path(self, raw: str) -> ProjectPath | None:
        try:
            inner = Path(raw).relative_to(self._root).as_posix()
        except ValueError:
            return None
        path = PROJECT_ROOT if inner == "." else ProjectPath(inner)
        is_noise = any(path == noise or path.is_under(noise) for noise in _NOISE)
        is_hidden = any(part.startswith(".") for part in path.parts)
        return None if is_noise or is_hidden else path
