"""How far a model's cuts are from the plan, and what follows for finding them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.cut_error import LEAST, MOST, CutError, distances_of, measured
from engine.domain.passes import PassRecord
from engine.jobs import JobContext
from engine.store.cache import Caches
from engine.store.project import Project
from engine.workspace.cut_errors import cut_errors, tolerance_for
from engine.workspace.extraction import extract_pass
from engine.workspace.pass_videos import find_pass, video_of
from engine.workspace.review import open_review
from tests.helpers.passes import a_pass, a_project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.passes import Pass
    from tests.helpers.projects import ProjectFiles

SECONDS = st.fractions(min_value=0, max_value=20)


def a_record(*starts: float, **keys: object) -> PassRecord:
    times = {
        str(index): {"start": start, "end": start + 1} for index, start in enumerate((0, *starts))
    }
    usual = {"extraction_method": "human_confirmed", "status": "extracted"}
    return PassRecord.read({**usual, "segment_timestamps": times, **keys})


def confirmed_pass(
    files: ProjectFiles, counter: int, off: float, model: str = "kling-3.0-pro", **keys: object
) -> Pass:
    """An extracted pass of three planned seconds whose two cuts are ``off`` too late."""
    starts = (0.0, 1 + off, 2 + off)
    times = {str(k): {"start": start, "end": start + 1} for k, start in enumerate(starts)}
    return a_pass(
        files,
        counter,
        planned=(1, 1, 1),
        status="extracted",
        extraction_method="human_confirmed",
        confirmed_timestamps=times,
        segment_timestamps=times,
        takes=[{"take": 1, "model": model}],
        **keys,
    )


def test_that_distances_are_those_between_plan_and_editor() -> None:
    durations = (Fraction(2), Fraction(1), Fraction(1))

    assert distances_of(a_record(2.25, 2.5), durations) == (Fraction(1, 4), Fraction(1, 2))


@pytest.mark.parametrize(
    ("record", "durations"),
    [
        (a_record(2, extraction_method="auto_verified"), (2, 1)),
        (a_record(2, status="segmentation_review"), (2, 1)),
        (a_record(2, 3), (2, 1)),
        (a_record(2, segment_timestamps={"0": {"start": 0}, "1": {"start": None}}), (2, 1)),
        (a_record(2), ()),
    ],
)
def test_that_only_what_a_person_confirmed_of_this_plan_counts(
    record: PassRecord, durations: tuple[int, ...]
) -> None:
    assert distances_of(record, tuple(map(Fraction, durations))) == ()


def test_that_one_outlier_does_not_change_what_is_usual() -> None:
    usual = [[Fraction(1, 10)] * 2, [Fraction(2, 10)] * 2, [Fraction(1, 10)] * 2]

    plain, spoiled = measured(usual), measured([*usual, [Fraction(9)]])

    assert plain.median == spoiled.median == Fraction(1, 10)
    assert spoiled.tolerance == LEAST


def test_that_little_experience_is_none() -> None:
    many_cuts_of_two_passes = measured([[Fraction(1)] * 8] * 2)

    assert not many_cuts_of_two_passes.is_known
    assert many_cuts_of_two_passes.tolerance == Fraction(1, 2)


@given(st.lists(st.lists(SECONDS, max_size=6), max_size=8))
def test_that_a_tolerance_lies_within_its_bounds(passes: list[list[Fraction]]) -> None:
    error = measured(passes)

    assert LEAST <= error.tolerance <= MOST
    assert error.is_known or error.tolerance == Fraction(1, 2)


@given(st.lists(SECONDS, min_size=6, max_size=12), st.randoms())
def test_that_the_order_of_experience_does_not_matter(
    distances: list[Fraction], chance: object
) -> None:
    shuffled = sorted(distances, key=lambda _one: chance.random())  # type: ignore[attr-defined]

    assert measured([distances] * 3) == measured([shuffled] * 3)


def test_that_models_are_measured_each_by_itself(tmp_path: Path) -> None:
    files = a_project(tmp_path)
    for counter in (1, 2, 3):
        confirmed_pass(files, counter, 0.75)
    confirmed_pass(files, 4, 0.1, model="veo-3.1")
    project = Project.open(files.root)

    errors = cut_errors(project)

    assert errors["kling-3.0-pro"] == CutError(Fraction(3, 4), Fraction(0), 6, 3)
    assert errors["kling-3.0-pro"].tolerance == Fraction(3, 4)
    assert not errors["veo-3.1"].is_known


def test_that_a_rehearsal_says_nothing_of_the_model_it_stood_in_for(tmp_path: Path) -> None:
    files = a_project(tmp_path)
    done = confirmed_pass(files, 1, 0.5)
    path = f"renders/ep_001/{done.video.name}.json"
    files.document(path, {"model": "kling-3.0-pro", "provenance": {"provider": "animatic"}})

    errors = cut_errors(Project.open(files.root))

    assert set(errors) == {"animatic:kling-3.0-pro"}


def test_that_experience_is_remembered_until_the_documents_change(tmp_path: Path) -> None:
    files = a_project(tmp_path)
    confirmed_pass(files, 1, 0.5)
    project, caches = Project.open(files.root), Caches(tmp_path / "caches")

    first, again = cut_errors(project, caches), cut_errors(project, caches)
    confirmed_pass(files, 2, 0.5)
    later = cut_errors(project, caches)

    assert first == again
    assert first["kling-3.0-pro"].passes == 1
    assert later["kling-3.0-pro"].passes == 2


def test_that_a_corrupt_episode_does_not_stand_in_the_way(tmp_path: Path) -> None:
    files = a_project(tmp_path)
    confirmed_pass(files, 1, 0.5)
    files.text("state/visual/passes/ep_002_pass_state.json", "{")

    assert cut_errors(Project.open(files.root))["kling-3.0-pro"].passes == 1


def test_that_a_model_known_to_be_late_is_cut_where_it_cut(tmp_path: Path) -> None:
    """Three shots and one cut of the model's own, all cuts 0.75 s after the plan."""
    files = a_project(tmp_path)
    late = a_pass(
        files,
        9,
        frames=(42, 24, 18, 12),
        planned=(1, 1, 2),
        takes=[{"take": 1, "model": "kling-3.0-pro"}],
    )
    project = Project.open(files.root)
    unknown = open_review(project, late.pass_id, None, JobContext()).detection.alignment
    for counter in (1, 2, 3):
        confirmed_pass(files, counter, 0.75)

    video = video_of(project, *find_pass(project, late.pass_id))
    known = open_review(project, late.pass_id, None, JobContext()).detection.alignment
    tolerance = tolerance_for(project, video)
    outcomes = extract_pass(project, late.pass_id, None, JobContext())

    assert tolerance == Fraction(3, 4)
    assert unknown is not None
    assert known is not None
    assert (len(unknown.aligned), len(known.aligned)) == (1, 2)
    assert [outcome.status for outcome in outcomes] == ["extracted"]
