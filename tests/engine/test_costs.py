"""Where the money went: sums that add up, and what became of the takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.costs import Fate, Piece, cost_report, shares
from engine.workspace.costs import pieces_of
from tests.helpers.ledgers import CENT, TO_THE_END, S, a_dispatch, a_view, an_intent, lines_of
from tests.helpers.store import a_document, a_file, a_project

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.dispatches import Dispatch
    from engine.store.project import Project

PIECES = st.lists(st.builds(Piece, st.sampled_from(Fate), st.integers(0, 5000)), max_size=5)


def dispatches(*groups: object) -> tuple[Dispatch, ...]:
    return tuple(a_view(*groups).dispatches.values())  # type: ignore[arg-type]


def a_take(project: Project, dispatch: Dispatch, name: str = "", **keys: object) -> str:
    """The file of a take, with a sidecar that knows its dispatch."""
    path = name or str(dispatch.target)
    a_file(project, path)
    provenance = {"dispatch_id": dispatch.dispatch_id}
    a_document(project, f"{path}.json", {"provenance": provenance, **keys})
    return path


def a_clip(
    project: Project, video: str, number: int, start: float, end: float, **keys: object
) -> None:
    path = f"renders/ep_001/shot_{number:03d}_FROM_PASS_001_A_JADE_take1.mp4"
    a_file(project, path)
    times = {"segment_timestamp_start": start, "segment_timestamp_end": end}
    a_document(project, f"{path}.json", {"source_video": video, **times, **keys})


# -- the report --------------------------------------------------------------


@given(st.integers(0, 10**9), st.lists(st.sampled_from("abcdef"), min_size=1, max_size=9))
def test_that_shares_add_up_to_the_whole(micro: int, names: list[str]) -> None:
    parts = shares(micro, names)

    assert sum(parts.values()) == micro


@given(PIECES)
def test_that_no_more_is_lost_than_was_billed(pieces: list[Piece]) -> None:
    report = cost_report([a_dispatch(*TO_THE_END)], {an_intent().dispatch_id: pieces})

    assert 0 <= report.total.rejected_micro <= report.total.billed_micro == 40 * CENT


def test_that_models_shots_and_days_all_add_up_to_the_total() -> None:
    jobs = dispatches(
        lines_of(an_intent(1), *TO_THE_END, billed_micro=31 * CENT),
        lines_of(an_intent(2, model="veo", shot_ids=("EP001_SH03",)), *TO_THE_END),
        lines_of(an_intent(3), S.SUBMITTING, S.FAILED_BILLED, billed_micro=5),
        lines_of(an_intent(4), S.SUBMITTING, S.FAILED_FREE),
        lines_of(an_intent(5), S.SUBMITTING),
    )

    report = cost_report(jobs, {})

    billed = 71 * CENT + 5
    for rows in ((report.total,), report.models, report.shots, report.days):
        assert sum(row.billed_micro for row in rows) == billed
        assert sum(row.failed_micro for row in rows) == 5
    assert [(row.name, row.jobs) for row in report.models] == [("veo", 1), ("wan", 2)]
    assert [row.name for row in report.shots] == ["EP001_SH03", "EP001_SH01", "EP001_SH02"]
    assert [row.name for row in report.days] == ["2026-05-04"]
    assert report.total.estimated_micro == 120 * CENT


def test_that_a_second_that_is_used_bears_what_was_rejected_too() -> None:
    jobs = dispatches(lines_of(an_intent(1), *TO_THE_END), lines_of(an_intent(2), *TO_THE_END))
    fates = {
        an_intent(1).dispatch_id: (Piece(Fate.ACCEPTED, 4000),),
        an_intent(2).dispatch_id: (Piece(Fate.REJECTED, 4000),),
    }

    total = cost_report(jobs, fates).total

    assert total.micro_per_accepted_second == 20 * CENT
    assert total.rejected_micro == 40 * CENT
    assert total.keep_percent == 50


def test_that_a_take_of_which_one_clip_was_rejected_lost_that_part() -> None:
    pieces = (Piece(Fate.REJECTED, 1000), Piece(Fate.ACCEPTED, 3000))

    report = cost_report([a_dispatch(*TO_THE_END)], {an_intent().dispatch_id: pieces})

    assert report.total.rejected_micro == 10 * CENT
    assert [row.rejected_micro for row in report.shots] == [5 * CENT, 5 * CENT]


def test_that_nothing_is_said_where_nobody_judged() -> None:
    total = cost_report([a_dispatch(*TO_THE_END)], {}).total

    assert (total.micro_per_accepted_second, total.keep_percent) == (None, None)


# -- what became of the takes ------------------------------------------------


def test_that_a_take_is_judged_by_its_sidecar(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    jobs = dispatches(*(lines_of(an_intent(number), *TO_THE_END) for number in range(1, 6)))
    words = ({"status": "pinned"}, {"status": "rejected"}, {"status": "candidate"})
    for job, keys in zip(jobs, (*words, {"promoted_to": "assets/x.png"}), strict=False):
        a_take(project, job, **keys)

    pieces = pieces_of(project, jobs)

    fates = [[one.fate for one in pieces.get(job.dispatch_id, ())] for job in jobs]
    accepted, rejected, open_, promoted, gone = fates
    assert (accepted, promoted) == ([Fate.ACCEPTED], [Fate.ACCEPTED])
    assert (rejected, open_, gone) == ([Fate.REJECTED], [Fate.UNDECIDED], [])
    assert pieces[jobs[0].dispatch_id] == (Piece(Fate.ACCEPTED, 5000),)


def test_that_a_take_that_was_cut_is_judged_by_its_clips(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    job = a_dispatch(*TO_THE_END)
    video = a_take(project, job, status="registered")
    a_clip(project, video, 1, 0.0, 2.5, status="pinned")
    a_clip(project, video, 2, 2.5, 5.0, status="rejected")
    a_clip(project, "renders/ep_001/other.mp4", 3, 0.0, 9.0, status="pinned")

    pieces = pieces_of(project, [job])[job.dispatch_id]

    assert set(pieces) == {Piece(Fate.ACCEPTED, 2500), Piece(Fate.REJECTED, 2500)}


def test_that_a_take_is_found_under_its_new_name_and_a_broken_sidecar_harms_nothing(
    tmp_path: Path,
) -> None:
    project = a_project(tmp_path)
    job = a_dispatch(*TO_THE_END)
    a_take(project, job, "renders/ep_001/EP001_COV_007_SH1_2_take1.mp4", status="rejected")
    a_file(project, "renders/ep_001/broken.mp4")
    a_file(project, "renders/ep_001/broken.mp4.json", "{")

    pieces = pieces_of(project, [job])

    assert pieces == {job.dispatch_id: (Piece(Fate.REJECTED, 5000),)}
