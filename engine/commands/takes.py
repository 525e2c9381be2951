"""Takes whose files are not in their places: put back by hand, or fetched once more."""

# Annotations are read at run time: the command line is made from them.
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import Told, changes_of
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.errors import NotFound, Refused
from engine.store import files

if TYPE_CHECKING:
    from engine.domain.paths import ProjectPath
    from engine.store.draft import Draft
    from engine.store.project import Project


@command(
    "take locate",
    examples=(
        "recoil take locate renders/ep_001/EP001_CONT_002_SH4_5_take1.mp4 ~/Downloads/take.mp4",
    ),
)
def locate(
    context: CommandContext,
    path: Annotated[str, Words("The take, where it should be.", metavar="TAKE")],
    file: Annotated[Path, Words("The file, where it is now.", metavar="FILE")],
) -> Outcome[Told]:
    """Put the file of a take back where it belongs; a file from elsewhere is copied.

    Where the ledger knows what was rendered, another file is refused.
    """
    project = context.require_project()
    target = project.path(path)
    place = file.expanduser().absolute()
    if not place.is_file():
        raise NotFound("file", file.name)
    _check_same(project, target, place)
    with project.changes.staging() as room, project.changes.writing() as draft:
        if draft.exists(target):
            raise Refused(f"it is there: {target}")
        _bring_home(project, draft, room, place, target)
        change = draft.commit("locate", f"Locate {target.name}")
    facts = {"path": str(target), "change": change.id}
    return Outcome(Told(facts, (str(target),)), changes_of(change), change.id, change.title)


@command("take fetch", examples=("recoil take fetch renders/ep_001/EP001_SH4_take1.mp4",))
def fetch(
    context: CommandContext,
    path: Annotated[str, Words("The take, where it should be.", metavar="TAKE")],
) -> Outcome[Told]:
    """Fetch a vanished take from its provider once more; nothing is sent and nothing is paid.

    Providers keep what they rendered for some days. What does not match what was rendered then is
    refused.
    """
    from engine.commands import running  # late: brings the run

    project = context.require_project()
    target = project.path(path)
    dispatch = running.fetch_again(context, target)
    facts = {"path": str(target), "dispatch_id": dispatch.dispatch_id}
    changes = frozenset({Change(ChangeKind.MEDIA, str(target))})
    return Outcome(Told(facts, (str(target),)), changes, title=f"Fetch {target.name} again")


def _bring_home(
    project: "Project", draft: "Draft", room: Path, place: Path, target: "ProjectPath"
) -> None:
    """Rename a file of the project, with its sidecar; copy one from elsewhere."""
    if place.is_relative_to(project.root):
        source = project.path(place)
        draft.move(source, target)
        if draft.exists(source.sidecar()) and not draft.exists(target.sidecar()):
            draft.move(source.sidecar(), target.sidecar())
        return
    staged = room / target.name
    files.copy_no_replace(place, staged)
    draft.adopt(staged, target)


def _check_same(project: "Project", target: "ProjectPath", place: Path) -> None:
    """Refuse a file that is not the one that was rendered, where that is known."""
    if place.suffix.lower() != target.suffix.lower():
        raise Refused(f"{place.name} is no {target.suffix}")
    known = {
        str(one.detail.get("sha256") or "")
        for one in project.ledger.view().dispatches.values()
        if one.target == target or one.detail.get("output") == str(target)
    } - {""}
    if known and files.sha256(place) not in known:
        raise Refused(f"{place.name} is another file than the one that was rendered")
