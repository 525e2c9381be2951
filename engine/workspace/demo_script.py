"""The demo's script: what was planned for a microdrama, and what the model made of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.domain.ids import PassId, episode_id
from engine.domain.names import PassName, Strategy

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE = "Salt & Signal"
RATE = 24
PLACE_NAMES = {
    "alley": "Lantern Alley",
    "shop": "Lin's Noodle Shop",
    "rooftop": "Rooftop, Harbour View",
    "pier": "Old Pier",
    "corridor": "St. Brendan's, third floor",
    "apartment": "Marcus's flat",
}


def other_side(script: PassScript, counter: int) -> PassScript:
    """The same shots from the other side, planned as a pass of their own."""
    return replace(
        script,
        counter=counter,
        strategy=Strategy.COVERAGE,
        tag="B_SIDE",
        label=f"{script.label}, from the other side",
        filmed=(),
        cost_usd=0.0,
        seed=script.seed + 50,
        has_board=False,
    )


@dataclass(frozen=True, slots=True)
class Look:
    """How a shot is seen. Words are those of the renderer; ``view`` is x, y and width, 0 to 1."""

    place: str
    take: int  # which of the place's pictures
    who: str = ""
    near: str = "medium"
    x: float = 0.5
    looks_left: bool = False
    motion: str = "push in"
    view: tuple[float, float, float] = (0.5, 0.5, 0.84)
    veil: str = "none"


@dataclass(frozen=True, slots=True)
class PlannedShot:
    """One shot as the planner wrote it; ``number`` as in ``EP001_SH<number>``."""

    number: str
    seconds: float
    kind: str
    look: Look
    prompt: str
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Filmed:
    """One stretch of a pass as the model rendered it: of which shot, for how long.

    ``look`` is another view than the planned one; ``dissolve`` mixes it with the stretch before,
    over so many frames; ``flashes`` are white frames in it.
    """

    shot: int
    seconds: float
    look: Look | None = None
    dissolve: int = 0
    flashes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PassScript:
    """One pass: the plan, and what came back. Without ``filmed`` the plan was followed."""

    episode: int
    counter: int
    strategy: Strategy
    tag: str
    label: str
    arc: str
    shots: tuple[PlannedShot, ...]
    filmed: tuple[Filmed, ...] = ()
    cost_usd: float = 0.0
    seed: int = field(default=0)
    has_board: bool = True

    @property
    def shot_ids(self) -> tuple[str, ...]:
        """The ids of its shots."""
        return tuple(f"{episode_id(self.episode)}_SH{shot.number}" for shot in self.shots)

    @property
    def pass_id(self) -> str:
        """Its id."""
        return str(PassId(self.episode, self.counter, self.shot_ids, self.tag))

    @property
    def file_name(self) -> str:
        """The name of its video."""
        return str(PassName(self.strategy, self.episode, self.counter, self.shot_ids))

    @property
    def batch_id(self) -> str:
        """The batch on the board it belongs to."""
        return f"{episode_id(self.episode)}_B{self.counter:02d}"

    @property
    def place(self) -> str:
        """Where most of it plays."""
        return self.shots[0].look.place

    def stretches(self) -> Sequence[Filmed]:
        """What is on screen, one after another."""
        planned = [Filmed(number, shot.seconds) for number, shot in enumerate(self.shots)]
        return self.filmed or planned

    def look_of(self, stretch: Filmed) -> Look:
        """How a stretch is seen."""
        return stretch.look or self.shots[stretch.shot].look

    @property
    def frames(self) -> int:
        """How many frames its video has."""
        return sum(round(stretch.seconds * RATE) for stretch in self.stretches())
