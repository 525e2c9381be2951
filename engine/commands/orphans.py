"""Videos that nobody knows: into quarantine, out of it as passes, or into the trash."""

# Annotations are read at run time: the command line is made from them.
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from engine.clock import stamp
from engine.commands.answers import Told, changes_of, counted
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.domain.ids import episode_id, parse_episode
from engine.domain.orphans import USUAL_FORMAT, RegisterOrder, register_order
from engine.errors import NotFound, Refused, UserError

if TYPE_CHECKING:
    from engine.domain.orphans import Orphan
    from engine.store.journal import AppliedChange
    from engine.store.project import Project
    from engine.workspace.identity import Found, IdentityBook
    from engine.workspace.index import MediaFile
    from engine.workspace.orphan_register import Registered
    from engine.workspace.orphan_sweep import Sweep

    Followed = tuple[tuple[Found, ...], AppliedChange | None]

Episode = Annotated[int, Words("The episode: 1, EP001", "--episode", "N", parse_episode)]
OnlyEpisode = Annotated[
    int | None, Words("Only this episode: 1, EP001", "--episode", "N", parse_episode)
]
File = Annotated[
    str, Words("The video: in quarantine, in the project, or anywhere.", metavar="FILE")
]


def read_shots(said: str) -> tuple[str, ...]:
    """``SH1,SH2`` as its parts.

    Raises:
        UserError: there are none.
    """
    shots = tuple(shot.strip() for shot in said.split(",") if shot.strip())
    if not shots:
        raise UserError("say which shots are in it: --shots SH1,SH2")
    return shots


# -- into quarantine ---------------------------------------------------------


@command(
    "orphans sweep",
    examples=("recoil orphans sweep", "recoil orphans sweep --episode 1 --propose --json"),
)
def sweep(
    context: CommandContext,
    *,
    episode: OnlyEpisode = None,
    proposes: Annotated[bool, Words("Only say what would be moved.", "--propose")] = False,
    confirmed: Annotated[
        bool, Words("Move also where it is much: you have seen the proposal.", "--confirm")
    ] = False,
) -> Outcome[Told]:
    """Move videos that no record backs into quarantine, with all that belongs to them.

    Files that were moved or renamed by hand are known by their content, and keep their metadata.
    Where that would be more than 20 files and a fifth of an episode, they are only proposed.
    """
    from engine.workspace import orphan_sweep as sweeping  # late: brings pydantic

    project = context.require_project()
    if proposes and confirmed:
        raise UserError("say --propose or --confirm, not both")
    if episode is not None:
        _check_episode(project, episode)
    wanted = None if episode is None else [episode]
    if proposes:
        return _swept(sweeping.propose(project, wanted))
    followed = _follow(context)
    carry_out = sweeping.sweep_confirmed if confirmed else sweeping.sweep
    return _swept(carry_out(project, wanted), followed)


def sweep_by_itself(
    context: CommandContext,
    *,
    media: Callable[[], Iterable["MediaFile"]],
    book: "IdentityBook",
    episodes: tuple[int, ...] | None = None,
) -> Outcome[Told]:
    """What opening a project does, and what new files in some episodes ask for.

    Moved files are followed in every project, strays swept only in one that works by itself. What
    somebody brought back by undo stays where it is.
    """
    from engine.domain.project_settings import Mode  # late: brings pydantic
    from engine.workspace import orphan_sweep as sweeping
    from engine.workspace.identity import follow_moved

    project = context.require_project()
    followed = follow_moved(project, media(), book)
    works_by_itself = project.settings.mode in {None, Mode.MICRODRAMA}
    if not works_by_itself or not sweeping.propose(project, episodes).proposed:
        return _swept(sweeping.Sweep(), followed)
    return _swept(sweeping.sweep(project, episodes, sweeping.taken_back(project)), followed)


@command(
    "orphans quarantine",
    examples=("recoil orphans quarantine ~/Downloads/clip.mp4 --episode 1",),
)
def quarantine(context: CommandContext, file: File, *, episode: Episode) -> Outcome[Told]:
    """Put a video into quarantine, for when somebody knows what it shows.

    A video of an episode is moved; one from elsewhere is copied and left where it is.
    """
    from engine.workspace.orphan_put import put_into_quarantine  # late: brings pydantic
    from engine.workspace.orphan_source import find_source

    project = context.require_project()
    _check_episode(project, episode)
    done = put_into_quarantine(project, find_source(project, file, episode), episode)
    facts = {"path": str(done.path), "change": done.change.id}
    change = done.change
    return Outcome(Told(facts, (str(done.path),)), changes_of(change), change.id, change.title)


