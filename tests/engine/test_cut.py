"""Clips: every frame in its place, nothing lost between neighbours, sound in step, never half."""

from __future__ import annotations

import resource
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from engine.domain.timing import FrameSpan, Timeline, tile_frames
from engine.errors import CutFailed, ProbeFailed
from engine.jobs import JobContext, Stopped
from engine.media.cut import CutMethod, CutSettings, cut_clips
from engine.media.cut_h264 import ParameterSets
from engine.media.cut_index import read_index
from tests.helpers.clips import Clip, clicks_in, make_clip, make_text, numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


UNEVEN = [n * 40 + (n * 7) % 13 for n in range(60)]  # milliseconds
SOURCES: dict[str, dict[str, Any]] = {
    "plain.mp4": {},
    "plain.mov": {"rate": 30},
    "b_frames.mp4": {"b_frames": 5, "gop": 9},
    "no_b_frames.mp4": {"b_frames": 0},
    "torn_groups.mp4": {"gop": 7},
    "one_group.mp4": {"kind": "near", "gop": 250, "options": {"sc_threshold": "0"}},
    "open_groups.mp4": {"gop": 8, "options": {"x264-params": "open-gop=1"}},
    "high_rate.mp4": {"rate": 60},
    "ntsc.mp4": {"rate": Fraction(30000, 1001), "gop": 11},
    "uneven.mp4": {"stamps": UNEVEN, "gop": 8},
    "silent.mp4": {"audio": 0, "gop": 10},
    "hidden_start.mp4": {"hidden": 5},
    "baseline.mp4": {"b_frames": 0, "gop": 9, "options": {"profile": "baseline"}},
    "turned.mp4": {"rotation": 90, "gop": 9},
    "odd.mp4": {"pixel_format": "yuv444p", "size": (179, 321)},
    "odd.webm": {"codec": "libvpx-vp9", "size": (179, 321)},
    "ten_bit.mp4": {"pixel_format": "yuv420p10le"},
    "hevc.mp4": {"codec": "libx265"},
    "hevc_turned.mov": {"codec": "libx265", "rotation": 270},
    "vp9.webm": {"codec": "libvpx-vp9"},
    "vp8.webm": {"codec": "libvpx", "options": {"auto-alt-ref": "1", "lag-in-frames": "10"}},
    "mpeg4.mp4": {"codec": "mpeg4"},
    "fade.mp4": {"kind": "fade"},
    "dark.mp4": {"kind": "dark"},
}


@pytest.mark.parametrize("name", SOURCES)
def test_that_neighbours_share_no_frame_and_lose_none(tmp_path: Path, name: str) -> None:
    clip = make_clip(tmp_path / name, shots=(21, 26, 13), **SOURCES[name])
    spans = tile_frames(clip.frames, clip.cuts)

    reports = cut_clips(clip.path, spans, targets(tmp_path, len(spans)))

    assert [r.error for r in reports] == [None, None, None]
    for span, report in zip(spans, reports, strict=True):
        assert numbers_in(report.path) == list(range(span.first, span.end))
        assert report.frames == span.count
        if SOURCES[name].get("audio", 1):
            assert clicks_in(report.path)[:1] == pytest.approx([0], abs=0.001)


@pytest.mark.parametrize("name", ["plain.mp4", "torn_groups.mp4", "uneven.mp4", "ten_bit.mp4"])
def test_that_frames_keep_their_times(tmp_path: Path, name: str) -> None:
    clip = make_clip(tmp_path / name, shots=(21, 26, 13), **SOURCES[name])
    source = times_in(clip.path)
    spans = tile_frames(clip.frames, clip.cuts)

    reports = cut_clips(clip.path, spans, targets(tmp_path, len(spans)))

    for span, report in zip(spans, reports, strict=True):
        meant = [time - source[span.first] for time in source[span.first : span.end]]
        assert times_in(report.path) == meant
        assert (report.start, report.start + meant[-1]) == (
            source[span.first],
            source[span.end - 1],
        )


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """A video whose groups and shots never agree."""
    path = tmp_path_factory.mktemp("torn") / "torn.mp4"
    return make_clip(path, shots=(19, 25, 16), gop=11, b_frames=3)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(ends=some.tuples(some.integers(0, 59), some.integers(1, 60)).filter(lambda e: e[0] < e[1]))
def test_that_any_run_of_frames_can_be_cut_exactly(
    torn: Clip, tmp_path_factory: pytest.TempPathFactory, ends: tuple[int, int]
) -> None:
    target = tmp_path_factory.mktemp("any") / "clip.mp4"

    (report,) = cut_clips(torn.path, [FrameSpan(*ends)], [target])

    assert report.error is None
    assert numbers_in(target) == list(range(*ends))


