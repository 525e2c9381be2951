"""The ledger on disk: what is reserved, noted, refused, and what a damaged one says."""

from __future__ import annotations

import errno
import json
import os
import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from engine.domain.dispatches import Cap, IllegalTransition
from engine.domain.ledger_view import Figures
from engine.errors import (
    BudgetExceeded,
    CorruptFile,
    DiskFailed,
    NotFound,
    Offline,
    Refused,
    UserError,
)
from engine.store import files
from engine.store.ledger import new_dispatch_id
from engine.store.ledger_file import DISPATCHES, LEDGER
from engine.store.project import Project
from tests.helpers.ledgers import CENT, TO_THE_END, S, an_intent, go_on
from tests.helpers.store import a_file, a_project, failing, snapshot

if TYPE_CHECKING:
    from pathlib import Path

DOLLAR = Cap("project", "", 100 * CENT)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def opened_again(project: Project) -> Project:
    return Project.open(project.root, clock=project.clock)


def lines(project: Project) -> list[bytes]:
    return (project.root / str(LEDGER)).read_bytes().splitlines()


def put(project: Project, data: bytes) -> None:
    (project.root / str(LEDGER)).write_bytes(data)


def ledger_bytes(project: Project) -> bytes:
    return (project.root / str(LEDGER)).read_bytes()


# -- reserving ---------------------------------------------------------------


def test_that_a_reservation_is_a_file_and_a_line_that_another_process_reads(
    project: Project,
) -> None:
    intent = an_intent()

    reserved = project.ledger.reserve(intent, [DOLLAR])

    other = opened_again(project)
    assert reserved.is_new
    assert other.ledger.view().dispatches[intent.dispatch_id] == reserved.dispatch
    assert other.ledger.intent(intent.dispatch_id) == intent
    assert other.ledger.view().figures(1) == Figures(40 * CENT, 40 * CENT, 0, 0)
    assert other.ledger.figures(1) == other.ledger.figures() == other.ledger.view().figures(1)
    assert other.ledger.figures(2) == Figures()


def test_that_looking_at_a_ledger_writes_nothing(project: Project) -> None:
    before = sorted(project.root.rglob("*"))

    view = project.ledger.view()

    assert view.figures() == Figures()
    assert view.problem == ""
    assert sorted(project.root.rglob("*")) == before


def test_that_the_same_purpose_gets_the_dispatch_that_is_open(project: Project) -> None:
    first, second = an_intent(1), an_intent(2, beat_id=an_intent(1).beat_id)
    project.ledger.reserve(first, [DOLLAR])

    reserved = project.ledger.reserve(second, [DOLLAR])

    assert not reserved.is_new
    assert reserved.dispatch.dispatch_id == first.dispatch_id
    assert project.files.names(DISPATCHES) == (f"{first.dispatch_id}.json",)


def test_that_a_purpose_can_be_dispatched_again_when_the_last_one_ended(project: Project) -> None:
    go_on(project.ledger, an_intent(1), S.SUBMITTING, S.FAILED_FREE)

    reserved = project.ledger.reserve(an_intent(2, beat_id=an_intent(1).beat_id), [])

    assert reserved.is_new


def test_that_a_cap_that_would_be_exceeded_refuses_and_changes_nothing(project: Project) -> None:
    go_on(project.ledger, an_intent(1), *TO_THE_END)
    project.ledger.reserve(an_intent(2), [DOLLAR])
    before = snapshot(project)

    with pytest.raises(BudgetExceeded) as refused:
        project.ledger.reserve(an_intent(3), [Cap("run", "run_1", 10**9), DOLLAR])

    assert (refused.value.spent_micro, refused.value.reserved_micro) == (40 * CENT, 40 * CENT)
    assert (refused.value.estimate_micro, refused.value.budget_micro) == (40 * CENT, 100 * CENT)
    assert snapshot(project) == before


@pytest.mark.parametrize(
    "cap",
    [Cap("episode", "1", 40 * CENT), Cap("run", "run_1", 0), Cap("agent", "recoil", 79 * CENT)],
    ids=str,
)
def test_that_every_cap_has_to_hold(project: Project, cap: Cap) -> None:
    project.ledger.reserve(an_intent(1), [DOLLAR])

    with pytest.raises(BudgetExceeded, match=r"\$0\.40"):
        project.ledger.reserve(an_intent(2), [DOLLAR, cap])


def test_that_a_cap_may_be_used_up_to_the_last_micro_dollar(project: Project) -> None:
    project.ledger.reserve(an_intent(1), [Cap("episode", "1", 40 * CENT)])

    assert project.ledger.view().figures(1).reserved == 40 * CENT


