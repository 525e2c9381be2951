"""Actions on runs, versions and costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recoil_desktop.actions.blocks import first_of, needs_online, needs_pass
from recoil_desktop.actions.run_state import RunState, VersionState
from recoil_desktop.actions.spec import ActionSpec, Menu

if TYPE_CHECKING:
    from recoil_desktop.actions.context import Context

Reason = str | None

_RUN = (Menu.RUN,)
_LINE = (Menu.RUN, Menu.RUNS_CONTEXT)
_TREE = (Menu.RUN, Menu.TREE_CONTEXT)
_VERSION = (Menu.RUN, Menu.VERSIONS_CONTEXT)


def _run(context: Context) -> RunState:
    return context.run or RunState()


def _versions(context: Context) -> VersionState:
    return context.versions or VersionState()


def _needs_episode(context: Context) -> Reason:
    node = context.selected
    is_one = node is not None and str(node.kind) == "episode" and node.detail.episode is not None
    return None if is_one else "select an episode in the tree"


def _needs_shot(context: Context) -> Reason:
    node = context.selected
    is_one = node is not None and str(node.kind) == "shot" and bool(node.detail.shot_id)
    return None if is_one else "select a shot in the tree"


def _needs_run(context: Context) -> Reason:
    return None if _run(context).is_running else "no run goes on here"


def _needs_levers(context: Context) -> Reason:
    run = _run(context)
    if not run.is_running:
        return "no run goes on here"
    return "the run is about to end" if run.is_stopping else None


def _needs_uncancelled(context: Context) -> Reason:
    run = _run(context)
    if not run.is_running:
        return "no run goes on here"
    return "the run is being cancelled" if run.is_cancelling else None


def _needs_idle(context: Context) -> Reason:
    run = _run(context)
    if run.is_running:
        return "a run of this episode goes on: it fetches them itself"
    return f"this episode is being run by {run.run_by}" if run.run_by else None


def _needs_jobs(context: Context) -> Reason:
    return None if _run(context).collectable else "no job waits at a provider"


def _needs_interrupted(context: Context) -> Reason:
    return None if _run(context).is_interrupted else "no run was interrupted"


def _needs_live(context: Context) -> Reason:
    run = _run(context)
    if not run.chosen_beat:
        return "select a beat in the runs pane"
    return None if run.is_live else "nothing of this beat is under way"


def _needs_batch(context: Context) -> Reason:
    return None if _run(context).chosen_scene else "select a batch in the runs pane"


def _needs_rerollable(context: Context) -> Reason:
    run = _run(context)
    if not run.chosen_scene:
        return "select a batch in the runs pane"
    return None if run.can_reroll else "only a batch of one beat that has a good take"


def _needs_output(context: Context) -> Reason:
    return None if _run(context).chosen_output else "select a take that has a file"


def _needs_missing(context: Context) -> Reason:
    return None if _run(context).is_missing else "select a batch whose video is missing"


def _needs_version(context: Context) -> Reason:
    return None if _versions(context).scene_id else "choose a batch in the versions pane"


def _needs_newer(context: Context) -> Reason:
    found = _versions(context)
    if not found.scene_id:
        return "choose a batch in the versions pane"
    return (
        None if found.chosen > found.active else "choose a version newer than the one that counts"
    )


def _needs_older(context: Context) -> Reason:
    found = _versions(context)
    if not found.scene_id:
        return "choose a batch in the versions pane"
    is_older = 0 < found.chosen < found.active
    return None if is_older else "choose a version older than the one that counts"


def _needs_underived(context: Context) -> Reason:
    found = _versions(context)
    if not found.scene_id:
        return "choose a batch in the versions pane"
    return "its boards are its own already" if found.is_derived else None


def _is_paused(context: Context) -> bool:
    return _run(context).is_paused


GENERATE_ACTIONS = (
    ActionSpec("generate.open", "Generate…", lambda desk: desk.generate(), _RUN, "Ctrl+Alt+G",
               needs_online, icon="generate", group="generate",
               tip="Plan an episode, see what it costs, and render it"),
    ActionSpec("generate.episode", "Generate this episode…",
               lambda desk: desk.generate(desk.selection[0]), (Menu.TREE_CONTEXT,), "",
               first_of(needs_online, _needs_episode), icon="generate", group="generate",
               tip="Plan this episode, see what it costs, and render it"),
    ActionSpec("generate.pass", "Render this pass…",
               lambda desk: desk.generate(desk.selection[0]), _TREE, "",
               first_of(needs_online, needs_pass), icon="pass", group="generate",
               tip="See what this coverage pass costs, and render it alone"),
    ActionSpec("shot.generate", "Render this shot alone…",
               lambda desk: desk.generate(desk.selection[0]), _TREE, "",
               first_of(needs_online, _needs_shot), icon="shot", group="generate",
               tip="See what a take of this shot alone costs, and render it"),
    ActionSpec("run.pause", "Pause run", lambda desk: desk.runs.pause_or_resume(), _RUN,
               "Ctrl+Alt+P", _needs_levers, icon="pause", group="run", checked=_is_paused,
               tip="Start nothing new for now; what is under way goes on"),
    ActionSpec("run.stop", "Stop after current takes", lambda desk: desk.runs.stop(), _RUN,
               "Ctrl+Alt+S", _needs_levers, icon="stop-after", group="run",
               tip="Start nothing new any more; what is under way is fetched and kept"),
    ActionSpec("run.cancel", "Cancel run…", lambda desk: desk.runs.ask_to_cancel(), _RUN,
               "Ctrl+Alt+X", _needs_uncancelled, icon="cancel", group="run",
               tip="Ask the provider to stop what is under way; it may still be charged"),
    ActionSpec("run.cancel_beat", "Cancel this beat…", lambda desk: desk.runs.ask_to_cancel_beat(),
               _LINE, "", first_of(_needs_run, _needs_live), icon="cancel", group="beat",
               tip="Ask the provider to stop this take; it may still be charged"),
    ActionSpec("run.collect", "Collect finished jobs", lambda desk: desk.runs.collect(), _RUN,
               "Ctrl+Alt+C", first_of(needs_online, _needs_idle, _needs_jobs), icon="download",
               group="jobs", tip="Fetch what is finished at the providers; nothing new is sent"),
    ActionSpec("run.resume", "Resume interrupted run", lambda desk: desk.runs.resume_interrupted(),
               _RUN, "Ctrl+Alt+R", first_of(needs_online, _needs_interrupted), icon="resume",
               group="jobs", tip="The same run again; what was sent is followed, not sent again"),
    ActionSpec("run.leave", "Leave interrupted run", lambda desk: desk.runs.leave(), _RUN, "",
               _needs_interrupted, icon="close", group="jobs",
               tip="Do nothing now; its jobs stay in the ledger"),
    ActionSpec("run.view", "Show take in viewer", lambda desk: desk.runs.view_chosen(), _LINE, "",
               _needs_output, icon="eye", group="take"),
    ActionSpec("run.reroll", "New take of this batch…", lambda desk: desk.runs.ask_to_reroll(),
               _LINE, "Ctrl+Alt+T", first_of(needs_online, _needs_idle, _needs_rerollable),
               icon="reroll", group="take", tip="One fresh take beside the one that counts"),
    ActionSpec("run.locate", "Locate missing video…", lambda desk: desk.runs.ask_to_locate(),
               _LINE, "", first_of(needs_online, _needs_missing), icon="locate", group="take",
               tip="Choose the file that was moved or renamed; it is put back into its place"),
    ActionSpec("run.fetch", "Download missing video again", lambda desk: desk.runs.fetch_again(),
               _LINE, "", first_of(needs_online, _needs_missing), icon="download", group="take",
               tip="Fetch it from its provider once more; that costs nothing"),
    ActionSpec("run.render_again", "Render missing video again…",
               lambda desk: desk.runs.render_again(), _LINE, "",
               first_of(needs_online, _needs_missing), icon="refresh", group="take",
               tip="Look at what it costs, then pay for a new one"),
    ActionSpec("versions.show", "Compare versions", lambda desk: desk.versions.show_chosen(), _LINE,
               "Ctrl+Alt+V", _needs_batch, icon="compare", group="versions",
               tip="Which versions the batch has, and what differs shot by shot"),
    ActionSpec("versions.derive", "Derive scenes again", lambda desk: desk.versions.derive(),
               _VERSION, "", needs_online, icon="refresh", group="versions",
               tip="Keep what the plan says now as candidates; renders nothing"),
    ActionSpec("versions.conform", "Conform to this version", lambda desk: desk.versions.conform(),
               _VERSION, "Ctrl+Alt+Return", first_of(needs_online, _needs_newer), icon="conform",
               group="version", tip="Let the newer version count from now on; undo takes it back"),
    ActionSpec("versions.revert", "Revert to this version", lambda desk: desk.versions.revert(),
               _VERSION, "Ctrl+Alt+Backspace", first_of(needs_online, _needs_older), icon="undo",
               group="version", tip="Let the older version count again; undo takes it back"),
    ActionSpec("versions.mark_derived", "Mark boards derived",
               lambda desk: desk.versions.mark_derived(), _VERSION, "",
               first_of(needs_online, _needs_version, _needs_underived), icon="check",
               group="version", tip="The boards of the version that counts were made for it"),
    ActionSpec("costs.new_period", "Begin a new budget period…",
               lambda desk: desk.costs.ask_for_period(), _RUN, "", needs_online, icon="money",
               group="costs", tip="What was spent until now no longer counts against the budget"),
)  # fmt: skip
