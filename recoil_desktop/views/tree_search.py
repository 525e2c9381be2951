"""Searches the tree beside the window, so that typing never waits for a large project."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from engine.domain.search import Finder, Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.nodes import Node
    from engine.domain.query import Query

    Beside = Callable[[Callable[[], Any], Callable[[Any], None]], None]


def at_once(work: Callable[[], Any], then: Callable[[Any], None]) -> None:
    """Do the work here and now."""
    then(work())


class TreeSearch(QObject):
    """Asks one question at a time; of several that come meanwhile the last one counts.

    ``beside`` does a piece of work and hands its result over on the GUI thread, or None when it
    could not be done.
    """

    found = Signal(object, object)  # Query, Found
    learnt = Signal(object)  # what there is to be found: values by key

    def __init__(self, beside: Beside, parent: QObject) -> None:
        super().__init__(parent)
        self._beside = beside
        self._finder = Finder()
        self._is_busy = False
        self._next: tuple[Node, Query] | None = None

    def ask(self, root: Node, query: Query) -> None:
        """Search ``root``; ``found`` comes when that is done."""
        self._next = (root, query)
        self._go_on()

    def learn(self, root: Node) -> None:
        """Read all lines before anybody asks; ``learnt`` comes when that is done."""
        if not self._is_busy:
            self._is_busy = True
            self._beside(partial(self._finder.vocabulary, root), self._take_words)

    def forget(self) -> None:
        """Nobody wants to know any more."""
        self._next = None

    def _go_on(self) -> None:
        if self._is_busy or self._next is None:
            return
        (root, query), self._next = self._next, None
        self._is_busy = True
        self._beside(partial(self._finder.pruned, root, query), partial(self._take, query))

    def _take(self, query: Query, found: Found | None) -> None:
        self._is_busy = False
        if found is not None:
            self.found.emit(query, found)
        self._go_on()

    def _take_words(self, values: dict[str, tuple[str, ...]] | None) -> None:
        self._is_busy = False
        if values is not None:
            self.learnt.emit(values)
        self._go_on()
