"""Builds menus out of the actions' own descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from recoil_desktop.actions.spec import Menu

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from recoil_desktop.actions.registry import ActionRegistry

MENU_BAR = {
    Menu.FILE: "File",
    Menu.EDIT: "Edit",
    Menu.PASSES: "Pass",
    Menu.TAKES: "Take",
    Menu.RUN: "Generate",
    Menu.SEGMENTATION: "Cuts",
    Menu.PLAYBACK: "Playback",
    Menu.BOARD: "Board",
    Menu.LOOK: "Look",
    Menu.COMPARE: "Compare",
    Menu.VIEW: "View",
    Menu.HELP: "Help",
}
"""The menus of the menu bar with their titles, in order."""


GROUPS = {
    Menu.TREE_CONTEXT: (
        *("review", "extract", "generate", "status", "asset", "segment", "look", "orphan"),
        *("open", "file", "away", "export"),
    )
}
"""Where the groups of a menu stand otherwise than in the menu bar: the day's work comes first."""


def fill(menu: QMenu, registry: ActionRegistry, name: Menu) -> QMenu:
    """Put the actions of ``name`` into ``menu``, with a line between their groups."""
    menu.setToolTipsVisible(True)
    return _filled(menu, registry, registry.in_menu(name))


def context_menu(parent: QWidget, registry: ActionRegistry, name: Menu) -> QMenu:
    """A context menu with the actions that apply now; the others are left out."""
    registry.about_to_offer.emit()
    actions = [action for action in registry.in_menu(name) if action.isEnabled()]
    groups = GROUPS.get(name)
    if groups is not None:
        actions.sort(key=lambda action: groups.index(_group(registry, action)))
    return _filled(QMenu(parent), registry, actions)


def _filled(menu: QMenu, registry: ActionRegistry, actions: Iterable[QAction]) -> QMenu:
    previous = None
    for action in actions:
        group = _group(registry, action)
        if previous is not None and group != previous:
            menu.addSeparator()
        menu.addAction(action)
        previous = group
    return menu


def _group(registry: ActionRegistry, action: QAction) -> str:
    return registry.spec(action.objectName()).group
