"""How the camera of an animatic moves over a picture: slowly, never quite still, by seed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DRIFT = 0.06  # of the view's width: how far a pan goes
_APPROACH = 0.1  # of the view's width: how much a push-in narrows it
_SWAY = {"still": 0.0015, "handheld": 0.011}  # of the view's width
_USUAL_SWAY = 0.003
_PARALLAX = 1.7  # how much more than the distance the foreground moves


class Motion(StrEnum):
    """A camera move."""

    STILL = "still"
    PUSH_IN = "push in"
    PULL_OUT = "pull out"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"
    TILT_UP = "tilt up"
    TILT_DOWN = "tilt down"
    HANDHELD = "handheld"


_WAYS = {
    Motion.PAN_LEFT: (-1.0, 0.0),
    Motion.PAN_RIGHT: (1.0, 0.0),
    Motion.TILT_UP: (0.0, -1.0),
    Motion.TILT_DOWN: (0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Framing:
    """Where in its picture a shot looks: the middle of the view, and its width; all 0 to 1.

    A width of 1 sees as much of the picture as fits the frame.
    """

    x: float = 0.5
    y: float = 0.5
    width: float = 0.84


WIDE = Framing()


@dataclass(frozen=True, slots=True)
class Camera:
    """One shot's way through its picture."""

    framing: Framing
    motion: Motion
    seed: int
    frames: int
    rate: float

    def view(self, step: int) -> Framing:
        """What is seen at frame ``step`` of the shot, which may lie beyond its end."""
        share = step / max(self.frames - 1, 1)
        gone = _eased(share) - 0.5
        along_x, along_y = _WAYS.get(self.motion, (0.0, 0.0))
        width = self.framing.width
        if self.motion is Motion.PUSH_IN:
            width *= 1 - _APPROACH * (gone + 0.5)
        if self.motion is Motion.PULL_OUT:
            width *= 1 - _APPROACH * (0.5 - gone)
        sway_x, sway_y = self._sway(step)
        x = self.framing.x + width * (_DRIFT * along_x * gone * 2 + sway_x)
        y = self.framing.y + width * (_DRIFT * along_y * gone * 2 + sway_y)
        return Framing(x, y, width)

    def _sway(self, step: int) -> tuple[float, float]:
        """A hand's unrest: a few slow waves that never meet."""
        size = _SWAY.get(self.motion.value, _USUAL_SWAY)
        phases = np.random.default_rng(self.seed).uniform(0, 2 * math.pi, 6)
        seconds = step / self.rate
        waves = [(0.31, 1.0), (0.73, 0.5), (1.9, 0.16)]  # Hz and weight
        swings = [
            weight * math.sin(2 * math.pi * hertz * seconds + phase)
            for phase, (hertz, weight) in zip(phases, [*waves, *waves], strict=True)
        ]
        return size * sum(swings[:3]), size * sum(swings[3:])


def window(
    view: Framing, frame: tuple[int, int], picture: tuple[int, int], *, nearness: float = 0.0
) -> NDArray[np.float64]:
    """The affine map from frame to picture, both (width, height), that shows ``view``.

    ``nearness`` is 0 for the distance and 1 for what stands in front, which moves more.
    """
    scale = min(view.width, 1) * min(picture[0] / frame[0], picture[1] / frame[1])
    lead = nearness * (_PARALLAX - 1) * 0.35
    middle_x = picture[0] * (view.x + lead * (view.x - 0.5))
    middle_y = picture[1] * (view.y + lead * (view.y - 0.5))
    half_x, half_y = scale * frame[0] / 2, scale * frame[1] / 2
    middle_x = min(max(middle_x, half_x), max(picture[0] - half_x, half_x))
    middle_y = min(max(middle_y, half_y), max(picture[1] - half_y, half_y))
    return np.array([[scale, 0, middle_x - half_x], [0, scale, middle_y - half_y]])


def _eased(share: float) -> float:
    """Slow at both ends, but never standing: cameras start before the shot does."""
    bounded = min(max(share, -0.2), 1.2)
    return 0.65 * bounded + 0.35 * (bounded * bounded * (3 - 2 * bounded))
