"""Turns ActionSpecs into QActions, once each."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from recoil_desktop.actions.context import Context
from recoil_desktop.actions.spec import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtWidgets import QWidget

    from recoil_desktop.actions.desk import Desk
    from recoil_desktop.actions.spec import ActionSpec, Menu


class ActionRegistry(QObject):
    """All actions of the window by id; the only place where QActions are made."""

    ran = Signal(str)  # the action's id
    refreshed = Signal()
    about_to_offer = Signal()  # a menu is built next: whoever knows better says so now

    def __init__(
        self, specs: Iterable[ActionSpec], desk: Desk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}
        self._judged: dict[str, tuple[str | None, str]] = {}
        self._scope = Scope.WINDOW
        self._taken: set[QKeySequence] = set()
        self._context = Context()
        for spec in specs:
            self._add(spec)
        self.refresh(self._context)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """Every action, in the order in which menus show them."""
        return tuple(self._specs.values())

    @property
    def context(self) -> Context:
        """What the actions were last judged by."""
        return self._context

    def spec(self, action_id: str) -> ActionSpec:
        """The description behind an action."""
        return self._specs[action_id]

    def in_menu(self, menu: Menu) -> list[QAction]:
        """The actions of one menu, in order."""
        return [self._actions[each.id] for each in self._specs.values() if menu in each.menus]

    def blocked_by(self, action_id: str) -> str | None:
        """Why the action can't run now, or None when it can."""
        return self._specs[action_id].blocked_by(self._context)

    def refresh(self, context: Context) -> None:
        """Enable what applies now; a disabled action says why in its tooltip."""
        self._context = context
        for spec in self._specs.values():
            self._judge(spec, self._actions[spec.id])
        self._hand_out_keys()
        self.refreshed.emit()

    def install(self, window: QWidget, homes: Mapping[Scope, QWidget]) -> None:
        """Let the shortcuts work: the window's everywhere, those of a pane within its home."""
        for spec in self._specs.values():
            home = window if spec.scope is Scope.WINDOW else homes.get(spec.scope)
            if home is not None:
                home.addAction(self._actions[spec.id])

    def enter(self, scope: Scope) -> None:
        """Give ``scope`` the keys it shares with the window; Qt would refuse both as ambiguous."""
        if scope is not self._scope:
            self._scope = scope
            self._hand_out_keys()

    def _hand_out_keys(self) -> None:
        taken = self._keys_of_scope()
        if taken == self._taken:
            return
        turned, self._taken = taken ^ self._taken, taken
        for spec in self._in_scope(Scope.WINDOW):
            own = keys_of(spec)
            if not turned.isdisjoint(own):
                self._actions[spec.id].setShortcuts([key for key in own if key not in taken])

    def _keys_of_scope(self) -> set[QKeySequence]:
        """The keys that are not the window's now."""
        if self._scope is Scope.WINDOW:
            return set()
        inner = (spec for spec in self._in_scope(self._scope) if not spec.yields(self._context))
        return {key for spec in inner for key in keys_of(spec)}

    def _in_scope(self, scope: Scope) -> list[ActionSpec]:
        return [spec for spec in self._specs.values() if spec.scope is scope]

    def _judge(self, spec: ActionSpec, action: QAction) -> None:
        reason = spec.blocked_by(self._context)
        title = spec.title_in(self._context)
        if spec.checked is not None:  # a click has toggled it, whatever holds
            action.setChecked(spec.checked(self._context))
        if self._judged.get(spec.id) == (reason, title):  # most are as they were
            return
        self._judged[spec.id] = (reason, title)
        action.setEnabled(reason is None)
        action.setText(title)
        action.setToolTip(_tooltip(spec, title, reason))
        action.setStatusTip(reason or spec.tip)

    def _add(self, spec: ActionSpec) -> None:
        if spec.id in self._specs:
            raise ValueError(f"two actions named {spec.id}")
        action = QAction(spec.title, self)
        action.setObjectName(spec.id)
        action.setProperty("picture", spec.icon)
        action.setShortcuts(keys_of(spec))
        action.setCheckable(spec.checked is not None)
        if spec.scope is not Scope.WINDOW:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: self._run(spec))
        self._specs[spec.id] = spec
        self._actions[spec.id] = action

    def _run(self, spec: ActionSpec) -> None:
        spec.run(self._desk)
        self.ran.emit(spec.id)


def keys_of(spec: ActionSpec) -> list[QKeySequence]:
    """The key sequences of an action; the first is the one shown."""
    return list(_keys_in(spec.shortcut))


@cache
def _keys_in(words: str) -> tuple[QKeySequence, ...]:
    return tuple(QKeySequence(text.strip()) for text in words.split(";") if text.strip())


def shortcut_text(spec: ActionSpec) -> str:
    """The first key sequence as this system writes it, or nothing."""
    keys = keys_of(spec)
    return keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


def _tooltip(spec: ActionSpec, title: str, reason: str | None) -> str:
    title = title.rstrip("…")
    keys = shortcut_text(spec)
    heading = f"{title} ({keys})" if keys else title
    detail = reason or spec.tip
    return f"{heading}: {detail}" if detail else heading
