"""The cut sheet: every operation, and undo as its inverse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.cut_edit import CutHistory, CutSheet, EditedCut, Origin
from engine.domain.scores import ScoreTrack
from engine.domain.timing import FrameSpan
from engine.errors import Refused

COUNT = 200
FRAMES = st.integers(1, COUNT - 1)
ORIGINS = st.sampled_from(Origin)
Operation = Callable[[CutSheet], CutSheet]


def a_sheet(*frames: int, needed: int | None = None, origin: Origin = Origin.DETECTED) -> CutSheet:
    return CutSheet(COUNT, tuple(EditedCut(frame, origin, 0.9) for frame in frames), needed)


SHEETS = st.builds(
    lambda frames, origin: a_sheet(*sorted(frames), needed=4, origin=origin),
    st.sets(FRAMES, max_size=12),
    ORIGINS,
)


def on_a_cut(name: str, pick: int, *rest: object) -> Operation:
    def operate(sheet: CutSheet) -> CutSheet:
        if not sheet.cuts:
            return sheet
        result: CutSheet = getattr(sheet, name)(sheet.frames[pick % len(sheet.cuts)], *rest)
        return result

    return operate


PICKS = st.integers(0, 50)
TRACK = ScoreTrack.constant([(i * 37) % 23 for i in range(COUNT)])
OPERATIONS: st.SearchStrategy[Operation] = st.one_of(
    st.builds(lambda p: on_a_cut("delete", p), PICKS),
    st.builds(lambda p, f: on_a_cut("move", p, f), PICKS, st.integers(-50, 300)),
    st.builds(lambda p, by: on_a_cut("nudge", p, by), PICKS, st.integers(-9, 9)),
    st.builds(lambda p, r: on_a_cut("best_near", p, TRACK, r), PICKS, st.integers(0, 30)),
    st.builds(lambda f: lambda s: s if f in s.frames else s.add(f), FRAMES),
    st.builds(lambda by: lambda s: s.shift_all(by), st.integers(-300, 300)),
    st.builds(
        lambda a, n: lambda s: s.remove_in_range(FrameSpan(a, a + n)),
        FRAMES,
        PICKS.map(lambda n: n + 1),
    ),
    st.builds(lambda frames: lambda s: s.with_threshold(sorted(frames)), st.sets(FRAMES)),
    st.just(lambda s: s.split_evenly()),
)


@given(SHEETS, st.lists(OPERATIONS, max_size=12))
def test_that_any_editing_keeps_cuts_rising_and_spans_tiling(
    sheet: CutSheet, operations: list[Operation]
) -> None:
    for operation in operations:
        sheet = operation(sheet)

    frames = [n for span in sheet.spans for n in range(span.first, span.end)]
    assert list(sheet.frames) == sorted(set(sheet.frames))
    assert frames == list(range(COUNT))


@given(SHEETS, st.lists(OPERATIONS, max_size=12))
def test_that_undo_is_the_inverse_of_every_edit_and_redo_of_undo(
    sheet: CutSheet, operations: list[Operation]
) -> None:
    history, seen = CutHistory(sheet), [sheet]
    for operation in operations:
        edited = history.edited("Edit", operation(history.sheet))
        if edited is not history:
            seen.append(edited.sheet)
        history = edited

    for before in reversed(seen[:-1]):
        history = history.undo()
        assert history.sheet == before
    assert not history.can_undo
    for after in seen[1:]:
        history = history.redo()
        assert history.sheet == after
    assert not history.can_redo


@given(SHEETS, st.lists(OPERATIONS, max_size=6), st.sets(FRAMES, max_size=20))
def test_that_a_moved_threshold_never_drops_a_hand_made_cut(
    sheet: CutSheet, operations: list[Operation], detected: set[int]
) -> None:
    for operation in operations:
        sheet = operation(sheet)
    made = {cut for cut in sheet.cuts if cut.origin is Origin.HAND}

    moved = sheet.with_threshold(sorted(detected))

    assert made <= set(moved.cuts)
    assert {cut.frame for cut in set(moved.cuts) - made} <= detected


def test_that_a_cut_moved_by_hand_is_not_joined_by_the_one_it_was() -> None:
    sheet = a_sheet(50, 100).move(50, 53)

    assert sheet.with_threshold((50, 100, 150)).frames == (53, 100, 150)
    assert sheet.nudge(53, 1).with_threshold((50, 100)).frames == (54, 100)


def test_that_a_moved_cut_stops_before_its_neighbours_and_the_ends() -> None:
    sheet = a_sheet(50, 100, 150)

    assert sheet.move(100, 10).frames == (50, 51, 150)
    assert sheet.move(100, 500).frames == (50, 149, 150)
    assert sheet.move(50, -5).frames == (1, 100, 150)
    assert sheet.move(150, 500).frames == (50, 100, 199)
    assert sheet.move(100, 103).at(103).origin is Origin.HAND


def test_that_a_cut_cannot_be_added_twice_or_outside() -> None:
    sheet = a_sheet(50)

    for frame, line in ((50, "a cut at frame 50 already"), (0, "1 to 199"), (200, "1 to 199")):
        with pytest.raises(Refused, match=line):
            sheet.add(frame)
    with pytest.raises(Refused, match="no cut at frame 51"):
        sheet.delete(51)


def test_that_snap_takes_the_nearest_detected_cut_it_has_room_for() -> None:
    sheet = a_sheet(50, 100)

    assert sheet.snap(100, (49, 93, 107, 120)).frames == (50, 93)
    with pytest.raises(Refused, match="nothing to snap to"):
        sheet.snap(100, (20, 50))


def test_that_the_best_cut_near_is_the_highest_score_within_reach() -> None:
    scores = [0.0] * COUNT
    scores[95], scores[108], scores[130] = 30.0, 40.0, 90.0

    sheet = a_sheet(100).best_near(100, ScoreTrack.constant(scores), 12)

    assert sheet.frames == (108,)


def test_that_the_best_cut_near_stays_where_nothing_is_to_be_seen() -> None:
    flat = ScoreTrack.constant([1.0] * COUNT)

    assert a_sheet(100).best_near(100, flat, 12).frames == (100,)


def test_that_shifting_all_keeps_their_distances_and_stays_inside() -> None:
    sheet = a_sheet(5, 100)

    assert sheet.shift_all(10).frames == (15, 110)
    assert sheet.shift_all(-10).frames == (1, 96)
    assert sheet.shift_all(500).frames == (104, 199)


def test_that_an_even_split_makes_the_needed_pieces() -> None:
    assert a_sheet(7, needed=3).split_evenly().frames == (50, 100, 150)
    assert a_sheet(7).split_evenly().frames == (100,)
    with pytest.raises(Refused, match="200 frames cannot be split into 301 pieces"):
        a_sheet(needed=300).split_evenly()


def test_that_reset_and_removal_in_a_range_take_hand_made_cuts_too() -> None:
    sheet = a_sheet(50, 100, origin=Origin.HAND)

    assert sheet.remove_in_range(FrameSpan(50, 100)).frames == (100,)
    assert sheet.reset_to([EditedCut(30, Origin.PLANNED), EditedCut(0, Origin.PLANNED)]).frames == (
        30,
    )


@pytest.mark.parametrize(
    ("placed", "needed", "line"),
    [
        ((50,), 1, None),
        ((50, 60, 70), 2, "needs 2 cuts, 3 placed"),
        ((), 1, "needs 1 cut, 0 placed"),
        ((50,), 0, "needs 0 cuts, 1 placed"),
        ((), None, "no cuts placed"),
        ((50,), None, None),
    ],
)
def test_that_a_sheet_says_why_it_cannot_be_confirmed(
    placed: tuple[int, ...], needed: int | None, line: str | None
) -> None:
    assert a_sheet(*placed, needed=needed).blocked_by() == line


def test_that_doubt_orders_unmatched_then_unclear_then_far_from_the_plan() -> None:
    cuts = (
        EditedCut(20, Origin.DETECTED, 0.9),  # no boundary asks for it
        EditedCut(52, Origin.DETECTED, 0.9),
        EditedCut(95, Origin.DETECTED, 0.4),  # hardly to be seen
        EditedCut(140, Origin.DETECTED, 0.9),  # far from the plan
        EditedCut(170, Origin.HAND),
    )

    order = CutSheet(COUNT, cuts, 4).by_doubt((50, 95, 150), rate=24)

    assert order == (20, 95, 140, 52, 170)


def test_that_one_stroke_is_one_step_of_undo() -> None:
    history = CutHistory(a_sheet(100))
    for frame in (101, 102, 103):
        history = history.edited("Move cut", a_sheet(frame), stroke="drag 1")

    assert history.undo_title == "Move cut"
    assert history.undo().sheet == a_sheet(100)
    assert history.undo().redo().sheet == a_sheet(103)


def test_that_nothing_new_is_no_step() -> None:
    history = CutHistory(a_sheet(100))

    assert history.edited("Move cut", a_sheet(100)) is history
    assert history.undo() is history
    assert history.redo() is history
    assert (history.undo_title, history.redo_title) == ("", "")
