"""Exporting an episode: its cut laid out, its comments on it, written in the format wished for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.exports import Format, Notes
from engine.domain.ids import find_episode
from engine.errors import RecoilError, UserError
from engine.export.delivery import check_target, deliver
from engine.export.edl import edl_text
from engine.export.fcpxml import check_rate, fcpxml_text
from engine.export.markers import with_comments
from engine.export.table import csv_text
from engine.export.timeline import lay_out
from engine.orchestration.sight import episodes_of
from engine.workspace.comments import read_comments
from engine.workspace.episode_cut import episode_cut
from engine.workspace.index import OLD_RENDERS, RENDERS

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.exports import ExportWish
    from engine.domain.paths import ProjectPath
    from engine.export.timeline import CutTimeline
    from engine.jobs import JobContext
    from engine.store.cache import Caches
    from engine.store.project import Project


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; ``troubles`` are what is not as good as it could be, a line each."""

    timeline: CutTimeline
    target: Path
    size: int
    troubles: tuple[str, ...] = ()


def survey(project: Project, wish: ExportWish) -> CutTimeline:
    """The timeline that an export would write; reads only.

    Raises:
        NotFound: there is no such episode.
        UserError: it has no shots, or the wish cannot be honoured.
        CorruptFile: the plan, the passes or the comments cannot be read.
    """
    cut = episode_cut(project, wish.episode)
    title = project.settings.title or project.name
    timeline = lay_out(
        project, cut, title=title, rate=wish.rate, handles=wish.handles, stills=wish.stills
    )
    if wish.notes is Notes.NONE:
        return timeline
    comments = filter(wish.notes.takes, read_comments(project, wish.episode))
    return with_comments(timeline, comments, lambda batch: _shots_of(project, wish.episode, batch))


def exportable_episodes(project: Project) -> tuple[int, ...]:
    """The episodes that are planned, or have files; what cannot be read is told by an export."""
    folders = (RENDERS, OLD_RENDERS)
    named = (name for folder in folders for name in project.files.names(folder))
    found = {find_episode(name) for name in named if name[:2].lower() == "ep"}
    return tuple(sorted({one for one in found if one} | set(episodes_of(project))))


def check_format(timeline: CutTimeline, wish: ExportWish) -> None:
    """Refuse what the format cannot hold.

    Raises:
        UserError, Refused: names it.
    """
    if wish.form is Format.EDL:
        edl_text(timeline, drop_frame=wish.drop_frame)
    if wish.form is Format.FCPXML:
        check_rate(timeline)


def export(
    project: Project,
    wish: ExportWish,
    target: Path,
    *,
    replace: bool = False,
    caches: Caches | None = None,
    job: JobContext,
) -> Exported:
    """Write the cut of an episode to ``target``; the file is whole or not there.

    Raises:
        UserError: the wish or the file's name cannot be honoured; also like ``survey``.
        Refused: something has this name, or the format cannot hold this cut.
        DiskFailed: the file could not be written.
        Stopped: the job was cancelled; nothing was written.
    """
    check_target(target, wish.form, replace=replace)
    timeline = survey(project, wish)
    job.check()
    data, troubles = _made(project, timeline, wish, caches, job)
    job.check()
    deliver(data, target, replace=replace)
    return Exported(timeline, target, len(data), troubles)


def _made(
    project: Project,
    timeline: CutTimeline,
    wish: ExportWish,
    caches: Caches | None,
    job: JobContext,
) -> tuple[bytes, tuple[str, ...]]:
    match wish.form:
        case Format.OTIO:
            from engine.export.otio_file import otio_text  # late: brings opentimelineio

            return otio_text(timeline).encode(), ()
        case Format.EDL:
            return edl_text(timeline, drop_frame=wish.drop_frame).encode(), ()
        case Format.FCPXML:
            return fcpxml_text(timeline, sounds_of(timeline)).encode(), ()
        case Format.CSV:
            return csv_text(timeline, drop_frame=wish.drop_frame).encode(), ()
        case Format.CONTACT_SHEET:
            from engine.export.sheet import contact_sheet  # late: brings fpdf and fonts

            sheet = contact_sheet(project, timeline, caches, job)
            return sheet.data, sheet.troubles
    raise UserError(f"not a format: {wish.form}")


def sounds_of(timeline: CutTimeline) -> dict[ProjectPath, tuple[int, int]]:
    """Channels and samples a second of every video with sound, as far as they can be read."""
    from engine.media.sound_head import sound_head  # late: brings av

    found = {}
    for media in timeline.media:
        if media.has_sound and (head := sound_head(media.file)) is not None:
            found[media.path] = head
    return found


def _shots_of(project: Project, episode: int, batch_id: str) -> tuple[str, ...]:
    """The shots of a batch; none when its body cannot be read."""
    try:
        loaded = project.scenes.load(episode, batch_id)
    except RecoilError:
        return ()
    return loaded.scene.shot_ids() if loaded else ()
