"""The panel's last line: what lies under the pointer, what was refused, what the signs mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recoil_desktop.scrubber.handles import draw_ghost, draw_handle
from recoil_desktop.scrubber.scene import Trust
from recoil_desktop.scrubber.words import timecode
from recoil_desktop.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from recoil_desktop.scrubber.hits import Hover
    from recoil_desktop.scrubber.scene import Scene
    from recoil_desktop.theme import Themes

_STAYS = 6000  # milliseconds a refusal stays in sight
_LEGEND_FROM = 760
_ADVICE = "N, P: next, previous cut   ·   D: next doubtful   ·   drag a cut, double-click adds one"
_SIGNS = (
    (Trust.SURE, "clear"),
    (Trust.DOUBTFUL, "doubtful"),
    (Trust.UNSEEN, "unseen"),
    (Trust.HAND, "by hand"),
)


class HintLine(QWidget):
    """One quiet line; a refusal takes it over for a moment."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = ElidedLabel("small")
        self._legend = Legend(themes)
        self._resting = _ADVICE
        self._refusal = QTimer(self)
        self._refusal.setSingleShot(True)
        self._refusal.setInterval(_STAYS)
        self._refusal.timeout.connect(self._rest)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "hint")
        self.setFixedHeight(28)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(self.label, 1)
        row.addWidget(self._legend)
        self._rest()

    @property
    def text(self) -> str:
        """What it says now."""
        return self.label.text()

    def show_hover(self, scene: Scene, hover: Hover | None) -> None:
        """Frame, timecode, score, cut and shot under the pointer."""
        self._resting = _words(scene, hover) if hover is not None else _ADVICE
        if not self._refusal.isActive():
            self.label.say(self._resting, "small")

    def refuse(self, reason: str) -> None:
        """Say why nothing was done."""
        self.label.say(reason, "warn")
        self._refusal.start()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._legend.setVisible(self.width() >= _LEGEND_FROM)

    def _rest(self) -> None:
        self.label.say(self._resting, "small")


class Legend(QWidget):
    """The signs of the cuts with their words."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setAccessibleName("Legend of the cut signs")
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(352, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.small_size))
        metrics, middle, x = painter.fontMetrics(), self.height() / 2, 8.0
        for trust, word in _SIGNS:
            draw_handle(painter, QPointF(x, middle), trust, theme, 4.5)
            painter.setPen(theme.muted)
            painter.drawText(QPointF(x + 10, middle + 4), word)
            x += metrics.horizontalAdvance(word) + 28
        draw_ghost(painter, QPointF(x, middle - 8), theme, known=True)
        painter.setPen(theme.muted)
        painter.drawText(QPointF(x + 10, middle + 4), "planned")
        painter.end()


def _words(scene: Scene, hover: Hover) -> str:
    parts = [f"Frame {hover.frame}", timecode(scene.timeline, hover.frame)]
    if hover.score is not None:
        parts.append(f"score {hover.score:.1f}")
    block = scene.shot_at(hover.frame)
    if block is not None:
        parts.append(block.title)
    cut = scene.cut_at(hover.cut) if hover.cut is not None else None
    if cut is not None:
        parts.append(f"cut: {cut.note}")
    return "   ·   ".join(parts)
