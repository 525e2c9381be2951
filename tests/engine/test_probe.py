from __future__ import annotations

import threading
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ProbeFailed
from engine.media import source
from engine.media.frame_times import FrameTimes
from engine.media.probe import is_growing, probe, quick_duration
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path


def test_that_a_plain_clip_tells_everything(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(10, 14), rate=24)

    info = probe(clip.path)

    assert (info.codec, info.pixel_format) == ("h264", "yuv420p")
    assert (info.width, info.height, info.rotation) == (180, 320, 0)
    assert (info.frames, info.rate, info.is_variable) == (24, 24, False)
    assert info.duration == 1
    assert [info.timeline.time(n) for n in (0, 1, 23)] == [0, Fraction(1, 24), Fraction(23, 24)]
    assert [(t.codec, t.sample_rate, t.channels) for t in info.audio] == [("aac", 48000, 1)]


@pytest.mark.parametrize("rate", [24, 25, 30, Fraction(24000, 1001), Fraction(30000, 1001)])
def test_that_the_rate_is_exact(tmp_path: Path, rate: Fraction):
    clip = make_clip(tmp_path / "clip.mp4", shots=(30,), rate=rate, size=(64, 64), audio=0)

    info = probe(clip.path)

    assert (info.rate, info.is_variable, info.has_audio) == (rate, False, False)
    assert info.duration == 30 / Fraction(rate)


@pytest.mark.parametrize("codec", ["libvpx", "libvpx-vp9"])
def test_that_a_webm_has_the_frames_its_decoder_gives(tmp_path: Path, codec: str):
    clip = make_clip(
        tmp_path / "clip.webm",
        shots=(40, 30),
        codec=codec,
        audio=0,
        options={"auto-alt-ref": "1", "lag-in-frames": "16", "deadline": "good"},
    )

    info = probe(clip.path)

    assert (info.frames, info.is_variable, info.rate) == (70, False, 24)


def test_that_a_variable_rate_keeps_every_stamp(tmp_path: Path):
    stamps = [0, 40, 80, 200, 240, 400, 433, 466, 500, 1000]
    clip = make_clip(tmp_path / "clip.mp4", shots=(10,), stamps=stamps, size=(64, 64))

    info = probe(clip.path)

    assert info.is_variable
    assert [info.timeline.time(n) * 1000 for n in range(10)] == stamps


@pytest.mark.parametrize(("rotation", "shown"), [(90, (320, 180)), (180, (180, 320))])
def test_that_rotation_swaps_the_sides_that_are_shown(
    tmp_path: Path, rotation: int, shown: tuple[int, int]
):
    clip = make_clip(tmp_path / "clip.mp4", shots=(5,), rotation=rotation)

    info = probe(clip.path)

    assert (info.width, info.height) == shown
    assert (info.coded_width, info.coded_height) == (180, 320)
    assert info.rotation in {rotation, 360 - rotation}


def test_that_frames_before_an_edit_list_are_not_counted(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(20, 20), hidden=7)

    info = probe(clip.path)

    assert info.frames == clip.frames == 33
    assert info.timeline.time(0) == 0


def test_that_several_audio_tracks_are_listed(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(10,), audio=3)

    assert [t.index for t in probe(clip.path).audio] == [1, 2, 3]


def test_that_odd_sizes_and_ten_bits_are_read(tmp_path: Path):
    odd = make_clip(
        tmp_path / "odd.mp4", shots=(5,), size=(181, 321), pixel_format="yuv444p", audio=0
    )
    deep = make_clip(tmp_path / "deep.mp4", shots=(5,), pixel_format="yuv420p10le")

    assert (probe(odd.path).width, probe(odd.path).height) == (181, 321)
    assert probe(deep.path).pixel_format == "yuv420p10le"


@pytest.mark.parametrize("suffix", ["mp4", "mov", "webm"])
def test_that_the_header_alone_tells_the_duration(tmp_path: Path, suffix: str):
    codec = "libvpx" if suffix == "webm" else "libx264"
    clip = make_clip(tmp_path / f"clip.{suffix}", shots=(30, 18), codec=codec)

    assert abs(quick_duration(clip.path) - 2) < Fraction(1, 20)


