"""One batch as a card of the wall."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar, cast

from engine.domain.board import BoardCard, CardStatus
from engine.domain.board_art import BOARD_PURPOSE, NO_ART, revision_of
from engine.domain.dispatches import DispatchState
from engine.domain.paths import ProjectPath
from engine.domain.scenes import Modality
from engine.domain.staleness import PlannedFacts, label, plan_causes
from engine.workspace.board_causes import causes
from engine.workspace.board_panels import PanelMaker
from engine.workspace.board_pictures import is_as_approved, picture_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.domain.batch_body import BatchBody, BodySegment
    from engine.domain.board import Panel
    from engine.domain.board_art import BoardArt
    from engine.domain.ledger_view import LedgerView
    from engine.store.project import Project
    from engine.workspace.batches import ReadBatch
    from engine.workspace.board_causes import Present
    from engine.workspace.board_media import EpisodeMedia
    from engine.workspace.comments import OpenCounts

T = TypeVar("T")

PlanFacts = dict[str, PlannedFacts]
Known = dict[tuple[str, str], tuple["ReadBatch", tuple[object, ...], object]]


@dataclass(slots=True)
class Spending:
    """What an episode's batches cost: by the ledger, else by the receipts of their takes.

    ``drawn`` is the newest board that was paid for, by batch and version.
    """

    by_batch: Mapping[str, int] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    drawn: Mapping[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, view: LedgerView, episode: int) -> Spending:
        """What the ledger knows of an episode."""
        paid: Counter[str] = Counter()
        known: set[str] = set()
        drawn: dict[tuple[str, int], int] = {}
        for one in view.dispatches.values():
            if one.episode == episode:
                paid[one.scene_id] += one.charged_micro
                known.add(one.dispatch_id)
                is_board = one.purpose == BOARD_PURPOSE and not one.detail.get("failed_check")
                if is_board and one.state is DispatchState.CHARGED:
                    where = (one.scene_id, one.version)
                    drawn[where] = max(drawn.get(where, 0), revision_of(one.target.name) or 0)
        return cls(paid, frozenset(known), drawn)

    def of_batch(self, batch_id: str, body: BatchBody) -> int:
        """Micro-dollars of all its attempts and boards."""
        takes = [take for beat in body.beats for take in beat.takes]
        others = sum(take.cost_micro for take in takes if take.dispatch_id not in self.known)
        return self.by_batch.get(batch_id, 0) + others


@dataclass(slots=True)
class CardMaker:
    """Makes the cards of one look at the wall.

    ``plan`` is None when the plan cannot be compared. ``labels`` are the titles of coverage passes.
    ``known`` outlives the look: what was made of a batch stays as long as its sources do.
    """

    project: Project
    episode: int
    media: EpisodeMedia
    comments: OpenCounts
    spending: Spending
    now: Present
    plan: PlanFacts | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    known: Known = field(default_factory=dict)
    _panels: PanelMaker = field(init=False)

    def __post_init__(self) -> None:
        given = frozenset(one for paths in self.now.references.values() for one in paths)
        self._panels = PanelMaker(self.project, self.episode, self.media, self.comments, given)

    def card(self, read: ReadBatch) -> BoardCard:
        """The card of a batch; one that cannot be read is broken and says why."""
        body = read.body
        if body is None:
            return BoardCard(
                batch_id=read.scene_id,
                episode=self.episode,
                duration=Fraction(0),
                open_comments=self.comments.of_batch(read.scene_id),
                broken=read.problem,
            )
        arts = _arts(body)
        art = arts[0] if arts else NO_ART
        # A pass may be planned with a picture of its own, that nobody has to judge.
        picture = picture_at(self.project, art.artifact or body.blueprint)
        lengths = [one.duration for one in body.segments if one.duration is not None]
        return BoardCard(
            batch_id=read.scene_id,
            episode=self.episode,
            title=self._title(body),
            status=self._status(arts),
            modality=body.modality,
            duration=sum(lengths, Fraction(0)),
            spent_micro=self.spending.of_batch(read.scene_id, body),
            active_version=read.version,
            candidates=read.candidates,
            versions=read.versions,
            panels=self._known_panels(read, body, picture),
            art=picture,
            revision=art.revision,
            approved_revision=art.approved_revision,
            open_comments=self.comments.of_batch(read.scene_id),
            stale=self._stale(read, body),
        )

    def _status(self, arts: Sequence[BoardArt]) -> CardStatus:
        """What people say of all boards of a batch together."""
        statuses = {self._standing(art) for art in arts}
        for status in (CardStatus.REJECTED, CardStatus.PROPOSED):
            if status in statuses:
                return status
        if statuses == {CardStatus.APPROVED}:
            return CardStatus.APPROVED
        return CardStatus.PROPOSED if CardStatus.APPROVED in statuses else CardStatus.NONE

    def _standing(self, art: BoardArt) -> CardStatus:
        """Like the gate of runs: what was painted over since it was approved is proposed again."""
        if not art.artifact:
            return CardStatus.NONE
        if art.is_approved and not is_as_approved(self.project, art, self.now.hashes):
            return CardStatus.PROPOSED
        return art.status

    def _title(self, body: BatchBody) -> str:
        name = self.labels.get(body.source_pass_id) or body.place
        return " · ".join(part for part in (name, _range(body.segments)) if part)

    def _stale(self, read: ReadBatch, body: BatchBody) -> tuple[str, ...]:
        found = (
            *self._plan_causes(read, body),
            *self._forgotten(read, body),
            *causes(read, body, self.now),
        )
        return tuple(dict.fromkeys(found))

    def _forgotten(self, read: ReadBatch, body: BatchBody) -> Iterator[str]:
        """A board whose drawing died in the last moment: filed and paid for, and noted nowhere."""
        drawn = self.spending.drawn.get((read.scene_id, read.version), 0)
        if drawn > max((beat.art.newest for beat in body.beats), default=0):
            yield f"Board v{drawn} was drawn and is not noted yet: collect it."

    def _plan_causes(self, read: ReadBatch, body: BatchBody) -> tuple[str, ...]:
        plan = self.plan
        if plan is None:
            return ()
        return self._remembered("plan", read, (plan,), lambda: plan_causes(body.segments, plan))

    def _known_panels(
        self, read: ReadBatch, body: BatchBody, art: ProjectPath | None
    ) -> tuple[Panel, ...]:
        sources = (*self._panels.sources, art)
        made = self._panels.panels
        return self._remembered("panels", read, sources, lambda: made(read.scene_id, body))

    def _remembered(
        self, what: str, read: ReadBatch, sources: tuple[object, ...], make: Callable[[], T]
    ) -> T:
        """What was made of a batch before, unless it or one of its sources is another now."""
        key = (read.scene_id, what)
        known = self.known.get(key)
        if known is not None and known[0] is read and all(map(_is_same, known[1], sources)):
            return cast("T", known[2])
        made = make()
        self.known[key] = (read, sources, made)
        return made


def _is_same(one: object, other: object) -> bool:
    """The very same; of plain values an equal one."""
    return one is other or (isinstance(one, frozenset | ProjectPath) and one == other)


def _arts(body: BatchBody) -> tuple[BoardArt, ...]:
    """The boards that count, those of one video first; none when no beat has one."""
    whole = [beat.art for beat in body.beats if beat.modality == Modality.R2V_MULTI]
    arts = whole or [beat.art for beat in body.beats]
    ordered = sorted(arts, key=lambda art: (not art.artifact, -(art.revision or 0)))
    return tuple(ordered) if any(art.artifact for art in arts) else ()


def _range(segments: Sequence[BodySegment]) -> str:
    names = list(dict.fromkeys(label(one.shot_id) for one in segments if one.shot_id))
    if len(names) > 1:
        return f"{names[0]}–{names[-1]}"
    return next(iter(names), "")
