"""Animatics: the frames asked for, cuts where they were asked for, the same every time."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import cv2
import numpy as np
import pytest

from engine.errors import MediaError, UserError
from engine.jobs import JobContext, Stopped
from engine.media.animatic import render_animatic, render_still
from engine.media.animatic_camera import Camera, Framing, Motion, window
from engine.media.animatic_card import draw_card
from engine.media.animatic_layers import Veil
from engine.media.animatic_scene import AnimaticSegment
from engine.media.animatic_sound import SoundBed

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (180, 320)


def test_that_shots_follow_each_other_at_their_lengths(tmp_path: Path) -> None:
    segments = [AnimaticSegment(frames, title=f"SH{frames}", seed=frames) for frames in (9, 14, 11)]

    render_animatic(segments, tmp_path / "made.mp4", size=SIZE, sound=SoundBed())

    pictures = pictures_in(tmp_path / "made.mp4")
    steps = np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2))
    assert len(pictures) == 34
    assert sorted(np.argsort(steps)[-2:] + 1) == [9, 23]
    assert seconds_of_sound(tmp_path / "made.mp4") == pytest.approx(34 / 24, abs=0.03)


def test_that_the_same_segments_give_the_same_video(tmp_path: Path) -> None:
    segments = [AnimaticSegment(8, seed=3, veil=veil) for veil in Veil]

    for name in ("one.mp4", "two.mp4"):
        render_animatic(segments, tmp_path / name, size=SIZE, sound=SoundBed(seed=4))

    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


@pytest.mark.parametrize("motion", Motion)
def test_that_no_camera_stands_still(tmp_path: Path, motion: Motion) -> None:
    segment = AnimaticSegment(30, title="SH1", motion=motion, seed=2)

    render_animatic([segment], tmp_path / "made.mp4", size=SIZE)

    pictures = pictures_in(tmp_path / "made.mp4")
    assert np.abs(pictures[-1] - pictures[0]).mean() > 0.4


def test_that_a_flash_is_white_and_a_dissolve_has_no_hard_cut(tmp_path: Path) -> None:
    segments = [
        AnimaticSegment(20, seed=4, flashes=(9, 10)),
        AnimaticSegment(20, picture=plain(tmp_path, 200), seed=2, dissolve=12),
    ]

    render_animatic(segments, tmp_path / "made.mp4", size=SIZE)

    light = pictures_in(tmp_path / "made.mp4").mean(axis=(1, 2))
    assert [n for n, mean in enumerate(light[:20]) if mean > 180] == [9, 10]
    mixing = np.diff(light[19:34])
    assert mixing.max() < 0.2 * (light[-1] - light[19])


def test_that_a_foreground_stands_before_its_picture(tmp_path: Path) -> None:
    figure = np.zeros((400, 240, 4), np.uint8)
    cv2.circle(figure, (120, 200), 50, (255, 255, 255, 255), -1)
    cv2.imwrite(str(tmp_path / "figure.png"), figure)
    segment = AnimaticSegment(
        6, picture=plain(tmp_path, 40), foreground=tmp_path / "figure.png", motion=Motion.STILL
    )

    render_animatic([segment], tmp_path / "made.mp4", size=SIZE)

    picture = pictures_in(tmp_path / "made.mp4")[3]
    assert picture[160, 90] > 200
    assert picture[20, 20] == pytest.approx(50, abs=8)  # 40 in video range


@pytest.mark.parametrize("motion", Motion)
def test_that_a_view_never_leaves_its_picture(motion: Motion) -> None:
    for corner in (Framing(0, 0, 0.5), Framing(1, 1, 1), Framing(0.5, 1, 0.3)):
        camera = Camera(corner, motion, seed=1, frames=48, rate=24)
        for step in range(-5, 60):
            (scale, _, left), (_, _, top) = window(camera.view(step), SIZE, (600, 1000))

            assert left >= 0
            assert top >= 0
            assert left + scale * SIZE[0] <= 600 + 1e-6
            assert top + scale * SIZE[1] <= 1000 + 1e-6


def test_that_cards_differ_by_seed_and_carry_their_text() -> None:
    empty, full = draw_card("", "", 1, SIZE), draw_card("EP001_SH1", "A door opens. " * 20, 1, SIZE)

    assert np.abs(full.astype(int) - empty).max() > 100
    assert np.abs(draw_card("", "", 2, SIZE).astype(int) - empty).mean() > 3


def test_that_nothing_to_render_is_refused(tmp_path: Path) -> None:
    for segments in ([], [AnimaticSegment(0)]):
        with pytest.raises(UserError, match="at least one frame"):
            render_animatic(segments, tmp_path / "made.mp4", size=SIZE)

    assert list(tmp_path.iterdir()) == []


def test_that_a_picture_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("not a picture")

    for name, reason in (("text.png", "not a picture"), ("missing.png", "cannot be read")):
        with pytest.raises(MediaError, match=f"{name}: .*{reason}"):
            render_animatic([AnimaticSegment(5, tmp_path / name)], tmp_path / "a.mp4", size=SIZE)

    assert [path.name for path in tmp_path.iterdir()] == ["text.png"]


def test_that_a_cancelled_rendering_leaves_nothing(tmp_path: Path) -> None:
    ctx = JobContext(lambda _progress: ctx.cancel())

    with pytest.raises(Stopped):
        render_animatic([AnimaticSegment(200)], tmp_path / "made.mp4", size=SIZE, ctx=ctx)

    assert list(tmp_path.iterdir()) == []


def plain(folder: Path, value: int) -> Path:
    path = folder / f"plain_{value}.png"
    cv2.imwrite(str(path), np.full((400, 240, 3), value, np.uint8))
    return path


def pictures_in(path: Path) -> np.ndarray[Any, Any]:
    with av.open(str(path)) as container:
        frames = [f.to_ndarray()[: f.height] for f in container.decode(video=0)]
    return np.stack(frames).astype(np.float32)


def seconds_of_sound(path: Path) -> float:
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        return float((stream.duration or 0) * Fraction(stream.time_base or 1))


def test_that_a_still_is_a_picture_of_its_shot(tmp_path: Path) -> None:
    segment = AnimaticSegment(24, picture=plain(tmp_path, 90), seed=3)

    for name in ("one.png", "two.png", "three.jpg"):
        render_still(segment, tmp_path / name, size=SIZE)

    picture = cv2.imread(str(tmp_path / "one.png"))
    assert picture.shape == (320, 180, 3)
    assert picture.mean() == pytest.approx(90, abs=4)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    assert (tmp_path / "three.jpg").read_bytes().startswith(b"\xff\xd8\xff")


def test_that_a_still_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no kind of picture"):
        render_still(AnimaticSegment(1), tmp_path / "one.gif", size=SIZE)

    assert list(tmp_path.iterdir()) == []
