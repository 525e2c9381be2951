"""Syncs that threads share: one that begins after they asked does for all who wait.

A disk takes as long for one as for many, and takes those of one folder one after the other.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import Callable


class SharedSync:
    """The syncs of one folder, numbered in the order in which they begin."""

    def __init__(self) -> None:
        self._count = threading.Lock()
        self._turn = threading.Lock()
        self._begun = self._done = 0
        self._failed = (0, 0)  # the last that failed, and the system's number of the error

    def run(self, sync: Callable[[], None]) -> None:
        """Return when a sync has ended well that began after this was called.

        Raises:
            OSError: it failed, whoever made it; asking again would not tell what was lost.
        """
        with self._count:
            wanted = self._begun + 1
        with self._turn:
            if self._done >= wanted:
                return
            failed, number = self._failed
            if failed >= wanted:
                raise OSError(number, os.strerror(number))
            self._make(sync)

    def _make(self, sync: Callable[[], None]) -> None:
        with self._count:
            self._begun += 1
            own = self._begun
        try:
            sync()
        except OSError as error:
            self._failed = own, error.errno or 0
            raise
        self._done = own


_KNOWN: WeakValueDictionary[str, SharedSync] = WeakValueDictionary()
_KNOWN_LOCK = threading.Lock()


def shared_sync(folder: str) -> SharedSync:
    """The one of a folder, as long as anybody has it."""
    with _KNOWN_LOCK:
        found = _KNOWN.get(folder)
        if found is None:
            found = _KNOWN[folder] = SharedSync()
        return found
