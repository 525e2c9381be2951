"""Ways to try again: each changes a payload in one way, and says what it changed (04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.domain.scenes import Modality
from engine.orchestration.softening import exchanged_words, usual_softener

if TYPE_CHECKING:
    from engine.domain.failures import Failure
    from engine.orchestration.payload import Payload
    from engine.orchestration.payload_overrides import PayloadOverrides

ANATOMY = "Anatomically correct people: one face each, two arms, two legs, five fingers a hand."
SIMPLE = "Slow, simple motion; the camera is nearly still."
ANCHOR = "The people look exactly as in the references; keep faces, hair and clothes."

_FEWER = Fraction(3, 4)
_SHORTEST = Fraction(2)
_SEED_STEP = 7919  # a prime, so that seeds of neighbours never meet
_TIERS = ("fast", "standard", "pro")


@dataclass(frozen=True, slots=True)
class Change:
    """The next attempt. ``cost_tier``: same, lower, higher; ``changes`` are words for people."""

    overrides: PayloadOverrides
    cost_tier: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What failed: its payload, the overrides it was made with, and how it failed."""

    payload: Payload
    overrides: PayloadOverrides
    failure: Failure
    number: int


Strategy = Callable[[Attempt], Change | None]


def change_seed(attempt: Attempt) -> Change:
    """The same with another seed."""
    seed = attempt.payload.request.get("seed")
    before = seed if isinstance(seed, int) else 0
    after = (before + _SEED_STEP * attempt.number) % 2**31
    return Change(replace(attempt.overrides, seed=after), "same", (f"seed {after}",))


def soften_prompt(attempt: Attempt) -> Change | None:
    """Milder words; nothing when the prompt is as mild as it gets."""
    before = str(attempt.payload.request.get("prompt") or "")
    softened = usual_softener().soften(before)
    if softened.prompt == before:
        return None
    changed = replace(attempt.overrides, prompt=softened.prompt, prompt_prefix="")
    return Change(changed, "same", (exchanged_words(softened.exchanged),))


def reduce_refs(attempt: Attempt) -> Change | None:
    """Fewer references: three quarters of them, at least one fewer."""
    references = _references(attempt)
    if len(references) < 2:  # noqa: PLR2004 - one has to stay
        return None
    kept = references[: max(int(len(references) * _FEWER), 1)]
    kept = kept if len(kept) < len(references) else references[:-1]
    changed = replace(attempt.overrides, references=kept, more_references=())
    return Change(changed, "same", (f"{len(references)} references > {len(kept)}",))


def anatomy_anchor(attempt: Attempt) -> Change:
    """Say what people are made of."""
    return _with_prefix(attempt, ANATOMY)


def ref_prune_and_anchor(attempt: Attempt) -> Change:
    """Only the first references, which are of people, and words that hold to them."""
    references = _references(attempt)
    kept = references[:2] if len(references) > 2 else references  # noqa: PLR2004 - a face, a place
    change = _with_prefix(attempt, ANCHOR)
    changed = replace(change.overrides, references=kept or None)
    return Change(changed, "same", (*change.changes, f"{len(kept)} references kept"))


def simplify_motion(attempt: Attempt) -> Change:
    """Less motion."""
    return _with_prefix(attempt, SIMPLE)


def shorten_duration(attempt: Attempt) -> Change | None:
    """A quarter shorter, never below 2 s."""
    before = attempt.payload.duration
    after = max(before * _FEWER, _SHORTEST)
    if after >= before:
        return None
    changed = replace(attempt.overrides, duration=after)
    return Change(changed, "lower", (f"{float(before):g} s > {float(after):g} s",))


def upgrade_tier(attempt: Attempt) -> Change | None:
    """The next better tier, when a tier is set and there is a better one."""
    tier = str(attempt.payload.request.get("tier") or attempt.overrides.tier or "")
    if tier not in _TIERS[:-1]:
        return None
    better = _TIERS[_TIERS.index(tier) + 1]
    return Change(replace(attempt.overrides, tier=better), "higher", (f"tier {tier} > {better}",))


def switch_i2v_to_r2v(attempt: Attempt) -> Change | None:
    """From a start frame to references: the start frame becomes one of them."""
    if attempt.payload.modality is not Modality.VIDEO_I2V:
        return None
    start = attempt.payload.request.get("start_frame")
    more = (str(start),) if start else ()
    changed = replace(
        attempt.overrides,
        modality=Modality.R2V_MULTI,
        without_start_frame=True,
        more_references=(*attempt.overrides.more_references, *more),
    )
    return Change(changed, "same", ("start frame > references",))


def regen_previz(attempt: Attempt) -> Change | None:
    """Draw the previz of the first segment anew, where the beat works with one."""
    config = attempt.overrides.generation_config
    if attempt.payload.request.get("anchor_duration_s") is None:
        return None
    changed = replace(
        attempt.overrides, generation_config={**config, "regen_previz_for_segment": 0}
    )
    return Change(changed, "higher", ("previz of the first segment anew",))


STRATEGIES: Mapping[str, Strategy] = MappingProxyType(
    {
        "change_seed": change_seed,
        "soften_prompt": soften_prompt,
        "reduce_refs": reduce_refs,
        "anatomy_anchor": anatomy_anchor,
        "ref_prune_and_anchor": ref_prune_and_anchor,
        "simplify_motion": simplify_motion,
        "shorten_duration": shorten_duration,
        "upgrade_tier": upgrade_tier,
        "switch_i2v_to_r2v": switch_i2v_to_r2v,
        "regen_previz": regen_previz,
    }
)
ESCALATE = "escalate_to_human"


def _with_prefix(attempt: Attempt, words: str) -> Change:
    prefix = f"{attempt.overrides.prompt_prefix} {words}".strip()
    return Change(replace(attempt.overrides, prompt_prefix=prefix), "same", (words,))


def _references(attempt: Attempt) -> tuple[str, ...]:
    held = attempt.payload.request.get("references")
    return tuple(map(str, held)) if isinstance(held, list | tuple) else ()
