"""Moving videos that nobody knows into quarantine, as one change that can be taken back (03)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import episode_id
from engine.domain.orphans import is_much
from engine.workspace.orphan_companions import kept_beside, move_all
from engine.workspace.orphans import episodes_on_disk, find_strays

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from engine.domain.paths import ProjectPath
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project
    from engine.workspace.orphans import EpisodeStrays, Stray

KIND = "sweep"
_HISTORY = 100


@dataclass(frozen=True, slots=True)
class Swept:
    """A video that was moved, or is proposed to be, and why."""

    path: ProjectPath
    target: ProjectPath
    episode: int
    reason: str

    def as_json(self) -> dict[str, object]:
        """It as ``orphans sweep --json`` lists it."""
        named = {"path": str(self.path), "moved_to": str(self.target)}
        return {**named, "episode": episode_id(self.episode), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Sweep:
    """What became of it; ``untouched`` are the episodes nobody may look into, with the reason."""

    moved: tuple[Swept, ...] = ()
    proposed: tuple[Swept, ...] = ()
    untouched: tuple[EpisodeStrays, ...] = ()
    change: AppliedChange | None = None


def propose(project: Project, episodes: Iterable[int] | None = None) -> Sweep:
    """What a sweep would move; moves nothing."""
    found = _look(project, episodes)
    return Sweep(proposed=_as_proposed(found), untouched=_untouched(found))


def sweep(
    project: Project,
    episodes: Iterable[int] | None = None,
    spared: Collection[str] = frozenset(),
) -> Sweep:
    """Move what belongs there; of an episode that would lose much it is only proposed.

    Raises:
        Offline, Busy, DiskFailed: nothing has changed.
    """
    found = _look(project, episodes, spared)
    large = [one for one in found if is_much(len(one.strays), one.videos)]
    wanted = [one.episode for one in found if one.strays and one not in large]
    moved, change = _move(project, wanted, spared)
    return Sweep(moved, _as_proposed(large), _untouched(found), change)


def sweep_confirmed(project: Project, episodes: Iterable[int] | None = None) -> Sweep:
    """Move what belongs there, however much it is: a person has looked at the proposal."""
    found = _look(project, episodes)
    moved, change = _move(project, [one.episode for one in found if one.strays], frozenset())
    return Sweep(moved, untouched=_untouched(found), change=change)


def taken_back(project: Project) -> frozenset[str]:
    """The videos that somebody brought back out of quarantine by undo: they stay where they are."""
    history = project.changes.history(_HISTORY)
    undone = [change for change in history if change.kind == KIND and change.is_undone]
    return frozenset(path for change in undone for path in change.paths)


def _look(
    project: Project, episodes: Iterable[int] | None, spared: Collection[str] = frozenset()
) -> tuple[EpisodeStrays, ...]:
    wanted = episodes_on_disk(project) if episodes is None else tuple(episodes)
    return tuple(find_strays(project, episode, spared) for episode in wanted)


def _move(
    project: Project, episodes: list[int], spared: Collection[str]
) -> tuple[tuple[Swept, ...], AppliedChange | None]:
    if not episodes:
        return (), None
    with project.changes.writing() as draft:
        # Looked at again: somebody may have registered one of them meanwhile.
        found = [find_strays(project, episode, spared) for episode in episodes]
        moved = tuple(_quarantine(project, draft, one) for each in found for one in each.strays)
        if not moved:
            return (), None
        return moved, draft.commit(KIND, _title(moved))


def _quarantine(project: Project, draft: Draft, stray: Stray) -> Swept:
    moves = kept_beside(project, draft, stray.path, stray.quarantined)
    move_all(draft, moves)
    return Swept(stray.path, moves[0][1], stray.episode, stray.reason)


def _title(moved: tuple[Swept, ...]) -> str:
    what = moved[0].path.name if len(moved) == 1 else f"{len(moved)} videos"
    episodes = sorted({one.episode for one in moved})
    where = episode_id(episodes[0]) if len(episodes) == 1 else f"{len(episodes)} episodes"
    return f"Quarantine {what} of {where}"


def _as_proposed(found: Iterable[EpisodeStrays]) -> tuple[Swept, ...]:
    return tuple(
        Swept(one.path, one.quarantined, one.episode, one.reason)
        for each in found
        for one in each.strays
    )


def _untouched(found: Iterable[EpisodeStrays]) -> tuple[EpisodeStrays, ...]:
    return tuple(one for one in found if one.trouble)
