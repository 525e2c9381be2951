"""Paid jobs and their money from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.cli import Said, recoil
from tests.helpers.ledgers import CENT, TO_THE_END, S, an_intent, go_on
from tests.helpers.store import a_document, a_file, a_project

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

UNKNOWN = an_intent(2, model="seedance-2.0")
FIGURES = {"estimated", "reserved", "billed", "unknown"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One job that was charged, one of which nobody knows."""
    project = a_project(tmp_path, budget_usd=5)
    go_on(project.ledger, an_intent(1), *TO_THE_END)
    go_on(project.ledger, UNKNOWN, S.SUBMITTING, S.UNKNOWN)
    return project


def told(project: Project, *words: object) -> dict[str, Any]:
    """What a command answers to a program."""
    said = recoil(*words, "--json", project=project.root)
    assert said.code == 0, said
    answer: dict[str, Any] = said.json
    return answer


def decided(project: Project, *words: object) -> Said:
    return recoil("jobs", "decide", UNKNOWN.dispatch_id, *words, "--json", project=project.root)


def state(project: Project) -> str:
    return str(project.ledger.view().dispatches[UNKNOWN.dispatch_id].state)


# -- jobs --------------------------------------------------------------------


def test_that_jobs_are_listed_with_the_four_figures(project: Project) -> None:
    answer = told(project, "jobs")
    still_open = told(project, "jobs", "--open")
    elsewhere = told(project, "jobs", "--episode", "2")

    assert [job["state"] for job in answer["jobs"]] == ["charged", "unknown"]
    assert {key: answer[key] for key in FIGURES} == {
        "estimated": 0.8,
        "reserved": 0.4,
        "billed": 0.4,
        "unknown": 0.4,
    }
    assert [job["dispatch_id"] for job in still_open["jobs"]] == [UNKNOWN.dispatch_id]
    assert (elsewhere["jobs"], elsewhere["reserved"]) == ([], 0)


def test_that_a_person_reads_a_line_a_job(project: Project) -> None:
    said = recoil("jobs", project=project.root)

    first, second, figures = said.out.splitlines()
    assert first.endswith("BATCH_001__1 take 1  charged, $0.40 (estimated)")
    assert second.endswith("BATCH_001__2 take 1  unknown, $0.40 held")
    assert figures == "billed $0.40, reserved $0.40, $0.40 of it unknown, estimated $0.80"


def test_that_a_project_without_jobs_has_none(tmp_path: Path) -> None:
    project = a_project(tmp_path)

    answer = told(project, "jobs")

    assert answer["jobs"] == []
    assert not (project.root / "state").exists()


def test_that_a_damaged_ledger_is_shown_and_said_to_be_damaged(project: Project) -> None:
    a_file(project, "state/visual/ledger.jsonl", "{\n")

    for words in (("jobs",), ("costs",)):
        said = recoil(*words, project=project.root)
        assert said.code == 1
        assert said.err.startswith("the ledger is damaged: line 1: ")
        assert said.err.count("\n") == 1


# -- decisions ---------------------------------------------------------------


def test_that_a_job_that_was_found_can_be_fetched(project: Project) -> None:
    said = decided(project, "found", "--request", "7b1c")

    job = project.ledger.view().dispatches[UNKNOWN.dispatch_id]
    assert said.json["job"]["state"] == "accepted"
    assert job.request_id == "7b1c"
    assert job.urls["status_url"].endswith("/requests/7b1c/status")
    assert job.urls["model"] == "seedance-2.0"


@pytest.mark.parametrize("decision", ["pay-again", "give-up"])
def test_that_what_may_be_billed_is_charged_only_when_it_is_confirmed(
    project: Project, decision: str
) -> None:
    refused = decided(project, decision)
    done = decided(project, decision, "--confirm", decision.replace("-", " "))

    assert refused.code == 1
    assert refused.json["error"]["code"] == "refused"
    assert "charged with $0.40, for it may be billed" in refused.json["error"]["message"]
    assert f'--confirm "{decision.replace("-", " ")}"' in refused.json["error"]["message"]
    job = done.json["job"]
    assert (job["state"], job["charged_usd"], job["flags"]) == ("failed_billed", 0.4, ["estimated"])
    detail = project.ledger.view().dispatches[UNKNOWN.dispatch_id].detail
    assert detail["decision"] == decision


