"""What can be done in the panes that look at takes together; the panes themselves know the keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from recoil_desktop.actions.blocks import first_of, needs_online
from recoil_desktop.actions.looking_state import LookingState
from recoil_desktop.actions.spec import ActionSpec, Menu, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from recoil_desktop.actions.context import Context
    from recoil_desktop.actions.desk import Desk

_LOOK = (Menu.LOOK,)
_MODES = (
    ("side", "Side by side", "S", "compare"),
    ("wipe", "Wipe", "W", "compare-wipe"),
    ("difference", "Difference", "D", "compare-difference"),
)
_MODE_NAMES = {"side": "side by side", "wipe": "wipe", "difference": "difference"}


def _state(context: Context) -> LookingState:
    return context.looking or LookingState()


def _needs_media(context: Context) -> str | None:
    return None if _state(context).has_media else "nothing is in the viewer"


def _needs_video(context: Context) -> str | None:
    return None if _state(context).has_video else "no video is in the viewer"


def _needs_marks(context: Context) -> str | None:
    return None if _state(context).marks else "no frame of the video is marked"


def _needs_pair(context: Context) -> str | None:
    state = _state(context)
    return None if state.has_a and state.has_b else "compare two takes first"


def _needs_take(context: Context) -> str | None:
    state = _state(context)
    return None if state.has_a or state.has_b else "compare two takes first"


def _needs_choice(context: Context) -> str | None:
    return None if _state(context).takes > 2 else "there are no other takes"  # noqa: PLR2004


def _needs_reel(context: Context) -> str | None:
    return None if _state(context).shots else "play a shot in context, or an episode, first"


def _is_shown(mode: str, context: Context) -> bool:
    return _state(context).mode == mode


def _on_compare(verb: str, *words: object) -> Callable[[Desk], object]:
    return lambda desk: getattr(desk.looking.compare_pane, verb)(*words)


def _on_reel(verb: str, *words: object, **named: object) -> Callable[[Desk], object]:
    return lambda desk: getattr(desk.looking.reel_pane, verb)(*words, **named)


def _on_viewer(verb: str, *words: object) -> Callable[[Desk], object]:
    return lambda desk: getattr(desk.looking.viewer, verb)(*words)


def _viewer(
    verb: str, title: str, keys: str, run: Callable[[Desk], object], *checks: Any, **more: Any
) -> ActionSpec:
    blocked_by = first_of(*(checks or (_needs_video,)))
    return ActionSpec(
        f"viewer.{verb}", title, run, _LOOK, keys, blocked_by, scope=Scope.VIEWER, **more
    )


def _compare(
    verb: str, title: str, keys: str, run: Callable[[Desk], object], *checks: Any, **more: Any
) -> ActionSpec:
    blocked_by = first_of(*(checks or (_needs_pair,)))
    return ActionSpec(
        f"compare.{verb}", title, run, (Menu.COMPARE,), keys, blocked_by,
        scope=Scope.COMPARE, **more,
    )  # fmt: skip


def _reel(
    verb: str, title: str, keys: str, run: Callable[[Desk], object], **more: Any
) -> ActionSpec:
    return ActionSpec(
        f"reel.{verb}", title, run, _LOOK, keys, _needs_reel, scope=Scope.REEL, **more
    )


LOOKING_ACTIONS = (
    _viewer("mark_in", "Mark in (viewer)", "I", _on_viewer("mark_in"), icon="mark-in",
            group="range"),
    _viewer("mark_out", "Mark out (viewer)", "O", _on_viewer("mark_out"), icon="mark-out",
            group="range"),
    _viewer("clear_range", "Clear range (viewer)", "Alt+X", _on_viewer("clear_range"),
            icon="range-clear", group="range"),
    _viewer("loop", "Loop the range, or all", "Shift+L", _on_viewer("toggle_loop"), icon="loop",
            group="range"),
    _viewer("next_mark", "Next marked frame", "PgDown", _on_viewer("go_to_mark", 1),
            _needs_marks, group="marks"),
    _viewer("previous_mark", "Previous marked frame", "PgUp", _on_viewer("go_to_mark", -1),
            _needs_marks, group="marks"),
    _viewer("enter_frame", "Go to frame (viewer)…", "Ctrl+G", _on_viewer("enter_frame"),
            group="marks"),
    _viewer("enter_timecode", "Go to timecode (viewer)…", "Ctrl+Shift+G",
            _on_viewer("enter_timecode"), group="marks"),
    _viewer("safe_areas", "Safe areas of 9:16 players", "G", _on_viewer("toggle_safe_areas"),
            _needs_media, icon="safe-areas", group="picture"),
    _viewer("fit", "Fit the picture", "0", _on_viewer("zoom_to", 0.0), _needs_media, icon="fit",
            group="picture"),
    _viewer("pixels", "Show every pixel", "1", _on_viewer("zoom_to", 1.0), _needs_media,
            group="picture"),
    _compare("toggle", "Show the other take", "T", _on_compare("toggle"), icon="compare-toggle",
             group="sides", tip="The same frame of the other take, at once"),
    _compare("show_a", "Show take A", "A", _on_compare("show_side", 0), _needs_take,
             group="sides"),
    _compare("show_b", "Show take B", "B", _on_compare("show_side", 1), _needs_take,
             group="sides"),
    _compare("swap", "Swap the takes", "Shift+T", _on_compare("swap"), icon="swap",
             group="sides"),
    *(_compare(name, f"Compare: {title.lower()}", keys,
               _on_compare("show_mode", _MODE_NAMES[name]), icon=picture, group="modes",
               checked=partial(_is_shown, _MODE_NAMES[name]))
      for name, title, keys, picture in _MODES),
    _compare("next_take", "Next take of the shot", "Down", _on_compare("change_take", 1),
             _needs_choice, group="takes"),
    _compare("previous_take", "Previous take of the shot", "Up",
             _on_compare("change_take", -1), _needs_choice, group="takes"),
    _compare("slip_on", "Slip the take one frame on", "Alt+Right", _on_compare("slip_by", 1),
             group="slip", tip="Against the other take: the one in sight, B where both are"),
    _compare("slip_back", "Slip the take one frame back", "Alt+Left",
             _on_compare("slip_by", -1), group="slip"),
    _compare("reset_slips", "Both takes from their start", "Alt+0",
             _on_compare("reset_slips"), group="slip"),
    _compare("pin", "Pin the take in sight", "P", _on_compare("judge", "pinned"), needs_online,
             _needs_take, icon="pin", group="judge"),
    _compare("propose", "Make the take in sight a candidate", "U",
             _on_compare("judge", "candidate"), needs_online, _needs_take, icon="check-circle",
             group="judge"),
    _compare("reject", "Reject the take in sight…", "X", _on_compare("judge", "rejected"),
             needs_online, _needs_take, icon="reject", group="judge"),
    _compare("reveal", "Select the take in the project", "Return; Enter", _on_compare("reveal"),
             _needs_take, icon="locate", group="judge"),
    _reel("next_shot", "Next shot", "Down; PgDown", _on_reel("next_shot", 1), group="reel"),
    _reel("previous_shot", "Previous shot", "Up; PgUp", _on_reel("next_shot", -1), group="reel"),
    _reel("around", "Shot between its neighbours", "C", _on_reel("show_scope", is_whole=False),
          icon="play-context", group="reel",
          checked=lambda context: bool(_state(context).shots) and not _state(context).is_whole),
    _reel("whole", "Whole episode", "E", _on_reel("show_scope", is_whole=True),
          icon="play-episode", group="reel", checked=lambda context: _state(context).is_whole),
    _reel("reveal", "Select the shot in the project", "Return; Enter", _on_reel("reveal"),
          icon="locate", group="reel"),
)  # fmt: skip
