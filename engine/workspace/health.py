"""How a project is: what is corrupt, unfinished, waiting or missing in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from engine.domain.derivation import DerivationDocument
from engine.domain.ids import episode_folder
from engine.domain.nodes import NodeKind, walk
from engine.domain.passes import PassStatus
from engine.domain.paths import ProjectPath
from engine.errors import RecoilError, UserError

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from engine.store.project import Project
    from engine.workspace.episode_documents import EpisodeDocuments
    from engine.workspace.tree import ProjectTree

DERIVATION = ProjectPath("state/visual/derivation")


@dataclass(frozen=True, slots=True)
class Health:
    """The answer of ``recoil project health``; paths are project-relative.

    ``stale`` names stages as ``ep_001/scenes``; ``stuck`` are ids of change sets; ``broken`` are
    paths that records point to and that are not there.
    """

    project: str
    root: str
    exists: bool
    offline: str | None
    corrupt: tuple[str, ...] = ()
    dangling: tuple[str, ...] = ()
    orphans: int = 0
    reviews: int = 0
    stale: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing needs a person."""
        troubles = (self.corrupt, self.dangling, self.stale, self.stuck, self.broken)
        counts = self.orphans + self.reviews + len(self.unreadable)
        return self.exists and self.offline is None and not any(troubles) and not counts

    def as_json(self) -> dict[str, object]:
        """The answer as plain values."""
        return asdict(self)


def check_health(project: Project, tree: ProjectTree) -> Health:
    """Look through the project as ``tree`` knows it; reads logs and manifests, writes nothing."""
    documents = tree.documents()
    lost_logs: list[str] = []
    return Health(
        project=project.name,
        root=str(project.root),
        exists=project.root.is_dir(),
        offline=project.offline,
        dangling=_dangling(project, lost_logs),
        orphans=_orphans(tree.root),
        reviews=sum(_reviews(each) for each in documents.values()),
        stale=_stale(project, documents, lost_logs),
        stuck=tuple(one.id for one in project.changes.stuck()),
        broken=tuple(path for each in documents.values() for path in _broken(project, each)),
        corrupt=(*_corrupt(tree.root, documents), *lost_logs),
        unreadable=tuple(sorted(tree.unreadable())),
    )


def _corrupt(root: Node, documents: dict[int, EpisodeDocuments]) -> tuple[str, ...]:
    sidecars = {
        node.path.sidecar().text
        for node in walk(root)
        if node.detail.is_corrupt and node.path and node.kind is not NodeKind.EPISODE
    }
    state = {trouble.path.text for each in documents.values() for trouble in each.troubles}
    return tuple(sorted(sidecars | state))


def _orphans(root: Node) -> int:
    return sum(node.detail.count for node in walk(root) if node.kind is NodeKind.QUARANTINE)


def _reviews(documents: EpisodeDocuments) -> int:
    waiting = PassStatus.SEGMENTATION_REVIEW
    return sum(record.status == waiting for _key, record in documents.records())


def _broken(project: Project, documents: EpisodeDocuments) -> list[str]:
    named = [record.video_path for _key, record in documents.records() if record.video_path]
    return [path for path in named if not _is_there(project, path)]


def _is_there(project: Project, path: str) -> bool:
    try:
        return project.files.exists(project.path(path))
    except UserError:  # out of the project, or through a link: nothing we may look at
        return False


def _dangling(project: Project, lost: list[str]) -> tuple[str, ...]:
    try:
        return tuple(op.op_id for op in project.ops.dangling())
    except RecoilError:
        lost.append("state/visual/ops.log.jsonl")
        return ()


def _stale(
    project: Project, documents: dict[int, EpisodeDocuments], lost: list[str]
) -> tuple[str, ...]:
    stale: list[str] = []
    for episode in documents:
        folder = episode_folder(episode)
        path = DERIVATION / f"{folder}_derivation.json"
        try:
            manifest = project.files.read_document(path, DerivationDocument)
        except RecoilError:
            lost.append(path.text)
            continue
        stale += (f"{folder}/{stage}" for stage in (manifest.stale() if manifest else ()))
    return tuple(stale)
