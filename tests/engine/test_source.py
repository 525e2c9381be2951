"""Videos are opened safely, and as quickly as what is wanted of them allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import ProbeFailed
from engine.media.source import open_again, open_to_decode, open_video, video_stream
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from av.video.stream import VideoStream

KINDS: dict[str, dict[str, object]] = {
    "plain": {},
    "no B-frames": {"b_frames": 0},
    "baseline": {"b_frames": 0, "options": {"profile": "baseline"}},
    "4:4:4": {"pixel_format": "yuv444p"},
    "ten bits": {"pixel_format": "yuv420p10le"},
    "variable": {"stamps": [0, 40, 100, 150, 200, 260, 300, 390]},
    "HEVC": {"codec": "libx265"},
    "mkv": {"suffix": ".mkv"},
    "VP9": {"codec": "libvpx-vp9", "suffix": ".webm"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_that_what_is_known_of_a_video_does_not_depend_on_how_it_was_opened(
    kind: str, tmp_path: Path
) -> None:
    options = {"shots": (8,), "audio": 1} | KINDS[kind]
    path = make_clip(tmp_path / f"clip{options.pop('suffix', '.mp4')}", **options).path

    with open_video(path) as tried:
        expected = _known(video_stream(path, tried, 2))
    source, stream = open_to_decode(path, 2)

    with source:
        assert _known(stream) == expected
        frames = list(source.decode(stream))
    assert len(frames) == 8
    assert [frame.pts for frame in frames] == sorted(frame.pts for frame in frames)


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_video_opened_again_shows_the_same_frames(kind: str, tmp_path: Path) -> None:
    options = {"shots": (8,), "audio": 0} | KINDS[kind]
    path = make_clip(tmp_path / f"clip{options.pop('suffix', '.mp4')}", **options).path

    with open_video(path) as source:
        stream = video_stream(path, source, 1)
        again, other = open_again(path, stream)
        with again:
            ours = [(f.pts, bytes(f.planes[0])) for f in again.decode(other)]
        assert ours == [(f.pts, bytes(f.planes[0])) for f in source.decode(stream)]


def test_that_a_file_without_streams_is_no_video_however_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.write_bytes(b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\x08free")

    for opened in (lambda: open_to_decode(path, 2), lambda: video_stream(path, open_video(path))):
        with pytest.raises(ProbeFailed):
            opened()


def _known(stream: VideoStream) -> tuple[object, ...]:
    rates = (stream.average_rate, stream.time_base, stream.start_time, stream.duration)
    return (*rates, stream.frames, stream.width, stream.height, stream.codec_context.name)
