"""Places inside one project: no link is followed on the way, at the moment of use (08 P1)."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, TypeVar

from engine.domain.paths import ProjectPath
from engine.errors import CorruptFile, DataError, Offline, Refused
from engine.store import files
from engine.store.json_text import parse_json
from engine.store.small_files import read_small

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from engine.domain.documents import Document

D = TypeVar("D", bound="Document")

MARKER = ProjectPath("project.json")
STATE = ProjectPath("state")
TRASH = ProjectPath(".trash")
ARCHIVES = ProjectPath("_history/archives")

KNOWN_SCHEMA = 1

_REPARSE_POINT = 0x400  # Windows: junctions and links
_MOST_KNOWN = 20_000

_Way = tuple["Path", tuple[str, ...]]


class ProjectFiles:
    """Reads and changes files of one project by their ``ProjectPath``.

    Only the store changes anything through it; the rest of the engine reads.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[ProjectPath, _Way] = {}  # names only; links are looked for each time

    def place(self, path: ProjectPath) -> Path:
        """Where ``path`` lies on this machine, for immediate use.

        Raises:
            Refused: it, or a folder on the way to it, is a link.
        """
        place, steps = self._known.get(path) or self._way(path)
        for step in steps:
            try:
                entry = os.lstat(step)
            except OSError:
                break  # nothing below something that is not there
            if _is_link(entry):
                raise Refused(f"a link lies in the way: {path} ({step.rpartition(os.sep)[2]})")
        return place

    def _way(self, path: ProjectPath) -> _Way:
        """The place as a path, and every step to it as text: this is asked all the time."""
        steps: list[str] = []
        for part in path.parts:
            steps.append(f"{steps[-1] if steps else self.root}{os.sep}{part}")
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[path] = way = (self.root.joinpath(*path.parts), tuple(steps))
        return way

    def path_of(self, place: Path) -> ProjectPath:
        """The project path of an absolute place.

        Raises:
            UserError: it lies outside the project, or leads out.
        """
        if place.is_relative_to(self.root):
            return ProjectPath.of(place.relative_to(self.root).as_posix())
        root, full = self.root.resolve(), place.parent.resolve() / place.name
        if full.is_relative_to(root):
            return ProjectPath.of(full.relative_to(root).as_posix())
        return ProjectPath.of(str(place))

    # -- reading -------------------------------------------------------------

    def exists(self, path: ProjectPath) -> bool:
        """Whether anything has this name."""
        return os.path.lexists(self.place(path))

    def is_folder(self, path: ProjectPath) -> bool:
        """Whether a folder has this name."""
        return self.place(path).is_dir()

    def names(self, folder: ProjectPath) -> tuple[str, ...]:
        """What lies in a folder, sorted; nothing when there is no such folder."""
        try:
            return tuple(sorted(os.listdir(self.place(folder))))  # noqa: PTH208 - names wanted
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            reason = f"cannot be read: {files.reason_of(error)}"
            raise files.UnreadableFile(self.place(folder), reason) from error

    def read_text(self, path: ProjectPath) -> str | None:
        """A UTF-8 file as it is; None when there is none."""
        return files.read_text(self.place(path))

    def read_json(self, path: ProjectPath) -> dict[str, object] | None:
        """The JSON object in a file; None when there is none; corrupt is an error."""
        return files.read_json(self.place(path))

    def read_each(
        self, folder: ProjectPath, names: Iterable[str]
    ) -> Iterator[bytes | DataError | Refused | None]:
        """The files of these names in one folder, quickly: thousands are read in a moment.

        For each in turn what ``files.read_bytes`` gives or would raise; a link is refused.
        """
        try:
            place = str(self.place(folder))
        except Refused as error:
            yield from (error for _name in names)
            return
        for name in names:
            try:
                yield read_small(place + os.sep + name)
            except OSError:
                yield self._read_slowly(ProjectPath(f"{folder}/{name}"))

    def _read_slowly(self, path: ProjectPath) -> bytes | DataError | Refused | None:
        """What could not be read the quick way: large, a link, gone, or in truth unreadable."""
        try:
            return files.read_bytes(self.place(path))
        except (DataError, Refused) as reason:
            return reason

    def read_document(self, path: ProjectPath, model: type[D]) -> D | None:
        """A file as the document it should be; None when there is none.

        Raises:
            CorruptFile: it cannot be read as such; it stays as it is.
        """
        place = self.place(path)
        data = files.read_bytes(place)
        return None if data is None else as_document(data, place, model)

    # -- changing, for the store only ----------------------------------------

    def write_text(self, path: ProjectPath, text: str) -> None:
        """Replace or create a file, whole and durable; its folder is made when it lacks."""
        place = self._with_folder(path)
        files.write_atomic(place, text.encode())

    def write_new(self, path: ProjectPath, text: str) -> None:
        """Create a file; a taken name is refused."""
        place = self._with_folder(path)
        files.write_new(place, text.encode())

    def append_line(self, path: ProjectPath, line: str) -> None:
        """Add a line to a log; the caller holds its lock."""
        place = self._with_folder(path)
        files.append_line(place, line)

    def move(self, source: ProjectPath, target: ProjectPath) -> None:
        """Move a file or folder to a free name; the target's folder is made when it lacks."""
        place = self._with_folder(target)
        files.move_no_replace(self.place(source), place)

    def remove(self, path: ProjectPath) -> None:
        """Remove a file whose content is kept elsewhere."""
        files.remove_file(self.place(path))

    def make_folder(self, path: ProjectPath) -> Path:
        """Make a folder inside the project and say where it is.

        Raises:
            Offline: the project is not there; it is never made anew, at an empty mount.
        """
        place = self.place(path)
        if not place.is_dir():
            self.make_place(place)
        return place

    def make_place(self, folder: Path) -> None:
        """Like ``make_folder`` for an absolute place inside the project that lacks."""
        if not os.path.lexists(self.root / str(MARKER)):
            is_there = self.root.is_dir()
            raise Offline(self.root, f"{MARKER if is_there else 'its folder'} is not there")
        files.make_folder(folder)

    def _with_folder(self, path: ProjectPath) -> Path:
        self.make_folder(path.parent)
        return self.place(path)


def as_document(data: bytes | str, place: Path, model: type[D]) -> D:
    """What a file holds as the document it should be; CorruptFile when it is none."""
    value = parse_json(data, place)
    try:
        return model.read(value)
    except DataError as error:
        raise CorruptFile(place, str(error)) from error


def check_schema(path: ProjectPath, document: Mapping[str, object] | None) -> None:
    """Refuse to write a document that a newer version of the program wrote."""
    version = (document or {}).get("schema_version")
    if isinstance(version, int) and version > KNOWN_SCHEMA:
        raise Refused(f"{path} was written by a newer version of the program: read-only")


def _is_link(entry: os.stat_result) -> bool:
    attributes = getattr(entry, "st_file_attributes", 0)
    return stat.S_ISLNK(entry.st_mode) or bool(attributes & _REPARSE_POINT)
