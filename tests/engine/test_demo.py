"""The demo project: whole or not at all, valid by our own readers, each pass with its lesson."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest

from engine.clock import FixedClock
from engine.domain.names import parse_pass_name
from engine.domain.passes import PassStatus
from engine.domain.proposal import Sight, propose
from engine.errors import Refused, UserError
from engine.jobs import JobContext, Stopped
from engine.media.detect import detect
from engine.media.probe import probe
from engine.store.project import Project
from engine.workspace import demo as demo_making
from engine.workspace.demo import PASSES, make_demo
from engine.workspace.demo_documents import board_path, video_path
from engine.workspace.demo_script import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from engine.workspace.demo_script import PassScript

CLOCK = FixedClock(datetime(2026, 5, 4, 16, 4, tzinfo=UTC))
SMALL = (180, 320)
NOT_ACCEPTED = {  # by counter: episode 1 and 2
    (1, 2): "its rhythm is not the plan's",
    (1, 4): "a cut is missing",
    (2, 1): "a dissolve is no cut",
    (2, 2): "drifted from the plan",
    (2, 3): "cuts where nobody asked for them",
}


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> tuple[PassScript, ...]:
    """The demo with two of its passes, small."""
    scripts = (PASSES[0], PASSES[-1])
    monkeypatch.setattr(demo_making, "PASSES", scripts)
    monkeypatch.setattr(demo_making, "_SIZE", SMALL)
    return scripts


@pytest.mark.slow
def test_that_a_demo_is_a_project_our_readers_understand(
    tmp_path: Path, short: tuple[PassScript, ...]
) -> None:
    root = make_demo(tmp_path / "demo", clock=CLOCK)

    project = Project.open(root)
    assert (project.name, project.offline, project.settings.works_by_itself) == ("demo", None, True)
    for script in short:
        _check_pass(project, script)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def _check_pass(project: Project, script: PassScript) -> None:
    record = project.passes.read(script.episode).passes[script.pass_id]
    assert record.status == PassStatus.REGISTERED
    assert record.created_at == "2026-05-04T16:04:00Z"
    coverage = project.coverage.read(script.episode)
    planned = coverage.find(script.pass_id) if coverage else None
    assert planned is not None
    assert planned.durations() == tuple(Fraction(str(shot.seconds)) for shot in script.shots)
    plan = project.plans.read(script.episode)
    assert plan is not None
    assert {shot.shot_id for shot in plan.all_shots()} == set(script.shot_ids)
    sidecar = project.sidecars.read(project.path(video_path(script)))
    assert sidecar is not None
    assert sidecar.grouping is not None
    assert sidecar.grouping.source_pass_id == script.pass_id
    assert sidecar.provenance is not None
    assert all((project.root / str(ref)).is_file() for ref in sidecar.provenance.refs)
    assert (project.root / board_path(script)).is_file()
    info = probe(project.root / video_path(script))
    assert (info.frames, info.has_audio) == (script.frames, True)


def test_that_what_is_there_already_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()

    with pytest.raises(Refused, match="called so already"):
        make_demo(tmp_path / "demo")

    assert list((tmp_path / "demo").iterdir()) == []


def test_that_a_name_no_project_may_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        make_demo(tmp_path / "_demo")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("note", ["drawing", "rendering"])
def test_that_a_demo_that_is_stopped_leaves_nothing(
    tmp_path: Path, short: tuple[PassScript, ...], note: str
) -> None:
    ctx = JobContext(lambda progress: ctx.cancel() if progress.note == note else None)

    with pytest.raises(Stopped):
        make_demo(tmp_path / "demo", ctx)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_that_progress_only_rises_and_ends_at_the_whole(
    tmp_path: Path, short: tuple[PassScript, ...]
) -> None:
    seen: list[tuple[int, int | None]] = []
    ctx = JobContext(lambda progress: seen.append((progress.done, progress.total)))

    make_demo(tmp_path / "demo", ctx)

    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_that_every_pass_has_names_that_can_be_read_back() -> None:
    for script in PASSES:
        name = parse_pass_name(script.file_name)

        assert name is not None
        assert (name.strategy, name.episode) == (script.strategy, script.episode)
        assert len(name.shot_ids) == len(script.shots)
    assert len({script.pass_id for script in PASSES}) == len(PASSES) == 12


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_that_each_pass_teaches_what_it_should(demo: Path) -> None:
    refused, certain = set(), set()

    for script in PASSES:
        planned = [Fraction(str(shot.seconds)) for shot in script.shots]
        found = detect(demo / video_path(script), len(planned) - 1, planned)
        proposal = propose(found.scan.evidence, found.scan.timeline, planned)
        key = (script.episode, script.counter)
        refused |= set() if found.detection.converged else {key}
        certain |= {key} if proposal.certain else set()
        made = accumulate(round(part.seconds * RATE) for part in script.stretches()[:-1])
        hard = {
            frame
            for frame, part in zip(made, script.stretches()[1:], strict=True)
            if not part.dissolve
        }
        assert hard <= set(found.detection.cuts), script.file_name
        missing = [b for b in proposal.boundaries if b.sight is Sight.MISSING]
        assert bool(missing) == (key in {(1, 4), (2, 1)}), script.file_name

    assert refused == set(NOT_ACCEPTED)
    # Drifted, but every cut is plain to see: one key confirms it.
    assert certain & refused == {(2, 2)}
