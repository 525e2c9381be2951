"""Runs engine commands as jobs: tells what changed, offers to take it back, shows errors."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from recoil_desktop.widgets.question import sentence
from recoil_desktop.widgets.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.domain.changes import Change, Outcome
    from engine.errors import RecoilError
    from engine.jobs import JobContext
    from engine.store.project import Project
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.services import Services


class Witness(Protocol):
    """Whoever shows what was done before everybody else is told."""

    def look_within(self, project: Project | None, changes: frozenset[Change]) -> None:
        """Look at what was changed, in the thread of the command."""

    def show_at_once(self, project: Project | None) -> None:
        """Show it."""


class Doer(QObject):
    """The one way from the window to the engine's verbs.

    A command gets its context and its arguments and answers with an ``Outcome``; its changes go to
    the hub, its title becomes a message, with undo when it can be taken back.
    """

    said = Signal(object)  # Toast
    did = Signal(object, str, str)  # Project, change set and title of what somebody asked for
    undo_requested = Signal(str)  # the id of a change set

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.witness: Witness | None = None

    def do(
        self,
        command: Callable[..., Outcome[Any]],
        project: Project | None,
        *,
        title: str,
        arguments: Mapping[str, object] | None = None,
        queue: str = "",
        initiator: object = None,
        is_quiet: bool = False,
    ) -> Job:
        """Start ``command``.

        ``is_quiet``: nobody asked for it, so that success is not said, nor undone by Ctrl+Z.
        """
        words = dict(arguments or {})

        def work(job: JobContext) -> Outcome[Any]:
            outcome = command(self._services.context(project, job), **words)
            if self.witness is not None:
                self.witness.look_within(project, outcome.changes)
            return outcome

        started = self._services.jobs.start_blocking(title, work, queue=queue, leaves_trace=True)
        started.succeeded.connect(partial(self._tell, project, initiator, is_quiet))
        started.failed.connect(self.show_error)
        return started

    def ask(
        self,
        command: Callable[..., Outcome[Any]],
        project: Project | None,
        *,
        title: str,
        arguments: Mapping[str, object] | None = None,
    ) -> Job:
        """Start a command that only looks; whoever asks shows its answer and its errors."""
        words = dict(arguments or {})

        def work(job: JobContext) -> Outcome[Any]:
            return command(self._services.context(project, job), **words)

        return self._services.jobs.start_blocking(title, work)

    def show_error(self, error: RecoilError) -> None:
        """Say in one line what went wrong."""
        self.said.emit(Toast(sentence(str(error)), "error"))

    def say(self, text: str, tone: str = "note") -> None:
        """Show a message."""
        self.said.emit(Toast(text, tone))

    def _tell(
        self, project: Project | None, initiator: object, is_quiet: bool, outcome: Outcome[Any]
    ) -> None:
        if self.witness is not None:
            self.witness.show_at_once(project)
        self._services.hub.publish(outcome.changes, initiator)
        self._services.hub.flush()  # somebody waits for what they did to be seen
        if is_quiet or not outcome.title:
            return
        if outcome.undo is None:
            self.said.emit(Toast(outcome.title, "done"))
            return
        self.did.emit(project, outcome.undo, outcome.title)
        take_back = partial(self.undo_requested.emit, outcome.undo)
        self.said.emit(Toast(outcome.title, "done", "Undo", take_back, about=outcome.undo))