def test_that_what_costs_nothing_is_never_over_the_budget(project: Project) -> None:
    free = an_intent(estimate_micro=0, reserve_micro=0)

    assert project.ledger.reserve(free, [Cap("project", "", 0)]).is_new


def test_that_a_new_period_gives_the_budget_again_but_for_what_is_held(project: Project) -> None:
    go_on(project.ledger, an_intent(1), *TO_THE_END)
    go_on(project.ledger, an_intent(2), S.SUBMITTING)

    number = project.ledger.new_period("recoil")

    project.ledger.reserve(an_intent(3), [Cap("project", "", 80 * CENT)])
    with pytest.raises(BudgetExceeded):
        project.ledger.reserve(an_intent(4), [Cap("project", "", 80 * CENT)])
    assert number == 2


def test_that_a_period_can_begin_before_anything_was_spent(project: Project) -> None:
    assert project.ledger.new_period() == 2
    assert opened_again(project).ledger.view().period == 2


def test_that_a_taken_name_is_refused_on_disk_and_in_the_ledger(project: Project) -> None:
    a_file(project, str(an_intent(1).target))
    project.ledger.reserve(an_intent(2), [])

    with pytest.raises(Refused, match="the name is taken"):
        project.ledger.reserve(an_intent(1), [])
    with pytest.raises(Refused, match="the name is taken"):
        project.ledger.reserve(an_intent(3, target=an_intent(2).target), [])

    assert len(project.files.names(DISPATCHES)) == 1


def test_that_an_id_is_used_once(project: Project) -> None:
    go_on(project.ledger, an_intent(), S.CANCELLED)

    with pytest.raises(Refused, match="dispatched before"):
        project.ledger.reserve(an_intent(), [])


def test_that_an_intent_that_was_written_before_a_death_is_taken_up(project: Project) -> None:
    go_on(project.ledger, an_intent(1))
    intent = an_intent(2)
    text = json.dumps(intent.as_json(), indent=2, ensure_ascii=False) + "\n"
    a_file(project, f"{DISPATCHES}/{intent.dispatch_id}.json", text)

    assert project.ledger.reserve(intent, []).is_new


def test_that_nothing_is_reserved_in_a_project_that_is_offline(project: Project) -> None:
    (project.root / "project.json").unlink()

    with pytest.raises(Offline):
        project.ledger.reserve(an_intent(), [])
    assert not (project.root / str(LEDGER)).exists()


def test_that_ids_are_new_each_time() -> None:
    assert len({new_dispatch_id() for _ in range(100)}) == 100
    assert an_intent(dispatch_id=new_dispatch_id()).dispatch_id.startswith("d_")


# -- noting ------------------------------------------------------------------


def test_that_every_state_is_a_line(project: Project) -> None:
    dispatch = go_on(project.ledger, an_intent(), *TO_THE_END)

    states = [json.loads(line).get("state") for line in lines(project)]
    assert states == [None, "reserved", *map(str, TO_THE_END)]
    assert dispatch.state is S.CHARGED


