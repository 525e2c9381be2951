"""Actions on videos that nobody knows, and on what goes out of sight and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recoil_desktop.actions.blocks import first_of, needs_online, needs_project
from recoil_desktop.actions.spec import ActionSpec, Menu

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from recoil_desktop.actions.context import Context

Reason = str | None

_VIDEOS = (".mp4", ".mov", ".webm")
_PASS = (Menu.PASSES, Menu.TREE_CONTEXT)
_FILE = (Menu.EDIT, Menu.TREE_CONTEXT)
_OUT_OF_REACH = ("output", "state", "_history")
_WITH_FOLDER = {"asset type", "entity", "folder", "episode"}


def _is_registrable(node: Node) -> bool:
    is_video = node.path is not None and node.path.name.lower().endswith(_VIDEOS)
    is_known = str(node.kind) in {"orphan", "media"} and node.detail.episode is not None
    return is_video and is_known and not node.detail.pass_id


def _needs_stray(context: Context) -> Reason:
    if context.selection and all(map(_is_registrable, context.selection)):
        return None
    return "select videos in quarantine, or bring videos from elsewhere (Ctrl+Shift+I)"


def _needs_orphan(context: Context) -> Reason:
    kinds = context.kinds
    return None if kinds == {"orphan"} else "select files in quarantine"


def _may_go(node: Node) -> bool:
    """Whether a line stands for a file of its own, or for a folder below a category."""
    path = node.path
    if path is None or path.parts[0].startswith(_OUT_OF_REACH):
        return False
    is_file = bool(path.suffix) and str(node.kind) not in _WITH_FOLDER
    return is_file or (str(node.kind) in _WITH_FOLDER and len(path.parts) > 1)


def _needs_archivable(context: Context) -> Reason:
    if not context.selection:
        return "select files or folders in the tree"
    if all(map(_may_go, context.selection)):
        return None
    return "select only files and folders of the project"


ORPHAN_ACTIONS = (
    ActionSpec("orphan.register", "Register as pass…", lambda desk: desk.orphans.register(),
               _PASS, "Ctrl+Shift+R", first_of(needs_online, _needs_stray), icon="quarantine",
               group="orphan", tip="Say which shots it shows; then it is a pass and is cut"),
    ActionSpec("orphan.bring", "Register videos from elsewhere…",
               lambda desk: desk.orphans.bringing.choose(),
               _PASS, "Ctrl+Shift+I", needs_online, icon="drop", group="orphan",
               tip="Choose video files for the selected episode or shot; they are copied in"),
    ActionSpec("orphan.paste", "Paste videos", lambda desk: desk.orphans.bringing.paste(),
               _FILE, "Ctrl+V", needs_online, icon="drop", group="orphan",
               tip="Register the files that you copied in a file manager"),
    ActionSpec("orphan.delete", "Delete from quarantine", lambda desk: desk.orphans.delete(),
               _PASS, "Ctrl+Del", first_of(needs_online, _needs_orphan), icon="trash",
               group="orphan", tip="Into the trash; it can be brought back"),
    ActionSpec("orphan.sweep", "Look for orphans", lambda desk: desk.orphans.sweep(),
               (Menu.PASSES,), "", needs_online, icon="search", group="orphan",
               tip="Put videos that no record backs into quarantine"),
    ActionSpec("media.archive", "Archive", lambda desk: desk.trash.archive(), _FILE,
               "Ctrl+Shift+A", first_of(needs_online, _needs_archivable), icon="archive",
               group="away", tip="Out of sight, with all that belongs to it; it can come back"),
    ActionSpec("trash.open", "Trash and archive…", lambda desk: desk.trash.open(),
               (Menu.EDIT,), "Ctrl+Shift+T", needs_project, icon="trash", group="away",
               tip="Bring back what was deleted or archived"),
)  # fmt: skip
