"""Archive and trash: out of sight, and back where it was."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import Told, changes_of, counted
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome

if TYPE_CHECKING:
    from engine.workspace.archive import Moved


@command(
    "archive",
    examples=(
        "recoil archive renders/ep_001/EP001_SH4_take2.mp4",
        "recoil archive assets/prop/lamp",
    ),
)
def archive(
    context: CommandContext,
    path: Annotated[
        str, Words("A media file or a folder, relative to the project.", metavar="PATH")
    ],
) -> Outcome[Told]:
    """Put a file with all that belongs to it, or a folder, into the archive.

    It goes to _history/archives, and `recoil restore` brings it back.
    """
    from engine.workspace import archive as archives  # late: brings pydantic

    project = context.require_project()
    moved = archives.archive(project, project.path(path))
    facts = {"path": str(moved.source), "destination": str(moved.target)}
    return _told(moved, facts, f"{moved.source} > {moved.target}")


def archive_all(context: CommandContext, paths: tuple[str, ...]) -> Outcome[Told]:
    """Several at once, as one change.

    Raises:
        Like ``archive``; nothing has changed.
    """
    from engine.workspace import archive as archives  # late: brings pydantic

    project = context.require_project()
    targets, change = archives.archive_all(project, [project.path(path) for path in paths])
    places = [str(target) for target in targets]
    told = Told({"destinations": places, "change": change.id}, tuple(places))
    return Outcome(told, changes_of(change), change.id, change.title)


@command(
    "restore",
    examples=(
        "recoil restore renders/ep_001/EP001_SH4_take2.mp4",
        "recoil restore _history/archives/assets/prop/lamp --keep-both",
    ),
)
def restore(
    context: CommandContext,
    path: Annotated[str, Words("Where it lies in the archive, or where it was.", metavar="PATH")],
    *,
    keep_both: Annotated[bool, Words("Another name when its own is taken.", "--keep-both")] = False,
) -> Outcome[Told]:
    """Bring a file or folder back out of the archive; what lies there now is never overwritten."""
    from engine.workspace import archive as archives  # late: brings pydantic

    project = context.require_project()
    placing = archives.keep_both if keep_both else archives.only_there
    moved = archives.restore(project, project.path(path), placing)
    facts = {"path": str(moved.source), "restored_to": str(moved.target)}
    return _told(moved, facts, f"{moved.source} > {moved.target}")


@command("archives", examples=("recoil archives --json",))
def list_archives(context: CommandContext) -> Outcome[Told]:
    """List what lies in the archive, and where each was."""
    from engine.workspace.archive import archived  # late: brings pydantic

    found = archived(context.require_project())
    facts = {
        "archived": [
            {
                "path": str(one.path),
                "origin": str(one.origin),
                "archived_at": one.at or None,
                "size": one.size,
            }
            for one in found
        ]
    }
    lines = tuple(f"{one.at or 'some time':20}  {one.origin}" for one in found)
    return Outcome(Told(facts, lines or ("the archive is empty",)))


@command("trash list", examples=("recoil trash list",))
def list_trash(context: CommandContext) -> Outcome[Told]:
    """List what was thrown away, the newest first."""
    from engine.workspace.trash import trash_entries

    entries = trash_entries(context.require_project())
    lines = tuple(
        f"{one.id}  {one.at}  {one.title}  ({counted(len(one.files), 'file')})" for one in entries
    )
    facts = {"entries": [one.as_json() for one in entries]}
    return Outcome(Told(facts, lines or ("the trash is empty",)))


@command("trash restore", examples=("recoil trash restore 00000012-5f0c1a2b",))
def restore_trash(
    context: CommandContext,
    entry: Annotated[str, Words("The entry, by its id or the beginning of it.", metavar="ID")],
) -> Outcome[Told]:
    """Bring back what one change threw away, each file to where it was."""
    from engine.workspace.trash import restore_from_trash

    back = restore_from_trash(context.require_project(), entry)
    places = [str(path) for path in back.paths]
    facts = {"restored_to": places[0], "restored": places, "change": back.change.id}
    change = back.change
    return Outcome(Told(facts, tuple(places)), changes_of(change), change.id, change.title)


def _told(moved: "Moved", facts: dict[str, str], line: str) -> Outcome[Told]:
    change = moved.change
    told = Told({**facts, "change": change.id}, (line,))
    return Outcome(told, changes_of(change), change.id, change.title)
