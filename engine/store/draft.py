"""A change set in the making: everything is read and checked here, nothing is written yet (08 M1).

The draft answers for the project as it will be: what was put is read back, what was moved away is
gone. ``commit`` hands the steps on; leaving without it changes nothing.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from engine.domain.paths import ProjectPath
from engine.errors import NotFound, Refused
from engine.store.apply import STAGING
from engine.store.journal import (
    ASIDE,
    HISTORY,
    JOURNALS,
    Direction,
    aside_path,
    journal_path,
)
from engine.store.json_text import is_same_json, json_text, parse_object
from engine.store.overlay import Overlay
from engine.store.project_files import STATE, TRASH, as_document, check_schema
from engine.store.steps import AppendStep, MoveStep, PutStep, Step, fingerprint_of, lines_like

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from engine.domain.documents import Document
    from engine.store.journal import AppliedChange
    from engine.store.project_files import ProjectFiles

D = TypeVar("D", bound="Document")

_OURS = (JOURNALS, HISTORY, ASIDE, STATE / "locks")


@dataclass(frozen=True, slots=True)
class Intent:
    """What a draft wants: steps in order, and new companion documents to be staged first."""

    id: str
    kind: str
    title: str
    steps: tuple[Step, ...]
    fresh: Mapping[ProjectPath, str] = field(default_factory=dict)
    undoes: str | None = None
    direction: Direction = Direction.DO


class Draft:
    """Collects the steps of one change set while the project's change lock is held."""

    def __init__(
        self,
        project: ProjectFiles,
        change_id: str,
        moment: str,
        carry_out: Callable[[Intent], AppliedChange],
    ) -> None:
        self.id = change_id
        self._project = project
        self._future = Overlay(project)
        self._moment = moment
        self._carry_out = carry_out
        self._steps: list[Step] = []
        self._trashed: dict[str, str] = {}  # place in the trash, and where it was
        self._is_open = True

    # -- reading -------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change."""
        return not self._real_steps()

    def exists(self, path: ProjectPath) -> bool:
        """Whether something will have this name."""
        return self._future.exists(path)

    def read_text(self, path: ProjectPath) -> str | None:
        """A file as it will be; None when there will be none.

        Raises:
            CorruptFile: it is there and not UTF-8, too large or unreadable.
        """
        return self._future.read_text(path)

    def read_json(self, path: ProjectPath) -> dict[str, object] | None:
        """A JSON document as it will be; None when there will be none; corrupt is an error."""
        text = self.read_text(path)
        return None if text is None else parse_object(text, self._project.place(path))

    def read_document(self, path: ProjectPath, model: type[D]) -> D | None:
        """A file as the document it will be; None when there will be none."""
        text = self.read_text(path)
        return None if text is None else as_document(text, self._project.place(path), model)

    # -- collecting ----------------------------------------------------------

    def put_json(
        self,
        path: ProjectPath,
        document: Mapping[str, object],
        restore: Mapping[str, object] | None = None,
    ) -> None:
        """Replace or create a document; an equal one is not written.

        ``restore`` is what undo brings back when that is not what stands there now.

        Raises:
            CorruptFile: what stands there cannot be read; it stays.
            Refused: it was written by a newer version of the program.
        """
        now = self._writable_text(path)
        if now is not None and _is_equal(parse_object(now, self._project.place(path)), document):
            return
        back = now if restore is None else json_text(restore, like=now)
        self._put(path, json_text(document, like=now), back)

    def put_text(self, path: ProjectPath, text: str) -> None:
        """Replace or create a text file; the same text is not written."""
        now = self.read_text(path)
        if now != text:
            self._put(path, text, now)

    def remove_json(self, path: ProjectPath) -> None:
        """Remove a document; its content is kept in the history."""
        now = self._writable_text(path)
        if now is not None:
            self._put(path, None, now)

    def append(
        self, path: ProjectPath, entry: Mapping[str, object], back: Mapping[str, object]
    ) -> None:
        """Add a line to a log; undo adds the line ``back``, for nothing in a log is taken away."""
        self._append(path, _line(entry), _line(back))

    def move(self, source: ProjectPath, target: ProjectPath) -> None:
        """Give a file or folder another name.

        Raises:
            NotFound: there is no such file.
            Refused: the name is taken, or a link lies in the way.
        """
        self._check_ours(source)
        self._check_ours(target)
        self._move_as_it_is(source, target)

    def adopt(self, staged: Path, target: ProjectPath) -> None:
        """Take a finished file out of a staging folder into the project.

        Undo moves it to the trash, redo brings it back.

        Raises:
            NotFound: it is not there.
            Refused: it lies elsewhere, or the name is taken.
        """
        source = self._project.path_of(staged)
        if not source.is_under(STAGING):
            raise Refused(f"{staged.name} does not lie in the staging folder")
        place = self._project.place(source)
        if not self.exists(source) or not place.is_file():
            raise NotFound("file", str(source))
        self._check_ours(target)
        self._move(source, target, fingerprint_of(place))

    def trash(self, path: ProjectPath) -> ProjectPath:
        """Move a file or folder to ``.trash/<date>/<change id>/<path>``, and say where that is."""
        target = self._trash_folder / path.text
        self.move(path, target)
        self._trashed[str(target)] = str(path)
        return target

    def put_aside(self, change_id: str) -> None:
        """Take a change set that was begun out of the way of recovery; its intent is kept.

        Raises:
            NotFound: no such change set was begun.
            Refused: one of this id was put aside before.
        """
        self._move_as_it_is(journal_path(change_id), aside_path(change_id))

    def take_back(self, steps: tuple[Step, ...]) -> None:
        """Collect the inverse of ``steps`` that were carried out, last first.

        Raises:
            Crossed, NotFound, Refused, CorruptFile: somebody changed the same since.
        """
        for step in reversed(steps):
            if isinstance(step, PutStep):
                self._take_back_put(step)
                continue
            if isinstance(step, AppendStep):
                self._append(step.path, step.back, step.line)
                continue
            self._check_fingerprint(step)
            if step.source.is_under(STAGING):
                self.trash(step.target)
            else:
                self._move_as_it_is(step.target, step.source)

    def commit(self, kind: str, title: str) -> AppliedChange:
        """Write the intent and carry it out.

        Raises:
            Refused: there is nothing to change.
            Conflict: something changed in the meantime.
            DiskFailed: no space or no permission; nothing has changed.
        """
        return self.commit_inverse(kind, title, None, Direction.DO)

    def commit_inverse(
        self, kind: str, title: str, undoes: str | None, direction: Direction
    ) -> AppliedChange:
        """Like ``commit``, for what takes back or makes again the change set ``undoes``."""
        if not self._is_open:
            raise RuntimeError("a draft is committed once, inside its with block")
        if self.is_empty and direction is Direction.DO:
            raise Refused(f"nothing to change: {title}")
        self.close()
        fresh, steps = self._staged()
        manifest = (self._manifest(title),) if self._trashed else ()
        intent = Intent(self.id, kind, title, (*manifest, *steps), fresh, undoes, direction)
        return self._carry_out(intent)

    def close(self) -> None:
        """End of the with block: nothing can be committed any more."""
        self._is_open = False

    # -- inside --------------------------------------------------------------

    @property
    def _trash_folder(self) -> ProjectPath:
        return TRASH / self._moment[:10] / self.id

    def _put(self, path: ProjectPath, text: str | None, restore: str | None) -> None:
        self._check_ours(path)
        earlier = self._last_put(path)
        if earlier is None:
            self._steps.append(PutStep(path, self.read_text(path), text, restore))
        else:
            back = earlier.restore if restore == earlier.after else restore
            step = PutStep(path, earlier.before, text, back)
            self._steps[self._steps.index(earlier)] = step
        self._future.put(path, text)

    def _append(self, path: ProjectPath, line: str, back: str) -> None:
        self._check_ours(path)
        added = [s for s in self._steps if isinstance(s, AppendStep) and s.path == path]
        number = lines_like(self._project, path, line) + sum(s.line == line for s in added) + 1
        self._steps.append(AppendStep(path, line, number, back))

    def _last_put(self, path: ProjectPath) -> PutStep | None:
        """The put of this path that a later one may take the place of."""
        for step in reversed(self._steps):
            if path in step.paths:
                return step if isinstance(step, PutStep) else None
        return None

    def _move_as_it_is(self, source: ProjectPath, target: ProjectPath) -> None:
        place = self._project.place(source)
        if not self.exists(source) or not os.path.lexists(place):
            raise NotFound("file", str(source))
        # Documents may be edited until the moment they move, and the edit moves with them.
        self._move(source, target, None if source.suffix == ".json" else fingerprint_of(place))

    def _move(self, source: ProjectPath, target: ProjectPath, fingerprint: str | None) -> None:
        if source == target or target.is_under(source):
            raise Refused(f"{source} cannot be moved into itself")
        if self.exists(target):
            raise Refused(f"the name is taken: {target}")
        filled = {step.target for step in self._steps if isinstance(step, MoveStep)}
        if {source, target} & filled:
            raise Refused(f"one change cannot move {source} to {target} and something else there")
        self._steps.append(MoveStep(source, target, fingerprint))
        self._future.move(source, target)

    def _check_fingerprint(self, step: MoveStep) -> None:
        place = self._project.place(step.target)
        if step.fingerprint is None or not place.is_file():
            return
        if fingerprint_of(place) != step.fingerprint:
            raise Refused(f"{step.target} is another file now")

    def _take_back_put(self, step: PutStep) -> None:
        now = self._writable_text(step.path)
        inverse = PutStep(step.path, step.after, step.restore, step.after)
        result = inverse.result(self._project, now)
        if result != now:
            self._put(step.path, result, now)

    def _real_steps(self) -> list[Step]:
        return [s for s in self._steps if not isinstance(s, PutStep) or s.before != s.after]

    def _staged(self) -> tuple[dict[ProjectPath, str], list[Step]]:
        """The steps, with new companion documents turned into moves out of the staging folder."""
        fresh: dict[ProjectPath, str] = {}
        steps: list[Step] = []
        for step in self._real_steps():
            if isinstance(step, PutStep) and step.after is not None and self._is_companion(step):
                staged = STAGING / self.id / str(len(fresh))
                fresh[staged] = step.after
                steps.append(MoveStep(staged, step.path))
            else:
                steps.append(step)
        return fresh, steps

    def _is_companion(self, step: PutStep) -> bool:
        """A new document beside a file that moves here: undo trashes both, with later edits.

        Also any new file whose name was vacated: a move out of the staging folder shows afterwards
        whether it was done, a text that stands there does not.
        """
        if step.before is not None:
            return False
        media = ProjectPath(step.path.text.removesuffix(".json"))
        moves = [one for one in self._steps if isinstance(one, MoveStep)]
        is_beside = step.path != media and any(one.target == media for one in moves)
        return is_beside or any(one.source == step.path for one in moves)

    def _manifest(self, title: str) -> PutStep:
        files = [{"name": name, "origin": origin} for name, origin in self._trashed.items()]
        text = json_text({"id": self.id, "title": title, "at": self._moment, "files": files})
        return PutStep(self._trash_folder / "manifest.json", None, text, None)

    def _writable_text(self, path: ProjectPath) -> str | None:
        text = self.read_text(path)
        if text is None or path.suffix != ".json":
            return text
        check_schema(path, parse_object(text, self._project.place(path)))
        return text

    def _check_ours(self, path: ProjectPath) -> None:
        if any(path == ours or path.is_under(ours) for ours in _OURS):
            raise Refused(f"{path} belongs to the program itself")


def _line(entry: Mapping[str, object]) -> str:
    text = json.dumps(dict(entry), ensure_ascii=False, allow_nan=False)
    is_whole = text.encode(errors="replace").decode() == text
    return text if is_whole else json.dumps(dict(entry), allow_nan=False)  # half of a pair in it


def _is_equal(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    return list(one) == list(other) and is_same_json(dict(one), dict(other))
