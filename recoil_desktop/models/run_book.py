"""Everything known of an episode's runs: what lies on disk, and what a run says while it goes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import singledispatchmethod
from typing import TYPE_CHECKING

from engine.domain.run_sight import BeatSight, EpisodeSight, SceneSight, TakeSight
from engine.orchestration import events as said
from recoil_desktop.models.run_composing import Circumstances, batch_line
from recoil_desktop.models.run_line import EMPTY_RUN, RunLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.orchestration.events import RunEvent


@dataclass(frozen=True, slots=True)
class LiveTake:
    """A take as its run tells of it; ``ended`` is its last word."""

    take: TakeSight
    share: float | None = None
    note: str = ""
    estimate_micro: int = 0
    ended: bool = False


@dataclass(slots=True)
class BeatBook:
    """What is known of one beat. ``question`` is what only a person can answer."""

    sight: BeatSight
    planned: said.PlannedBeat | None = None
    live: dict[str, LiveTake] = field(default_factory=dict)
    primary: str = ""
    strategy: str = ""
    question: tuple[str, str] = ("", "")
    blocked: str = ""
    warning: str = ""
    is_exhausted: bool = False

    def takes(self) -> tuple[LiveTake, ...]:
        """All takes, first attempt first; what the run says of one comes before the disk's."""
        found = {take.take_id: LiveTake(take, ended=True) for take in self.sight.takes}
        for take_id, live in self.live.items():
            known = found.get(take_id)
            found[take_id] = live if known is None else _newest(known, live)
        return tuple(sorted(found.values(), key=lambda one: one.take.attempt))


@dataclass(slots=True)
class SceneBook:
    """What is known of one batch."""

    sight: SceneSight
    beats: dict[str, BeatBook] = field(default_factory=dict)
    blocked: str = ""
    message: str = ""
    staged: int | None = None


