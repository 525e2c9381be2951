"""Providers that are played by a server on this machine."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class Rehearses(Protocol):
    """A provider of which it may be a server on this machine that answers."""

    @property
    def is_rehearsal(self) -> bool:
        """Whether it is: then nobody is far away, and it may be asked as often as one likes."""
        ...
