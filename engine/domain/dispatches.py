"""One paid job: what is intended, the states it goes through, and what it may cost (08 D, B)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from engine.domain.ids import episode_id, parse_episode
from engine.domain.paths import ProjectPath
from engine.errors import Conflict, DataError, UserError

if TYPE_CHECKING:
    from fractions import Fraction

_ID = re.compile(r"d_[0-9a-f]{32}")


NEVER_ARRIVED = "never_arrived"
"""The kind of failure of a job that its provider surely never got."""


class DispatchState(StrEnum):
    """Where a dispatch stands; each state is on the disk before the next thing is done."""

    RESERVED = "reserved"  # the money is held; nothing was sent, or surely did not arrive
    SUBMITTING = "submitting"  # about to be sent: from here on nobody knows without asking
    ACCEPTED = "accepted"  # the provider has it, under a request id
    RUNNING = "running"
    COMPLETED = "completed"  # the provider is done; the result lies with it
    DOWNLOADED = "downloaded"
    VERIFIED = "verified"
    COMMITTED = "committed"  # the file is in the project
    CHARGED = "charged"
    FAILED_FREE = "failed_free"
    FAILED_BILLED = "failed_billed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"  # it may run and may be billed: a person or proof decides
    LOST_REMOTE = "lost_remote"  # the provider denies knowing what it had accepted

    @property
    def is_end(self) -> bool:
        """Whether nothing comes after it: the money is charged or released."""
        return self in _ENDS

    @property
    def is_open(self) -> bool:
        """Whether another dispatch for the same purpose has to wait for this one.

        A lost one is not open: the provider denies it, so the same may be asked for again. Its
        money is held all the same until somebody settles it.
        """
        return self not in _ENDS and self is not DispatchState.LOST_REMOTE

    @property
    def needs_person(self) -> bool:
        """Whether its money is held and only a person, or proof, can say what became of it."""
        return self in _UNSURE

    @property
    def was_sent(self) -> bool:
        """Whether it may have reached the provider."""
        return self is not DispatchState.RESERVED


_State = DispatchState
_ENDS = frozenset({_State.CHARGED, _State.FAILED_FREE, _State.FAILED_BILLED, _State.CANCELLED})
_UNSURE = frozenset({_State.UNKNOWN, _State.LOST_REMOTE})
_FAILED = {_State.FAILED_FREE, _State.FAILED_BILLED, _State.CANCELLED}
_AT_PROVIDER = {_State.RUNNING, _State.COMPLETED, _State.UNKNOWN, _State.LOST_REMOTE, *_FAILED}

NEXT: Mapping[DispatchState, frozenset[DispatchState]] = {
    _State.RESERVED: frozenset({_State.SUBMITTING, _State.FAILED_FREE, _State.CANCELLED}),
    # Back to reserved: surely not sent (name, connection) or not taken (429); the same is tried on.
    _State.SUBMITTING: frozenset({_State.RESERVED, _State.ACCEPTED, _State.UNKNOWN, *_FAILED}),
    _State.ACCEPTED: frozenset(_AT_PROVIDER),
    _State.RUNNING: frozenset(_AT_PROVIDER - {_State.RUNNING}),
    _State.COMPLETED: frozenset({_State.DOWNLOADED, _State.UNKNOWN, _State.LOST_REMOTE, *_FAILED}),
    # Back to completed: what was fetched is not the result, and is fetched again.
    _State.DOWNLOADED: frozenset(
        {_State.VERIFIED, _State.COMPLETED, _State.FAILED_BILLED, _State.FAILED_FREE}
    ),
    _State.VERIFIED: frozenset(
        {_State.COMMITTED, _State.COMPLETED, _State.FAILED_BILLED, _State.FAILED_FREE}
    ),
    _State.COMMITTED: frozenset({_State.CHARGED}),
    _State.UNKNOWN: frozenset({_State.ACCEPTED, _State.COMPLETED, _State.LOST_REMOTE, *_FAILED}),
    _State.LOST_REMOTE: frozenset({_State.ACCEPTED, _State.COMPLETED, *_FAILED}),
    **dict.fromkeys(_ENDS, frozenset()),
}


class IllegalTransition(Conflict):
    """A dispatch does not go from where it stands to there; mostly somebody else moved it on."""

    code = "illegal_transition"

    def __init__(self, dispatch_id: str, before: str, after: str) -> None:
        super().__init__(f"dispatch {dispatch_id} is {before}, it cannot become {after}")
        self.dispatch_id = dispatch_id
        self.before = before
        self.after = after


class PriceUnknown(UserError):
    """What a job may cost at most is not known, and nobody set a maximum for it."""

    code = "price_unknown"


class DispatchKey(NamedTuple):
    """What a dispatch is for; only one at a time may be open for it."""

    episode: int
    scene_id: str
    version: int
    beat_id: str
    purpose: str


@dataclass(frozen=True, slots=True)
class DispatchIntent:
    """All that is meant by one dispatch, written down once, before anything is sent.

    ``estimate_micro`` is what it will probably cost, ``reserve_micro`` the most it can cost; both
    in micro-dollars. ``payload`` is the request, neutral of the provider. ``program`` names who
    asks: ``recoil``, the window, or an agent, whose cap counts by this name.
    """

    dispatch_id: str
    episode: int
    scene_id: str
    version: int
    beat_id: str
    purpose: str
    take_id: str
    provider: str
    model: str
    modality: str
    shot_ids: tuple[str, ...]
    payload: Mapping[str, object]
    target: ProjectPath
    estimate_micro: int
    reserve_micro: int
    run_id: str
    program: str
    created_at: str

    def __post_init__(self) -> None:
        check_dispatch_id(self.dispatch_id)
        check_micro(self.estimate_micro, "the estimate")
        check_micro(self.reserve_micro, "the reserve")
        if self.reserve_micro < self.estimate_micro:
            raise UserError(f"{self.beat_id}: the reserve is below the estimate")

    @property
    def key(self) -> DispatchKey:
        """What it is for."""
        return DispatchKey(self.episode, self.scene_id, self.version, self.beat_id, self.purpose)

    @property
    def milliseconds(self) -> int | None:
        """The length that is asked for; None when the payload names none."""
        length = self.payload.get("duration_s")
        if not isinstance(length, int | float) or isinstance(length, bool):
            return None
        return round(length * 1000)

    def as_json(self) -> dict[str, object]:
        """The intent as its file holds it."""
        keys: dict[str, object] = {one.name: getattr(self, one.name) for one in fields(self)}
        plain = {"payload": dict(self.payload), "shot_ids": list(self.shot_ids)}
        return keys | plain | {"target": str(self.target)}

    @classmethod
    def from_json(cls, keys: Mapping[str, object]) -> DispatchIntent:
        """The intent of a file; keys that a newer version wrote are passed over.

        Raises:
            DataError: it is no whole intent.
        """
        found = {one.name: keys.get(one.name) for one in fields(cls)}
        for name, value in found.items():
            if not _is_of(_KINDS.get(name, str), value):
                raise DataError(f"not a dispatch: {name} is {value!r}")
        try:
            target = ProjectPath.of(str(found["target"]))
            shots = tuple(map(str, found["shot_ids"]))  # type: ignore[call-overload]
            return cls(**found | {"target": target, "shot_ids": shots})  # type: ignore[arg-type]
        except UserError as error:
            raise DataError(f"not a dispatch: {error}") from error


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What the ledger says of one dispatch now.

    ``reserved_micro`` is what it still holds, ``charged_micro`` what it cost. ``charge_kind`` is
    ``succeeded``, ``failed_but_billed``, ``estimated`` (it succeeded and nobody named a price) or
    nothing. ``flags`` has ``estimated`` when the charge is our estimate, ``over_reserve`` when more
    was billed than was held. ``detail`` is everything else that was noted, the newest of each key.
    """

    dispatch_id: str
    key: DispatchKey
    take_id: str
    provider: str
    model: str
    modality: str
    shot_ids: tuple[str, ...]
    target: ProjectPath
    milliseconds: int | None
    estimate_micro: int
    run_id: str
    program: str
    reserved_at: str
    changed_at: str
    state: DispatchState
    reserved_micro: int
    billed_micro: int | None = None
    charged_micro: int = 0
    charge_kind: str = ""
    flags: tuple[str, ...] = ()
    period: int = 1
    request_id: str = ""
    urls: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)

    @property
    def episode(self) -> int:
        """The number of its episode."""
        return self.key.episode

    @property
    def scene_id(self) -> str:
        """The batch it belongs to."""
        return self.key.scene_id

    @property
    def version(self) -> int:
        """The version of the scene it was made for."""
        return self.key.version

    @property
    def beat_id(self) -> str:
        """The beat it renders."""
        return self.key.beat_id

    @property
    def purpose(self) -> str:
        """Which of the beat's jobs it is: ``take 2``, ``keyframe``, ``board``."""
        return self.key.purpose

    @property
    def unknown_micro(self) -> int:
        """What it holds of which nobody knows whether it was billed."""
        return self.reserved_micro if self.state.needs_person else 0

    @property
    def takes_name(self) -> bool:
        """Whether the name of its target is used up: it may come, or was paid for."""
        return not self.state.is_end or self.charged_micro > 0 or self.state is _State.CHARGED


