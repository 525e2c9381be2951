"""The run of an episode: scenes, beats, takes; concurrent, within a budget, resumable (04)."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.canonical import plan_sha
from engine.domain.scene_stamp import PlanState, ScenesRun
from engine.domain.scenes import TakeStatus
from engine.errors import RecoilError
from engine.orchestration.beats import BeatRun
from engine.orchestration.events import (
    BatchBlocked,
    BatchComplete,
    BatchesPlanned,
    CandidateStaged,
    NoShotsInPlan,
    RunPaused,
    RunResumed,
    SequenceComplete,
    SequenceStarted,
    TakeCompleted,
    TakeDispatched,
    TakeProgress,
)
from engine.orchestration.forecast import forecast
from engine.orchestration.keeping import GENERATE, Keeper, is_of_a_run, keeping
from engine.orchestration.order import RunReport, board_gate
from engine.orchestration.planning import Course, plan_run
from engine.orchestration.preflight import blocked
from engine.orchestration.take_making import SceneBody, TakeMaker
from engine.orchestration.take_shelf import TakeShelf
from engine.workspace.references import check_references

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.dispatches import Dispatch
    from engine.orchestration.desk import Desk
    from engine.orchestration.events import PlannedBeat, RunEvent, TakeNeedsPerson
    from engine.orchestration.planning import PlannedScene, RunPlan
    from engine.orchestration.preflight import Blocked

log = logging.getLogger(__name__)


class EpisodeRunner:
    """Runs one order once. Made on the loop it runs on; ``pause``, ``stop`` and ``cancel`` as well.

    Whatever ends it, every take that was sent is in ledger and body, and the next run goes on.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tell = desk.tell
        self._spent_before = 0
        self._ends: dict[str, _SceneEnd] = {}
        self._staged: dict[str, int] = {}
        self._blocked: dict[str, str] = {}
        self._remedies: dict[str, str] = {}
        self._questions: list[TakeNeedsPerson] = []
        self._failed: dict[str, str] = {}
        self._running: dict[str, str] = {}
        desk.tell = self._hear

    # -- levers --------------------------------------------------------------

    def pause(self) -> None:
        """Start nothing new for now."""
        self._desk.controls.pause()
        self._hear(RunPaused())

    def resume(self) -> None:
        """Go on."""
        self._desk.controls.resume()
        self._hear(RunResumed())

    def stop(self) -> None:
        """Start nothing new any more and end when what runs has ended."""
        self._desk.controls.stop()

    def cancel(self) -> None:
        """Ask the provider to stop what runs, too; its last word is waited for (08 D6)."""
        self.stop()
        for dispatch_id in self._running:
            self._desk.cancel(dispatch_id)

    def cancel_take(self, dispatch_id: str) -> None:
        """Ask the provider to stop one job."""
        self._desk.cancel(dispatch_id)

    # -- the run -------------------------------------------------------------

    async def run(self) -> RunReport:
        """Do what was ordered.

        Raises:
            UserError: the order cannot be honoured; nothing was written and nothing spent.
            Busy: the episode is being run already; names the program and its pid.
            ReferencesBroken: pictures of what is due are missing, or are none; names each.
            CorruptFile, Offline: plan, coverage, ledger or project cannot be read.
        """
        desk = self._desk
        desk.order.check()
        try:
            desk.dispatcher()  # a missing key is said before anything else happens
            ledger = desk.project.ledger
            seen = await desk.room.do(ledger.view)
            plan, beats = await desk.room.do(self._planned)
            with keeping(desk.project, Keeper.of_episode(desk.order.episode)) as recovery:
                is_as_seen = await desk.room.do(ledger.view) is seen
                if recovery.finished or not is_as_seen:
                    # Whoever kept the episode up to now may have rendered what is due.
                    plan, beats = await desk.room.do(self._planned)
                return await self._run(plan, beats)
        finally:
            await desk.close()

    def _planned(self) -> tuple[RunPlan, tuple[PlannedBeat, ...]]:
        plan = plan_run(self._desk.project, self._desk.order)
        found = forecast(self._desk, plan)
        if not self._unfinished(plan):  # what was sent before is followed in any case
            check_references(self._desk.project, found.references)
        return plan, found.beats

    async def _run(self, plan: RunPlan, beats: tuple[PlannedBeat, ...]) -> RunReport:
        desk = self._desk
        project, room = desk.project, desk.room
        operation = await room.do(
            project.ops.started, GENERATE, {"run_id": desk.run_id, "episode": desk.order.episode}
        )
        self._hear(self._started())
        if plan.is_empty:
            self._hear(NoShotsInPlan(desk.order.episode))
        self._spent_before = (await room.do(project.ledger.view)).figures().billed
        try:
            await self._render(plan, beats)
        finally:
            report = await room.do(self._report, plan)
            await room.do(self._close_operation, operation, report)
            self._hear(self._complete(report))
        return report

    async def _render(self, plan: RunPlan, beats: tuple[PlannedBeat, ...]) -> None:
        desk = self._desk
        ready, events = await desk.room.do(self._prepare, plan)
        await self._write_bodies(ready)
        await desk.room.do(self._stamp, plan, ready)
        for event in events:
            self._hear(event)
        self._hear(BatchesPlanned(beats))
        shelf = await desk.room.do(TakeShelf.of, desk.project, desk.order.episode)
        unfinished = await desk.room.do(self._unfinished, plan)
        slots = asyncio.Semaphore(desk.order.concurrency)
        async with asyncio.TaskGroup() as group:
            for planned in ready:
                name = f"render {planned.scene_id}"
                group.create_task(self._scene(planned, shelf, unfinished, slots), name=name)

    async def _scene(
        self,
        planned: PlannedScene,
        shelf: TakeShelf,
        unfinished: dict[tuple[str, int, str], list[Dispatch]],
        slots: asyncio.Semaphore,
    ) -> None:
        body = SceneBody(self._desk, planned.scene_id, planned.version)
        runs = [
            BeatRun(
                self._desk,
                planned,
                beat,
                TakeMaker(self._desk, shelf, body),
                tuple(unfinished.get((planned.scene_id, planned.version, beat.beat_id), ())),
            )
            for beat in planned.beats()
        ]
        async with asyncio.TaskGroup() as group:
            for run in runs:
                group.create_task(self._beat(run, slots), name=f"render {run.beat.beat_id}")
        await self._end_scene(planned, runs)

    async def _beat(self, run: BeatRun, slots: asyncio.Semaphore) -> None:
        """One beat; an error that stops the run lets the others end what they have begun."""
        async with slots:
            if self._desk.controls.is_stopping and not run.unfinished:
                return
            try:
                await run.run()
            except RecoilError as error:
                log.warning("%s stops the run: %s", run.beat.beat_id, error)
                self._desk.controls.halt(error)

    # -- before --------------------------------------------------------------

    def _prepare(self, plan: RunPlan) -> tuple[list[PlannedScene], list[RunEvent]]:
        """Keep candidates, and say which batches may be rendered."""
        desk = self._desk
        gated = board_gate(desk.order.episode, tuple(desk.project.settings.board_gate_episodes))
        ready: list[PlannedScene] = []
        events: list[RunEvent] = []
        for planned in plan.scenes:
            block = blocked(desk.project, planned, is_gated=gated)
            if block is not None:
                events.append(self._blocked_event(planned, block))
            elif planned.course is Course.RENDERED:
                continue
            elif planned.course is Course.STAGE:
                events.append(self._stage(planned))
            else:
                ready.append(planned)
        return ready, events

    async def _write_bodies(self, ready: list[PlannedScene]) -> None:
        """Write the bodies that lack; all at once, for each waits for the disk."""
        desk, create = self._desk, self._desk.project.scenes.create
        made = [
            desk.room.do(create, desk.order.episode, planned.derived)
            for planned in ready
            if planned.is_new
        ]
        for written in await asyncio.gather(*made, return_exceptions=True):
            if isinstance(written, BaseException):
                raise written

    def _stamp(self, plan: RunPlan, ready: list[PlannedScene]) -> None:
        """Say in the derivation manifest that the scenes are the plan's, when all of them are."""
        order = self._desk.order
        run = ScenesRun(
            grouping=order.strategy,
            planned=tuple(planned.scene_id for planned in plan.scenes),
            written=tuple(planned.scene_id for planned in ready),
            is_sliced=order.passes is not None or order.scenes is not None,
        )
        hashes = {shot.shot_id: shot.source_text_hash for shot in plan.shots}
        state = PlanState(plan_sha(plan.shots), hashes)
        self._desk.project.derivation.stamp_scenes(order.episode, run, state)

    def _stage(self, planned: PlannedScene) -> CandidateStaged:
        desk = self._desk
        staged = desk.project.scenes.stage(desk.order.episode, planned.derived, GENERATE)
        self._staged[planned.scene_id] = staged.version
        remedy = (
            f"recoil rederive --episode {desk.order.episode} --batch {planned.scene_id}"
            f" --conform {staged.version}"
        )
        self._remedies[planned.scene_id] = remedy
        return CandidateStaged(
            planned.scene_id, staged.version, staged.active_version, staged.is_new, remedy
        )

    def _blocked_event(self, planned: PlannedScene, block: Blocked) -> BatchBlocked:
        self._blocked[planned.scene_id] = block.reason.value
        self._remedies[planned.scene_id] = block.remedy
        return BatchBlocked(planned.scene_id, block.reason.value, block.message, block.remedy)

    def _unfinished(self, plan: RunPlan) -> dict[tuple[str, int, str], list[Dispatch]]:
        """The dispatches that a run before did not bring to an end, by scene, version and beat.

        Also those whose end is in the ledger and not yet in the body: it says that they run, or it
        never got to know of them.
        """
        ended = {
            (scene.scene_id, scene.version, take.take_id)
            for scene, beat in plan.beats()
            for take in beat.takes
            if take.status != TakeStatus.RUNNING
        }
        found: dict[tuple[str, int, str], list[Dispatch]] = defaultdict(list)
        for dispatch in self._desk.project.ledger.view().dispatches.values():
            is_ours = dispatch.episode == self._desk.order.episode
            known = (dispatch.scene_id, dispatch.version, dispatch.take_id) in ended
            if is_ours and (dispatch.state.is_open or not known) and is_of_a_run(dispatch.purpose):
                found[dispatch.scene_id, dispatch.version, dispatch.beat_id].append(dispatch)
        return found

    # -- after ---------------------------------------------------------------

    async def _end_scene(self, planned: PlannedScene, runs: list[BeatRun]) -> None:
        shots = tuple(dict.fromkeys(shot for run in runs for shot in run.maker.rendered_shots))
        outputs = tuple(output for run in runs for output in run.maker.outputs)
        for run in runs:
            self._questions.extend(run.maker.questions)
            if run.maker.error:
                self._failed[run.beat.beat_id] = run.maker.error
        status = _status(run.status for run in runs)
        self._ends[planned.scene_id] = _SceneEnd(
            planned.scene_id, planned.version, status, shots, outputs
        )
        self._hear(BatchComplete(planned.scene_id, status, shots))

    def _report(self, plan: RunPlan) -> RunReport:
        """The sums of the run, in the order of the plan, whatever came first."""
        desk = self._desk
        ids = [planned.scene_id for planned in plan.scenes]
        ends = [self._ends[scene] for scene in ids if scene in self._ends]
        figures = desk.project.ledger.view().figures()
        halted = desk.controls.halted_by
        shots = dict.fromkeys(shot for end in ends for shot in end.rendered)
        return RunReport(
            run_id=desk.run_id,
            scenes=tuple(end.as_json() for end in ends),
            rendered_shot_ids=tuple(shots),
            spent_micro=figures.billed - self._spent_before,
            reserved_micro=figures.reserved,
            staged=self._staged,
            blocked=self._blocked,
            remedies=self._remedies,
            needs_person=tuple(_question(one) for one in self._questions),
            outputs=tuple(output for end in ends for output in end.outputs),
            failed=self._failed,
            halted=None if halted is None else halted.as_json(),
        )

    def _close_operation(self, operation: str, report: RunReport) -> None:
        outputs = {
            "run_id": report.run_id,
            "rendered_shot_ids": list(report.rendered_shot_ids),
            "spent_micro": report.spent_micro,
        }
        if report.halted is None:
            self._desk.project.ops.completed(operation, GENERATE, outputs)
        else:
            self._desk.project.ops.failed(operation, GENERATE, str(report.halted["message"]))

    # -- telling -------------------------------------------------------------

    def _hear(self, event: RunEvent) -> None:
        """Pass an event on; remember what runs, so that it can be cancelled."""
        if isinstance(event, TakeProgress):
            self._running.setdefault(event.dispatch_id, event.beat_id)
        if isinstance(event, TakeCompleted):
            self._running.pop(event.dispatch_id, None)
        self._tell(event)
        if isinstance(event, TakeDispatched | TakeCompleted):
            self._desk.tell_budget()  # something was reserved, charged or released

    def _started(self) -> SequenceStarted:
        desk = self._desk
        return SequenceStarted(
            desk.run_id,
            desk.order.episode,
            desk.provider_name,
            desk.order.model or "",
            desk.order.strategy,
            desk.budget_micro,
        )

    def _complete(self, report: RunReport) -> SequenceComplete:
        halted = report.halted or {}
        return SequenceComplete(
            report.run_id,
            report.rendered_shot_ids,
            report.spent_micro,
            report.reserved_micro,
            str(halted.get("code") or ""),
            str(halted.get("message") or ""),
        )


@dataclass(frozen=True, slots=True)
class _SceneEnd:
    """How a batch stood when the run left it."""

    scene_id: str
    version: int
    status: str
    rendered: tuple[str, ...]
    outputs: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The batch as a report lists it."""
        return {
            "scene_id": self.scene_id,
            "version": self.version,
            "status": self.status,
            "rendered_shot_ids": list(self.rendered),
        }


def _status(beats: Iterable[TakeStatus]) -> str:
    """How a batch stands when its beats stand so."""
    found = set(beats)
    return found.pop().value if len(found) == 1 else TakeStatus.PARTIAL.value


def _question(question: TakeNeedsPerson) -> dict[str, str]:
    return {
        "scene_id": question.scene_id,
        "beat_id": question.beat_id,
        "take_id": question.take_id,
        "dispatch_id": question.dispatch_id,
        "reason": question.reason,
        "message": question.message,
    }
