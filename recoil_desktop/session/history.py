"""What Ctrl+Z takes back: what was done in this window, and any change chosen in the history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from engine.commands.curation import redo, undo
from engine.errors import NotFound, Refused
from recoil_desktop.views.list_pane import popup

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.changes import Outcome
    from engine.errors import RecoilError
    from engine.store.project import Project
    from recoil_desktop.jobs import Job
    from recoil_desktop.models.rows_model import Row
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.views.list_pane import ListPane

_QUEUE = "history"  # one after another, in the order in which they were asked for


@dataclass(frozen=True, slots=True)
class Done:
    """A change of the open project: its id, and what it is called."""

    id: str
    title: str


class History(QObject):
    """Keeps what people did in this window, newest last, and takes it back or makes it again.

    What the program did by itself, another window or the command line is not undone by a key
    pressed without looking: it is taken back where it stands, in the history pane, or by the same
    key while it is chosen there.
    """

    changed = Signal()  # something else would be taken back or made again
    taken_back = Signal(str)  # the id of a change

    def __init__(self, doer: Doer, projects: Projects, pane: ListPane, parent: QObject) -> None:
        super().__init__(parent)
        self._doer = doer
        self._projects = projects
        self._pane = pane
        self._done: list[Done] = []
        self._undone: list[Done] = []
        doer.did.connect(self._remember)
        doer.undo_requested.connect(self.undo_change)
        projects.opened.connect(self._forget_all)
        projects.closed.connect(self._forget_all)
        pane.activated.connect(self._turn)
        pane.menu_requested.connect(self._show_menu)
        pane.chosen_changed.connect(self.changed)

    @property
    def next_undo(self) -> Done | None:
        """What undo takes back now."""
        row = self._pane.chosen
        if row is not None and not _is_undone(row):
            return _done_of(row)
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Done | None:
        """What redo makes again now."""
        row = self._pane.chosen
        if row is not None and _is_undone(row):
            return _done_of(row)
        return self._undone[-1] if self._undone else None

    def undo(self) -> None:
        """Take back what is offered."""
        if (change := self.next_undo) is not None:
            self._take_back(change)

    def redo(self) -> None:
        """Make again what is offered."""
        if (change := self.next_redo) is not None:
            self._make_again(change)

    def undo_change(self, change_id: str) -> None:
        """Take back one change, whoever made it."""
        known = (each for each in self._done if each.id == change_id)
        self._take_back(next(known, Done(change_id, "")))

    # -- private -------------------------------------------------------------

    def _take_back(self, change: Done) -> None:
        _drop(self._done, change)
        job = self._do(undo, "Undo", change, then=self._undone, else_back_to=self._done)
        if job is not None:
            job.succeeded.connect(lambda _outcome: self.taken_back.emit(change.id))

    def _make_again(self, change: Done) -> None:
        _drop(self._undone, change)
        self._do(redo, "Redo", change, then=self._done, else_back_to=self._undone)

    def _do(
        self,
        command: Callable[..., Outcome[Any]],
        verb: str,
        change: Done,
        *,
        then: list[Done],
        else_back_to: list[Done],
    ) -> Job | None:
        """It is off its list by now, so that the key pressed again means the one before."""
        project = self._projects.current
        if project is None:
            return None
        self.changed.emit()
        title = f"{verb} {change.title}" if change.title else verb
        words = {"change_id": change.id}
        job = self._doer.do(command, project.project, title=title, arguments=words, queue=_QUEUE)
        job.succeeded.connect(lambda _outcome: self._put(change, then))
        job.failed.connect(partial(self._fail, change, else_back_to))
        job.cancelled.connect(lambda: self._put(change, else_back_to))
        return job

    def _put(self, change: Done, where: list[Done]) -> None:
        where.append(change)
        self.changed.emit()

    def _fail(self, change: Done, where: list[Done], error: RecoilError) -> None:
        if not isinstance(error, Refused | NotFound):  # else it was taken back elsewhere
            self._put(change, where)

    def _remember(self, project: Project, change_id: str, title: str) -> None:
        current = self._projects.current
        if current is not None and project is current.project:
            self._undone.clear()
            self._put(Done(change_id, title), self._done)

    def _forget_all(self) -> None:
        self._done, self._undone = [], []
        self.changed.emit()

    def _turn(self, row: Row) -> None:
        if not _is_undone(row):
            self._take_back(_done_of(row))

    def _show_menu(self, row: Row, where: QPoint) -> None:
        menu = QMenu(self._pane)
        is_undone, change = _is_undone(row), _done_of(row)
        turn = partial(self._make_again if is_undone else self._take_back, change)
        menu.addAction("Do again" if is_undone else "Take back", turn)
        popup(menu, where)


def _is_undone(row: Row) -> bool:
    return row.tone == "muted"


def _done_of(row: Row) -> Done:
    return Done(str(row.item), row.title)


def _drop(changes: list[Done], change: Done) -> None:
    changes[:] = [each for each in changes if each.id != change.id]
