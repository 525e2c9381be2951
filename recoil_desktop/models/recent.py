"""The newest media for Qt's views: a page at a time, and only what changed is told."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.domain.ids import episode_id
from recoil_desktop.models.board_model import TAKES_MIME, takes_mime
from recoil_desktop.models.run_words import listed, money

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtCore import QMimeData

    from engine.workspace.recent import RecentFile

PAGE = 240
FILE_ROLE = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_MANY = 120  # rows between which others came or went: more are exchanged at once
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_KILO = 1024


class RecentModel(QAbstractListModel):
    """Newest first. Rows that stay keep their selection, whatever comes before them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[RecentFile, ...] = ()
        self._shown: list[RecentFile] = []
        self._is_changing = False
        self.root: Path | None = None

    @property
    def total(self) -> int:
        """How many there are in all."""
        return len(self._all)

    @property
    def shown(self) -> tuple[RecentFile, ...]:
        """Those that have been fetched."""
        return tuple(self._shown)

    def file(self, index: _Index) -> RecentFile:
        """The file behind a valid index."""
        return self._shown[index.row()]

    def index_of(self, path: str) -> QModelIndex:
        """Where a file is, among those that have been fetched."""
        rows = (row for row, each in enumerate(self._shown) if each.path.text == path)
        row = next(rows, None)
        return QModelIndex() if row is None else self.index(row)

    def sync(self, files: Sequence[RecentFile]) -> None:
        """Become ``files``, as far as was fetched."""
        self._all = tuple(files)
        wanted = list(self._all[: max(PAGE, len(self._shown))])
        self._is_changing = True  # views ask for more when rows come and go
        self._become(wanted)
        self._is_changing = False

    # -- Qt ------------------------------------------------------------------

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many have been fetched."""
        return 0 if parent.isValid() else len(self._shown)

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether there are more."""
        has_more = len(self._shown) < len(self._all)
        return has_more and not parent.isValid() and not self._is_changing

    def fetchMore(self, parent: _Index) -> None:
        """Show a page more."""
        if not self.canFetchMore(parent):
            return
        more = self._all[len(self._shown) : len(self._shown) + PAGE]
        last = len(self._shown) + len(more) - 1
        self._is_changing = True
        self.beginInsertRows(_ROOT, len(self._shown), last)
        self._shown += more
        self.endInsertRows()
        self._is_changing = False

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every file can be dragged out."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        """Paths for this window, files for others."""
        return [TAKES_MIME, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The files, in their order."""
        rows = sorted(index.row() for index in indexes)
        return takes_mime([self._shown[row].path.text for row in rows], self.root)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The file, its name and what is known of it."""
        if not index.isValid():
            return None
        file = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return name_of(file)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return tip_of(file)
            case int(role) if role == FILE_ROLE:
                return file
            case _:
                return None

    # -- private -------------------------------------------------------------

    def _become(self, wanted: list[RecentFile]) -> None:
        same = _same(self._shown, wanted)
        self._tell_changed(wanted, same)
        if max(len(self._shown), len(wanted)) - same > _MANY:
            self._exchange(wanted, same)
        else:
            self._move(wanted, same)

    def _tell_changed(self, wanted: list[RecentFile], same: int) -> None:
        for row in range(same):
            if self._shown[row].node is not wanted[row].node:
                self._shown[row] = wanted[row]
                self.dataChanged.emit(self.index(row), self.index(row))

    def _exchange(self, wanted: list[RecentFile], same: int) -> None:
        """Much is different: Qt is told once."""
        if len(self._shown) > same:
            self.beginRemoveRows(_ROOT, same, len(self._shown) - 1)
            del self._shown[same:]
            self.endRemoveRows()
        if len(wanted) > same:
            self.beginInsertRows(_ROOT, same, len(wanted) - 1)
            self._shown += wanted[same:]
            self.endInsertRows()

    def _move(self, wanted: list[RecentFile], same: int) -> None:
        """Little is different: each row that comes or goes is told by itself."""
        kept = {file.path.text for file in wanted}
        for row in reversed(range(same, len(self._shown))):
            if self._shown[row].path.text not in kept:
                self.beginRemoveRows(_ROOT, row, row)
                del self._shown[row]
                self.endRemoveRows()
        for row in range(same, len(wanted)):
            self._place(row, wanted[row])

    def _place(self, row: int, file: RecentFile) -> None:
        path = file.path.text
        rest = range(row, len(self._shown))
        old = next((at for at in rest if self._shown[at].path.text == path), None)
        if old is None:
            self.beginInsertRows(_ROOT, row, row)
            self._shown.insert(row, file)
            self.endInsertRows()
            return
        if old != row:
            self.beginMoveRows(_ROOT, old, old, _ROOT, row)
            self._shown.insert(row, self._shown.pop(old))
            self.endMoveRows()
        if self._shown[row].node is not file.node:
            self._shown[row] = file
            self.dataChanged.emit(self.index(row), self.index(row))


def name_of(file: RecentFile) -> str:
    """What people call it: its line in the tree, without the suffix of a file."""
    return file.node.title.removesuffix(file.path.suffix)


def facts_line(file: RecentFile, now: float) -> str:
    """What stands below the name: ``EP001 · 12 min``."""
    episode = file.node.detail.episode
    where = "" if episode is None else episode_id(episode)
    return listed((where, ago(file.modified, now)))


def tip_of(file: RecentFile) -> str:
    """Everything, line by line."""
    detail, node = file.node.detail, file.node
    when = datetime.fromtimestamp(file.modified).astimezone().strftime("%Y-%m-%d %H:%M")
    spent = money(detail.cost_micro) if detail.cost_micro else ""
    status = "" if node.status == "untracked" else node.status.replace("_", " ")
    lines = (node.name, listed((status, detail.model, spent)), listed((when, bytes_in_words(file))))
    return "\n".join(line for line in (*lines, str(file.path)) if line)


def ago(moment: float, now: float) -> str:
    """How long ago: ``just now``, ``12 min``, ``3 h``, ``yesterday``, ``21 Nov``; then the date."""
    past = now - moment
    if past < _MINUTE:
        return "just now"
    if past < _HOUR:
        return f"{int(past // _MINUTE)} min"
    if past < _DAY:
        return f"{int(past // _HOUR)} h"
    day = datetime.fromtimestamp(moment).astimezone()
    today = datetime.fromtimestamp(now).astimezone()
    days = (today.date() - day.date()).days
    if days <= 1:
        return "yesterday"
    return day.strftime("%d %b") if day.year == today.year else day.strftime("%Y-%m-%d")


def bytes_in_words(file: RecentFile) -> str:
    """``3.2 MB``; sizes of files as people know them."""
    size = float(file.size)
    for unit in ("bytes", "kB", "MB"):
        if size < _KILO:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= _KILO
    return f"{size:.1f} GB"


def now() -> float:
    """The moment that ages are counted to."""
    return time.time()


def _same(shown: Sequence[RecentFile], wanted: Sequence[RecentFile]) -> int:
    """How many rows from the top stay where they are."""
    pairs = zip(shown, wanted, strict=False)
    rows = (row for row, (one, other) in enumerate(pairs) if one.path != other.path)
    return next(rows, min(len(shown), len(wanted)))
