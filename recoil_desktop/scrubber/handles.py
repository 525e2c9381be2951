"""The cut handles: colour and shape say how far a cut can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from recoil_desktop.scrubber.scene import Trust
from recoil_desktop.scrubber.track import Track

if TYPE_CHECKING:
    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import CutMark, Scene
    from recoil_desktop.theme import Theme

REACH = 6.0  # pixels around a handle that take hold of it
RADIUS = 6.0
_SPRITE = 16


class Handles(Track):
    """One handle for each cut, hollow marks where the planner wanted one."""

    caption = "Cuts"
    height = 24
    tip = "Drag a cut; double-click adds one; Delete removes the selected one"

    def __init__(self) -> None:
        super().__init__()
        self._sprites: dict[tuple[Trust | None, str, float], QPixmap] = {}

    def depends_on(self, scene: Scene) -> object:
        return (scene.cuts, scene.wanted, scene.selected, scene.planned, scene.planned_known)

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        painter.fillRect(size, theme.surface)
        middle, half = size.height() / 2, _SPRITE / 2
        for frame in scene.planned:
            draw_ghost(painter, QPointF(scale.x(frame), middle), theme, known=scene.planned_known)
        marks = (*scene.cuts, *scene.wanted)
        for cut in sorted(marks, key=lambda mark: mark.frame == scene.selected):
            x = scale.x(cut.frame)
            if not -_SPRITE <= x <= size.width() + _SPRITE:
                continue
            if cut.frame == scene.selected:
                _draw_halo(painter, QPointF(x, middle), theme)
            sprite = self._sprite(None if cut.is_wanted else cut.trust, theme)
            painter.drawPixmap(QPointF(x - half, middle - half), sprite)

    def _sprite(self, trust: Trust | None, theme: Theme) -> QPixmap:
        """A sign drawn once: two hundred of them are repainted while the threshold moves."""
        key = (trust, theme.name, self.density)
        if key not in self._sprites:
            self._sprites[key] = _drawn_sign(trust, theme, self.density)
        return self._sprites[key]


def _drawn_sign(trust: Trust | None, theme: Theme, density: float) -> QPixmap:
    picture = QPixmap(round(_SPRITE * density), round(_SPRITE * density))
    picture.setDevicePixelRatio(density)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(_SPRITE / 2, _SPRITE / 2)
    if trust is None:
        _draw_wanted(painter, middle, theme)
    else:
        draw_handle(painter, middle, trust, theme)
    painter.end()
    return picture


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
