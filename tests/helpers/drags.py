"""Files, texts and addresses dragged over the tree by real events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.helpers import mouse

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.nodes import Node
    from tests.helpers.windows import Stage

_COPY = Qt.DropAction.CopyAction


def files_of(*paths: Path) -> QMimeData:
    """Some files, as a file manager drags them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drag_over(stage: Stage, node: Node, mime: QMimeData) -> bool:
    """Bring a drag over a line of the tree; whether it would be taken."""
    view, at = stage.session.parts.tree.view, _at(stage, node)
    enter = QDragEnterEvent(at.toPoint(), _COPY, mime, mouse.LEFT, mouse.NO_KEYS)
    enter.ignore()
    QApplication.sendEvent(view.viewport(), enter)
    move = QDragMoveEvent(at.toPoint(), _COPY, mime, mouse.LEFT, mouse.NO_KEYS)
    move.ignore()
    QApplication.sendEvent(view.viewport(), move)
    return move.isAccepted()


def drop_on(stage: Stage, node: Node, mime: QMimeData) -> None:
    """Drag it there and let it go."""
    assert drag_over(stage, node, mime), f"{node.name} takes nothing"
    viewport = stage.session.parts.tree.view.viewport()
    at = _at(stage, node)
    QApplication.sendEvent(viewport, QDropEvent(at, _COPY, mime, mouse.LEFT, mouse.NO_KEYS))


def give_up(stage: Stage) -> None:
    """What Escape does to a drag: it leaves."""
    QApplication.sendEvent(stage.session.parts.tree.view.viewport(), QDragLeaveEvent())


def _at(stage: Stage, node: Node) -> QPointF:
    tree = stage.session.parts.tree
    place = tree.view.visualRect(tree.model.index_of(node.key))
    assert place.isValid(), f"{node.name} is in a closed branch"
    return QPointF(place.center())
