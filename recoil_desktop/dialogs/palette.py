"""The command palette: every action, found by a few letters and run by Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QWidget

from recoil_desktop.actions.registry import shortcut_text
from recoil_desktop.delegates.palette_row import PaletteRowDelegate
from recoil_desktop.models.palette_model import Entry, PaletteModel
from recoil_desktop.widgets.overlay import Overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.actions.spec import ActionSpec
    from recoil_desktop.theme import Themes

_WIDTH = 640
_ROWS = 11
_ROW_HEIGHT = 36
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Palette(Overlay):
    """Lists actions and places; what can't run now says why and stays where it is."""

    ran = Signal(str)

    def __init__(
        self,
        host: QWidget,
        registry: ActionRegistry,
        themes: Themes,
        places: Callable[[], Iterable[Entry]] = tuple,
    ) -> None:
        super().__init__(host, themes, width=_WIDTH)
        self._registry = registry
        self._places = places
        self._recent: list[str] = []
        self.model = PaletteModel(self)
        self.field = QLineEdit()
        self.list = QListView()
        self._empty = QLabel("Nothing matches. Try fewer letters.")
        self._lay_out()
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._run)
        registry.ran.connect(self._remember)

    def open(self) -> None:
        """Show it with all actions, those used last first."""
        self.model.fill([*self._actions(), *self._places()])
        self.field.clear()
        self._search("")
        self.open_over(self.field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and self._takes(event):
            return True
        return super().eventFilter(watched, event)

    def _takes(self, event: QKeyEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in _STEPS:
            self._step(_STEPS[Qt.Key(event.key())])
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._run()
            return True
        return False

    def _actions(self) -> list[Entry]:
        entries = [
            _entry(spec, self._registry)
            for spec in self._registry.specs
            if spec.id != "palette.open"
        ]
        order = {action_id: place for place, action_id in enumerate(reversed(self._recent))}
        return sorted(entries, key=lambda entry: order.get(entry.id, len(order)))

    def _search(self, text: str) -> None:
        self.model.search(text)
        has_rows = self.model.rowCount() > 0
        self.list.setVisible(has_rows)
        self._empty.setVisible(not has_rows)
        self.list.setFixedHeight(min(_ROWS, self.model.rowCount()) * _ROW_HEIGHT + 8)
        self.arrange()
        if has_rows:
            self.list.setCurrentIndex(self.model.index(0))
            self.list.scrollToTop()

    def _step(self, rows: int) -> None:
        last = self.model.rowCount() - 1
        row = max(0, min(last, self.list.currentIndex().row() + rows))
        self.list.setCurrentIndex(self.model.index(row))

    def _run(self) -> None:
        index = self.list.currentIndex()
        if not index.isValid():
            return
        entry = self.model.entry(index.row())
        if entry.blocked is not None:
            return
        self.dismiss()
        entry.run()
        self.ran.emit(entry.id)

    def _remember(self, action_id: str) -> None:
        if action_id in self._recent:
            self._recent.remove(action_id)
        self._recent.append(action_id)

    def _lay_out(self) -> None:
        self.field.setPlaceholderText("Type a command, a pass or a project")
        self.field.setProperty("role", "palette")
        self.list.setProperty("role", "palette")
        self.list.setItemDelegate(PaletteRowDelegate(self._themes, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setModel(self.model)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMinimumSize(QSize(0, 96))
        line = QFrame()
        line.setProperty("role", "line")
        for widget in (self.field, line, self.list, self._empty):
            self.column.addWidget(widget)


def _entry(spec: ActionSpec, registry: ActionRegistry) -> Entry:
    return Entry(
        id=spec.id,
        title=spec.title_in(registry.context).rstrip("…"),
        run=registry[spec.id].trigger,
        detail=spec.tip,
        shortcut=shortcut_text(spec),
        icon=spec.icon,
        blocked=registry.blocked_by(spec.id),
    )
