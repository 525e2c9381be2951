"""Pictures for synthetic passes: worlds with natural texture, actors, and cameras that move."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Random = np.random.Generator

SPEED = {"still": 0.0, "pan": 0.05, "zoom": 0.01, "handheld": 0.03, "shake": 0.03, "fast": 0.35}


@dataclass(frozen=True, slots=True)
class View:
    """Where a camera looks: the centre in the world and how many world pixels one pixel covers."""

    x: float
    y: float
    zoom: float


@dataclass(frozen=True, slots=True)
class Whip:
    """A whip pan between two frames of a shot over ``reach`` picture widths."""

    first: int
    last: int
    reach: float


def noise(rng: Random, height: int, width: int, slope: float, size: int = 512) -> NDArray:
    """Noise with the spectrum of natural pictures, 1/f^slope, from 0 to 1."""
    fy, fx = np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None]
    frequency = np.hypot(fx, fy)
    frequency[0, 0] = 1
    waves = rng.normal(size=frequency.shape) + 1j * rng.normal(size=frequency.shape)
    spectrum = waves / frequency ** (slope / 2 + 0.5)
    spectrum[0, 0] = 0
    field = np.fft.irfft2(spectrum, (size, size)).astype(np.float32)
    field = (field - field.min()) / (np.ptp(field) + 1e-9)
    return cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC)


def palette(rng: Random, value: tuple[float, float] = (50, 235), colours: int = 5) -> NDArray:
    """A few colours around one hue, dark to bright, as BGR."""
    hue = (rng.integers(0, 180) + rng.normal(0, 25, colours)) % 180
    hsv = np.stack([hue, rng.uniform(40, 170, colours), rng.uniform(*value, colours)], 1)
    bgr = cv2.cvtColor(hsv.clip(0, 255).astype(np.uint8)[None], cv2.COLOR_HSV2BGR)[0]
    return bgr[np.argsort(bgr.sum(1))].astype(np.float32)


def coloured(field: NDArray, colours: NDArray) -> Picture:
    """A field of 0..1 painted with a palette."""
    stops, steps = np.linspace(0, 1, len(colours)), np.linspace(0, 1, 256)
    table = np.stack([np.interp(steps, stops, colours[:, c]) for c in range(3)], 1)
    return table.astype(np.uint8)[(field.clip(0, 1) * 255).astype(np.uint8)]


def world(rng: Random, size: tuple[int, int], colours: NDArray, *, gray: bool = False) -> Picture:
    """A big still picture to look at: sky and ground, texture, objects with soft edges."""
    width, height = size
    slope = np.linspace(rng.uniform(0, 0.5), rng.uniform(0.5, 1), height)[:, None]
    ground = coloured(0.6 * noise(rng, height, width, rng.uniform(1.6, 2.4)) + 0.4 * slope, colours)
    detail = noise(rng, height, width, 1.1)[..., None] * 60 - 30
    picture = ground.astype(np.float32) + detail
    for _ in range(int(rng.integers(8, 22))):
        mask = _object(rng, width, height)
        colour = colours[rng.integers(len(colours))] * rng.uniform(0.6, 1.3)
        picture += mask * (colour + detail * 1.2 - picture)
    painted = picture.clip(0, 255).astype(np.uint8)
    if gray:
        painted = cv2.merge([cv2.cvtColor(painted, cv2.COLOR_BGR2GRAY)] * 3)
    return painted


def _object(rng: Random, width: int, height: int) -> NDArray:
    centre = (int(rng.integers(0, width)), int(rng.integers(0, height)))
    radius = int(rng.uniform(0.03, 0.16) * width)
    mask = np.zeros((height, width), np.uint8)
    if rng.random() < 0.5:
        axes = (radius, int(radius * rng.uniform(0.4, 1.6)))
        cv2.ellipse(mask, centre, axes, rng.uniform(0, 180), 0, 360, 255, -1)
    else:
        corners = np.array(centre) + rng.normal(0, radius, (int(rng.integers(3, 7)), 2))
        cv2.fillPoly(mask, [corners.astype(np.int32)], 255)
    return cv2.GaussianBlur(mask, (0, 0), 1.5)[..., None].astype(np.float32) / 255


class Actor:
    """A textured figure that walks through the picture and bobs."""

    def __init__(self, rng: Random, size: tuple[int, int], colours: NDArray) -> None:
        width, height = size
        self._radius = radius = int(rng.uniform(0.10, 0.24) * width)
        self._paint = coloured(noise(rng, 4 * radius, 2 * radius, 1.5, 128), colours)
        mask = np.zeros((4 * radius, 2 * radius), np.uint8)
        cv2.ellipse(
            mask, (radius, 2 * radius), (radius * 4 // 5, radius * 9 // 5), 0, 0, 360, 255, -1
        )
        cv2.circle(mask, (radius, radius * 3 // 5), radius // 2, 255, -1)
        self._mask = (cv2.GaussianBlur(mask, (0, 0), 2).astype(np.float32) / 255)[..., None]
        self._x = rng.uniform(0, width - 2 * radius)
        self._y = rng.uniform(height * 0.3, max(height - 4 * radius, height * 0.31))
        self._speed = rng.normal(0, width * 0.05)
        self._phase = rng.uniform(0, 6)

    def draw(self, picture: Picture, seconds: float) -> None:
        """Paint the figure as it stands after ``seconds``."""
        height, width = picture.shape[:2]
        x = int(self._x + self._speed * seconds)
        y = int(self._y + math.sin(self._phase + seconds * 7) * self._radius * 0.12)
        left, right = max(x, 0), min(x + 2 * self._radius, width)
        top, bottom = max(y, 0), min(y + 4 * self._radius, height)
        if right <= left or bottom <= top:
            return
        inside = (slice(top - y, bottom - y), slice(left - x, right - x))
        behind = picture[top:bottom, left:right].astype(np.float32)
        painted = behind + self._mask[inside] * (self._paint[inside] - behind)
        picture[top:bottom, left:right] = painted.astype(np.uint8)


class Camera:
    """One shot: a camera that moves over a world in one of the ways of ``SPEED``."""

    def __init__(
        self,
        rng: Random,
        place: Picture,
        size: tuple[int, int],
        rate: int,
        *,
        motion: str,
        actors: list[Actor],
        view: View | None = None,
        gain: float = 1.0,
    ) -> None:
        self._rng, self._place, self._size, self._rate = rng, place, size, rate
        self._motion, self._actors, self._gain = motion, actors, gain
        self._view = view or self._some_view()
        angle, speed = rng.uniform(0, 2 * math.pi), SPEED[motion] * self._view.zoom
        self._dx = math.cos(angle) * speed * size[0]
        self._dy = math.sin(angle) * speed * size[1] / 2
        self._dz = float(rng.choice([-0.06, 0.06])) if motion == "zoom" else 0.0
        self._drift = np.zeros(2)
        self.whip: Whip | None = None

    def picture(self, step: int) -> Picture:
        """What the camera sees ``step`` frames after it began."""
        seconds = step / self._rate
        zoom = self._view.zoom * (1 + self._dz * seconds)
        shift, turn, blur = self._jitter()
        whip, whip_blur = self._whip_at(step)
        x = self._view.x + self._dx * seconds + shift[0] * zoom + whip
        y = self._view.y + self._dy * seconds + shift[1] * zoom
        seen = self._look(x, y, zoom, turn)
        for actor in self._actors:
            actor.draw(seen, seconds)
        blur = max(blur, whip_blur)
        if blur > 2:
            seen = cv2.blur(seen, (blur, 1))
        return seen if self._gain == 1.0 else cv2.convertScaleAbs(seen, alpha=self._gain)

    def _some_view(self) -> View:
        (height, width), rng = self._place.shape[:2], self._rng
        zoom = rng.uniform(0.55, 0.8) * min(width / self._size[0], height / self._size[1])
        return View(rng.uniform(0.42, 0.58) * width, rng.uniform(0.42, 0.58) * height, zoom)

    def _jitter(self) -> tuple[NDArray, float, int]:
        if self._motion == "handheld":
            self._drift = 0.9 * self._drift + self._rng.normal(0, 0.8, 2)
        if self._motion == "shake":
            shift = self._rng.normal(0, self._size[0] * 0.018, 2)
            return shift, float(self._rng.normal(0, 1.2)), int(self._rng.integers(0, 9))
        return self._drift, 0.0, 0

    def _whip_at(self, step: int) -> tuple[float, int]:
        """How far the whip pan has gone, in world pixels, and its motion blur."""
        if self.whip is None or step < self.whip.first:
            return 0.0, 0
        done = min((step - self.whip.first) / (self.whip.last - self.whip.first), 1.0)
        reach = self.whip.reach * self._size[0]
        eased = done * done * (3 - 2 * done)
        return eased * reach * self._view.zoom, int(6 * done * (1 - done) * reach / 8)

    def _look(self, x: float, y: float, zoom: float, turn: float) -> Picture:
        width, height = self._size
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1 / zoom)
        matrix[0, 2] = width / 2 - (matrix[0, 0] * x + matrix[0, 1] * y)
        matrix[1, 2] = height / 2 - (matrix[1, 0] * x + matrix[1, 1] * y)
        return cv2.warpAffine(
            self._place, matrix, self._size, borderMode=cv2.BORDER_REFLECT_101
        ).astype(np.uint8)
