"""Storyboard sheets of the animatic: a drawn panel for every shot, its name below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.jobs import JobContext
from engine.media.animatic import still_picture
from engine.media.animatic_layers import encoded
from engine.media.opencv import cv2
from engine.store.files import write_new

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.media.animatic_scene import AnimaticSegment

_PAPER, _INK, _EDGE = (240, 241, 243), (52, 54, 58), (196, 199, 204)
_LETTERS = 0.055  # of a panel's short side


@dataclass(frozen=True, slots=True)
class SheetPanel:
    """A shot, where it is drawn (left, top, width, height in pixels), and what stands below it."""

    segment: AnimaticSegment
    box: tuple[int, int, int, int]
    caption: str


def render_sheet(
    panels: Sequence[SheetPanel],
    target: Path,
    *,
    size: tuple[int, int],
    ctx: JobContext | None = None,
) -> None:
    """Draw the panels on one picture of ``size`` (width, height), a PNG or JPEG.

    ``target`` must not exist.

    Raises:
        MediaError: a picture cannot be read.
        DiskFailed, Refused: it could not be written there.
        Stopped: ``ctx`` was cancelled; nothing is left.
    """
    job = ctx or JobContext()
    width, height = size
    sheet = np.full((height, width, 3), _PAPER[::-1], np.uint8)
    for place, panel in enumerate(panels):
        job.report(place, len(panels))
        left, top, wide, high = panel.box
        drawn = still_picture(panel.segment, (wide, high))
        sheet[top : top + high, left : left + wide] = drawn
    write_new(target, encoded(_captioned(sheet, panels), target.suffix))
    job.report(len(panels), len(panels))


def _captioned(sheet: NDArray[np.uint8], panels: Sequence[SheetPanel]) -> NDArray[np.uint8]:
    picture = Image.fromarray(cv2.cvtColor(sheet, cv2.COLOR_BGR2RGB))
    draw = ImageDraw.Draw(picture)
    for panel in panels:
        left, top, wide, high = panel.box
        points = max(9.0, _LETTERS * min(wide, high))
        draw.rectangle((left - 1, top - 1, left + wide, top + high), outline=_EDGE)
        place = (left, top + high + points * 0.4)
        draw.text(place, panel.caption, fill=_INK, font=ImageFont.load_default(size=points))
    return np.asarray(cv2.cvtColor(np.asarray(picture), cv2.COLOR_RGB2BGR), np.uint8)
