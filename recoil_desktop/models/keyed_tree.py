"""Trees for Qt's views out of whole, immutable values: what did not change stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, overload

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Keyed(Protocol):
    """A value with values below it; ``key`` is unique in its tree."""

    @property
    def key(self) -> str:
        """What it is known by from one tree to the next."""

    @property
    def children(self) -> Sequence[Keyed]:
        """What lies below it, in order."""


T = TypeVar("T", bound=Keyed)


@dataclass(slots=True, eq=False)
class _Row(Generic[T]):
    """A value's place in the model. The model owns it: Qt holds only its address.

    The rows below it are made when somebody wants to see them: of a hundred thousand, few are.
    """

    item: T
    parent: _Row[T] | None
    position: int = 0
    made: list[_Row[T]] | None = None

    @property
    def rows(self) -> list[_Row[T]]:
        if self.made is None:
            children = enumerate(self.item.children)
            self.made = [_Row(child, self, place) for place, child in children]  # type: ignore[arg-type]
        return self.made

    @property
    def count(self) -> int:
        return len(self.item.children if self.made is None else self.made)

    def insert(self, position: int, rows: Sequence[_Row[T]]) -> None:
        self.rows[position:position] = rows
        self._renumber(position)

    def pop(self, first: int, last: int) -> list[_Row[T]]:
        gone = self.rows[first : last + 1]
        del self.rows[first : last + 1]
        self._renumber(first)
        return gone

    def _renumber(self, start: int) -> None:
        for position in range(start, len(self.rows)):
            self.rows[position].position = position


class KeyedTreeModel(QAbstractItemModel, Generic[T]):
    """Shows a tree of values; ``sync`` applies a new one as the fewest row changes.

    The model never reads files and never decides anything: it is given whole, immutable trees and
    tells its views what differs. Unchanged subtrees are the same object and cost nothing. Who
    inherits says what is shown (``data``), in how many ``columns``, and what counts as a change.
    """

    columns = 1

    def __init__(self, root: T, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root: _Row[T] = _Row(root, None)

    # -- our API -----------------------------------------------------------

    @property
    def tree(self) -> T:
        """The tree that is shown."""
        return self._root.item

    def sync(self, root: T) -> None:
        """Become ``root``, keeping every row whose key is still there."""
        self._sync_row(self._root, root)

    def replace(self, root: T) -> None:
        """Become ``root`` at once: quicker when most of it is another tree, as after filtering."""
        self.beginResetModel()
        self._root = _Row(root, None)
        self.endResetModel()

    def item(self, index: Index) -> T:
        """The value behind an index."""
        return self._row(index).item

    def index_of(self, key: str) -> QModelIndex:
        """Where the value named ``key`` is now; an invalid index when it isn't shown."""
        row: _Row[T] | None = self._root
        for step in _way_to(self._root.item, key):
            row = next((each for each in row.rows if each.item.key == step), None) if row else None
        return QModelIndex() if row is None else self._index_of(row)

    def looks(self, item: T) -> object:
        """What of a value is shown; a row whose looks changed is drawn again."""
        return item

    # -- QAbstractItemModel ------------------------------------------------

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """Qt's way to a row."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._row(parent).rows[row])

    @overload
    def parent(self) -> QObject | None: ...
    @overload
    def parent(self, child: Index) -> QModelIndex: ...
    def parent(self, child: Index | None = None) -> QObject | QModelIndex | None:
        """Qt's way up."""
        if child is None:
            return super().parent()
        row = self._row(child).parent
        return QModelIndex() if row is None else self._index_of(row)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many children there are."""
        return self._row(parent).count if parent.column() <= 0 else 0

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        """As many as whoever inherits shows."""
        return self.columns

    # -- syncing -----------------------------------------------------------

    def _sync_row(self, row: _Row[T], item: T) -> None:
        if row.item is item:  # unchanged subtrees are shared between trees
            return
        old, is_settled = row.item, self._settle_unseen(row, item)
        row.item = item
        if row.parent and self.looks(old) != self.looks(item):
            self.dataChanged.emit(self._index_of(row), self._index_of(row, self.columns - 1))
        if is_settled:
            return
        if _are_same(row.rows, item.children):
            for kept, child in zip(row.rows, item.children, strict=True):
                if kept.item is not child:  # most are the same: spares thousands of calls
                    self._sync_row(kept, child)  # type: ignore[arg-type]
            return
        self._drop_missing(row, item.children)
        known = {kept.item.key: kept for kept in row.rows}
        position = 0
        while position < len(item.children):
            position += self._place(row, position, item.children, known)

    def _settle_unseen(self, row: _Row[T], item: T) -> bool:
        """Become ``item`` below a row that nobody has looked below; False when that won't do."""
        if row.made is not None:
            return False
        count = len(item.children)
        if row.count == count:
            return True
        if row.count:  # somebody may have asked how many there are: made now, they are told of
            return not row.rows
        self.beginInsertRows(self._index_of(row), 0, count - 1)
        row.item = item
        self.endInsertRows()
        return True

    def _drop_missing(self, row: _Row[T], children: Sequence[Keyed]) -> None:
        wanted = {child.key for child in children}
        last = len(row.rows) - 1
        while last >= 0:
            first = last
            while first >= 0 and row.rows[first].item.key not in wanted:
                first -= 1
            if first < last:
                self.beginRemoveRows(self._index_of(row), first + 1, last)
                row.pop(first + 1, last)
                self.endRemoveRows()
            last = first - 1

    def _place(
        self,
        parent: _Row[T],
        position: int,
        children: Sequence[Keyed],
        known: dict[str, _Row[T]],
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
        self._sync_row(row, children[position])  # type: ignore[arg-type]
        return 1

    def _insert(self, parent: _Row[T], position: int, items: Sequence[Keyed]) -> None:
        last = position + len(items) - 1
        self.beginInsertRows(self._index_of(parent), position, last)
        parent.insert(position, [_Row(item, parent) for item in items])  # type: ignore[arg-type]
        self.endInsertRows()

    def _row(self, index: Index) -> _Row[T]:
        row: _Row[T] = index.internalPointer() if index.isValid() else self._root
        return row

    def _index_of(self, row: _Row[T], column: int = 0) -> QModelIndex:
        return QModelIndex() if row.parent is None else self.createIndex(row.position, column, row)


def _are_same(rows: Sequence[_Row[T]], children: Sequence[Keyed]) -> bool:
    """Whether nothing came, went or moved."""
    return len(rows) == len(children) and all(
        row.item is child or row.item.key == child.key
        for row, child in zip(rows, children, strict=True)
    )


def _way_to(item: Keyed, key: str) -> tuple[str, ...]:
    """The keys from below ``item`` down to ``key``; ``key`` alone when it is nowhere."""
    return _way_below(item, key) or (key,)


def _way_below(item: Keyed, key: str) -> tuple[str, ...]:
    for child in item.children:
        if child.key == key:
            return (key,)
        if child.children and (way := _way_below(child, key)):
            return (child.key, *way)
    return ()
