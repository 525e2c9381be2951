"""What the ledger's lines amount to: every dispatch and all money, by replaying them (08 B)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.domain.dispatches import (
    NEXT,
    Cap,
    Dispatch,
    DispatchKey,
    DispatchState,
    IllegalTransition,
    Scope,
    check_dispatch_id,
    check_micro,
)
from engine.domain.ids import episode_id
from engine.domain.paths import ProjectPath
from engine.errors import DataError, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

KNOWN_SCHEMA = 1

_STATES = {str(state): state for state in DispatchState}
_SETTLING = {DispatchState.CHARGED, DispatchState.FAILED_BILLED, DispatchState.CANCELLED}
# What a line of a state may say besides detail.
_TOLD = {"request_id": str, "urls": dict, "reason": str, "billed_micro": int}
_NAMED = {"dispatch_id", "state", "at", "charged_micro", "charge_kind", "flags", *_TOLD}
_TEXTS = ("scene_id", "beat_id", "purpose", "take_id", "provider", "model", "modality")
_PLACES = {one.name: place for place, one in enumerate(fields(Dispatch))}
_VALUES_OF: Callable[[Dispatch], tuple[Any, ...]] = attrgetter(*_PLACES)
_ScopeName = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """The four figures, in micro-dollars.

    ``estimated`` is what everything that is open or was paid was thought to cost. ``reserved`` is
    all that is held; ``unknown`` is the part of it of which nobody knows whether it was billed.
    ``billed`` is what was spent in this budget period. ``billed + reserved`` is what a cap bounds.
    """

    estimated: int = 0
    reserved: int = 0
    billed: int = 0
    unknown: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.estimated + other.estimated,
            self.reserved + other.reserved,
            self.billed + other.billed,
            self.unknown + other.unknown,
        )

    def __sub__(self, other: Figures) -> Figures:
        return Figures(
            self.estimated - other.estimated,
            self.reserved - other.reserved,
            self.billed - other.billed,
            self.unknown - other.unknown,
        )


_NOTHING = Figures()


class LedgerView:
    """The state of all dispatches after some lines.

    ``problem`` says why the lines cannot be trusted, ``""`` when they can: what could be read of a
    damaged ledger is shown, but nothing may be decided by it.
    """

    def __init__(self) -> None:
        self.problem = ""
        self.period = 1
        self.period_since = ""
        self._is_opened = False
        self._dispatches: dict[str, Dispatch] = {}
        self._open: dict[DispatchKey, tuple[str, ...]] = {}
        self._targets: dict[ProjectPath, str] = {}
        self._sums: dict[_ScopeName, Figures] = {}

    # -- asking --------------------------------------------------------------

    @property
    def dispatches(self) -> Mapping[str, Dispatch]:
        """All dispatches by id, in the order in which they were reserved."""
        return MappingProxyType(self._dispatches)

    def figures(self, episode: int | None = None) -> Figures:
        """The four figures of the project, or of one episode."""
        scope = (Scope.PROJECT, "") if episode is None else (Scope.EPISODE, episode_id(episode))
        return self._sums.get(scope, _NOTHING)

    def counted(self, cap: Cap) -> Figures:
        """The figures of what a cap counts; those of a run go over budget periods."""
        name = "" if cap.scope == Scope.PROJECT else cap.name
        return self._sums.get((cap.scope, name), _NOTHING)

    def open_for(
        self, episode: int, scene_id: str, version: int, beat_id: str, purpose: str
    ) -> Dispatch | None:
        """The open dispatch for a purpose, if there is one."""
        found = self._open.get(DispatchKey(episode, scene_id, version, beat_id, purpose))
        return self._dispatches[found[0]] if found else None

    def still_open(self) -> tuple[Dispatch, ...]:
        """Every dispatch that holds money, in the order in which they were reserved."""
        return tuple(one for one in self._dispatches.values() if not one.state.is_end)

    def targets(self) -> AbstractSet[ProjectPath]:
        """The names of files that came, may still come, or were paid for: none may be reused."""
        return self._targets.keys()

    def copy(self) -> LedgerView:
        """The same now; neither notices what is applied to the other."""
        other = LedgerView()
        other.problem, other.period = self.problem, self.period
        other.period_since, other._is_opened = self.period_since, self._is_opened
        other._dispatches = dict(self._dispatches)
        other._open = dict(self._open)
        other._targets = dict(self._targets)
        other._sums = dict(self._sums)
        return other

    # -- replaying -----------------------------------------------------------

    def apply(self, line: Mapping[str, object]) -> None:
        """Take one line in.

        Raises:
            DataError: it does not follow from the lines before; nothing was taken in.
            IllegalTransition: neither does this.
        """
        event = line.get("event")
        if not self._is_opened and event != "opened":
            raise DataError("its beginning is not there")
        match event:
            case None:
                self._apply_state(line)
            case "period":
                self._begin_period(line)
            case "opened":
                self._open_with(line)
            case _:
                raise DataError(f"an unknown event: {event!r}")

    def distrust(self, problem: str) -> None:
        """Say why the lines cannot be trusted; the first reason stays."""
        self.problem = self.problem or problem

    # -- inside --------------------------------------------------------------

    def _apply_state(self, line: Mapping[str, object]) -> None:
        dispatch_id, state = line.get("dispatch_id"), _STATES.get(str(line.get("state")))
        is_whole = isinstance(dispatch_id, str) and isinstance(line.get("at"), str)
        if state is None or not is_whole:
            raise DataError(f"not a line of the ledger: {dict(line)!r:.200}")
        before = self._dispatches.get(str(dispatch_id))
        if before is not None:
            self._move_on(before, state, line)
        elif state is DispatchState.RESERVED:
            self._begin(line)
        else:
            raise DataError(f"{dispatch_id!r:.50} became {state} and was never reserved")

    def _begin(self, line: Mapping[str, object]) -> None:
        dispatch = _begun(line, self.period)
        if dispatch.key in self._open:
            raise DataError(f"{dispatch.dispatch_id}: another is open for the same purpose")
        self._dispatches[dispatch.dispatch_id] = dispatch
        self._open[dispatch.key] = (dispatch.dispatch_id,)
        self._targets[dispatch.target] = dispatch.dispatch_id
        self._add(dispatch, _weight(dispatch))

    def _move_on(self, before: Dispatch, state: DispatchState, line: Mapping[str, object]) -> None:
        if state not in NEXT[before.state]:
            raise IllegalTransition(before.dispatch_id, before.state, state)
        after = moved_on(before, state, line, self.period)
        self._dispatches[after.dispatch_id] = after
        if state.is_open != before.state.is_open:
            self._note_open(after)
        if state.is_end or state.needs_person or before.state.needs_person:
            self._add(after, _weight(after) - _weight(before))
        if not after.takes_name:
            self._targets.pop(after.target, None)

    def _note_open(self, dispatch: Dispatch) -> None:
        others = tuple(
            one for one in self._open.pop(dispatch.key, ()) if one != dispatch.dispatch_id
        )
        found = (*others, dispatch.dispatch_id) if dispatch.state.is_open else others
        if found:
            self._open[dispatch.key] = found

    def _begin_period(self, line: Mapping[str, object]) -> None:
        if line.get("number") != self.period + 1 or not isinstance(line.get("at"), str):
            raise DataError(f"budget period {line.get('number')!r} after {self.period}")
        self.period += 1
        self.period_since = str(line["at"])
        self._sums = {scope: sums for scope, sums in self._sums.items() if scope[0] == Scope.RUN}
        for dispatch in self.still_open():
            for scope in _scopes(dispatch):
                if scope[0] != Scope.RUN:
                    self._sums[scope] = self._sums.get(scope, _NOTHING) + _weight(dispatch)

    def _open_with(self, line: Mapping[str, object]) -> None:
        version = line.get("schema_version")
        if self._is_opened:
            raise DataError("it begins a second time")
        if not isinstance(version, int) or version > KNOWN_SCHEMA:
            raise DataError(f"written by a newer version of the program: schema {version!r}")
        self._is_opened = True

    def _add(self, dispatch: Dispatch, weight: Figures) -> None:
        for scope in _scopes(dispatch):
            self._sums[scope] = self._sums.get(scope, _NOTHING) + weight


def replay(lines: Iterable[Mapping[str, object]]) -> LedgerView:
    """The view after these lines; what does not follow is passed over and told in ``problem``."""
    view = LedgerView()
    for number, line in enumerate(lines, start=1):
        try:
            view.apply(line)
        except (DataError, IllegalTransition) as error:
            view.distrust(f"line {number}: {error}")
    return view


def moved_on(
    before: Dispatch, state: DispatchState, line: Mapping[str, object], period: int
) -> Dispatch:
    """The dispatch after a line that is legal for it."""
    changes: dict[str, object] = {"state": state, "changed_at": line["at"]}
    for name, kind in _TOLD.items():
        if name in line:
            changes[name] = _of(kind, name, line[name])
    if not line.keys() <= _NAMED:
        more = {name: value for name, value in line.items() if name not in _NAMED}
        changes["detail"] = {**before.detail, **more}
    if state.is_end:
        changes |= _settled(state, line) | {"period": period}
    values = list(_VALUES_OF(before))
    for name, value in changes.items():
        values[_PLACES[name]] = value
    return Dispatch(*values)  # a third of the time of dataclasses.replace, and lines are many


def _weight(dispatch: Dispatch) -> Figures:
    """What a dispatch adds to the figures of its scopes."""
    estimated = dispatch.estimate_micro if dispatch.takes_name else 0
    charged, unknown = dispatch.charged_micro, dispatch.unknown_micro
    return Figures(estimated, dispatch.reserved_micro, charged, unknown)


def _scopes(dispatch: Dispatch) -> Iterator[_ScopeName]:
    yield Scope.PROJECT, ""
    yield Scope.EPISODE, episode_id(dispatch.episode)
    yield Scope.RUN, dispatch.run_id
    yield Scope.AGENT, dispatch.program


def _begun(line: Mapping[str, object], period: int) -> Dispatch:
    """A dispatch from the line that reserves its money."""
    texts = [line.get(name) for name in _TEXTS]
    shots, length = line.get("shot_ids"), line.get("milliseconds")
    episode, version = line.get("episode"), line.get("version")
    if not all(isinstance(text, str) for text in texts) or not isinstance(shots, list):
        raise DataError(f"not a reservation: {dict(line)!r:.200}")
    if not isinstance(episode, int) or not isinstance(version, int):
        raise DataError(f"not a reservation: {dict(line)!r:.200}")
    scene_id, beat_id, purpose, take_id, provider, model, modality = map(str, texts)
    try:
        return Dispatch(
            dispatch_id=check_dispatch_id(str(line.get("dispatch_id"))),
            key=DispatchKey(episode, scene_id, version, beat_id, purpose),
            take_id=take_id,
            provider=provider,
            model=model,
            modality=modality,
            shot_ids=tuple(map(str, shots)),
            target=ProjectPath.of(str(line.get("target"))),
            milliseconds=length if isinstance(length, int) else None,
            estimate_micro=check_micro(line.get("estimate_micro"), "the estimate"),
            run_id=str(line.get("run_id") or ""),
            program=str(line.get("program") or ""),
            reserved_at=str(line["at"]),
            changed_at=str(line["at"]),
            state=DispatchState.RESERVED,
            reserved_micro=check_micro(line.get("reserve_micro"), "the reserve"),
            period=period,
        )
    except UserError as error:
        raise DataError(f"not a reservation: {error}") from error


def _of(kind: type, name: str, value: object) -> object:
    if type(value) is not kind:
        raise DataError(f"not a line of the ledger: {name} is {value!r:.100}")
    return value


def _settled(state: DispatchState, line: Mapping[str, object]) -> dict[str, object]:
    """How the money of a dispatch ends; a release is a charge of nothing."""
    charged = line.get("charged_micro", None if state in _SETTLING else 0)
    try:
        check_micro(charged, "the charge")
    except UserError as error:
        raise DataError(str(error)) from error
    if charged and state is DispatchState.FAILED_FREE:
        raise DataError(f"{line['dispatch_id']} failed free and was charged")
    flags = line.get("flags", [])
    return {
        "reserved_micro": 0,
        "charged_micro": charged,
        "charge_kind": str(line.get("charge_kind") or ""),
        "flags": tuple(map(str, flags)) if isinstance(flags, list) else (),
    }
