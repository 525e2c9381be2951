"""What actions know of runs and versions: the episode shown, the run that goes, the line chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunState:
    """A snapshot of the runs pane.

    ``run_by`` names another program that runs this episode. ``collectable`` are jobs at providers
    that nobody follows now. The ``chosen_...`` tell of the selected line: its batch, beat, take.
    """

    episode: int | None = None
    is_running: bool = False
    is_paused: bool = False
    is_stopping: bool = False
    is_cancelling: bool = False
    run_by: str = ""
    is_interrupted: bool = False
    collectable: int = 0
    chosen_scene: str = ""
    chosen_beat: str = ""
    chosen_output: str = ""
    is_live: bool = False  # a take of the chosen beat is under way here
    is_missing: bool = False  # the video of the chosen beat is not there any more
    can_reroll: bool = False


@dataclass(frozen=True, slots=True)
class VersionState:
    """A snapshot of the versions pane: the batch, the version that counts, the one looked at."""

    scene_id: str = ""
    active: int = 0
    chosen: int = 0
    is_derived: bool = True
