"""Which planned shot lies where: the pieces of the two lanes, from the cuts as they stand now."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.domain.timing import FrameSpan
from engine.domain.verdict import Finding
from recoil_desktop.scrubber.scene import Block, Tone
from recoil_desktop.scrubber.words import length_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.review import PlannedShot, ReviewSheet
    from engine.domain.verdict import ShotVerdict

_REACH = 0.5  # seconds between a cut and the planned boundary it can stand for
_TOO_SHORT = Fraction(1, 2)  # of the planned length
_SAME_CUT = 3  # frames: a detected cut so near to a placed one is the same cut
_PICTURE_FAULTS = (Finding.BLACK, Finding.FROZEN)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of frames between two cuts and the planned shots (by index) that it holds.

    More than one shot: a cut is missing between them. ``part`` above 0: the shot goes on after an
    extra cut.
    """

    frames: FrameSpan
    first: int
    last: int
    part: int = 0


def shot_blocks(sheet: ReviewSheet, cuts: Sequence[int]) -> tuple[Block, ...]:
    """The lane of planned segments; a loose video has numbered clips."""
    count = sheet.timeline.count
    if not sheet.shots:
        spans = [FrameSpan(a, b) for a, b in pairwise((0, *cuts, count))]
        return tuple(
            Block(span, f"Clip {number}", _length(sheet, span))
            for number, span in enumerate(spans, start=1)
        )
    return tuple(_block(sheet, piece) for piece in pieces(sheet, cuts))


def pieces(sheet: ReviewSheet, cuts: Sequence[int]) -> tuple[Piece, ...]:
    """The runs between the cuts with the shots in them.

    With as many cuts as are needed they follow each other; else every boundary takes the nearest
    cut it can reach, in order.
    """
    count = sheet.timeline.count
    stands_for = boundaries_taken(sheet, cuts)
    found: list[Piece] = []
    shot, part = 0, 0
    for start, end in pairwise((0, *cuts, count)):
        if start in stands_for:
            shot, part = stands_for[start] + 1, 0
        elif start:
            part += 1
        last = stands_for.get(end, shot if end != count else len(sheet.shots) - 1)
        found.append(Piece(FrameSpan(start, end), shot, max(last, shot), part))
        shot = max(last, shot)
    return tuple(found)


def boundaries_taken(sheet: ReviewSheet, cuts: Sequence[int]) -> dict[int, int]:
    """For each cut that stands for a planned boundary: which one, counted from 0."""
    if len(cuts) == len(sheet.planned):
        return {cut: index for index, cut in enumerate(cuts)}
    reach = _reach(sheet)
    taken: dict[int, int] = {}
    free = 0  # the first cut that may still be taken: boundaries and cuts keep their order
    for index, place in enumerate(_places(sheet)):
        low = max(bisect_left(cuts, place - reach), free)
        near = cuts[low : bisect_right(cuts, place + reach)]
        if near:
            cut = min(near, key=lambda c: (abs(c - place), c))
            taken[cut] = index
            free = bisect_right(cuts, cut)
    return taken


def short_name(shot_id: str) -> str:
    """``EP001_SH33A`` is ``SH33A`` inside its episode."""
    return shot_id.partition("_")[2] or shot_id


def extra_blocks(
    sheet: ReviewSheet, cuts: Sequence[int], detected: Sequence[int]
) -> tuple[Block, ...]:
    """The lane of extras: what begins at a detected cut that is not one of the placed ones."""
    if not sheet.shots:
        return ()
    lanes = pieces(sheet, cuts)
    placed = {cut + away for cut in cuts for away in range(-_SAME_CUT, _SAME_CUT + 1)}
    letters: dict[int, int] = {}
    blocks = []
    for frame in (frame for frame in detected if frame not in placed):
        parent = lanes[bisect_right(cuts, frame)]
        number = letters[parent.first] = letters.get(parent.first, -1) + 1
        span = FrameSpan(frame, parent.frames.end)
        title = f"{short_name(sheet.shots[parent.first].shot_id)} {_letter(number)}"
        tip = f"Model-added cut in {_names(sheet.shots[parent.first : parent.last + 1])}"
        blocks.append(Block(span, title, _length(sheet, span), Tone.EXTRA, tip))
    return tuple(blocks)


def _block(sheet: ReviewSheet, piece: Piece) -> Block:
    shots = sheet.shots[piece.first : piece.last + 1]
    title = _names(shots) if not piece.part else f"{_names(shots)} · part {piece.part + 1}"
    note, tone, advice = _word_on(sheet, piece, shots)
    detail, planned = _length(sheet, piece.frames), _planned_length(shots)
    if planned and not piece.part:
        detail += f", planned {length_in_words(planned)}"
    tip = f"{' and '.join(shot.shot_id for shot in shots)}: {detail}{advice}"
    return Block(piece.frames, title, note, tone, tip, detail, shots[0].shot_id)


def _word_on(
    sheet: ReviewSheet, piece: Piece, shots: Sequence[PlannedShot]
) -> tuple[str, Tone, str]:
    """What is wrong with a piece, else its length; its tone; what to do about it."""
    if len(shots) > 1:
        return "missing cut", Tone.BAD, "\nA cut is missing here"
    if piece.part:
        return "extra cut", Tone.WARN, "\nBegins at an extra cut"
    fault = _picture_fault(sheet, piece)
    if fault is not None:
        return str(fault), Tone.BAD, ""
    if sheet.timeline.span(piece.frames).length < _planned_length(shots) * _TOO_SHORT:
        return "too short", Tone.WARN, ""
    return _length(sheet, piece.frames), Tone.GOOD, ""


def _planned_length(shots: Sequence[PlannedShot]) -> Fraction:
    return sum((shot.duration or Fraction(0) for shot in shots), start=Fraction(0))


def _picture_fault(sheet: ReviewSheet, piece: Piece) -> Finding | None:
    """Black or frozen, as the scan saw it, while the shot still lies over those frames."""
    shot_id = sheet.shots[piece.first].shot_id
    for verdict in sheet.verdict.shots:
        if verdict.shot_id == shot_id and verdict.frames and _overlaps(verdict, piece.frames):
            return next((f for f in verdict.findings if f in _PICTURE_FAULTS), None)
    return None


def _overlaps(verdict: ShotVerdict, frames: FrameSpan) -> bool:
    seen = verdict.frames
    return seen is not None and seen.first < frames.end and frames.first < seen.end


def _places(sheet: ReviewSheet) -> Sequence[int]:
    """Where the boundaries are looked for: a video runs away from its plan, not from itself."""
    boundaries = sheet.proposal.boundaries if sheet.proposal else ()
    if len(boundaries) == len(sheet.planned):
        return [boundary.frame for boundary in boundaries]
    return sheet.planned


def _reach(sheet: ReviewSheet) -> float:
    """Equal slices say little about where a boundary is, so a cut may be farther away from them."""
    if sheet.planned_known:
        return float(sheet.timeline.rate) * _REACH
    return sheet.timeline.count / max(len(sheet.shots), 1) / 2


def _names(shots: Sequence[PlannedShot]) -> str:
    return " + ".join(short_name(shot.shot_id) for shot in shots)


def _length(sheet: ReviewSheet, span: FrameSpan) -> str:
    return length_in_words(sheet.timeline.span(span).length)


def _letter(number: int) -> str:
    return chr(ord("a") + number % 26)
