"""Grouping by coverage: one video for each pass that the planner laid over the shots."""

from __future__ import annotations

import re
import reprlib
from collections import Counter
from typing import TYPE_CHECKING

from engine.domain.coverage import as_seconds
from engine.domain.ids import LAST_COUNTER, find_episode, find_shot_episode, find_shot_number
from engine.domain.names import Strategy
from engine.domain.scenes import Modality
from engine.errors import NotFound, UserError
from engine.orchestration.grouping_base import Group, GroupIdentity, GroupSegment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from engine.domain.canonical import CanonicalShot
    from engine.domain.coverage import CoveragePass, CoverageSegment
    from engine.orchestration.grouping_base import GroupingRequest

# A pass's id becomes the name of its scene's file.
_PASS_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_~-]{0,119}")
_ORDINAL = re.compile(r"(?:PASS|COV)_0*([0-9]{1,9})(?![0-9])")


class BadCoverage(UserError):
    """A planned pass cannot be rendered as it is; ``pass_id`` says which."""

    code = "bad_coverage"

    def __init__(self, pass_id: str, problem: str) -> None:
        super().__init__(f"pass {pass_id or '(without id)'}: {problem}")
        self.pass_id = pass_id


def by_coverage(request: GroupingRequest) -> tuple[Group, ...]:
    """One group for each pass that is wanted, in the order of the coverage file.

    Raises:
        UserError: the list of passes is empty, or no passes are planned.
        NotFound: a pass is not planned.
        BadCoverage: a pass has no number, names a shot that the plan lacks, or a length is none.
    """
    book = _Shots(request.shots)
    return tuple(_group(planned, book) for planned in _wanted(request))


def _wanted(request: GroupingRequest) -> list[CoveragePass]:
    if request.passes is not None and not request.passes:
        raise UserError("no passes: the list of passes is empty")
    planned = request.coverage.passes if request.coverage else []
    if not planned and request.passes is None:
        raise UserError("no coverage passes are planned for this episode")
    times = Counter(one.pass_id for one in planned)
    names = times if request.passes is None else dict.fromkeys(request.passes)
    for pass_id in names:
        if pass_id not in times:
            raise NotFound("pass", pass_id)
        if times[pass_id] > 1:
            raise BadCoverage(pass_id, "it is planned twice")
    return [one for one in planned if one.pass_id in names]


class _Shots:
    """The shots of the plan, found in any spelling."""

    def __init__(self, shots: Sequence[CanonicalShot]) -> None:
        self._shots = tuple(shots)
        self._places: Mapping[str, int] = {s.number: n for n, s in enumerate(self._shots)}

    @property
    def episode(self) -> int | None:
        return find_shot_episode(self._shots[0].shot_id) if self._shots else None

    def named(self, shot: str, pass_id: str) -> CanonicalShot:
        return self._shots[self._place(shot, pass_id)]

    def between(self, ends: Sequence[str], pass_id: str) -> tuple[CanonicalShot, ...]:
        """The shots from the first to the last of ``ends``, both included."""
        places = [self._place(shot, pass_id) for shot in ends]
        return self._shots[min(places) : max(places) + 1] if places else ()

    def _place(self, shot: str, pass_id: str) -> int:
        place = self._places.get(find_shot_number(shot) or "")
        if place is None or find_shot_episode(shot) not in (None, self.episode):
            raise BadCoverage(pass_id, f"{shot} is not in the plan")
        return place


def _group(planned: CoveragePass, book: _Shots) -> Group:
    pass_id = planned.pass_id
    _check(planned, book)
    shots = _real_shots(planned, book)
    segments = _segments(planned, book) or tuple(GroupSegment.of(shot) for shot in shots)
    is_single = len(shots) == 1 and len(segments) == 1
    ids = (shot.shot_id for shot in shots)
    return Group(
        identity=GroupIdentity.of(Strategy.COVERAGE, _ordinal(pass_id), ids, pass_id),
        shots=shots,
        segments=segments,
        scene_id=pass_id,
        modality=Modality.VIDEO_I2V if is_single else Modality.R2V_MULTI,
        generation_config=planned.generation_config,
        element_config=planned.element_config,
        prompt_directive=planned.arc_preamble or "",
        blueprint=planned.blueprint_image_path or None,
    )


def _check(planned: CoveragePass, book: _Shots) -> None:
    if not _PASS_ID.fullmatch(planned.pass_id):
        said = reprlib.repr(planned.pass_id)
        raise BadCoverage("", f"not an id that can name a file: {said}")
    if find_episode(planned.episode_id or "") not in (None, book.episode):
        raise BadCoverage(planned.pass_id, f"it is a pass of {planned.episode_id}")


def _ordinal(pass_id: str) -> int:
    match = _ORDINAL.search(pass_id)
    if match is None or int(match[1]) > LAST_COUNTER:
        raise BadCoverage(pass_id, "its id has no number (say EP001_PASS_011_SH01_02_A_JADE)")
    return int(match[1])


def _real_shots(planned: CoveragePass, book: _Shots) -> tuple[CanonicalShot, ...]:
    """The shots it is to show; one of wildcards only stands for its range of shots."""
    real = [s.source_shot_id for s in planned.ordered_segments() if not s.is_wildcard]
    named = dict.fromkeys(book.named(shot, planned.pass_id).number for shot in real if shot)
    shots = tuple(book.named(number, planned.pass_id) for number in named)
    shots = shots or book.between(planned.shot_range, planned.pass_id)
    if not shots:
        raise BadCoverage(planned.pass_id, "it names no shots")
    return shots


def _segments(planned: CoveragePass, book: _Shots) -> tuple[GroupSegment, ...]:
    ordered = enumerate(planned.ordered_segments())
    return tuple(_segment(planned.pass_id, index, one, book) for index, one in ordered)


def _segment(pass_id: str, index: int, planned: CoverageSegment, book: _Shots) -> GroupSegment:
    if planned.is_wildcard:
        seconds = _seconds(pass_id, index, planned, None)
        shot_id = planned.source_shot_id or None
        return GroupSegment(shot_id, seconds, planned.prompt or "", planned.shot_type, True)
    if not planned.source_shot_id:
        raise BadCoverage(pass_id, f"segment {index} names no shot")
    shot = book.named(planned.source_shot_id, pass_id)
    seconds = _seconds(pass_id, index, planned, shot.duration)
    kind = planned.shot_type or shot.shot_type
    return GroupSegment(shot.shot_id, seconds, planned.prompt or shot.prompt, kind)


def _seconds(
    pass_id: str, index: int, planned: CoverageSegment, usual: Fraction | None
) -> Fraction:
    seconds = usual if planned.duration_s is None else as_seconds(planned.duration_s)
    if seconds is None:
        said = reprlib.repr(planned.duration_s)
        raise BadCoverage(pass_id, f"segment {index} has no usable duration: {said}")
    return seconds