# -- looking -----------------------------------------------------------------


@command("orphans list", examples=("recoil orphans list --episode 1",))
def list_orphans(context: CommandContext, *, episode: OnlyEpisode = None) -> Outcome[Told]:
    """List what is in quarantine, with the reason."""
    from engine.workspace.orphans import find_orphans  # late: brings pydantic

    orphans = find_orphans(context.require_project(), episode)
    lines = tuple(f"{one.path}  {one.reason}" for one in orphans)
    facts = {"orphans": [_orphan(one) for one in orphans]}
    return Outcome(Told(facts, lines or ("the quarantine is empty",)))


@command("orphans suggest", examples=("recoil orphans suggest old_take.mp4 --episode 1",))
def suggest(
    context: CommandContext,
    file: File,
    *,
    episode: Episode,
    limit: Annotated[int, Words("How many at most.", "--limit", "N")] = 10,
) -> Outcome[Told]:
    """Say which shots a video may show, the best guess first, and why.

    What was rendered when it was written, its name, its length against the plan, its size, and its
    first frame against stills are weighed.
    """
    from engine.workspace.orphan_source import check_source, find_source  # late: brings pydantic
    from engine.workspace.orphan_suggestions import suggest as weigh

    if limit < 1:
        raise UserError("say a limit of at least 1")
    project = context.require_project()
    _check_episode(project, episode)
    source = find_source(project, file, episode)
    check_source(project, source)
    found = weigh(project, source.place, episode, context.caches, context.job)[:limit]
    lines = tuple(f"{one.title}  ({'; '.join(one.reasons)})" for one in found)
    facts = {"file": source.name, "suggestions": [one.as_json() for one in found]}
    return Outcome(Told(facts, lines or ("nothing speaks for any shot",)))


# -- out of quarantine -------------------------------------------------------


@command(
    "orphans register",
    examples=(
        "recoil orphans register old_take.mp4 --episode 1 --shots 4,5 --tag A_JADE --model wan-2",
        "recoil orphans register ~/clip.mp4 --episode 1 --shots EP001_SH04 --tag A --model kling",
    ),
)
def register(
    context: CommandContext,
    file: File,
    *,
    episode: Episode,
    shots: Annotated[
        tuple[str, ...],
        Words("The shots in it, in order: SH1,SH2", "--shots", "A,B", read_shots),
    ],
    tag: Annotated[str, Words("What it shows: A_JADE", "--tag", "TAG")],
    model: Annotated[str, Words("Which model rendered it.", "--model", "ID")],
    notes: Annotated[str, Words("A note for its sidecar.", "--notes", "TEXT")] = "",
    format_type: Annotated[str, Words("How its shots are put together.", "--format-type", "F")] = (
        USUAL_FORMAT
    ),
) -> Outcome[Told]:
    """Make a video a pass of its own: name, record, sidecar; then its cuts are looked for.

    A video in quarantine is moved; one from elsewhere is copied and left where it is. `recoil undo`
    takes back the cutting first, then the registering.
    """
    from engine.workspace import extraction  # late: brings numpy

    order = register_order(
        episode, shots, tag=tag, model=model, notes=notes, format_type=format_type
    )
    made = _register(context, file, order)
    project = context.require_project()
    (cut,) = extraction.extract_pass(project, made.pass_id, context.caches, context.job)
    facts = _registered(made) | {"status": cut.status, "segments": cut.as_json()["segments"]}
    lines = (f"{made.pass_id}  {made.video}", f"{cut.status}{f': {cut.reason}' * bool(cut.reason)}")
    touched = Change(ChangeKind.PASS, made.pass_id)
    changes = changes_of(made.change, touched) | changes_of(cut.change)
    last = cut.change or made.change
    return Outcome(Told(facts, lines), changes, last.id, made.change.title)


def register_only(context: CommandContext, file: str, order: RegisterOrder) -> Outcome[Told]:
    """The same without the cutting, for the window: there each is a change one can take back.

    Raises:
        Like ``orphans register``.
    """
    made = _register(context, file, order)
    touched = Change(ChangeKind.PASS, made.pass_id)
    told = Told(_registered(made), (made.pass_id,))
    return Outcome(told, changes_of(made.change, touched), made.change.id, made.change.title)