def test_that_a_person_who_saw_the_bill_settles_by_it(project: Project) -> None:
    done = decided(project, "give-up", "--billed", "0.25", "--confirm", "give up")

    assert (done.json["job"]["charged_usd"], done.json["job"]["flags"]) == (0.25, [])
    assert project.ledger.view().figures().reserved == 0


def test_that_a_person_who_saw_no_bill_gets_the_money_back(project: Project) -> None:
    done = decided(project, "pay-again", "--billed", "0", "--confirm", "Pay again")

    assert (done.json["job"]["state"], done.json["job"]["charged_usd"]) == ("failed_free", 0)
    assert project.ledger.view().figures().billed == 40 * CENT


def test_that_the_purpose_is_free_again_after_a_decision(project: Project) -> None:
    decided(project, "pay-again", "--confirm", "pay again")

    again = project.ledger.reserve(an_intent(3, beat_id=UNKNOWN.beat_id), [])

    assert again.is_new


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("found",), "say --request ID"),
        (("found", "--request", "../x"), "not a request id"),
        (("maybe",), "not a decision"),
        (("give-up", "--confirm", "pay again"), 'add --confirm "give up"'),
        (("give-up", "--billed", "-1", "--confirm", "give up"), "not an amount"),
        (("give-up", "--billed", "much", "--confirm", "give up"), "not an amount"),
    ],
)
def test_that_a_decision_that_is_none_changes_nothing(
    project: Project, words: tuple[str, ...], message: str
) -> None:
    said = decided(project, *words)

    assert said.code in {1, 2}
    assert message in said.json["error"]["message"]
    assert state(project) == "unknown"


def test_that_only_unknown_jobs_are_decided_about(project: Project) -> None:
    charged = recoil("jobs", "decide", an_intent(1).dispatch_id, "give-up", project=project.root)
    nobody = recoil("jobs", "decide", an_intent(9).dispatch_id, "give-up", project=project.root)
    rubbish = recoil("jobs", "decide", "d_1", "give-up", project=project.root)

    assert "nothing to decide" in charged.err
    assert "it is charged" in charged.err
    assert nobody.err == f"job not found: {an_intent(9).dispatch_id}\n"
    assert rubbish.err.startswith("not a dispatch: 'd_1'")


def test_that_a_renderer_that_knows_no_requests_cannot_have_a_job_found(project: Project) -> None:
    intent = an_intent(4, provider="animatic", model="animatic")
    go_on(project.ledger, intent, S.SUBMITTING, S.UNKNOWN)

    said = recoil(
        *("jobs", "decide", intent.dispatch_id, "found", "--request", "1"), project=project.root
    )

    assert said.err == "animatic cannot find a job by its request's id\n"


# -- costs -------------------------------------------------------------------


def test_that_costs_are_told_by_model_shot_and_day(project: Project) -> None:
    target = str(an_intent(1).target)
    a_file(project, target)
    sidecar = {"status": "rejected", "provenance": {"dispatch_id": an_intent(1).dispatch_id}}
    a_document(project, f"{target}.json", sidecar)

    answer = told(project, "costs", "--episode", "1")

    assert answer.keys() >= FIGURES
    assert (answer["budget_usd"], answer["period"], answer["problem"]) == (5, 1, "")
    (model,) = answer["models"]
    assert (model["name"], model["billed_usd"], model["rejected_usd"]) == ("wan", 0.4, 0.4)
    assert (model["keep_percent"], model["usd_per_accepted_second"]) == (0, None)
    assert [row["billed_usd"] for row in answer["shots"]] == [0.2, 0.2]
    assert [row["name"] for row in answer["days"]] == ["2026-05-04"]


def test_that_a_person_reads_the_tables(project: Project) -> None:
    said = recoil("costs", project=project.root)

    assert said.out.splitlines()[:4] == [
        "billed $0.40, reserved $0.40, $0.40 of it unknown, estimated $0.80",
        "",
        "model     billed     failed   rejected  jobs",
        "wan        $0.40      $0.00      $0.00  1 job",
    ]


def test_that_a_new_period_begins_with_nothing_spent(project: Project) -> None:
    begun = told(project, "costs", "--new-period")
    later = told(project, "costs")
    ever = told(project, "costs", "--all-periods")

    assert (begun["period"], begun["billed"], begun["reserved"]) == (2, 0, 0.4)
    assert (later["models"], later["since"]) == ([], begun["since"])
    assert ever["total"]["billed_usd"] == 0.4
