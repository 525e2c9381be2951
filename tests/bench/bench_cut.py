"""Passes into clips: against one ffmpeg per segment, over the corpus, at its best and its worst."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from engine.domain.timing import FrameSpan, tile_frames
from engine.media.cut import ClipReport, cut_clips
from engine.media.cut_index import read_index
from engine.media.cut_smart import plan_copy
from tests.bench.harness import Row, compared, figure
from tests.bench.passes import read_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.material import Material, Pass

ROUNDS = 5
CORPUS = 12  # passes, evenly from all kinds: ffmpeg takes seconds for each
CLICK_LEVEL = 0.6


def rows(material: Material) -> list[Row]:
    """The rows of 09 about cutting."""
    corpus = material.passes[:: max(1, len(material.passes) // CORPUS)]
    best = max(material.passes, key=lambda one: (_share_copied(one), _pixels(one)))
    worst = min(material.passes, key=_share_copied)
    return [
        _speed("passes into clips, corpus", corpus, 12, rounds=1),
        _speed("passes into clips, every cut an IDR", [best], 100),
        _speed("passes into clips, worst case", [worst], 2.5),
        *_worst_quality(worst),
        *_exactness(material.passes, best),
    ]


def _share_copied(one: Pass) -> float:
    index = read_index(one.path)
    plans = [plan_copy(index, span) for span in _spans(one)]
    return sum(len(plan.places) for plan in plans if plan) / index.count


def _pixels(one: Pass) -> int:
    return one.truth.frames * one.truth.width * one.truth.height


def _spans(one: Pass) -> tuple[FrameSpan, ...]:
    return tile_frames(one.truth.frames, one.truth.starts[1:])


def _speed(name: str, passes: Sequence[Pass], at_least: float, rounds: int = ROUNDS) -> Row:
    with _folder() as folder:
        return compared(
            name,
            lambda: [_ours(one, _fresh(folder)) for one in passes],
            lambda: [_ffmpeg(one, _fresh(folder)) for one in passes],
            at_least=at_least,
            rounds=rounds,
            note=", ".join(one.truth.name for one in passes)
            if len(passes) == 1
            else f"{len(passes)} passes",
        )


def _ours(one: Pass, folder: Path) -> tuple[ClipReport, ...]:
    spans = _spans(one)
    targets = [folder / f"{number}.mp4" for number in range(len(spans))]
    reports = cut_clips(one.path, spans, targets)
    failed = [report.error for report in reports if report.error]
    assert not failed, failed
    return reports


def _ffmpeg(one: Pass, folder: Path) -> list[Path]:
    """One process per segment, libx264 medium 18: the way of the reference."""
    import imageio_ffmpeg  # type: ignore[import-untyped]  # late: only the yardstick needs it

    program, targets = imageio_ffmpeg.get_ffmpeg_exe(), []
    for number, span in enumerate(_spans(one)):
        target = folder / f"{number}.mp4"
        start, length = span.first / one.truth.rate, span.count / one.truth.rate
        where = ["-ss", f"{start:.6f}", "-i", str(one.path), "-t", f"{length:.6f}"]
        how = ["-c:v", "libx264", "-preset", "medium", "-crf", "18", "-c:a", "aac"]
        quick = ["-movflags", "+faststart", "-y", str(target)]
        subprocess.run([program, "-v", "error", *where, *how, *quick], check=True)
        targets.append(target)
    return targets


# -- what comes out --------------------------------------------------------------------------


@dataclass(slots=True)
class _Findings:
    """What was counted over all clips."""

    clips: int = 0
    exact: int = 0
    worst_sound: float = 0.0


def _exactness(passes: Sequence[Pass], best: Pass) -> list[Row]:
    found = _Findings()
    copied = 0.0
    for one in passes:
        with _folder() as folder:
            reports = _ours(one, folder)
            for span, report in zip(_spans(one), reports, strict=True):
                found.clips += 1
                numbers = _numbers(report.path, one.truth.cell)
                found.exact += numbers == list(range(span.first, span.end))
                found.worst_sound = max(found.worst_sound, _first_click(report.path))
            if one is best:
                copied = sum(r.path.stat().st_size for r in reports) / one.path.stat().st_size
    note = f"{found.exact} of {found.clips} clips"
    return [
        figure(
            "clips frame-exact", 100 * found.exact / found.clips, at_least=100, unit="%", note=note
        ),
        figure("clips, sound against picture", found.worst_sound * 1e3, at_most=1, unit="ms"),
        figure("clips' size where cuts are IDRs", copied, at_most=1.1, unit="of the source"),
    ]


def _worst_quality(worst: Pass) -> list[Row]:
    """SSIM against the source of what had to be encoded, ours and the yardstick's."""
    source = _pictures(worst.path)
    with _folder() as folder:
        ours = _similarity(source, [report.path for report in _ours(worst, _fresh(folder))])
        theirs = _similarity(source, _ffmpeg(worst, _fresh(folder)))
    return [
        figure(
            "clips' SSIM in the worst case", ours, at_least=theirs - 0.005, yardstick=theirs,
            note=f"{worst.truth.name}; ffmpeg medium 18: {theirs:.4f}",
        )
    ]  # fmt: skip


def _similarity(source: np.ndarray, clips: Sequence[Path]) -> float:
    """The mean SSIM (Wang 2004) of luma over the frames of all clips."""
    made = np.concatenate([_pictures(clip) for clip in clips])
    count = min(len(made), len(source))
    pairs = range(0, count, 5)
    return float(np.mean([_ssim(source[n], made[n]) for n in pairs]))


def _ssim(one: np.ndarray, other: np.ndarray) -> float:
    import cv2  # late: only this row needs it

    def blurred(picture: np.ndarray) -> np.ndarray:
        return np.asarray(cv2.GaussianBlur(picture, (11, 11), 1.5))

    a, b = one.astype(np.float32), other.astype(np.float32)
    mean_a, mean_b = blurred(a), blurred(b)
    spread_a, spread_b = blurred(a * a) - mean_a**2, blurred(b * b) - mean_b**2
    common = blurred(a * b) - mean_a * mean_b
    small, large = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    likeness = (2 * mean_a * mean_b + small) * (2 * common + large)
    return float(
        (likeness / ((mean_a**2 + mean_b**2 + small) * (spread_a + spread_b + large))).mean()
    )


def _pictures(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = [f.to_ndarray()[: f.height : 2, ::2] for f in container.decode(stream)]
    return np.stack(frames)


def _numbers(path: Path, cell: int) -> list[int]:
    with av.open(str(path)) as container:
        frames = container.decode(container.streams.video[0])
        return [read_number(frame.to_ndarray()[: frame.height], cell) for frame in frames]


def _first_click(path: Path) -> float:
    """When the click at the start of the shot is heard, in seconds; it should be at 0."""
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.audio[0]):
            loud = np.flatnonzero(np.abs(frame.to_ndarray()[0]) > CLICK_LEVEL)
            times = (frame.time or 0) + loud / frame.sample_rate
            heard = times[times >= -1e-4]
            if len(heard):
                return float(heard[0])
    return float("inf")


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="recoil-bench-cut-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _fresh(folder: Path) -> Path:
    """An empty folder for one round; the one before is thrown away unmeasured work and all."""
    for old in folder.iterdir():
        shutil.rmtree(old)
    return Path(tempfile.mkdtemp(dir=folder))
