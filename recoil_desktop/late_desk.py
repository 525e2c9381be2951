"""Stands for the session until it is built: what is asked meanwhile is done as soon as it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from recoil_desktop.actions.desk import Desk


class LateDesk:
    """The window is on screen before the engine is loaded; its first clicks are not lost."""

    def __init__(self) -> None:
        self._desk: Desk | None = None
        self._asked: list[Callable[[], object]] = []

    def settle(self, desk: Desk) -> None:
        """From now on everything goes to ``desk``, first of all what was asked before."""
        self._desk = desk
        asked, self._asked = self._asked, []
        for each in asked:
            each()

    def __getattr__(self, verb: str) -> Any:
        if self._desk is not None:
            return getattr(self._desk, verb)
        return partial(self._remember, verb)

    def _remember(self, verb: str, *arguments: object) -> None:
        self._asked.append(lambda: getattr(self._desk, verb)(*arguments))
