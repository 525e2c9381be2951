"""What a run says while it goes: one union of events, the same for log, command line and window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar, get_args

from engine.errors import DataError


@dataclass(frozen=True, slots=True)
class SequenceStarted:
    """A run of an episode began; money in micro-dollars."""

    event: ClassVar[str] = "sequence_started"
    run_id: str
    episode: int
    provider: str
    model: str
    grouping: str
    budget_micro: int
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class PlannedBeat:
    """One beat a run means to render. ``blocked`` says why it will not; ``""`` when it will.

    ``duration_s`` is the length that is wished, ``charged_s`` the one that its model renders and
    charges; None when nothing is charged, or nobody knows how much.
    """

    scene_id: str
    beat_id: str
    shot_ids: tuple[str, ...]
    modality: str
    model: str
    duration_s: float
    estimate_micro: int | None
    target: str = ""
    tag: str = ""
    done: bool = False
    blocked: str = ""
    charged_s: float | None = None

    @property
    def charged_otherwise(self) -> float | None:
        """The length in seconds that is charged, where it is due and not the one that is wished."""
        return None if self.done or self.charged_s == self.duration_s else self.charged_s


@dataclass(frozen=True, slots=True)
class BatchesPlanned:
    """What the run found to do, beat by beat, in the order of the plan."""

    event: ClassVar[str] = "batches_planned"
    beats: tuple[PlannedBeat, ...]


@dataclass(frozen=True, slots=True)
class NoShotsInPlan:
    """There is nothing to render."""

    event: ClassVar[str] = "no_shots_in_plan"
    episode: int


@dataclass(frozen=True, slots=True)
class BatchBlocked:
    """A whole batch is not dispatched: ``reason`` is a code, ``remedy`` what the editor can do."""

    event: ClassVar[str] = "batch_blocked"
    scene_id: str
    reason: str
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class CandidateStaged:
    """The plan gives another body than the active version: kept as a candidate, not rendered."""

    event: ClassVar[str] = "candidate_staged"
    scene_id: str
    version: int
    active_version: int
    is_new: bool
    remedy: str


@dataclass(frozen=True, slots=True)
class TakeDispatched:
    """A take was handed to its provider, or found again there after a restart."""

    event: ClassVar[str] = "take_dispatched"
    scene_id: str
    beat_id: str
    take_id: str
    dispatch_id: str
    attempt: int
    provider: str
    model: str
    estimate_micro: int
    is_reattached: bool = False


@dataclass(frozen=True, slots=True)
class TakeProgress:
    """How far a take is, 0 to 1; None while nobody knows. Not kept in the log."""

    event: ClassVar[str] = "take_progress"
    beat_id: str
    dispatch_id: str
    state: str
    share: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TakeCompleted:
    """A take ended. ``checks`` maps each check to pass, fail or not checked."""

    event: ClassVar[str] = "take_completed"
    scene_id: str
    beat_id: str
    take_id: str
    dispatch_id: str
    succeeded: bool
    charged_micro: int
    output: str = ""
    error_code: str = ""
    error: str = ""
    failure_mode: str = ""
    checks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BeatPrimarySelected:
    """A take became the one that counts."""

    event: ClassVar[str] = "beat_primary_selected"
    scene_id: str
    beat_id: str
    take_id: str
    output: str


@dataclass(frozen=True, slots=True)
class RetryStrategySelected:
    """The next attempt will differ, and how."""

    event: ClassVar[str] = "retry_strategy_selected"
    beat_id: str
    strategy: str
    failure_mode: str
    cost_tier: str
    estimate_micro: int
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetryCostWarning:
    """Retries of a beat have cost more than the policy likes."""

    event: ClassVar[str] = "retry_cost_warning"
    beat_id: str
    spent_micro: int
    threshold_micro: int


@dataclass(frozen=True, slots=True)
class BeatStrategyExhausted:
    """No strategy is left to try; the beat waits for a person."""

    event: ClassVar[str] = "beat_strategy_exhausted"
    beat_id: str
    tried: tuple[str, ...]
    review_id: str = ""


@dataclass(frozen=True, slots=True)
class BeatExhausted:
    """All takes were used up without a primary."""

    event: ClassVar[str] = "beat_exhausted"
    beat_id: str
    attempts: int


@dataclass(frozen=True, slots=True)
class TakePayloadBuildError:
    """A payload could not be built: nothing was sent and nothing is owed."""

    event: ClassVar[str] = "take_payload_build_error"
    beat_id: str
    take_id: str
    error: str


@dataclass(frozen=True, slots=True)
class TakeNoReasonFailure:
    """A take ended badly and nobody said why: a named error stands in."""

    event: ClassVar[str] = "take_no_reason_failure"
    beat_id: str
    take_id: str
    dispatch_id: str


@dataclass(frozen=True, slots=True)
class RefIntegrityBlocked:
    """References are missing or no pictures; nothing was spent."""

    event: ClassVar[str] = "ref_integrity_blocked"
    beat_id: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrategyEngineError:
    """Choosing a strategy failed; the retry is a plain one."""

    event: ClassVar[str] = "strategy_engine_error"
    beat_id: str
    error: str


@dataclass(frozen=True, slots=True)
class TakeNeedsPerson:
    """Only a person can go on: ``reason`` is unknown_job, artifact_missing, stale, checks..."""

    event: ClassVar[str] = "take_needs_person"
    scene_id: str
    beat_id: str
    take_id: str
    dispatch_id: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class BudgetChanged:
    """The four figures of the episode after something was reserved, charged or released."""

    event: ClassVar[str] = "budget_changed"
    estimated_micro: int
    reserved_micro: int
    billed_micro: int
    unknown_micro: int
    budget_micro: int


@dataclass(frozen=True, slots=True)
class BatchComplete:
    """All beats of a scene have ended in this run."""

    event: ClassVar[str] = "batch_complete"
    scene_id: str
    status: str
    rendered_shot_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunPaused:
    """The run starts nothing new until it is resumed; what runs goes on."""

    event: ClassVar[str] = "run_paused"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunResumed:
    """The run starts takes again."""

    event: ClassVar[str] = "run_resumed"


@dataclass(frozen=True, slots=True)
class SequenceComplete:
    """The run is over; ``halted`` is the code of what stopped it, ``""`` when nothing did."""

    event: ClassVar[str] = "sequence_complete"
    run_id: str
    rendered_shot_ids: tuple[str, ...]
    spent_micro: int
    reserved_micro: int
    halted: str = ""
    message: str = ""


RunEvent = (
    SequenceStarted
    | BatchesPlanned
    | NoShotsInPlan
    | BatchBlocked
    | CandidateStaged
    | TakeDispatched
    | TakeProgress
    | TakeCompleted
    | BeatPrimarySelected
    | RetryStrategySelected
    | RetryCostWarning
    | BeatStrategyExhausted
    | BeatExhausted
    | TakePayloadBuildError
    | TakeNoReasonFailure
    | RefIntegrityBlocked
    | StrategyEngineError
    | TakeNeedsPerson
    | BudgetChanged
    | BatchComplete
    | RunPaused
    | RunResumed
    | SequenceComplete
)

_BY_NAME = {kind.event: kind for kind in get_args(RunEvent)}


def to_json(event: RunEvent) -> dict[str, object]:
    """An event as the log and ``--json`` hold it; ``event`` says which one it is."""
    return {"event": event.event, **_plain(asdict(event))}


def from_json(line: Mapping[str, object]) -> RunEvent:
    """The event of a log line; keys that a newer version wrote are passed over.

    Raises:
        DataError: it is no event of a run.
    """
    kind = _BY_NAME.get(str(line.get("event")))
    if kind is None:
        raise DataError(f"not an event of a run: {line.get('event')!r}")
    values = _known(kind, line)
    if kind is BatchesPlanned:
        beats = values.get("beats", ())
        values["beats"] = tuple(PlannedBeat(**_known(PlannedBeat, beat)) for beat in beats)
    try:
        return kind(**values)
    except TypeError as error:
        raise DataError(f"not a whole {kind.event} event: {error}") from error


def _known(kind: type[Any], line: Mapping[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {key: _frozen(value) for key, value in line.items() if key in names}


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {key: _listed(value) for key, value in values.items()}


def _listed(value: object) -> object:
    match value:
        case Mapping():
            return _plain(value)
        case tuple() | list():
            return [_listed(item) for item in value]
        case _:
            return value


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
