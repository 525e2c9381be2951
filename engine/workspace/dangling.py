"""What points to nothing: files and passes that documents name, operations that never ended."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domain.listing import is_media
from engine.domain.paths import ProjectPath
from engine.domain.references import references
from engine.errors import RecoilError, UserError
from engine.store.files import read_bytes
from engine.store.json_text import parse_json

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from engine.domain.references import Reference
    from engine.store.ops import Op
    from engine.store.project import Project

DOCUMENTS = ProjectPath("state/visual")
OPS_LOG = "state/visual/ops.log.jsonl"

# A version of a scene is what once was: what it names may be gone. The scene itself counts.
_PAST = re.compile(r".*\.(v\d+|versions)\.json")


@dataclass(frozen=True, slots=True)
class DanglingReference:
    """``field`` of the document ``file`` names something that is not there."""

    file: str
    field: str
    path: str
    fix: str

    @property
    def line(self) -> str:
        """It in one line for people."""
        return f"{self.file}: {self.field} names {self.path}, which is not there"

    def as_json(self) -> dict[str, object]:
        """It as ``project health --json`` lists it."""
        named = {"file": self.file, "field": self.field, "path": self.path}
        return {"kind": "reference", **named, "fix": self.fix}


@dataclass(frozen=True, slots=True)
class DanglingOperation:
    """An operation that began, never ended, and is not known to be still at work."""

    op_id: str
    name: str
    ts: str
    fix: str

    @property
    def line(self) -> str:
        """It in one line for people."""
        return f"{self.op_id}: {self.name or 'an operation'} began at {self.ts} and never ended"

    def as_json(self) -> dict[str, object]:
        """It as ``project health --json`` lists it."""
        named = {"file": OPS_LOG, "field": "op_id", "op_id": self.op_id}
        return {"kind": "operation", **named, "name": self.name, "ts": self.ts, "fix": self.fix}


Dangling = DanglingReference | DanglingOperation


def dangling_operation(op: Op) -> DanglingOperation:
    """An operation without an end as health tells of it."""
    fix = "look at what it made; recoil extract goes on with passes that were being cut"
    return DanglingOperation(op.op_id, op.name, op.ts, fix)


@dataclass(slots=True)
class ReferenceCheck:
    """Looks up what documents name; a document that cannot be read is noted in ``corrupt``."""

    project: Project
    passes: Container[str]
    corrupt: set[str] = field(default_factory=set)
    _known: dict[str, bool] = field(default_factory=dict)

    def all(self, sidecars: Iterable[ProjectPath]) -> Iterator[DanglingReference]:
        """What is not there of all that the state documents and these sidecars name."""
        for path in (*_documents(self.project.root), *sidecars):
            for found in references(self._read(path)):
                if not self._is_there(found, path.parent):
                    fix = _fix(path, found)
                    yield DanglingReference(path.text, found.field, found.name, fix)

    def _read(self, path: ProjectPath) -> object:
        try:
            place = self.project.resolve(path)
            return parse_json(read_bytes(place) or b"null", place)
        except RecoilError:
            self.corrupt.add(path.text)
            return None

    def _is_there(self, found: Reference, folder: ProjectPath) -> bool:
        if found.is_pass:
            return found.name in self.passes
        return self._exists(found.name) or self._exists(f"{folder}/{found.name}")

    def _exists(self, name: str) -> bool:
        if name not in self._known:
            try:
                self._known[name] = self.project.files.exists(self.project.path(name))
            except UserError:  # out of the project, or through a link: nothing we may look at
                self._known[name] = False
        return self._known[name]


def _fix(document: ProjectPath, found: Reference) -> str:
    media = document.text.removesuffix(".json")
    if is_media(media) and found.field.isidentifier():
        return f"bring it back, or: recoil sidecar {media} --set {found.field}=null"
    return f"bring it back, or change the field in {document.name}"


def _documents(root: Path) -> Iterator[ProjectPath]:
    for folder, below, names in os.walk(root / str(DOCUMENTS)):
        below.sort()
        here = Path(folder).relative_to(root).as_posix()
        for name in sorted(names):
            if name.endswith(".json") and not name.startswith(".") and not _PAST.fullmatch(name):
                yield ProjectPath(f"{here}/{name}")
