"""From a request to what the animatic's renderer draws: pictures, cards and ways of the camera."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.providers.animatic_mischief import Stretch, spoiled
from engine.providers.payload_words import (
    USUAL_SECONDS,
    Segment,
    areas_of,
    duration_of,
    file_of,
    is_web,
    references_of,
    seed_of,
    segments_of,
    size_of,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from engine.providers.animatic_mischief import Mischief
    from engine.providers.base import RenderRequest

RATE = Fraction(24)
_BOARDS = "/storyboards/"


@dataclass(frozen=True, slots=True)
class View:
    """Where in its picture a shot looks: the middle, and the width; all 0 to 1."""

    x: float = 0.5
    y: float = 0.5
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Shot:
    """One stretch of an animatic, in plain words; as the renderer's ``AnimaticSegment``."""

    frames: int
    picture: Path | None
    view: View
    title: str
    text: str
    seed: int
    motion: str
    foreground: Path | None = None
    dissolve: int = 0


# Cards of four papers follow each other by seed: neither the next shot nor another view of the
# same one may come to the same paper.
_NEXT_SHOT, _NEXT_VIEW = 1009, 15_485_866
_WHOLE = View()
# What is seen of one picture when several shots are made of it: no two neighbours look alike.
_VIEWS = (
    View(0.5, 0.5, 0.84),
    View(0.36, 0.42, 0.5),
    View(0.64, 0.55, 0.52),
    View(0.5, 0.34, 0.42),
    View(0.42, 0.62, 0.62),
)
# All but a still one: a picture in which nothing moves looks broken to whoever checks it.
MOTIONS = (
    "push in",
    "pull out",
    "pan left",
    "pan right",
    "tilt up",
    "tilt down",
    "handheld",
)


@dataclass(frozen=True, slots=True)
class _Reference:
    """A picture that may be used, and what it is good for."""

    path: Path
    size: tuple[int, int]
    is_cutout: bool
    is_board: bool


@dataclass(frozen=True, slots=True)
class _Set:
    """What stands before the camera: a picture or none, and a figure before it."""

    ground: _Reference | None
    figure: _Reference | None = None


def planned_shots(request: RenderRequest) -> tuple[Segment, ...]:
    """The shots asked for; one over the whole length when no segments are."""
    segments = segments_of(request.payload)
    if segments:
        return segments
    shot = request.shot_ids[0] if request.shot_ids else request.model
    length = duration_of(request.payload) or USUAL_SECONDS
    return (Segment(shot, text(request.payload, "prompt"), length),)


def planned_frames(segments: Sequence[Segment]) -> tuple[int, ...]:
    """Frames of each shot: cuts lie on the frame next to their planned time, without drift."""
    ends, at = [0], Fraction(0)
    for segment in segments:
        at += segment.duration
        ends.append(max(ends[-1] + 1, round(at * RATE)))
    return tuple(end - start for start, end in pairwise(ends))


def drawn_shots(request: RenderRequest, mischief: Mischief) -> tuple[Shot, ...]:
    """What is drawn for a video, misbehaving as asked; reads the pictures' headers.

    Raises:
        UserError: the payload asks for something impossible.
        MediaError: a picture cannot be read.
    """
    segments = planned_shots(request)
    seed = seed_of(request)
    stretches = spoiled(
        planned_frames(segments), mischief, model=request.model, rate=RATE, seed=seed
    )
    gallery = _Gallery(request)
    drawn = [gallery.shot(segments, stretch, seed) for stretch in stretches]
    end = text(request.payload, "end_frame")
    if end and not is_web(end) and len(drawn) == 1:
        drawn = _towards(drawn[0], file_of(request.root, end))
    return tuple(drawn)


def drawn_still(request: RenderRequest) -> Shot:
    """What is drawn for a keyframe."""
    segments = planned_shots(request)
    return _Gallery(request).shot(segments[:1], Stretch(0, 1), seed_of(request))


def drawn_panels(request: RenderRequest) -> tuple[Shot, ...]:
    """What is drawn for a storyboard sheet, a shot for every panel."""
    segments, seed = planned_shots(request), seed_of(request)
    gallery = _Gallery(request)
    return tuple(gallery.shot(segments, Stretch(place, 1), seed) for place in range(len(segments)))


