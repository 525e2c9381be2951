"""How a project is: what is corrupt, unfinished, waiting or missing in it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from engine.domain.derivation import DerivationDocument
from engine.domain.ids import episode_folder
from engine.domain.nodes import NodeKind, walk
from engine.domain.passes import PassStatus
from engine.domain.paths import ProjectPath
from engine.errors import RecoilError
from engine.workspace.dangling import OPS_LOG, ReferenceCheck, dangling_operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.nodes import Node
    from engine.store.journal import StuckChange
    from engine.store.project import Project
    from engine.workspace.dangling import Dangling, DanglingOperation, DanglingReference
    from engine.workspace.episode_documents import EpisodeDocuments
    from engine.workspace.tree import ProjectTree

DERIVATION = ProjectPath("state/visual/derivation")


@dataclass(frozen=True, slots=True)
class Health:
    """The answer of ``recoil project health``; paths are project-relative.

    ``dangling`` are what documents name and is not there, and operations that never ended;
    ``stale`` names stages as ``ep_001/scenes``.
    """

    project: str
    root: str
    exists: bool
    offline: str | None
    corrupt: tuple[str, ...] = ()
    dangling: tuple[Dangling, ...] = ()
    orphans: int = 0
    reviews: int = 0
    stale: tuple[str, ...] = ()
    stuck: tuple[StuckChange, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing needs a person."""
        troubles = (self.corrupt, self.dangling, self.stale, self.stuck, self.unreadable)
        is_waiting = self.orphans + self.reviews > 0
        return self.exists and self.offline is None and not any(troubles) and not is_waiting

    def as_json(self) -> dict[str, object]:
        """The answer as plain values; what can be mended by a command says by which."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        return plain | {
            "dangling": [one.as_json() for one in self.dangling],
            "stuck": [stuck_json(one) for one in self.stuck],
        }

    def lines(self) -> Iterator[str]:
        """What there is to say, one trouble a line."""
        lists = {
            "corrupt": self.corrupt,
            "dangling": [f"{one.line} ({one.fix})" for one in self.dangling],
            "stale": self.stale,
            "stuck": [f"{one.title}: {one.reason} ({aside_fix(one)})" for one in self.stuck],
            "unreadable": self.unreadable,
        }
        yield f"{self.project}: {self.root}"
        if self.offline is not None:
            yield f"offline: {self.offline}"
        yield from (f"{name}: {each}" for name, found in lists.items() for each in found)
        for name, count in (("orphans", self.orphans), ("reviews", self.reviews)):
            if count:
                yield f"{name}: {count}"
        yield "all is well" if self.is_well else "needs somebody to look"


def check_health(project: Project, tree: ProjectTree) -> Health:
    """Look through the project as ``tree`` knows it; reads documents and logs, writes nothing."""
    documents = tree.documents()
    corrupt = _corrupt(tree.root, documents)
    return Health(
        project=project.name,
        root=str(project.root),
        exists=project.root.is_dir(),
        offline=project.offline,
        dangling=(*_references(project, tree, documents, corrupt), *_operations(project, corrupt)),
        orphans=_orphans(tree.root),
        reviews=sum(_reviews(each) for each in documents.values()),
        stale=_stale(project, documents, corrupt),
        stuck=project.changes.stuck(),
        corrupt=tuple(sorted(corrupt)),
        unreadable=tuple(sorted(tree.unreadable())),
    )


def stuck_json(stuck: StuckChange) -> dict[str, object]:
    """A stuck change with the command that puts it aside."""
    named = {"id": stuck.id, "title": stuck.title, "reason": stuck.reason, "path": stuck.path}
    return {**named, "done": list(stuck.done), "open": list(stuck.open), "fix": aside_fix(stuck)}


def aside_fix(stuck: StuckChange) -> str:
    """What a person can type about a stuck change."""
    return f"recoil changes aside {stuck.id}"


def _corrupt(root: Node, documents: dict[int, EpisodeDocuments]) -> set[str]:
    sidecars = {
        node.path.sidecar().text
        for node in walk(root)
        if node.detail.is_corrupt and node.path and node.kind is not NodeKind.EPISODE
    }
    return sidecars | {
        trouble.path.text for each in documents.values() for trouble in each.troubles
    }


def _orphans(root: Node) -> int:
    return sum(node.detail.count for node in walk(root) if node.kind is NodeKind.QUARANTINE)


def _reviews(documents: EpisodeDocuments) -> int:
    waiting = PassStatus.SEGMENTATION_REVIEW
    return sum(record.status == waiting for _key, record in documents.records())


def _references(
    project: Project,
    tree: ProjectTree,
    documents: dict[int, EpisodeDocuments],
    corrupt: set[str],
) -> tuple[DanglingReference, ...]:
    passes = {key for each in documents.values() for key, _record in each.records()}
    check = ReferenceCheck(project, passes, corrupt)
    return tuple(check.all(one.path.sidecar() for one in tree.media() if one.sidecar))


def _operations(project: Project, corrupt: set[str]) -> tuple[DanglingOperation, ...]:
    try:
        found = [op for op in project.ops.dangling() if not op.is_at_work]
    except RecoilError:
        corrupt.add(OPS_LOG)
        return ()
    return tuple(dangling_operation(op) for op in found)


def _stale(
    project: Project, documents: dict[int, EpisodeDocuments], corrupt: set[str]
) -> tuple[str, ...]:
    stale: list[str] = []
    for episode in documents:
        folder = episode_folder(episode)
        path = DERIVATION / f"{folder}_derivation.json"
        try:
            manifest = project.files.read_document(path, DerivationDocument)
        except RecoilError:
            corrupt.add(path.text)
            continue
        stale += (f"{folder}/{stage}" for stage in (manifest.stale() if manifest else ()))
    return tuple(stale)
