"""The project pane: which project, a filter, and the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QStackedLayout, QTreeView, QVBoxLayout, QWidget

from engine.domain.nodes import Node, NodeKind, follow
from engine.domain.query import EVERYTHING, Query
from engine.domain.search import Found
from recoil_desktop.actions.menus import context_menu
from recoil_desktop.actions.spec import Menu
from recoil_desktop.delegates.tree_item import TreeItemDelegate
from recoil_desktop.models.tree_model import TreeModel
from recoil_desktop.views.list_pane import popup
from recoil_desktop.views.tree_head import TreeHead
from recoil_desktop.views.tree_search import TreeSearch, at_once
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeyEvent

    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.theme import Themes
    from recoil_desktop.views.tree_search import Beside

EMPTY_TREE = Node("", "", NodeKind.ROOT)
_SETTLE_MS = 60
_EXPANDS_UP_TO = 400


class TreePane(QWidget):
    """Shows a project's tree; selection and expansion survive every change of it."""

    selection_changed = Signal(object)  # tuple[Node, ...]
    activated = Signal(object)  # Node

    def __init__(
        self,
        registry: ActionRegistry,
        themes: Themes,
        parent: QWidget | None = None,
        *,
        beside: Beside = at_once,
    ) -> None:
        """``beside`` does the searching, away from the GUI thread where it can."""
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._registry = registry
        self._whole = EMPTY_TREE
        self._query = EVERYTHING
        self._shown_query = EVERYTHING
        self._opened_before: set[str] = set()
        self._to_open: set[str] = set()
        self._to_select = ""
        self._to_reach = ""  # a line that is to be there soon
        self._search = TreeSearch(beside, self)
        self.model = TreeModel(EMPTY_TREE, self)
        self.head = TreeHead(themes)
        self.view = _Tree(self.model)
        self.view.setItemDelegate(TreeItemDelegate(themes, self.view))
        self.empty = EmptyState(themes, "folder", "Nothing here yet", _NOTHING)
        self._settle_timer = _single_shot(self, _SETTLE_MS, self._tell_selection)
        self._lay_out()
        self._connect(themes)

    # -- public ------------------------------------------------------------

    @property
    def selection(self) -> tuple[Node, ...]:
        """The selected nodes, from top to bottom."""
        rows = self.view.selectionModel().selectedRows()
        return tuple(self._line(index) for index in rows)

    def show_tree(self, root: Node) -> None:
        """Become ``root``; rows that are still there stay as they are."""
        is_first = self._whole is EMPTY_TREE
        self._whole = root
        if self._query:
            self._search.ask(root, self._query)
        else:
            self.model.sync(root)
            if is_first and root is not EMPTY_TREE:
                self._to_open |= _beginning(root)
            self._go_on_opening()
        self._show_empty()

    def settle(self) -> None:
        """The tree is whole: what was to be opened and is not there won't come any more."""
        self._to_open.clear()
        self._to_select = ""

    def clear(self) -> None:
        """Show no project."""
        self.settle()
        self._to_reach = ""
        self._search.forget()
        self._whole = EMPTY_TREE
        self.model.replace(EMPTY_TREE)
        self._show_empty()

    def restore(self, opened: set[str], selected: str) -> None:
        """Open and select what was so, now or when it has been read."""
        self._to_open |= opened
        self._to_select = selected
        self._go_on_opening()

    def select(self, key: str) -> bool:
        """Select the node with this key and bring it into view; False when it isn't shown."""
        index = self.model.index_of(key)
        if not index.isValid():
            return False
        # Not the view's own way: with Ctrl still held down that would deselect.
        chosen = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(index, chosen.ClearAndSelect | chosen.Rows)
        self.view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def go_to(self, key: str) -> None:
        """Select this line in place of others: now, or as soon as it is there."""
        self._to_reach = "" if self.select(key) else key

    def select_all(self, keys: list[str]) -> None:
        """Select these lines, also those that a search hides; the first comes into view."""
        indexes = [self.model.index_of(key) for key in keys]
        if self._query and not all(index.isValid() for index in indexes):
            self.head.clear()
            indexes = [self.model.index_of(key) for key in keys]
        indexes = [index for index in indexes if index.isValid()]
        chosen = QItemSelection()
        for index in indexes:
            chosen.select(index, index)
        how = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().select(chosen, how.ClearAndSelect | how.Rows)
        if indexes:
            still = how.Current | how.Rows
            self.view.selectionModel().setCurrentIndex(indexes[0], still)
            self.view.scrollTo(indexes[0], QAbstractItemView.ScrollHint.EnsureVisible)

    def deselect(self) -> None:
        """Select nothing."""
        self.view.clearSelection()

    def toggle(self, key: str) -> None:
        """Open or close a node."""
        index = self.model.index_of(key)
        self.view.setExpanded(index, not self.view.isExpanded(index))

    def expanded_keys(self) -> set[str]:
        """The keys of all nodes that are open."""
        return {self.model.node(index).key for index in self._open_indexes()}

    def expand_keys(self, keys: set[str]) -> set[str]:
        """Open these nodes, as far as what they stand in is open; those that show lines now."""
        opened: set[str] = set()
        waiting = [QModelIndex()]
        while waiting:
            parent = waiting.pop()
            for index in self._rows(parent):
                key = self.model.node(index).key
                if key in keys:
                    self.view.expand(index)
                    opened |= {key} if self.model.rowCount(index) else set()
                if key in keys or self.view.isExpanded(index):
                    waiting.append(index)
        return opened

    def search(self, query: Query) -> None:
        """Show what matches, and what leads there."""
        self.head.field.ask(query)

    def focus_filter(self) -> None:
        """Type into the filter."""
        self.head.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.head.field.selectAll()

    # -- private -----------------------------------------------------------

    def _lay_out(self) -> None:
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self._stack.setCurrentWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(holder, 1)
        self.setFocusProxy(self.view)

    def _connect(self, themes: Themes) -> None:
        self.head.query_changed.connect(self._ask)
        self.head.entered.connect(lambda: self._search.learn(self._whole))
        self._search.found.connect(self._show_found)
        self._search.learnt.connect(self.head.know)
        self.head.left_downwards.connect(self.view.setFocus)
        self.view.selectionModel().selectionChanged.connect(self._settle_timer.start)
        self.view.opened.connect(self._open)
        self.view.key_came.connect(self._settle_now)
        self.view.customContextMenuRequested.connect(self._show_menu)
        themes.changed.connect(self.view.viewport().update)

    def _settle_now(self) -> None:
        """A key is about what was just selected, however soon it follows."""
        if self._settle_timer.isActive():
            self._settle_timer.stop()
            self._tell_selection()

    def _tell_selection(self) -> None:
        self.selection_changed.emit(self.selection)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.activated.emit(self._line(index))

    def _show_menu(self, point: QPoint) -> None:
        self._settle_timer.stop()
        self._tell_selection()  # the menu shows what applies to what was just selected
        menu = context_menu(self, self._registry, Menu.TREE_CONTEXT)
        if menu.isEmpty():
            menu.deleteLater()
            return
        popup(menu, self.view.viewport().mapToGlobal(point))

    def _ask(self, query: Query) -> None:
        if not self._query:
            self._opened_before = self.expanded_keys()
        self._query = query
        if query:
            self._search.ask(self._whole, query)
        else:
            self._search.forget()
            self._show_found(query, Found(self._whole))

    def _show_found(self, query: Query, found: Found) -> None:
        if query != self._query:  # the next answer is on its way
            return
        if query == self._shown_query:
            self.model.sync(found.tree)
        else:
            self._show_other(query, found)
        self.head.field.show_found(_counted(found) if query else "")
        self._show_empty()

    def _show_other(self, query: Query, found: Found) -> None:
        """Another question was answered: most of the lines are others."""
        selected = [node.key for node in self.selection]
        self._shown_query = query
        self.model.replace(found.tree)
        if not query:
            self.expand_keys(self._opened_before)
        else:
            self.view.expandToDepth(_depth_to_open(found.tree))
        if selected:
            self.select(selected[0])

    def _go_on_opening(self) -> None:
        """Open and select what is there by now of what is to be."""
        if self._to_open:
            self._to_open -= self.expand_keys(self._to_open)
        if self._to_reach and self.select(self._to_reach):
            self._to_reach = ""
        if self.selection or (self._to_select and self.select(self._to_select)):
            self._to_select = ""

    def _show_empty(self) -> None:
        has_rows = self.model.rowCount() > 0
        self._stack.setCurrentWidget(self.view if has_rows else self.empty)
        if self._shown_query and self._whole.children:
            self.empty.say("Nothing matches", "Use fewer words, or clear the search with Escape.")
        else:
            self.empty.say("Nothing here yet", _NOTHING)
        self.head.setVisible(self._whole is not EMPTY_TREE)

    def _line(self, index: QModelIndex) -> Node:
        """A line with all that is below it, also where a search hides some of that."""
        if not self._shown_query:
            return self.model.node(index)
        way: list[str] = []
        place = index
        while place.isValid():
            way.insert(0, self.model.node(place).key)
            place = place.parent()
        return follow(self._whole, way) or self.model.node(index)

    def _rows(self, parent: QModelIndex) -> list[QModelIndex]:
        return [self.model.index(row, 0, parent) for row in range(self.model.rowCount(parent))]

    def _open_indexes(self) -> Iterator[QModelIndex]:
        """The lines that are open; nobody looks into closed ones, for there are thousands."""
        waiting = [QModelIndex()]
        while waiting:
            for index in self._rows(waiting.pop()):
                if self.view.isExpanded(index):
                    yield index
                    waiting.append(index)