# -- budgets -----------------------------------------------------------------


class Scope(StrEnum):
    """What a cap counts."""

    EPISODE = "episode"
    PROJECT = "project"
    RUN = "run"  # counts over budget periods
    AGENT = "agent"  # everything that a program of this name asked for


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that may be spent and reserved together in one scope, in micro-dollars.

    ``name`` is the episode, the run id or the program; it is empty for the project.
    """

    scope: str
    name: str
    micro: int

    def __post_init__(self) -> None:
        if self.scope not in set(Scope):
            raise UserError(f"not a scope of budgets: {self.scope!r}")
        check_micro(self.micro, "the budget")
        if self.scope == Scope.EPISODE:
            object.__setattr__(self, "name", episode_id(parse_episode(self.name)))

    def __str__(self) -> str:
        match self.scope:
            case Scope.EPISODE:
                return self.name
            case Scope.AGENT:
                return f"{self.name} agent"
            case _:
                return str(self.scope)


def upper_bound(
    rate_micro: int | None,
    units: Fraction | int | None,
    *,
    outputs: int = 1,
    attempts: int = 1,
    maximum_micro: int | None = None,
) -> int:
    """The most a job can cost: rate x longest billed units x outputs x attempts, rounded up.

    ``rate_micro`` is the price of one unit (a second, a picture). When the rate or the units are
    not known, the maximum that the editor set for one job counts.

    Raises:
        PriceUnknown: neither is known.
    """
    if rate_micro is not None and units is not None:
        return ceil(rate_micro * units * outputs * attempts)
    if maximum_micro is None:
        what = "price" if rate_micro is None else "duration"
        raise PriceUnknown(f"the {what} is not known: set the most that one job may cost")
    return maximum_micro


# -- checks ------------------------------------------------------------------


def check_dispatch_id(text: str) -> str:
    """The id itself, which is a file's name too; UserError when it is none."""
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise UserError(f"not a dispatch: {text!r} (d_ and 32 hex digits)")
    return text


def check_micro(amount: object, what: str) -> int:
    """An amount of micro-dollars: a whole number, not negative; UserError otherwise."""
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
        raise UserError(f"{what} is not an amount in micro-dollars: {amount!r}")
    return amount


_KINDS: Mapping[str, type] = {
    "episode": int,
    "version": int,
    "estimate_micro": int,
    "reserve_micro": int,
    "shot_ids": list,
    "payload": Mapping,
}


def _is_of(kind: type, value: object) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)
