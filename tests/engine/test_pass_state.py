"""Pass state is changed as it is now, and every pass gets a number of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.domain.passes import PassRecord, PassStateDocument
from engine.errors import CorruptFile, Refused
from tests.helpers.store import a_document, a_file, a_project

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

PASS = "EP001_PASS_011_SH01_02_A_JADE"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def add(state: PassStateDocument) -> None:
    state.passes[PASS] = PassRecord(pass_id=PASS, status="registered")


def test_that_an_episode_without_a_document_has_no_passes(project: Project) -> None:
    assert project.passes.read(1).passes == {}
    assert project.passes.episodes() == ()


def test_that_an_update_makes_the_document_and_reads_back(project: Project) -> None:
    project.passes.update(1, add)

    assert project.passes.read(1).passes[PASS].status == "registered"
    assert project.passes.episodes() == (1,)
    keys = project.files.read_json(project.passes.path(1)) or {}
    assert list(keys) == ["schema_version", "passes", "shot_links"]
    assert project.changes.history() == ()


def test_that_an_update_keeps_what_it_does_not_know(project: Project) -> None:
    document = {"theirs": 1, "passes": {PASS: {"pass_id": PASS, "cost": 10**30}}}
    a_document(project, str(project.passes.path(1)), document)

    def extracting(state: PassStateDocument) -> None:
        state.passes[PASS].status = "extracting"

    project.passes.update(1, extracting)

    record = {"pass_id": PASS, "cost": 10**30, "status": "extracting"}
    assert project.files.read_json(project.passes.path(1)) == {
        "theirs": 1,
        "passes": {PASS: record},
    }


def test_that_an_update_that_changes_nothing_writes_nothing(project: Project) -> None:
    path = a_document(project, str(project.passes.path(1)), {"passes": {}})
    before = project.resolve(path).stat().st_mtime_ns

    project.passes.update(1, lambda _state: None)

    assert project.resolve(path).stat().st_mtime_ns == before


def test_that_a_corrupt_document_is_kept_byte_for_byte(project: Project) -> None:
    path = a_file(project, str(project.passes.path(1)), b'{"passes": ')

    with pytest.raises(CorruptFile):
        project.passes.update(1, add)
    with pytest.raises(CorruptFile):
        project.passes.read(1)

    assert project.resolve(path).read_bytes() == b'{"passes": '


def test_that_a_document_of_a_newer_version_is_read_and_not_written(project: Project) -> None:
    a_document(project, str(project.passes.path(1)), {"schema_version": 2, "passes": {}})

    assert project.passes.read(1).schema_version == 2
    with pytest.raises(Refused, match="newer version"):
        project.passes.update(1, add)


def test_that_a_draft_puts_the_document_and_undo_restores_what_was_asked_for(
    project: Project,
) -> None:
    project.passes.update(1, add)
    before = project.passes.read(1)
    with project.changes.writing() as draft:
        state = project.passes.read_in(draft, 1)
        state.passes[PASS].status = "extracted"
        project.passes.put_in(draft, 1, state, restore=before)
        draft.commit("confirm", "Confirm")
    assert project.passes.read(1).passes[PASS].status == "extracted"

    project.changes.undo()

    assert project.passes.read(1).passes[PASS].status == "registered"


def test_that_counters_are_never_given_out_twice(project: Project) -> None:
    project.passes.update(1, add)

    counters = []
    for _ in range(3):
        with project.changes.writing() as draft:
            counters.append(project.passes.next_counter(draft, 1))
    with project.changes.writing() as draft:
        other_episode = project.passes.next_counter(draft, 2)

    assert counters == [12, 13, 14]
    assert other_episode == 1


def test_that_a_counter_that_is_no_number_is_passed_over(project: Project) -> None:
    a_document(project, "state/counters.json", {"ep_001": "many"})

    with project.changes.writing() as draft:
        assert project.passes.next_counter(draft, 1) == 1


@pytest.mark.parametrize(
    ("document", "counter"),
    [
        ({"passes": [{"pass_id": "EP001_PASS_007_SH01_02_B_SIDE"}, {"pass_id": "by hand"}]}, 8),
        ({"passes": "torn"}, 1),
    ],
)
def test_that_a_number_that_planners_gave_away_is_not_given_again(
    project: Project, document: dict[str, object], counter: int
) -> None:
    a_document(project, str(project.coverage.path(1)), document)

    with project.changes.writing() as draft:
        assert project.passes.next_counter(draft, 1) == counter
