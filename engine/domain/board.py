"""The board of an episode as immutable values: a card per batch, a panel per shot in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.domain.paths import ProjectPath


class CardStatus(StrEnum):
    """What people say of a batch's board; ``none`` where there is no board to judge."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    NONE = "none"


class PictureKind(StrEnum):
    """Where a panel's picture comes from."""

    ART = "art"
    TAKE = "take"
    STILL = "still"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One shot in a batch.

    ``segment_id`` names it within its batch: the id of its shot, and ``#2`` behind it where the
    same shot comes a second time. ``picture`` is a picture, or with kind ``take`` the video whose
    frame at ``start`` shows it. Where the picture shows other panels too (a sheet), ``area`` is
    this one's part of it: left, top, width, height, all 0 to 1. ``status`` is the one of the shot's
    best file (``canonical`` down to ``archived``), else of its beat's takes (``running``,
    ``failed`` ...). ``is_reference``: its picture is a reference of another shot.
    """

    segment_id: str
    shot_id: str
    number: str
    title: str = ""
    duration: Fraction | None = None
    picture: ProjectPath | None = None
    picture_kind: PictureKind = PictureKind.NONE
    area: tuple[float, float, float, float] | None = None
    start: Fraction | None = None
    take: ProjectPath | None = None
    status: str = ""
    open_comments: int = 0
    is_reference: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCard:
    """One batch on the wall.

    ``revision`` is the one of the newest art; ``approved_revision`` the one people approved, and
    ``status`` is ``approved`` only while both are the same. ``stale`` holds a sentence per cause.
    ``broken`` says why the batch cannot be read; such a card has its name and nothing else.
    """

    batch_id: str
    episode: int
    title: str = ""
    status: CardStatus = CardStatus.NONE
    modality: str = ""
    duration: Fraction
    spent_micro: int = 0
    active_version: int = 1
    candidates: tuple[int, ...] = ()
    versions: int = 1
    panels: tuple[Panel, ...] = ()
    art: ProjectPath | None = None
    revision: int | None = None
    approved_revision: int | None = None
    open_comments: int = 0
    stale: tuple[str, ...] = ()
    broken: str = ""

    @property
    def key(self) -> str:
        """What names it on its board, and survives rescans."""
        return self.batch_id

    def panel(self, segment_id: str) -> Panel | None:
        """The panel of this id."""
        return next((one for one in self.panels if one.segment_id == segment_id), None)


@dataclass(frozen=True, slots=True)
class Board:
    """The wall of an episode, in the order of the plan.

    ``seen`` is what the next look need not read again; only ``workspace.board`` looks into it.
    """

    episode: int
    cards: tuple[BoardCard, ...] = ()
    seen: object = field(default=None, compare=False, repr=False)

    def card(self, batch_id: str) -> BoardCard | None:
        """The card of this batch."""
        return next((one for one in self.cards if one.batch_id == batch_id), None)


def shared_board(new: Board, old: Board | None) -> Board:
    """``new``, in which every card that equals ``old``'s of the same batch is the same object."""
    if old is None or new is old or new.episode != old.episode:
        return new
    before = {card.key: card for card in old.cards}
    cards = tuple(_shared_card(card, before.get(card.key)) for card in new.cards)
    if len(cards) == len(old.cards) and all(map(_is_one, cards, old.cards)):
        return old
    return replace(new, cards=cards)


def _shared_card(new: BoardCard, old: BoardCard | None) -> BoardCard:
    return old if old is not None and old == new else new


def _is_one(one: BoardCard, other: BoardCard) -> bool:
    return one is other
