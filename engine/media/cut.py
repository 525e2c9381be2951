"""Cuts a video into clips: frame by frame exact, copied where possible, verified before named."""

from __future__ import annotations

import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import av

from engine.domain.timing import FrameSpan
from engine.errors import CutFailed, RecoilError
from engine.jobs import JobContext
from engine.media.cut_encode import write_encoded
from engine.media.cut_index import index_of
from engine.media.cut_orders import Order, Orders
from engine.media.cut_smart import plan_copy, write_smart
from engine.media.cut_sound import tracks_heard
from engine.media.cut_source import SourceReader
from engine.media.cut_staging import publish, staged
from engine.media.cut_verify import Expected, verify
from engine.media.source import open_video
from engine.store.files import copy_no_replace, reason_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from av.container import InputContainer

    from engine.domain.timing import Timeline
    from engine.media.cut_index import CutIndex
    from engine.media.cut_smart import SmartPlan

log = logging.getLogger(__name__)

_COPY_COST = 3


class CutMethod(StrEnum):
    """How a clip came about."""

    WHOLE_FILE = "whole file"  # the video's own bytes
    COPY = "copy"  # packets of the video, nothing encoded
    SMART = "smart"  # packets of the video, torn groups at the ends encoded
    ENCODE = "encode"  # encoded from the first frame to the last


@dataclass(frozen=True, slots=True)
class CutSettings:
    """How clips are cut. ``encode_all`` copies nothing: for players that want one kind of stream.

    ``side_by_side`` clips are cut at the same time, one thread each.
    """

    encode_all: bool = False
    side_by_side: int = 2


@dataclass(frozen=True, slots=True)
class ClipReport:
    """What became of one clip: it stands at ``path``, or ``error`` says why it does not.

    ``start`` and ``end`` are seconds in the source, counted from its first frame; ``copied`` is the
    number of frames taken over as they were.
    """

    path: Path
    frames: int
    start: Fraction
    end: Fraction
    method: CutMethod
    copied: int = 0
    error: RecoilError | None = None


@dataclass(slots=True)
class _Work:
    """What the threads share: the video, and how far all are."""

    index: CutIndex
    templates: InputContainer
    settings: CutSettings
    ctx: JobContext
    total: int
    threads: int
    clips: int
    done: int = 0
    begun: int = 0
    note: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tick(self, frames: int) -> None:
        with self.lock:
            # An end that is encoded again after all counts twice, but never beyond the total.
            self.done = min(self.done + frames, self.total)
            done = self.done
        self.ctx.report(done, self.total, self.note)

    def begin(self, target: Path) -> None:
        """Say which clip is made; of several at once the one begun last."""
        with self.lock:
            self.begun += 1
            self.note = f"clip {self.begun} of {self.clips}, {target.stem}"
        self.tick(0)


def cut_clips(
    source: Path,
    spans: Sequence[FrameSpan],
    targets: Sequence[Path],
    *,
    settings: CutSettings = CutSettings(),
    ctx: JobContext | None = None,
    timeline: Timeline | None = None,
) -> tuple[ClipReport, ...]:
    """Cut ``spans`` of the frames of ``source`` into the files ``targets``, which must not exist.

    Spans may touch, overlap and leave gaps. Clips are H.264 and AAC in MP4, all audio tracks are
    kept, in their order. A clip appears under its name only when it is complete and verified; one
    that fails is reported, the rest go on. ``timeline`` is how the frames of the spans were
    counted; without it as the file's packets tell.

    Raises:
        ProbeFailed: ``source`` cannot be decoded; nothing was written.
        Stopped: ``ctx`` was cancelled; clips that were complete by then stay.
    """
    wanted = zip(range(len(spans)), spans, targets, strict=True)
    orders = [Order(*one) for one in wanted]
    with open_video(source) as container:
        work = _Work(
            index=index_of(source, container, timeline),
            templates=container,
            settings=settings,
            ctx=ctx or JobContext(),
            total=sum(span.count for span in spans),
            clips=len(spans),
            # Per clip all cores, though several are cut at once: the last is then not left alone.
            threads=os.cpu_count() or 1,
        )
        reports = _cut_all(work, orders)
    return tuple(reports[order.number] for order in orders)


def _cut_all(work: _Work, orders: Sequence[Order]) -> dict[int, ClipReport]:
    crew = max(1, min(work.settings.side_by_side, len(orders)))
    queue = Orders(orders, [_cost(work, order) for order in orders], crew)
    with ThreadPoolExecutor(crew, thread_name_prefix="cut") as pool:
        hands = [pool.submit(_cut_some, work, queue, hand) for hand in range(crew)]
    return {number: report for hand in hands for number, report in hand.result().items()}


