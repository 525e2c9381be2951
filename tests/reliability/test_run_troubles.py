"""Clocks that jump, jobs that last, folders that vanish, disks that fill up during a run."""

from __future__ import annotations

import asyncio
import errno
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.domain.dispatches import DispatchState
from engine.errors import DiskFailed, RecoilError
from engine.orchestration.events import TakeProgress
from engine.orchestration.pace import Pace
from engine.orchestration.runner import EpisodeRunner
from engine.providers.base import JobState, JobStatus, Submission
from engine.store.ledger_file import LEDGER
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.renderer import ScriptedRenderer
from tests.helpers.store import failing
from tests.reliability.checker import money_faults, tree, violations, whole_lines
from tests.reliability.programs import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.jobs import JobContext
    from engine.orchestration.desk import Desk
    from engine.providers.base import Fetched

S = DispatchState
SECOND = 50_000  # micro-dollars, of the scripted renderer
YEAR = timedelta(days=365)
STATES = (S.SUBMITTING, S.ACCEPTED, S.RUNNING, S.COMPLETED, S.DOWNLOADED, S.VERIFIED)


@dataclass(slots=True)
class KeyedRenderer(ScriptedRenderer):
    """Knows by its key whether it took a job, as the ledger may not; speaks of disks as all do."""

    async def download(
        self, status: JobStatus, target: Path, ctx: JobContext | None = None
    ) -> Fetched:
        """The prepared video, where there is room for it."""
        try:
            return await ScriptedRenderer.download(self, status, target, ctx)
        except OSError as error:
            raise DiskFailed(target, str(error.strerror)) from error

    async def find(self, key: str) -> Submission | None:
        """The job, if there is one."""
        return Submission(f"r_{key}", {"status": "here"}) if self.jobs[key] else None


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return make_clip(folder / "one.mp4", shots=(24, 24, 24), audio=False).path


@pytest.fixture
def stage(tmp_path: Path, video: Path) -> Stage:
    return a_stage(tmp_path, video)


def a_stage(folder: Path, video: Path) -> Stage:
    """An episode of one batch."""
    return Stage(an_episode(folder, places=["HALL"] * 3), KeyedRenderer(video))


def faults(stage: Stage, root: Path) -> list[str]:
    """What is wrong with an episode that should be complete."""
    files, jobs = tree(root), stage.renderer.jobs  # type: ignore[attr-defined]
    lines = whole_lines(files[str(LEDGER)])
    ends = [line["state"] for line in lines if "charged_micro" in line]
    found = [*money_faults(lines), *violations(files, {}, {})]
    if any(number > 1 for number in jobs.values()):
        found.append("a dispatch was sent twice")
    if (
        ends.count("charged") != 1
        or sum(line.get("charged_micro", 0) for line in lines) != 3 * SECOND
    ):
        found.append(f"not paid once: {ends}")
    if not [name for name in files if name.startswith("renders/") and name.endswith(".mp4")]:
        found.append("no take is there")
    return found


# -- clocks --------------------------------------------------------------------


@dataclass(slots=True)
class JumpingClock:
    """Is somewhere else in the century each time it is asked."""

    draw: random.Random

    def now(self) -> datetime:
        """Any moment."""
        return datetime(2026, 5, 4, tzinfo=UTC) + self.draw.randint(-40, 40) * YEAR


@dataclass(slots=True)
class Ear:
    """Hears a run and ends it at some of its states, once each."""

    ends: set[str]
    task: asyncio.Task[Any] | None = None

    def hear(self, event: object) -> None:
        """Listen."""
        if isinstance(event, TakeProgress) and event.state in self.ends:
            self.ends.discard(event.state)
            assert self.task is not None
            self.task.cancel()


async def with_restarts(stage: Stage, ends: set[str]) -> list[dict[str, Any]]:
    """Run, end at these states, go on each time; the ledger without ids and moments."""
    stage.renderer.statuses = [JobStatus(JobState.RUNNING)] * 3  # type: ignore[attr-defined]
    ear = Ear(set(ends))
    for _ in range(len(ends) + 2):
        desk = stage.desk()
        desk.tell = ear.hear
        ear.task = asyncio.create_task(EpisodeRunner(desk).run())
        await asyncio.gather(ear.task, return_exceptions=True)
    assert not ear.ends
    own = ("dispatch_id", "request_id", "run_id", "at", "sha256")
    lines = whole_lines((stage.project.root / str(LEDGER)).read_bytes())
    return [{key: value for key, value in line.items() if key not in own} for line in lines]


@pytest.mark.parametrize("seed", range(4))
async def test_that_a_clock_that_jumps_by_years_changes_no_decision(
    tmp_path: Path, video: Path, seed: int
) -> None:
    draw = random.Random(seed)
    steady, jumping = a_stage(tmp_path / "a", video), a_stage(tmp_path / "b", video)
    jumping.project.clock = JumpingClock(draw)
    ends = {state.value for state in draw.sample(STATES, seed)}

    expected = await with_restarts(steady, ends)
    found = await with_restarts(jumping, ends)

    assert found == expected
    assert faults(jumping, jumping.project.root) == []


# -- long jobs -----------------------------------------------------------------


