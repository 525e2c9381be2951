"""The wall of an episode: a card per batch, in the order of the plan. Reads only (03, Board)."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.board import Board, shared_board
from engine.domain.canonical import canonical_plan
from engine.domain.ids import find_episode
from engine.domain.listing import natural_order
from engine.domain.paths import ProjectPath
from engine.domain.staleness import PlannedFacts
from engine.errors import RecoilError
from engine.workspace.batches import ReadBatch, read_batches
from engine.workspace.board_cards import CardMaker, Known, PlanFacts, Spending
from engine.workspace.board_causes import Present
from engine.workspace.board_media import EpisodeMedia
from engine.workspace.comments import OpenCounts, comments_path, read_comments
from engine.workspace.episode_documents import DocumentCache, EpisodeDocuments
from engine.workspace.episode_files import sort_files
from engine.workspace.episode_shots import planned_shots
from engine.workspace.index import COVERAGE, OLD_RENDERS, PASS_STATES, PLANS, RENDERS, Index
from engine.workspace.references import ContentHashes
from engine.workspace.sidecar_facts import SidecarCache

if TYPE_CHECKING:
    from engine.domain.board import BoardCard
    from engine.domain.shot_states import ShotStates
    from engine.store.project import Project


def board_of(project: Project, episode: int, before: Board | None = None) -> Board:
    """The wall as it stands on the disk now.

    With the wall of ``before`` only what changed is read again, and cards that are equal are the
    same objects; when all are, it is ``before`` itself. A batch that cannot be read is a broken
    card. Comments, plan or ledger that cannot be read leave out what they would have said.
    """
    seen = before.seen if before is not None and before.episode == episode else None
    if not isinstance(seen, _Seen) or seen.project is not project:
        seen = _Seen(project, episode)
    with seen.turn:  # looks of several threads wait for each other
        board = Board(episode, seen.cards(), seen)
    return shared_board(board, before)


@dataclass(slots=True)
class _Seen:
    """What the looks at one wall have read, kept for the next."""

    project: Project
    episode: int
    turn: threading.Lock = field(default_factory=threading.Lock)
    _batches: dict[str, ReadBatch] = field(default_factory=dict)
    _hashes: ContentHashes = field(default_factory=ContentHashes)
    _index: Index = field(init=False)
    _documents: DocumentCache = field(init=False)
    _sidecars: SidecarCache = field(init=False)
    _media: tuple[object, EpisodeDocuments, EpisodeMedia] | None = None
    _plan: tuple[EpisodeDocuments, PlanFacts | None, dict[str, int]] | None = None
    _comments: tuple[object, OpenCounts] | None = None
    _known: Known = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._index = Index(self.project.root)
        self._sidecars = SidecarCache(self.project.sidecars)
        store = (self.project.plans, self.project.coverage, self.project.passes)
        self._documents = DocumentCache(self._index, *store)

    def cards(self) -> tuple[BoardCard, ...]:
        """The cards as everything stands now."""
        self._batches = read_batches(self.project, self.episode, self._batches)
        folders = self._folders()
        self._index.look_below([PLANS, COVERAGE, PASS_STATES, *folders])
        documents = self._documents.documents(self.episode)
        plan, places = self._planned(documents)
        maker = CardMaker(
            self.project,
            self.episode,
            media=self._files(documents, folders),
            comments=self._counts(),
            spending=Spending.of(self.project.ledger.view(), self.episode),
            now=Present.of(self.project, self._hashes, self._chosen()),
            plan=plan,
            labels={one.pass_id: one.label or "" for one in documents.planned_passes()},
            known=self._known,
        )
        cards = [maker.card(read) for read in self._batches.values()]
        return tuple(sorted(cards, key=lambda card: _order(card, places)))

    # -- inside --------------------------------------------------------------

    def _folders(self) -> list[ProjectPath]:
        return [
            ProjectPath(f"{layout}/{name}")
            for layout in (RENDERS, OLD_RENDERS)
            for name in self.project.files.names(layout)
            if name[:2].lower() == "ep" and find_episode(name) == self.episode
        ]

    def _files(self, documents: EpisodeDocuments, folders: list[ProjectPath]) -> EpisodeMedia:
        revisions = tuple((one.text, self._index.revision(one)) for one in folders)
        known = self._media
        if known is None or known[0] != revisions or known[1] is not documents:
            files = [
                file
                for path in folders
                for folder in self._index.below(path)
                for file in folder.media
            ]
            self._sidecars.keep_only(files)
            found = sort_files(self.episode, files, self._sidecars, documents.lookup())
            known = self._media = (revisions, documents, EpisodeMedia.of(found, documents))
        return known[2]

    def _planned(self, documents: EpisodeDocuments) -> tuple[PlanFacts | None, dict[str, int]]:
        """What the plan says of each shot, and in which order they come."""
        if self._plan is None or self._plan[0] is not documents:
            numbers = planned_shots(self.episode, documents)
            places = {number: place for place, number in enumerate(numbers)}
            self._plan = (documents, _facts(documents, self.episode), places)
        return self._plan[1:]

    def _counts(self) -> OpenCounts:
        """The open comments; counted again when their file is another."""
        try:
            facts = self.project.files.place(comments_path(self.episode)).stat()
            stamp: object = (facts.st_size, facts.st_mtime_ns, facts.st_ino)
        except (RecoilError, OSError):
            stamp = None
        if self._comments is None or self._comments[0] != stamp:
            try:
                found = OpenCounts(read_comments(self.project, self.episode))
            except RecoilError:
                found = OpenCounts()  # whoever lists them is told why
            self._comments = (stamp, found)
        return self._comments[1]

    def _chosen(self) -> ShotStates | None:
        try:
            return self.project.shots.read(self.episode)
        except RecoilError:
            return None


def _facts(documents: EpisodeDocuments, episode: int) -> PlanFacts | None:
    if documents.plan is None:
        return None
    try:
        shots = canonical_plan(documents.plan, episode)
    except RecoilError:
        return None  # health and runs say what is wrong with it
    return {shot.number: PlannedFacts.of(shot) for shot in shots}


def _order(card: BoardCard, places: dict[str, int]) -> tuple[object, ...]:
    """Batches as their shots come in the plan; broken ones, and those of no plan, by name."""
    found = [places[one.number] for one in card.panels if one.number in places]
    return min(found, default=len(places)), natural_order(card.batch_id)
