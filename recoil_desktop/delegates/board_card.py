"""Paints a card of the board: its panels, its title with the status, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from engine.domain.board import BoardCard, CardStatus
from recoil_desktop.delegates.board_layout import CardLayout, layout_of
from recoil_desktop.delegates.board_panel import ON_VEIL, VEIL, PanelPainter
from recoil_desktop.delegates.kit import RIGHT, PaintKit
from recoil_desktop.models.board_model import shows_art
from recoil_desktop.models.board_words import (
    card_title,
    facts_line,
    status_words,
    versions_words,
)
from recoil_desktop.models.roles import BoardRole
from recoil_desktop.theme import DARK

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.board import Panel
    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.theme import Themes

_ROUND = 8
_DOT = 7
_ICON = 14
_TONES = {
    CardStatus.APPROVED: "good",
    CardStatus.PROPOSED: "info",
    CardStatus.REJECTED: "bad",
    CardStatus.NONE: "faint",
}
_STATE = QStyle.StateFlag
_SHOWN = _STATE.State_Selected | _STATE.State_MouseOver | _STATE.State_HasFocus
_MOST_PIXELS = 12_000_000  # of painted cards that are kept
_OFFER = "Approve"


@dataclass(slots=True)
class Chosen:
    """The panel that keys mean, in the card that has them."""

    card: str = ""
    segment_id: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything that a card's picture depends on, but for the pictures in it."""

    card: BoardCard
    state: QStyle.StateFlag
    chosen: int | None
    cell: QSize
    ratio: float
    shape: float


@dataclass(frozen=True, slots=True)
class _Kept:
    """A card as it was painted, and the files whose pictures had not come by then."""

    look: _Look
    pixmap: QPixmap
    missing: frozenset[Path]


