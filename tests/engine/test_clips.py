"""The test videos themselves: what they claim about their frames is so."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import pytest

from tests.helpers.clips import clicks_in, make_clip, numbers_in

if TYPE_CHECKING:
    from pathlib import Path

KINDS: list[tuple[str, dict[str, Any]]] = [
    ("plain.mp4", {}),
    ("plain.mov", {"rate": 30, "b_frames": 0}),
    ("hevc.mp4", {"codec": "libx265"}),
    ("vp9.webm", {"codec": "libvpx-vp9"}),
    ("vp8.webm", {"codec": "libvpx"}),
    ("mpeg4.mp4", {"codec": "mpeg4"}),
    ("ten_bit.mp4", {"pixel_format": "yuv420p10le"}),
    ("one_group.mp4", {"gop": 250, "kind": "near"}),
    ("odd.webm", {"codec": "libvpx-vp9", "size": (181, 321)}),
    ("odd.mp4", {"pixel_format": "yuv444p", "size": (181, 321)}),
    ("rotated.mp4", {"rotation": 90}),
    ("silent.mp4", {"audio": 0}),
    ("two_tracks.mp4", {"audio": 2}),
    ("ntsc.mp4", {"rate": Fraction(30000, 1001)}),
    ("flash.mp4", {"kind": "flash"}),
    ("dissolve.mp4", {"kind": "dissolve"}),
    ("fade.mp4", {"kind": "fade"}),
    ("dark.mp4", {"kind": "dark"}),
    ("black.mp4", {"kind": "black"}),
    ("frozen.mp4", {"kind": "frozen"}),
    ("fused.mp4", {"kind": "fused"}),
]


@pytest.mark.parametrize(("name", "options"), KINDS, ids=[name for name, _ in KINDS])
def test_that_every_frame_tells_its_number(
    tmp_path: Path, name: str, options: dict[str, Any]
) -> None:
    clip = make_clip(tmp_path / name, shots=(10, 14, 12), **options)

    assert numbers_in(clip.path) == list(range(36))
    assert (clip.frames, clip.cuts) == (36, (10, 24))


def test_that_frames_appear_at_the_stamps_asked_for(tmp_path: Path) -> None:
    stamps = [0, 40, 90, 100, 180, 200, 260, 300]

    clip = make_clip(tmp_path / "variable.mp4", shots=(4, 4), stamps=stamps, audio=0)

    with av.open(str(clip.path)) as container:
        times = [round(frame.time * 1000) for frame in container.decode(video=0)]
    assert times == stamps


def test_that_a_click_is_heard_where_a_shot_begins(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clicks.mp4", shots=(12, 18, 15), audio=2)

    assert clicks_in(clip.path) == pytest.approx([0, 0.5, 1.25], abs=0.002)
    assert clicks_in(clip.path, track=1) == pytest.approx([0, 0.5, 1.25], abs=0.002)


def test_that_hidden_frames_are_not_seen(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "edit_list.mp4", shots=(10, 14), hidden=4, audio=0)

    assert numbers_in(clip.path) == list(range(20))
    assert clip.cuts == (6,)
