"""``state.json`` both ways: tells other programs what is open here, and hears what they wrote."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from engine.store.state_file import StateFile

if TYPE_CHECKING:
    from engine.jobs import JobContext
    from recoil_desktop.session.services import Services

_SETTLE_MS = 400
_DOUBT_MS = 2000  # where the system does not tell of changes, they are looked for
_GATHER_MS = 30

_Stamp = tuple[int, int, int]


class SharedState(QObject):
    """Writes single keys, a moment after the last change; other keys stay with their writers.

    What others wrote comes as ``told``, once for each change, and never what was written here. A
    key that is about to be written here counts as newer than what others wrote.
    """

    told = Signal(object)  # dict: the keys that others changed; a removed one is None

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._file = StateFile(services.places.state_file)
        self._keys: dict[str, object] = {}
        self._known: dict[str, object] | None = None  # as it was read or written last
        self._stamp: _Stamp | None = None
        self._is_reading = False
        self._soon = _timer(self, _SETTLE_MS, self._write)
        self._gather = _timer(self, _GATHER_MS, self._look)
        self._doubt = QTimer(self, interval=_DOUBT_MS)
        self._doubt.timeout.connect(self._look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _path: self._gather.start())

    def start(self) -> None:
        """Begin to listen; what stands there already is no news."""
        self._doubt.start()
        self._look()

    def stop(self) -> None:
        """Forget what was not written yet, and listen no more."""
        for timer in (self._soon, self._gather, self._doubt):
            timer.stop()

    def tell(self, keys: dict[str, object]) -> None:
        """Write these keys soon; None removes a key."""
        self._keys |= keys
        self._soon.start()

    # -- private -------------------------------------------------------------

    def _write(self) -> None:
        keys, self._keys = self._keys, {}

        def write(_job: JobContext) -> tuple[dict[str, object], _Stamp | None]:
            return self._file.update(keys), _stamp_of(self._file)

        # What goes wrong is in the log: nobody's work depends on it.
        job = self._services.jobs.start_blocking("Tell other programs", write, queue="state")
        job.succeeded.connect(partial(self._take, keys))

    def _look(self) -> None:
        self._watch_folder()
        stamp = _stamp_of(self._file)
        if self._is_reading or (self._known is not None and stamp == self._stamp):
            return
        self._is_reading = True

        def read(_job: JobContext) -> tuple[dict[str, object], _Stamp | None]:
            return self._file.read(), stamp

        job = self._services.jobs.start_blocking("Listen to other programs", read, queue="state")
        job.succeeded.connect(partial(self._take, {}))
        job.failed.connect(lambda _error: self._pass_over(stamp))
        job.ended.connect(self._end_reading)

    def _watch_folder(self) -> None:
        folder = str(self._file.path.parent)
        if not self._watcher.directories() and self._file.path.parent.is_dir():
            self._watcher.addPath(folder)

    def _end_reading(self) -> None:
        self._is_reading = False
        if self._known is not None and _stamp_of(self._file) != self._stamp:
            self._gather.start()  # it was written again meanwhile

    def _pass_over(self, stamp: _Stamp | None) -> None:
        """It cannot be read, and stays as it is: until it changes nothing is known of it."""
        self._known = self._known or {}
        self._stamp = stamp

    def _take(self, own: dict[str, object], found: tuple[dict[str, object], _Stamp | None]) -> None:
        state, self._stamp = found
        before, self._known = self._known, state
        if before is None:
            return
        expected = before | own
        changed = {
            key: state.get(key)
            for key in state.keys() | expected.keys()
            if state.get(key) != expected.get(key) and key not in self._keys
        }
        if changed:
            self.told.emit(changed)


def _stamp_of(file: StateFile) -> _Stamp | None:
    with suppress(OSError):
        status = os.stat(file.path)  # noqa: PTH116 - once in two seconds, as cheaply as can be
        return status.st_size, status.st_mtime_ns, status.st_ino
    return None


def _timer(parent: QObject, milliseconds: int, then: object) -> QTimer:
    timer = QTimer(parent, singleShot=True, interval=milliseconds)
    timer.timeout.connect(then)
    return timer
