"""What people decide about files: statuses, the canonical picture of an asset, stars, first frames.

Everything is one change that `recoil undo` takes back; several files at once are one, too.
"""

# Annotations are read at run time: the command line is made from them.
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import Told, changes_of, counted
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.errors import UserError

if TYPE_CHECKING:  # heavy, and only named by helpers
    from engine.domain.paths import ProjectPath
    from engine.store.journal import AppliedChange
    from engine.store.project import Project

Files = Annotated[
    tuple[str, ...],
    Words("Media files, relative to the project.", metavar="PATH...", read=str, repeats=True),
]


@command(
    "promote",
    examples=(
        "recoil promote renders/ep_001/shot_012_FROM_PASS_003_A_JADE_take2.mp4 --status pinned",
        "recoil promote assets/char/jade/jade_red_coat.png --canonical char jade",
    ),
)
def promote(
    context: CommandContext,
    paths: Files,
    *,
    status: Annotated[
        str | None, Words("pinned, candidate, registered or untracked.", "--status", "S")
    ] = None,
    canonical: Annotated[
        tuple[str, ...] | None,
        Words("The asset it stands for.", "--canonical", "TYPE ENTITY", str, is_pair=True),
    ] = None,
) -> Outcome[Told]:
    """Pin files, make them candidates, or let one stand for an asset.

    The canonical picture of an asset is kept in the asset's folder and copied as its hero;
    casting_state.json tells planners of it, and who was canonical before is a candidate again.
    """
    if (status is None) == (canonical is None):
        raise UserError("say either --status or --canonical")
    project = context.require_project()
    media = [project.path(path) for path in paths]
    if canonical is not None:
        return _make_canonical(project, media, canonical)
    from engine.workspace import promotion  # late: brings pydantic

    done = promotion.promote(project, media, status or "")
    facts = [
        {
            "path": str(one.path),
            "previous_status": one.previous_status,
            "new_status": one.new_status,
        }
        for one in done.files
    ]
    lines = tuple(f"{one['path']}: {one['previous_status']} > {one['new_status']}" for one in facts)
    first = facts[0] | {"promoted_to": None, "sidecar": _sidecar(project, done.files[0].path)}
    return _told(first | {"files": facts}, lines, done.change)


@command(
    "star",
    examples=("recoil star renders/ep_001/EP001_SH5_take1.mp4 4", "recoil star PATH PATH 0"),
)
def star(
    context: CommandContext,
    paths: Files,
    stars: Annotated[int, Words("0 to 5.", metavar="N")],
) -> Outcome[Told]:
    """Give files 0 to 5 stars; 0 takes them away."""
    from engine.workspace.stars import set_stars  # late: brings pydantic

    project = context.require_project()
    done = set_stars(project, [project.path(path) for path in paths], stars)
    facts = {
        "paths": [str(path) for path in done.paths],
        "stars": done.stars,
        "previous": list(done.before),
    }
    files = counted(len(done.paths), "file")
    line = f"{'★' * stars or 'no stars'} for {done.paths[0] if len(done.paths) == 1 else files}"
    return _told(facts, (line,), done.change)


@command(
    "start-frame",
    examples=("recoil start-frame renders/ep_001/EP001_SH4_take1.png EP001_SH04",),
)
def start_frame(
    context: CommandContext,
    path: Annotated[str, Words("A picture, relative to the project.", metavar="PATH")],
    shot: Annotated[str, Words("The shot: EP001_SH33A", metavar="SHOT")],
) -> Outcome[Told]:
    """Let a shot's video begin with a picture; its next take does."""
    from engine.workspace.start_frame import set_start_frame  # late: brings pydantic

    project = context.require_project()
    done = set_start_frame(project, project.path(path), shot)
    facts = {
        "shot_id": done.shot_id,
        "start_frame": str(done.path),
        "previous": done.previous or None,
        "previous_status": done.previous_status,
        "new_status": done.new_status,
        "sidecar": _sidecar(project, done.path),
    }
    line = f"{done.shot_id} begins with {done.path}"
    return _told(facts, (line,), done.change, Change(ChangeKind.MEDIA, done.shot_id))


def _make_canonical(
    project: "Project", media: "list[ProjectPath]", words: tuple[str, ...]
) -> Outcome[Told]:
    from engine.domain.casting import Asset  # late: brings pydantic, as the next
    from engine.workspace.casting import make_canonical

    asset = Asset.of(*words)
    if len(media) != 1:
        raise UserError(f"one file stands for {asset.entity}, not {len(media)}")
    done = make_canonical(project, media[0], asset)
    facts = {
        "path": str(done.path),
        "promoted_to": str(done.hero),
        "asset": {"type": asset.type, "entity": asset.entity},
        "demoted": [str(path) for path in done.demoted],
        "previous_status": done.previous_status,
        "new_status": "canonical",
        "sidecar": _sidecar(project, done.path),
    }
    lines = [f"{done.path} is canonical for {asset.entity}: {done.hero}"]
    lines += [f"candidate again: {path}" for path in done.demoted]
    return _told(facts, tuple(lines), done.change)


def _sidecar(project: "Project", path: "ProjectPath") -> dict[str, object]:
    found = project.sidecars.read(path)
    return found.as_json() if found else {}


def _told(
    facts: Mapping[str, object],
    lines: tuple[str, ...],
    change: "AppliedChange | None",
    *more: Change,
) -> Outcome[Told]:
    """The answer; nothing to undo when everything stood so already."""
    if change is None:
        return Outcome(Told(facts, lines), title="Nothing changed: it stands so already")
    return Outcome(Told(facts, lines), changes_of(change, *more), change.id, change.title)
