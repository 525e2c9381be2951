"""What was decoded while it was encoded is not decoded again, unless the clip differs from it."""

from __future__ import annotations

import threading
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from engine.domain.timing import FrameSpan, tile_frames
from engine.errors import CutFailed
from engine.media import cut, cut_verify
from engine.media.cut import CutMethod, CutSettings, cut_clips
from engine.media.cut_h264 import ParameterSets, with_lengths
from engine.media.cut_trial import Trial
from engine.media.cut_verify import Expected, verify
from tests.helpers.clips import Clip, make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from engine.media.cut_trial import Tried

    Groups = list[int]

FRAMES, GROUP = 30, 12


def encoded() -> tuple[bytes, list[av.Packet]]:
    """An encoder's header and packets: groups of 12, 12 and 6 noisy pictures."""
    context = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = 64, 48, "yuv420p"
    context.time_base = Fraction(1, 24)
    context.options = {"preset": "superfast", "g": str(GROUP), "x264-params": "scenecut=0"}
    context.flags |= 1 << 22
    noise, packets = np.random.default_rng(1), []
    for number in range(FRAMES):
        frame = av.VideoFrame.from_ndarray(noise.integers(0, 255, (72, 64), np.uint8), "yuv420p")
        frame.pts, frame.time_base = number, context.time_base
        packets += context.encode(frame)
    packets += context.encode(None)
    return context.extradata or b"", packets


def tried(header: bytes, packets: list[av.Packet]) -> Tried:
    with Trial() as trial:
        for packet in packets:
            trial.take(packet, header)
        return trial.result()


def test_that_the_first_group_is_decoded_and_every_picture_is_noted() -> None:
    header, packets = encoded()

    found = tried(header, packets)

    assert found.count == GROUP
    assert len(found.checksums) == FRAMES
    assert found.header == header


@pytest.mark.parametrize("place", [0, 5, GROUP - 1])
def test_that_nothing_counts_when_one_picture_does_not_decode(place: int) -> None:
    header, packets = encoded()
    data = bytes(packets[place])
    damaged = av.Packet(data[: len(data) // 2] + bytes(len(data) // 2))
    damaged.is_keyframe = packets[place].is_keyframe

    found = tried(header, [*packets[:place], damaged, *packets[place + 1 :]])

    assert found.count == 0


def test_that_a_trial_given_up_ends_its_thread() -> None:
    header, packets = encoded()
    before = threading.active_count()

    with Trial() as trial:
        trial.take(packets[0], header)
        assert threading.active_count() == before + 1

    assert threading.active_count() == before


def test_that_lengths_stand_for_start_codes() -> None:
    assert with_lengths(b"\0\0\0\1abc\0\0\1de") == b"\0\0\0\3abc\0\0\0\2de"


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """A video of one group."""
    return make_clip(tmp_path_factory.mktemp("trial") / "torn.mp4", shots=(100,), gop=250)


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> Groups:
    """How many pictures each verification decodes at a time."""
    sizes: Groups = []
    decode = cut_verify._decode

    def counting(path: Path, stream: av.VideoStream, group: list[av.Packet]) -> object:
        sizes.append(len(group))
        return decode(path, stream, group)

    monkeypatch.setattr(cut_verify, "_decode", counting)
    return sizes


def encode(torn: Clip, folder: Path, *cuts: int) -> list[CutMethod]:
    spans = tile_frames(100, cuts)
    targets = [folder / f"{number}.mp4" for number in range(len(spans))]
    settings = CutSettings(encode_all=True, side_by_side=1)
    reports = cut_clips(torn.path, spans, targets, settings=settings)
    assert not [report.error for report in reports if report.error]
    return [report.method for report in reports]


def test_that_a_clip_of_one_group_is_read_back_and_not_decoded_again(
    torn: Clip, tmp_path: Path, decoded: Groups
) -> None:
    assert encode(torn, tmp_path, 50) == [CutMethod.ENCODE] * 2
    assert decoded == []


def test_that_the_last_group_of_a_longer_clip_is_decoded_from_the_disk(
    torn: Clip, tmp_path: Path, decoded: Groups
) -> None:
    encode(torn, tmp_path)

    assert decoded == [100 - 72]


def _made(torn: Clip, path: Path, monkeypatch: pytest.MonkeyPatch) -> Expected:
    """What an encoded clip of 50 frames is expected to be; the clip stands at ``path``."""
    meant: list[Expected] = []

    def noting(clip: Path, expected: Expected) -> None:
        meant.append(expected)
        verify(clip, expected)

    monkeypatch.setattr(cut, "verify", noting)
    settings = CutSettings(encode_all=True)
    cut_clips(torn.path, [FrameSpan(0, 50)], [path], settings=settings)
    assert meant[0].tried == 50
    return meant[0]


def _damage(path: Path) -> None:
    with av.open(str(path)) as container:
        packet = [p for p in container.demux(video=0) if p.size][3]
        start, length = (packet.pos or 0) + packet.size // 2, packet.size // 3
    damaged = bytearray(path.read_bytes())
    damaged[start : start + length] = bytes(length)
    path.write_bytes(damaged)


def test_that_a_clip_whose_bytes_changed_on_their_way_is_refused(
    torn: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = _made(torn, tmp_path / "clip.mp4", monkeypatch)
    _damage(tmp_path / "clip.mp4")

    with pytest.raises(CutFailed, match="pictures differ from what was written"):
        verify(tmp_path / "clip.mp4", expected)


def test_that_under_another_header_all_is_decoded_again(
    torn: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decoded: Groups
) -> None:
    expected = _made(torn, tmp_path / "clip.mp4", monkeypatch)

    verify(tmp_path / "clip.mp4", replace(expected, header=encoded()[0]))

    assert decoded == [50]


def test_that_parameter_sets_are_told_from_others(torn: Clip) -> None:
    with av.open(str(torn.path)) as container:
        sets = ParameterSets.parse(container.streams.video[0].codec_context.extradata or b"")
    header = b"".join(b"\0\0\0\1" + unit for unit in (*sets.sequence, *sets.picture))

    assert sets.are_those_of(header)
    assert not sets.are_those_of(header + b"\0\0\0\1" + sets.picture[0])
    assert not sets.are_those_of(b"")
