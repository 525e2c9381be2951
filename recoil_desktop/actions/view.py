"""Actions on the window itself: panes, colours, sizes, help."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from recoil_desktop.actions.spec import ActionSpec, Menu

if TYPE_CHECKING:
    from recoil_desktop.actions.desk import Desk

_VIEW = (Menu.VIEW,)
_HELP = (Menu.HELP,)

PANES = {
    "tree": "Project",
    "viewer": "Viewer",
    "segmentation": "Segmentation",
    "inspector": "Inspector",
    "activity": "Activity",
    "reviews": "Review queue",
    "history": "History",
    "runs": "Runs",
    "versions": "Versions",
    "costs": "Costs",
    "inbox": "Inbox",
    "board": "Board",
    "comments": "Comments",
    "lightbox": "Lightbox",
    "recent": "Recent",
    "account": "Account",
    "compare": "Compare",
    "reel": "Reel",
}
"""The panes of the window by name, with their titles, in the order of their keys."""

_OTHER_KEYS = {
    "compare": "Ctrl+Alt+B",
    "reel": "Ctrl+Alt+J",
    "costs": "Ctrl+Alt+M",
    "inbox": "Ctrl+I",
    "board": "Ctrl+B",
    "comments": "Ctrl+Alt+K",
    "lightbox": "Ctrl+L",
    "recent": "Ctrl+Alt+N",
    "account": "Ctrl+Alt+A",
}


def _show(name: str, desk: Desk) -> None:
    desk.show_pane(name)


def _toggle(name: str, desk: Desk) -> None:
    desk.toggle_pane(name)


def _theme(choice: str, desk: Desk) -> None:
    desk.choose_theme(choice)


def _scale(step: int, desk: Desk) -> None:
    desk.scale_by(step)


def _dialog(name: str, desk: Desk) -> None:
    desk.show_dialog(name)


_GO_TO = tuple(
    ActionSpec(f"pane.{name}", f"Go to {title.lower()}", partial(_show, name), _VIEW,
               _OTHER_KEYS.get(name, f"Ctrl+{number}"), group="go")
    for number, (name, title) in enumerate(PANES.items(), start=1)
)  # fmt: skip
_TOGGLE = tuple(
    ActionSpec(f"pane.toggle_{name}", f"Show or hide {title.lower()}", partial(_toggle, name),
               _VIEW, keys, icon=picture, group="panes")
    for name, title, keys, picture in (
        ("tree", "the project pane", "Ctrl+Alt+1", "dock-left"),
        ("inspector", "the inspector", "Ctrl+Alt+2", "dock-right"),
        ("activity", "the activity pane", "Ctrl+Alt+3", "dock-bottom"),
    )
)  # fmt: skip

VIEW_ACTIONS = (
    ActionSpec("palette.open", "Command palette…", partial(_dialog, "palette"), _VIEW,
               "Ctrl+K; Ctrl+Shift+P", icon="command", group="find"),
    ActionSpec("tree.filter", "Search the project", lambda desk: desk.focus_filter(), _VIEW,
               "Ctrl+F", icon="search", group="find"),
    ActionSpec("search.keep", "Keep this search…", lambda desk: desk.searching.keep(), _VIEW,
               icon="bookmark", group="find"),
    *_GO_TO,
    *_TOGGLE,
    ActionSpec("layout.reset", "Reset layout", lambda desk: desk.reset_layout(), _VIEW,
               group="panes"),
    ActionSpec("theme.dark", "Dark colours", partial(_theme, "dark"), _VIEW, icon="moon",
               group="theme"),
    ActionSpec("theme.light", "Light colours", partial(_theme, "light"), _VIEW, icon="sun",
               group="theme"),
    ActionSpec("theme.system", "Colours of the system", partial(_theme, "system"), _VIEW,
               group="theme"),
    ActionSpec("scale.larger", "Larger texts", partial(_scale, 10), _VIEW, "Ctrl++; Ctrl+=",
               icon="zoom-in", group="scale"),
    ActionSpec("scale.smaller", "Smaller texts", partial(_scale, -10), _VIEW, "Ctrl+-",
               icon="zoom-out", group="scale"),
    ActionSpec("scale.reset", "Texts as designed", partial(_scale, 0), _VIEW, "Ctrl+0",
               group="scale"),
)  # fmt: skip

HELP_ACTIONS = (
    ActionSpec("help.shortcuts", "Keyboard shortcuts…", partial(_dialog, "shortcuts"), _HELP,
               "F1; Ctrl+/", icon="keyboard", group="help"),
    ActionSpec("help.uses", "How often actions are used…", partial(_dialog, "uses"), _HELP,
               icon="list", group="help", tip="Counted on this machine only"),
    ActionSpec("help.log", "Log…", partial(_dialog, "log"), _HELP, icon="log", group="help",
               tip="What the program did, and what went wrong"),
    ActionSpec("help.about", "About Recoil…", partial(_dialog, "about"), _HELP, icon="info",
               group="about"),
)  # fmt: skip
