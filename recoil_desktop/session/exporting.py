"""Opens the export dialog, looks what a wish would hold, and writes what it asks for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Qt

from engine.commands.export import COMMANDS
from engine.domain.exports import Format
from engine.domain.ids import episode_id
from engine.domain.timecode import rate_in_words
from engine.errors import RecoilError
from recoil_desktop.models.export_choices import EpisodeEntry, ExportChoices, Survey
from recoil_desktop.models.run_words import counted
from recoil_desktop.widgets.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.changes import Outcome
    from engine.domain.exports import ExportWish
    from engine.domain.nodes import Node
    from engine.export.timeline import CutTimeline
    from engine.jobs import JobContext
    from engine.store.project import Project
    from recoil_desktop.dialogs.export import ExportDialog
    from recoil_desktop.jobs import Job
    from recoil_desktop.models.export_choices import ExportAsk
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.files import Files
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts


_ON_THE_COMMAND_LINE = ", as --rate 24"


class Exporting(QObject):
    """At most one dialog is open; what it shows is read by jobs, what it asks for is one, too."""

    def __init__(
        self,
        services: Services,
        parts: WindowParts,
        projects: Projects,
        doer: Doer,
        files: Files,
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._parts = parts
        self._projects = projects
        self._doer = doer
        self._files = files
        self._folder: Path | None = None  # where the last export went
        self._looking: Job | None = None
        self.dialog: ExportDialog | None = None
        projects.closed.connect(self._close)

    def ask_about(self, selection: tuple[Node, ...], episode: int | None) -> None:
        """Open the dialog for the episode of what is selected, else for the one at hand."""
        selected = (node.detail.episode for node in selection)
        self.ask(next((one for one in selected if one is not None), episode))

    def ask(self, episode: int | None) -> None:
        """Open the dialog for an episode; one that is open is closed first."""
        project = self._projects.current
        if project is None:
            return
        from recoil_desktop.dialogs.export import ExportDialog  # late: on demand

        self._close()
        dialog = self.dialog = ExportDialog(self._parts.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(partial(self._forget, dialog))
        dialog.survey_wanted.connect(partial(self._look, project.project, dialog))
        dialog.started.connect(partial(self._start, project.project))
        dialog.open()
        work = partial(read_choices, project.project, self._folder or usual_folder())
        job = self._services.jobs.start_blocking("Read episodes", work)
        job.succeeded.connect(partial(self._offer, dialog, episode))
        job.failed.connect(lambda error: dialog.show_failure(str(error)))

    # -- private -------------------------------------------------------------

    def _offer(self, dialog: ExportDialog, episode: int | None, choices: ExportChoices) -> None:
        if dialog is self.dialog:
            dialog.show_choices(choices, episode)

    def _look(self, project: Project, dialog: ExportDialog, wish: ExportWish) -> None:
        if self._looking is not None:
            self._looking.cancel()
        work = partial(look, project, wish)
        job = self._looking = self._services.jobs.start_blocking("Look at the cut", work)
        job.succeeded.connect(partial(self._show, job, dialog, wish))

    def _show(self, job: Job, dialog: ExportDialog, wish: ExportWish, survey: Survey) -> None:
        if job is self._looking and dialog is self.dialog:
            self._looking = None
            dialog.show_survey(wish, survey)

    def _start(self, project: Project, asked: ExportAsk) -> None:
        self._folder = asked.target.parent
        wish = asked.wish
        title = f"Export {episode_id(wish.episode)}"
        words = words_for(asked)
        job = self._doer.ask(COMMANDS[wish.form], project, title=title, arguments=words)
        job.succeeded.connect(partial(self._tell, asked.target))
        job.failed.connect(self._doer.show_error)

    def _tell(self, target: Path, outcome: Outcome[Any]) -> None:
        facts = outcome.value.as_json()
        lacking = len(facts["missing"])
        said = f"{target.name} is written"
        if lacking:
            said += f", with {counted(lacking, 'gap')}"
        if facts["troubles"]:
            said += f"; {facts['troubles'][0]}"
        tone = "warning" if facts["troubles"] else "done"
        reveal = partial(self._files.reveal_place, target)
        self._doer.said.emit(Toast(said, tone, "Show", reveal))

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _forget(self, dialog: ExportDialog, _result: int) -> None:
        if dialog is self.dialog:
            self.dialog = None
            if self._looking is not None:
                self._looking.cancel()
                self._looking = None


def words_for(asked: ExportAsk) -> dict[str, object]:
    """The arguments of the command that writes what is asked for."""
    wish = asked.wish
    said: dict[str, object] = {
        "episode": wish.episode,
        "out": asked.target,
        "handles": wish.handles,
        "rate": wish.rate,
        "markers": str(wish.notes),
        "non_drop": not wish.drop_frame,
        "stills": wish.stills,
        "replace": asked.replace,
    }
    known = {parameter.name for parameter in COMMANDS[wish.form].parameters}
    return {name: value for name, value in said.items() if name in known}


def usual_folder() -> Path:
    """Where exports go when nobody said otherwise: the user's documents."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(place) if place else Path.home()
    return folder if folder.is_dir() else Path.home()


# -- reading, beside the window ----------------------------------------------


def read_choices(project: Project, folder: Path, job: JobContext) -> ExportChoices:
    """The episodes that can be exported."""
    from engine.export.exporting import exportable_episodes  # late: brings pydantic

    job.check()
    episodes = exportable_episodes(project)
    entries = tuple(EpisodeEntry(number, episode_id(number)) for number in episodes)
    return ExportChoices(entries, folder, project.name)


def look(project: Project, wish: ExportWish, job: JobContext) -> Survey:
    """What an export would hold; what speaks against it is its trouble."""
    from engine.export.exporting import check_format, survey  # late: brings pydantic

    job.check()
    try:
        timeline = survey(project, wish)
    except RecoilError as error:
        return Survey("", trouble=str(error))
    trouble = ""
    try:
        check_format(timeline, wish)
    except RecoilError as error:
        trouble = str(error).replace(_ON_THE_COMMAND_LINE, "")
    return Survey(_summary(timeline, wish), _warnings(timeline), timeline.rate, trouble)


def _summary(timeline: CutTimeline, wish: ExportWish) -> str:
    seconds = round(timeline.frames / timeline.rate)
    length = f"{seconds // 60}:{seconds % 60:02d}"
    parts = [
        counted(len(timeline.shots), "shot"),
        f"{length} at {rate_in_words(timeline.rate)} fps",
    ]
    if timeline.marker_count and wish.form is not Format.CONTACT_SHEET:
        parts.append(counted(timeline.marker_count, "comment"))
    return ", ".join(parts)


def _warnings(timeline: CutTimeline) -> tuple[str, ...]:
    return tuple(_warning_lines(timeline))


def _warning_lines(timeline: CutTimeline) -> Iterator[str]:
    if short := len(timeline.short_of_handles):
        yield f"{counted(short, 'shot')} with fewer than {timeline.handles} frames around"
    for shot in timeline.missing:
        yield f"{shot.item.shot_id} has no clip: {shot.item.reason}"
