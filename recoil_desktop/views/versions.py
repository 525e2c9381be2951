"""The versions of a batch: which one counts, and what differs between two, shot by shot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedLayout,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.actions.menus import context_menu
from recoil_desktop.actions.spec import Menu
from recoil_desktop.delegates.diff_cells import DiffDelegate
from recoil_desktop.models.roles import RunRole
from recoil_desktop.models.rows_model import Row
from recoil_desktop.models.run_words import batch_title, counted, listed
from recoil_desktop.models.versions_model import (
    NO_DIFF,
    BatchVersions,
    DiffLine,
    DiffModel,
    VersionRow,
)
from recoil_desktop.views.list_pane import ListPane, popup
from recoil_desktop.widgets.action_button import push_button, tool_button
from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.theme import Themes

_SIDE = 240
_DETAIL = 104
_NAME_WIDTH = 160
_LONG = 24  # letters that a cell shows at any width
_DAY = slice(5, 10)
_MINUTE = slice(11, 16)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs from ``before`` to ``after``; ``problem`` says why that cannot be told."""

    before: int = 0
    after: int = 0
    lines: DiffLine = NO_DIFF
    summary: str = ""
    problem: str = ""


class VersionsPane(QWidget):
    """Shows what it is given: a batch, its versions, a comparison. Tells what was chosen."""

    batch_chosen = Signal(str)
    compared = Signal(int, int)  # before, after

    def __init__(
        self, registry: ActionRegistry, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._registry = registry
        self._shown = BatchVersions()
        self.batch = QComboBox()
        self.status = ElidedLabel("muted")
        self.derive = tool_button(registry["versions.derive"])
        self.versions = ListPane(themes, EmptyState(themes, "versions", "No versions", ""))
        self.against = QComboBox()
        self.summary = ElidedLabel("muted")
        self.verbs = [_verb(registry[f"versions.{name}"], label) for name, label in _VERBS]
        self.model = DiffModel(self)
        self.tree = QTreeView()
        self.before, self.after = _text("Before"), _text("After")
        self.same = EmptyState(themes, "check-circle", "No difference", _SAME)
        self.empty = EmptyState(
            themes, "versions", *_NOTHING, actions=(registry["versions.derive"],)
        )
        self._dress_tree(themes)
        self._lay_out()
        self._wire()
        self.show_batches((), "")

    @property
    def chosen(self) -> int:
        """The version that is selected; 0 while there is none."""
        index = self.versions.list.currentIndex()
        return int(self.versions.model.row(index).key) if index.isValid() else 0

    @property
    def compared_with(self) -> int:
        """The version it is compared with."""
        return self.against.currentData() or 0

    # -- showing -------------------------------------------------------------

    def show_batches(self, batches: Sequence[tuple[str, int]], chosen: str) -> None:
        """Offer these batches, each with how many candidates it has."""
        with QSignalBlocker(self.batch):
            self.batch.clear()
            for scene_id, candidates in batches:
                more = counted(candidates, "candidate") if candidates else ""
                self.batch.addItem(listed((batch_title(scene_id), more)), scene_id)
            self.batch.setCurrentIndex(self.batch.findData(chosen))
        self._stack.setCurrentWidget(self._page if batches else self.empty)

    def show_versions(self, shown: BatchVersions) -> None:
        """Show the versions of a batch; another batch begins with its newest version."""
        before, known = self._shown, self.chosen
        is_new = bool(shown.rows) and before.row(shown.rows[-1].version) is None
        is_other = shown.scene_id != before.scene_id or is_new
        self._shown = shown
        self.versions.show_rows([_row(row) for row in reversed(shown.rows)])
        self.status.say(*_status(shown))
        self._fill_against()
        newest = shown.rows[-1].version if shown.rows else 0
        self.choose(newest if is_other or shown.row(known) is None else known)

    def show_comparison(self, found: Comparison) -> None:
        """Show what differs."""
        self.model.name_versions(found.before, found.after)
        self.model.replace(found.lines)
        self.tree.expandAll()
        is_alone = found.before == found.after
        words = "" if is_alone else found.summary
        self.summary.say(found.problem or words, "bad" if found.problem else "muted")
        has_lines = bool(found.lines.children)
        self._diff.setCurrentWidget(self.tree if has_lines else self.same)
        self.same.say(*(_ALONE if is_alone else ("No difference", _SAME)))
        self._show_field()

    def choose(self, version: int) -> None:
        """Select a version."""
        rows = [row.key for row in self.versions.model.rows]
        if str(version) in rows:
            index = self.versions.model.index(rows.index(str(version)))
            if index != self.versions.list.currentIndex():
                self.versions.list.setCurrentIndex(index)
                return
        self._compare()

    # -- private -------------------------------------------------------------

    def _fill_against(self) -> None:
        """The versions to compare with; the one that counts unless another was chosen."""
        known = self.compared_with
        active = self._shown.active
        with QSignalBlocker(self.against):
            self.against.clear()
            for row in self._shown.rows:
                words = listed((row.title, "counts" if row.is_active else ""))
                self.against.addItem(words, row.version)
            wanted = known if self._shown.row(known) else (active.version if active else 0)
            self.against.setCurrentIndex(self.against.findData(wanted))

    def _compare(self) -> None:
        if self.chosen and self.compared_with:
            self.compared.emit(self.compared_with, self.chosen)

    def _show_field(self) -> None:
        index = self.tree.currentIndex()
        line: DiffLine | None = index.data(RunRole.LINE) if index.isValid() else None
        texts = (line.before, line.after) if line is not None else ()
        is_field = line is not None and not line.change and max(map(len, texts)) > _LONG
        self._detail.setVisible(is_field)
        if line is not None and is_field:
            self.before.setPlainText(line.before)
            self.after.setPlainText(line.after)

    def _show_menu(self, _row: Row, where: QPoint) -> None:
        menu = context_menu(self, self._registry, Menu.VERSIONS_CONTEXT)
        if menu.isEmpty():
            menu.deleteLater()
            return
        popup(menu, where)

    def _wire(self) -> None:
        self.batch.activated.connect(lambda row: self.batch_chosen.emit(self.batch.itemData(row)))
        self.against.currentIndexChanged.connect(lambda _row: self._compare())
        self.versions.list.selectionModel().currentChanged.connect(
            lambda _new, _old: self._compare()
        )
        self.versions.menu_requested.connect(self._show_menu)
        self.tree.selectionModel().currentChanged.connect(lambda _new, _old: self._show_field())
        self.model.modelReset.connect(self._show_field)

    def _dress_tree(self, themes: Themes) -> None:
        tree = self.tree
        tree.setModel(self.model)
        tree.setItemDelegate(DiffDelegate(themes, tree))
        tree.setUniformRowHeights(True)
        tree.setIndentation(16)
        tree.setAllColumnsShowFocus(True)
        tree.setAccessibleName("What differs")
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = tree.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        tree.setColumnWidth(0, _NAME_WIDTH)
        themes.changed.connect(tree.viewport().update)

    def _lay_out(self) -> None:
        self.batch.setAccessibleName("Batch")
        self.batch.setMinimumContentsLength(16)
        self.against.setAccessibleName("Compared with")
        self.against.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.against.setMinimumContentsLength(14)
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_bar(self.batch, (self.status, 1), self.derive))
        row = QHBoxLayout()
        row.setSpacing(0)
        self.versions.setFixedWidth(_SIDE)
        row.addWidget(self.versions)
        row.addLayout(self._right(), 1)
        column.addLayout(row, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._page)
        self._stack.addWidget(self.empty)
        self.setFocusProxy(self.versions)

    def _right(self) -> QVBoxLayout:
        label = QLabel("Compared with")
        label.setProperty("role", "muted")
        holder = QWidget()
        self._diff = QStackedLayout(holder)
        self._diff.addWidget(self.tree)
        self._diff.addWidget(self.same)
        self._detail = QWidget()
        texts = QHBoxLayout(self._detail)
        texts.setContentsMargins(12, 8, 12, 12)
        texts.setSpacing(8)
        texts.addWidget(self.before)
        texts.addWidget(self.after)
        self._detail.setFixedHeight(_DETAIL)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_bar(label, self.against, (self.summary, 1), *self.verbs))
        column.addWidget(holder, 1)
        column.addWidget(self._detail)
        return column


