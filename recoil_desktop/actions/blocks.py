"""The reasons why an action can't run, as small functions that actions share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from recoil_desktop.actions.context import Context

Reason = str | None

_VIDEOS = (".mp4", ".mov", ".webm")


def first_of(*checks: Callable[[Context], Reason]) -> Callable[[Context], Reason]:
    """The first reason that speaks against it, or None."""

    def blocked_by(context: Context) -> Reason:
        return next((reason for check in checks if (reason := check(context))), None)

    return blocked_by


def needs_project(context: Context) -> Reason:
    """A project has to be open."""
    return None if context.project else "open a project first"


def needs_online(context: Context) -> Reason:
    """The project has to be one that may be changed."""
    if context.project is None:
        return "open a project first"
    return f"the project is offline: {context.offline}" if context.offline else None


def needs_one(context: Context) -> Reason:
    """Exactly one line of the tree has to be selected."""
    if context.selected is not None:
        return None
    return "select one line only" if context.selection else "select something in the tree"


def needs_pass(context: Context) -> Reason:
    """A pass, or something that was cut from one, has to be selected."""
    node = context.selected
    if node is None:
        return needs_one(context) or "select a pass"
    return None if str(node.kind) == "pass" and node.detail.pass_id else "select a pass"


def needs_segment(context: Context) -> Reason:
    """A clip that was cut from a pass has to be selected."""
    node = context.selected
    if node is None:
        return needs_one(context)
    is_clip = str(node.kind) in {"segment", "extra"} and node.path is not None
    return None if is_clip else "select a clip that was cut from a pass"


def needs_file(context: Context) -> Reason:
    """Something that lies on disk has to be selected."""
    node = context.selected
    if node is None:
        return needs_one(context)
    return None if node.path is not None else "select something that is a file"


def needs_video(context: Context) -> Reason:
    """A video file has to be selected."""
    node = context.selected
    if node is None or node.path is None:
        return needs_file(context)
    is_video = str(node.path).lower().endswith(_VIDEOS)
    return None if is_video else "select a video"


def needs_undo(context: Context) -> Reason:
    """There has to be something to take back: done here, or chosen in the history."""
    if context.undo_title:
        return None
    if context.has_history:
        return "nothing was done in this window; History takes back what was done before"
    return "nothing to undo"


def needs_redo(context: Context) -> Reason:
    """There has to be something that was taken back."""
    return None if context.redo_title else "nothing to redo"


def needs_jobs(context: Context) -> Reason:
    """Something has to run."""
    return None if context.running_jobs else "nothing is running"
