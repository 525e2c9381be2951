"""The project pane: which project, a filter, and the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QStackedLayout, QTreeView, QVBoxLayout, QWidget

from engine.domain.nodes import Node, NodeKind
from recoil_desktop.actions.menus import context_menu
from recoil_desktop.actions.spec import Menu
from recoil_desktop.delegates.tree_item import TreeItemDelegate
from recoil_desktop.models.tree_filter import FilteredTree, TreeFilter
from recoil_desktop.models.tree_model import TreeModel
from recoil_desktop.views.list_pane import popup
from recoil_desktop.views.tree_head import TreeHead
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeyEvent

    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.theme import Themes

EMPTY_TREE = Node("", "", NodeKind.ROOT)
_FILTER_MS = 120
_SETTLE_MS = 60
_EXPANDS_UP_TO = 400


class TreePane(QWidget):
    """Shows a project's tree; selection and expansion survive every change of it."""

    selection_changed = Signal(object)  # tuple[Node, ...]
    activated = Signal(object)  # Node

    def __init__(
        self, registry: ActionRegistry, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._registry = registry
        self._whole = EMPTY_TREE
        self._filtered = FilteredTree()
        self._opened_before_filter: set[str] = set()
        self.model = TreeModel(EMPTY_TREE, self)
        self.head = TreeHead(themes)
        self.view = _Tree(self.model)
        self.view.setItemDelegate(TreeItemDelegate(themes, self.view))
        self.empty = EmptyState(themes, "folder", "Nothing here yet", _NOTHING)
        self._filter_timer = _single_shot(self, _FILTER_MS, self._apply_filter)
        self._settle_timer = _single_shot(self, _SETTLE_MS, self._tell_selection)
        self._lay_out()
        self._connect(themes)

    # -- public ------------------------------------------------------------

    @property
    def selection(self) -> tuple[Node, ...]:
        """The selected nodes, from top to bottom."""
        rows = self.view.selectionModel().selectedRows()
        return tuple(self.model.node(index) for index in rows)

    def show_tree(self, root: Node) -> None:
        """Become ``root``; rows that are still there stay as they are."""
        is_first = self._whole is EMPTY_TREE
        self._whole = root
        self.model.sync(self._filtered.apply(root))
        if is_first and root is not EMPTY_TREE:
            self._expand_beginning()
        self._show_empty()

    def clear(self) -> None:
        """Show no project."""
        self._whole = EMPTY_TREE
        self.model.replace(EMPTY_TREE)
        self._show_empty()

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

    def deselect(self) -> None:
        """Select nothing."""
        self.view.clearSelection()

    def toggle(self, key: str) -> None:
        """Open or close a node."""
        index = self.model.index_of(key)
        self.view.setExpanded(index, not self.view.isExpanded(index))

    def expanded_keys(self) -> set[str]:
        """The keys of all nodes that are open."""
        return {
            self.model.node(index).key for index in self._indexes() if self.view.isExpanded(index)
        }

    def expand_keys(self, keys: set[str]) -> None:
        """Open these nodes."""
        for index in self._indexes():
            if self.model.node(index).key in keys:
                self.view.expand(index)

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
        self.head.filter_changed.connect(self._filter_timer.start)
        self.head.left_downwards.connect(self.view.setFocus)
        self.view.selectionModel().selectionChanged.connect(self._settle_timer.start)
        self.view.opened.connect(self._open)
        self.view.customContextMenuRequested.connect(self._show_menu)
        themes.changed.connect(self.view.viewport().update)

    def _tell_selection(self) -> None:
        self.selection_changed.emit(self.selection)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.activated.emit(self.model.node(index))

    def _show_menu(self, point: QPoint) -> None:
        self._settle_timer.stop()
        self._tell_selection()  # the menu shows what applies to what was just selected
        menu = context_menu(self, self._registry, Menu.TREE_CONTEXT)
        if menu.isEmpty():
            menu.deleteLater()
            return
        popup(menu, self.view.viewport().mapToGlobal(point))

    def _apply_filter(self) -> None:
        wanted = self.head.wanted
        if wanted == self._filtered.wanted:
            return
        selected = [node.key for node in self.selection]
        was_whole = self._filtered.wanted.shows_all
        if was_whole:
            self._opened_before_filter = self.expanded_keys()
        self._filtered = FilteredTree(wanted)
        self.model.replace(self._filtered.apply(self._whole))
        self._reopen(wanted)
        if selected:
            self.select(selected[0])
        self._show_empty()

    def _reopen(self, wanted: TreeFilter) -> None:
        if wanted.shows_all:
            self.expand_keys(self._opened_before_filter)
            return
        if sum(1 for _ in _all_nodes(self.model.tree)) <= _EXPANDS_UP_TO:
            self.view.expandAll()
        else:
            self.view.expandToDepth(0)

    def _expand_beginning(self) -> None:
        """The categories, and the first episode with its groups: what there is to see at once."""
        self.view.expandToDepth(0)
        for index in self._indexes():
            if self.model.node(index).kind is NodeKind.EPISODE:
                self.view.expandRecursively(index, 1)
                return

    def _show_empty(self) -> None:
        has_rows = self.model.rowCount() > 0
        self._stack.setCurrentWidget(self.view if has_rows else self.empty)
        is_filtered = not self._filtered.wanted.shows_all
        if is_filtered and self._whole.children:
            self.empty.say("Nothing matches", "Use fewer words, or clear the filter.")
        else:
            self.empty.say("Nothing here yet", _NOTHING)
        self.head.setVisible(self._whole is not EMPTY_TREE)

    def _indexes(self) -> Iterator[QModelIndex]:
        waiting = [QModelIndex()]
        while waiting:
            parent = waiting.pop()
            for row in range(self.model.rowCount(parent)):
                index = self.model.index(row, 0, parent)
                yield index
                if self.model.rowCount(index):
                    waiting.append(index)


class _Tree(QTreeView):
    """A tree view with our manners: Enter and double click open, Escape clears the selection."""

    opened = Signal(QModelIndex)

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
        self.setIconSize(QSize(16, 16))
        self.doubleClicked.connect(self.opened)

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


def _all_nodes(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _all_nodes(child)


def _single_shot(parent: QWidget, milliseconds: int, then: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(then)
    return timer
