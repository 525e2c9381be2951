"""What the runs pane says of a run, from its first event to what is on the disk at its end."""

from __future__ import annotations

import pytest

from engine.orchestration import events as said
from recoil_desktop.models import run_book
from recoil_desktop.models.run_book import RunBook
from recoil_desktop.models.run_line import LineKind, RunLine, Stage
from recoil_desktop.models.run_words import block_words, price, shots_in_words
from recoil_desktop.models.runs_model import Column, checks_in_words, text_of
from tests.helpers.runs import (
    CENT,
    a_job,
    a_planned_beat,
    a_scene,
    a_sight,
    a_take,
    chosen,
    completed,
    dispatched,
    progress,
    the_beginning,
    the_end,
)


def book_of(*events, sight=None) -> RunBook:
    book = RunBook()
    if sight is not None:
        book.see(sight)
    book.hear([*the_beginning(a_planned_beat(1), a_planned_beat(2)), *events])
    return book


def line_of(book: RunBook, number: int = 1) -> RunLine:
    return next(line for line in book.tree.children if line.scene_id == f"BATCH_{number:03d}")


def said_of(book: RunBook, number: int = 1) -> tuple[Stage, str]:
    line = line_of(book, number)
    return line.stage, text_of(line, Column.STATE)


def test_that_a_run_that_begins_lists_what_it_means_to_render() -> None:
    book = book_of()

    assert [line.title for line in book.tree.children] == ["BATCH_001", "BATCH_002"]
    assert said_of(book) == (Stage.WAITING, "waiting")
    assert text_of(line_of(book), Column.COST) == "~$1.50"


@pytest.mark.parametrize(
    ("state", "share", "words"),
    [
        ("submitting", None, "sending"),
        ("queued", None, "queued"),
        ("running", 0.4, "rendering 40 %"),
        ("unreachable", None, "no answer"),
        ("cancelling", None, "cancelling"),
        ("downloaded", None, "checking"),
    ],
)
def test_that_a_take_says_what_is_done_with_it(state, share, words) -> None:
    book = book_of(dispatched(), progress(state=state, share=share))

    assert said_of(book) == (Stage.ACTIVE, words)
    assert [take.title for take in line_of(book).children] == ["Take 1"]


def test_that_a_good_take_counts_and_shows_its_checks_and_its_price() -> None:
    book = book_of(dispatched(), completed(), chosen())

    line = line_of(book)
    assert (line.stage, line.word, line.cost_micro) == (Stage.DONE, "done", 150 * CENT)
    assert text_of(line, Column.CHECKS) == "1 passed, 1 not checked"
    assert line.children[0].is_primary


def test_that_a_failed_take_is_tried_again_with_a_strategy() -> None:
    failed = completed(succeeded=False, charged_micro=0, error="no frames", failure_mode="motion",
                       error_code="no_frames", checks={})  # fmt: skip
    retry = said.RetryStrategySelected("BATCH_001__cont", "change_seed", "motion", "same", 0)
    book = book_of(dispatched(), failed)
    assert said_of(book) == (Stage.WAITING, "tries again")

    book.hear([retry, dispatched(attempt=2), progress(attempt=2)])

    line = line_of(book)
    assert (line.attempts, line.strategy) == (2, "change_seed")
    assert text_of(line, Column.NOTE) == "change seed"
    assert text_of(line.children[0], Column.NOTE) == "motion: no frames"


def test_that_a_beat_whose_takes_are_used_up_has_failed_and_says_why() -> None:
    billed = completed(succeeded=False, error="not this", error_code="content_policy")
    book = book_of(dispatched(), billed, said.BeatExhausted("BATCH_001__cont", 1))

    assert said_of(book) == (Stage.FAILED, "failed, billed")
    assert text_of(line_of(book), Column.NOTE) == "not this"


def test_that_a_cancelled_take_is_no_failure() -> None:
    cancelled = completed(succeeded=False, charged_micro=0, error_code="cancelled", error="")
    book = book_of(dispatched(), cancelled, the_end())

    assert said_of(book) == (Stage.CANCELLED, "cancelled")


@pytest.mark.parametrize(
    ("event", "stage", "words"),
    [
        (said.BatchBlocked("BATCH_001", "no_board", "BATCH_001 has no board"), Stage.BLOCKED,
         "BATCH_001 has no board"),
        (said.RefIntegrityBlocked("BATCH_001__cont", ("a.png is missing",)), Stage.BLOCKED,
         "a.png is missing"),
        (said.TakeNeedsPerson("BATCH_001", "BATCH_001__cont", "t", "d", "stale", "changed"),
         Stage.QUESTION, "changed"),
        (said.BeatStrategyExhausted("BATCH_001__cont", ("change_seed",)), Stage.QUESTION,
         "no strategy is left to try"),
        (said.TakePayloadBuildError("BATCH_001__cont", "t9", "no prompt"), Stage.WAITING,
         "no prompt"),
    ],
)  # fmt: skip
def test_that_what_is_in_the_way_is_said_in_words(event, stage, words) -> None:
    line = line_of(book_of(event))

    assert (line.stage, line.reason) == (stage, words)


