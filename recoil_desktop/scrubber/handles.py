"""The cut handles: colour and shape say how far a cut can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from recoil_desktop.scrubber.scene import Trust
from recoil_desktop.scrubber.track import Track

if TYPE_CHECKING:
    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import CutMark, Scene
    from recoil_desktop.theme import Theme

REACH = 6.0  # pixels around a handle that take hold of it
RADIUS = 6.0


class Handles(Track):
    """One handle for each cut, hollow marks where the planner wanted one."""

    caption = "Cuts"
    height = 24
    tip = "Drag a cut; double-click adds one; Delete removes the selected one"

    def depends_on(self, scene: Scene) -> object:
        return (scene.cuts, scene.wanted, scene.selected, scene.planned, scene.planned_known)

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        painter.fillRect(size, theme.surface)
        middle = size.height() / 2
        for frame in scene.planned:
            draw_ghost(painter, QPointF(scale.x(frame), middle), theme, known=scene.planned_known)
        for cut in sorted(scene.cuts, key=lambda mark: mark.frame == scene.selected):
            place = QPointF(scale.x(cut.frame), middle)
            if cut.frame == scene.selected:
                _draw_halo(painter, place, theme)
            draw_handle(painter, place, cut.trust, theme)
        for cut in scene.wanted:
            place = QPointF(scale.x(cut.frame), middle)
            if cut.frame == scene.selected:
                _draw_halo(painter, place, theme)
            _draw_wanted(painter, place, theme)


def colour_of(trust: Trust, theme: Theme) -> QColor:
    """The colour of a cut; its shape says the same for eyes that don't tell colours apart."""
    return {
        Trust.SURE: theme.good,
        Trust.DOUBTFUL: theme.warn,
        Trust.UNSEEN: theme.bad,
        Trust.HAND: theme.info,
    }[trust]


def draw_handle(
    painter: QPainter, at: QPointF, trust: Trust, theme: Theme, radius: float = RADIUS
) -> None:
    """Sure: a diamond. Doubtful: a triangle. Unseen: a hollow diamond. By hand: a disc."""
    colour = colour_of(trust, theme)
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush if trust is Trust.UNSEEN else colour)
    inner = radius - 0.8
    match trust:
        case Trust.HAND:
            painter.drawEllipse(at, inner - 0.6, inner - 0.6)
        case Trust.DOUBTFUL:
            painter.drawPolygon(
                _polygon(at, ((0, -inner), (inner, inner - 1), (-inner, inner - 1)))
            )
        case _:
            painter.drawPolygon(_polygon(at, ((0, -inner), (inner, 0), (0, inner), (-inner, 0))))


def draw_ghost(painter: QPainter, at: QPointF, theme: Theme, *, known: bool) -> None:
    """Where the planner wanted a cut: a bracket below, fainter when it is only an equal slice."""
    colour = QColor(theme.planned)
    colour.setAlphaF(1.0 if known else 0.55)
    painter.setPen(QPen(colour, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(_polygon(at, ((-4, 11), (4, 11), (0, 6.5))))


def cut_near(cuts: tuple[CutMark, ...], scale: TimeScale, x: float) -> CutMark | None:
    """The cut whose handle lies under pixel ``x``; of two, the nearer."""
    near = [cut for cut in cuts if abs(scale.x(cut.frame) - x) <= REACH]
    return min(near, key=lambda cut: abs(scale.x(cut.frame) - x), default=None)


def _draw_wanted(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """Where a cut is missing: a plus in the colour of the unseen."""
    painter.setPen(QPen(theme.bad, 1.6))
    painter.drawLines(
        [
            QLineF(at.x() - 5, at.y(), at.x() + 5, at.y()),
            QLineF(at.x(), at.y() - 5, at.x(), at.y() + 5),
        ]
    )


def _draw_halo(painter: QPainter, at: QPointF, theme: Theme) -> None:
    halo = QRectF(at.x() - 10, at.y() - 10, 20, 20)
    painter.setPen(QPen(theme.accent_text, 1.5))
    painter.setBrush(theme.selection)
    painter.drawRoundedRect(halo, 6, 6)


def _polygon(at: QPointF, corners: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF([QPointF(at.x() + x, at.y() + y) for x, y in corners])