_VERBS = (("conform", "Conform"), ("revert", "Revert"), ("mark_derived", "Mark derived"))
_SAME = "Both versions show the same; takes, boards and status are not compared."
_ALONE = ("Choose another version", "A version does not differ from itself.")
_NOTHING = (
    "No batches yet",
    "Derive the scenes of the plan, or render the episode. What differs later is kept as versions.",
)


def _row(row: VersionRow) -> Row:
    when = f"{row.created_at[_DAY]} {row.created_at[_MINUTE]}".strip()
    detail = listed((row.source, when, "" if row.is_derived else "no boards"))
    side = "counts" if row.is_active else ""
    tone = "good" if row.is_active else "info" if row.is_derived else "warn"
    picture = "check-circle" if row.is_active else "versions"
    return Row(str(row.version), row.title, detail or "flat body", side, picture, tone)


def _status(shown: BatchVersions) -> tuple[str, str]:
    if shown.problem:
        return shown.problem, "bad"
    active = shown.active
    if active is None:
        return "", "muted"
    newer = sum(row.version > active.version for row in shown.rows)
    waiting = f"{counted(newer, 'candidate')} waiting" if newer else ""
    return listed((f"Version {active.version} counts", waiting)), "muted"


def _verb(action: QAction, label: str) -> QPushButton:
    """A button that is there only while it can be pressed; the menu tells why not."""
    button = push_button(action, label)
    action.changed.connect(lambda: button.setVisible(action.isEnabled()))
    button.setVisible(action.isEnabled())
    return button


def _text(name: str) -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setAccessibleName(name)
    return text


def _bar(*parts: QWidget | tuple[QWidget, int]) -> QWidget:
    bar = QWidget()
    bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    bar.setProperty("role", "bar")
    bar.setFixedHeight(44)
    row = QHBoxLayout(bar)
    row.setContentsMargins(12, 0, 8, 0)
    row.setSpacing(8)
    for part in parts:
        widget, stretch = part if isinstance(part, tuple) else (part, 0)
        row.addWidget(widget, stretch)
    return bar
