"""What editors ask of the versions of a batch, and the pane that shows them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.commands.versions import rederive
from engine.domain.ids import episode_id
from engine.domain.scenes import Downstream
from engine.errors import RecoilError
from engine.orchestration.versions import diff_versions, versions_of
from recoil_desktop.actions.run_state import VersionState
from recoil_desktop.models.run_words import batch_title
from recoil_desktop.models.versions_model import (
    BatchVersions,
    VersionRow,
    diff_lines,
    summary_of,
)
from recoil_desktop.views.versions import Comparison

if TYPE_CHECKING:
    from engine.jobs import JobContext
    from engine.store.project import Project
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.runs import Runs
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts

_Known = tuple[tuple[str, int, tuple[int, ...], bool], ...]


class Versioning(QObject):
    """Follows the episode of the runs pane; every change is a command that undo takes back."""

    state_changed = Signal()

    def __init__(
        self, services: Services, doer: Doer, projects: Projects, parts: WindowParts, runs: Runs
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._doer = doer
        self._projects = projects
        self._parts = parts
        self._runs = runs
        self._scene_id = ""
        self._known: _Known = ()
        self._shown = BatchVersions()
        self._reading: Job | None = None
        self._comparing: Job | None = None
        runs.changed.connect(self._follow)
        pane = parts.versions
        pane.batch_chosen.connect(self.show)
        pane.compared.connect(self._compare)

    @property
    def state(self) -> VersionState:
        """What actions know of versions."""
        active, chosen = self._shown.active, self._parts.versions.chosen
        if active is None:
            return VersionState()
        return VersionState(self._shown.scene_id, active.version, chosen, active.is_derived)

    # -- verbs ---------------------------------------------------------------

    def show(self, scene_id: str) -> None:
        """Show the versions of a batch in front."""
        self._scene_id = scene_id
        self._show_batches()
        self._read()
        self._parts.window.docks.front("versions")

    def show_chosen(self) -> None:
        """Show the versions of the batch that is selected in the runs pane."""
        line = self._parts.runs.chosen_line
        if line is not None:
            self.show(line.scene_id)

    def derive(self) -> None:
        """Derive all batches of the episode again; what differs becomes a candidate."""
        episode = self._runs.episode
        if episode is not None:
            self._do(f"Derive {episode_id(episode)} again")

    def conform(self) -> None:
        """Let the chosen version count."""
        version = self._parts.versions.chosen
        self._point("Conform", conform=version)

    def revert(self) -> None:
        """Let the chosen earlier version count again."""
        version = self._parts.versions.chosen
        self._point("Revert", revert=version)

    def mark_derived(self) -> None:
        """Say that the boards of the version that counts were made for it."""
        active = self._shown.active
        if active is not None:
            self._point("Mark derived", mark_derived=active.version)

    # -- private -------------------------------------------------------------

    def _point(self, verb: str, **words: int) -> None:
        if self._shown:
            batch = (self._shown.scene_id,)
            self._do(f"{verb} {batch_title(self._shown.scene_id)}", batch=batch, **words)

    def _do(self, title: str, **words: object) -> None:
        project, episode = self._projects.current, self._runs.episode
        if project is None or episode is None:
            return
        arguments = {"episode": episode, **words}
        job = self._doer.do(rederive, project.project, title=title, arguments=arguments)
        job.ended.connect(self._runs.look)

    def _follow(self) -> None:
        """The disk looks different: other batches, or other versions of them."""
        sight = self._runs.sight
        scenes = sight.scenes if sight is not None else ()
        known = tuple((one.scene_id, one.version, one.candidates, one.is_derived) for one in scenes)
        if known == self._known:
            return
        self._known = known
        ids = [one.scene_id for one in scenes]
        if self._scene_id not in ids:
            waiting = (one.scene_id for one in scenes if one.candidates)
            self._scene_id = next(waiting, ids[0] if ids else "")
        self._show_batches()
        self._read()

    def _show_batches(self) -> None:
        batches = [(scene_id, len(newer)) for scene_id, _, newer, _ in self._known]
        self._parts.versions.show_batches(batches, self._scene_id)

    def _read(self) -> None:
        project, episode = self._projects.current, self._runs.episode
        if project is None or episode is None or not self._scene_id:
            self._take(None, BatchVersions())
            return
        work = partial(_read, project.project, episode, self._scene_id)
        job = self._reading = self._services.jobs.start_blocking("Read versions", work)
        job.succeeded.connect(partial(self._take, job))
        job.failed.connect(self._doer.show_error)

    def _take(self, job: Job | None, found: BatchVersions) -> None:
        if job is self._reading or job is None:
            self._reading = None
            self._shown = found
            self._parts.versions.show_versions(found)
            self.state_changed.emit()

    def _compare(self, before: int, after: int) -> None:
        self.state_changed.emit()
        project, episode = self._projects.current, self._runs.episode
        if project is None or episode is None or not self._shown:
            return
        work = partial(_compare, project.project, episode, self._shown.scene_id, before, after)
        job = self._comparing = self._services.jobs.start_blocking("Compare versions", work)
        job.succeeded.connect(partial(self._show_comparison, job))

    def _show_comparison(self, job: Job, found: Comparison) -> None:
        if job is self._comparing:
            self._comparing = None
            self._parts.versions.show_comparison(found)


# -- reading, beside the window ----------------------------------------------


def _read(project: Project, episode: int, scene_id: str, _job: JobContext) -> BatchVersions:
    found = versions_of(project, episode, scene_id)
    if found.trouble is not None:
        return BatchVersions(scene_id, problem=str(found.trouble))
    if not found.versions:
        return BatchVersions(scene_id, (VersionRow(found.active_version, is_active=True),))
    rows = [
        VersionRow(
            version=one.version,
            is_active=one.version == found.active_version,
            is_derived=one.downstream != Downstream.NOT_DERIVED,
            source=one.source if isinstance(one.source, str) else "",
            created_at=one.created_at or "",
        )
        for one in found.versions
    ]
    return BatchVersions(scene_id, tuple(sorted(rows, key=lambda row: row.version)))


def _compare(
    project: Project, episode: int, scene_id: str, before: int, after: int, _job: JobContext
) -> Comparison:
    try:
        found = diff_versions(project, episode, scene_id, before, after)
    except RecoilError as error:
        return Comparison(before, after, problem=str(error))
    return Comparison(before, after, diff_lines(found), summary_of(found))
