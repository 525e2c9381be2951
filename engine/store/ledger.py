"""The ledger: every paid job and its money, one durable line per state (08 D, B)."""

from __future__ import annotations

import threading
import uuid
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.dispatches import DispatchIntent, check_dispatch_id
from engine.domain.ledger_lines import period_line, reserve_line, step_line
from engine.domain.ledger_view import LedgerView, moved_on
from engine.errors import (
    BudgetExceeded,
    CorruptFile,
    DataError,
    DiskFailed,
    NotFound,
    Refused,
)
from engine.store.json_text import json_text
from engine.store.ledger_file import DISPATCHES, LedgerFile
from engine.store.project_files import STATE
from engine.store.quick_lock import QuickLock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.clock import Clock
    from engine.domain.dispatches import Cap, Dispatch, DispatchState
    from engine.domain.ledger_view import Figures
    from engine.domain.paths import ProjectPath
    from engine.store.marker import Marker
    from engine.store.project_files import ProjectFiles


def new_dispatch_id() -> str:
    """An id for an intent; made once per intent and stored before anything is sent."""
    return f"d_{uuid.uuid4().hex}"


@dataclass(frozen=True, slots=True)
class Reserved:
    """The answer to a reservation; ``is_new`` is False when the same was open already."""

    dispatch: Dispatch
    is_new: bool


