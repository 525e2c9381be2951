"""Boards that came home and were noted nowhere: whoever fetched them died in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.board_art import BOARD_PURPOSE, art_of
from engine.domain.dispatches import DispatchState
from engine.orchestration.board_filing import propose_drawn, revision_of
from engine.orchestration.settling import ending_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.dispatches import Dispatch
    from engine.store.project import Project


def note_forgotten(project: Project, episode: int | None = None) -> tuple[str, ...]:
    """Note boards that were filed and charged by a process that died before it could; names them.

    Raises:
        CorruptFile, Offline, Busy, DiskFailed: what is left can be noted later.
    """
    noted: list[str] = []
    for dispatch in _newest(project, episode):
        intent = project.ledger.intent(dispatch.dispatch_id)
        loaded = project.scenes.load(intent.episode, intent.scene_id, intent.version)
        if loaded is None:
            continue
        known = max((art_of(beat).newest for beat in loaded.scene.beats), default=0)
        if revision_of(intent) > known:
            propose_drawn(project, ending_of(dispatch, intent))
            noted.append(str(dispatch.target))
    return tuple(noted)


def _newest(project: Project, episode: int | None) -> Iterable[Dispatch]:
    """The last board that was charged, of every version of every batch."""
    found: dict[tuple[int, str, int], Dispatch] = {}
    for one in project.ledger.view().dispatches.values():
        is_asked = one.purpose == BOARD_PURPOSE and episode in {None, one.episode}
        if is_asked and one.state is DispatchState.CHARGED and not one.detail.get("failed_check"):
            found[one.episode, one.scene_id, one.version] = one
    return found.values()
