"""What is noted of a board that was drawn: in the body it was drawn for, and beside its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.board_operations import propose_boards
from engine.domain.scenes import Downstream
from engine.errors import NotFound, Refused

if TYPE_CHECKING:
    from engine.domain.dispatches import DispatchIntent
    from engine.orchestration.settling import Ending
    from engine.store.project import Project

_KEPT = ("areas", "inputs")


def propose_drawn(project: Project, ending: Ending) -> None:
    """Let what was drawn be the board of its batch, to be judged; may be done again.

    A version whose boards were another's has its own now.

    Raises:
        CorruptFile, Offline, Busy, DiskFailed: the body still has the board of before; the ledger
            knows the new one.
    """
    intent = ending.intent
    if not ending.succeeded:
        return
    where = (intent.episode, intent.scene_id, intent.version)
    keys = {"artifact": ending.output, **facts_of(intent)}
    try:
        project.scenes.save_result(*where, propose_boards(revision_of(intent), keys))
        manifest = project.scenes.manifest(intent.episode, intent.scene_id)
    except NotFound:
        return  # the batch is gone: its file and the ledger say it all
    found = manifest.find(intent.version) if manifest else None
    if found is not None and found.downstream == Downstream.NOT_DERIVED:
        try:
            project.scenes.mark_derived(*where)
        except Refused:
            return  # somebody was quicker


def facts_of(intent: DispatchIntent) -> dict[str, object]:
    """What bodies and sidecars keep of how a board was drawn."""
    return {key: intent.payload[key] for key in _KEPT if intent.payload.get(key)}


def board_sidecar(intent: DispatchIntent) -> dict[str, object]:
    """What the sidecar of board art says besides what every rendered file's does."""
    return {
        "source": "storyboard",
        "source_type": "board",
        "batch_id": intent.scene_id,
        "revision": revision_of(intent),
        **facts_of(intent),
    }


def revision_of(intent: DispatchIntent) -> int:
    """Which revision of the board a dispatch is for."""
    revision = intent.payload.get("board_revision")
    return revision if isinstance(revision, int) else 1
