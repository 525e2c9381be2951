"""An entry of the review queue as an editor reads it: why, what was tried, what was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from engine.domain.ids import find_episode
from engine.domain.money import usd_to_micro
from engine.errors import UserError
from recoil_desktop.models.rows_model import Row
from recoil_desktop.models.run_words import (
    batch_name,
    counted,
    listed,
    money,
    shots_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = re.compile(r"\s+|[^\s]+")
_MINUTE = slice(0, 16)
_LONGEST = 20_000  # words of a prompt that are compared; a longer one is shown as it is
_SAYS_NOTHING = {"", "none", "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What only a person can judge. Other tools write entries too: what is no text is left out."""

    review_id: str
    scene_id: str = ""
    shot_ids: tuple[str, ...] = ()
    episode: int | None = None
    reason: str = ""
    mode: str = ""
    attempts: tuple[str, ...] = ()
    cost_micro: int | None = None
    prompt: str = ""
    softened: str = ""
    output: str = ""
    created: str = ""

    @property
    def title(self) -> str:
        """What it is about."""
        batch = batch_name(self.scene_id) if self.scene_id else ""
        return listed((batch, shots_in_words(self.shot_ids))) or self.review_id

    @property
    def facts(self) -> str:
        """The rest in one line."""
        tries = counted(len(self.attempts), "attempt") if self.attempts else ""
        spent = money(self.cost_micro) if self.cost_micro else ""
        since = self.created[_MINUTE].replace("T", " ")
        return listed((self.mode, tries, spent, since))


def judgement_of(entry: Mapping[str, object]) -> Judgement:
    """An entry as it is written in the queue."""
    shots, attempts = entry.get("shot_ids"), entry.get("attempts")
    listed_shots = shots if isinstance(shots, list) else [entry.get("shot_id")]
    mode = _text(entry, "failure_mode")
    episode = entry.get("episode_id")
    return Judgement(
        review_id=_text(entry, "rq_id"),
        scene_id=_text(entry, "scene_id"),
        shot_ids=tuple(shot for shot in listed_shots if isinstance(shot, str)),
        episode=find_episode(episode) if isinstance(episode, str | int) else None,
        reason=_text(entry, "reason"),
        mode="" if mode in _SAYS_NOTHING else mode.replace("_", " "),
        attempts=tuple(map(_attempt, attempts)) if isinstance(attempts, list) else (),
        cost_micro=_micro(entry.get("total_cost_usd")),
        prompt=_text(entry, "original_prompt"),
        softened=_text(entry, "softened_prompt"),
        output=_text(entry, "output"),
        created=_text(entry, "created_at"),
    )


def judgement_row(one: Judgement) -> Row:
    """It in the list of what waits."""
    detail = one.reason or one.facts
    side = money(one.cost_micro) if one.cost_micro else ""
    return Row(one.review_id, one.title, detail, side, "eye", "warn", item=one)


def changed_words(before: str, after: str) -> Iterator[tuple[str, bool]]:
    """The text of ``after`` piece by piece, each with whether it differs from ``before``."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _LONGEST:
        yield after, False
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, _low, _high, begin, end in matcher.get_opcodes():
        if begin < end:
            yield "".join(new[begin:end]), tag != "equal"


def _attempt(one: object) -> str:
    """One attempt in a line: what was done differently, and how it failed."""
    if not isinstance(one, Mapping):
        return str(one).replace("_", " ")
    strategy = str(one.get("strategy") or "as planned").replace("_", " ")
    mode = str(one.get("failure_mode") or "")
    words = "" if mode in _SAYS_NOTHING else mode.replace("_", " ")
    error = str(one.get("error") or "")
    return listed((strategy, words, error))


def _text(entry: Mapping[str, object], key: str) -> str:
    found = entry.get(key)
    return found if isinstance(found, str) else ""


def _micro(dollars: object) -> int | None:
    if not isinstance(dollars, int | float) or isinstance(dollars, bool):
        return None
    try:
        return usd_to_micro(dollars)
    except UserError:  # an amount nobody can mean is shown as none
        return None
