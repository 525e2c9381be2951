"""Sidecars, and taking changes back."""

# Annotations are read at run time: the command line is made from them.
import json
from typing import TYPE_CHECKING, Annotated, NoReturn

from engine.commands.answers import Told, changes_of
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome
from engine.domain.paths import ProjectPath
from engine.errors import Conflict, DataError, NotFound, UserError

if TYPE_CHECKING:  # heavy, and only named by helpers
    from engine.store.journal import AppliedChange
    from engine.store.project import Project


def read_setting(text: str) -> tuple[str, object]:
    """``KEY=JSON`` as key and value.

    Raises:
        UserError: there is no key, or what follows is not JSON.
    """
    key, sign, said = text.partition("=")
    if not sign or not key.strip():
        raise UserError(f"not KEY=JSON: {text!r}")
    try:
        return key.strip(), json.loads(said, parse_constant=_refuse)
    except ValueError:
        raise UserError(f'not JSON: {said!r} (text needs quotes: {key}="...")') from None


@command(
    "sidecar",
    examples=(
        "recoil sidecar renders/ep_001/EP001_COV_001_SH1_2_take1.mp4",
        "recoil sidecar PATH --set notes='\"good light\"' --set tags='[\"hero\"]'",
    ),
)
def sidecar(
    context: CommandContext,
    path: Annotated[str, Words("The media file, relative to the project.", metavar="PATH")],
    *,
    settings: Annotated[
        tuple[tuple[str, object], ...],
        Words("Set a key; all others stay.", "--set", "KEY=JSON", read_setting, repeats=True),
    ] = (),
    expected: Annotated[
        tuple[tuple[str, object], ...],
        Words("Only while a key stands so.", "--expect", "KEY=JSON", read_setting, repeats=True),
    ] = (),
) -> Outcome[Told]:
    """Show what is known about a media file, or set keys of it."""
    project = context.require_project()
    media = project.path(path)
    if not project.resolve(media).is_file():
        raise NotFound("file", str(media))
    change = _set(project, media, dict(settings), dict(expected)) if settings else None
    found = project.sidecars.read(media)
    facts = {"path": str(media), "sidecar": found.as_json() if found else None}
    shown = json.dumps(facts["sidecar"], indent=2, ensure_ascii=False) if found else "no sidecar"
    told = Told(facts, tuple(shown.splitlines()))
    undo = change.id if change else None
    return Outcome(told, changes_of(change), undo, change.title if change else "")


@command("undo", examples=("recoil undo", "recoil undo 00000012-5f0c1a2b"))
def undo(
    context: CommandContext,
    change_id: Annotated[
        str | None, Words("The change; else the newest.", metavar="[CHANGE]")
    ] = None,
) -> Outcome[Told]:
    """Take back the last change, or the one of this id."""
    change = context.require_project().changes.undo(change_id)
    return _inverted(change, f"undone: {change.title}")


@command("redo", examples=("recoil redo",))
def redo(
    context: CommandContext,
    change_id: Annotated[
        str | None, Words("The change; else the one undone last.", metavar="[CHANGE]")
    ] = None,
) -> Outcome[Told]:
    """Make a change again that was taken back."""
    change = context.require_project().changes.redo(change_id)
    return _inverted(change, f"done again: {change.title}")


@command("history", examples=("recoil history --limit 10",))
def history(
    context: CommandContext,
    *,
    limit: Annotated[int, Words("How many.", "--limit", "N")] = 50,
) -> Outcome[Told]:
    """List what was changed, the newest first."""
    if limit < 1:
        raise UserError("say a limit of at least 1")
    changes = context.require_project().changes.history(limit)
    lines = tuple(
        f"{change.id}  {change.at}  {change.title}{'  (undone)' if change.is_undone else ''}"
        for change in changes
    )
    facts = {"changes": [_change(change) for change in changes]}
    return Outcome(Told(facts, lines or ("nothing was changed yet",)))


def _set(
    project: "Project",
    media: ProjectPath,
    settings: dict[str, object],
    expected: dict[str, object],
) -> "AppliedChange | None":
    """Merge keys into a sidecar; None when they stood there already.

    Raises:
        Conflict: an expected key stands otherwise; nothing has changed.
    """
    from engine.domain.sidecar import Sidecar

    current = project.sidecars.read(media)
    try:
        Sidecar.read((current.as_json() if current else {}) | settings)
    except DataError as error:
        raise UserError(f"not for a sidecar: {error}") from error
    with project.changes.writing() as draft:
        _check_expected(draft.read_json(media.sidecar()) or {}, media, settings, expected)
        project.sidecars.merge(draft, media, settings)
        if draft.is_empty:
            return None
        return draft.commit("sidecar", f"Edit {', '.join(settings)} of {media.name}")


def _check_expected(
    known: dict[str, object],
    media: ProjectPath,
    settings: dict[str, object],
    expected: dict[str, object],
) -> None:
    for key, value in expected.items():
        now = known.get(key)
        # A key that lacks says as little as an empty one; who wrote the same is no stranger.
        if now != value and (now or value) and now != settings.get(key, value):
            said = json.dumps(now, ensure_ascii=False, default=str)
            raise Conflict(f"{media.name}: somebody else changed {key} meanwhile: {said}")


def _inverted(change: "AppliedChange", line: str) -> Outcome[Told]:
    facts = {"changes": [_change(change)], "paths": list(change.paths)}
    title = line[0].upper() + line[1:]
    return Outcome(Told(facts, (line,)), changes_of(change), title=title)


def _change(change: "AppliedChange") -> dict[str, object]:
    return {
        "id": change.id,
        "kind": change.kind,
        "title": change.title,
        "at": change.at,
        "undone": change.is_undone,
        "undoes": change.undoes,
    }


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
