"""How quickly passes are scored, against PySceneDetect and against decoding alone."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av

from engine.domain.align import align
from engine.domain.ladder import climb
from engine.media.batch import scan_side_by_side
from engine.media.detect import detect
from engine.media.filmstrip import poster
from engine.media.probe import quick_duration
from engine.media.scores import scan, scan_cached
from engine.store.cache import Caches
from tests.bench.harness import Row, as_installed, compared, figure, in_turn, paired_row, within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.material import Material

THRESHOLDS = (20.0, 22.0, 24.0, 27.0, 30.0, 35.0, 40.0)
LADDER = (27.0, 24.0, 22.0, 20.0)
WHOLE_LADDER = """
import sys
from pathlib import Path
from engine.media.detect import detect
print(len(detect(Path(sys.argv[1]), 99).detection.history))
"""
WHOLE_PYSCENEDETECT = """
import sys
from scenedetect import ContentDetector, SceneManager, open_video
for threshold in (27.0, 24.0, 22.0, 20.0):
    manager = SceneManager()
    manager.add_detector(ContentDetector(threshold=threshold))
    manager.detect_scenes(open_video(sys.argv[1]))
    print(len(manager.get_cut_list(show_warning=False)))
"""


def rows(material: Material) -> Iterator[Row]:
    """The rows about scanning."""
    yield from ladder_rows(material)
    yield from one_threshold_rows(material)
    yield identity_row(material)
    yield from decode_rows(material)
    yield from batch_rows(material)
    yield from review_rows(material)
    yield from picture_rows(material)
    yield growth_row(material)


def ladder_rows(material: Material) -> Iterator[Row]:
    for name, item in (("720p", material.portrait), ("1080p", material.full_hd)):
        path = item.path
        yield compared(
            f"ladder of four, {name}, in process",
            lambda path=path: detect(path, 99),
            lambda path=path: [pyscenedetect(path, t) for t in LADDER],
            at_least=7.5,
        )
        yield compared(
            f"ladder of four, {name}, whole process",
            lambda path=path: _process(WHOLE_LADDER, path),
            lambda path=path: _process(WHOLE_PYSCENEDETECT, path),
            at_least=6,
        )


def one_threshold_rows(material: Material) -> Iterator[Row]:
    for name, item in (("720p", material.portrait), ("1080p", material.full_hd)):
        path = item.path
        yield compared(
            f"one threshold, {name}",
            lambda path=path: scan(path).track.cuts_at(27.0),
            lambda path=path: pyscenedetect(path, 27.0),
            at_least=2,
        )


def identity_row(material: Material) -> Row:
    """How many of the cut lists differ from PySceneDetect's, over all files and thresholds."""
    lists, differing = 0, 0
    for path in (*(item.path for item in material.passes), *material.real):
        track = scan(path).track
        for threshold, theirs in zip(THRESHOLDS, side_by_side(path, THRESHOLDS), strict=True):
            lists += 1
            ours = tuple(round(track.numbers[cut]) for cut in track.cuts_at(threshold))
            differing += ours != theirs
    return figure("cut lists that differ", differing, at_most=0, note=f"{lists} lists")


def decode_rows(material: Material) -> Iterator[Row]:
    """Over a third of the passes and all real files: the median ratio, split and not split."""
    every = [item.path for item in material.passes[::3]] + list(material.real)
    split = [path for path in every if _groups(path) > 1]
    whole = [path for path in every if _groups(path) <= 1]
    for name, paths, goal in (("split", split, 1.05), ("not split", whole, 0.85)):
        if not paths:
            continue
        pairs = [in_turn(lambda p=p: scan(p), lambda p=p: decode(p)) for p in paths]
        ratios = sorted(pair.ratio for pair in pairs)
        total, other = (sum(getattr(p, k) for p in pairs) for k in ("ours", "yardstick"))
        yield Row(
            f"scan against pure decode, {name}",
            total * 1e3,
            other * 1e3,
            statistics.median(ratios),
            f">= {goal:g}x",
            statistics.median(ratios) >= goal,
            low=ratios[0],
            high=ratios[-1],
            note=f"{len(paths)} files",
        )


