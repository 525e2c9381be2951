"""Our own icons: one stroke style, drawn as SVG, tinted by the theme, sharp at any density."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources.loader import read_text, resource_names

if TYPE_CHECKING:
    from recoil_desktop.theme import Theme

_SIZES = (16, 20, 24, 32, 40)


def icon(name: str, theme: Theme, colour: QColor | None = None) -> QIcon:
    """The icon ``name`` in the theme's text colour, or in ``colour``.

    Disabled it is faint. Ask again when the theme changes.
    """
    ink = colour or theme.text
    return QIcon(_SvgIcon(name, ink.name(), theme.faint.name()))


def icon_names() -> tuple[str, ...]:
    """The names of all icons there are."""
    return resource_names("icons", ".svg")


class _SvgIcon(QIconEngine):
    """Draws the SVG at the size asked for, so nothing is ever scaled up."""

    def __init__(self, name: str, ink: str, disabled_ink: str) -> None:
        super().__init__()
        self._name = name
        self._ink = ink
        self._disabled_ink = disabled_ink

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        ink = self._disabled_ink if mode == QIcon.Mode.Disabled else self._ink
        _renderer(self._name, ink).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture

    def availableSizes(  # noqa: N802 - Qt's name
        self, _mode: QIcon.Mode = QIcon.Mode.Normal, _state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        return [QSize(size, size) for size in _SIZES]

    def clone(self) -> QIconEngine:
        return _SvgIcon(self._name, self._ink, self._disabled_ink)


@lru_cache(maxsize=512)
def _renderer(name: str, ink: str) -> QSvgRenderer:
    source = read_text(f"icons/{name}.svg").replace("currentColor", ink)
    return QSvgRenderer(QByteArray(source.encode()))
