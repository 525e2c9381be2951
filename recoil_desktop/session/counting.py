"""Counts how often each action is used; kept on this machine and told to nobody."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from engine.commands.counting import count_uses, counters_of
from engine.errors import RecoilError
from recoil_desktop.actions.registry import shortcut_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from engine.jobs import JobContext
    from engine.store.counters import Use
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.session.services import Services

_KEEP_MS = 20_000
_DAY = slice(0, 10)


class Counting(QObject):
    """Gathers in memory and writes now and then; a file that can't be read is left alone."""

    def __init__(self, services: Services, registry: ActionRegistry, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._registry = registry
        self._window = window
        self._counts: Counter[str] = Counter()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_KEEP_MS)
        self._soon.timeout.connect(self.keep)
        registry.ran.connect(self._count)

    @property
    def unkept(self) -> dict[str, int]:
        """What was counted and is not in the file."""
        return dict(self._counts)

    def keep(self) -> None:
        """Write what was counted, beside the GUI thread."""
        if not self._counts:
            return
        counts, self._counts = self._counts, Counter()
        work = partial(_write, self._services, counts)
        job = self._services.jobs.start_blocking("Count", work, queue="count")
        job.succeeded.connect(partial(self._take_back, counts))

    def show(self) -> None:
        """Show how often each action was used, also just now."""
        self.keep()
        work = partial(_read, self._services)
        job = self._services.jobs.start_blocking("Read the counters", work, queue="count")
        job.succeeded.connect(self._show)

    def keep_now(self) -> None:
        """Write at once: the window closes."""
        self._soon.stop()
        counts, self._counts = self._counts, Counter()
        if counts:
            _write(self._services, counts, None)

    def _count(self, action_id: str) -> None:
        self._counts[action_id] += 1
        if not self._soon.isActive():
            self._soon.start()

    def _show(self, found: tuple[dict[str, Use], str]) -> None:
        from recoil_desktop.dialogs.uses import UseLine, UsesDialog  # late: on demand

        uses, problem = found
        lines = []
        for spec in self._registry.specs:
            use = uses.get(spec.id)
            count = (use.count if use else 0) + self._counts[spec.id]
            last = use.last[_DAY] if use else ""
            lines.append(UseLine(spec.title.rstrip("…"), shortcut_text(spec), count, last))
        dialog = UsesDialog(lines, problem, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _take_back(self, counts: Counter[str], is_kept: bool) -> None:
        if not is_kept:  # shown as long as the window lives, and tried again with the next one
            self._counts.update(counts)


def _read(services: Services, _job: JobContext) -> tuple[dict[str, Use], str]:
    """The uses by action; in the second place why they cannot be read."""
    counters = counters_of(services.places)
    try:
        return {use.name: use for use in counters.uses("actions")}, ""
    except RecoilError as error:
        return {}, f"Nothing is counted: {error}. The file is left as it is."


def _write(services: Services, counts: Counter[str], _job: JobContext | None) -> bool:
    return count_uses(services.places, {"actions": dict(counts)}, services.clock)
