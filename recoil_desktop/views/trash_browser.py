"""What was thrown away and what was archived, and back where it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.models.rows_model import Row
from recoil_desktop.views.list_pane import ListPane
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recoil_desktop.theme import Themes

_SIZE = (720, 520)
_SMALLEST = (560, 400)
TRASH, ARCHIVE = 0, 1


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that can come back. ``id`` is what the engine knows it by, ``files`` all of it."""

    id: str
    name: str
    where: str
    when: str = ""
    files: tuple[str, ...] = ()
    trouble: str = ""


class TrashDialog(QDialog):
    """Two lists with a filter. ``restore_wanted`` brings the tab, the id and whether both are kept.

    It stays open: what came back leaves its list when the lists are shown anew.
    """

    restore_wanted = Signal(int, str, bool)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Trash and archive")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        self._kept: dict[int, tuple[Kept, ...]] = {TRASH: (), ARCHIVE: ()}
        self._asked: tuple[int, str] | None = None
        self.tabs = QTabBar()
        self.field = QLineEdit()
        self.list = ListPane(themes, EmptyState(themes, "trash", *_EMPTY[TRASH]))
        self.reason = QLabel()
        self.both = QPushButton("Keep both")
        self.button = QPushButton("Restore")
        self._lay_out()
        self._wire()
        self._show()

    # -- public --------------------------------------------------------------

    def show_kept(self, trash: Sequence[Kept], archive: Sequence[Kept]) -> None:
        """Show these lists; what is chosen stays chosen, what was said until they differ."""
        kept = {TRASH: tuple(trash), ARCHIVE: tuple(archive)}
        if kept == self._kept:
            return
        self._kept = kept
        self._asked = None
        for tab, name in ((TRASH, "Trash"), (ARCHIVE, "Archive")):
            count = len(self._kept[tab])
            self.tabs.setTabText(tab, f"{name}  {count}" if count else name)
        self._show()

    def show_failure(self, words: str, *, is_taken: bool) -> None:
        """It did not come back; one of the archive may come back beside what lies there."""
        is_archived = self._asked is not None and self._asked[0] == ARCHIVE
        self._say(words, "bad")
        self.both.setVisible(is_taken and is_archived)

    # -- private -------------------------------------------------------------

    @property
    def _chosen(self) -> Kept | None:
        index = self.list.list.currentIndex()
        if not index.isValid():
            return None
        item = self.list.model.row(index).item
        return item if isinstance(item, Kept) else None

    def _lay_out(self) -> None:
        for name in ("Trash", "Archive"):
            self.tabs.addTab(name)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.field.setPlaceholderText("Filter by name or folder")
        self.field.setAccessibleName("Filter")
        self.field.setClearButtonEnabled(True)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(12)
        head.addWidget(self.tabs)
        head.addWidget(self.field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("role", "surface")
        self.reason.setWordWrap(True)
        self.both.setToolTip("It comes back with another name, beside what lies there now")
        close = QPushButton("Close")
        for button in (close, self.both):
            button.setAutoDefault(False)
        close.clicked.connect(self.accept)
        self.button.setDefault(True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(12)
        row.addWidget(self.reason, 1)
        for widget in (close, self.both, self.button):
            row.addWidget(widget)
        return foot

    def _wire(self) -> None:
        self.tabs.currentChanged.connect(self._show)
        self.field.textChanged.connect(self._show)
        self.list.chosen_changed.connect(self._judge)
        self.list.activated.connect(lambda _row: self._ask(keeps_both=False))
        self.button.clicked.connect(lambda: self._ask(keeps_both=False))
        self.both.clicked.connect(lambda: self._ask(keeps_both=True))

    def _show(self) -> None:
        tab = self.tabs.currentIndex()
        words = self.field.text().casefold().split()
        shown = [
            one
            for one in self._kept[tab]
            if all(word in f"{one.name} {one.where}".casefold() for word in words)
        ]
        self.list.show_rows([_row(one, tab) for one in shown])
        title, text = _EMPTY[tab] if not words else ("Nothing matches", "Use fewer words.")
        self.list.empty.say(title, text)
        if shown and not self.list.list.currentIndex().isValid():
            self.list.list.setCurrentIndex(self.list.model.index(0))
        self._judge()

    def _judge(self) -> None:
        chosen = self._chosen
        trouble = "" if chosen is None else chosen.trouble
        self.both.hide()
        self.button.setEnabled(chosen is not None and not trouble)
        self.button.setToolTip(trouble)
        if chosen is None:
            self._say("", "muted")
        else:
            files = f"{len(chosen.files)} files, " if len(chosen.files) > 1 else ""
            self._say(trouble or f"{files}back to {chosen.where}", "muted")

    def _ask(self, *, keeps_both: bool) -> None:
        chosen = self._chosen
        if chosen is not None and not chosen.trouble:
            self._asked = (self.tabs.currentIndex(), chosen.id)
            self.both.hide()
            self.restore_wanted.emit(*self._asked, keeps_both)

    def _say(self, words: str, role: str) -> None:
        self.reason.setText(words[:1].upper() + words[1:])
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        if self.reason.property("role") != role:
            self.reason.setProperty("role", role)
            self.reason.style().polish(self.reason)


_EMPTY = {
    TRASH: ("The trash is empty", "What you delete is kept here, and can be brought back."),
    ARCHIVE: ("The archive is empty", "Archive what should be out of sight: Ctrl+Shift+A."),
}


def _row(kept: Kept, tab: int) -> Row:
    picture = "trash" if tab == TRASH else "archive"
    tone = "warn" if kept.trouble else ""
    detail = kept.trouble or kept.where
    return Row(f"{tab} {kept.id}", kept.name, detail, kept.when, picture, tone, item=kept)
