"""What lies in a project's folders, kept up to date one folder at a time."""

from __future__ import annotations

import logging
import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from engine.domain.listing import is_hidden_file, is_hidden_folder, is_media
from engine.domain.names import parse_media_name
from engine.domain.paths import ProjectPath
from engine.jobs import JobContext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from engine.domain.names import MediaName

log = logging.getLogger(__name__)

# Size, moment of the last change in nanoseconds, inode: a replaced file has another inode even when
# it was written twice within one tick of the clock and is as long as before.
Stamp = tuple[int, int, int]

RENDERS = ProjectPath("renders")
OLD_RENDERS = ProjectPath("output/video")
ASSETS = ProjectPath("assets")
SEQUENCES = ProjectPath("sequences")
PLANS = ProjectPath("state/visual/plans")
COVERAGE = ProjectPath("state/visual/coverage_passes")
PASS_STATES = ProjectPath("state/visual/passes")
# Deeper folders are not looked into; nobody nests so deep but by mistake or malice.
DEEPEST = 64
SCANNED = (ASSETS, SEQUENCES, RENDERS, OLD_RENDERS, PLANS, COVERAGE, PASS_STATES)


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A video or picture as the disk has it; ``sidecar`` is its sidecar's stamp, if it has one.

    ``name`` is what its name says, parsed once for as long as the file stays the same.
    """

    path: ProjectPath
    stamp: Stamp
    sidecar: Stamp | None
    name: MediaName | None

    @property
    def size(self) -> int:
        """Bytes."""
        return self.stamp[0]

    @property
    def modified(self) -> float:
        """Seconds since 1970."""
        return self.stamp[1] / 1e9


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder as it was when it was last looked at; hidden names and links are not in it."""

    path: ProjectPath
    files: dict[str, Stamp]
    folders: tuple[str, ...]
    media: tuple[MediaFile, ...]
    changed: int = 0  # when names in it changed, as the disk has it; 0: not known

    def document(self, name: str) -> Stamp | None:
        """The stamp of the file ``name``."""
        return self.files.get(name)


class Memory(Protocol):
    """Where folders are remembered from one opening of the project to the next."""

    def recall(self, path: str, /) -> Folder | None:
        """The folder as it was when it was kept."""
        ...