@dataclass(slots=True)
class PatientRenderer(KeyedRenderer):
    """A job lasts forty minutes of a time that only pauses let pass."""

    minutes: float = 40
    now: float = 0
    pauses: list[float] = field(default_factory=list)
    on_pause: Callable[[float], None] = lambda _now: None

    async def status(self, _submission: Submission) -> JobStatus:
        """Running, until it is time."""
        if self.now < self.minutes * 60:
            return JobStatus(JobState.RUNNING, progress=self.now / self.minutes / 60)
        return JobStatus(JobState.COMPLETED, result={})

    async def sleep(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds
        self.pauses.append(seconds)
        self.on_pause(self.now)
        await asyncio.sleep(0)


async def test_that_a_job_of_forty_minutes_survives_a_restart_after_six(
    tmp_path: Path, video: Path
) -> None:
    renderer = PatientRenderer(video)
    stage = Stage(an_episode(tmp_path, places=["HALL"] * 3), renderer)
    tasks: list[asyncio.Task[Any]] = []

    def restart(now: float) -> None:
        if now > 6 * 60:
            tasks[0].cancel()

    renderer.on_pause = restart
    for _ in range(2):
        desk = stage.desk()
        desk.pace = Pace(sleep=renderer.sleep)
        tasks.append(asyncio.create_task(EpisodeRunner(desk).run()))
        await asyncio.gather(tasks[-1], return_exceptions=True)

    assert tasks[0].cancelled()
    assert tasks[1].result().rendered_shot_ids
    assert len(renderer.requests) == 1
    assert renderer.now >= 40 * 60
    assert len(renderer.pauses) < 40 * 60 / 10
    assert all(1.6 <= pause <= 18 for pause in renderer.pauses)
    assert faults(stage, stage.project.root) == []


# -- folders that vanish -------------------------------------------------------


async def ended(desk: Desk) -> str:
    """Run; what stopped it."""
    try:
        report = await EpisodeRunner(desk).run()
    except RecoilError as error:
        return str(error)
    return str((report.halted or {}).get("message") or "")


@pytest.mark.parametrize("leaves_a_mount_point", [False, True])
@pytest.mark.parametrize("state", ["submitted", *(state.value for state in STATES[1:])])
async def test_that_a_folder_that_vanishes_is_not_made_anew_and_goes_on_when_it_is_back(
    stage: Stage, state: str, leaves_a_mount_point: bool
) -> None:
    root = stage.project.root
    elsewhere = root.with_name("elsewhere")

    def vanish(event: object = None) -> None:
        is_it = state == "submitted" or getattr(event, "state", "") == state
        if is_it and root.exists() and not elsewhere.exists():
            root.rename(elsewhere)
            if leaves_a_mount_point:
                root.mkdir()

    desk = stage.desk()
    stage.renderer.statuses = [JobStatus(JobState.RUNNING)]  # type: ignore[attr-defined]
    if state == "submitted":
        stage.renderer.on_submit = vanish  # type: ignore[attr-defined]
    else:
        desk.tell = vanish

    said = await ended(desk)

    assert "offline" in said
    assert "\n" not in said
    assert list(root.rglob("*")) == []
    assert root.exists() == leaves_a_mount_point
    if leaves_a_mount_point:
        root.rmdir()
    elsewhere.rename(root)
    await stage.run()
    stage.project.changes.recover()
    assert faults(stage, root) == []


# -- disks that fill up --------------------------------------------------------


async def with_a_full_disk(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, call: str, after: int
) -> bool:
    """Run until the disk is full; whether it came to that. Then there is room again."""
    with failing(monkeypatch, call, errno.ENOSPC, under=stage.project.root, after=after):
        said = await ended(stage.desk())
    assert "\n" not in said
    await stage.run()
    stage.project.changes.recover()
    return bool(said)


async def swept(
    folder: Path, video: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> dict[str, list[str]]:
    """Let every ``step``-th call fail that writes; what was wrong in the end."""
    wrong: dict[str, list[str]] = {}
    for call in ("open", "write", "fsync", "replace", "mkdir"):
        for after in range(0, 400, step):
            stage = a_stage(folder / f"{call}{after}", video)
            has_failed = await with_a_full_disk(stage, monkeypatch, call, after)
            if found := faults(stage, stage.project.root):
                wrong[f"{call} {after}"] = found
            if not has_failed:
                break
    return wrong


@pytest.mark.slow
async def test_that_a_disk_that_fills_up_at_any_call_pays_once(
    tmp_path: Path, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = await swept(tmp_path, video, monkeypatch, 11)

    say("full disks", wrong)
    assert wrong == {}


@pytest.mark.reliability
async def test_that_a_disk_that_fills_up_at_every_call_pays_once(
    tmp_path: Path, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = await swept(tmp_path, video, monkeypatch, 1)

    say("full disks", wrong)
    assert wrong == {}


@pytest.mark.parametrize("moment", ["before", "during"])
async def test_that_a_disk_that_is_full_at_the_download_leaves_the_job_to_be_fetched(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    downloads = stage.project.root / "state" / "downloads"

    async def fill_up(_status: JobStatus, target: Path, _ctx: object = None) -> Any:
        if moment == "during":
            await asyncio.to_thread(target.write_bytes, b"half of it")
        raise DiskFailed(target, "the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(type(stage.renderer), "download", staticmethod(fill_up))
        report = await stage.run()
    (dispatch,) = stage.project.ledger.view().dispatches.values()
    again = await stage.run()

    assert report.halted is not None
    assert "the disk is full" in str(report.halted["message"])
    assert (dispatch.state, dispatch.reserved_micro) == (S.COMPLETED, 3 * SECOND)
    assert again.rendered_shot_ids
    assert list(downloads.iterdir()) == []
    assert faults(stage, stage.project.root) == []