def batch_rows(material: Material) -> Iterator[Row]:
    """Twelve passes as the app runs them, against one after another with one decoder each."""
    passes = material.passes[:: max(1, len(material.passes) // 12)][:12]
    paths = [item.path for item in passes]
    yield compared(
        "12 passes side by side",
        lambda: [future.result() for _, future in scan_side_by_side(paths)],
        lambda: [scan_cached(path, None, workers=1) for path in paths],
        at_least=1.6,
        note="against one decoder, one after another",
    )
    yield compared(
        "12 passes one after another",
        lambda: [scan_cached(path, None) for path in paths],
        lambda: [scan_cached(path, None, workers=1) for path in paths],
        at_least=1.6,
        note="against one decoder, one after another",
    )


def review_rows(material: Material) -> Iterator[Row]:
    found = scan(material.portrait.path)
    yield within("threshold moved in the review", lambda: found.track.cuts_at(23.4), limit_ms=16)
    yield within(
        "ladder from kept scores",
        lambda: climb(found.track, found.timeline, 99, None),
        limit_ms=16,
    )
    cuts = [Fraction(3 * n, 10) + Fraction(n % 7, 50) for n in range(1, 201)]
    yield within(
        "alignment of 60 boundaries to 200 cuts",
        lambda: align(cuts, [Fraction(1)] * 61),
        limit_ms=5,
    )


def picture_rows(material: Material) -> Iterator[Row]:
    path = material.portrait.path
    tiles = len((scan_cached(path, None).strip or _Empty).tiles)
    pair = in_turn(lambda: scan_cached(path, None), lambda: scan(path), rounds=9)
    yield figure(
        "filmstrip on top of the scan, a picture",
        (pair.ours - pair.yardstick) / tiles * 1e3,
        at_most=2.5,
        unit="ms",
        note=f"{tiles} pictures",
    )
    ffmpeg = _ffmpeg()
    yield compared(
        "poster",
        lambda: poster(path),
        lambda: _run(ffmpeg, "-i", path, "-frames:v", "1", "-vf", "scale=-2:180"),
        at_least=5,
    )
    yield _duration_row(path)
    with _temporary() as folder:
        caches = Caches(folder)
        scan_cached(path, caches)
        yield within("scan from the cache", lambda: scan_cached(path, caches), limit_ms=16)


def growth_row(material: Material) -> Row:
    """Twice the frames: how many times as long."""
    with _temporary() as folder:
        once, twice = (_repeated(material.portrait.path, folder, times) for times in (4, 8))
        pair = in_turn(lambda: scan(once), lambda: scan(twice))
    return figure("scan of twice the length", pair.ratio, at_most=2.1, unit="x")


# -- yardsticks ------------------------------------------------------------------------------


def pyscenedetect(path: Path, threshold: float) -> tuple[int, ...]:
    """A fresh run of PySceneDetect's API with its OpenCV backend; cuts as frame indexes."""
    from scenedetect import ContentDetector, SceneManager, open_video

    manager = SceneManager()
    manager.add_detector(ContentDetector(threshold=threshold))
    manager.detect_scenes(open_video(str(path)))
    return tuple(cut.frame_num for cut in manager.get_cut_list(show_warning=False))


def side_by_side(path: Path, thresholds: Sequence[float]) -> list[tuple[int, ...]]:
    """What a fresh run per threshold gives, from one decode: a detector each."""
    from scenedetect import ContentDetector, SceneManager, open_video

    class Recorder(ContentDetector):
        """PySceneDetect's detector, keeping its own cuts."""

        def __init__(self, threshold: float) -> None:
            super().__init__(threshold=threshold)
            self.cuts: set[int] = set()

        def process_frame(self, timecode: Any, frame_img: Any) -> Any:
            found = super().process_frame(timecode, frame_img)
            self.cuts.update(cut.frame_num for cut in found)
            return found

    manager, detectors = SceneManager(), [Recorder(threshold) for threshold in thresholds]
    for detector in detectors:
        manager.add_detector(detector)
    manager.detect_scenes(open_video(str(path)))
    return [tuple(sorted(detector.cuts)) for detector in detectors]


def decode(path: Path) -> int:
    """Pure decode by PyAV with two frame threads; frames are thrown away."""
    with av.open(str(path)) as source:
        stream = source.streams.video[0]
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = 2
        return sum(1 for _ in source.decode(stream))


def _groups(path: Path) -> int:
    from engine.media.groups import can_split, groups_of
    from engine.media.source import open_video, video_stream

    with open_video(path) as source:
        stream = video_stream(path, source)
        if not can_split(stream):
            return 1
        efforts = [group.effort for group in groups_of(source, stream)]
    return 1 if max(efforts) > 0.75 * sum(efforts) else len(efforts)


def _duration_row(path: Path) -> Row:
    ffprobe = shutil.which("ffprobe")
    if ffprobe is None:
        return within("duration", lambda: quick_duration(path), limit_ms=8, note="no ffprobe here")
    wanted = ("-v", "error", "-show_entries", "format=duration")
    pair = in_turn(lambda: quick_duration(path), lambda: _run(ffprobe, *wanted, path, out=()))
    return paired_row("duration", pair, at_least=8, note="against ffprobe")


def _ffmpeg() -> str:
    import imageio_ffmpeg

    return imageio_ffmpeg.get_ffmpeg_exe()


def _run(program: str, *arguments: object, out: Sequence[str] = ("-f", "mjpeg", "-y", "-")) -> None:
    command = [program, *map(str, arguments), *out]
    subprocess.run(command, check=True, capture_output=True)


def _process(code: str, path: Path) -> None:
    command = [sys.executable, "-c", code, str(path)]
    subprocess.run(command, env=as_installed(), check=True, capture_output=True)


def _repeated(path: Path, folder: Path, times: int) -> Path:
    """The pictures of ``path`` several times over, packets copied."""
    target = folder / f"{times}.mp4"
    with av.open(str(target), "w") as made:
        stream, offset = None, 0
        for _ in range(times):
            with av.open(str(path)) as source:
                video = source.streams.video[0]
                stream = stream or made.add_stream_from_template(video)
                for packet in source.demux(video):
                    if packet.dts is not None:
                        packet.pts, packet.dts = packet.pts + offset, packet.dts + offset
                        packet.stream = stream
                        made.mux(packet)
                offset += video.duration
    return target


@contextmanager
def _temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="recoil-bench-") as folder:
        yield Path(folder)


class _Empty:
    tiles = (None,)
