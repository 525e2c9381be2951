"""Archives what is selected, and shows what was archived or thrown away, to bring it back."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from engine.commands.archive import archive_all, restore, restore_trash
from engine.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.errors import RecoilError
    from engine.jobs import JobContext
    from engine.store.project import Project
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.glance import Glance
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts
    from recoil_desktop.views.trash_browser import Kept, TrashDialog


class Trash(QObject):
    """The browser is open at most once, and follows the project."""

    def __init__(
        self, services: Services, doer: Doer, projects: Projects, parts: WindowParts
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._doer = doer
        self._projects = projects
        self._parts = parts
        self.dialog: TrashDialog | None = None
        projects.closed.connect(self._close)
        projects.looked.connect(self._follow)

    # -- verbs ---------------------------------------------------------------

    def archive(self) -> None:
        """Put what is selected into the archive, as one change."""
        project = self._projects.current
        paths = tuple(str(node.path) for node in self._parts.tree.selection if node.path)
        if project is not None and paths:
            self._doer.do(archive_all, project.project, title="Archive", arguments={"paths": paths})

    def open(self) -> None:
        """Show trash and archive."""
        if self._projects.current is None:
            return
        if self.dialog is not None:
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        from recoil_desktop.views.trash_browser import TrashDialog  # late: on demand

        dialog = self.dialog = TrashDialog(self._services.themes, self._parts.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(partial(self._forget, dialog))
        dialog.restore_wanted.connect(partial(self._restore, dialog))
        dialog.open()
        self._read()

    # -- private -------------------------------------------------------------

    def _read(self) -> None:
        project, dialog = self._projects.current, self.dialog
        if project is None or dialog is None:
            return
        job = self._services.jobs.start_blocking(
            "Look into trash and archive", partial(_kept, project.project)
        )
        job.succeeded.connect(partial(self._show, dialog))
        job.failed.connect(self._doer.show_error)

    def _show(self, dialog: TrashDialog, kept: tuple[Sequence[Kept], Sequence[Kept]]) -> None:
        if dialog is self.dialog:
            dialog.show_kept(*kept)

    def _restore(self, dialog: TrashDialog, tab: int, kept_id: str, keeps_both: bool) -> None:
        from recoil_desktop.views.trash_browser import TRASH  # late: on demand

        project = self._projects.current
        if project is None:
            return
        do = partial(self._doer.do, project=project.project, title="Restore")
        if tab == TRASH:
            job = do(restore_trash, arguments={"entry": kept_id})
        else:
            job = do(restore, arguments={"path": kept_id, "keep_both": keeps_both})
        job.succeeded.connect(lambda _outcome: self._read())
        job.failed.connect(partial(self._fail, dialog))

    def _fail(self, dialog: TrashDialog, error: RecoilError) -> None:
        if dialog is self.dialog:
            is_taken = isinstance(error, Refused) and "taken" in str(error)
            dialog.show_failure(str(error), is_taken=is_taken)

    def _follow(self, _glance: Glance) -> None:
        """Somebody may have thrown something away, or taken it back by undo."""
        if self.dialog is not None:
            self._read()

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _forget(self, dialog: TrashDialog, _result: int) -> None:
        if dialog is self.dialog:
            self.dialog = None
            self._parts.window.activateWindow()  # the keys go back to where they were


def _kept(project: Project, _job: JobContext) -> tuple[tuple[Kept, ...], tuple[Kept, ...]]:
    from engine.workspace.archive import archived  # late: brings pydantic
    from engine.workspace.trash import trash_entries
    from recoil_desktop.views.trash_browser import Kept

    thrown = tuple(
        Kept(
            one.id,
            _names([each.origin.name for each in one.media]),
            str(one.media[0].origin.parent),
            _when(one.at),
            tuple(str(each.origin) for each in one.files),
            one.trouble,
        )
        for one in trash_entries(project)
    )
    away = tuple(
        Kept(str(one.path), one.origin.name, str(one.origin.parent), _when(one.at))
        for one in sorted(archived(project), key=lambda one: one.at, reverse=True)
    )
    return thrown, away


def _names(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _when(stamp: str) -> str:
    """A stamp as people read it here; what is none is shown as it is."""
    try:
        return f"{datetime.fromisoformat(stamp).astimezone():%d %b, %H:%M}"
    except ValueError:
        return stamp