@dataclass(slots=True)
class Index:
    """The folders of a project that hold media and state, read without following links.

    A rescan costs what the touched folder costs, however large the project is. ``revision`` of a
    folder rises whenever anything in or below it changed, so that whatever was derived from it can
    be kept until then. One thread at a time.

    With a ``memory``, folders that are looked at for the first time are compared with what they
    were: what did not change is not understood again.
    """

    root: Path
    memory: Memory | None = None
    unreadable: dict[str, str] = field(default_factory=dict)
    _folders: dict[str, Folder] = field(default_factory=dict)
    _revisions: dict[str, int] = field(default_factory=dict)
    _clock: int = 0

    def scan(self, ctx: JobContext | None = None) -> frozenset[ProjectPath]:
        """Look at everything; gives the folders that changed, came or went."""
        return self._look([folder.text for folder in SCANNED], ctx or JobContext(), self._all_below)

    def survey(self) -> None:
        """Look at the uppermost folders alone: what there is to look at."""
        self._look([folder.text for folder in SCANNED], JobContext(), lambda _folder: [])

    def rescan(self, folders: Iterable[ProjectPath]) -> frozenset[ProjectPath]:
        """Look again at ``folders`` alone, and at what is new below them."""
        touched = {known for folder in folders for known in self._nearest(folder)}
        return self._look(sorted(touched), JobContext(), self._new_below)

    def look_at_files(self, files: Iterable[ProjectPath]) -> frozenset[ProjectPath]:
        """Look at these files alone where they are known, else at their folders.

        For whoever changed them and nothing else: a folder of a thousand files takes its time.
        """
        fresh: dict[str, dict[str, Stamp]] = {}
        others: set[ProjectPath] = set()
        for file in files:
            folder = self._folders.get(file.parent.text)
            is_known = folder is not None and file.name in folder.files
            stamp = _stamp_of(self.root / file.text) if is_known else None
            if stamp is None:
                others |= _to_look_at(file)
            else:
                fresh.setdefault(file.parent.text, {})[file.name] = stamp
        changed = {path for path, stamps in fresh.items() if self._is_restamped(path, stamps)}
        return self._noted(changed) | (self.rescan(others) if others else frozenset())

    def look_below(self, folders: Iterable[ProjectPath], ctx: JobContext | None = None) -> None:
        """Look at ``folders`` and all below them, and at nothing else."""
        self._look([folder.text for folder in folders], ctx or JobContext(), self._all_below)

    def folder(self, path: ProjectPath) -> Folder | None:
        """The folder as it was last seen, or nothing when it is not there or never listed."""
        return self._folders.get(path.text)

    def below(self, path: ProjectPath) -> Iterator[Folder]:
        """The folder and all folders in it, in order of their names."""
        waiting = [path.text]
        while waiting:
            folder = self._folders.get(waiting.pop())
            if folder is not None:
                yield folder
                waiting.extend(reversed(_inside(folder)))

    def folders(self) -> tuple[Folder, ...]:
        """Every folder that is known."""
        return tuple(self._folders.values())

    def media(self) -> Iterator[MediaFile]:
        """Every video and picture; another thread may look at folders meanwhile."""
        for folder in tuple(self._folders.values()):
            yield from folder.media

    def revision(self, path: ProjectPath) -> int:
        """A number that differs from an earlier one when something in or below it changed."""
        return self._revisions.get(path.text, 0)

    # -- looking -------------------------------------------------------------

    def _nearest(self, folder: ProjectPath) -> Iterator[str]:
        """The known folders to look at when ``folder`` was touched."""
        for scanned in SCANNED:
            if folder == scanned or scanned.is_under(folder):
                yield scanned.text
            elif folder.is_under(scanned) and not _is_passed_over(folder, scanned):
                while folder.text not in self._folders and folder != scanned:
                    folder = folder.parent
                yield folder.text

    def _look(
        self, paths: list[str], ctx: JobContext, further: Callable[[Folder], list[str]]
    ) -> frozenset[ProjectPath]:
        changed: set[str] = set()
        try:
            while paths:
                path = paths.pop()
                ctx.report(len(self._folders), None, path)
                changed |= self._looked(path)
                paths += further(self._folders[path]) if path in self._folders else []
        finally:  # what was seen before a stop is known now and must not be forgotten
            noted = self._noted(changed)
        return noted

    def _looked(self, path: str) -> set[str]:
        known = self._folders.get(path)
        like = known
        if known is None and self.memory is not None:
            like = self.memory.recall(path)
        listing = self._listed(path)
        if listing is not None:
            return self._replaced(known, self._kept(path, like, listing))
        return set() if path in self.unreadable else self._dropped(path)

    def _all_below(self, folder: Folder) -> list[str]:
        return _inside(folder)

    def _new_below(self, folder: Folder) -> list[str]:
        return [path for path in _inside(folder) if path not in self._folders]

    def _kept(self, path: str, known: Folder | None, listing: _Listing) -> Folder:
        is_same = known is not None and known.files == listing.files
        if known is not None and is_same and known.folders == listing.folders:
            return known
        media = media_of(path, listing.files, known)
        return Folder(ProjectPath(path), listing.files, listing.folders, media, listing.changed)

    def _replaced(self, known: Folder | None, folder: Folder) -> set[str]:
        if known is folder:
            return set()
        self._folders[folder.path.text] = folder
        gone = set(_inside(known)) - set(_inside(folder)) if known else set()
        return {folder.path.text}.union(*(self._dropped(path) for path in gone))

    def _is_restamped(self, path: str, stamps: dict[str, Stamp]) -> bool:
        """Take over the stamps of files that were there before; says whether any is another."""
        known = self._folders[path]
        files = known.files | stamps
        if files == known.files:
            return False
        media = media_of(path, files, known)
        # The folder's own moment stays as it was: its names are still to be looked at.
        self._folders[path] = Folder(known.path, files, known.folders, media, known.changed)
        return True

    def _dropped(self, path: str) -> set[str]:
        gone = [folder.path.text for folder in self.below(ProjectPath(path))]
        for each in gone:
            del self._folders[each]
        return set(gone)

    def _listed(self, path: str) -> _Listing | None:
        try:
            listing = _read_folder(self.root / path)
        except (FileNotFoundError, NotADirectoryError):
            self.unreadable.pop(path, None)
            return None
        except OSError as error:
            # Not absent: what was known stays, and health tells of it.
            log.warning("cannot list %s: %s", path, error.strerror)
            self.unreadable[path] = error.strerror or "cannot be read"
            return None
        self.unreadable.pop(path, None)
        return listing

    def _noted(self, changed: set[str]) -> frozenset[ProjectPath]:
        if changed:
            self._clock += 1
        for path in changed:
            while self._revisions.get(path) != self._clock:
                self._revisions[path] = self._clock
                path = path.rpartition("/")[0]  # noqa: PLW2901 - climbs to the root
        return frozenset(ProjectPath(path) for path in changed)