class _Gallery:
    """The pictures of a request, and which of them a shot is made of."""

    def __init__(self, request: RenderRequest) -> None:
        self._root = request.root
        self._size = size_of(request.payload)
        self._start = self._looked_at(text(request.payload, "start_frame"))
        found = [self._looked_at(one) for one in references_of(request.payload)]
        there = [one for one in found if one is not None]
        self._boards = [one for one in there if one.is_board]
        self._sets = _as_sets(one for one in there if not one.is_board)
        self._areas = areas_of(request.payload)

    def shot(self, segments: Sequence[Segment], stretch: Stretch, seed: int) -> Shot:
        """One stretch of the video."""
        number, segment = stretch.shot, segments[stretch.shot]
        own_seed = seed + _NEXT_SHOT * number + _NEXT_VIEW * stretch.view
        seen, view = self._seen(segment, len(segments), stretch)
        return Shot(
            stretch.frames,
            picture=seen.ground.path if seen.ground else None,
            foreground=seen.figure.path if seen.figure else None,
            title=segment.shot_id,
            text=segment.prompt,
            seed=own_seed,
            motion=random.Random(own_seed).choice(MOTIONS),
            view=view,
        )

    def _seen(self, segment: Segment, count: int, stretch: Stretch) -> tuple[_Set, View]:
        """A shot's own picture, the start frame, its panel on the board, a reference, or none."""
        number = stretch.shot
        own = self._looked_at(segment.picture or "") or (self._start if number == 0 else None)
        if own is not None:
            return _Set(own), _VIEWS[stretch.view % len(_VIEWS)] if stretch.view else _WHOLE
        if self._boards and len(self._sets) < count:
            board = self._boards[-1]
            if len(self._areas) == count:
                area = self._areas[number]
                return _Set(board), _known_panel(board.size, self._size, area, stretch.view)
            return _Set(board), _panel(board.size, self._size, number, count, stretch.view)
        if self._sets:
            turn = number + stretch.view
            again = turn // len(self._sets) + stretch.view
            return self._sets[turn % len(self._sets)], _VIEWS[again % len(_VIEWS)]
        return _Set(None), _VIEWS[0]

    def _looked_at(self, reference: str) -> _Reference | None:
        """A picture of the project; pictures elsewhere are not fetched for a sketch."""
        if not reference or is_web(reference):
            return None
        path = file_of(self._root, reference)
        from engine.media.picture_facts import picture_facts  # late: brings Pillow

        width, height, has_alpha = picture_facts(path)
        return _Reference(path, (width, height), has_alpha, _BOARDS in f"/{reference}")


def _as_sets(references: Iterable[_Reference]) -> list[_Set]:
    """Pictures with their figures: figures belong to the picture that is named before them."""
    sets: list[_Set] = []
    for one in references:
        if not one.is_cutout:
            sets.append(_Set(one))
        elif sets and sets[-1].figure is None:
            sets[-1] = _Set(sets[-1].ground, one)
        else:
            sets.append(_Set(sets[-1].ground if sets else None, one))
    return sets


def _known_panel(
    board: tuple[int, int],
    frame: tuple[int, int],
    area: tuple[float, float, float, float],
    view: int,
) -> View:
    """A panel whose place on its sheet is known: as much of it as has the frame's shape."""
    left, top, width, height = area
    shape = frame[0] / frame[1]
    seen = min(width * board[0], height * board[1] * shape) * (0.66 if view else 0.99)
    largest = min(board[0], board[1] * shape)
    return View(left + width / 2, top + height / 2, seen / largest)


def _panel(
    board: tuple[int, int], frame: tuple[int, int], number: int, count: int, view: int
) -> View:
    """Where a shot's panel lies on a sheet of ``count``, whose grid is guessed by its shape.

    Captions stand below their panels, so each is looked at from its top.
    """
    columns = min(
        range(1, count + 1), key=lambda n: abs(_panel_shape(board, n, count) - frame[0] / frame[1])
    )
    rows = -(-count // columns)
    wide, high = board[0] / columns, board[1] / rows
    seen = min(wide, high * frame[0] / frame[1]) * (0.6 if view else 0.88)
    x = (number % columns + 0.5) * wide
    y = number // columns * high + min(high / 2, seen * frame[1] / frame[0] * 0.57)
    largest = min(board[0], board[1] * frame[0] / frame[1])
    return View(x / board[0], y / board[1], seen / largest)


def _panel_shape(board: tuple[int, int], columns: int, count: int) -> float:
    rows = -(-count // columns)
    empty = columns * rows - count  # a grid with holes is a worse guess
    return board[0] / columns / (board[1] / rows) + empty


def _towards(shot: Shot, end: Path) -> list[Shot]:
    """The same length, dissolving into a picture without a cut."""
    if shot.frames < 4:  # noqa: PLR2004 - nothing to dissolve over
        return [shot]
    first = shot.frames * 2 // 5
    rest = shot.frames - first
    over = replace(shot, frames=rest, picture=end, view=_WHOLE, foreground=None, dissolve=rest // 2)
    return [replace(shot, frames=first), over]
