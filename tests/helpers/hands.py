"""An editor's hands on the window: real keys and mouse events, sent to what lies under them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from engine.domain.nodes import NodeKind, walk
from tests.helpers import mouse
from tests.helpers.pixels import number_in_image

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QRectF
    from PySide6.QtWidgets import QWidget

    from engine.domain.nodes import Node
    from tests.helpers.passes import Pass
    from tests.helpers.windows import Stage

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@dataclass
class Hands:
    """What an editor does with the window of ``stage``; calls no verb of it."""

    stage: Stage

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = mouse.NO_KEYS) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(self._focus, key, modifier)

    def type(self, text: str) -> None:
        """Type a text where the keyboard is."""
        QTest.keyClicks(self._focus, text)

    def drop(self, *paths: Path) -> None:
        """Drop files from elsewhere onto the window."""
        window = self.stage.shell.window
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        at, copy = QPointF(window.rect().center()), Qt.DropAction.CopyAction
        enter = QDragEnterEvent(at.toPoint(), copy, mime, mouse.LEFT, mouse.NO_KEYS)
        QApplication.sendEvent(window, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(window, QDropEvent(at, copy, mime, mouse.LEFT, mouse.NO_KEYS))

    # -- the tree ------------------------------------------------------------

    def click_tree(self, node: Node) -> None:
        """Click a line of the tree."""
        viewport = self.stage.session.parts.tree.view.viewport()
        at = self._line(node)
        self._touch(viewport, at)
        mouse.click(viewport, at)

    async def menu_on_tree(self, node: Node) -> list[str]:
        """The ids of what a click with the other button on a line of the tree offers."""
        tree = self.stage.session.parts.tree
        mouse.right_click(tree.view.viewport(), self._line(node))
        menu = next(one for one in tree.findChildren(QMenu) if one.isVisible())
        await self.stage.rest()
        shown = [one for one in menu.actions() if not one.isSeparator()]
        assert all(one.isEnabled() for one in shown), "some are for another line"
        menu.close()
        return [one.objectName() for one in shown]

    def double_click_tree(self, node: Node) -> None:
        """Double-click a line of the tree."""
        viewport = self.stage.session.parts.tree.view.viewport()
        at = self._line(node)
        self._touch(viewport, at)
        mouse.double_click(viewport, at)

    def open_branches(self) -> None:
        """Open everything in the tree, with the key that trees have for it."""
        tree = self.stage.session.parts.tree
        for category in tree.model.tree.children:
            self.click_tree(category)
            self.key(Qt.Key.Key_Asterisk)

    # -- the panel -----------------------------------------------------------

    def drag_cut(self, frame: int, to: int) -> None:
        """Take the handle of the cut before ``frame`` and let it go at ``to``."""
        view = self.stage.session.parts.panel.timeline
        height = view.area_of(view.handles).center().y()
        steps = [frame + (to - frame) * step / 4 for step in range(5)]
        path = [QPointF(view.x_of(step), height) for step in steps]
        self._touch(view, path[0])
        mouse.drag(view, path)

    def click(self, widget: QWidget) -> None:
        """Click the middle of a widget."""
        at = QPointF(widget.rect().center())
        self._touch(widget, at)
        mouse.click(widget, at)

    @property
    def _focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None, "nothing has the keyboard"
        return focus

    def _line(self, node: Node) -> QPointF:
        tree = self.stage.session.parts.tree
        index = tree.model.index_of(node.key)
        assert index.isValid(), f"{node.name} is not in the tree"
        place = tree.view.visualRect(index)
        assert place.isValid(), f"{node.name} is in a closed branch"
        return QPointF(place.center())

    def _touch(self, widget: QWidget, at: QPointF) -> None:
        """Nothing lies over the place, and it is in sight."""
        window = widget.window()
        under = window.childAt(widget.mapTo(window, at.toPoint()))
        assert under is widget, f"{under} lies over {widget}"


@dataclass
class Eyes:
    """What an editor sees: pictures as they are painted, lines of the tree."""

    stage: Stage
    width: int  # pixels of the videos that are looked at

    def proof(self) -> list[int]:
        """The burnt-in numbers of the last frame out and the first frame in; -1 while none."""
        proof = self.stage.session.parts.panel._page.proof
        return [self._number(proof, tile.area) for tile in proof.tiles if tile.is_large]

    def surface(self) -> int:
        """The burnt-in number in the large picture; -1 while there is none."""
        surface = self.stage.session.parts.panel._page.surface
        return -1 if surface.image.isNull() else self._number(surface, surface.target)

    def lines(self, kind: NodeKind) -> list[Node]:
        """The lines of this kind in the tree, from top to bottom."""
        tree = self.stage.session.parts.tree.model.tree
        return [node for node in walk(tree) if node.kind is kind]

    def line_of(self, made: Pass) -> Node:
        """The line of a pass."""
        lines = self.lines(NodeKind.PASS)
        return next(node for node in lines if node.detail.pass_id == made.pass_id)

    def status_of(self, made: Pass) -> str:
        """The status of a pass in the tree; nothing while it is not there."""
        lines = self.lines(NodeKind.PASS)
        return next((node.status for node in lines if node.detail.pass_id == made.pass_id), "")

    def clips_of(self, made: Pass) -> list[Node]:
        """The lines of the clips below a pass."""
        return [each for each in self.line_of(made).children if each.kind is NodeKind.SEGMENT]

    def _number(self, widget: QWidget, area: QRectF) -> int:
        picture = widget.grab(area.toAlignedRect()).toImage()
        return number_in_image(picture, self.width)