class CardDelegate(QStyledItemDelegate):
    """Asks the card of a row and the thumbnails, and nothing else.

    Painted cards are kept: scrolling and hovering paint whole pictures. ``shape`` is width by
    height of the show's pictures, ``root`` the project's folder.
    """

    def __init__(
        self, themes: Themes, thumbnails: Thumbnails, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._kit = PaintKit(themes)
        self._panels = PanelPainter(self._kit, thumbnails)
        self._kept: dict[str, _Kept] = {}
        thumbnails.forgotten.connect(self.forget)
        themes.changed.connect(self.forget)
        self.shape = 9 / 16
        self.cell = QSize(320, 240)
        self.chosen = Chosen()

    @property
    def root(self) -> Path | None:
        """The project's folder."""
        return self._panels.root

    @root.setter
    def root(self, root: Path | None) -> None:
        if root != self._panels.root:
            self._panels.root = root
            self.forget()

    def layout_of(self, card: BoardCard) -> CardLayout:
        """Where everything of a card is, counted from the corner of its cell."""
        size = (self.cell.width(), self.cell.height())
        panels = 0 if shows_art(card) else len(card.panels)
        return layout_of(size, panels, self.shape, self.text_scale)

    @property
    def text_scale(self) -> float:
        """How large texts are, 1 as designed."""
        return self._kit.theme.text_size / DARK.text_size

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self.cell

    def is_on_mark(
        self, index: QModelIndex | QPersistentModelIndex, cell: QRect, point: QPoint
    ) -> bool:
        """Whether a point lies on the mark that approves a card which waits for that."""
        card: BoardCard = index.data(BoardRole.CARD)
        mark = self._mark_in(self.layout_of(card).title).adjusted(-4, -4, 4, 4)
        return _waits(card) and mark.contains(point - cell.topLeft())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        card: BoardCard = index.data(BoardRole.CARD)
        state = option.state & _SHOWN
        ratio = painter.device().devicePixelRatioF()
        look = _Look(card, state, self._chosen_in(card), self.cell, ratio, self.shape)
        picture = self._kept.get(card.key)
        if picture is None or picture.look != look:
            picture = self._painted(look)
            self._keep(card.key, picture)
        painter.drawPixmap(option.rect.topLeft(), picture.pixmap)

    def take_arrived(self, paths: set[Path]) -> set[str]:
        """Pictures came: the keys of the cards that look different now."""
        touched = {key: kept for key, kept in self._kept.items() if kept.missing & paths}
        for key, kept in touched.items():
            completed = self._completed(kept, paths)
            if completed is None:
                del self._kept[key]
            else:
                self._kept[key] = completed
        return set(touched)

    def forget(self) -> None:
        """Paint every card anew when it is asked for."""
        self._kept.clear()

    # -- keeping -------------------------------------------------------------

    def _painted(self, look: _Look) -> _Kept:
        pixmap = QPixmap(self.cell * look.ratio)
        pixmap.setDevicePixelRatio(look.ratio)
        pixmap.fill(self._kit.theme.surface)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        card, places = look.card, self.layout_of(look.card)
        ground = self._paint_ground(painter, look.state, places.card, card)
        missing: frozenset[Path] = frozenset()
        if card.broken:
            self._paint_broken(painter, places.strip, card)
        else:
            missing = self._paint_panels(painter, places, card, ground)
        is_hovered = bool(look.state & _STATE.State_MouseOver)
        self._paint_title(painter, places.title, card, is_offered=is_hovered and _waits(card))
        self._paint_foot(painter, places.foot, card)
        painter.end()
        return _Kept(look, pixmap, missing)

    def _completed(self, kept: _Kept, paths: set[Path]) -> _Kept | None:
        """The card with what came painted into it; None when it has to be painted as a whole."""
        look, root = kept.look, self.root
        places = self.layout_of(look.card)
        is_simple = look.chosen is None and not places.hidden and bool(places.panels)
        if not is_simple or look.cell != self.cell or root is None:
            return None
        painter = QPainter(kept.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        late: set[Path] = set()
        for panel, room in zip(look.card.panels, places.panels, strict=False):
            if panel.picture is not None and root / str(panel.picture) in paths:
                late.add(self._panels.paint(painter, room, panel) or root)
        painter.end()
        return replace(kept, missing=(kept.missing - paths) | (late - {root}))

    def _keep(self, key: str, picture: _Kept) -> None:
        """Cards that were in sight last."""
        self._kept.pop(key, None)
        self._kept[key] = picture
        most = max(24, _MOST_PIXELS // max(1, self.cell.width() * self.cell.height()))
        while len(self._kept) > most:
            del self._kept[next(iter(self._kept))]

    # -- the card ------------------------------------------------------------

    def _paint_ground(
        self, painter: QPainter, state: QStyle.StateFlag, room: QRect, card: BoardCard
    ) -> QColor:
        theme = self._kit.theme
        is_selected = bool(state & _STATE.State_Selected)
        is_hovered = bool(state & _STATE.State_MouseOver)
        ground = theme.selection if is_selected else theme.raised
        edge = theme.accent if is_selected else theme.strong_line if is_hovered else theme.line
        is_current = bool(state & _STATE.State_HasFocus)
        pen = QPen(theme.accent_text if is_current else edge, 2 if is_selected else 1)
        if card.broken and not is_selected:
            pen = QPen(theme.bad, 1, Qt.PenStyle.DashLine)
        inset = pen.widthF() / 2
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(room).adjusted(inset, inset, -inset, -inset), _ROUND, _ROUND)
        return ground

    def _paint_title(
        self, painter: QPainter, room: QRect, card: BoardCard, *, is_offered: bool
    ) -> None:
        theme = self._kit.theme
        if is_offered:
            self._paint_offer(painter, room)
            left = room.adjusted(0, 0, -self._mark_in(room).width() - 8, 0)
            self._kit.text(painter, left, card_title(card), theme.text, is_bold=True)
            return
        words = status_words(card)
        if not words:
            self._kit.text(painter, room, card_title(card), theme.text, is_bold=True)
            return
        ink: QColor = theme.bad if card.broken else getattr(theme, _TONES[card.status])
        size = theme.small_size + 1
        width = self._kit.width_of(words, size)
        has_words = room.width() - width - _DOT - 12 > room.width() // 3
        taken = width + 6 if has_words else 0
        dot = QRectF(room.right() - taken - _DOT + 1, room.center().y() - _DOT / 2 + 1, _DOT, _DOT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(dot)
        if has_words:
            self._kit.text(painter, room, words, ink, RIGHT, size=size)
        left = room.adjusted(0, 0, -taken - _DOT - 8, 0)
        is_quiet = card.status is CardStatus.REJECTED
        title_ink = theme.faint if is_quiet else theme.text
        self._kit.text(painter, left, card_title(card), title_ink, is_bold=True)

    def _paint_offer(self, painter: QPainter, room: QRect) -> None:
        """What one click on it does: under the pointer the status gives its place to the verb."""
        theme, chip = self._kit.theme, self._mark_in(room)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        painter.drawRoundedRect(QRectF(chip), 4, 4)
        spot = QRect(chip.left() + 6, chip.center().y() - 5, 12, 12)
        self._kit.icon(painter, spot, "check", theme.on_accent)
        words = chip.adjusted(22, 0, -4, 0)
        self._kit.text(painter, words, _OFFER, theme.on_accent, size=theme.small_size, is_bold=True)

    def _mark_in(self, title: QRect) -> QRect:
        width = 22 + self._kit.width_of(_OFFER, self._kit.theme.small_size, is_bold=True) + 8
        return QRect(title.right() - width + 1, title.top() + 1, width, title.height() - 1)

    def _paint_foot(self, painter: QPainter, room: QRect, card: BoardCard) -> None:
        theme = self._kit.theme
        if card.stale:
            room = self._paint_dot(painter, room, theme.warn)
        if card.open_comments:
            room = self._paint_count(painter, room, "comment", card.open_comments, theme.muted)
        versions = versions_words(card)
        if versions:
            ink = theme.accent_text if card.candidates else theme.faint
            size = theme.small_size
            self._kit.text(painter, room, versions, ink, RIGHT, size=size)
            room = room.adjusted(0, 0, -self._kit.width_of(versions, size) - 8, 0)
        self._kit.text(painter, room, facts_line(card), theme.muted, size=theme.small_size + 1)

    def _paint_dot(self, painter: QPainter, room: QRect, ink: QColor) -> QRect:
        """Something is stale; the tooltip names the causes."""
        dot = QRectF(room.right() - _DOT + 1, room.center().y() - _DOT / 2 + 1, _DOT, _DOT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(dot)
        return room.adjusted(0, 0, -_DOT - 8, 0)

    def _paint_mark(self, painter: QPainter, room: QRect, name: str, ink: QColor) -> QRect:
        spot = QRect(room.right() - _ICON + 1, room.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        self._kit.icon(painter, spot, name, ink)
        return room.adjusted(0, 0, -_ICON - 8, 0)

    def _paint_count(
        self, painter: QPainter, room: QRect, name: str, count: int, ink: QColor
    ) -> QRect:
        size = self._kit.theme.small_size
        self._kit.text(painter, room, str(count), ink, RIGHT, size=size)
        room = room.adjusted(0, 0, -self._kit.width_of(str(count), size) - 3, 0)
        return self._paint_mark(painter, room, name, ink)

    def _paint_broken(self, painter: QPainter, strip: QRect, card: BoardCard) -> None:
        theme = self._kit.theme
        icon = QRect(strip.center().x() - 10, strip.top() + strip.height() // 5, 20, 20)
        self._kit.icon(painter, icon, "warning", theme.bad)
        painter.setPen(theme.muted)
        painter.setFont(theme.font(theme.small_size + 1))
        words = strip.adjusted(8, icon.bottom() - strip.top() + 6, -8, 0)
        painter.save()
        painter.setClipRect(strip)
        painter.drawText(QRectF(words), card.broken, _wrapped(Qt.AlignmentFlag.AlignHCenter))
        painter.restore()

    # -- panels --------------------------------------------------------------

    def _paint_panels(
        self, painter: QPainter, places: CardLayout, card: BoardCard, ground: QColor
    ) -> frozenset[Path]:
        """Paints them; the files whose pictures have not come yet."""
        if shows_art(card):
            late = self._panels.paint_art(painter, places.strip, card.art)
            return frozenset() if late is None else frozenset({late})
        rooms = zip(card.panels, places.panels, strict=False)
        missing = [self._panels.paint(painter, room, panel) for panel, room in rooms]
        chosen = self._chosen_in(card)
        if chosen is not None and chosen < len(places.panels):
            self._paint_ring(painter, places.panels[chosen], ground)
        if places.hidden:
            self._paint_more(painter, places.panels[-1], places.hidden)
        if not places.story.isEmpty():
            self._paint_story(painter, places.story, card.panels[chosen or 0])
        if not card.panels:
            self._paint_nothing(painter, places.strip)
        return frozenset(path for path in missing if path is not None)

    def _paint_ring(self, painter: QPainter, room: QRect, ground: QColor) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ground, 2))
        painter.drawRect(QRectF(room).adjusted(3, 3, -3, -3))
        painter.setPen(QPen(self._kit.theme.accent_hover, 2))
        painter.drawRect(QRectF(room).adjusted(1, 1, -1, -1))

    def _paint_more(self, painter: QPainter, room: QRect, hidden: int) -> None:
        painter.fillRect(room, VEIL)
        painter.setPen(ON_VEIL)
        painter.setFont(self._kit.theme.font(bold=True))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, f"+{hidden}")

    def _paint_story(self, painter: QPainter, room: QRect, panel: Panel) -> None:
        theme = self._kit.theme
        painter.setPen(theme.muted)
        painter.setFont(theme.font(theme.small_size + 1))
        painter.save()
        painter.setClipRect(room)
        painter.drawText(QRectF(room), panel.title, _wrapped(Qt.AlignmentFlag.AlignLeft))
        painter.restore()

    def _paint_nothing(self, painter: QPainter, strip: QRect) -> None:
        theme = self._kit.theme
        painter.setPen(theme.faint)
        painter.setFont(theme.font(theme.small_size + 1))
        painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, "No shots in it")

    def _chosen_in(self, card: BoardCard) -> int | None:
        if card.key != self.chosen.card or not self.chosen.segment_id:
            return None
        ids = [panel.segment_id for panel in card.panels]
        return ids.index(self.chosen.segment_id) if self.chosen.segment_id in ids else None


def _wrapped(alignment: Qt.AlignmentFlag) -> QTextOption:
    """Lines that end between words, or in the middle of one that is longer than a line."""
    option = QTextOption(alignment | Qt.AlignmentFlag.AlignTop)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _waits(card: BoardCard) -> bool:
    return card.status is CardStatus.PROPOSED and card.revision is not None and not card.broken
