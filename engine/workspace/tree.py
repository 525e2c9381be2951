"""The project's tree: what its editors see, shared wherever nothing changed."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder, find_episode
from engine.domain.listing import natural_order
from engine.domain.nodes import Node, NodeDetail, NodeKind, shared
from engine.domain.paths import PROJECT_ROOT, ProjectPath
from engine.workspace.branch_memory import BranchMemory
from engine.workspace.episode_documents import DocumentCache, document_paths
from engine.workspace.episode_memory import EpisodeMemory
from engine.workspace.episode_tree import episode_node, unseen_episode
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
from engine.workspace.index_memory import IndexMemory
from engine.workspace.media_nodes import plain_node
from engine.workspace.sidecar_facts import SidecarCache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.jobs import JobContext
    from engine.store.cache import Caches
    from engine.store.project import Project
    from engine.workspace.episode_documents import DocumentStamps, EpisodeDocuments
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

PATIENCE = 0.15  # seconds that somebody waits for a project before seeing the beginning of it
_SHOW_EVERY = 0.4
_MOST_MEMORIES = 4  # episodes in which somebody works at the same time


@dataclass(slots=True)
class ProjectTree:
    """Keeps one project's tree: built whole once, after that only where something changed.

    ``root`` is an immutable value and may be read by any thread; what looks at folders may be
    called by any thread and waits for its turn. With ``caches`` it remembers what it saw from one
    opening of the project to the next. While it is built for the first time, ``grown`` is told from
    time to time how far it is, by the thread that builds it.
    """

    project: Project
    caches: Caches | None = None
    grown: Callable[[Node], None] = field(default=lambda _root: None)
    index: Index = field(init=False)
    root: Node = field(init=False, default=EMPTY_TREE)
    passes: tuple[Node, ...] = field(init=False, default=())
    _passes: dict[str, tuple[Node, tuple[Node, ...]]] = field(init=False, default_factory=dict)
    _memory: IndexMemory | None = field(init=False, default=None)
    _branches: BranchMemory | None = field(init=False, default=None)
    _recalled: dict[str, Node] = field(init=False, default_factory=dict)
    _to_recall: list[str] = field(init=False, default_factory=list)
    _sidecars: SidecarCache = field(init=False)
    _documents: DocumentCache = field(init=False)
    _unseen: dict[str, None] = field(init=False, default_factory=dict)
    _is_new: bool = field(init=False, default=True)
    _episode_lines: dict[int, _EpisodeLine] = field(init=False, default_factory=dict)
    _memories: dict[int, EpisodeMemory] = field(init=False, default_factory=dict)
    _folder_lines: dict[str, tuple[int, Node]] = field(init=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        project = self.project
        self._sidecars = SidecarCache(project.sidecars)
        if self.caches is not None:
            self._memory = IndexMemory(self.caches, project.root, self._sidecars)
            self._branches = BranchMemory(self.caches, project.root)
        self.index = Index(project.root, self._memory)
        self._documents = DocumentCache(self.index, project.plans, project.coverage, project.passes)

    @property
    def is_whole(self) -> bool:
        """Whether every folder was looked at."""
        return not (self._is_new or self._unseen)

    def open(self, ctx: JobContext | None = None, *, patience: float = PATIENCE) -> Node:
        """Begin the tree: all of it when that takes less than ``patience`` seconds.

        Of a large project what is remembered from the last time is shown until ``build`` has
        looked whether it is still so.
        """
        with self._lock:
            self._grow(ctx, time.monotonic() + patience)
            return self.root

    def build(self, ctx: JobContext | None = None) -> Node:
        """Look at every folder and make the tree; unchanged parts stay the same objects."""
        with self._lock:
            if self.is_whole:
                self.index.scan(ctx)
            else:
                self._grow(ctx, None)
            self._sidecars.keep_only(self.index.media())
            return self._renew(ctx)

    def finish(self, ctx: JobContext | None = None) -> Node:
        """Look at what was never looked at, and at nothing else."""
        with self._lock:
            if not self.is_whole:
                self._grow(ctx, None)
            return self.root

    def keep(self) -> None:
        """Remember what was seen for the next opening."""
        with self._lock:
            if self._memory is None or self._branches is None or not self.is_whole:
                return
            self._memory.keep(self.index.folders())
            for node, places in self._lines_and_places():
                self._branches.keep(node, places)

    def follow(self, hint: Hint, ctx: JobContext | None = None) -> Node:
        """Look where the watcher says."""
        return self.build(ctx) if hint.is_everything else self.refresh(hint.folders)

    def refresh(self, folders: Iterable[ProjectPath]) -> Node:
        """Look at ``folders`` alone and make the tree anew where they changed something."""
        return self._refresh(partial(self.index.rescan, folders))

    def refresh_files(self, files: Iterable[ProjectPath]) -> Node:
        """Look at these files alone, for whoever changed them a moment ago."""
        return self._refresh(partial(self.index.look_at_files, files))

    def _refresh(self, look: Callable[[], frozenset[ProjectPath]]) -> Node:
        with self._lock:
            if not self.is_whole:
                self._grow(None, None)
            return self._renew(None) if look() else self.root

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

    # -- growing -------------------------------------------------------------

    def _grow(self, ctx: JobContext | None, until: float | None) -> None:
        """Look at one branch after the other, and show what there is every now and then."""
        if self._is_new:
            self.index.survey()
            self._unseen = dict.fromkeys(self._places_to_look())
            self._to_recall = [_line_key(place) for place in reversed(self._unseen)]
            self._is_new = False
        self._recall(until)
        told, total = time.monotonic(), len(self._unseen)
        while self._unseen:
            now = time.monotonic()
            if until is not None and now > until:
                break
            if until is None and now > told + _SHOW_EVERY:
                self.grown(self._renew(None))
                told = time.monotonic()
            branch = next(iter(self._unseen))
            if ctx is not None:
                ctx.report(total - len(self._unseen), total, branch)
            self.index.look_below([ProjectPath(branch)], ctx)
            del self._unseen[branch]
        if not self._unseen:
            self._to_recall.clear()
        root = self._renew(None)
        if not self._unseen:
            self._recalled.clear()
        if until is None:
            self.grown(root)

    def _recall(self, until: float | None) -> None:
        """Show the branches as they were when the project was open last."""
        while self._to_recall and self._branches is not None:
            if until is not None and time.monotonic() > until:
                return
            key = self._to_recall.pop()
            if (node := self._branches.recall(key)) is not None:
                self._recalled[key] = node
        if self._recalled and until is None:
            self.grown(self._renew(None))

    def _lines_and_places(self) -> Iterator[tuple[Node, list[str]]]:
        """The lines that are remembered, and what they are made of."""
        for episode, folders in self._episode_folders().items():
            places = [folder.path.text for path in folders for folder in self.index.below(path)]
            places += (path.text for path in document_paths(episode))
            yield self._episode_lines[episode].node, places
        for category in (ASSETS, SEQUENCES):
            folder = self.index.folder(category)
            for path in (_inside(folder, name) for name in folder.folders) if folder else ():
                known = self._folder_lines.get(path.text)
                if known is not None:
                    yield known[1], [each.path.text for each in self.index.below(path)]

    def _places_to_look(self) -> Iterator[str]:
        """What is looked at in one go: documents first, then every episode, type or sequence."""
        for scanned in (PLANS, COVERAGE, PASS_STATES):
            yield scanned.text
        for scanned in (RENDERS, OLD_RENDERS, ASSETS, SEQUENCES):
            folder = self.index.folder(scanned)
            names = sorted(folder.folders, key=natural_order) if folder else ()
            yield from (f"{scanned.text}/{name}" for name in names)

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
        self._gather_passes(categories[-1])
        return self.root

    def _gather_passes(self, episodes: Node) -> None:
        known = self._passes
        self._passes = {}
        for line in episodes.children:
            if line.kind is NodeKind.EPISODE:
                before = known.get(line.key, (EMPTY_TREE, ()))
                self._passes[line.key] = before if before[0] is line else (line, _passes_in(line))
        self.passes = tuple(one for _line, found in self._passes.values() for one in found)

    def _category(
        self, key: str, name: str, path: ProjectPath, kinds: tuple[NodeKind, ...]
    ) -> Node:
        revision = self.index.revision(path)
        known = self._folder_lines.get(path.text)
        if known is not None and known[0] == revision and not self._unseen:
            return known[1]
        lines = self._lines(path, kinds)
        detail = NodeDetail(count=_count(lines))
        node = Node(key, name, NodeKind.CATEGORY, path=path, detail=detail, children=lines)
        self._folder_lines[path.text] = (revision, node)
        return node

    def _episodes(self, ctx: JobContext | None) -> Node:
        found = self._episode_folders()
        lines: list[Node] = []
        self._forget_episodes(found)
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

    def _forget_episodes(self, found: Mapping[int, object]) -> None:
        for episode in [one for one in self._episode_lines if one not in found]:
            del self._episode_lines[episode]

    def _episode(self, episode: int, folders: tuple[ProjectPath, ...]) -> Node:
        if any(folder.text in self._unseen for folder in folders):
            return self._recalled.get(episode_folder(episode)) or unseen_episode(
                episode, folders[0]
            )
        stamps = self._documents.stamps(episode)
        revisions = tuple((folder.text, self.index.revision(folder)) for folder in folders)
        known = self._episode_lines.get(episode)
        if known is not None and known.documents == stamps and known.revisions == revisions:
            return known.node
        media: list[MediaFile] = []
        for folder in (each for path in folders for each in self.index.below(path)):
            self._sidecars.read_ahead(folder.path, folder.media)
            media += folder.media
        path = folders[0] if folders else None
        node = episode_node(episode, path, media, self._sidecars, self._memory_of(episode))
        node = shared(node, known.node if known else self._recalled.get(node.key))
        self._memories[episode].keep(node)
        self._episode_lines[episode] = _EpisodeLine(stamps, revisions, node)
        return node

    def _memory_of(self, episode: int) -> EpisodeMemory:
        """What the episode was made of; of a long show only where somebody works."""
        documents = self._documents.documents(episode)
        known = self._memories.pop(episode, None)
        memory = known.renewed(documents) if known else EpisodeMemory(documents)
        self._memories[episode] = memory
        while len(self._memories) > _MOST_MEMORIES:
            del self._memories[next(iter(self._memories))]
        return memory

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
        if path.text in self._unseen and path.text in self._recalled:
            return self._recalled[path.text]
        revision = self.index.revision(path)
        known = self._folder_lines.get(path.text)
        if known is not None and known[0] == revision:
            return known[1]
        lines = self._lines(path, kinds[1:] or kinds)
        detail = NodeDetail(count=_count(lines))
        node = Node(path.text, path.name, kinds[0], path=path, detail=detail, children=lines)
        node = shared(node, known[1] if known else self._recalled.get(node.key))
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
        self._sidecars.read_ahead(folder.path, folder.media)
        ordered = sorted(folder.media, key=lambda media: natural_order(media.path.name))
        return [plain_node(media, self._sidecars.facts(media)) for media in ordered]


@dataclass(frozen=True, slots=True)
class _EpisodeLine:
    documents: DocumentStamps
    revisions: tuple[tuple[str, int], ...]
    node: Node


def _passes_in(episode: Node) -> tuple[Node, ...]:
    lines = (line for group in episode.children for line in group.children)
    return tuple(line for line in lines if line.kind is NodeKind.PASS)


def _inside(folder: Folder, name: str) -> ProjectPath:
    return ProjectPath(f"{folder.path.text}/{name}")


def _line_key(place: str) -> str:
    """The key of the line that a place is shown as."""
    name = place.rpartition("/")[2]
    episode = _folder_episode(name) if place.startswith((RENDERS.text, OLD_RENDERS.text)) else None
    return place if episode is None else episode_folder(episode)


def _folder_episode(name: str) -> int | None:
    return find_episode(name) if name[:2].lower() == "ep" else None


def _count(lines: Iterable[Node]) -> int:
    return sum(line.detail.count or (line.kind is NodeKind.MEDIA) for line in lines)