@dataclass(frozen=True, slots=True)
class _Listing:
    files: dict[str, Stamp]
    folders: tuple[str, ...]
    changed: int


def _read_folder(path: Path) -> _Listing:
    changed = path.stat().st_mtime_ns  # before: what comes meanwhile makes it differ
    files: dict[str, Stamp] = {}
    folders: list[str] = []
    with os.scandir(path) as entries:
        for entry in entries:
            name = entry.name
            if entry.is_file(follow_symlinks=False):
                if not is_hidden_file(name) and (stamp := _stamp(entry)):
                    files[name] = stamp
            elif entry.is_dir(follow_symlinks=False) and not is_hidden_folder(name):
                folders.append(name)
    return _Listing(files, tuple(sorted(folders)), changed)


def _stamp_of(place: Path) -> Stamp | None:
    """The stamp of a file; None when it is gone, a folder or a link."""
    try:
        status = place.lstat()
    except OSError:
        return None
    is_file = stat.S_ISREG(status.st_mode)
    return (status.st_size, status.st_mtime_ns, status.st_ino) if is_file else None


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # went while the folder was being read
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


def media_of(path: str, files: dict[str, Stamp], known: Folder | None) -> tuple[MediaFile, ...]:
    """The media among the files of a folder; what is as it was ``known`` is the same object."""
    before = {file.path.name: file for file in known.media} if known else {}
    found: list[MediaFile] = []
    is_same = known is not None and known.files.keys() == files.keys()
    for name in before if is_same else sorted(filter(is_media, files)):
        stamp, sidecar = files[name], files.get(name + ".json")
        old = before.get(name)
        if old is None or (old.stamp, old.sidecar) != (stamp, sidecar):
            old = MediaFile(ProjectPath(f"{path}/{name}"), stamp, sidecar, parse_media_name(name))
        found.append(old)
    return tuple(found)


def _inside(folder: Folder) -> list[str]:
    if len(folder.path.parts) >= DEEPEST:
        return []
    return [f"{folder.path.text}/{name}" for name in folder.folders]


def _to_look_at(file: ProjectPath) -> set[ProjectPath]:
    """The folder to look at when a file came or went; none for one that nobody shows."""
    if any(file.is_under(scanned) for scanned in SCANNED):
        return {file.parent}
    is_above = any(scanned == file or scanned.is_under(file) for scanned in SCANNED)
    return {file} if is_above else set()


def _is_passed_over(folder: ProjectPath, scanned: ProjectPath) -> bool:
    inner = folder.parts[len(scanned.parts) :]
    return any(is_hidden_folder(name) for name in inner)
