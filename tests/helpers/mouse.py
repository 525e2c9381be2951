"""Real mouse events with everything a drag needs: held buttons and keys on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.MouseButton.NoButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def press(widget: QWidget, at: QPointF, button: Qt.MouseButton = LEFT) -> None:
    """Press ``button`` over ``at``."""
    _send(widget, QEvent.Type.MouseButtonPress, at, (button, button))


def move(
    widget: QWidget,
    at: QPointF,
    *,
    keys: Qt.KeyboardModifier = NO_KEYS,
    held: Qt.MouseButton = LEFT,
) -> None:
    """Move to ``at`` with ``held`` down."""
    _send(widget, QEvent.Type.MouseMove, at, (NONE, held), keys)


def release(widget: QWidget, at: QPointF, button: Qt.MouseButton = LEFT) -> None:
    """Let ``button`` go over ``at``."""
    _send(widget, QEvent.Type.MouseButtonRelease, at, (button, NONE))


def click(widget: QWidget, at: QPointF) -> None:
    """Press and let go."""
    press(widget, at)
    release(widget, at)


def right_click(widget: QWidget, at: QPointF) -> None:
    """Press and let go the other button; the system asks for the menu right after the press."""
    press(widget, at, Qt.MouseButton.RightButton)
    where = widget.mapToGlobal(at.toPoint())
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at.toPoint(), where)
    QApplication.sendEvent(widget, asked)
    release(widget, at, Qt.MouseButton.RightButton)


def double_click(widget: QWidget, at: QPointF) -> None:
    """The four events of a double click."""
    click(widget, at)
    _send(widget, QEvent.Type.MouseButtonDblClick, at, (LEFT, LEFT))
    release(widget, at)


def drag(
    widget: QWidget,
    path: Iterable[QPointF],
    *,
    keys: Qt.KeyboardModifier = NO_KEYS,
    button: Qt.MouseButton = LEFT,
) -> None:
    """Press at the first point, go through the others, let go at the last."""
    first, *rest = path
    press(widget, first, button)
    for at in rest:
        move(widget, at, keys=keys, held=button)
    release(widget, rest[-1], button)


def wheel(widget: QWidget, at: QPointF, notches: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Turn the wheel over ``at``, away from oneself when positive."""
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        NONE,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def _send(
    widget: QWidget,
    kind: QEvent.Type,
    at: QPointF,
    buttons: tuple[Qt.MouseButton, Qt.MouseButton],
    keys: Qt.KeyboardModifier = NO_KEYS,
) -> None:
    """``buttons`` are the one that changed and those that are down."""
    where = QPointF(widget.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(widget, QMouseEvent(kind, at, where, *buttons, keys))
