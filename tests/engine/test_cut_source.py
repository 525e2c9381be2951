"""Frames of the video being cut: the right ones, whole, wherever decoding has to start for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import pytest

from engine.domain.timing import FrameSpan
from engine.media.cut_index import read_index
from engine.media.cut_source import SourceReader
from engine.media.cut_verify import look
from engine.media.source import open_video
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

PYRAMID = {"b-pyramid": "normal", "x264-params": "b-adapt=0"}  # many that nothing is made from
SPANS = [(0, 2), (40, 43), (43, 50), (58, 60), (7, 9), (30, 31), (12, 13), (13, 29)]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("gop", [11, 250])
def test_that_frames_are_those_of_a_plain_decode(tmp_path: Path, gop: int, threads: int) -> None:
    clip = make_clip(
        tmp_path / "pass.mp4", kind="near", shots=(60,), gop=gop, b_frames=5, options=PYRAMID
    )
    with av.open(str(clip.path)) as container:
        looks = [look(frame) for frame in container.decode(video=0)]

    with (
        open_video(clip.path) as templates,
        SourceReader(read_index(clip.path), templates, threads) as reader,
    ):
        found = [[look(frame) for frame in reader.frames(FrameSpan(*ends))] for ends in SPANS]

    assert found == [looks[first:end] for first, end in SPANS]
