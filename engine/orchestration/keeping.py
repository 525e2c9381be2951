"""Who walks a dispatch to its end: one process at a time, so that nothing is sent or noted twice.

What a running process has just sent looks, from outside, like what a dead one left behind.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from engine.domain.board_art import BOARD_PURPOSE
from engine.domain.ids import episode_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.dispatches import Dispatch
    from engine.store.changes import Recovery
    from engine.store.project import Project

GENERATE = "generate"
SHOOT = "shoot"

_LOOSE = "shot "


class Keeper(NamedTuple):
    """The lease that is held by whoever walks some dispatches."""

    kind: str
    name: str

    @classmethod
    def of_episode(cls, episode: int) -> Keeper:
        """Runs and rerolls of an episode."""
        return cls(GENERATE, episode_id(episode))

    @classmethod
    def of_shot(cls, shot_id: str) -> Keeper:
        """One shot of its own."""
        return cls(SHOOT, shot_id)

    @classmethod
    def of_board(cls, episode: int, scene_id: str) -> Keeper:
        """The board of one batch."""
        return cls(BOARD_PURPOSE, f"{episode_id(episode)} {scene_id}")

    @classmethod
    def of(cls, dispatch: Dispatch) -> Keeper:
        """Who walks a dispatch."""
        if is_loose(dispatch.purpose):
            return cls.of_shot(dispatch.scene_id)
        if dispatch.purpose == BOARD_PURPOSE:
            return cls.of_board(dispatch.episode, dispatch.scene_id)
        return cls.of_episode(dispatch.episode)


def loose_purpose(run_id: str, attempt: int) -> str:
    """What a dispatch is for that belongs to no scene; each call of the verb is one of its own."""
    return f"{_LOOSE}{run_id} {attempt}"


def is_loose(purpose: str) -> bool:
    """Whether a dispatch of this purpose belongs to no scene."""
    return purpose.startswith(_LOOSE)


def is_of_a_run(purpose: str) -> bool:
    """Whether a dispatch of this purpose is one of the takes that runs make."""
    return not is_loose(purpose) and purpose != BOARD_PURPOSE


@contextmanager
def keeping(project: Project, keeper: Keeper) -> Iterator[Recovery]:
    """Hold the lease; what dead processes began of changes is finished first, and told.

    Raises:
        Busy: another process has it; names its program and pid.
    """
    with project.locks.lease(keeper.kind, keeper.name):
        yield project.changes.finish()
