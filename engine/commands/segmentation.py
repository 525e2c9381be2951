"""Cuts: of any video, of passes, and what the editor decides about them."""

# Annotations are read at run time: the command line is made from them.
from fractions import Fraction
from pathlib import Path
from typing import Annotated

from engine.commands.answers import changes_of, counted
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.commands.segmentation_answers import (
    ConfirmAnswer,
    CutsAnswer,
    ExtractAnswer,
    RegenerateAnswer,
    RejectAnswer,
    ReviewListAnswer,
    ReviewShowAnswer,
    SplitAnswer,
)
from engine.domain.changes import Change, ChangeKind, Outcome
from engine.domain.cut_points import check_durations, read_durations, read_times
from engine.domain.ids import parse_episode
from engine.domain.review import ReviewSheet
from engine.errors import NotFound, UserError

Video = Annotated[Path, Words("The video: MP4, MOV or WebM.", metavar="VIDEO")]
PassWord = Annotated[str, Words("The pass, by its id or the beginning of it.", metavar="PASS")]
Durations = Annotated[
    tuple[Fraction, ...] | None,
    Words("Planned seconds of each shot: 3,5,2", "--durations", "SECONDS", read_durations),
]
At = Annotated[
    tuple[Fraction, ...] | None,
    Words("Cuts in seconds, rising: 3.0,8.0", "--at", "SECONDS", read_times),
]
Reason = Annotated[str, Words("Why, in your words.", "--reason", "TEXT")]


# -- any video ---------------------------------------------------------------


@command(
    "cuts",
    examples=("recoil cuts take.mp4 --durations 3,5,2", "recoil cuts take.mp4 --shots 3 --json"),
    needs_project=False,
)
def find_cuts(
    context: CommandContext,
    video: Video,
    *,
    shots: Annotated[int | None, Words("How many shots there should be.", "--shots", "N")] = None,
    durations: Durations = None,
) -> Outcome[CutsAnswer]:
    """Find the cuts of any video, against a number of shots or their planned durations."""
    from engine.workspace import loose  # late: brings numpy

    if shots is not None and durations is not None:
        raise UserError("say --shots or --durations, not both")
    if shots is not None and shots < 1:
        raise UserError(f"a video has at least one shot: {shots}")
    if durations is not None:
        check_durations(durations)
    found = loose.find_cuts(video, shots, durations, context.caches, context.job)
    return Outcome(CutsAnswer(found), title=f"Cuts of {video.name}")


@command(
    "split",
    examples=(
        "recoil split take.mp4 --out clips --at 3.0,8.0",
        "recoil split take.mp4 --out clips --durations 3,5,2",
    ),
    needs_project=False,
)
def split_video(
    context: CommandContext,
    video: Video,
    *,
    out: Annotated[Path, Words("Folder for the clips; made when it lacks.", "--out", "DIR")],
    at: At = None,
    durations: Durations = None,
) -> Outcome[SplitAnswer]:
    """Cut any video into clips, at given times or where its planned shots are found."""
    from engine.workspace import loose  # late: brings numpy

    if (at is None) == (durations is None):
        raise UserError("say either --at or --durations")
    if durations is not None:
        check_durations(durations)
    clips = loose.split(
        video, out, at=at, durations=durations, caches=context.caches, job=context.job
    )
    return Outcome(SplitAnswer(clips), title=f"Split {video.name}")


# -- passes ------------------------------------------------------------------


