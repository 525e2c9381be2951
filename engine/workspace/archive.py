"""The archive: files and folders put out of sight, and back where they were (03)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.listing import BOUNDARY_FRAMES, is_media, natural_order
from engine.domain.paths import ProjectPath
from engine.domain.sidecar import MediaStatus, Sidecar
from engine.errors import NotFound, RecoilError, Refused, UserError
from engine.store.project_files import ARCHIVES
from engine.workspace.archive_records import follow_into_archive, follow_out_of_archive
from engine.workspace.orphan_companions import check_free, kept_beside, move_all, moves_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project
    from engine.workspace.orphan_companions import Moves

    Placing = Callable[[Project, Draft, ProjectPath, ProjectPath], Moves]

# What it was before it was archived; other tools pass it over.
STATUS_BEFORE = "archived_status"

_LEAST_DEEP = 2
_OWN = ("state", "_history", "_meta", "_archive")


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved as one change, from where to where."""

    source: ProjectPath
    target: ProjectPath
    change: AppliedChange


@dataclass(frozen=True, slots=True)
class Archived:
    """A file in the archive; ``at`` is empty when nobody noted it."""

    path: ProjectPath
    origin: ProjectPath
    at: str = ""
    size: int = 0


# -- archiving ---------------------------------------------------------------


def archive(project: Project, path: ProjectPath) -> Moved:
    """Move a media file with its companions, or a folder, to ``_history/archives/<its path>``.

    Raises:
        NotFound: there is no such file or folder.
        Refused: it is no media, the program's own, of the old layout, or a link.
        CorruptFile: a sidecar cannot be read; it stays as it is.
        Busy: it is being cut.
    """
    (target,), change = archive_all(project, (path,))
    return Moved(path, target, change)


def archive_all(
    project: Project, paths: Sequence[ProjectPath]
) -> tuple[tuple[ProjectPath, ...], AppliedChange]:
    """Several as one change: where they lie now. What lies in another of them goes with it.

    Raises:
        Like ``archive``; nothing has changed.
    """
    wanted = [path for path in paths if not any(path.is_under(other) for other in paths)]
    for path in wanted:
        _check_may_go(project, path)
    with project.changes.writing() as draft:
        targets = tuple(_put_away(project, draft, path) for path in wanted)
        what = wanted[0].name if len(wanted) == 1 else f"{len(wanted)} files"
        return targets, draft.commit("archive", f"Archive {what}")


def _put_away(project: Project, draft: Draft, path: ProjectPath) -> ProjectPath:
    wanted = ProjectPath(f"{ARCHIVES}/{path}")
    put = _put_folder_away if project.files.is_folder(path) else _put_file_away
    target = put(project, draft, path, wanted)
    follow_into_archive(project, draft, path, target)
    return target


def _check_may_go(project: Project, path: ProjectPath) -> None:
    first = path.parts[0] if path.parts else ""
    if first.startswith("output"):
        raise Refused(f"what lies in {first} is not archived: {path}")
    is_own = first in _OWN or any(part.startswith(".") for part in path.parts)
    if is_own or len(path.parts) < _LEAST_DEEP:
        raise Refused(f"this is not archived: {path or 'the project'}")
    if not project.files.exists(path):
        raise NotFound("file", str(path))
    if not project.files.is_folder(path) and not is_media(path.name):
        media = path.name.removesuffix(".json")
        said = f": archive {media}, it goes along" if is_media(media) else ""
        raise Refused(f"not a media file or folder: {path}{said}")


def _put_file_away(
    project: Project, draft: Draft, path: ProjectPath, wanted: ProjectPath
) -> ProjectPath:
    moves = kept_beside(project, draft, path, wanted)
    keys = _archived_keys(project, draft, path)
    move_all(draft, moves)
    project.sidecars.merge(draft, moves[0][1], keys)
    return moves[0][1]


def _put_folder_away(
    project: Project, draft: Draft, path: ProjectPath, wanted: ProjectPath
) -> ProjectPath:
    # Sidecars first: then the folder goes as a whole, whatever else lies in it.
    for media in _media_below(project, path):
        project.sidecars.merge(draft, media, _archived_keys(project, draft, media))
    target = _free_folder(draft, wanted)
    draft.move(path, target)
    return target


def _archived_keys(project: Project, draft: Draft, media: ProjectPath) -> dict[str, object]:
    known = draft.read_document(media.sidecar(), Sidecar)
    return {
        "status": MediaStatus.ARCHIVED.value,
        "archived_at": stamp(project.clock.now()),
        "archived_from": str(media),
        STATUS_BEFORE: (known and known.status) or MediaStatus.UNTRACKED.value,
    }


# -- restoring ---------------------------------------------------------------


def only_there(project: Project, draft: Draft, source: ProjectPath, target: ProjectPath) -> Moves:
    """Back where it was; something that lies there now is never overwritten.

    Raises:
        Refused: the name is taken.
    """
    moves = moves_of(project, source, target)
    check_free(draft, moves)
    return moves