class _Tree(QTreeView):
    """A tree view with our manners: Enter and double click open, Escape clears the selection."""

    opened = Signal(QModelIndex)
    key_came = Signal()  # before anybody decides what it means

    def __init__(self, model: TreeModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setIconSize(QSize(16, 16))
        self.doubleClicked.connect(self.opened)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            self.key_came.emit()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.opened.emit(self.currentIndex())
            case Qt.Key.Key_Escape:
                self.selectionModel().select(QModelIndex(), QItemSelectionModel.SelectionFlag.Clear)
            case _:
                super().keyPressEvent(event)


_NOTHING = (
    "Put renders into the project's folder, or drop a video here. New files appear by themselves."
)


def _beginning(root: Node) -> set[str]:
    """The categories, and the first episode with its groups: what there is to see at once."""
    keys = {category.key for category in root.children}
    lines = (line for category in root.children for line in category.children)
    first = next((line for line in lines if line.kind is NodeKind.EPISODE), None)
    if first is not None:
        groups = ("quarantine", "passes", "shots", "stray")
        keys |= {first.key, *(f"{first.key}/{group}" for group in groups)}
    return keys


def _depth_to_open(root: Node) -> int:
    """How deep a tree can be opened so that what there is to see is not too much."""
    level, count, depth = list(root.children), len(root.children), -1
    while level:
        level = [child for node in level for child in node.children]
        count += len(level)
        if count > _EXPANDS_UP_TO:
            break
        depth += 1
    return max(depth, 0)


def _counted(found: Found) -> str:
    return "1 found" if found.count == 1 else f"{found.count:,} found"


def _single_shot(parent: QWidget, milliseconds: int, then: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(then)
    return timer