class RunBook:
    """Takes looks at the disk and events of a run; gives the lines of the pane.

    Lines that did not change are the same objects, so that whoever shows them does nothing.
    """

    def __init__(self) -> None:
        self._scenes: dict[str, SceneBook] = {}
        self._lines: dict[str, RunLine] = {}
        self._changed: set[str] = set()
        self._order: tuple[str, ...] = ()
        self._home: dict[str, str] = {}  # beat id -> scene id
        self._open: frozenset[str] = frozenset()
        self._is_elsewhere = False
        self.is_running = False
        self.is_paused = False
        self.halted = ""

    @property
    def tree(self) -> RunLine:
        """The lines as they are now, batches in the order of the plan."""
        for scene_id in self._changed & set(self._scenes):
            self._compose(scene_id)
        self._changed.clear()
        known = dict.fromkeys((*self._order, *self._scenes))
        children = tuple(self._lines[one] for one in known if one in self._lines)
        return replace(EMPTY_RUN, children=children)

    def see(self, sight: EpisodeSight) -> None:
        """Take in what lies on disk. While a run goes, it knows better of what it does."""
        self._around(sight)
        if not self.is_running:
            for scene_id in set(self._scenes) - {scene.scene_id for scene in sight.scenes}:
                self._forget(scene_id)
        for scene in sight.scenes:
            known = self._scenes.get(scene.scene_id)
            if known is None or known.sight is not scene:
                self._see_scene(scene)

    def hear(self, events: Iterable[RunEvent]) -> None:
        """Take in what a run said, in its order."""
        for event in events:
            self._hear(event)

    def end(self) -> None:
        """The run is over: from now on the disk alone says how takes stand."""
        if self.is_running:
            self._changed.update(self._scenes)
        self.is_running = self.is_paused = False
        for scene_id, scene in self._scenes.items():
            for beat in scene.beats.values():
                if beat.live or beat.primary or any(beat.question):
                    beat.live.clear()
                    beat.primary, beat.question = "", ("", "")
                    self._changed.add(scene_id)

    # -- the disk ------------------------------------------------------------

    def _around(self, sight: EpisodeSight) -> None:
        """Which jobs are open and who runs the episode; marks the batches that it concerns."""
        before, self._open = self._open, frozenset(job.dispatch_id for job in sight.jobs)
        if turned := before ^ self._open:
            self._changed.update(
                scene_id
                for scene_id, scene in self._scenes.items()
                if any(_names(beat, turned) for beat in scene.beats.values())
            )
        is_elsewhere = bool(sight.run_by) and not self.is_running
        if is_elsewhere != self._is_elsewhere:
            self._is_elsewhere = is_elsewhere
            self._changed.update(self._scenes)

    def _see_scene(self, sight: SceneSight) -> None:
        scene = self._scenes.get(sight.scene_id)
        if scene is None:
            scene = self._scenes[sight.scene_id] = SceneBook(sight)
        self._changed.add(sight.scene_id)
        if scene.sight.version != sight.version:  # what a run said was about another one
            scene.blocked, scene.message, scene.staged = "", "", None
        scene.sight = sight
        for beat in sight.beats:
            self._beat(sight.scene_id, beat.beat_id).sight = beat
        for beat_id in [key for key in scene.beats if key not in {b.beat_id for b in sight.beats}]:
            if scene.beats[beat_id].planned is None:
                del scene.beats[beat_id]

    def _forget(self, scene_id: str) -> None:
        del self._scenes[scene_id]
        self._lines.pop(scene_id, None)

    # -- the run -------------------------------------------------------------

    @singledispatchmethod
    def _hear(self, _event: object) -> None:
        """Events that change no line."""

    @_hear.register
    def _(self, event: said.SequenceStarted) -> None:
        del event
        self.is_running, self.is_paused, self.halted = True, False, ""
        for scene in self._scenes.values():
            scene.blocked, scene.message, scene.staged = "", "", None
            there = {beat.beat_id for beat in scene.sight.beats}
            scene.beats = {key: beat for key, beat in scene.beats.items() if key in there}
            for beat in scene.beats.values():
                beat.live.clear()
                beat.planned, beat.question, beat.blocked = None, ("", ""), ""
                beat.warning, beat.strategy, beat.is_exhausted = "", "", False
        self._changed.update(self._scenes)

    @_hear.register
    def _(self, event: said.BatchesPlanned) -> None:
        self._order = tuple(dict.fromkeys(beat.scene_id for beat in event.beats))
        for planned in event.beats:
            beat = self._beat(planned.scene_id, planned.beat_id)
            beat.planned = planned
            if not beat.sight.shot_ids:
                beat.sight = replace(
                    beat.sight, shot_ids=planned.shot_ids, modality=planned.modality
                )

    @_hear.register
    def _(self, event: said.BatchBlocked) -> None:
        scene = self._scene(event.scene_id)
        scene.blocked, scene.message = event.reason, event.message

    @_hear.register
    def _(self, event: said.CandidateStaged) -> None:
        self._scene(event.scene_id).staged = event.version

    @_hear.register
    def _(self, event: said.TakeDispatched) -> None:
        beat = self._beat(event.scene_id, event.beat_id)
        take = TakeSight(
            take_id=event.take_id,
            attempt=event.attempt,
            status="running",
            dispatch_id=event.dispatch_id,
            state="reserved",
            provider=event.provider,
            model=event.model,
            strategy=beat.strategy,
        )
        beat.live[event.take_id] = LiveTake(take, estimate_micro=event.estimate_micro)
        beat.question = ("", "")

    @_hear.register
    def _(self, event: said.TakeProgress) -> None:
        beat = self._known(event.beat_id)
        if beat is None:
            return
        for take_id, live in beat.live.items():
            if live.take.dispatch_id == event.dispatch_id and not live.ended:
                take = replace(live.take, state=event.state)
                beat.live[take_id] = replace(live, take=take, share=event.share, note=event.note)

    @_hear.register
    def _(self, event: said.TakeCompleted) -> None:
        beat = self._beat(event.scene_id, event.beat_id)
        live = beat.live.get(event.take_id) or LiveTake(TakeSight(event.take_id))
        take = replace(
            live.take,
            status="succeeded" if event.succeeded else "failed",
            state=_state_at_end(event, live.take.state),
            cost_micro=event.charged_micro,
            held_micro=0,
            output=event.output,
            error=event.error,
            error_code=event.error_code,
            failure_mode=event.failure_mode,
            checks=event.checks,
        )
        beat.live[event.take_id] = replace(live, take=take, share=None, note="", ended=True)

    @_hear.register
    def _(self, event: said.BeatPrimarySelected) -> None:
        self._beat(event.scene_id, event.beat_id).primary = event.take_id

    @_hear.register
    def _(self, event: said.TakeNeedsPerson) -> None:
        beat = self._beat(event.scene_id, event.beat_id)
        beat.question = (event.reason, event.message)
        live = beat.live.get(event.take_id)
        if live is not None:
            take = replace(live.take, state="unknown", error=event.message)
            beat.live[event.take_id] = replace(live, take=take, share=None, note="", ended=True)

    @_hear.register
    def _(self, event: said.RetryStrategySelected) -> None:
        if (beat := self._known(event.beat_id)) is not None:
            beat.strategy = event.strategy

    @_hear.register
    def _(self, event: said.RetryCostWarning) -> None:
        if (beat := self._known(event.beat_id)) is not None:
            beat.warning = "retries have cost more than the policy likes"

    @_hear.register
    def _(self, event: said.BeatStrategyExhausted) -> None:
        if (beat := self._known(event.beat_id)) is not None:
            beat.is_exhausted = True
            beat.question = ("review", "no strategy is left to try")

    @_hear.register
    def _(self, event: said.BeatExhausted) -> None:
        if (beat := self._known(event.beat_id)) is not None:
            beat.is_exhausted = True

    @_hear.register
    def _(self, event: said.TakePayloadBuildError) -> None:
        if (beat := self._known(event.beat_id)) is not None:
            attempt = 1 + max((one.take.attempt for one in beat.takes()), default=0)
            take = TakeSight(event.take_id, attempt, "failed", error=event.error)
            beat.live[event.take_id] = LiveTake(take, ended=True)

    @_hear.register
    def _(self, event: said.RefIntegrityBlocked) -> None:
        if (beat := self._known(event.beat_id)) is not None:
            beat.blocked = "; ".join(event.problems)

    @_hear.register
    def _(self, _event: said.RunPaused) -> None:
        self.is_paused = True
        self._changed.update(self._scenes)

    @_hear.register
    def _(self, _event: said.RunResumed) -> None:
        self.is_paused = False
        self._changed.update(self._scenes)

    @_hear.register
    def _(self, event: said.SequenceComplete) -> None:
        self.halted = event.message
        self.is_running = self.is_paused = False
        self._changed.update(self._scenes)

    # -- inside --------------------------------------------------------------

    def _scene(self, scene_id: str) -> SceneBook:
        self._changed.add(scene_id)
        return self._scenes.setdefault(scene_id, SceneBook(SceneSight(scene_id)))

    def _beat(self, scene_id: str, beat_id: str) -> BeatBook:
        self._home[beat_id] = scene_id
        beats = self._scene(scene_id).beats
        return beats.setdefault(beat_id, BeatBook(BeatSight(scene_id, beat_id)))

    def _known(self, beat_id: str) -> BeatBook | None:
        """A beat of which only its own id is told."""
        home = self._home.get(beat_id)
        return None if home is None else self._beat(home, beat_id)

    def _compose(self, scene_id: str) -> None:
        around = Circumstances(self._open, self.is_running, self._is_elsewhere)
        line = batch_line(self._scenes[scene_id], around)
        known = self._lines.get(scene_id)
        if known is None or known != line:
            self._lines[scene_id] = line


def _names(beat: BeatBook, dispatches: frozenset[str]) -> bool:
    """Whether a take of the beat is one of these jobs."""
    live = (one.take for one in beat.live.values())
    return any(take.dispatch_id in dispatches for take in (*beat.sight.takes, *live))


def _newest(known: LiveTake, live: LiveTake) -> LiveTake:
    """The disk knows strategy, note and held money of a take, its run how it goes."""
    take = replace(
        live.take,
        strategy=live.take.strategy or known.take.strategy,
        note=known.take.note,
        held_micro=0 if live.take.status == "succeeded" else known.take.held_micro,
    )
    return replace(live, take=take)


def _state_at_end(event: said.TakeCompleted, before: str) -> str:
    if event.succeeded:
        return "charged"
    if event.error_code == "cancelled" or before == "cancelled":
        return "cancelled"
    return "failed_billed" if event.charged_micro else "failed_free"