keep_both = kept_beside
"""Back where it was, with another name when that is taken."""


def restore(project: Project, path: ProjectPath, placing: Placing = only_there) -> Moved:
    """Bring back what was archived; ``path`` is where it lies in the archive, or where it was.

    Raises:
        NotFound: it is not in the archive.
        Refused: its place is taken; with ``keep_both`` it gets another name.
        CorruptFile: a sidecar cannot be read; it stays as it is.
    """
    source = path if path.is_under(ARCHIVES) else ProjectPath(f"{ARCHIVES}/{path}")
    if not project.files.exists(source):
        raise NotFound("archived file", str(path))
    with project.changes.writing() as draft:
        origin = origin_of(project, source)
        if project.files.is_folder(source):
            target = _bring_folder_back(project, draft, source, origin, placing)
        else:
            target = _bring_file_back(project, draft, source, origin, placing)
        follow_out_of_archive(project, draft, source, target)
        change = draft.commit("restore", f"Restore {target.name}")
    return Moved(source, target, change)


def origin_of(project: Project, source: ProjectPath) -> ProjectPath:
    """Where something in the archive was, as its sidecars say, else as its place says."""
    usual = ProjectPath(source.text.removeprefix(f"{ARCHIVES}/"))
    if not project.files.is_folder(source):
        return _noted_origin(project, source) or usual
    for media in _media_below(project, source):
        noted = _noted_origin(project, media)
        inner = media.text.removeprefix(source.text)
        if noted is not None and noted.text.endswith(inner):
            return ProjectPath(noted.text.removesuffix(inner))
    return usual


def archived(project: Project) -> tuple[Archived, ...]:
    """The media in the archive in order of their places; looks only."""
    return tuple(_archived(project, media) for media in _media_below(project, ARCHIVES))


def _bring_file_back(
    project: Project, draft: Draft, source: ProjectPath, origin: ProjectPath, placing: Placing
) -> ProjectPath:
    moves = placing(project, draft, source, origin)
    document = _without_traces(project, draft, source)
    move_all(draft, moves)
    target = moves[0][1]
    if document is not None:
        draft.put_json(target.sidecar(), document)
    return target


def _bring_folder_back(
    project: Project, draft: Draft, source: ProjectPath, origin: ProjectPath, placing: Placing
) -> ProjectPath:
    if draft.exists(origin) and placing is only_there:
        raise Refused(f"the name is taken: {origin}")
    target = _free_folder(draft, origin)
    for media in _media_below(project, source):
        document = _without_traces(project, draft, media)
        if document is not None:
            draft.put_json(media.sidecar(), document)
    draft.move(source, target)
    return target


def _without_traces(project: Project, draft: Draft, media: ProjectPath) -> dict[str, object] | None:
    """The sidecar as it was before, as far as somebody noted it."""
    sidecar = draft.read_document(media.sidecar(), Sidecar)
    if sidecar is None:
        return None
    document = sidecar.as_json()
    before = document.pop(STATUS_BEFORE, None)
    for key in ("archived_at", "archived_from"):
        document.pop(key, None)
    if document.get("status") == MediaStatus.ARCHIVED:
        document["status"] = before if isinstance(before, str) else MediaStatus.CANDIDATE.value
    return document | {"updated_at": stamp(project.clock.now())}


# -- looking -----------------------------------------------------------------


def _archived(project: Project, media: ProjectPath) -> Archived:
    size = project.resolve(media).lstat().st_size
    try:
        sidecar = project.sidecars.read(media)
        origin = origin_of(project, media)
    except RecoilError:  # corrupt: it is shown all the same
        sidecar, origin = None, ProjectPath(media.text.removeprefix(f"{ARCHIVES}/"))
    return Archived(media, origin, (sidecar and sidecar.archived_at) or "", size)


def _noted_origin(project: Project, media: ProjectPath) -> ProjectPath | None:
    sidecar = project.sidecars.read(media)
    said = sidecar.archived_from if sidecar else None
    if not said:
        return None
    try:
        return ProjectPath.of(said)
    except UserError:
        return None


def _media_below(project: Project, folder: ProjectPath) -> Iterator[ProjectPath]:
    """Every media file in a folder and those below it; links are not followed."""
    for name in sorted(project.files.names(folder), key=natural_order):
        path = ProjectPath(f"{folder}/{name}")
        place = project.files.root / str(path)
        if place.is_symlink():
            continue
        if place.is_dir():
            yield from _media_below(project, path)
        elif is_media(name) and not name.startswith(".") and folder.name != BOUNDARY_FRAMES:
            yield path


def _free_folder(draft: Draft, wanted: ProjectPath) -> ProjectPath:
    for number in count(1):
        target = wanted if number == 1 else ProjectPath(f"{wanted} ({number})")
        if not draft.exists(target):
            return target
    raise AssertionError("unreachable")
