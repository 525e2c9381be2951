"""The provider that costs nothing: renders real passes and keyframes on this machine.

Its jobs live in this process: after a restart none is known any more, and all are free.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import RecoilError, Unreachable, UserError
from engine.jobs import Progress, run_blocking
from engine.providers.animatic_mischief import VARIABLE, Mischief
from engine.providers.base import (
    Fetched,
    JobState,
    JobStatus,
    ProviderFailure,
    RenderRequest,
    Submission,
)
from engine.providers.payload_words import (
    boxes_of,
    duration_of,
    seed_of,
    segments_of,
    size_of,
    text,
)
from engine.providers.profiles import IMAGE_T2I
from engine.store.files import (
    copy_no_replace,
    make_folder,
    remove_own_folder,
    remove_quick,
    sha256,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.jobs import JobContext
    from engine.media.animatic_scene import AnimaticSegment
    from engine.providers.animatic_shots import Shot
    from engine.providers.base import ProviderSettings

NAME = "animatic"
_ROOTS = (82.4, 87.3, 92.5, 98.0, 110.0)  # Hz: the lowest tone under a pass


@dataclass(slots=True)
class _Job:
    """One rendering, and how far it is."""

    number: int
    request: RenderRequest
    state: JobState = JobState.QUEUED
    progress: float | None = None
    failure: ProviderFailure | None = None
    path: Path | None = None
    task: asyncio.Task[None] | None = field(default=None, repr=False)


class AnimaticProvider:
    """Draws with ``engine.media.animatic``, ``hands`` jobs at a time, the others wait their turn.

    The same request with the same seed gives the same file. ``mischief`` spoils what it renders.
    """

    def __init__(
        self,
        mischief: Mischief | None = None,
        *,
        hands: int | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._mischief = mischief or Mischief()
        # An encoder uses more than one core by itself.
        self._hands = asyncio.Semaphore(hands or max(2, (os.cpu_count() or 2) // 2))
        self._sleep = sleep
        self._jobs: dict[str, _Job] = {}
        self._folder: Path | None = None

    @property
    def name(self) -> str:
        """``animatic``."""
        return NAME

    @property
    def is_free(self) -> bool:
        """Yes, unless it is asked to charge for failures."""
        return not self._mischief.billed_micro

    @property
    def takes_keys(self) -> bool:
        """The same dispatch twice is the same job."""
        return True

    def check_ready(self) -> None:
        """It always is."""

    async def submit(self, request: RenderRequest) -> Submission:
        """Begin to render.

        Raises:
            UserError: the payload asks for something impossible.
        """
        if request.key not in self._jobs:
            size_of(request.payload), duration_of(request.payload), segments_of(request.payload)
            boxes_of(request.payload)
            job = _Job(len(self._jobs), request)
            self._jobs[request.key] = job
            job.task = asyncio.create_task(self._run(job), name=f"animatic {request.key}")
        return Submission(request.key)

    async def status(self, submission: Submission) -> JobStatus:
        """Where the job is; GONE when this process has not begun it."""
        job = self._jobs.get(submission.request_id)
        return JobStatus(JobState.GONE) if job is None else self._status_of(job)

    async def cancel(self, submission: Submission) -> JobStatus:
        """Stop drawing and wait until it has stopped."""
        job = self._jobs.get(submission.request_id)
        if job is not None and job.task is not None and not job.task.done():
            job.task.cancel()
            await asyncio.wait([job.task])
        return await self.status(submission)

    async def download(
        self, status: JobStatus, target: Path, ctx: JobContext | None = None
    ) -> Fetched:
        """Copy what was drawn to ``target``."""
        said = (status.result or {}).get("path")
        if status.state is not JobState.COMPLETED or not isinstance(said, str):
            raise Unreachable(NAME, f"there is nothing to fetch: the job is {status.state}")
        if ctx is not None:
            ctx.check()
        return await run_blocking(lambda _ctx: _copied(Path(said), target))

    async def find(self, key: str) -> Submission | None:
        """The job of a dispatch, when this process has begun it."""
        return Submission(key) if key in self._jobs else None

    async def close(self) -> None:
        """Stop drawing, wait for it, and throw away what was drawn."""
        tasks = [job.task for job in self._jobs.values() if job.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._jobs.clear()
        if self._folder is not None:
            await asyncio.to_thread(remove_own_folder, self._folder)
            self._folder = None

    # -- inside --------------------------------------------------------------

    async def _run(self, job: _Job) -> None:
        try:
            async with self._hands:
                job.state = JobState.RUNNING
                await self._sleep(self._mischief.delay)
                await self._end(job)
        except asyncio.CancelledError:
            job.state = JobState.CANCELLED
            raise

    async def _end(self, job: _Job) -> None:
        if kind := self._mischief.failure(job.number):
            self._fail(job, kind, f"rehearsed failure: {kind.replace('_', ' ')}")
            return

        def publish(progress: Progress) -> None:
            job.progress = progress.done / progress.total if progress.total else None

        try:
            target = self._place(job)
            await run_blocking(lambda ctx: draw(job.request, self._mischief, target, ctx), publish)
        except RecoilError as error:
            self._fail(job, "bad_request", str(error), billed=0)
            return
        job.path, job.progress, job.state = target, 1.0, JobState.COMPLETED

    def _fail(self, job: _Job, kind: str, message: str, billed: int | None = None) -> None:
        said = self._mischief.billed_micro if billed is None else billed
        job.failure = ProviderFailure.of(kind, message, said)
        job.state = JobState.FAILED

    def _place(self, job: _Job) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="recoil-animatic-"))
        return self._folder / f"{job.number}{_suffix(job.request)}"

    def _status_of(self, job: _Job) -> JobStatus:
        if job.task is not None and job.task.done() and not job.state.is_end:
            # A bug ended it: it is the run's to show, and nothing is owed.
            failure = ProviderFailure.of("server", f"internal error: {job.task.exception()!r}", 0)
            return JobStatus(JobState.FAILED, error=failure, cost_micro=0)
        waiting = [one for one in self._jobs.values() if one.state is JobState.QUEUED]
        before = sum(one.number < job.number for one in waiting)
        billed = job.failure.billed_micro if job.failure else 0
        return JobStatus(
            job.state,
            progress=job.progress,
            note=f"{before} before it" if job.state is JobState.QUEUED else "",
            result={"path": str(job.path)} if job.path is not None else None,
            cost_micro=billed if job.state.is_end else None,
            error=job.failure,
        )


def make(settings: ProviderSettings) -> AnimaticProvider:
    """The provider as it is asked for: ``options["mischief"]``, else RECOIL_ANIMATIC.

    Raises:
        UserError: the words for its mischief are none.
    """
    said = settings.options.get("mischief", settings.environment.get(VARIABLE, ""))
    return AnimaticProvider(said if isinstance(said, Mischief) else Mischief.parse(str(said)))


def draw(request: RenderRequest, mischief: Mischief, target: Path, ctx: JobContext) -> None:
    """Draw what a request asks for into ``target``, which must not be there yet; blocking.

    Raises:
        UserError, MediaError: the request or a picture of it is no good.
        DiskFailed: it could not be written.
        Stopped: ``ctx`` was cancelled.
    """
    from engine.media.animatic import render_animatic, render_still  # late: brings av
    from engine.media.animatic_sound import SoundBed  # late: brings av
    from engine.providers.animatic_shots import RATE, drawn_shots, drawn_still  # late: for drawing

    make_folder(target.parent)
    if request.modality == IMAGE_T2I:
        if boxes := boxes_of(request.payload):
            _draw_sheet(request, boxes, target, ctx)
            return
        render_still(_as_segment(drawn_still(request)), target, size=size_of(request.payload))
        return
    seed = seed_of(request)
    is_silent = request.payload.get("generate_audio") is False
    render_animatic(
        [_as_segment(shot) for shot in drawn_shots(request, mischief)],
        target,
        size=size_of(request.payload),
        rate=RATE,
        sound=None if is_silent else SoundBed(seed=seed, root=_ROOTS[seed % len(_ROOTS)]),
        ctx=ctx,
    )


def _draw_sheet(
    request: RenderRequest,
    boxes: tuple[tuple[int, int, int, int], ...],
    target: Path,
    ctx: JobContext,
) -> None:
    from engine.media.animatic_sheet import SheetPanel, render_sheet  # late: brings av
    from engine.providers.animatic_shots import drawn_panels  # late: for drawing

    shots = drawn_panels(request)
    if len(shots) != len(boxes):
        raise UserError(f"{len(boxes)} panels for {len(shots)} shots")
    lengths = (segment.duration for segment in segments_of(request.payload))
    panels = [
        SheetPanel(_as_segment(shot), box, f"{shot.title}  {float(length):.4g} s")
        for shot, box, length in zip(shots, boxes, lengths, strict=True)
    ]
    render_sheet(panels, target, size=size_of(request.payload), ctx=ctx)


def _as_segment(shot: Shot) -> AnimaticSegment:
    from engine.media import animatic_scene  # late: brings cv2
    from engine.media.animatic_camera import Framing, Motion  # late: brings numpy

    return animatic_scene.AnimaticSegment(
        shot.frames,
        picture=shot.picture,
        foreground=shot.foreground,
        title=shot.title,
        text=shot.text,
        seed=shot.seed,
        motion=Motion(shot.motion),
        framing=Framing(shot.view.x, shot.view.y, shot.view.width),
        dissolve=shot.dissolve,
    )


def _suffix(request: RenderRequest) -> str:
    if request.modality != IMAGE_T2I:
        return ".mp4"
    return ".jpg" if text(request.payload, "output_format") in {"jpg", "jpeg"} else ".png"


def _copied(source: Path, target: Path) -> Fetched:
    if not source.is_file():
        raise Unreachable(NAME, "what was drawn has been thrown away")
    remove_quick(target)
    copy_no_replace(source, target)
    return Fetched(target.stat().st_size, sha256(target), source.suffix)
