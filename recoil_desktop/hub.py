"""Where every change is told: views listen here and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.changes import Change

_GATHER_MS = 50


class ChangeHub(QObject):
    """Tells the first change after a pause at once, and gathers those that follow closely.

    ``changed(changes, initiator)``: a frozenset of ``Change`` and the object that caused it (None:
    the disk did), so that a view may skip what it did itself. Changes of different initiators are
    told apart, in the order in which they came.
    """

    changed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[tuple[object, set[Change]]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GATHER_MS)
        self._timer.timeout.connect(self._tell_gathered)

    def publish(self, changes: Iterable[Change], initiator: object = None) -> None:
        """Tell ``changes`` soon; from the GUI thread."""
        gathered = set(changes)
        if not gathered:
            return
        if self._waiting and self._waiting[-1][0] is initiator:
            self._waiting[-1][1].update(gathered)
        else:
            self._waiting.append((initiator, gathered))
        if not self._timer.isActive():
            self._timer.start(0)  # what is published in one go is told in one go

    def flush(self) -> None:
        """Tell now what is waiting."""
        self._timer.stop()
        self._tell()

    def _tell_gathered(self) -> None:
        if self._waiting:
            self._tell()
            self._timer.start(_GATHER_MS)

    def _tell(self) -> None:
        waiting, self._waiting = self._waiting, []
        for initiator, changes in waiting:
            self.changed.emit(frozenset(changes), initiator)
