"""The program's log: a file that turns over, and the last lines for the log viewer."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from engine.redaction import KeyFilter

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QColor

    from recoil_desktop.theme import Theme

_KEPT = 5000
_FILE_BYTES = 2_000_000
_FILES = 3
_FORMAT = "%(asctime)s  %(levelname)-7s  %(name)s: %(message)s"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry, with its trace when it has one."""

    level: int
    text: str

    def colour(self, theme: Theme) -> QColor:
        """Red for errors, amber for warnings, quiet for the rest."""
        if self.level >= logging.ERROR:
            return theme.bad
        if self.level >= logging.WARNING:
            return theme.warn
        return theme.text if self.level >= logging.INFO else theme.faint


class LogLines(QObject):
    """Keeps the last lines and writes all of them to ``path`` when one is given."""

    added = Signal()

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.kept: deque[LogLine] = deque(maxlen=_KEPT)
        self._notice = _Notice(self)
        self._handlers: list[logging.Handler] = [_Collector(self.kept, self._notice)]
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handlers.append(
                RotatingFileHandler(
                    path, maxBytes=_FILE_BYTES, backupCount=_FILES, encoding="utf-8", delay=True
                )
            )

    def start(self) -> None:
        """Listen to the root logger."""
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        for handler in self._handlers:
            handler.setFormatter(logging.Formatter(_FORMAT))
            handler.addFilter(KeyFilter())
            root.addHandler(handler)

    def stop(self) -> None:
        """Stop listening and close the file."""
        for handler in self._handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()


class _Notice(QObject):
    """Carries "a line came" from any thread to the GUI thread."""

    came = Signal()

    def __init__(self, lines: LogLines) -> None:
        super().__init__(lines)
        self.came.connect(lines.added, Qt.ConnectionType.QueuedConnection)


class _Collector(logging.Handler):
    def __init__(self, kept: deque[LogLine], notice: _Notice) -> None:
        super().__init__()
        self._kept = kept
        self._notice = notice

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.append(LogLine(record.levelno, self.format(record)))
        self._notice.came.emit()
