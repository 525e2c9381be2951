"""What a new take should try, after what an editor said was wrong with the last one (03, 04)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.domain.failures import Failure
from engine.domain.ids import find_shot_episode
from engine.domain.retry_order import applicable
from engine.domain.shot_states import REJECTED
from engine.domain.sidecar import FailureMode, MediaStatus
from engine.errors import RecoilError, UserError
from engine.orchestration.strategies import STRATEGIES, Attempt, Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.scenes import Beat
    from engine.orchestration.payload import Payload
    from engine.orchestration.payload_overrides import PayloadOverrides
    from engine.store.project import Project

log = logging.getLogger(__name__)

AUTO = "auto"
# What a strategy may stumble over in a body written by others; a bug of another kind is shown.
_STUMBLES = (RecoilError, ArithmeticError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class LastWord:
    """The last rejection of a batch: by whose words, of which file, when."""

    mode: FailureMode
    reason: str
    path: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A strategy that would change something; ``cost_tier`` is same, lower or higher."""

    strategy: str
    changes: tuple[str, ...]
    cost_tier: str
    was_tried: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to try after a rejection, the likeliest first; without offers only a person can say."""

    word: LastWord
    offers: tuple[Offer, ...]
    chosen: str = ""  # the strategy that this take is made with

    @property
    def best(self) -> str:
        """The strategy that is proposed; empty when there is none."""
        return self.offers[0].strategy if self.offers else ""


def last_word(project: Project, beat: Beat) -> LastWord | None:
    """The newest rejection of the beat's takes, their clips and its shots; None without one."""
    return max(_words(project, beat), key=lambda word: word.at, default=None)


def propose(
    project: Project, beat: Beat, payload: Payload, overrides: PayloadOverrides
) -> Proposal | None:
    """What a new take of the beat should try; None when nobody rejected anything."""
    word = last_word(project, beat)
    if word is None:
        return None
    tried = {str(_provenance(take).get("retry_strategy") or "") for take in beat.takes}
    attempt = Attempt(payload, overrides, Failure(word.mode, 1.0), beat.next_index())
    offers = [
        Offer(name, change.changes, change.cost_tier, name in tried)
        for name in applicable(word.mode)
        if (change := _tried(name, attempt)) is not None
    ]
    return Proposal(word, tuple(sorted(offers, key=lambda offer: offer.was_tried)))


def changed(
    strategy: str, word: LastWord | None, payload: Payload, overrides: PayloadOverrides, number: int
) -> PayloadOverrides:
    """The overrides of a take that is made with ``strategy``; its provenance says so.

    Raises:
        UserError: there is no such strategy, or it would change nothing here.
    """
    if strategy not in STRATEGIES:
        raise UserError(f"not a strategy: {strategy!r} (one of {', '.join(STRATEGIES)})")
    mode = word.mode if word else FailureMode.UNKNOWN
    change = _tried(strategy, Attempt(payload, overrides, Failure(mode, 1.0), number))
    if change is None:
        raise UserError(f"{strategy} would change nothing here")
    told = {
        "retry_strategy": strategy,
        "retry_failure_mode": mode.value,
        "retry_changes": list(change.changes),
    }
    return replace(change.overrides, provenance={**change.overrides.provenance, **told})


# -- inside ------------------------------------------------------------------


def _tried(name: str, attempt: Attempt) -> Change | None:
    try:
        return STRATEGIES[name](attempt)
    except _STUMBLES:
        log.exception("strategy %s stumbled", name)
        return None


def _words(project: Project, beat: Beat) -> Iterator[LastWord]:
    """Rejections as the shots record them, and as the files of the beat's takes do."""
    for shot in beat.shot_ids():
        episode = find_shot_episode(shot)
        if episode is None:
            continue
        state = project.shots.read(episode).of(shot)
        if state.status.endswith(REJECTED) and (mode := _mode(state.failure_mode)):
            at = str(state.keys.get("updated_at") or "")
            path = str(state.keys.get("rejected_take") or "")
            yield LastWord(mode, state.rejection_reason, path, at)
    for take in beat.takes:
        if take.output_path and (word := _word_of_file(project, take.output_path)):
            yield word


def _word_of_file(project: Project, path: str) -> LastWord | None:
    try:
        sidecar = project.sidecars.read(project.path(path))
    except RecoilError:  # whoever looks at the file is told
        return None
    mode = _mode((sidecar.failure_mode if sidecar else None) or "")
    if sidecar is None or sidecar.status != MediaStatus.REJECTED or mode is None:
        return None
    return LastWord(mode, sidecar.rejection_reason or "", path, sidecar.updated_at or "")


def _mode(word: str) -> FailureMode | None:
    return FailureMode(word) if word in tuple(FailureMode) else None


def _provenance(take: object) -> dict[str, object]:
    workflow = getattr(take, "workflow", None)
    return dict(workflow.global_provenance) if workflow is not None else {}
