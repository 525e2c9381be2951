"""The wall of an episode for Qt's views, and what of it a query leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, QUrl

from engine.domain.board import CardStatus, PictureKind
from engine.domain.query import EVERYTHING, Query
from engine.domain.query_facts import Facts, facts_of_card
from recoil_desktop.models.board_words import card_tip, card_title, short_number
from recoil_desktop.models.keyed_tree import KeyedTreeModel
from recoil_desktop.models.roles import BoardRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction
    from pathlib import Path

    from engine.domain.board import BoardCard, Panel

Index = QModelIndex | QPersistentModelIndex
TAKES_MIME = "application/x-recoil-takes"
"""Media that are dragged inside the window: one project-relative path a line."""


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card as a row."""

    card: BoardCard
    children: tuple[CardLine, ...] = ()

    @property
    def key(self) -> str:
        """The card's own."""
        return self.card.key


@dataclass(frozen=True, slots=True)
class Wall:
    """The cards that are shown, in order."""

    children: tuple[CardLine, ...] = ()
    key: str = "wall"


class BoardModel(KeyedTreeModel["Wall | CardLine"]):
    """Cards in one column; a card that is the same object costs nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(Wall(), parent)
        self._lines: dict[str, CardLine] = {}
        self._facts: dict[str, tuple[BoardCard, Facts]] = {}
        self.root: Path | None = None

    def show_cards(self, cards: Iterable[BoardCard], query: Query = EVERYTHING) -> None:
        """Show those of ``cards`` that the query leaves, with the fewest changes."""
        every = tuple(cards)
        kept = [card for card in every if not query or query.matches(self._facts_of(card))]
        lines = [self._line(card) for card in kept]
        self._lines = {line.key: line for line in lines}
        known = {card.key for card in every}
        self._facts = {key: found for key, found in self._facts.items() if key in known}
        self.sync(Wall(tuple(lines)))

    def card(self, index: Index) -> BoardCard:
        """The card behind a valid index."""
        line = self.item(index)
        assert isinstance(line, CardLine)  # noqa: S101 - the wall itself has no index
        return line.card

    @property
    def cards(self) -> tuple[BoardCard, ...]:
        """Those that are shown; in the midst of a change as the rows are by then."""
        lines = (row.item for row in self._root.rows)
        return tuple(line.card for line in lines if isinstance(line, CardLine))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The card, its title and its tooltip."""
        if not index.isValid():
            return None
        card = self.card(index)
        match role:
            case BoardRole.CARD:
                return card
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return card_title(card)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return card_tip(card)
            case _:
                return None

    # -- dragging ------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cards with something to look at can be dragged."""
        flags = super().flags(index)
        if index.isValid() and media_of(self.card(index)):
            return flags | Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def mimeTypes(self) -> list[str]:
        """Paths for this window, files for others."""
        return [TAKES_MIME, "text/uri-list"]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        """The media of the cards, in their order."""
        cards = [self.card(index) for index in sorted(indexes, key=_row_of)]
        return takes_mime([path for card in cards for path in media_of(card)], self.root)

    # -- private -------------------------------------------------------------

    def _line(self, card: BoardCard) -> CardLine:
        line = self._lines.get(card.key)
        return line if line is not None and line.card is card else CardLine(card)

    def _facts_of(self, card: BoardCard) -> Facts:
        known = self._facts.get(card.key)
        if known is None or known[0] is not card:
            known = self._facts[card.key] = (card, facts_of_card(card))
        return known[1]


def shows_art(card: BoardCard) -> bool:
    """Whether a card shows its art as a whole: where that is not told apart into panels.

    As long as it waits for a verdict, and where there is nothing else to be seen.
    """
    if card.art is None or any(panel.picture_kind is PictureKind.ART for panel in card.panels):
        return False
    is_judged = card.status in {CardStatus.APPROVED, CardStatus.NONE}
    return not is_judged or not any(panel.picture for panel in card.panels)


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at: a file of the project, from where and how long (seconds), and its name."""

    path: str
    title: str
    start: Fraction | None = None
    length: Fraction | None = None


def sights_of(card: BoardCard) -> tuple[tuple[str, Sight], ...]:
    """What of a card can be looked at, by the ids of its panels; "" is the card as a whole."""
    name = card_title(card)
    if shows_art(card):
        return (("", Sight(str(card.art), name)),)
    found = []
    for panel in card.panels:
        if panel_media(panel):
            span = (panel.start, panel.duration) if panel.take else (None, None)
            title = f"Shot {short_number(panel.number)}  ·  {name}"
            found.append((panel.segment_id, Sight(panel_media(panel), title, *span)))
    if not found and card.art is not None:
        return (("", Sight(str(card.art), name)),)
    return tuple(found)


def panel_media(panel: Panel) -> str:
    """What of a panel can be looked at by itself: its take, else its picture."""
    return str(panel.take or panel.picture or "")


def media_of(card: BoardCard) -> tuple[str, ...]:
    """What of a card can be looked at: every file once, as project-relative paths."""
    return tuple(dict.fromkeys(sight.path for _segment, sight in sights_of(card)))


def takes_mime(paths: Sequence[str], root: Path | None) -> QMimeData:
    """What is dragged: paths of the project, and the same as files for other programs."""
    mime = QMimeData()
    mime.setData(TAKES_MIME, "\n".join(paths).encode())
    if root is not None:
        mime.setUrls([QUrl.fromLocalFile(str(root / path)) for path in paths])
    return mime


def dragged_takes(mime: QMimeData) -> tuple[str, ...]:
    """The project-relative paths of what is dragged inside the window."""
    text = bytes(mime.data(TAKES_MIME).data()).decode(errors="replace")
    return tuple(line for line in text.split("\n") if line)


def _row_of(index: Index) -> int:
    return index.row()