def test_that_a_job_that_got_lost_under_way_is_a_question() -> None:
    lost = said.TakeNeedsPerson("BATCH_001", "BATCH_001__cont", "BATCH_001__cont__t1", "d_1_1",
                                "unknown_job", "the line was cut")  # fmt: skip
    book = book_of(dispatched(), lost)

    assert said_of(book) == (Stage.QUESTION, "unknown job")
    assert line_of(book).children[0].reason == "the line was cut"


def test_that_pausing_and_halting_are_known() -> None:
    book = book_of(said.RunPaused())
    assert book.is_paused

    book.hear([said.RunResumed(), the_end("the budget is used up")])

    assert (book.is_paused, book.is_running, book.halted) == (False, False, "the budget is used up")
    assert said_of(book) == (Stage.IDLE, "not rendered")


# -- the disk --------------------------------------------------------------------


def test_that_the_disk_alone_tells_of_earlier_runs() -> None:
    book = RunBook()
    book.see(a_sight(a_scene(1, a_take(1), primary=1, place="alley"), a_scene(2)))

    assert said_of(book, 1) == (Stage.DONE, "done")
    assert said_of(book, 2) == (Stage.IDLE, "not rendered")
    assert line_of(book).detail == "alley · SH1"


def test_that_a_job_nobody_follows_is_interrupted() -> None:
    running = a_take(1, status="running", state="accepted", cost_micro=0, checks={})
    book = RunBook()

    book.see(a_sight(a_scene(1, running), jobs=(a_job(1),)))

    assert said_of(book) == (Stage.QUESTION, "interrupted")


def test_that_a_job_of_another_program_is_under_way() -> None:
    running = a_take(1, status="running", state="accepted", cost_micro=0, checks={})
    book = RunBook()

    book.see(a_sight(a_scene(1, running), jobs=(a_job(1),), run_by="recoil, pid 12 on here"))

    assert said_of(book) == (Stage.ACTIVE, "queued")


def test_that_a_video_that_vanished_is_a_question() -> None:
    book = RunBook()
    book.see(a_sight(a_scene(1, a_take(1, is_missing=True), primary=1)))

    assert said_of(book) == (Stage.QUESTION, "video missing")


def test_that_the_run_knows_better_than_the_disk_until_it_is_over() -> None:
    behind = a_take(1, status="running", state="submitting", cost_micro=0)
    book = book_of(dispatched(), progress())

    book.see(a_sight(a_scene(1, behind)))
    assert said_of(book) == (Stage.ACTIVE, "rendering 40 %")
    book.hear([completed(), chosen(), the_end()])
    book.end()
    book.see(a_sight(a_scene(1, a_take(1, cost_micro=200 * CENT), primary=1)))

    assert line_of(book).cost_micro == 200 * CENT


def test_that_an_unknown_job_shows_what_it_holds_rather_than_what_was_planned() -> None:
    lost = said.TakeNeedsPerson("BATCH_001", "BATCH_001__cont", "BATCH_001__cont__t1", "d_1_1",
                                "unknown_job", "the line was cut")  # fmt: skip
    held = a_take(1, status="running", state="unknown", cost_micro=0, held_micro=210 * CENT)
    book = book_of(dispatched(), lost)

    book.see(a_sight(a_scene(1, held)))

    assert text_of(line_of(book), Column.COST) == "~$2.10"


def test_that_an_answered_question_is_none_after_the_run() -> None:
    lost = said.TakeNeedsPerson("BATCH_001", "BATCH_001__cont", "BATCH_001__cont__t1", "d_1_1",
                                "unknown_job", "the line was cut")  # fmt: skip
    book = book_of(dispatched(), lost, the_end())
    assert said_of(book) == (Stage.QUESTION, "unknown job")

    book.end()
    book.see(a_sight(a_scene(1, a_take(1, status="failed", state="failed_free"))))

    assert said_of(book) == (Stage.FAILED, "failed")


def test_that_what_blocked_a_version_does_not_block_the_next() -> None:
    book = book_of(said.BatchBlocked("BATCH_001", "content_drift", "the plan changed"), the_end())
    book.see(a_sight(a_scene(1)))
    assert said_of(book) == (Stage.BLOCKED, "blocked")

    book.see(a_sight(a_scene(1, version=2)))

    assert said_of(book) == (Stage.IDLE, "not rendered")