class Ledger:
    """Reserves, follows and settles dispatches. Safe from threads and processes; all blocking.

    Lines are written under one lock, in moments, and synced after it is let go: a sync covers all
    lines before. So whatever a caller was told is on the disk, and the lock is never held for it.
    """

    def __init__(self, project: ProjectFiles, marker: Marker, clock: Clock) -> None:
        self._project = project
        self._marker = marker
        self._clock = clock
        place = project.root / str(STATE) / "locks" / "ledger.lock"
        self._lock = QuickLock(place, "the ledger", make=project.make_place)
        self._lines = LedgerFile(project)
        self._memory = threading.Lock()  # for the lines that were read
        self._shown = (0, LedgerView())  # what was given out last, and at which change

    # -- asking --------------------------------------------------------------

    def view(self) -> LedgerView:
        """What the ledger says now; it stays as it is. Never writes, takes no lock.

        A damaged ledger is shown as far as it can be read, and says so in ``problem``.
        """
        with self._memory:
            self._lines.read_on()
            at, shown = self._shown
            if at != self._lines.changes:
                at, shown = self._shown = self._lines.changes, self._lines.view.copy()
                shown.distrust(self._lines.problem)
            return shown

    def figures(self, episode: int | None = None) -> Figures:
        """The four figures as ``view`` has them, without a copy of all that it knows."""
        with self._memory:
            self._lines.read_on()
            return self._lines.view.figures(episode)

    def intent(self, dispatch_id: str) -> DispatchIntent:
        """What was meant by a dispatch.

        Raises:
            NotFound: there is no such dispatch.
            CorruptFile: its file cannot be read.
        """
        path = _intent_path(dispatch_id)
        keys = self._project.read_json(path)
        if keys is None:
            raise NotFound("dispatch", dispatch_id)
        try:
            return DispatchIntent.from_json(keys)
        except DataError as error:
            raise CorruptFile(self._project.place(path), str(error)) from error

    # -- writing -------------------------------------------------------------

    def reserve(self, intent: DispatchIntent, caps: Sequence[Cap]) -> Reserved:
        """Hold the money for a dispatch and write its intent down, durable when it returns.

        One that is open for the same episode, scene, version, beat and purpose is given instead.

        Raises:
            BudgetExceeded: a cap would be exceeded; nothing was changed. Its ``estimate_micro`` is
                what would have been reserved.
            Refused: the target's name is taken, by a file or by another dispatch.
            CorruptFile: the ledger cannot be trusted; money is not guessed.
            Busy, Offline, DiskFailed: nothing may be sent; what was reserved can be cancelled.
        """
        self._marker.check_online()
        with self._memory:
            self._lines.read_on()
            is_made = self._lines.is_there
            open_already = self._decide(intent, caps)
        if open_already is not None:
            return Reserved(open_already, is_new=False)
        if not is_made:
            self._make()
        is_ours = self._write_intent(intent)
        with ExitStack() as refused:
            if is_ours:
                refused.callback(self._drop_intent, intent.dispatch_id)
            reserved, size = self._reserve_first(intent, caps)
            if reserved.is_new:
                refused.pop_all()
        self._lines.sync(size)
        return reserved

    def note(self, dispatch_id: str, state: DispatchState, **detail: object) -> Dispatch:
        """Write one state down, durable when it returns; see ``notes``."""
        return self.notes(dispatch_id, [(state, detail)])

    def notes(
        self, dispatch_id: str, steps: Sequence[tuple[DispatchState, Mapping[str, object]]]
    ) -> Dispatch:
        """Write several states of one dispatch down with one write and one sync.

        What settles the money, and how, is said at ``ledger_lines.step_line``. Details are JSON
        values; ``request_id``, ``urls``, ``billed_micro`` and ``reason`` have places of their own
        in a ``Dispatch``, all others are in its ``detail``.

        Raises:
            NotFound: there is no such dispatch.
            IllegalTransition: it does not go there; nothing was written.
            UserError: a detail contradicts the state; nothing was written.
            CorruptFile: the ledger cannot be trusted.
            Busy, DiskFailed: it may not be written down; what it announces may not be done.
        """
        with self._writing():
            dispatch = self._lines.view.dispatches.get(dispatch_id)
            if dispatch is None:
                raise NotFound("dispatch", dispatch_id)
            size = self._lines.append(self._step_lines(dispatch, steps))
            after = self._lines.view.dispatches[dispatch_id]
        self._lines.sync(size)
        return after

    def new_period(self, program: str = "") -> int:
        """A person starts a new budget period; gives its number.

        What was billed before counts no more, what is reserved still does. Caps of runs go on.
        """
        self._marker.check_online()
        self._make()
        with self._writing():
            number = self._lines.view.period + 1
            size = self._lines.append([period_line(number, self._now(), program)])
        self._lines.sync(size)
        return number

    # -- inside --------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The ledger's lock, all lines read, and none of them damaged."""
        with self._memory:
            self._lines.read_on()  # before the lock, so that little is left to do while it is held
        with self._lock.held(), self._memory:
            self._lines.catch_up()
            self._check_trust()
            yield

    def _check_trust(self) -> None:
        try:
            self._lines.check_trust()
        except CorruptFile:
            self._marker.check_online()  # a folder that vanished has no ledger either
            raise

    def _make(self) -> None:
        """The first line, before any intent is written: intents without a ledger are a loss."""
        with self._writing():
            self._lines.open(self._now())

    def _decide(self, intent: DispatchIntent, caps: Sequence[Cap]) -> Dispatch | None:
        """The one that is open already, None when this one may be; raises like ``reserve``."""
        self._lines.check_trust()
        view = self._lines.view
        found = view.open_for(*intent.key)
        if found is not None:
            return found
        if intent.dispatch_id in view.dispatches:
            raise Refused(f"{intent.dispatch_id} was dispatched before")
        if intent.target in view.targets() or self._project.exists(intent.target):
            raise Refused(f"{intent.beat_id}: the name is taken: {intent.target}")
        for cap in caps:
            _check_cap(intent, cap, view.counted(cap))
        return None

    def _reserve_first(self, intent: DispatchIntent, caps: Sequence[Cap]) -> tuple[Reserved, int]:
        """Decide under the lock, and write the line when it may be."""
        with self._writing():
            found = self._decide(intent, caps)
            if found is not None:
                return Reserved(found, is_new=False), 0
            size = self._lines.append([reserve_line(intent, self._now())])
            made = self._lines.view.dispatches[intent.dispatch_id]
            return Reserved(made, is_new=True), size

    def _write_intent(self, intent: DispatchIntent) -> bool:
        """Write the file of an intent; False when the same lies there from before a death."""
        path, text = _intent_path(intent.dispatch_id), json_text(intent.as_json())
        if self._project.read_text(path) == text:
            return False
        try:
            self._project.write_new(path, text)
        except DiskFailed:
            # Who opens the project clears unfinished files away, this one perhaps among them.
            self._project.write_new(path, text)
        return True

    def _drop_intent(self, dispatch_id: str) -> None:
        with self._memory:
            is_known = dispatch_id in self._lines.view.dispatches
        if not is_known:
            self._project.remove(_intent_path(dispatch_id))

    def _step_lines(
        self, dispatch: Dispatch, steps: Sequence[tuple[DispatchState, Mapping[str, object]]]
    ) -> list[dict[str, object]]:
        lines, now, period = [], self._now(), self._lines.view.period
        for number, (state, detail) in enumerate(steps, start=1):
            lines.append(step_line(dispatch, state, detail, now))
            if number < len(steps):
                dispatch = moved_on(dispatch, state, lines[-1], period)
        return lines

    def _now(self) -> str:
        return stamp(self._clock.now())


def _check_cap(intent: DispatchIntent, cap: Cap, now: Figures) -> None:
    costs = (
        intent.reserve_micro
    )  # what costs nothing exceeds nothing, also when too much was billed
    if costs and now.billed + now.reserved + costs > cap.micro:
        raise BudgetExceeded(
            intent.beat_id,
            estimate=costs,
            spent=now.billed,
            reserved=now.reserved,
            budget=cap.micro,
            cap=str(cap),
        )


def _intent_path(dispatch_id: str) -> ProjectPath:
    return DISPATCHES / f"{check_dispatch_id(dispatch_id)}.json"
