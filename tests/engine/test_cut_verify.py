"""A clip is only given its name when what lies on the disk is what was meant."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import pytest

from engine.errors import CutFailed
from engine.media.cut_verify import Expected, verify
from tests.helpers.clips import Clip, make_clip

if TYPE_CHECKING:
    from pathlib import Path

MEANT = Expected([Fraction(n, 24) for n in range(60)], tracks=1)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """One of two groups, neither of which a cut falls into."""
    path = tmp_path_factory.mktemp("verify") / "clip.mp4"
    return make_clip(path, shots=(60,), gop=40)


def test_that_a_clip_as_meant_passes(clip: Clip) -> None:
    verify(clip.path, MEANT)


@pytest.mark.parametrize("place", [0, 1, 39, 40])
def test_that_damage_in_an_end_is_seen(clip: Clip, tmp_path: Path, place: int) -> None:
    with av.open(str(clip.path)) as container:
        packet = [p for p in container.demux(video=0) if p.size][place]
        start, length = (packet.pos or 0) + packet.size // 2, packet.size // 3
    damaged = bytearray(clip.path.read_bytes())
    damaged[start : start + length] = bytes(length)
    path = tmp_path / "damaged.mp4"
    path.write_bytes(damaged)

    with pytest.raises(CutFailed, match="decode"):
        verify(path, MEANT)


@pytest.mark.parametrize(
    ("meant", "reason"),
    [
        (replace(MEANT, times=MEANT.times[1:]), "it has 60 frames, 59 were meant"),
        (replace(MEANT, times=[2 * t for t in MEANT.times]), "a frame is off by 2.4583 s"),
        (replace(MEANT, tracks=2), "sound is missing"),
        (replace(MEANT, checksums=[0] * 60), "pictures differ from what was written"),
        (replace(MEANT, copied=range(60), joint=0), "copied pictures decode to others"),
    ],
)
def test_that_what_was_not_meant_is_named(clip: Clip, meant: Expected, reason: str) -> None:
    with pytest.raises(CutFailed) as failure:
        verify(clip.path, meant)

    assert failure.value.reason == reason