def test_that_candidates_and_versions_are_named() -> None:
    book = RunBook()
    book.see(a_sight(a_scene(1, version=2, candidates=(3, 4))))

    assert line_of(book).detail == "SH1 · v2 · 2 candidates"


def test_that_a_corrupt_batch_says_so() -> None:
    book = RunBook()
    book.see(a_sight(a_scene(1, problem="corrupt file a.json: not JSON")))

    assert said_of(book) == (Stage.FAILED, "corrupt")


def test_that_a_batch_of_several_beats_sums_them_up() -> None:
    planned = [a_planned_beat(1, beat_id=f"BATCH_001__{n}", shot_ids=(f"EP001_SH0{n}",))
               for n in (1, 2)]  # fmt: skip
    book = RunBook()
    book.hear(the_beginning(*planned))
    book.hear([dispatched(beat_id="BATCH_001__1", take_id="a"), completed(
        beat_id="BATCH_001__1", take_id="a", dispatch_id="d_1_1"),
        said.BeatPrimarySelected("BATCH_001", "BATCH_001__1", "a", "")])  # fmt: skip

    line = line_of(book)

    assert (line.stage, line.word, line.cost_micro) == (Stage.WAITING, "1 of 2 done", 150 * CENT)
    assert [beat.kind for beat in line.children] == [LineKind.BEAT, LineKind.BEAT]
    assert [beat.title for beat in line.children] == ["SH1", "SH2"]


def test_that_what_did_not_change_is_the_same_line() -> None:
    book = book_of(dispatched())
    before = {line.key: line for line in book.tree.children}

    book.hear([progress()])

    after = {line.key: line for line in book.tree.children}
    assert after["batch BATCH_002"] is before["batch BATCH_002"]
    assert after["batch BATCH_001"] is not before["batch BATCH_001"]


def test_that_a_look_composes_only_the_batches_that_it_tells_something_new_of(monkeypatch) -> None:
    book, scenes = RunBook(), [a_scene(n, a_take(n, status="running")) for n in range(1, 5)]
    book.see(a_sight(*scenes))
    assert len(book.tree.children) == 4
    composed: list[str] = []
    compose = run_book.batch_line
    monkeypatch.setattr(
        run_book, "batch_line", lambda s, w: composed.append(s.sight.scene_id) or compose(s, w)
    )

    book.see(a_sight(*scenes))
    book.end()
    assert (len(book.tree.children), composed) == (4, [])

    book.see(a_sight(scenes[0], a_scene(2, a_take(2)), *scenes[2:], jobs=(a_job(3),)))
    assert len(book.tree.children) == 4
    assert sorted(composed) == ["BATCH_002", "BATCH_003"]


def test_that_a_beat_only_planned_by_an_earlier_run_goes_with_the_next() -> None:
    book = book_of(sight=a_sight(a_scene(1)))
    book.hear([the_end()])
    book.end()

    book.hear(the_beginning(a_planned_beat(1, beat_id="BATCH_001__other")))

    beats = {line.beat_id for batch in book.tree.children for line in (batch, *batch.children)}
    assert "BATCH_002__cont" not in beats


def test_that_a_batch_that_is_gone_from_the_disk_goes() -> None:
    book = RunBook()
    book.see(a_sight(a_scene(1), a_scene(2)))

    book.see(a_sight(a_scene(2)))

    assert [line.scene_id for line in book.tree.children] == ["BATCH_002"]


# -- words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shots", "words"),
    [
        ((), ""),
        (("EP001_SH05",), "SH5"),
        (("EP001_SH01", "EP001_SH02"), "SH1, 2"),
        (("EP001_SH10", "EP001_SH01", "EP001_SH03", "EP001_SH02"), "SH1–3, 10"),
        (("EP001_SH33A", "EP001_SH34"), "SH33A, 34"),
        (("odd",), "SHodd"),
    ],
)
def test_that_shots_are_named_as_people_do(shots, words) -> None:
    assert shots_in_words(shots) == words


def test_that_no_check_is_passed_over() -> None:
    checks = {"a": "pass", "b": "fail", "c": "not checked", "d": "not checked"}

    assert checks_in_words(checks) == "1 passed, 1 failed, 2 not checked"
    assert checks_in_words({}) == ""


@pytest.mark.parametrize(
    ("prices", "words"),
    [((303_400, None), "$0.303 / s"), ((0, 0), "free"), ((None, None), "price unknown"),
     ((None, 40_000), "$0.04 / picture")],
)  # fmt: skip
def test_that_prices_are_said_with_their_unit(prices, words) -> None:
    assert price(*prices) == words


def test_that_a_reason_that_is_a_sentence_stays_one() -> None:
    assert block_words("no_board") == "it has no board"
    assert block_words("some_new_code") == "some new code"
    assert block_words("BATCH_001: no prompt_x") == "BATCH_001: no prompt_x"
