"""One shot of an animatic: its picture or card, seen through a camera that moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import CutFailed
from engine.media.animatic_camera import WIDE, Camera, Framing, Motion, window
from engine.media.animatic_card import draw_card
from engine.media.animatic_layers import Cutout, Planes, Veil, Weather, even, read_picture
from engine.media.opencv import cv2

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_OVERSCAN = 1.2  # cards are drawn larger than the frame, so that the camera can move
_WHITE = 222  # of a flash's luma
_FLICKER = 0.012  # how much the light of a scene breathes


@dataclass(frozen=True, slots=True)
class AnimaticSegment:
    """One shot: ``frames`` of a picture, or of a card with ``title`` and ``text`` without one.

    ``foreground`` is a picture with alpha of the same size, nearer to the camera. ``dissolve`` is
    over how many frames the shot is mixed with the one before; 0 is a hard cut. ``flashes`` are
    frames of the shot that are nearly white.
    """

    frames: int
    picture: Path | None = None
    foreground: Path | None = None
    title: str = ""
    text: str = ""
    seed: int = 0
    motion: Motion = Motion.PUSH_IN
    framing: Framing = WIDE
    dissolve: int = 0
    flashes: tuple[int, ...] = ()
    veil: Veil = Veil.NONE


class Scene:
    """One segment, ready to be seen at any of its frames and beyond its end."""

    def __init__(self, segment: AnimaticSegment, size: tuple[int, int], rate: float) -> None:
        self.segment = segment
        self._size = size
        self._rate = rate
        self._camera = Camera(segment.framing, segment.motion, segment.seed, segment.frames, rate)
        self._ground = Planes.of(self._picture())
        self._figure = self._cutout()
        self._weather = Weather(segment.veil, segment.seed, size)
        self._phase = float(np.random.default_rng(segment.seed).uniform(0, 6))

    def frame(self, step: int) -> Planes:
        """The picture at ``step``, without grain."""
        view = self._camera.view(step)
        planes = self._ground.seen(window(view, self._size, self._ground.size), self._size)
        if self._figure is not None:
            place = window(view, self._size, self._figure.planes.size, nearness=1.0)
            planes = self._figure.over(planes, self._breathing(place, step))
        luma = self._weather.laid_on(planes.luma, step)
        light = 1 + _FLICKER * np.sin(self._phase + step / self._rate * 2.3)
        luma = cv2.convertScaleAbs(luma, alpha=float(light))
        if step in self.segment.flashes:
            luma = cv2.addWeighted(luma, 0.12, np.full_like(luma, _WHITE), 0.88, 0)
        return Planes(luma, planes.blue, planes.red)

    def _breathing(self, place: NDArray[np.float64], step: int) -> NDArray[np.float64]:
        """A figure is never still: it shifts its weight, and its chest rises."""
        seconds = step / self._rate
        sway = 0.006 * self._size[0] * np.sin(0.9 * seconds + self._phase)
        rise = 0.0022 * self._size[1] * np.sin(1.7 * seconds + 2 * self._phase)
        moved = place.copy()
        moved[:, 2] += (sway, rise)
        return moved

    def _picture(self) -> NDArray[np.uint8]:
        segment = self.segment
        if segment.picture is None:
            width, height = (int(side * _OVERSCAN) // 2 * 2 for side in self._size)
            return draw_card(segment.title, segment.text, segment.seed, (width, height))
        picture = even(read_picture(segment.picture))
        return np.ascontiguousarray(picture[..., :3])

    def _cutout(self) -> Cutout | None:
        if self.segment.foreground is None:
            return None
        picture = even(read_picture(self.segment.foreground))
        if picture.shape[2] == 3:  # noqa: PLR2004 - colours, no opacity: nothing would show through
            raise CutFailed(self.segment.foreground, "a foreground needs an alpha channel")
        return Cutout.of(picture)
