"""Lines of logs that are part of a change set: added once, and answered by another line on undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.domain.paths import ProjectPath
from engine.store.apply import begin
from engine.store.journal import AppliedChange, Journal
from engine.store.review_queue import LEARNING
from engine.store.steps import AppendStep, step_from_json
from tests.helpers.store import a_project

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def learn(project: Project, words: str) -> None:
    with project.changes.writing() as draft:
        draft.append(LEARNING, {"lesson": words}, {"lesson": words, "taken_back": True})
        draft.commit("learn", words)


def lines(project: Project) -> list[str]:
    return (project.files.read_text(LEARNING) or "").splitlines()


def test_that_undo_answers_a_line_with_another_and_redo_says_it_again(project: Project) -> None:
    learn(project, "hands")

    project.changes.undo()
    project.changes.redo()

    said, back = '{"lesson": "hands"}', '{"lesson": "hands", "taken_back": true}'
    assert lines(project) == [said, back, said]


def test_that_undo_goes_on_when_others_have_learned_since(project: Project) -> None:
    learn(project, "hands")
    project.review_queue.learn({"strategy": "change_seed"})

    project.changes.undo()

    assert len(lines(project)) == 3
    assert "taken_back" in lines(project)[-1]


def test_that_the_same_lesson_may_be_learned_twice(project: Project) -> None:
    learn(project, "hands")
    learn(project, "hands")

    assert lines(project) == ['{"lesson": "hands"}'] * 2


def test_that_a_line_torn_by_a_power_cut_is_marked_and_said_again(project: Project) -> None:
    said = '{"lesson": "hands"}'
    step = AppendStep(LEARNING, said, 1, "{}")
    change = AppliedChange("00000001-aa", "learn", "Learn", "2026-05-04T16:04:00Z", ())
    begin(project.files, Journal(change, (step,)))
    project.files.write_text(LEARNING, said)  # all but the end of the line

    project.changes.recover()

    assert lines(project) == [said + "\x18", said]
    assert project.changes.stuck() == ()


def test_that_a_step_is_read_back_from_its_journal() -> None:
    step = AppendStep(ProjectPath("state/log.jsonl"), "{}", 2, "[]")

    assert step_from_json(step.as_json()) == step
    with pytest.raises(ValueError, match="not a line of a log"):
        step_from_json(step.as_json() | {"number": "2"})
