"""The upper bar of a comparison: which takes, how far slipped, and how they are shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from recoil_desktop.icons import icon
from recoil_desktop.scrubber.pairing import Side
from recoil_desktop.views.compare.captions import colour_of, ink_on
from recoil_desktop.views.compare.stage import Mode

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from recoil_desktop.models.compare_takes import TakeChoice
    from recoil_desktop.theme import Themes

_HEIGHT = 44
_FARTHEST = 9999  # frames
_NARROW = 640  # pixels from which an unused slip has room
_MODES = {
    Mode.TOGGLE: ("compare-toggle", "One at a time (T, A, B)"),
    Mode.SIDE: ("compare", "Side by side (S)"),
    Mode.WIPE: ("compare-wipe", "Wipe between them (W)"),
    Mode.DIFFERENCE: ("compare-difference", "What differs: black where they are alike (D)"),
}


class CompareHead(QWidget):
    """Tells what was chosen; shows what it is told."""

    chosen = Signal(int, int)  # side, place in the choice
    slipped = Signal(int, int)  # side, frames
    mode_chosen = Signal(object)  # Mode
    swapped = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.badges = [_Badge(side, themes) for side in Side]
        self.takes = [_take_box(side) for side in Side]
        self.slips = [_slip_box(side) for side in Side]
        self.swap = _button("Change places (Shift+T)")
        self.pin = _button("Pin the take in sight, B where both are (P)")
        self.reject = _button("Reject the take in sight, B where both are (X)")
        self.modes = {mode: _button(tip, checks=True) for mode, (_, tip) in _MODES.items()}
        self._group = QButtonGroup(self)
        self._lay_out()
        self._wire()
        self._dress()
        themes.changed.connect(self._dress)

    def show_choice(self, choice: TakeChoice) -> None:
        """Offer these takes; what is chosen is chosen here too."""
        for box, place in zip(self.takes, (choice.a, choice.b), strict=True):
            with QSignalBlocker(box):
                box.clear()
                for take in choice.takes:
                    box.addItem(take.title)
                    at = box.count() - 1
                    box.setItemData(at, str(take.path), Qt.ItemDataRole.ToolTipRole)
                box.setCurrentIndex(-1 if place is None else place)
                box.setPlaceholderText("Choose a take" if choice.takes else "No take")

    def show_slips(self, *slips: int) -> None:
        """How far each is slipped."""
        for box, frames in zip(self.slips, slips, strict=True):
            with QSignalBlocker(box):
                box.setValue(frames)
        self._make_room()

    def show_mode(self, mode: Mode, side: Side) -> None:
        """How they are shown; the badge of what is not in sight is dim."""
        self.modes[mode].setChecked(True)
        for each in Side:
            self.badges[each].set_dim(is_dim=mode is Mode.TOGGLE and each is not side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def sizeHint(self) -> QSize:
        return QSize(_NARROW, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, _HEIGHT)

    def _make_room(self) -> None:
        for box in self.slips:
            box.setVisible(self.width() >= _NARROW or box.value() != 0)
        for button in (self.pin, self.reject):
            button.setVisible(self.width() >= _NARROW)

    def _lay_out(self) -> None:
        self.setFixedHeight(_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        for side in Side:
            row.addWidget(self.badges[side])
            row.addWidget(self.takes[side], 1)
            row.addWidget(self.slips[side])
            if side is Side.A:
                row.addWidget(self.swap)
        row.addSpacing(4)
        row.addWidget(self.pin)
        row.addWidget(self.reject)
        row.addSpacing(4)
        for mode, button in self.modes.items():
            self._group.addButton(button)
            button.setProperty("mode", str(mode))
            row.addWidget(button)
        self._group.setExclusive(True)
        self.modes[Mode.TOGGLE].setChecked(True)

    def _wire(self) -> None:
        for side in Side:
            self.takes[side].activated.connect(partial(self._choose, side))
            self.slips[side].valueChanged.connect(partial(self._slip, side))
        self.swap.clicked.connect(lambda _on=False: self.swapped.emit())
        for mode, button in self.modes.items():
            button.clicked.connect(partial(self._show_as, mode))

    def _choose(self, side: Side, place: int) -> None:
        self.chosen.emit(side, place)

    def _slip(self, side: Side, frames: int) -> None:
        self.slipped.emit(side, frames)
        self._make_room()

    def _show_as(self, mode: Mode, _on: bool = False) -> None:
        self.mode_chosen.emit(mode)

    def _dress(self) -> None:
        theme = self._themes.current
        for mode, button in self.modes.items():
            button.setIcon(icon(_MODES[mode][0], theme))
        for button, name in ((self.swap, "swap"), (self.pin, "pin"), (self.reject, "reject")):
            button.setIcon(icon(name, theme))


class _Badge(QWidget):
    """The letter of a side in its colour."""

    def __init__(self, side: Side, themes: Themes) -> None:
        super().__init__()
        self._side = side
        self._themes = themes
        self._is_dim = False
        self.setFixedSize(20, 20)
        themes.changed.connect(self.update)

    def set_dim(self, *, is_dim: bool) -> None:
        """Whether the side is out of sight."""
        self._is_dim = is_dim
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = colour_of(self._side, theme)
        painter.setPen(colour if self._is_dim else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if self._is_dim else colour)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme.muted if self._is_dim else ink_on(self._side))
        painter.setFont(theme.font(theme.small_size, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._side.name)


def _take_box(side: Side) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(f"Take on side {side.name}")
    box.setToolTip(f"The take on side {side.name} (Up and Down change the one in sight)")
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.setMinimumWidth(72)
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return box


def _slip_box(side: Side) -> QSpinBox:
    box = QSpinBox()
    box.setRange(-_FARTHEST, _FARTHEST)
    box.setSuffix(" f")
    box.setToolTip(f"Show {side.name} so many frames later (Alt+Left, Alt+Right)")
    box.setAccessibleName(f"Slip of side {side.name} in frames")
    box.setFixedWidth(68)
    box.setAlignment(Qt.AlignmentFlag.AlignCenter)
    box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    box.setKeyboardTracking(False)
    return box


def _button(tip: str, *, checks: bool = False) -> QToolButton:
    button = QToolButton()
    button.setToolTip(tip)
    button.setAccessibleName(tip.split("(", maxsplit=1)[0].strip())
    button.setCheckable(checks)
    button.setIconSize(QSize(18, 18))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
