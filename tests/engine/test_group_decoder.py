"""Groups are decoded quickly where that changes nothing, thoroughly where it would."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from av.video.frame import PictureType

from engine.media.groups import groups_of
from engine.media.scores import scan
from engine.media.source import open_again, open_video, video_stream
from tests.helpers.clips import Clip, make_clip
from tests.helpers.pyscenedetect import by_pyscenedetect

if TYPE_CHECKING:
    from pathlib import Path

    import av

SHOTS = (24, 24, 24)


def decodes_per_frame(clip: Clip) -> Counter[int]:
    """How often each frame was seen, by its stamp."""
    seen: list[int] = []
    scan(clip.path, on_frame=lambda frame: seen.append(frame.pts))
    return Counter(seen)


def test_that_cuts_on_key_frames_need_one_quick_decode(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mp4", shots=SHOTS, gop=24, audio=0)

    decodes = decodes_per_frame(clip)

    assert set(decodes.values()) == {1}


def test_that_a_cut_beside_an_unreferenced_frame_is_decoded_again_and_is_exact(
    tmp_path: Path,
) -> None:
    inside = {"x264-params": "scenecut=0:b-adapt=0"}
    clip = make_clip(tmp_path / "clip.mp4", shots=(35, 61), gop=24, audio=0, options=inside)

    decodes = decodes_per_frame(clip)

    exact = by_pyscenedetect(clip.path, (27.0,)).content[35]
    assert scan(clip.path).track.content[35] == pytest.approx(exact, abs=1e-9)
    assert 0 < sum(times == 2 for times in decodes.values()) <= 24
    assert set(decodes.values()) == {1, 2}


def test_that_quick_scores_are_hardly_different(tmp_path: Path) -> None:
    noisy = {"crf": "34"}
    clip = make_clip(tmp_path / "clip.mp4", shots=SHOTS, gop=24, audio=0, options=noisy)

    ours = np.array(scan(clip.path).track.content)

    theirs = np.array(by_pyscenedetect(clip.path, (27.0,)).content)
    assert np.abs(ours - theirs).max() < 1.5


def test_that_references_are_told_from_other_frames(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mp4", shots=(24, 24), gop=12, b_frames=2, audio=0)

    with open_video(clip.path) as source:
        groups = list(groups_of(source, video_stream(clip.path, source)))
        kinds = dict(_kinds(clip.path))
        told = {p.pts: group.is_reference(p.pts) for group in groups for p in group.packets}

    assert all(group.is_framed for group in groups)
    assert not groups[0].is_reference(None)
    assert not groups[0].is_reference(-5)
    assert {kinds[stamp] for stamp, is_reference in told.items() if not is_reference} == {"B"}
    assert all(told[stamp] for stamp, kind in kinds.items() if kind in "IP")


def test_that_a_second_decoder_knows_the_order_of_frames(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mp4", shots=(24, 24), b_frames=3, audio=0)

    with open_video(clip.path) as source:
        stream = video_stream(clip.path, source)
        again, other = open_again(clip.path, stream)
        with again:
            frames: list[av.VideoFrame] = list(again.decode(other))

    stamps = [frame.pts for frame in frames]
    assert len(stamps) == clip.frames
    assert stamps == sorted(stamps)


def _kinds(path: Path) -> list[tuple[int, str]]:
    with open_video(path) as source:
        frames = source.decode(video_stream(path, source))
        return [(frame.pts, PictureType(frame.pict_type).name) for frame in frames]
