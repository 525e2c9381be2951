"""What can be done in the segmentation panel; every verb is a public method of the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recoil_desktop.actions.spec import ActionSpec, Menu, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from recoil_desktop.actions.context import Context
    from recoil_desktop.actions.desk import Desk
    from recoil_desktop.actions.review_state import ReviewState

    Check = Callable[[ReviewState], str | None]

_CUTS = (Menu.SEGMENTATION,)
_PLAY = (Menu.PLAYBACK,)
_SCOPE = Scope.SEGMENTATION


def _verb(name: str) -> Callable[[Desk], object]:
    return lambda desk: getattr(desk.segmentation, name)()


def _when(*checks: Check) -> Callable[[Context], str | None]:
    """The first reason that speaks against it; without a video nothing can be done."""

    def blocked_by(context: Context) -> str | None:
        state = context.review
        if state is None or not state.has_video:
            return "open a pass or a video first"
        return next((reason for check in checks if (reason := check(state))), None)

    return blocked_by


def _has_cut(state: ReviewState) -> str | None:
    return None if state.has_selected_cut else "select a cut first"


def _has_cuts(state: ReviewState) -> str | None:
    return None if state.cuts else "no cuts placed"


def _has_doubt(state: ReviewState) -> str | None:
    return None if state.doubtful else "no doubtful cut left"


def _has_range(state: ReviewState) -> str | None:
    return None if state.has_range else "set an in and an out point first"


def _has_range_end(state: ReviewState) -> str | None:
    is_set = state.in_point is not None or state.out_point is not None
    return None if is_set else "no range set"


def _has_plan(state: ReviewState) -> str | None:
    return None if state.has_plan else "no planned cuts: the video has no plan"


def _has_proposal(state: ReviewState) -> str | None:
    return None if state.has_proposal else "no proposal: the planned lengths are not known"


def _may_undo(state: ReviewState) -> str | None:
    return None if state.can_undo else "nothing to undo"


def _may_redo(state: ReviewState) -> str | None:
    return None if state.can_redo else "nothing to redo"


def _may_confirm(state: ReviewState) -> str | None:
    return "split a video without a project instead" if state.is_loose else state.blocked


def _may_split(state: ReviewState) -> str | None:
    return state.blocked if state.is_loose else "confirm the cuts of a pass instead"


def _is_untouched(context: Context) -> bool:
    """No edit of the cuts to walk through: the keys of undo are those of the project.

    Once there was one, they stop at how the review was opened.
    """
    state = context.review
    return state is None or not (state.can_undo or state.can_redo)


def _has_shot(state: ReviewState) -> str | None:
    if state.pass_id is None:
        return "only for the pass of a project"
    return None if state.shot_here else "no planned shot at the playhead"


def _is_waiting(context: Context) -> str | None:
    waiting = context.review.waiting if context.review else context.waiting_passes
    return None if waiting else "no pass waits for its review"


def _cut(verb: str, title: str, shortcut: str, *checks: Check, **more: Any) -> ActionSpec:
    run, blocked_by = _verb(verb), _when(*checks)
    return ActionSpec(f"cut.{verb}", title, run, _CUTS, shortcut, blocked_by, scope=_SCOPE, **more)


def _play(verb: str, title: str, shortcut: str, *checks: Check, **more: Any) -> ActionSpec:
    run, blocked_by = _verb(verb), _when(*checks)
    return ActionSpec(
        f"playback.{verb}", title, run, _PLAY, shortcut, blocked_by, scope=_SCOPE, **more
    )


FINISH = (
    _cut("confirm", "Confirm cuts", "Ctrl+Return; Ctrl+Enter", _may_confirm,
         icon="check", group="finish", tip="Make the clips at these cuts"),
    _cut("split_video", "Split into clips…", "Ctrl+Shift+Return", _may_split,
         icon="split", group="finish", tip="Cut this video into clips in a folder you choose"),
    ActionSpec("pass.open_next", "Open next waiting pass", _verb("open_next_pass"),
               (Menu.SEGMENTATION, Menu.REVIEW_QUEUE), "Ctrl+Shift+N", _is_waiting,
               icon="inbox", group="finish"),
)  # fmt: skip

WALK = (
    _cut("next_cut", "Next cut", "N", _has_cuts, icon="cut-next", group="walk"),
    _cut("previous_cut", "Previous cut", "P", _has_cuts, icon="cut-previous", group="walk"),
    _cut("next_doubtful", "Next doubtful cut", "D", _has_doubt, icon="question", group="walk",
         tip="Unmatched, weakly seen, far from the plan, or missing"),
    _cut("previous_doubtful", "Previous doubtful cut", "Shift+D", _has_doubt, group="walk"),
)  # fmt: skip

ONE_CUT = (
    _cut("add_cut_here", "Add cut at playhead", "C; Ins", icon="cut-add", group="one"),
    _cut("delete_cut", "Delete cut", "Del; Backspace", _has_cut, icon="cut-delete", group="one"),
    _cut("nudge_cut_back", "Move cut one frame back", "Alt+Left", _has_cut, icon="nudge-left",
         group="one"),
    _cut("nudge_cut_forward", "Move cut one frame on", "Alt+Right", _has_cut,
         icon="nudge-right", group="one"),
    _cut("nudge_cut_far_back", "Move cut several frames back", "Alt+Shift+Left", _has_cut,
         group="one"),
    _cut("nudge_cut_far_forward", "Move cut several frames on", "Alt+Shift+Right", _has_cut,
         group="one"),
    _cut("snap_cut", "Snap cut to nearest detected", "S", _has_cut, icon="snap", group="one"),
    _cut("find_best_cut", "Find the best cut near here", "B", icon="wand", group="one",
         tip="The highest score within half a second; without a selected cut one is added"),
)  # fmt: skip

MANY_CUTS = (
    _cut("remove_cuts_in_range", "Remove cuts in range", "Shift+Del", _has_range, group="many"),
    _cut("shift_all_back", "Shift all cuts one frame back", "Ctrl+Alt+Left", _has_cuts,
         icon="shift-all", group="many"),
    _cut("shift_all_forward", "Shift all cuts one frame on", "Ctrl+Alt+Right", _has_cuts,
         group="many"),
    _cut("split_evenly", "Split evenly", "Shift+E", icon="split", group="many"),
    _cut("reset_to_planned", "Reset to planned cuts", "Alt+1", _has_plan, icon="reset",
         group="reset"),
    _cut("reset_to_detected", "Reset to detected cuts", "Alt+2", icon="reset", group="reset"),
    _cut("reset_to_proposal", "Reset to proposed cuts", "Alt+3", _has_proposal, icon="reset",
         group="reset"),
    _cut("raise_threshold", "Raise threshold", "Shift+Up", icon="threshold", group="threshold"),
    _cut("lower_threshold", "Lower threshold", "Shift+Down", group="threshold"),
)  # fmt: skip

HISTORY = (
    _cut("undo", "Undo cut edit", "Ctrl+Z", _may_undo, icon="undo", group="history",
         yields=_is_untouched),
    _cut("redo", "Redo cut edit", "Ctrl+Shift+Z; Ctrl+Y", _may_redo, icon="redo",
         group="history", yields=_is_untouched),
)  # fmt: skip

SHOTS = (
    _cut("reject_segment", "Reject segment…", "", _has_shot, icon="reject", group="shot"),
    _cut("regenerate_shot", "Regenerate shot…", "", _has_shot, icon="refresh", group="shot"),
)

PLAYBACK = (
    _play("play_or_pause", "Play or pause", "Space", icon="play", group="play"),
    _play("play_backward", "Play backward, faster each time", "J", group="play"),
    _play("pause", "Pause", "K", icon="pause", group="play"),
    _play("play_forward", "Play forward, faster each time", "L", group="play"),
    _play("loop_segment", "Loop this segment", "Shift+L", icon="loop", group="play"),
    _play("play_around_cut", "Play around the cut", "Shift+Space", _has_cut, group="play"),
    _play("step_back", "Previous frame", ",; Left", icon="step-back", group="step"),
    _play("step_forward", "Next frame", ".; Right", icon="step-forward", group="step"),
    _play("leap_back", "Ten frames back", "Shift+Left", group="step"),
    _play("leap_forward", "Ten frames on", "Shift+Right", group="step"),
    _play("go_to_start", "First frame", "Home", icon="go-start", group="step"),
    _play("go_to_end", "Last frame", "End", icon="go-end", group="step"),
    _play("enter_frame", "Go to frame…", "Ctrl+G", group="step"),
    _play("enter_timecode", "Go to timecode…", "Ctrl+Shift+G", group="step"),
    _play("mark_in", "Mark in", "I", icon="mark-in", group="range"),
    _play("mark_out", "Mark out", "O", icon="mark-out", group="range"),
    _play("clear_range", "Clear range", "Alt+X", _has_range_end, icon="range-clear",
          group="range"),
    _play("zoom_in", "Zoom in", "+; =", icon="zoom-in", group="zoom"),
    _play("zoom_out", "Zoom out", "-", icon="zoom-out", group="zoom"),
    _play("zoom_to_cut", "Zoom to cut", "Z", icon="search", group="zoom"),
    _play("zoom_to_fit", "Zoom to fit", "Shift+Z", icon="fit", group="zoom"),
)  # fmt: skip

SNAPPING = ActionSpec(
    "cut.toggle_snapping",
    "Snapping",
    _verb("toggle_snapping"),
    _CUTS,
    "Shift+S",
    _when(),
    icon="snap",
    scope=Scope.SEGMENTATION,
    tip="Dragged cuts jump to detected ones; Alt turns it off for one drag",
    group="one",
    checked=lambda context: context.review is not None and context.review.snapping,
)

SPECS: tuple[ActionSpec, ...] = (
    *FINISH,
    *WALK,
    *ONE_CUT,
    SNAPPING,
    *MANY_CUTS,
    *HISTORY,
    *SHOTS,
    *PLAYBACK,
)
"""All of them, in the order of the menus."""
