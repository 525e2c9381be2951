"""The ledger: every paid job and its money, one durable line per state (08 D, B)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.dispatches import Cap, Dispatch, DispatchIntent, DispatchState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.clock import Clock
    from engine.domain.ledger_view import LedgerView
    from engine.store.locks import Locks
    from engine.store.marker import Marker
    from engine.store.project_files import ProjectFiles

__all__ = ["Cap", "Ledger", "Reserved", "new_dispatch_id"]


def new_dispatch_id() -> str:
    """An id for an intent; made once per intent and stored before anything is sent."""
    return f"d_{uuid.uuid4().hex}"


@dataclass(frozen=True, slots=True)
class Reserved:
    """The answer to a reservation; ``is_new`` is False when the same was open already."""

    dispatch: Dispatch
    is_new: bool


class Ledger:
    """Reserves, follows and settles dispatches. Safe from threads and processes; all blocking."""

    def __init__(self, project: ProjectFiles, locks: Locks, marker: Marker, clock: Clock) -> None:
        self._project = project
        self._locks = locks
        self._marker = marker
        self._clock = clock

    def view(self) -> LedgerView:
        """What the ledger says now. Never writes; a damaged ledger says so in ``problem``."""
        raise NotImplementedError

    def intent(self, dispatch_id: str) -> DispatchIntent:
        """What was meant by a dispatch.

        Raises:
            NotFound: there is no such dispatch.
            CorruptFile: its file cannot be read.
        """
        raise NotImplementedError

    def reserve(self, intent: DispatchIntent, caps: Sequence[Cap]) -> Reserved:
        """Hold the money for a dispatch and write its intent down, durable when it returns.

        One that is open for the same episode, scene, version, beat and purpose is given instead.

        Raises:
            BudgetExceeded: a cap would be exceeded; nothing was changed. Its ``estimate_micro`` is
                what would have been reserved.
            Refused: the target's name is taken, by a file or by another dispatch.
            CorruptFile: the ledger cannot be trusted; money is not guessed.
            Busy, Offline, DiskFailed: nothing was reserved that would be acted on.
        """
        raise NotImplementedError

    def note(self, dispatch_id: str, state: DispatchState, **detail: object) -> Dispatch:
        """Write one state down, durable when it returns; see ``notes``."""
        return self.notes(dispatch_id, [(state, detail)])

    def notes(
        self, dispatch_id: str, steps: Sequence[tuple[DispatchState, Mapping[str, object]]]
    ) -> Dispatch:
        """Write several states of one dispatch down with one write and one sync."""
        raise NotImplementedError

    def new_period(self, program: str = "") -> int:
        """A person starts a new budget period; gives its number."""
        raise NotImplementedError
