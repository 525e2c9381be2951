"""Choosing how to try again: an untried strategy for the failure, within what retries may cost."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.domain.failures import Failure, classify
from engine.domain.ids import episode_id
from engine.domain.money import micro_to_usd
from engine.domain.retry_order import applicable
from engine.domain.sidecar import FailureMode
from engine.errors import RecoilError
from engine.orchestration.events import (
    BeatStrategyExhausted,
    RetryCostWarning,
    RetryStrategySelected,
    RunEvent,
    StrategyEngineError,
)
from engine.orchestration.payload_overrides import NO_OVERRIDES, PayloadOverrides
from engine.orchestration.retries import RetryChoice
from engine.orchestration.strategies import STRATEGIES, Attempt, Change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.domain.scenes import Beat
    from engine.orchestration.desk import Desk
    from engine.orchestration.payload import Payload
    from engine.orchestration.settling import Ending
    from engine.orchestration.strategies import Strategy
    from engine.store.project import Project

log = logging.getLogger(__name__)

# What a strategy may stumble over in a body written by others; a bug of another kind is shown.
_STUMBLES = (RecoilError, ArithmeticError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class RetryCostPolicy:
    """What the retries of one beat may cost, in micro-dollars; None is without a limit."""

    max_spend_micro: int | None = None
    warn_micro: int | None = None


@dataclass(slots=True)
class StrategyRetries:
    """Retries with strategies, for one beat of one run. It blocks: it writes the queues.

    ``price`` gives the estimate of a payload's model for a length; None when it is not known.
    """

    project: Project
    scene_id: str
    beat_id: str
    policy: RetryCostPolicy
    price: Callable[[Payload], int | None]
    may_soften: Callable[[str], bool]
    strategies: Mapping[str, Strategy] = field(default_factory=lambda: STRATEGIES)
    _tried: list[str] = field(default_factory=list)
    _spent: int = 0
    _overrides: PayloadOverrides = NO_OVERRIDES
    _attempts: list[dict[str, object]] = field(default_factory=list)

    @classmethod
    def at(cls, desk: Desk, scene_id: str, beat: Beat) -> StrategyRetries:
        """The retries of a beat at a desk; together they may cost half of the episode's budget."""

        def price(payload: Payload) -> int | None:
            profile = desk.profile(payload.model)
            return profile.estimate(payload.modality, payload.duration)

        half = desk.budget_micro // 2
        return cls(
            desk.project,
            scene_id,
            beat.beat_id,
            RetryCostPolicy(max_spend_micro=half, warn_micro=half // 2),
            price,
            lambda model: desk.profile(model).may_be_softened,
        )

    def first(self, overrides: PayloadOverrides) -> PayloadOverrides:
        """What the run changes in every payload."""
        self._overrides = overrides
        return overrides

    def after(self, failed: Ending, payload: Payload) -> RetryChoice:
        """An untried strategy for the failure; a person, when there is none."""
        failure = _failure_of(failed)
        self._note(failed, failure)
        events: list[RunEvent] = list(self._warnings(failed))
        if failure.is_passing:
            return RetryChoice(self._overrides, tuple(events))
        attempt = Attempt(payload, self._overrides, failure, len(self._attempts))
        name, change = self._chosen(attempt, events)
        if change is None:
            return RetryChoice(None, (*events, self._escalated(failed, failure, payload)))
        self._tried.append(name)
        self._overrides = _stamped(change, name, failure)
        events.append(
            RetryStrategySelected(
                self.beat_id,
                name,
                failure.mode.value,
                change.cost_tier,
                self.price(payload) or 0,
                change.changes,
            )
        )
        return RetryChoice(self._overrides, tuple(events))

    # -- inside --------------------------------------------------------------

    def _chosen(self, attempt: Attempt, events: list[RunEvent]) -> tuple[str, Change | None]:
        """The first strategy that changes something and can be paid; an error in one is told."""
        if self._is_spent(attempt.payload):
            return "", None
        for name in applicable(attempt.failure.mode):
            if name in self._tried or not self._is_allowed(name, attempt):
                continue
            try:
                change = self.strategies[name](attempt)
            except _STUMBLES as error:
                log.exception("strategy %s failed for %s", name, self.beat_id)
                events.append(StrategyEngineError(self.beat_id, f"{name}: {error}"))
                return "plain", Change(attempt.overrides, "same", ("the same again",))
            if change is not None:
                return name, change
        return "", None

    def _is_allowed(self, name: str, attempt: Attempt) -> bool:
        return name != "soften_prompt" or self.may_soften(attempt.payload.model)

    def _is_spent(self, payload: Payload) -> bool:
        most = self.policy.max_spend_micro
        return most is not None and self._spent + (self.price(payload) or 0) > most

    def _warnings(self, failed: Ending) -> list[RunEvent]:
        before, self._spent = self._spent, self._spent + failed.dispatch.charged_micro
        limit = self.policy.warn_micro
        if limit is None or not before <= limit < self._spent:
            return []
        return [RetryCostWarning(self.beat_id, self._spent, limit)]

    def _note(self, failed: Ending, failure: Failure) -> None:
        error = str((failed.failure or {}).get("error") or "")
        self._attempts.append(
            {
                "take_id": failed.dispatch.take_id,
                "strategy": self._tried[-1] if self._tried else "",
                "failure_mode": failure.mode.value,
                "error": error,
            }
        )
        queue = self.project.review_queue
        if failure.mode is FailureMode.CONTENT_FILTER_HARD_BLOCK:
            queue.label(_label(failed, error))
        if self._tried:
            queue.learn({"beat_id": self.beat_id, "succeeded": False, **self._attempts[-1]})

    def _escalated(
        self, failed: Ending, failure: Failure, payload: Payload
    ) -> BeatStrategyExhausted:
        """To the review queue, with everything that was tried."""
        intent = failed.intent
        original = str(intent.payload.get("original_prompt") or payload.request.get("prompt") or "")
        entry: dict[str, object] = {
            "project": self.project.name,
            "episode_id": episode_id(intent.episode),
            "shot_id": intent.shot_ids[0] if intent.shot_ids else None,
            "shot_ids": list(intent.shot_ids),
            "scene_id": self.scene_id,
            "beat_id": self.beat_id,
            "run_id": intent.run_id,
            "reason": str((failed.failure or {}).get("error") or failure.mode.value),
            "failure_mode": failure.mode.value,
            "attempts": list(self._attempts),
            "total_cost_usd": micro_to_usd(self._spent),
            "original_prompt": original,
        }
        if self._overrides.prompt is not None:
            entry["softened_prompt"] = self._overrides.prompt
        review_id = self.project.review_queue.add(entry)
        return BeatStrategyExhausted(self.beat_id, tuple(self._tried), review_id)


def _failure_of(ending: Ending) -> Failure:
    said = ending.failure or {}
    return classify(
        category=str(said.get("failure_mode") or ""),
        check=str(said.get("check") or ""),
        kind=str(said.get("failure_kind") or ""),
        error=str(said.get("error") or ""),
    )


def _stamped(change: Change, name: str, failure: Failure) -> PayloadOverrides:
    """The overrides with the strategy in the provenance, so that the take can say how it came."""
    told = {
        "retry_strategy": name,
        "retry_failure_mode": failure.mode.value,
        "retry_changes": list(change.changes),
    }
    return replace(change.overrides, provenance={**change.overrides.provenance, **told})


def _label(failed: Ending, error: str) -> dict[str, object]:
    intent = failed.intent
    return {
        "label": "hard_block",
        "shot_ids": list(intent.shot_ids),
        "beat_id": intent.beat_id,
        "model": intent.model,
        "provider": intent.provider,
        "prompt": intent.payload.get("prompt"),
        "error": error,
    }
