"""From a dispatch that came to rest to the take it was made for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.board_art import BOARD_PURPOSE
from engine.domain.dispatches import DispatchState
from engine.domain.scene_operations import all_of, put_take, set_inputs
from engine.errors import NotFound
from engine.orchestration.board_filing import propose_drawn
from engine.orchestration.keeping import is_loose
from engine.orchestration.take_json import ended_take
from engine.store.scenes import VersionConflict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.domain.dispatches import Dispatch, DispatchIntent
    from engine.domain.scene_operations import BodyInHand
    from engine.store.project import Project


@dataclass(frozen=True, slots=True)
class Ending:
    """How a dispatch came to rest.

    ``failure`` (code, error, failure_mode, failure_kind) when it ended badly. ``is_open``: only a
    person can say how it ends; ``question`` is what they are asked.
    """

    dispatch: Dispatch
    intent: DispatchIntent
    failure: Mapping[str, object] | None = None
    is_open: bool = False
    question: str = ""
    checks: Mapping[str, str] = field(default_factory=dict)

    @property
    def succeeded(self) -> bool:
        """Whether there is a take that may count."""
        return self.failure is None and not self.is_open

    @property
    def was_cancelled(self) -> bool:
        """Whether somebody asked for its end."""
        return self.dispatch.state is DispatchState.CANCELLED

    @property
    def output(self) -> str:
        """The file of the take, relative to the project; empty when there is none."""
        return str(self.dispatch.detail.get("output") or "")


def ending_of(dispatch: Dispatch, intent: DispatchIntent, trouble: str = "") -> Ending:
    """What became of a dispatch, in the words of takes; ``trouble`` is why it was not fetched."""
    checks = _mapping(dispatch.detail.get("checks"))
    said = {name: str(verdict) for name, verdict in checks.items()}
    match dispatch.state:
        case DispatchState.CHARGED:
            return Ending(dispatch, intent, _refused_by_checks(dispatch), checks=said)
        case DispatchState.UNKNOWN:
            question = dispatch.reason or "nobody knows whether the job was taken"
            return Ending(dispatch, intent, is_open=True, question=question)
        case state if state.is_open:
            question = f"it is {state.value} and could not be fetched"
            question += f": {trouble}" if trouble else ""
            return Ending(dispatch, intent, is_open=True, question=question)
        case _:
            return Ending(dispatch, intent, _failure(dispatch))


def write_back(project: Project, ending: Ending) -> None:
    """Complete the take in the version it was made for; a good one becomes the primary if none is.

    May be done again. A take that nobody can conclude stays running.

    Raises:
        CorruptFile, Offline, Busy, DiskFailed: the take is still running in its body; the ledger
            knows how it ended.
    """
    intent = ending.intent
    if ending.is_open or is_loose(intent.purpose):
        return
    if intent.purpose == BOARD_PURPOSE:
        propose_drawn(project, ending)
        return
    now = project.clock.now()
    take = ended_take(intent, ending.dispatch, ending.failure, now)
    where = (intent.episode, intent.scene_id, intent.version)
    operations = [put_take(intent.beat_id, take)]
    if ending.succeeded:
        operations.append(_choose(intent))
    try:
        project.scenes.change(*where, all_of(*operations))
    except VersionConflict:
        # The paid take still belongs to the version it was made for (08 L3).
        project.scenes.append_result(*where, intent.beat_id, take)
    except NotFound:
        return  # made for no scene: its file and the ledger say it all


def _choose(intent: DispatchIntent) -> Callable[[BodyInHand], None]:
    """Make the take its beat's primary as it was ordered, with what it was rendered from."""

    def operation(body: BodyInHand) -> None:
        beat = body.beat(intent.beat_id)
        wish = intent.payload.get("primary")
        is_chosen = wish != "never" and (wish == "always" or not beat.get("primary_take_id"))
        if is_chosen:
            beat["primary_take_id"] = intent.take_id
            made_from = intent.payload.get("inputs_fingerprint")
            set_inputs(intent.beat_id, {"inputs_fingerprint": made_from})(body)

    return operation


def _refused_by_checks(dispatch: Dispatch) -> Mapping[str, object] | None:
    """A take that was paid for and shows nothing usable is kept, and failed all the same."""
    name = dispatch.detail.get("failed_check")
    if not name:
        return None
    return {
        "code": "check_failed",
        "error": f"check failed: {name}",
        "failure_mode": dispatch.detail.get("failure_mode") or "unknown",
        "failure_kind": "check",
        "check": name,
    }


def _failure(dispatch: Dispatch) -> Mapping[str, object]:
    kind = str(dispatch.detail.get("failure_kind") or dispatch.state.value)
    return {
        "code": kind,
        "error": dispatch.reason or NO_REASON,
        "failure_kind": kind,
        "failure_mode": "",
    }


NO_REASON = "the take ended without a result and without a reason"


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}
