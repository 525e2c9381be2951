"""One decode gives PySceneDetect's own cuts, at every threshold, of every kind of clip."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from engine.errors import ProbeFailed
from engine.jobs import JobContext, Progress, Stopped
from engine.media import scan_plan, scores
from engine.media.batch import scan_side_by_side
from engine.media.probe import probe
from engine.media.scan_file import packed, unpacked
from engine.media.scores import scan, scan_cached
from engine.store.cache import Caches
from tests.helpers.clips import make_clip
from tests.helpers.pyscenedetect import by_pyscenedetect

if TYPE_CHECKING:
    from pathlib import Path

THRESHOLDS = (20.0, 22.0, 24.0, 27.0, 30.0, 35.0, 40.0)
SHOTS = (20, 30, 16, 25, 8, 9, 24)
FRAMES = sum(SHOTS)
SURE = 12.0  # from here on scores are exact, not estimated


def uneven(seed: int) -> list[int]:
    steps = np.random.default_rng(seed).choice([17, 21, 33, 40, 66, 100], FRAMES - 1)
    return [0, *np.cumsum(steps).tolist()]


CLIPS: dict[str, dict[str, object]] = {
    **{kind: {"kind": kind} for kind in ("plain", "near", "flash", "fade", "dissolve", "dark")},
    **{f"vfr {seed}": {"stamps": uneven(seed), "kind": "flash"} for seed in (1, 3, 5)},
    "vfr plain": {"stamps": uneven(2)},
    "turned by 90": {"rotation": 90},
    "turned by 180": {"rotation": 180},
    "turned by 270": {"rotation": 270, "size": (360, 640)},
    "odd size": {"size": (181, 321), "pixel_format": "yuv444p"},
    "no whole factor": {"size": (322, 242)},
    "fifth of the size": {"size": (720, 1280), "shots": (12, 20, 17)},
    "fifth, turned": {"size": (1280, 720), "shots": (12, 20, 17), "rotation": 90},
    "seven and a half": {"size": (1080, 1920), "shots": (10, 16)},
    "smaller than 256": {"size": (96, 128)},
    "4:2:2": {"pixel_format": "yuv422p"},
    "ten bits": {"pixel_format": "yuv420p10le"},
    "full range": {"pixel_format": "yuvj420p"},
    "BT.709": {"colour": 1},
    "no B-frames": {"b_frames": 0},
    "many B-frames": {"b_frames": 5},
    "every frame a key": {"gop": 1},
    "short groups": {"gop": 12},
    "one group": {"gop": 250},
    "cuts inside groups": {"gop": 24, "options": {"x264-params": "scenecut=0"}},
    "open groups": {"gop": 20, "options": {"x264-params": "open-gop=1"}},
    "edit list": {"hidden": 5},
    "29.97": {"rate": Fraction(30000, 1001)},
    "HEVC": {"codec": "libx265"},
    "MPEG-4": {"codec": "mpeg4"},
    "mov": {"suffix": ".mov"},
    "mkv": {"suffix": ".mkv"},
    "VP8": {"codec": "libvpx", "suffix": ".webm"},
    "VP9": {"codec": "libvpx-vp9", "suffix": ".webm"},
}


LARGE = {"fifth of the size", "fifth, turned", "seven and a half", "turned by 270"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[pytest.mark.slow] if n in LARGE else []) for n in sorted(CLIPS)],
)
def test_that_scores_and_cuts_are_those_of_pyscenedetect(name: str, tmp_path: Path):
    options = {"shots": SHOTS, "audio": 0, "seed": 11} | CLIPS[name]
    clip = make_clip(tmp_path / f"clip{options.pop('suffix', '.mp4')}", **options)

    ours = scan(clip.path)

    theirs = by_pyscenedetect(clip.path, THRESHOLDS)
    assert {t: ours.track.cuts_at(t) for t in THRESHOLDS} == {
        t: theirs.frames(t) for t in THRESHOLDS
    }
    assert ours.timeline.count == len(theirs.content) == clip.frames
    expected, got = np.array(theirs.content), np.array(ours.track.content)
    assert np.abs(got - expected).max() < 1.5
    if name != "ten bits":  # OpenCV and FFmpeg round ten bits down to eight differently
        assert np.abs(got - expected)[expected >= SURE].max(initial=0) < 1e-9


@pytest.mark.parametrize(
    "name", ["plain", "vfr 1", "edit list", "VP8", "VP9", "mkv", "open groups"]
)
def test_that_demuxing_and_decoding_give_one_timeline(name: str, tmp_path: Path):
    options = {"shots": SHOTS, "audio": 1, "size": (64, 64)} | CLIPS[name]
    clip = make_clip(tmp_path / f"clip{options.pop('suffix', '.mp4')}", **options)

    assert scan(clip.path).timeline == probe(clip.path).timeline


@pytest.mark.parametrize(
    "name",
    ["plain", "flash", "short groups", "cuts inside groups", "open groups", "VP9", "HEVC"],
)
def test_that_side_by_side_and_in_one_go_are_the_same(name: str, tmp_path: Path):
    options = {"shots": SHOTS, "audio": 0} | CLIPS[name]
    clip = make_clip(tmp_path / f"clip{options.pop('suffix', '.mp4')}", **options)

    one, two, three = (scan(clip.path, workers=workers) for workers in (1, 2, 3))

    assert packed(one) == packed(two) == packed(three)


def test_that_a_long_file_is_decoded_with_few_groups_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    clip = make_clip(tmp_path / "clip.mp4", shots=(24,) * 12, gop=12, size=(64, 64), audio=0)
    whole = scan(clip.path)

    monkeypatch.setattr(scan_plan, "AT_ONCE_BYTES", 4000)
    monkeypatch.setattr(scan_plan, "UNDER_WAY_BYTES", 1)

    assert packed(scan(clip.path)) == packed(whole)


def test_that_a_flash_has_little_effect_and_a_cut_has_much(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(40, 40, 40), kind="flash", audio=0)

    evidence = scan(clip.path).evidence

    flashes = [start + 20 for start in (0, 40, 80)]
    assert evidence.content[flashes].min() > 40
    assert evidence.effective[flashes].max() < 15
    assert evidence.effective[list(clip.cuts)].min() > 25
    assert evidence.local[list(clip.cuts)].min() > 4


def test_that_brightness_and_key_frames_come_from_the_same_decode(tmp_path: Path):
    clip = make_clip(
        tmp_path / "clip.mp4", shots=(24, 24, 24), kind="black", gop=24, audio=0, b_frames=0
    )

    found = scan(clip.path)

    assert found.luma[26:46].max() < 20 < found.luma[:20].min()
    assert set(found.keyframes) >= {0, 24, 48}
    assert not found.evidence.keyframe[0]


# -- jobs ------------------------------------------------------------------------------------


def test_that_a_scan_tells_how_far_it_is(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(24, 24, 24), audio=0)
    seen: list[Progress] = []

    scan(clip.path, JobContext(seen.append, min_interval=0))

    assert seen[-1] == Progress(72, 72)
    assert all(progress.done <= 72 for progress in seen)


@pytest.mark.parametrize("gop", [12, 250])
def test_that_a_cancelled_scan_stops_and_leaves_no_thread(tmp_path: Path, gop: int):
    clip = make_clip(tmp_path / "clip.mp4", shots=(24,) * 6, gop=gop, kind="near", audio=0)
    ctx = JobContext()
    before = threading.active_count()
    ctx.cancel()

    with pytest.raises(Stopped):
        scan(clip.path, ctx)

    assert threading.active_count() == before


def test_that_files_side_by_side_give_what_they_give_alone(tmp_path: Path):
    clips = [
        make_clip(tmp_path / f"{n}.mp4", shots=(20, 20), seed=n, audio=0).path for n in range(4)
    ]
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"")

    found = dict(scan_side_by_side([*clips, broken]))

    alone = [scan(path).track for path in clips]
    assert [found[path].result().track for path in clips] == alone
    with pytest.raises(ProbeFailed, match="the file is empty"):
        found[broken].result()


def test_that_files_side_by_side_can_be_cancelled(tmp_path: Path):
    clips = [make_clip(tmp_path / f"{n}.mp4", shots=(30,), audio=0).path for n in range(3)]
    ctx = JobContext()
    ctx.cancel()

    with pytest.raises(Stopped):
        list(scan_side_by_side(clips, None, ctx))


# -- the cache -------------------------------------------------------------------------------


def test_that_a_video_is_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    clip = make_clip(tmp_path / "clip.mp4", shots=(24, 24, 24), audio=0)
    caches = Caches(tmp_path / "cache")
    first = scan_cached(clip.path, caches)

    monkeypatch.setattr(scores, "scan", _never)

    again = scan_cached(clip.path, caches)
    assert packed(again) == packed(first)
    assert again.track == first.track
    assert again.strip == first.strip


def test_that_a_changed_video_is_decoded_again(tmp_path: Path):
    caches = Caches(tmp_path / "cache")
    path = make_clip(tmp_path / "clip.mp4", shots=(24, 24), audio=0).path
    scan_cached(path, caches)

    make_clip(path, shots=(24, 24, 24), audio=0)

    assert scan_cached(path, caches).timeline.count == 72


@pytest.mark.parametrize("keep", [0, 7, 30, 500])
def test_that_a_damaged_record_is_no_record(tmp_path: Path, keep: int):
    clip = make_clip(tmp_path / "clip.mp4", shots=(12, 12), audio=0)
    record = packed(scan(clip.path))

    assert unpacked(record[:keep]) is None
    assert unpacked(b"OTHER" + record[5:]) is None


def test_that_moving_the_threshold_takes_a_part_of_a_frame(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=SHOTS, audio=0)
    track = scan(clip.path).track

    begin = time.perf_counter()
    for threshold in range(10, 60):
        track.cuts_at(threshold)

    assert (time.perf_counter() - begin) / 50 < 0.016


# -- bad input -------------------------------------------------------------------------------


def test_that_a_video_of_one_frame_is_refused(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(1,), audio=0)

    with pytest.raises(ProbeFailed, match="has only one frame"):
        scan(clip.path)


def test_that_a_missing_video_is_not_zero_cuts(tmp_path: Path):
    with pytest.raises(ProbeFailed, match="video not found"):
        scan_cached(tmp_path / "gone.mp4", Caches(tmp_path / "cache"))


def test_that_a_video_that_grows_meanwhile_is_refused(tmp_path: Path):
    path = make_clip(tmp_path / "clip.mp4", shots=(12, 12), audio=0).path

    def grow(_frame: av.VideoFrame) -> None:
        with path.open("ab") as file:
            file.write(b"\0\0\0\x08free")

    with pytest.raises(ProbeFailed, match="still being written"):
        scan(path, on_frame=grow)


@pytest.mark.parametrize("gop", [12, 250])
def test_that_a_damaged_packet_costs_its_frames_only(tmp_path: Path, gop: int):
    clip = make_clip(tmp_path / "clip.mp4", shots=SHOTS, gop=gop, audio=0, b_frames=0)
    _damage(clip.path, packet=70)

    found = scan(clip.path)

    assert clip.frames - 2 <= found.timeline.count <= clip.frames
    assert set(found.track.cuts_at(27.0)) & set(clip.cuts)


def test_that_a_video_that_is_mostly_damaged_is_refused(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(24, 24), gop=12, audio=0, b_frames=0)
    for packet in range(6, 48):
        _damage(clip.path, packet)

    with pytest.raises(ProbeFailed, match="damaged"):
        scan(clip.path)


# -- manners ---------------------------------------------------------------------------------


def test_that_scanning_imports_no_pyscenedetect_and_leaves_qt_alone():
    code = (
        "import os, sys; import engine.media.detect, engine.media.batch; "
        "assert 'scenedetect' not in sys.modules; "
        "print(os.environ.get('QT_QPA_FONTDIR'), os.environ.get('QT_QPA_PLATFORM_PLUGIN_PATH'))"
    )
    environment = {**os.environ, "QT_QPA_FONTDIR": "mine"}
    environment.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)

    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert told.stdout.split() == ["mine", "None"]


def test_that_what_a_scan_imports_starts_no_threads():
    code = (
        "import engine.media.detect, psutil; print(psutil.Process().num_threads()); "
        "import sys; assert 'asyncio' not in sys.modules"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["1"]


def _damage(path: Path, packet: int) -> None:
    """Overwrite the inside of one packet."""
    with av.open(str(path)) as container:
        packets = [p for p in container.demux(container.streams.video[0]) if p.size]
        position, size = packets[packet].pos, packets[packet].size
    data = bytearray(path.read_bytes())
    data[position : position + size] = b"\xff" * size
    path.write_bytes(bytes(data))


def _never(*_: object, **__: object) -> None:
    raise AssertionError("the video was decoded again")
