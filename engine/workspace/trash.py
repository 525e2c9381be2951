"""The trash: what was thrown away, by which change, and back where it was (08 E4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.listing import is_media
from engine.domain.paths import ProjectPath
from engine.errors import NotFound, RecoilError, Refused, UserError
from engine.store.project_files import TRASH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Thrown:
    """A file or folder in the trash, and where it was."""

    path: ProjectPath
    origin: ProjectPath


@dataclass(frozen=True, slots=True)
class TrashEntry:
    """What one change threw away; ``trouble`` says why it cannot be brought back."""

    id: str
    folder: ProjectPath
    title: str
    at: str
    files: tuple[Thrown, ...]
    trouble: str = ""

    @property
    def media(self) -> tuple[Thrown, ...]:
        """The media among them: what people look for."""
        return tuple(one for one in self.files if is_media(one.path.name)) or self.files

    def as_json(self) -> dict[str, object]:
        """It as ``trash list --json`` lists it."""
        files = [{"path": str(one.path), "origin": str(one.origin)} for one in self.files]
        told: dict[str, object] = {"id": self.id, "title": self.title, "at": self.at}
        return told | {"files": files} | ({"trouble": self.trouble} if self.trouble else {})


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came back out of the trash, and to where."""

    paths: tuple[ProjectPath, ...]
    change: AppliedChange


def trash_entries(project: Project) -> tuple[TrashEntry, ...]:
    """What lies in the trash, newest first; looks only."""
    found: list[TrashEntry] = []
    for date in project.files.names(TRASH):
        day = ProjectPath(f"{TRASH}/{date}")
        if not project.files.is_folder(day):
            continue
        for name in project.files.names(day):
            entry = _entry(project, ProjectPath(f"{day}/{name}"), date)
            if entry is not None and entry.files:
                found.append(entry)
    return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True))


def restore_from_trash(project: Project, entry_id: str) -> BroughtBack:
    """Bring everything back that one change threw away; ``entry_id`` may be its beginning.

    Raises:
        NotFound: there is no such entry.
        Refused: several begin so, nobody knows where it was, or something lies there now.
    """
    entry = find_entry(project, entry_id)
    if entry.trouble:
        raise Refused(f"{entry.title}: {entry.trouble}")
    with project.changes.writing() as draft:
        for one in entry.files:
            if draft.exists(one.origin):
                raise Refused(f"the name is taken: {one.origin}")
        for one in entry.files:
            draft.move(one.path, one.origin)
        draft.remove_json(entry.folder / MANIFEST)
        change = draft.commit("restore", f"Restore {_called(entry)} from the trash")
    return BroughtBack(tuple(one.origin for one in entry.media), change)


def throw_away(project: Project, draft: Draft, media: ProjectPath) -> ProjectPath:
    """Collect the moves of a file and all its companions to the trash; says where it will lie."""
    companions = project.sidecars.companions(media)
    place = draft.trash(media)
    for path in companions:
        draft.trash(path)
    return place


def find_entry(project: Project, entry_id: str) -> TrashEntry:
    """The entry of this id, or the only one whose id begins so."""
    fitting = [one for one in trash_entries(project) if entry_id and one.id.startswith(entry_id)]
    exact = [one for one in fitting if one.id == entry_id]
    if not fitting:
        raise NotFound("trash entry", entry_id)
    if not exact and len(fitting) > 1:
        raise Refused(f"{len(fitting)} entries begin with {entry_id}: say more of it")
    return (exact or fitting)[0]


def _entry(project: Project, folder: ProjectPath, date: str) -> TrashEntry | None:
    try:
        is_folder = project.files.is_folder(folder)
        manifest = project.files.read_json(folder / MANIFEST) if is_folder else None
        if manifest is not None:
            return _listed(project, folder, manifest)
        trouble = "nobody noted where it was"
    except RecoilError as error:
        trouble = str(error)
    lone = Thrown(folder, folder)
    return TrashEntry(folder.name, folder, folder.name, date, (lone,), trouble)


def _listed(project: Project, folder: ProjectPath, manifest: Mapping[str, object]) -> TrashEntry:
    title, at = manifest.get("title"), manifest.get("at")
    return TrashEntry(
        folder.name,
        folder,
        title if isinstance(title, str) else folder.name,
        at if isinstance(at, str) else "",
        tuple(_thrown(project, manifest.get("files"))),
    )


def _thrown(project: Project, listed: object) -> Iterator[Thrown]:
    """The files of a manifest that are still there; a path that leads out is passed over."""
    for one in listed if isinstance(listed, list) else ():
        match one:
            case {"name": str(name), "origin": str(origin)}:
                try:
                    thrown = Thrown(ProjectPath.of(name), ProjectPath.of(origin))
                    is_there = project.files.exists(thrown.path)
                except UserError:
                    continue
                if is_there and thrown.path.is_under(TRASH):
                    yield thrown


def _called(entry: TrashEntry) -> str:
    names = [one.origin.name for one in entry.media]
    return names[0] if len(names) == 1 else f"{len(names)} files"
