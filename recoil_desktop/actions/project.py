"""Actions on projects and their history."""

from __future__ import annotations

from recoil_desktop.actions.blocks import (
    first_of,
    needs_jobs,
    needs_online,
    needs_project,
    needs_redo,
    needs_undo,
)
from recoil_desktop.actions.spec import ActionSpec, Menu

_FILE = (Menu.FILE,)
_EDIT = (Menu.EDIT,)

PROJECT_ACTIONS = (
    ActionSpec("project.new", "New project…", lambda desk: desk.ask_for_new_project(), _FILE,
               "Ctrl+N", icon="folder-new", group="open"),
    ActionSpec("project.open", "Open project folder…", lambda desk: desk.ask_for_folder(), _FILE,
               "Ctrl+O", icon="folder-open", group="open",
               tip="A show with its plans, renders and passes"),
    ActionSpec("video.open", "Open video…", lambda desk: desk.ask_for_video(), _FILE,
               "Ctrl+Shift+O", icon="film", group="open",
               tip="Find the cuts of any video and split it, without a project"),
    ActionSpec("project.demo", "Open the demo", lambda desk: desk.open_demo(), _FILE,
               icon="spark", group="open", tip="A small show with rendered passes to try out"),
    ActionSpec("project.check", "Check project", lambda desk: desk.check_project(), _FILE, "F5",
               needs_project, icon="refresh", group="project",
               tip="Look for new renders, finish what was interrupted, cut what has not been cut"),
    ActionSpec("project.health", "Project health", lambda desk: desk.show_health(), _FILE, "",
               needs_project, icon="activity", group="project",
               tip="Corrupt files, interrupted work, passes that wait"),
    ActionSpec("export.open", "Export…", lambda desk: desk.export(), (Menu.FILE, Menu.TREE_CONTEXT),
               "Ctrl+Shift+S", needs_project, icon="export", group="export",
               tip="The episode's cut as OTIO, EDL, FCPXML or table, or all shots on paper"),
    ActionSpec("project.close", "Close project", lambda desk: desk.close_project(), _FILE, "Ctrl+W",
               needs_project, icon="close", group="project"),
    ActionSpec("settings.open", "Settings…", lambda desk: desk.show_dialog("settings"), _FILE,
               "Ctrl+,", icon="settings", group="end"),
    ActionSpec("window.quit", "Quit", lambda desk: desk.quit(), _FILE, "Ctrl+Q", group="end"),
)  # fmt: skip

HISTORY_ACTIONS = (
    ActionSpec("history.undo", "Undo", lambda desk: desk.undo(), _EDIT, "Ctrl+Z",
               first_of(needs_online, needs_undo), icon="undo", group="history",
               tip="Take back what was done last in this window, or what is chosen in History",
               named=lambda context: f"Undo {context.undo_title or ''}".strip()),
    ActionSpec("history.redo", "Redo", lambda desk: desk.redo(), _EDIT,
               "Ctrl+Shift+Z; Ctrl+Y", first_of(needs_online, needs_redo), icon="redo",
               group="history", tip="Do again what was taken back last",
               named=lambda context: f"Redo {context.redo_title or ''}".strip()),
    ActionSpec("jobs.cancel", "Cancel running jobs", lambda desk: desk.cancel_jobs(), _EDIT,
               "Ctrl+.", needs_jobs, icon="stop", group="jobs"),
)  # fmt: skip