def test_that_shots_that_begin_with_a_key_frame_are_copied(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "pass.mp4", shots=(30, 40, 30), options={"crf": "6"})
    spans = tile_frames(clip.frames, clip.cuts)

    reports = cut_clips(clip.path, spans, targets(tmp_path, 3))

    assert [r.method for r in reports] == [CutMethod.COPY] * 3
    assert sum(r.copied for r in reports) == clip.frames
    assert sum(r.path.stat().st_size for r in reports) <= 1.1 * clip.path.stat().st_size
    pictures = np.concatenate([pictures_in(r.path) for r in reports])
    assert np.array_equal(pictures, pictures_in(clip.path))


def test_that_only_torn_groups_are_encoded_and_stay_near_the_source(
    torn: Clip, tmp_path: Path
) -> None:
    span = FrameSpan(3, 58)

    (report,) = cut_clips(torn.path, [span], targets(tmp_path, 1))

    assert report.method is CutMethod.SMART
    assert report.copied >= 44
    noise = pictures_in(report.path).astype(float) - pictures_in(torn.path)[3:58]
    worst = np.square(noise).mean(axis=(1, 2)).max()
    assert 10 * np.log10(255**2 / worst) > 40


def test_that_colours_pixel_shape_and_rotation_are_carried_over(tmp_path: Path) -> None:
    clip = make_clip(
        tmp_path / "look.mp4",
        gop=10,
        rotation=90,
        colour=1,
        options={"aspect": "9:16", "color_range": "tv"},
    )
    spans = [FrameSpan(0, 24), FrameSpan(3, 40), FrameSpan(3, 6)]

    reports = cut_clips(clip.path, spans, targets(tmp_path, 3))

    assert [r.method for r in reports] == [CutMethod.COPY, CutMethod.SMART, CutMethod.ENCODE]
    assert [look_of(r.path) for r in reports] == [look_of(clip.path)] * 3
    assert look_of(clip.path)[0] == (1, 1, 1, 1, 90)


def test_that_all_audio_tracks_are_kept_in_order(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "tracks.mp4", shots=(24, 36), audio=3)

    reports = cut_clips(clip.path, tile_frames(60, [24]), targets(tmp_path, 2))

    for report in reports:
        assert [clicks_in(report.path, n) for n in range(3)] == [pytest.approx([0], abs=0.001)] * 3
        assert [pitch_of(report.path, n) for n in range(3)] == sorted(
            pitch_of(report.path, n) for n in range(3)
        )


def test_that_sound_that_can_be_copied_is_copied(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "pass.mp4", shots=(30, 40, 30), gop=13)

    reports = cut_clips(clip.path, tile_frames(100, [30, 70]), targets(tmp_path, 3))

    source = set(sound_packets_of(clip.path))
    for report in reports:
        assert set(sound_packets_of(report.path)) <= source


def test_that_a_span_that_is_everything_is_the_file_itself(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "one_shot.mp4", shots=(30,), codec="libx265")

    (report,) = cut_clips(clip.path, [FrameSpan(0, 30)], targets(tmp_path, 1))

    assert report.method is CutMethod.WHOLE_FILE
    assert report.path.read_bytes() == clip.path.read_bytes()


def test_that_a_setting_makes_every_clip_be_encoded(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "pass.mp4")
    spans = [*tile_frames(72, clip.cuts), FrameSpan(0, 72)]

    reports = cut_clips(
        clip.path, spans, targets(tmp_path, 4), settings=CutSettings(encode_all=True)
    )

    assert {r.method for r in reports} == {CutMethod.ENCODE}
    assert numbers_in(reports[1].path) == list(range(24, 48))


def test_that_clips_are_ready_to_play_before_they_are_loaded(torn: Clip, tmp_path: Path) -> None:
    spans = [FrameSpan(0, 19), FrameSpan(3, 58), FrameSpan(1, 4)]

    reports = cut_clips(torn.path, spans, targets(tmp_path, 3))

    for report in reports:
        data = report.path.read_bytes()
        assert data.index(b"moov") < data.index(b"mdat")


def test_that_clips_are_eight_bit_h264_with_even_sides(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "odd.mp4", pixel_format="yuv444p10le", size=(179, 321))

    (report,) = cut_clips(clip.path, [FrameSpan(0, 24)], targets(tmp_path, 1))

    with av.open(str(report.path)) as made:
        picture = made.streams.video[0]
        assert (picture.codec_context.name, picture.pix_fmt) == ("h264", "yuv420p")
        assert (picture.width, picture.height) == (180, 322)


