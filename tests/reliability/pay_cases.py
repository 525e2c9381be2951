"""What can go wrong in one paid episode: at the provider, in the process, and who is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.domain.dispatches import DispatchState
from engine.providers.fake_fal_faults import KINDS, Point

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

S = DispatchState
STATES = (S.RESERVED, S.SUBMITTING, S.ACCEPTED, S.RUNNING, S.COMPLETED, S.DOWNLOADED, S.VERIFIED,
          S.COMMITTED)  # fmt: skip
FAULTS = tuple(
    f"{point}={kind}" for point in Point if point is not Point.UPLOAD for kind in KINDS[point]
)

_MUTATIONS = 90  # of a run, about
_FAILING = {str(Point.SUBMIT), str(Point.JOB)}  # a fault there costs the beat one of its takes


@dataclass(frozen=True, slots=True)
class Death:
    """Where a run ends: at a line of the ledger, or before the ``at``-th change of a file."""

    state: DispatchState | None = None
    is_before: bool = False
    at: int = 0

    def __str__(self) -> str:
        if self.state is None:
            return f"change {self.at}" if self.at else "no death"
        return f"{'before' if self.is_before else 'after'} {self.state}"


@dataclass(frozen=True, slots=True)
class Case:
    """What goes wrong, where the first run dies, who is there beside it, and who comes after.

    ``again`` is where a second run dies, that goes on with what the first one left.
    """

    faults: str
    death: Death
    beside: str
    after: str
    again: Death | None = None

    def __str__(self) -> str:
        beside = f", {self.beside} beside" if self.beside else ""
        again = f", again {self.again}" if self.again else ""
        return f"{self.faults or 'no fault'}, {self.death}{beside}{again}, then {self.after}"

    @property
    def second(self) -> Case | None:
        """The second run, which nobody is beside."""
        return replace(self, death=self.again, beside="", again=None) if self.again else None


def cases(draw: random.Random) -> Iterator[Case]:
    """Without end; every fault and every death comes in turn, with others each time."""
    deaths = [Death(state, is_before) for state in STATES for is_before in (True, False)]
    deaths += [Death()] * 3
    while True:
        draw.shuffle(deaths)
        for number, fault in enumerate(draw.sample(FAULTS, len(FAULTS))):
            death = deaths[number % len(deaths)]
            if draw.random() < 0.2:
                death = Death(at=draw.randint(1, _MUTATIONS))
            more = draw.choice(FAULTS) if draw.random() < 0.3 else ""
            if more.partition("=")[0] == fault.partition("=")[0]:
                more = ""  # three failures of one beat would use up its takes
            times = draw.choice(("", "", "*2"))
            if times and {fault.partition("=")[0], more.partition("=")[0]} == _FAILING:
                more = ""  # so would these
            words = f"{fault}{times} {more}" if draw.random() < 0.95 else ""
            beside = draw.choice(("", "", "generate", "collect"))
            # Most often where everything is paid and nothing but the ledger knows.
            second = draw.choice((Death(S.COMMITTED), draw.choice(deaths)))
            again = second if draw.random() < 0.4 else None
            yield Case(words.strip(), death, beside, draw.choice(("generate", "collect")), again)
