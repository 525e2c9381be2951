"""Actions on passes, clips and files that are selected in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recoil_desktop.actions.blocks import (
    first_of,
    needs_file,
    needs_online,
    needs_pass,
    needs_project,
    needs_segment,
    needs_video,
)
from recoil_desktop.actions.spec import ActionSpec, Menu

if TYPE_CHECKING:
    from recoil_desktop.actions.desk import Desk

_PASS = (Menu.PASSES, Menu.TREE_CONTEXT)
_FILE = (Menu.EDIT, Menu.TREE_CONTEXT)


def _review_selected(desk: Desk) -> None:
    desk.review(desk.selection[0].detail.pass_id)


def _extract_selected(desk: Desk) -> None:
    desk.extract(desk.selection[0].detail.pass_id)


MEDIA_ACTIONS = (
    ActionSpec("pass.review", "Review cuts", _review_selected, _PASS, "Ctrl+R", needs_pass,
               icon="cut", group="review", tip="Open the pass in the segmentation panel"),
    ActionSpec("pass.extract", "Cut pass", _extract_selected, _PASS, "Ctrl+E",
               first_of(needs_online, needs_pass), icon="split", group="extract",
               tip="Find the cuts and make the clips; a doubtful pass goes to review"),
    ActionSpec("episode.extract", "Cut all passes", lambda desk: desk.extract(), (Menu.PASSES,),
               "Ctrl+Shift+E", needs_online, icon="split", group="extract",
               tip="Cut every pass of the project that has not been cut"),
    ActionSpec("shot.regenerate", "Make shot again…",
               lambda desk: desk.regenerate(desk.selection[0]), _PASS, "",
               first_of(needs_online, needs_segment), icon="refresh", group="segment",
               tip="Queue a new pass for this shot alone"),
    ActionSpec("media.view", "Show in viewer", lambda desk: desk.view(desk.selection[0]),
               (Menu.VIEW, Menu.TREE_CONTEXT), "", needs_file, icon="eye", group="file"),
    ActionSpec("media.segment", "Find cuts in this video",
               lambda desk: desk.segment_video(desk.selection[0]), _PASS, "", needs_video,
               icon="threshold", group="file",
               tip="Open it as a video of its own, without its pass"),
    ActionSpec("media.reveal", "Show in file manager", lambda desk: desk.reveal(desk.selection[0]),
               _FILE, "Ctrl+Shift+F", needs_file, icon="reveal", group="file"),
    ActionSpec("media.open", "Open in default program",
               lambda desk: desk.open_externally(desk.selection[0]), _FILE, "", needs_file,
               icon="external", group="file"),
    ActionSpec("media.open_with", "Open with…", lambda desk: desk.open_with(desk.selection[0]),
               _FILE, "Ctrl+Alt+O", needs_file, icon="external", group="file",
               tip="The system's default program, or one that you set up"),
    ActionSpec("media.copy_path", "Copy path", lambda desk: desk.copy_path(desk.selection), _FILE,
               "Ctrl+Shift+C", needs_project, icon="copy", group="file"),
)  # fmt: skip
