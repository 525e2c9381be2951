"""Where wishes for frames are left, and which of all desks still owe somebody a frame."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wish:
    """One frame somebody wants to see; ``is_passing`` when a near one may come first."""

    frame: int
    is_passing: bool = False


class Desk:
    """One place for a wish, the newest wins. Left on any thread, taken on the server's."""

    _owing: ClassVar[set[Desk]] = set()
    _counting: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, box: tuple[int, int]) -> None:
        self.box = box
        self.is_closed = False
        self._changed = threading.Condition()
        self._wish: Wish | None = None
        self._proxy: Path | None = None

    def put(self, wish: Wish) -> None:
        """Leave a wish in the place of the one that lay here."""
        with self._changed:
            self._wish = wish
            if not self.is_closed:
                self._owe()
            self._changed.notify()

    def offer_proxy(self, path: Path) -> None:
        """Leave a preview copy."""
        with self._changed:
            self._proxy = path
            self._changed.notify()

    def close(self) -> None:
        """Nobody waits any more."""
        with self._changed:
            self.is_closed = True
            self._owe_nothing()
            self._changed.notify()

    def wait(self, seconds: float | None) -> None:
        """Until something is left here, but no longer than ``seconds``."""
        with self._changed:
            if not (self._wish or self._proxy or self.is_closed) and seconds != 0:
                self._changed.wait(seconds)

    def take_wish(self) -> Wish | None:
        """The wish that lies here, which from now on is owed."""
        with self._changed:
            wish, self._wish = self._wish, None
            return wish

    def take_proxy(self) -> Path | None:
        """The preview copy that was offered last."""
        with self._changed:
            proxy, self._proxy = self._proxy, None
            return proxy

    def newest(self) -> Wish | None:
        """The wish that lies here."""
        return self._wish

    def has_answered(self) -> None:
        """What was taken is no longer owed."""
        with self._changed:
            if self._wish is None:
                self._owe_nothing()

    def others_owe(self) -> bool:
        """Whether somebody waits for a frame of another video: looking ahead must not slow it."""
        with self._counting:
            return len(self._owing) > (self in self._owing)

    def _owe(self) -> None:
        with self._counting:
            self._owing.add(self)

    def _owe_nothing(self) -> None:
        with self._counting:
            self._owing.discard(self)
