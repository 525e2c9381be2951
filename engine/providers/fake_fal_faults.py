"""What goes wrong at the rehearsal server, at which point, for whom and how often."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable


class Point(StrEnum):
    """Where something can go wrong; JOB is the fate of a job that was accepted."""

    SUBMIT = "submit"
    STATUS = "status"
    RESULT = "result"
    CANCEL = "cancel"
    DOWNLOAD = "download"
    UPLOAD = "upload"
    LIST = "list"
    JOB = "job"


_ANSWERS = ("drop", "429", "500", "html", "garbage", "cut", "slow")
FAILURES = (
    "content_policy",
    "partner_validation",
    "no_frames",
    "bad_request",
    "timeout",
    "server",
)
KINDS: dict[Point, tuple[str, ...]] = {
    # before: nothing is accepted; after: a job is, and nobody is told.
    Point.SUBMIT: (
        "drop_before",
        "drop_after",
        "429",
        "500_before",
        "500_after",
        "html_before",
        "html_after",
        "garbage_after",
        "cut_after",
        "slow_after",
        "decline",
        "no_urls",
        "foreign_urls",
    ),
    Point.STATUS: (*_ANSWERS, "gone", "stuck"),
    Point.RESULT: (*_ANSWERS, "no_output", "wrong_size"),
    Point.CANCEL: (*_ANSWERS, "too_late"),
    Point.DOWNLOAD: (
        "drop",
        "429",
        "500",
        "html",
        "slow",
        "truncated",
        "wrong_length",
        "other_bytes",
        "text",
        "empty",
        "redirect_private",
        "redirect_file",
        "redirect_loop",
    ),
    Point.UPLOAD: (*_ANSWERS, "refused"),
    Point.LIST: _ANSWERS,
    Point.JOB: (*FAILURES, *(f"{kind}:billed" for kind in FAILURES), "forgotten"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong ``times`` times (0: always), for all jobs or those of one key."""

    point: Point
    kind: str
    times: int = 1
    key: str | None = None
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS[self.point]:
            known = ", ".join(KINDS[self.point])
            raise UserError(f"at {self.point} nothing goes wrong like {self.kind!r}, but: {known}")


@dataclass(slots=True)
class Faults:
    """The script: taken from the front; after it, by chance, ``share`` of all requests.

    Safe to use from any thread. ``chances`` are what may happen by chance.
    """

    script: list[Fault] = field(default_factory=list)
    share: float = 0.0
    seed: int = 0
    chances: tuple[Fault, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _chance: random.Random | None = None

    @classmethod
    def parse(cls, said: str) -> Faults:
        """From words: ``submit=drop_after*2 status=500*0 random=0.2 seed=7 retry_after=0.1``.

        Raises:
            UserError: a word is none.
        """
        made = cls()
        seconds = 1.0
        for word in said.split():
            name, _, value = word.partition("=")
            try:
                match name:
                    case "random":
                        made.share = float(value)
                    case "seed":
                        made.seed = int(value)
                    case "retry_after" | "seconds":
                        seconds = float(value)
                    case _:
                        kind, _, times = value.partition("*")
                        made.script.append(Fault(Point(name), kind, int(times or 1)))
            except ValueError as error:
                raise UserError(f"no fault of the server: {word!r}: {error}") from error
        made.script = [replace(fault, seconds=seconds) for fault in made.script]
        made.chances = tuple(replace(fault, seconds=seconds) for fault in every_fault())
        return made

    def add(self, *faults: Fault) -> None:
        """Put more at the end of the script."""
        with self._lock:
            self.script += faults

    def take(self, point: Point, key: str | None = None) -> Fault | None:
        """What goes wrong now, if anything; it has happened then."""
        with self._lock:
            for number, fault in enumerate(self.script):
                if fault.point is point and fault.key in {None, key}:
                    self._used(number, fault)
                    return fault
            return self._by_chance(point)

    def _used(self, number: int, fault: Fault) -> None:
        if fault.times == 1:
            del self.script[number]
        elif fault.times > 1:
            self.script[number] = replace(fault, times=fault.times - 1)

    def _by_chance(self, point: Point) -> Fault | None:
        if not self.share:
            return None
        if self._chance is None:
            self._chance = random.Random(self.seed)
        here = [fault for fault in self.chances or every_fault() if fault.point is point]
        if not here or self._chance.random() >= self.share:
            return None
        return self._chance.choice(here)


def every_fault(but: Iterable[str] = ("slow", "slow_after")) -> tuple[Fault, ...]:
    """All that can go wrong once; without what only takes time."""
    left_out = set(but)
    return tuple(
        Fault(point, kind)
        for point, kinds in KINDS.items()
        for kind in kinds
        if kind not in left_out
    )
