"""Attributes that are made when first asked for, and only once, whoever asks at the same time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - it is written as a decorator
    """Like ``functools.cached_property``, which since 3.12 may make two for two threads.

    Two ledgers of one project would each have a lock of their own.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self.__doc__ = make.__doc__
        self._make = make
        self._name = make.__name__
        self._turn = threading.RLock()  # one that is made may ask for another of its kind

    def __get__(self, owner: object, _kind: type | None = None) -> T:
        known = vars(owner)  # asked first from now on, before this is
        with self._turn:
            if self._name not in known:
                known[self._name] = self._make(owner)
            made: T = known[self._name]
            return made