@command("extract", examples=("recoil extract", "recoil extract --episode 1 --json"))
def extract(
    context: CommandContext,
    *,
    episode: Annotated[
        int | None, Words("Only this episode: 1, EP001", "--episode", "N", parse_episode)
    ] = None,
    pass_id: Annotated[str | None, Words("Only this pass.", "--pass", "ID")] = None,
) -> Outcome[ExtractAnswer]:
    """Cut the passes that wait into one clip per shot; doubtful ones go to review.

    A pass whose cuts fit the plan gets its clips, their sidecars and a marker. One whose cuts
    diverged waits for `recoil review`. What a dead process left is finished first.
    """
    from engine.workspace import extraction  # late: brings numpy

    project = context.require_project()
    project.changes.recover()
    if pass_id is not None:
        done = extraction.extract_pass(project, pass_id, context.caches, context.job)
        failed = [outcome.error for outcome in done if outcome.error]
        if failed and len(failed) == len(done):
            raise failed[0]
        return _extracted(ExtractAnswer(done))
    if episode is not None:
        _check_episode(context, episode)
    wanted = None if episode is None else [episode]
    found = extraction.extract_waiting(project, context.caches, context.job, wanted)
    if episode is not None and found.refused:
        raise found.refused[0].error
    return _extracted(ExtractAnswer(found.passes, found.refused))


@command("review list", examples=("recoil review list --json",))
def list_reviews(context: CommandContext) -> Outcome[ReviewListAnswer]:
    """List the passes that wait for somebody to say where their cuts are."""
    from engine.workspace.review import waiting_reviews  # late: brings pydantic

    return Outcome(ReviewListAnswer(waiting_reviews(context.require_project())))


@command("review show", examples=("recoil review show EP001_PASS_011",))
def show_review(context: CommandContext, pass_id: PassWord) -> Outcome[ReviewShowAnswer]:
    """Show what was planned and found in a pass, and what would fix it."""
    project = context.require_project()
    sheet = open_review(context, pass_id)
    return Outcome(ReviewShowAnswer(sheet, str(project.path(sheet.video))))


@command(
    "review confirm",
    examples=(
        "recoil review confirm EP001_PASS_011 --at 1.5,3.2",
        "recoil review confirm EP001_PASS_011 --map segments.json",
    ),
)
def confirm_review(
    context: CommandContext,
    pass_id: PassWord,
    *,
    at: At = None,
    segment_map: Annotated[
        Path | None, Words("JSON file: which segment runs from where to where.", "--map", "FILE")
    ] = None,
    extras: Annotated[
        tuple[Fraction, ...],
        Words("More clips, from these seconds on.", "--extras", "SECONDS", read_times),
    ] = (),
) -> Outcome[ConfirmAnswer]:
    """Cut a pass where you say: exactly one cut fewer than it has shots.

    Old clips, their sidecars and the marker are replaced as one change, which `recoil undo` takes
    back; extras that were cut before are cut again. If cutting fails, the old clips are still
    there.
    """
    from engine.workspace import confirmed, review  # late: brings numpy

    if (at is None) == (segment_map is None):
        raise UserError("say either --at or --map")
    if segment_map is not None:
        document = _read_map(segment_map)
        done = review.confirm(
            context.require_project(),
            pass_id,
            lambda shots, timeline, _extras: confirmed.from_map(document, shots, timeline),
            context.job,
        )
    else:
        points = at or ()
        done = review.confirm(
            context.require_project(),
            pass_id,
            lambda shots, timeline, kept: confirmed.from_points(
                points, shots, timeline, (*kept, *extras)
            ),
            context.job,
        )
    change = done.result.change
    changes = changes_of(change, Change(ChangeKind.PASS, done.pass_id))
    title = change.title if change else ""
    return Outcome(ConfirmAnswer(done), changes, change.id if change else None, title)


@command(
    "segment reject",
    examples=(
        'recoil segment reject renders/ep_001/shot_002_FROM_PASS_011_take1.mp4 --reason "drifts"',
    ),
)
def reject_segment(
    context: CommandContext,
    path: Annotated[str, Words("The clip, relative to the project.", metavar="PATH")],
    *,
    reason: Reason,
    mode: Annotated[str, Words("What went wrong, as a failure mode.", "--mode", "FAILURE")] = (
        "unknown"
    ),
) -> Outcome[RejectAnswer]:
    """Mark a clip rejected, with the reason; everything else in its sidecar stays."""
    from engine.workspace import regeneration  # late: brings pydantic

    project = context.require_project()
    clip = project.path(path)
    change = regeneration.reject_segment(project, clip, reason, mode)
    sidecar = project.sidecars.read(clip)
    answer = RejectAnswer(str(clip), sidecar.as_json() if sidecar else {})
    return Outcome(answer, changes_of(change), change.id, change.title)