@command("orphans delete", examples=("recoil orphans delete old_take.mp4 --episode 1",))
def delete(context: CommandContext, file: File, *, episode: Episode) -> Outcome[Told]:
    """Throw a file in quarantine away, with all that belongs to it.

    `recoil trash restore` brings it back.
    """
    return delete_all(context, (file,), episode)


def delete_all(context: CommandContext, files: tuple[str, ...], episode: int) -> Outcome[Told]:
    """Several at once, as one change.

    Raises:
        NotFound: one is not in the quarantine of this episode.
        Refused: one lies elsewhere.
    """
    from engine.workspace.orphan_source import find_source  # late: brings pydantic
    from engine.workspace.orphans import quarantine_episode
    from engine.workspace.trash import throw_away

    project = context.require_project()
    _check_episode(project, episode)
    orphans = [find_source(project, file, episode).path for file in files]
    wanted = [path for path in orphans if path and quarantine_episode(path) == episode]
    if len(wanted) < len(files):
        raise Refused(f"not in the quarantine of {episode_id(episode)}: {files[0]}")
    with project.changes.writing() as draft:
        places = [throw_away(project, draft, path) for path in wanted]
        what = wanted[0].name if len(wanted) == 1 else f"{len(wanted)} orphans"
        change = draft.commit("trash", f"Delete {what}")
    facts = {"trash_path": str(places[0]), "trash_paths": list(map(str, places))}
    told = Told(facts | {"change": change.id}, tuple(map(str, places)))
    return Outcome(told, changes_of(change), change.id, change.title)


# -- inside ------------------------------------------------------------------


def _register(context: CommandContext, file: str, order: RegisterOrder) -> "Registered":
    from engine.workspace import orphan_register  # late: brings pydantic
    from engine.workspace.orphan_source import find_source

    project = context.require_project()
    _check_episode(project, order.episode)
    source = find_source(project, file, order.episode)
    return orphan_register.register(project, source, order)


def _registered(made: "Registered") -> dict[str, object]:
    return {"pass_id": made.pass_id, "video_path": str(made.video), "change": made.change.id}


def _follow(context: CommandContext) -> "Followed":
    """Give moved files their metadata before anybody takes them for orphans."""
    from engine.workspace.identity import IdentityBook, follow_moved  # late: brings pydantic
    from engine.workspace.index import Index

    project = context.require_project()
    if context.caches is None:
        return (), None
    index = Index(project.root)
    index.scan(context.job)
    book, media = IdentityBook(project, context.caches), tuple(index.media())
    followed = follow_moved(project, media, book)
    book.learn(media, context.job)
    return followed


def _swept(done: "Sweep", followed: "Followed" = ((), None)) -> Outcome[Told]:
    moved, change = done.moved, done.change or followed[1]
    facts = {
        "moved": len(moved),
        "files": [one.as_json() for one in moved],
        "proposed": [one.as_json() for one in done.proposed],
        "untouched": [
            {"episode": episode_id(one.episode), "reason": one.trouble} for one in done.untouched
        ],
        "followed": [one.as_json() for one in followed[0]],
        "change": change.id if change else None,
    }
    lines = [f"followed: {one.was} > {one.now}" for one in followed[0]]
    lines += [f"{one.path} > {one.target}  ({one.reason})" for one in moved]
    lines += [f"proposed: {one.path}  ({one.reason})" for one in done.proposed]
    lines += [f"{episode_id(one.episode)} is not swept: {one.trouble}" for one in done.untouched]
    told = Told(facts, tuple(lines) or ("no orphans",))
    if change is None:
        return Outcome(told, title=_proposal(done) if done.proposed else "")
    changes = changes_of(change) | changes_of(followed[1])
    return Outcome(told, changes, change.id, change.title)


def _proposal(done: "Sweep") -> str:
    return f"{counted(len(done.proposed), 'video')} would go into quarantine"


def _orphan(orphan: "Orphan") -> dict[str, object]:
    moment = datetime.fromtimestamp(orphan.modified, UTC)
    return {
        "path": str(orphan.path),
        "episode": episode_id(orphan.episode),
        "size": orphan.size,
        "modified": stamp(moment),
        "reason": orphan.reason,
    }


def _check_episode(project: "Project", episode: int) -> None:
    from engine.workspace.orphans import episodes_on_disk  # late: brings pydantic

    known = {*episodes_on_disk(project), *project.passes.episodes()}
    plans = (project.plans.path(episode), project.coverage.path(episode))
    if episode not in known and not any(project.files.exists(path) for path in plans):
        raise NotFound("episode", episode_id(episode))