def test_that_several_states_are_noted_with_one_sync(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on(project.ledger, an_intent(), S.SUBMITTING)
    synced = []
    own = os.fsync
    monkeypatch.setattr(os, "fsync", lambda one: (synced.append(one), own(one)))

    dispatch = project.ledger.notes(
        an_intent().dispatch_id,
        [(S.ACCEPTED, {"request_id": "r1"}), (S.COMPLETED, {}), (S.DOWNLOADED, {"sha256": "ab"})],
    )

    assert (dispatch.state, dispatch.request_id) == (S.DOWNLOADED, "r1")
    assert len(synced) == 1
    assert len(lines(project)) == 6


def test_that_an_illegal_step_among_several_writes_none(project: Project) -> None:
    go_on(project.ledger, an_intent(), S.SUBMITTING)
    before = ledger_bytes(project)

    with pytest.raises(IllegalTransition):
        project.ledger.notes(an_intent().dispatch_id, [(S.ACCEPTED, {}), (S.CHARGED, {})])

    assert ledger_bytes(project) == before


def test_that_a_state_that_another_process_noted_first_is_refused(project: Project) -> None:
    go_on(project.ledger, an_intent(), S.SUBMITTING)
    opened_again(project).ledger.note(an_intent().dispatch_id, S.ACCEPTED, request_id="r1")

    with pytest.raises(IllegalTransition, match="is accepted"):
        project.ledger.note(an_intent().dispatch_id, S.ACCEPTED, request_id="r2")


def test_that_a_dispatch_nobody_knows_is_not_found(project: Project) -> None:
    go_on(project.ledger, an_intent(1))

    with pytest.raises(NotFound):
        project.ledger.note(an_intent(2).dispatch_id, S.SUBMITTING)
    with pytest.raises(NotFound):
        project.ledger.intent(an_intent(2).dispatch_id)
    with pytest.raises(UserError):
        project.ledger.intent("../../project")


def test_that_an_intent_that_cannot_be_read_is_corrupt(project: Project) -> None:
    go_on(project.ledger, an_intent(1))
    a_file(project, f"{DISPATCHES}/{an_intent(1).dispatch_id}.json", "{}")

    with pytest.raises(CorruptFile, match="not a dispatch"):
        project.ledger.intent(an_intent(1).dispatch_id)


def test_that_a_view_stays_as_it_was(project: Project) -> None:
    go_on(project.ledger, an_intent(), S.SUBMITTING)
    view = project.ledger.view()

    project.ledger.note(an_intent().dispatch_id, S.UNKNOWN)

    assert view.figures().unknown == 0
    assert project.ledger.view().figures().unknown == 40 * CENT
    assert project.ledger.view() is project.ledger.view()


def test_that_threads_share_one_ledger(project: Project) -> None:
    numbers = [list(range(first, first + 5)) for first in (10, 20, 30, 40)]

    def work(mine: list[int]) -> None:
        for number in mine:
            go_on(project.ledger, an_intent(number), *TO_THE_END)

    threads = [threading.Thread(target=work, args=(mine,), name="renders") for mine in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    view = opened_again(project).ledger.view()
    assert view.problem == ""
    assert view.figures() == Figures(estimated=800 * CENT, billed=800 * CENT)


# -- torn, damaged, gone -----------------------------------------------------


def test_that_a_torn_last_line_is_passed_over_and_ended_by_the_next(project: Project) -> None:
    go_on(project.ledger, an_intent(1), S.SUBMITTING)
    whole = ledger_bytes(project)
    put(project, whole + b'{"dispatch_id": "d_0000')
    other = opened_again(project)
    seen = other.ledger.view()

    other.ledger.note(an_intent(1).dispatch_id, S.UNKNOWN)

    assert seen.problem == ""
    assert ledger_bytes(project).startswith(whole + b'{"dispatch_id": "d_0000\x18\n{')
    view = opened_again(project).ledger.view()
    assert view.problem == ""
    assert view.figures().unknown == 40 * CENT


def test_that_a_line_torn_anywhere_loses_only_itself(project: Project) -> None:
    go_on(project.ledger, an_intent(1), S.SUBMITTING, S.UNKNOWN)
    whole = ledger_bytes(project)
    last = whole.rindex(b"\n", 0, -1) + 1

    for end in range(last, len(whole)):
        put(project, whole[:end])
        other = opened_again(project)
        other.ledger.note(an_intent(1).dispatch_id, S.UNKNOWN)
        assert opened_again(project).ledger.view().figures().unknown == 40 * CENT


@pytest.mark.parametrize("damage", [b"\x00" * 40, b"{", b"[1]", b"\xff\xfe", b'{"state": "paid"}'])
def test_that_a_damaged_ledger_is_shown_and_decides_nothing(
    project: Project, damage: bytes
) -> None:
    go_on(project.ledger, an_intent(1), S.SUBMITTING)
    all_lines = lines(project)
    put(project, b"\n".join([*all_lines[:-1], damage, all_lines[-1], b""]))
    before = ledger_bytes(project)
    other = opened_again(project)

    for act in (
        lambda: other.ledger.reserve(an_intent(2), []),
        lambda: other.ledger.note(an_intent(1).dispatch_id, S.UNKNOWN),
        other.ledger.new_period,
    ):
        with pytest.raises(CorruptFile, match="line 3"):
            act()

    assert "line 3" in other.ledger.view().problem
    assert other.ledger.view().figures().reserved == 40 * CENT
    assert ledger_bytes(project) == before


def test_that_a_ledger_that_was_cut_under_us_is_noticed(project: Project) -> None:
    go_on(project.ledger, an_intent(1), S.SUBMITTING, S.UNKNOWN)
    put(project, b"\n".join([*lines(project)[:2], b""]))

    with pytest.raises(CorruptFile, match="cut or exchanged"):
        project.ledger.reserve(an_intent(2), [])

    assert "cut or exchanged" in project.ledger.view().problem
    assert project.ledger.view().figures().reserved == 40 * CENT


def test_that_a_ledger_that_was_exchanged_for_another_is_noticed(project: Project) -> None:
    go_on(project.ledger, an_intent(1), S.SUBMITTING)
    other = a_project(project.root.parent / "other")
    go_on(other.ledger, an_intent(2), *TO_THE_END)
    shutil.copy(other.root / str(LEDGER), project.root / str(LEDGER))

    with pytest.raises(CorruptFile, match="cut or exchanged"):
        project.ledger.note(an_intent(1).dispatch_id, S.UNKNOWN)


def test_that_a_copy_of_the_same_ledger_in_its_place_is_as_good(project: Project) -> None:
    go_on(project.ledger, an_intent(1), S.SUBMITTING)
    place = project.root / str(LEDGER)
    shutil.copy(place, place.with_suffix(".copy"))
    place.with_suffix(".copy").replace(place)

    dispatch = project.ledger.note(an_intent(1).dispatch_id, S.UNKNOWN)

    assert dispatch.state is S.UNKNOWN
    assert project.ledger.view().problem == ""


def test_that_a_ledger_that_is_gone_is_a_loss_and_not_a_beginning(project: Project) -> None:
    go_on(project.ledger, an_intent(1), S.SUBMITTING)
    (project.root / str(LEDGER)).unlink()

    for one in (project, opened_again(project)):
        with pytest.raises(CorruptFile, match="it is gone"):
            one.ledger.reserve(an_intent(2), [])
        assert one.ledger.view().problem == "it is gone"
    assert not (project.root / str(LEDGER)).exists()


def test_that_a_ledger_that_comes_back_is_trusted_again(project: Project) -> None:
    go_on(project.ledger, an_intent(1), S.SUBMITTING)
    whole = ledger_bytes(project)
    (project.root / str(LEDGER)).unlink()
    assert project.ledger.view().problem

    put(project, whole)

    assert project.ledger.view().problem == ""
    assert project.ledger.note(an_intent(1).dispatch_id, S.UNKNOWN).state is S.UNKNOWN


def test_that_an_empty_ledger_is_damaged(project: Project) -> None:
    go_on(project.ledger, an_intent(1))
    put(project, b"")

    assert opened_again(project).ledger.view().problem == "it holds not one whole line"


def test_that_a_ledger_that_cannot_be_read_says_so(project: Project) -> None:
    (project.root / str(LEDGER)).mkdir(parents=True)

    with pytest.raises(files.UnreadableFile):
        project.ledger.view()


# -- disks -------------------------------------------------------------------


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_that_a_full_disk_reserves_nothing_and_goes_on_later(
    project: Project, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    go_on(project.ledger, an_intent(1))
    whole = ledger_bytes(project)

    with (
        failing(monkeypatch, call, errno.ENOSPC, under=project.root),
        pytest.raises(DiskFailed, match="full"),
    ):
        project.ledger.reserve(an_intent(2), [])

    assert ledger_bytes(project) == whole
    assert project.ledger.reserve(an_intent(2), []).is_new


def test_that_a_note_that_a_full_disk_cut_leaves_whole_lines(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on(project.ledger, an_intent(1))
    whole, own = ledger_bytes(project), os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda one, data: own(one, bytes(data)[: len(data) - 10]))
        with pytest.raises(DiskFailed):
            project.ledger.notes(an_intent(1).dispatch_id, [(S.SUBMITTING, {}), (S.UNKNOWN, {})])

    assert ledger_bytes(project).startswith(whole)
    assert ledger_bytes(project).endswith(b"}\n")
    assert project.ledger.view().dispatches[an_intent(1).dispatch_id].state is S.SUBMITTING


def test_that_after_a_failed_sync_the_whole_ledger_is_written_anew(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on(project.ledger, an_intent(1))
    place = project.root / str(LEDGER)
    before = place.stat().st_ino
    with (
        failing(monkeypatch, "fsync", errno.EIO, under=project.root),
        pytest.raises(DiskFailed),
    ):
        project.ledger.note(an_intent(1).dispatch_id, S.SUBMITTING)

    dispatch = project.ledger.note(an_intent(1).dispatch_id, S.UNKNOWN)

    assert dispatch.state is S.UNKNOWN
    assert place.stat().st_ino != before
    assert opened_again(project).ledger.view().problem == ""


def test_that_a_note_does_not_make_a_vanished_project_anew(project: Project) -> None:
    go_on(project.ledger, an_intent(1), S.SUBMITTING)
    shutil.rmtree(project.root)

    with pytest.raises(Offline):
        project.ledger.note(an_intent(1).dispatch_id, S.UNKNOWN)

    assert not project.root.exists()
