"""Media known by their content: a file that was moved or renamed by hand keeps its metadata (03).

The book of contents is a cache: where it is lost, files are known again from then on.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.domain.ids import find_episode
from engine.domain.paths import ProjectPath
from engine.domain.sidecar import MediaStatus
from engine.errors import RecoilError
from engine.jobs import JobContext
from engine.store import files
from engine.workspace.orphan_companions import moves_of
from engine.workspace.pass_records import put_record
from engine.workspace.pass_videos import RENDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.store.cache import Caches
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project
    from engine.workspace.index import MediaFile

KIND = "identity"
AT_ONCE = 2000  # files that are looked into in one go, so that opening a large project stays quick

_GONE_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Content:
    """What a file held when it was last looked at: size, moment of change, a hash of both ends."""

    size: int
    changed: int
    ends: str

    @property
    def key(self) -> tuple[int, str]:
        """What is the same wherever the file lies."""
        return self.size, self.ends


@dataclass(frozen=True, slots=True)
class Found:
    """A file that lies elsewhere now."""

    was: ProjectPath
    now: ProjectPath

    def as_json(self) -> dict[str, object]:
        """It as ``orphans sweep --json`` lists it."""
        return {"from": str(self.was), "to": str(self.now)}


@dataclass(slots=True)
class IdentityBook:
    """The contents of a project's media by their paths, and of those that are gone.

    It is read when it is first asked: by a job, for it may be long. For one thread at a time.
    """

    project: Project
    caches: Caches
    _read: dict[str, Content] | None = None
    _is_changed: bool = False

    def moved(self, media: Iterable[MediaFile]) -> tuple[Found, ...]:
        """The files that are new, and of which one of the same content is gone."""
        there = {file.path.text: file for file in media}
        gone: dict[tuple[int, str], list[str]] = {}
        for path, content in self._known.items():
            if path not in there:
                gone.setdefault(content.key, []).append(path)
        sizes = {size for size, _ends in gone}
        arrived: dict[tuple[int, str], list[str]] = {}
        for path, file in there.items():
            if path not in self._known and file.size in sizes:
                looked_at = self._look(file)
                if looked_at is not None:
                    arrived.setdefault(looked_at.key, []).append(path)
        found: list[Found] = []
        for key, paths in arrived.items():
            # Whoever lists the media may not have seen all of them yet.
            lost = [path for path in gone.get(key, ()) if self._is_gone(path)]
            if len(paths) == len(lost) == 1:  # of copies nobody knows which
                found.append(Found(ProjectPath(lost[0]), ProjectPath(paths[0])))
        return tuple(found)

    def learn(self, media: Iterable[MediaFile], ctx: JobContext | None = None) -> bool:
        """Look into what is new or was changed, as far as there is time; whether that was all."""
        context, looked = ctx or JobContext(), 0
        there = list(media)
        for done, file in enumerate(there):
            known = self._known.get(file.path.text)
            if known is not None and (known.size, known.changed) == file.stamp[:2]:
                continue
            if looked == AT_ONCE:
                break
            looked += 1
            context.report(done, len(there), "contents")
            self._look(file)
        self._forget({file.path.text for file in there})
        self._keep()
        return looked < AT_ONCE

    def follow(self, found: Iterable[Found]) -> None:
        """These are known under their new names now."""
        for one in found:
            content = self._known.pop(one.was.text, None)
            if content is not None:
                self._known[one.now.text] = replace(content, changed=0)
                self._is_changed = True

    @property
    def _known(self) -> dict[str, Content]:
        if self._read is None:
            self._read = dict(_contents(self.caches.get(KIND, self._name)))
        return self._read

    @property
    def _name(self) -> str:
        return self.project.settings.id or str(self.project.root)

    def _look(self, file: MediaFile) -> Content | None:
        try:
            size, ends = files.read_ends(self.project.resolve(file.path))
        except (OSError, RecoilError):
            return None
        content = Content(size, file.stamp[1], hashlib.sha256(ends).hexdigest()[:32])
        self._known[file.path.text] = content
        self._is_changed = True
        return content

    def _forget(self, there: set[str]) -> None:
        gone = [path for path in self._known if path not in there and self._is_gone(path)]
        for path in gone[:-_GONE_KEPT]:
            del self._known[path]

    def _is_gone(self, path: str) -> bool:
        return not os.path.lexists(self.project.root / path)

    def _keep(self) -> None:
        if self._is_changed:
            plain = {path: [c.size, c.changed, c.ends] for path, c in self._known.items()}
            self.caches.put(KIND, self._name, json.dumps(plain).encode())
            self._is_changed = False


def follow_moved(
    project: Project,
    media: Iterable[MediaFile],
    book: IdentityBook,
) -> tuple[tuple[Found, ...], AppliedChange | None]:
    """Give files that were moved by hand what stayed behind: sidecar, marks, their pass.

    Raises:
        Busy, DiskFailed, CorruptFile: nothing has changed.
    """
    moved = book.moved(media)
    change = carry_over(project, moved) if moved and project.offline is None else None
    book.follow(moved)
    return (moved if change is not None else ()), change


def carry_over(project: Project, moved: tuple[Found, ...]) -> AppliedChange | None:
    """Move what stayed behind to where the files are now; None when nothing did."""
    with project.changes.writing() as draft:
        for one in moved:
            _carry_companions(project, draft, one)
            _carry_record(project, draft, one)
        if draft.is_empty:
            return None
        what = moved[0].now.name if len(moved) == 1 else f"{len(moved)} moved files"
        return draft.commit("follow", f"Follow {what}")


def _carry_companions(project: Project, draft: Draft, one: Found) -> None:
    """What stayed behind goes to the file; what somebody wrote about it there stays."""
    if draft.exists(one.was):
        return
    for source, target in moves_of(project, one.was, one.now)[1:]:
        if draft.exists(target):
            if target != one.now.sidecar() or not _is_stub(project, one.now):
                continue
            draft.trash(target)
        draft.move(source, target)
    sidecar = draft.read_json(one.now.sidecar())
    if sidecar is not None and sidecar.get("video_path") == str(one.was):
        project.sidecars.merge(draft, one.now, {"video_path": str(one.now)})


def _carry_record(project: Project, draft: Draft, one: Found) -> None:
    episodes = {_episode(path) for path in (one.was, one.now)} - {None}
    for episode in sorted(number for number in episodes if number is not None):
        document = draft.read_json(project.passes.path(episode)) or {}
        passes = document.get("passes")
        for pass_id, record in (passes if isinstance(passes, dict) else {}).items():
            if isinstance(record, dict) and record.get("video_path") == str(one.was):
                changed = {**record, "video_path": str(one.now)}
                put_record(project, draft, episode, pass_id, changed=changed)


def _is_stub(project: Project, media: ProjectPath) -> bool:
    """Whether a sidecar says nothing that a stub does not say."""
    sidecar = project.sidecars.read(media)
    known = sidecar.as_json() if sidecar else {}
    told = {key for key, value in known.items() if value not in ("", None, [])}
    return told <= {"status", "created_at", "updated_at"} and known.get("status") in {
        None,
        MediaStatus.UNTRACKED,
    }


def _episode(path: ProjectPath) -> int | None:
    return find_episode(path.parts[1]) if path.is_under(RENDERS) else None


def _contents(data: bytes | None) -> Iterator[tuple[str, Content]]:
    try:
        kept = json.loads(data or b"{}")
    except ValueError:
        return
    for path, entry in kept.items() if isinstance(kept, dict) else ():
        match entry:
            case [int(size), int(changed), str(ends)]:
                yield path, Content(size, changed, ends)
