"""Actions by which an episode leaves."""

from __future__ import annotations

from recoil_desktop.actions.blocks import needs_project
from recoil_desktop.actions.spec import ActionSpec, Menu

EXPORT_ACTIONS = (
    ActionSpec("export.open", "Export…", lambda desk: desk.export(), (Menu.FILE, Menu.TREE_CONTEXT),
               "Ctrl+Shift+S", needs_project, icon="export", group="export",
               tip="The episode's cut as OTIO, EDL, FCPXML or table, or all shots on paper"),
)  # fmt: skip