def _cost(work: _Work, order: Order) -> int:
    """How long a clip takes, in frames encoded; a copy takes about as long as a few of them."""
    is_copy = not work.settings.encode_all and order.span.end <= work.index.count
    plan = plan_copy(work.index, order.span) if is_copy else None
    return _COPY_COST + (order.span.count if plan is None else sum(end.count for end in plan.ends))


def _cut_some(work: _Work, queue: Orders, hand: int) -> dict[int, ClipReport]:
    """One thread's share: clip after clip, until none is left."""
    reports = {}
    with SourceReader(work.index, work.templates, work.threads) as reader:
        while (order := queue.next_for(hand)) is not None:
            reports[order.number] = _cut_one(work, reader, order)
    return reports


def _cut_one(work: _Work, reader: SourceReader, order: Order) -> ClipReport:
    work.begin(order.target)
    try:
        _check(work.index, order)
        report = _cut_best(work, reader, order)
    except RecoilError as error:
        report = _failed(work.index, order, error)
    except (av.FFmpegError, OSError) as error:
        report = _failed(work.index, order, CutFailed(order.target, reason_of(error)))
    return report


def _check(index: CutIndex, order: Order) -> None:
    if order.span.end > index.count:
        frames = f"frames {order.span.first} to {order.span.end - 1}"
        raise CutFailed(order.target, f"{frames} are not in a video of {index.count} frames")
    if order.target.suffix.lower() != ".mp4":
        raise CutFailed(order.target, "clips are MP4 files")
    if os.path.lexists(order.target):
        raise CutFailed(order.target, "exists already, and is not cut again")
    if not order.target.parent.is_dir():
        raise CutFailed(order.target, "its folder does not exist")


def _cut_best(work: _Work, reader: SourceReader, order: Order) -> ClipReport:
    """The clip by the best way that works: whole file, copied packets, encoded."""
    index = work.index
    if work.settings.encode_all:
        return _encode(work, reader, order)
    if _is_whole_file(index, order):
        return _copy_file(work, order)
    plan = plan_copy(index, order.span)
    if plan is None:
        return _encode(work, reader, order)
    try:
        return _cut_smart(work, reader, order, plan)
    except (CutFailed, av.FFmpegError) as error:
        log.warning("%s is encoded whole: %s", order.target.name, error)
        return _encode(work, reader, order)


def _is_whole_file(index: CutIndex, order: Order) -> bool:
    return order.span == FrameSpan(0, index.count) and index.path.suffix.lower() == ".mp4"


def _copy_file(work: _Work, order: Order) -> ClipReport:
    copy_no_replace(work.index.path, order.target)
    work.tick(order.span.count)
    return _report(work.index, order, CutMethod.WHOLE_FILE, copied=order.span.count)


def _cut_smart(work: _Work, reader: SourceReader, order: Order, plan: SmartPlan) -> ClipReport:
    with staged(order.target) as temporary:
        written = write_smart(reader, plan, order.span, temporary, work.tick)
        expected = replace(
            _expected(work.index, order.span),
            checksums=written.checksums,
            copied=plan.copied,
            joint=written.joint,
        )
        verify(temporary, expected)
        publish(temporary, order.target)
    method = CutMethod.SMART if plan.ends else CutMethod.COPY
    return _report(work.index, order, method, copied=len(plan.places))


def _encode(work: _Work, reader: SourceReader, order: Order) -> ClipReport:
    with staged(order.target) as temporary:
        made = write_encoded(reader, order.span, temporary, work.tick, work.threads)
        expected = replace(
            _expected(work.index, order.span),
            checksums=made.checksums,
            tried=made.count,
            header=made.header,
        )
        verify(temporary, expected)
        publish(temporary, order.target)
    return _report(work.index, order, CutMethod.ENCODE)


def _expected(index: CutIndex, span: FrameSpan) -> Expected:
    start = index.time(span.first)
    times = [index.time(frame) - start for frame in range(span.first, span.end)]
    return Expected(times, tracks=len(tracks_heard(index, span)))


def _report(index: CutIndex, order: Order, method: CutMethod, copied: int = 0) -> ClipReport:
    span = order.span
    start, end = index.time(span.first), index.time(min(span.end, index.count))
    return ClipReport(order.target, span.count, start, end, method, copied)


def _failed(index: CutIndex, order: Order, error: RecoilError) -> ClipReport:
    log.warning("%s was not cut: %s", order.target.name, error)
    span = order.span
    first, end = (index.time(min(frame, index.count)) for frame in (span.first, span.end))
    return ClipReport(order.target, 0, first, end, CutMethod.ENCODE, error=error)
