"""The project's tree: what its editors see, shared wherever nothing changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.ids import find_episode
from engine.domain.listing import natural_order
from engine.domain.nodes import Node, NodeDetail, NodeKind, shared
from engine.domain.paths import PROJECT_ROOT, ProjectPath
from engine.workspace.episode_documents import DocumentCache
from engine.workspace.episode_tree import episode_node
from engine.workspace.index import (
    ASSETS,
    COVERAGE,
    OLD_RENDERS,
    PASS_STATES,
    PLANS,
    RENDERS,
    SEQUENCES,
    Index,
)
from engine.workspace.media_nodes import plain_node
from engine.workspace.sidecar_facts import SidecarCache

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.jobs import JobContext
    from engine.store.project import Project
    from engine.workspace.episode_documents import EpisodeDocuments
    from engine.workspace.index import Folder, MediaFile
    from engine.workspace.watcher import Hint

_EPISODE_DOCUMENTS = (
    (PLANS, "_plan.json"),
    (COVERAGE, "_passes.json"),
    (PASS_STATES, "_pass_state.json"),
)
_ASSET_KINDS = (NodeKind.ASSET_TYPE, NodeKind.ENTITY, NodeKind.FOLDER)
_SEQUENCE_KINDS = (NodeKind.FOLDER,)
EMPTY_TREE = Node("", "", NodeKind.ROOT)


@dataclass(slots=True)
class ProjectTree:
    """Keeps one project's tree: built whole once, after that only where something changed.

    ``root`` is an immutable value and may be read by any thread; ``build`` and ``refresh`` may be
    called by any thread and wait for each other.
    """

    project: Project
    index: Index = field(init=False)
    root: Node = field(init=False, default=EMPTY_TREE)
    _sidecars: SidecarCache = field(init=False)
    _documents: DocumentCache = field(init=False)
    _episode_lines: dict[int, _EpisodeLine] = field(init=False, default_factory=dict)
    _folder_lines: dict[str, tuple[int, Node]] = field(init=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        project = self.project
        self.index = Index(project.root)
        self._sidecars = SidecarCache(project.sidecars)
        self._documents = DocumentCache(self.index, project.plans, project.coverage, project.passes)

    def build(self, ctx: JobContext | None = None) -> Node:
        """Look at every folder and make the tree; unchanged parts stay the same objects."""
        with self._lock:
            self.index.scan(ctx)
            self._sidecars.keep_only(self.index.media())
            return self._renew(ctx)

    def follow(self, hint: Hint, ctx: JobContext | None = None) -> Node:
        """Look where the watcher says."""
        return self.build(ctx) if hint.is_everything else self.refresh(hint.folders)

    def refresh(self, folders: Iterable[ProjectPath]) -> Node:
        """Look at ``folders`` alone and make the tree anew where they changed something."""
        with self._lock:
            if not self.index.rescan(folders):
                return self.root
            return self._renew(None)

    def documents(self) -> dict[int, EpisodeDocuments]:
        """What planner and passes say, by episode, as of the last look."""
        with self._lock:
            return {one: self._documents.documents(one) for one in self._episode_folders()}

    def media(self) -> tuple[MediaFile, ...]:
        """Every video and picture, as of the last look."""
        with self._lock:
            return tuple(self.index.media())

    def unreadable(self) -> dict[str, str]:
        """The folders that could not be listed, and why, as of the last look."""
        with self._lock:
            return dict(self.index.unreadable)

    # -- making --------------------------------------------------------------

    def _renew(self, ctx: JobContext | None) -> Node:
        categories = (
            self._category("assets", "Assets", ASSETS, _ASSET_KINDS),
            self._category("sequences", "Sequences", SEQUENCES, _SEQUENCE_KINDS),
            self._episodes(ctx),
        )
        root = Node(
            key="",
            name=self.project.name,
            kind=NodeKind.ROOT,
            path=PROJECT_ROOT,
            detail=NodeDetail(count=_count(categories)),
            children=categories,
        )
        self.root = shared(root, self.root)
        return self.root

    def _category(
        self, key: str, name: str, path: ProjectPath, kinds: tuple[NodeKind, ...]
    ) -> Node:
        lines = self._lines(path, kinds)
        detail = NodeDetail(count=_count(lines))
        return Node(key, name, NodeKind.CATEGORY, path=path, detail=detail, children=lines)

    def _episodes(self, ctx: JobContext | None) -> Node:
        found = self._episode_folders()
        lines: list[Node] = []
        for done, (episode, folders) in enumerate(found.items(), start=1):
            lines.append(self._episode(episode, folders))
            if ctx is not None:
                ctx.report(done, len(found), lines[-1].name)
        lines += self._beside_episodes()
        return Node(
            key="episodes",
            name="Episodes",
            kind=NodeKind.CATEGORY,
            path=RENDERS,
            detail=NodeDetail(count=_count(lines)),
            children=tuple(lines),
        )

    def _episode_folders(self) -> dict[int, tuple[ProjectPath, ...]]:
        """The episodes in order, each with its folders in the new and the old layout."""
        found: dict[int, list[ProjectPath]] = {}
        for folder in self._layouts():
            for name in folder.folders:
                if (episode := _folder_episode(name)) is not None:
                    found.setdefault(episode, []).append(_inside(folder, name))
        for path, ending in _EPISODE_DOCUMENTS:
            documents = self.index.folder(path)
            for name in documents.files if documents else ():
                episode = _folder_episode(name.removesuffix(ending))
                if name.endswith(ending) and episode is not None:
                    found.setdefault(episode, [])
        return {episode: tuple(found[episode]) for episode in sorted(found)}

    def _episode(self, episode: int, folders: tuple[ProjectPath, ...]) -> Node:
        documents = self._documents.documents(episode)
        revisions = tuple((folder.text, self.index.revision(folder)) for folder in folders)
        known = self._episode_lines.get(episode)
        if known is not None and known.documents is documents and known.revisions == revisions:
            return known.node
        media = [
            file for path in folders for folder in self.index.below(path) for file in folder.media
        ]
        path = folders[0] if folders else None
        node = episode_node(episode, path, media, documents, self._sidecars)
        node = shared(node, known.node if known else None)
        self._episode_lines[episode] = _EpisodeLine(documents, revisions, node)
        return node

    def _beside_episodes(self) -> list[Node]:
        """Folders of other names and media that lie among the episodes."""
        lines: list[Node] = []
        for folder in self._layouts():
            names = [name for name in folder.folders if _folder_episode(name) is None]
            lines += (self._folder(_inside(folder, name), _SEQUENCE_KINDS) for name in names)
            lines += self._media(folder)
        return [line for line in lines if line.kind is not NodeKind.FOLDER or line.detail.count]

    def _layouts(self) -> list[Folder]:
        return [folder for path in (RENDERS, OLD_RENDERS) if (folder := self.index.folder(path))]

    # -- plain folders -------------------------------------------------------

    def _folder(self, path: ProjectPath, kinds: tuple[NodeKind, ...]) -> Node:
        revision = self.index.revision(path)
        known = self._folder_lines.get(path.text)
        if known is not None and known[0] == revision:
            return known[1]
        lines = self._lines(path, kinds[1:] or kinds)
        detail = NodeDetail(count=_count(lines))
        node = Node(path.text, path.name, kinds[0], path=path, detail=detail, children=lines)
        node = shared(node, known[1] if known else None)
        self._folder_lines[path.text] = (revision, node)
        return node

    def _lines(self, path: ProjectPath, kinds: tuple[NodeKind, ...]) -> tuple[Node, ...]:
        folder = self.index.folder(path)
        if folder is None:
            return ()
        names = sorted(folder.folders, key=natural_order)
        return (
            *(self._folder(_inside(folder, name), kinds) for name in names),
            *self._media(folder),
        )

    def _media(self, folder: Folder) -> list[Node]:
        ordered = sorted(folder.media, key=lambda media: natural_order(media.path.name))
        return [plain_node(media, self._sidecars.facts(media)) for media in ordered]


@dataclass(frozen=True, slots=True)
class _EpisodeLine:
    documents: EpisodeDocuments
    revisions: tuple[tuple[str, int], ...]
    node: Node


def _inside(folder: Folder, name: str) -> ProjectPath:
    return ProjectPath(f"{folder.path.text}/{name}")


def _folder_episode(name: str) -> int | None:
    return find_episode(name) if name[:2].lower() == "ep" else None


def _count(lines: Iterable[Node]) -> int:
    return sum(line.detail.count or (line.kind is NodeKind.MEDIA) for line in lines)
