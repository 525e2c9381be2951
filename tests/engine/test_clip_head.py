"""What a clip's head says is exactly what a demuxer would say."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import pytest

from engine.errors import ProbeFailed
from engine.media import clip_head as module
from engine.media.clip_head import clip_head
from engine.media.probe import probe
from tests.helpers.clips import make_clip, make_text

if TYPE_CHECKING:
    from pathlib import Path

SMALL = (64, 96)
CLIPS = {
    "plain": {"rate": 24},
    "broadcast": {"rate": Fraction(30000, 1001)},
    "without sound": {"audio": False},
    "without B-frames": {"b_frames": 0},
    "on its side": {"rotation": 90},
    "upside down": {"rotation": 180},
    "uneven": {"stamps": (0, 1, 2, 5, 6, 7, 11, 12, 13, 14)},
    "one frame": {"shots": (1,)},
}


@pytest.mark.parametrize("words", CLIPS.values(), ids=CLIPS)
def test_that_a_head_says_what_the_demuxer_says(words: dict[str, object], tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mp4", **{"size": SMALL, "shots": (6, 4), **words})

    head = clip_head(clip.path)

    info = probe(clip.path)
    assert (head.frames, head.rate, head.duration) == (info.frames, info.rate, info.duration)
    assert head.size == (info.width, info.height)
    assert head.has_sound is info.has_audio


def test_that_a_plain_clip_is_never_opened_with_a_demuxer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = make_clip(tmp_path / "clip.mp4", size=SMALL, shots=(6, 4))
    monkeypatch.setattr(av, "open", None)

    assert clip_head(clip.path).frames == 10


def test_that_a_cut_clip_is_read_as_exactly(tmp_path: Path) -> None:
    from engine.domain.timing import FrameSpan
    from engine.media.cut import cut_clips

    source = make_clip(tmp_path / "pass.mp4", size=SMALL, shots=(12, 12, 12))
    targets = [tmp_path / f"{number}.mp4" for number in range(3)]
    spans = [FrameSpan(0, 12), FrameSpan(12, 24), FrameSpan(24, 36)]
    cut_clips(source.path, spans, targets)

    heads = [clip_head(target) for target in targets]

    assert [(head.frames, head.rate) for head in heads] == [(12, 24)] * 3
    assert heads == [module._head.__wrapped__(str(target), 0, 0, 0) for target in targets]
    assert [head.duration for head in heads] == [probe(target).duration for target in targets]


def test_that_a_replaced_file_is_read_again(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "clip.mp4", size=SMALL, shots=(6,)).path
    before = clip_head(path)
    make_clip(tmp_path / "new.mp4", size=SMALL, shots=(9,)).path.replace(path)

    assert (before.frames, clip_head(path).frames) == (6, 9)


def test_that_what_is_no_video_is_told_in_one_line(tmp_path: Path) -> None:
    make_text(tmp_path / "list.mp4")
    (tmp_path / "empty.mp4").touch()

    for name in ("list.mp4", "empty.mp4", "missing.mp4"):
        with pytest.raises(ProbeFailed, match=name) as told:
            clip_head(tmp_path / name)
        assert "\n" not in str(told.value)
