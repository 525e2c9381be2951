"""Searches: done beside the GUI thread, kept under names, shared with the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from engine.commands.search import forget_search, list_searches, save_search
from engine.errors import UserError
from engine.store.saved_searches import check_search_name
from recoil_desktop.dialogs.ask import AskDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.commands.answers import Told
    from engine.domain.changes import Outcome
    from engine.jobs import JobContext
    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts
    from recoil_desktop.views.tree_search import Beside


def beside(jobs: JobRunner) -> Beside:
    """A way to search in a thread; a search that could not be done answers nothing."""

    def do(work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        answers: list[Any] = []
        job = jobs.start_blocking("Search", lambda _job: work())
        job.succeeded.connect(answers.append)
        job.ended.connect(lambda: then(answers[0] if answers else None))

    return do


class Searching(QObject):
    """The searches that are kept for the open project."""

    def __init__(
        self, services: Services, doer: Doer, projects: Projects, parts: WindowParts
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._doer = doer
        self._projects = projects
        self._window = parts.window
        self._head = parts.tree.head
        self._head.save_requested.connect(self.keep)
        self._head.forget_requested.connect(self.forget)
        self._head.entered.connect(self._read)  # perhaps others have kept some meanwhile
        projects.opened.connect(lambda _project: self._read())

    def keep(self) -> None:
        """Ask for a name, and keep what is searched for."""
        query = str(self._head.query)
        if not query or self._projects.current is None:
            self._doer.say("Search for something first: what is kept is the search.")
            return
        dialog = AskDialog(
            "Keep this search",
            query,
            label="Name",
            button="Keep",
            check=_why_not,
            parent=self._window,
        )
        dialog.answered.connect(lambda name, _choice: self._keep(name, query))
        dialog.open()

    def forget(self, name: str) -> None:
        """Keep a search no longer."""
        self._do(forget_search, f"Forget search {name}", {"name": name})

    # -- private -------------------------------------------------------------

    def _keep(self, name: str, query: str) -> None:
        self._do(save_search, f"Keep search {name}", {"name": name, "words": (query,)})

    def _do(self, verb: Any, title: str, arguments: dict[str, object]) -> None:
        project = self._projects.current
        if project is None:
            return
        job = self._doer.do(verb, project.project, title=title, arguments=arguments)
        job.succeeded.connect(lambda _outcome: self._read())

    def _read(self) -> None:
        project = self._projects.current
        if project is None:
            return

        def read(job: JobContext) -> Outcome[Told]:
            return list_searches(self._services.context(project.project, job))

        # What goes wrong is in the log: a search box without offers is one all the same.
        self._services.jobs.start_blocking("Read searches", read).succeeded.connect(self._show)

    def _show(self, outcome: Outcome[Told]) -> None:
        kept = outcome.value.facts["searches"]
        if isinstance(kept, list):
            self._head.show_saved({each["name"]: each["query"] for each in kept})


def _why_not(name: str) -> str | None:
    if not name.strip():
        return ""
    try:
        check_search_name(name)
    except UserError as error:
        return str(error)
    return None
