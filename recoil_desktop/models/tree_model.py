"""Qt's view of the engine's tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from recoil_desktop.models.board_model import TAKES_MIME, takes_mime
from recoil_desktop.models.keyed_tree import Index, KeyedTreeModel
from recoil_desktop.models.roles import TreeRole
from recoil_desktop.models.tree_drag import dragged_files, file_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtCore import QMimeData

    from engine.domain.nodes import Node


class TreeModel(KeyedTreeModel["Node"]):
    """Shows a ``Node`` tree in one column; the delegate paints everything from roles."""

    folder: Path | None = None  # where the project lies: files are dragged out from there

    def node(self, index: Index) -> Node:
        """The node behind an index."""
        return self.item(index)

    def looks(self, item: Node) -> object:
        """What of a node is shown; its children are rows of their own."""
        return item.name, item.status, item.kind, item.detail

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Lines that stand for a file can be dragged, into other programs too."""
        flags = super().flags(index)
        is_file = index.isValid() and file_of(self.item(index))
        return flags | Qt.ItemFlag.ItemIsDragEnabled if is_file else flags

    def mimeTypes(self) -> list[str]:
        """Paths for this window, files for others."""
        return [TAKES_MIME, "text/uri-list"]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        """The files of these lines."""
        return takes_mime(dragged_files(map(self.item, indexes)), self.folder)

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