@command(
    "regenerate",
    examples=('recoil regenerate EP001_SH02 --from EP001_PASS_011 --reason "wrong hand"',),
)
def regenerate(
    context: CommandContext,
    shot: Annotated[str, Words("The shot: EP001_SH33A or 33a", metavar="SHOT")],
    *,
    from_pass: Annotated[
        str, Words("The pass it is in, by the beginning of its id.", "--from", "PASS")
    ],
    reason: Reason,
    tag: Annotated[str | None, Words("The new pass's tag; else REGEN.", "--tag", "TAG")] = None,
    no_dispatch: Annotated[
        bool, Words("Only plan the pass; it is rendered later.", "--no-dispatch")
    ] = False,
) -> Outcome[RegenerateAnswer]:
    """Ask for one shot again: a new pass of its own, rendered at once unless told otherwise.

    It is rendered by the project's provider within the episode's budget; when that cannot be done
    now, the pass waits, and `recoil generate --pass` renders it.
    """
    from engine.workspace import regeneration  # late: brings pydantic

    new = regeneration.regenerate(context.require_project(), shot, from_pass, reason, tag)
    changes = changes_of(new.change, Change(ChangeKind.PASS, new.pass_id))
    answer = RegenerateAnswer(new.pass_id, note="waits: recoil generate --pass renders it")
    if not no_dispatch:
        from engine.commands import running  # late: brings the run

        is_rendered, note = running.render_pass(context, new.pass_id)
        answer = RegenerateAnswer(new.pass_id, is_rendered, note)
    return Outcome(answer, changes, new.change.id, new.change.title)


# -- for the panel -----------------------------------------------------------


def open_review(context: CommandContext, pass_id: str) -> ReviewSheet:
    """Everything about a pass that its review shows; looks only.

    Raises:
        NotFound: no such pass, or no video of it.
        ProbeFailed: the video cannot be decoded.
    """
    from engine.workspace import review  # late: brings numpy

    return review.open_review(context.require_project(), pass_id, context.caches, context.job)


def open_video(
    context: CommandContext,
    video: Path,
    *,
    durations: tuple[Fraction, ...] | None = None,
    shots: int | None = None,
) -> ReviewSheet:
    """The same for a file without a project.

    Raises:
        NotFound, ProbeFailed: there is no such file, or it cannot be decoded.
    """
    from engine.workspace import review  # late: brings numpy

    return review.open_video(video, durations, shots, context.caches, context.job)


def _extracted(answer: ExtractAnswer) -> Outcome[ExtractAnswer]:
    done = answer.passes
    touched = [Change(ChangeKind.PASS, outcome.pass_id) for outcome in done]
    changes = frozenset(touched).union(*(changes_of(outcome.change) for outcome in done))
    last = next((outcome.change.id for outcome in reversed(done) if outcome.change), None)
    return Outcome(answer, changes, last, f"Extract {counted(len(done), 'pass', 'passes')}")


def _check_episode(context: CommandContext, episode: int) -> None:
    from engine.domain.ids import episode_folder, episode_id
    from engine.domain.paths import ProjectPath

    project = context.require_project()
    folders = (f"renders/{episode_folder(episode)}", f"output/video/{episode_folder(episode)}")
    known = episode in project.passes.episodes()
    if not known and not any(project.files.is_folder(ProjectPath(name)) for name in folders):
        raise NotFound("episode", episode_id(episode))


def _read_map(path: Path) -> object:
    from engine.store.files import read_json

    document = read_json(path)
    if document is None:
        raise NotFound("file", str(path))
    return document
