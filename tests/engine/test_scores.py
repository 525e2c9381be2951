"""Every threshold from one list of scores, as PySceneDetect's own filter gives it."""

from __future__ import annotations

import time
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from scenedetect import FrameTimecode
from scenedetect.detector import FlashFilter

from engine.domain.ladder import climb
from engine.domain.scores import ScoreTrack
from engine.domain.timing import Timeline

PEAKY = st.lists(st.one_of(st.floats(0, 15), st.floats(15, 60)), min_size=1, max_size=200)


def by_pyscenedetect(
    scores: list[float], numbers: list[int], threshold: float, least: int
) -> list[int]:
    flash_filter = FlashFilter(FlashFilter.Mode.MERGE, least)
    index_of = {number: index for index, number in reversed(list(enumerate(numbers)))}
    given_out = [
        flash_filter.filter(FrameTimecode(number, 24.0), score >= threshold)
        for number, score in zip(numbers, scores, strict=True)
    ]
    return sorted({index_of[cut.frame_num] for cuts in given_out for cut in cuts})


def track(cuts: tuple[int, ...], count: int = 400, score: float = 50.0) -> ScoreTrack:
    return ScoreTrack.constant([score if i in cuts else 1.0 for i in range(count)])


def timeline(count: int = 400) -> Timeline:
    return Timeline.constant(count, Fraction(24))


@given(PEAKY, st.sampled_from([0, 1, 5, 15, 30]), st.floats(10, 50))
def test_that_the_replay_equals_pyscenedetects_filter(
    scores: list[float], least: int, threshold: float
) -> None:
    numbers = list(range(len(scores)))

    cuts = ScoreTrack.constant(scores).cuts_at(threshold, least)

    assert list(cuts) == by_pyscenedetect(scores, numbers, threshold, least)


@given(PEAKY, st.data())
def test_that_the_replay_counts_pyscenedetects_numbers_at_a_variable_rate(
    scores: list[float], data: st.DataObject
) -> None:
    steps = data.draw(st.lists(st.integers(1, 6), min_size=len(scores), max_size=len(scores)))
    numbers = [sum(steps[:i]) for i in range(len(scores))]

    cuts = ScoreTrack(scores, numbers).cuts_at(27, 15)

    assert list(cuts) == by_pyscenedetect(scores, numbers, 27, 15)


def test_that_five_hundred_frames_take_less_than_a_millisecond() -> None:
    scores = track(tuple(range(20, 480, 20)), 500)
    best = min(_seconds(lambda: scores.cuts_at(27)) for _ in range(20))

    assert best < 0.001


def test_that_the_expected_number_at_27_converges_at_once() -> None:
    found = climb(track((50, 100)), timeline(), 2)

    assert (found.cuts, found.threshold, found.converged) == ((50, 100), 27, True)
    assert [(step.threshold, step.cuts) for step in found.history] == [(27, 2)]


def test_that_too_few_cuts_lower_the_threshold_until_the_count_fits() -> None:
    scores = [0.0] * 400
    scores[50], scores[100], scores[200] = 50.0, 23.0, 20.5

    found = climb(ScoreTrack.constant(scores), timeline(), 2)

    assert (found.cuts, found.threshold, found.converged) == ((50, 100), 22, True)
    assert [(step.threshold, step.cuts) for step in found.history] == [(27, 1), (24, 1), (22, 2)]


def test_that_the_first_of_equally_close_counts_is_kept() -> None:
    scores = [0.0] * 400
    scores[50], scores[100], scores[150], scores[200] = 50.0, 23.0, 23.0, 21.0

    found = climb(ScoreTrack.constant(scores), timeline(), 2)

    assert (found.threshold, len(found.cuts), found.converged) == (27, 1, False)
    assert [step.threshold for step in found.history] == [27, 24, 22, 20]


def test_that_too_many_cuts_without_durations_raise_the_threshold_and_say_so() -> None:
    scores = [0.0] * 400
    scores[50], scores[100], scores[150] = 50.0, 33.0, 31.0

    found = climb(ScoreTrack.constant(scores), timeline(), 1)

    assert (found.cuts, found.threshold, found.converged) == ((50,), 35, True)
    assert found.skipped_alignment
    assert found.alignment is None


def test_that_too_many_cuts_with_durations_are_aligned_instead() -> None:
    durations = [Fraction(2), Fraction(3), Fraction(5)]

    found = climb(track((48, 100, 120, 300)), timeline(), 2, durations)

    assert found.threshold == 27
    assert found.converged
    assert found.alignment is not None
    assert found.alignment.aligned == (Fraction(2), Fraction(5))
    assert found.alignment.extras == (Fraction(100, 24), Fraction(300, 24))


def test_that_an_alignment_below_four_fifths_is_not_converged() -> None:
    durations = [Fraction(2), Fraction(2), Fraction(12)]

    found = climb(track((48, 200, 300)), timeline(), 2, durations)

    assert found.alignment is not None
    assert found.alignment.score == Fraction(1, 2)
    assert not found.converged


def test_that_one_shot_is_always_accepted_with_all_cuts_as_extras() -> None:
    found = climb(track((48, 200)), timeline(), 0)

    assert found.converged
    assert found.alignment is not None
    assert found.alignment.score == 1
    assert found.alignment.extras == (Fraction(2), Fraction(200, 24))


def _seconds(work: object) -> float:
    start = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - start