def test_that_a_smart_clip_that_does_not_verify_is_encoded_instead(
    torn: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The encoded head overwrites the source's parameter sets: the copied part cannot decode.
    monkeypatch.setattr(ParameterSets, "free_ids", lambda _self: [0, 0])

    (report,) = cut_clips(torn.path, [FrameSpan(3, 58)], targets(tmp_path, 1))

    assert (report.error, report.method) == (None, CutMethod.ENCODE)
    assert numbers_in(report.path) == list(range(3, 58))


def test_that_frames_counted_otherwise_are_counted_by_decoding(torn: Clip) -> None:
    index = read_index(torn.path, Timeline.constant(59, Fraction(24)))

    assert (index.count, index.why_not_copied) == (60, "its packets are not its frames")


# -- what goes wrong -------------------------------------------------------------------------


def test_that_an_existing_file_is_not_touched_and_the_others_go_on(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "pass.mp4")
    paths = targets(tmp_path, 3)
    paths[1].write_bytes(b"mine")

    reports = cut_clips(clip.path, tile_frames(72, clip.cuts), paths)

    assert str(reports[1].error) == "clip_1.mp4: exists already, and is not cut again"
    assert paths[1].read_bytes() == b"mine"
    assert [r.error is None for r in reports] == [True, False, True]


@pytest.mark.parametrize(
    ("span", "name", "reason"),
    [
        (FrameSpan(60, 90), "clip.mp4", "frames 60 to 89 are not in a video of 72 frames"),
        (FrameSpan(0, 10), "clip.webm", "clips are MP4 files"),
        (FrameSpan(0, 10), "nowhere/clip.mp4", "its folder does not exist"),
    ],
)
def test_that_what_cannot_be_cut_is_named_in_one_line(
    tmp_path: Path, span: FrameSpan, name: str, reason: str
) -> None:
    clip = make_clip(tmp_path / "pass.mp4")

    (report,) = cut_clips(clip.path, [span], [tmp_path / name])

    assert isinstance(report.error, CutFailed)
    assert report.error.reason == reason
    assert left_over(tmp_path) == ["pass.mp4"]


def test_that_a_source_that_is_no_video_is_a_probe_error(tmp_path: Path) -> None:
    playlist = make_text(tmp_path / "playlist.mp4")

    for source in (playlist, tmp_path / "missing.mp4"):
        with pytest.raises(ProbeFailed):
            cut_clips(source, [FrameSpan(0, 1)], targets(tmp_path, 1))

    assert left_over(tmp_path) == ["playlist.mp4"]


@pytest.mark.parametrize("span", [FrameSpan(0, 60), FrameSpan(0, 19), FrameSpan(3, 58)])
def test_that_a_full_disk_leaves_no_half_clip(torn: Clip, tmp_path: Path, span: FrameSpan) -> None:
    with largest_file(4000):
        (report,) = cut_clips(torn.path, [span], targets(tmp_path, 1))

    assert "file too large" in str(report.error)
    assert left_over(tmp_path) == []


def test_that_a_cancelled_cut_leaves_nothing_half(torn: Clip, tmp_path: Path) -> None:
    ctx = JobContext(lambda _progress: ctx.cancel())

    with pytest.raises(Stopped):
        cut_clips(
            torn.path,
            [FrameSpan(3, 58)] * 2,
            targets(tmp_path, 2),
            settings=CutSettings(encode_all=True),
            ctx=ctx,
        )

    assert left_over(tmp_path) == []


def test_that_progress_ends_at_the_number_of_frames(torn: Clip, tmp_path: Path) -> None:
    seen = []
    ctx = JobContext(lambda progress: seen.append((progress.done, progress.total)), min_interval=0)

    cut_clips(torn.path, tile_frames(60, [19, 44]), targets(tmp_path, 3), ctx=ctx)

    assert seen[-1] == (60, 60)
    assert all(total == 60 for _, total in seen)


# -- what a clip is asked --------------------------------------------------------------------


def targets(folder: Path, count: int) -> list[Path]:
    return [folder / f"clip_{number}.mp4" for number in range(count)]


def times_in(path: Path) -> list[Fraction]:
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        first = frames[0].pts or 0
        return [((f.pts or 0) - first) * Fraction(f.time_base or 1) for f in frames]


def pictures_in(path: Path) -> np.ndarray[Any, Any]:
    with av.open(str(path)) as container:
        return np.stack([f.reformat(format="gray").to_ndarray() for f in container.decode(video=0)])


def look_of(path: Path) -> tuple[object, ...]:
    """Colours and rotation of a decoded frame, and the shape of a pixel."""
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        looks = {
            (f.color_primaries, f.color_trc, f.colorspace, f.color_range, f.rotation)
            for f in frames
        }
        assert len(looks) == 1
        return (*looks, container.streams.video[0].sample_aspect_ratio)


def sound_packets_of(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


def pitch_of(path: Path, track: int) -> float:
    """The loudest frequency of an audio track, in Hz."""
    with av.open(str(path)) as container:
        parts = [f.to_ndarray()[0] for f in container.decode(container.streams.audio[track])]
    samples = np.concatenate(parts)[4096:20480]
    return float(np.abs(np.fft.rfft(samples)).argmax() * 48_000 / len(samples))


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond ``size`` bytes: the operating system refuses as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
