"""Rejecting: a take of a shot, or several files at once, with the reason (03)."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import Told, changes_of
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome
from engine.domain.ids import find_shot_episode
from engine.errors import UserError

if TYPE_CHECKING:  # heavy, and only named by helpers
    from engine.store.project import Project
    from engine.workspace.rejecting import Rejected, Rejection


@command(
    "reject",
    examples=(
        'recoil reject EP001_SH04 --take 2 --mode identity_drift --reason "not her face"',
        'recoil reject renders/ep_001/EP001_SH4_take2.mp4 --mode ref_bleed --reason "red hair"',
    ),
)
def reject(
    context: CommandContext,
    shots: Annotated[
        tuple[str, ...],
        Words("The shot, or files of the project.", metavar="SHOT|PATH...", read=str, repeats=True),
    ],
    *,
    mode: Annotated[str, Words("What went wrong, as a failure mode.", "--mode", "FAILURE")],
    reason: Annotated[str, Words("Why, in your words.", "--reason", "TEXT")],
    take: Annotated[
        str | None,
        Words("Its take, by number, name or path; else the one that counts.", "--take", "ID"),
    ] = None,
) -> Outcome[Told]:
    """Reject a shot's take; the reason says what the next take of its batch is to try.

    The take is marked with reason and failure mode, the shot's status says at which stage it was
    rejected, and the lesson goes to learning.jsonl. The file stays where it is.
    """
    from engine.workspace import rejecting  # late: brings pydantic

    project = context.require_project()
    why = rejecting.Why.of(reason, mode)
    names = [shot for shot in shots if find_shot_episode(shot) is not None]
    if not names:
        if take is not None:
            raise UserError("--take belongs to a shot: EP001_SH04")
        done = rejecting.reject_files(project, [project.path(shot) for shot in shots], why)
    elif len(shots) > 1:
        raise UserError("say one shot, or files of the project")
    else:
        done = rejecting.reject_shot(project, names[0], take, why)
    return _told(project, done)


def _told(project: "Project", done: "Rejection") -> Outcome[Told]:
    first = done.items[0]
    sidecar = project.sidecars.read(first.path) if first.path else None
    facts: dict[str, object] = _facts(first) | {
        "sidecar": sidecar.as_json() if sidecar else {},
        "rejected": [_facts(item) for item in done.items],
    }
    lines = tuple(map(_line, done.items))
    change = done.change
    return Outcome(Told(facts, lines), changes_of(change), change.id, change.title)


def _facts(item: "Rejected") -> dict[str, object]:
    return {
        "shot_id": item.shot_id or None,
        "path": str(item.path) if item.path else None,
        "previous_status": item.previous_status or None,
        "new_status": item.new_status,
    }


def _line(item: "Rejected") -> str:
    what = " ".join(str(part) for part in (item.shot_id, item.path) if part)
    return f"{what}: {item.previous_status or 'nothing'} > {item.new_status}"
