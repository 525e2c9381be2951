"""Qt's view of the engine's tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from recoil_desktop.models.keyed_tree import Index, KeyedTreeModel
from recoil_desktop.models.roles import TreeRole

if TYPE_CHECKING:
    from engine.domain.nodes import Node


class TreeModel(KeyedTreeModel["Node"]):
    """Shows a ``Node`` tree in one column; the delegate paints everything from roles."""

    def node(self, index: Index) -> Node:
        """The node behind an index."""
        return self.item(index)

    def looks(self, item: Node) -> object:
        """What of a node is shown; its children are rows of their own."""
        return item.name, item.status, item.kind, item.detail

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a view or a delegate asks for; never reads anything."""
        if not index.isValid():
            return None
        node = self.item(index)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return node.title
            case Qt.ItemDataRole.ToolTipRole:
                return str(node.path) if node.path is not None else node.name
            case TreeRole.NODE:
                return node
            case TreeRole.KEY:
                return node.key
            case TreeRole.STATUS:
                return node.status
            case TreeRole.KIND:
                return str(node.kind)
            case TreeRole.SUMMARY:
                return node.detail.summary
            case TreeRole.COUNT:
                return node.detail.count
            case TreeRole.STARS:
                return node.detail.stars
            case TreeRole.IS_CORRUPT:
                return node.detail.is_corrupt
            case _:
                return None
