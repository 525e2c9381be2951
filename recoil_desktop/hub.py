"""Where every change is told: views listen here and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.changes import Change

_GATHER_MS = 50


class ChangeHub(QObject):
    """Gathers changes for a moment and tells them once.

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
        self._timer.timeout.connect(self.flush)

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
            self._timer.start()

    def flush(self) -> None:
        """Tell now what is waiting."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, []
        for initiator, changes in waiting:
            self.changed.emit(frozenset(changes), initiator)
