"""Keeping a project in order: changes that got stuck, and snapshots of its documents."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING, Annotated

from engine.clock import stamp
from engine.commands.answers import Told, changes_of, counted
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome

if TYPE_CHECKING:  # heavy, and only named by helpers
    from engine.store.journal import StuckChange
    from engine.store.snapshots import Snapshot


# -- stuck changes -----------------------------------------------------------


@command("changes stuck", examples=("recoil changes stuck", "recoil changes stuck --json"))
def list_stuck(context: CommandContext) -> Outcome[Told]:
    """List the interrupted changes that no longer fit what is on disk.

    Nothing of them is touched until somebody looks: say what they did, what is left of them and
    why. Make it fit again and the next command finishes them, or put them aside.
    """
    from engine.workspace.health import aside_fix, stuck_json  # late: brings pydantic

    changes = context.require_project().changes
    stuck, aside = changes.stuck(), changes.aside()
    facts = {
        "stuck": [stuck_json(one) for one in stuck],
        "aside": [stuck_json(one) | {"fix": ""} for one in aside],
    }
    lines = [line for one in stuck for line in (*_lines(one), f"  to put aside: {aside_fix(one)}")]
    lines += [f"{one.id}  {one.title}  (put aside, kept in {one.path})" for one in aside]
    return Outcome(Told(facts, tuple(lines) or ("no change is stuck",)))


@command("changes aside", examples=("recoil changes aside 00000012-5f0c1a2b",))
def put_aside(
    context: CommandContext,
    change_id: Annotated[str, Words("The stuck change, by its id.", metavar="CHANGE")],
) -> Outcome[Told]:
    """Stop trying to finish a stuck change; what it left half done stays as it is.

    Nothing is deleted: the change moves to state/stuck with everything it meant to do, and what it
    did and did not do is named. `recoil undo` puts it back, to be tried again.
    """
    from engine.workspace.health import stuck_json  # late: brings pydantic

    kept, change = context.require_project().changes.put_aside(change_id)
    facts = stuck_json(kept) | {"kept": kept.path, "fix": f"recoil undo {change.id}"}
    told = Told(facts, (*_lines(kept), f"  kept in {kept.path}"))
    return Outcome(told, changes_of(change), change.id, change.title)


# -- snapshots ---------------------------------------------------------------


@command("snapshot list", examples=("recoil snapshot list --json",))
def list_snapshots(context: CommandContext) -> Outcome[Told]:
    """List the snapshots of the project's documents, the newest first."""
    found = context.require_project().snapshots.all()
    lines = tuple(f"{one.name}  {counted(one.documents, 'document')}" for one in found)
    return Outcome(Told({"snapshots": [_snapshot(one) for one in found]}, lines or ("none yet",)))


@command("snapshot make", examples=("recoil snapshot make",))
def make_snapshot(context: CommandContext) -> Outcome[Told]:
    """Keep all documents as they are now; media are not in it."""
    made = context.require_project().snapshots.make()
    facts = {"snapshot": _snapshot(made) if made else None}
    if made is None:
        return Outcome(Told(facts, ("nothing has changed since the last one",)))
    lines = [f"{made.name}  {counted(made.documents, 'document')}"]
    lines += [f"  corrupt, not in it: {path}" for path in made.corrupt]
    return Outcome(Told(facts, tuple(lines)), title="Make a snapshot")


@command("snapshot restore", examples=("recoil snapshot restore 20260504T160400Z",))
def restore_snapshot(
    context: CommandContext,
    name: Annotated[str, Words("The snapshot, as the list names it.", metavar="NAME")],
) -> Outcome[Told]:
    """Bring the documents of a snapshot back; those made since stay, undo takes it back."""
    change = context.require_project().snapshots.restore(name)
    facts = {"restored": name, "change": change.id, "paths": list(change.paths)}
    told = Told(facts, (change.title, *change.paths))
    return Outcome(told, changes_of(change), change.id, change.title)


def _lines(one: "StuckChange") -> tuple[str, ...]:
    done = (f"  done: {step}" for step in one.done)
    left = (f"  not done: {step}" for step in one.open)
    return (f"{one.id}  {one.title}: {one.reason}", *done, *left)


def _snapshot(one: "Snapshot") -> dict[str, object]:
    return {
        "name": one.name,
        "at": stamp(one.at),
        "documents": one.documents,
        "corrupt": list(one.corrupt),
    }
