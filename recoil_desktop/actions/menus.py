"""Builds menus out of the actions' own descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from recoil_desktop.actions.spec import Menu

if TYPE_CHECKING:
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


TREE_GROUPS = (
    *("review", "extract", "generate", "status", "asset", "segment", "look", "orphan"),
    *("open", "file", "away", "export"),
)
"""The groups of a line's menu: what is done all day stands before what is done to its file."""


def fill(menu: QMenu, registry: ActionRegistry, name: Menu) -> QMenu:
    """Put the actions of ``name`` into ``menu``, with a line between their groups."""
    previous = None
    menu.setToolTipsVisible(True)
    for action in registry.in_menu(name):
        group = registry.spec(action.objectName()).group
        if previous is not None and group != previous:
            menu.addSeparator()
        menu.addAction(action)
        previous = group
    return menu


def context_menu(parent: QWidget, registry: ActionRegistry, name: Menu) -> QMenu:
    """A context menu with the actions that apply now; the others are left out."""
    registry.about_to_offer.emit()
    menu = QMenu(parent)
    previous = None
    for action in _in_order(registry, name):
        if not action.isEnabled():
            continue
        group = registry.spec(action.objectName()).group
        if previous is not None and group != previous:
            menu.addSeparator()
        menu.addAction(action)
        previous = group
    return menu


def _in_order(registry: ActionRegistry, name: Menu) -> list[QAction]:
    actions = registry.in_menu(name)
    if name is not Menu.TREE_CONTEXT:
        return actions
    places = {group: place for place, group in enumerate(TREE_GROUPS)}

    def place(action: QAction) -> int:
        return places.get(registry.spec(action.objectName()).group, len(places))

    return sorted(actions, key=place)