def test_that_a_fragmented_file_is_measured_by_its_demuxer(tmp_path: Path):
    clip = make_clip(tmp_path / "plain.mp4", shots=(48,), audio=0)
    fragmented = tmp_path / "fragmented.mp4"
    _remux(clip.path, fragmented, {"movflags": "frag_keyframe+empty_moov"})

    assert abs(quick_duration(fragmented) - 2) < Fraction(1, 20)
    assert probe(fragmented).frames == 48


# -- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["mp4", "webm"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.999])
def test_that_a_video_that_was_cut_off_is_refused(tmp_path: Path, suffix: str, share: float):
    codec = "libvpx" if suffix == "webm" else "libx264"
    path = make_clip(tmp_path / f"clip.{suffix}", shots=(24, 24), codec=codec).path
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(ProbeFailed, match=r"cut off or still being written|damaged") as refusal:
        probe(path)

    assert "\n" not in str(refusal.value)


def test_that_a_video_whose_index_is_missing_is_refused(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(24,))
    late = tmp_path / "late.mp4"
    _remux(clip.path, late, {})
    data = late.read_bytes()
    late.write_bytes(data[: data.rindex(b"moov") - 4])

    with pytest.raises(ProbeFailed, match="no video can be read from it"):
        probe(late)


def test_that_a_file_with_sound_only_is_refused(tmp_path: Path):
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        track = container.add_stream("aac", rate=48000, layout="mono")
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.sample_rate = 48000
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        container.mux([*track.encode(frame), *track.encode()])

    with pytest.raises(ProbeFailed, match="has no video stream"):
        probe(path)


def test_that_a_video_of_noise_is_refused(tmp_path: Path):
    path = make_clip(tmp_path / "clip.mp4", shots=(12,), audio=0).path
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 4
    data[start:] = bytes((7 * n + 13) % 251 for n in range(len(data) - start))
    path.write_bytes(bytes(data))

    with pytest.raises(ProbeFailed, match="damaged"):
        probe(path)


def test_that_too_large_pictures_and_too_long_videos_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = make_clip(tmp_path / "clip.mp4", shots=(24, 24)).path

    for name, limit, reason in (
        ("MAX_SIDE", 300, "180x320 pixels"),
        ("MAX_SECONDS", 1, "2 s long"),
        ("MAX_STREAMS", 1, "2 streams"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(source, name, limit)
            with pytest.raises(ProbeFailed, match=reason):
                probe(path)


def test_that_a_file_at_rest_is_not_growing(tmp_path: Path):
    path = make_clip(tmp_path / "clip.mp4", shots=(5,), size=(64, 64)).path

    assert not is_growing(path, settle=0.05)


def test_that_a_file_that_is_written_on_is_growing(tmp_path: Path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"x")
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.005):
            with path.open("ab") as file:
                file.write(b"x" * 1000)

    writer = threading.Thread(target=write, name="writer")
    writer.start()
    try:
        assert is_growing(path)
    finally:
        stop.set()
        writer.join()


# -- laws ------------------------------------------------------------------------------------


@given(st.permutations(range(12)), st.sampled_from([1, 512, 1001]))
def test_that_stamps_in_any_order_give_one_timeline(order: list[int], step: int):
    times = FrameTimes(Fraction(1, 24 * step))
    for n in order:
        times.add(100 + n * step, step)

    timeline = times.timeline()

    assert timeline.ticks == tuple(n * step for n in range(12))
    assert timeline.duration == Fraction(12, 24)
    assert times.constant_rate() == 24


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40))
def test_that_a_timeline_always_rises(stamps: list[int]):
    times = FrameTimes(Fraction(1, 1000))
    for stamp in stamps:
        times.add(stamp, None)

    timeline = times.timeline()

    assert timeline.ticks[0] == 0
    assert all(b > a for a, b in zip(timeline.ticks, timeline.ticks[1:], strict=False))
    assert timeline.end > timeline.ticks[-1]


def _remux(path: Path, target: Path, options: dict[str, str]) -> None:
    with av.open(str(path)) as given_file, av.open(str(target), "w", options=options) as made:
        video = given_file.streams.video[0]
        stream = made.add_stream_from_template(video)
        for packet in given_file.demux(video):
            if packet.dts is not None:
                packet.stream = stream
                made.mux(packet)
