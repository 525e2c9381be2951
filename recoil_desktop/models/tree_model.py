"""Qt's view of the engine's tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from recoil_desktop.models.roles import TreeRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.domain.nodes import Node

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(slots=True, eq=False)
class _Row:
    """A node's place in the model. The model owns it: Qt holds only its address."""

    node: Node
    parent: _Row | None
    position: int = 0
    rows: list[_Row] = field(default_factory=list)

    def insert(self, position: int, rows: Sequence[_Row]) -> None:
        self.rows[position:position] = rows
        self._renumber(position)

    def pop(self, first: int, last: int) -> list[_Row]:
        gone = self.rows[first : last + 1]
        del self.rows[first : last + 1]
        self._renumber(first)
        return gone

    def _renumber(self, start: int) -> None:
        for position in range(start, len(self.rows)):
            self.rows[position].position = position


class TreeModel(QAbstractItemModel):
    """Shows a ``Node`` tree; ``sync`` applies a new one as the fewest row changes.

    The model never reads files and never decides anything: it is given whole, immutable trees and
    tells its views what differs. Unchanged subtrees are the same object and cost nothing.
    """

    def __init__(self, root: Node, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = _build(root, None)

    # -- our API -----------------------------------------------------------

    @property
    def tree(self) -> Node:
        """The tree that is shown."""
        return self._root.node

    def sync(self, root: Node) -> None:
        """Become ``root``, keeping every row whose key is still there."""
        self._sync_row(self._root, root)

    def replace(self, root: Node) -> None:
        """Become ``root`` at once: quicker when most of it is another tree, as after filtering."""
        self.beginResetModel()
        self._root = _build(root, None)
        self.endResetModel()

    def node(self, index: _Index) -> Node:
        """The node behind an index."""
        return self._row(index).node

    def index_of(self, key: str) -> QModelIndex:
        """Where the node named ``key`` is now; an invalid index when it isn't shown."""
        row = next((row for row in _walk(self._root) if row.node.key == key), None)
        return QModelIndex() if row is None else self._index_of(row)

    # -- QAbstractItemModel ------------------------------------------------

    def index(self, row: int, column: int, parent: _Index = _ROOT) -> QModelIndex:
        """Qt's way to a row."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._row(parent).rows[row])

    @overload
    def parent(self) -> QObject | None: ...
    @overload
    def parent(self, child: _Index) -> QModelIndex: ...
    def parent(self, child: _Index | None = None) -> QObject | QModelIndex | None:
        """Qt's way up."""
        if child is None:
            return super().parent()
        row = self._row(child).parent
        return QModelIndex() if row is None else self._index_of(row)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many children there are."""
        return len(self._row(parent).rows) if parent.column() <= 0 else 0

    def columnCount(self, _parent: _Index = _ROOT) -> int:
        """One column: the delegate paints the rest."""
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a view or a delegate asks for; never reads anything."""
        if not index.isValid():
            return None
        node = self._row(index).node
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
            case TreeRole.IS_CORRUPT:
                return node.detail.is_corrupt
            case _:
                return None

    # -- syncing -----------------------------------------------------------

    def _sync_row(self, row: _Row, node: Node) -> None:
        if row.node is node:  # unchanged subtrees are shared between trees
            return
        old, row.node = row.node, node
        if row.parent and _looks(old) != _looks(node):
            index = self._index_of(row)
            self.dataChanged.emit(index, index)
        self._drop_missing(row, node.children)
        known = {kept.node.key: kept for kept in row.rows}
        position = 0
        while position < len(node.children):
            position += self._place(row, position, node.children, known)

    def _drop_missing(self, row: _Row, children: Sequence[Node]) -> None:
        wanted = {child.key for child in children}
        last = len(row.rows) - 1
        while last >= 0:
            first = last
            while first >= 0 and row.rows[first].node.key not in wanted:
                first -= 1
            if first < last:
                self.beginRemoveRows(self._index_of(row), first + 1, last)
                row.pop(first + 1, last)
                self.endRemoveRows()
            last = first - 1

    def _place(
        self, parent: _Row, position: int, children: Sequence[Node], known: dict[str, _Row]
    ) -> int:
        """Put the child at ``position`` there; answers how many children that has settled."""
        row = known.get(children[position].key)
        if row is None:
            end = position
            while end < len(children) and children[end].key not in known:
                end += 1
            self._insert(parent, position, children[position:end])
            return end - position
        if row.position != position:
            here = self._index_of(parent)
            self.beginMoveRows(here, row.position, row.position, here, position)
            parent.insert(position, parent.pop(row.position, row.position))
            self.endMoveRows()
        self._sync_row(row, children[position])
        return 1

    def _insert(self, parent: _Row, position: int, nodes: Sequence[Node]) -> None:
        last = position + len(nodes) - 1
        self.beginInsertRows(self._index_of(parent), position, last)
        parent.insert(position, [_build(node, parent) for node in nodes])
        self.endInsertRows()

    def _row(self, index: _Index) -> _Row:
        row: _Row = index.internalPointer() if index.isValid() else self._root
        return row

    def _index_of(self, row: _Row) -> QModelIndex:
        return QModelIndex() if row.parent is None else self.createIndex(row.position, 0, row)


def _looks(node: Node) -> tuple[object, ...]:
    return node.name, node.status, node.kind, node.detail


def _build(node: Node, parent: _Row | None) -> _Row:
    row = _Row(node, parent)
    row.rows = [_build(child, row) for child in node.children]
    for position, child in enumerate(row.rows):
        child.position = position
    return row


def _walk(row: _Row) -> Iterator[_Row]:
    for child in row.rows:
        yield child
        yield from _walk(child)
