"""What the window remembers from one start to the next: layout, projects, what was open."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject

from recoil_desktop.settings import open_settings
from recoil_desktop.views.main_window import Layout

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

_MOST = 12
_DAY = 86400


@dataclass(frozen=True, slots=True)
class Recent:
    """A project that was open: where it lies and when it was opened last (seconds since 1970)."""

    path: str
    opened: float

    @property
    def ago(self) -> str:
        """When, in words."""
        days = int((time.time() - self.opened) // _DAY)
        return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


@dataclass(frozen=True, slots=True)
class TreeMemory:
    """Which lines of a project's tree were open, and which was selected."""

    expanded: tuple[str, ...] = ()
    selected: str = ""


class Memory(QObject):
    """Kept in an INI file of its own; whatever can't be read there counts as absent."""

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file: QSettings = open_settings("window", folder)

    @property
    def layout(self) -> Layout:
        """Where the window and its panes were."""
        return Layout(self._bytes("layout/geometry"), self._bytes("layout/panes"))

    def keep_layout(self, layout: Layout) -> None:
        """Remember where the window and its panes are."""
        self._file.setValue("layout/geometry", QByteArray(layout.geometry))
        self._file.setValue("layout/panes", QByteArray(layout.panes))

    @property
    def recents(self) -> tuple[Recent, ...]:
        """Projects that are still there, opened last first."""
        found = self._list("projects/recent")
        recents = [
            Recent(str(each["path"]), float(each["opened"]))
            for each in found
            if isinstance(each, dict) and "path" in each and _is_number(each.get("opened"))
        ]
        return tuple(each for each in recents if Path(each.path).is_dir())

    def add_recent(self, path: Path) -> None:
        """Put a project in front."""
        now = Recent(str(path), time.time())
        others = [each for each in self.recents if each.path != now.path]
        kept = [asdict(each) for each in (now, *others)[:_MOST]]
        self._file.setValue("projects/recent", json.dumps(kept))

    @property
    def open_project(self) -> Path | None:
        """The project that was open at the end, when it is still there."""
        text = str(self._file.value("projects/open") or "")
        return Path(text) if text and Path(text).is_dir() else None

    def keep_open_project(self, path: Path | None) -> None:
        """Remember which project is open."""
        self._file.setValue("projects/open", str(path) if path else "")

    def tree_of(self, project: Path) -> TreeMemory:
        """How a project's tree was left."""
        found = self._list(f"trees/{_key(project)}")
        match found:
            case [str(selected), *expanded]:
                return TreeMemory(tuple(map(str, expanded)), selected)
            case _:
                return TreeMemory()

    def keep_tree(self, project: Path, tree: TreeMemory) -> None:
        """Remember how a project's tree is."""
        text = json.dumps([tree.selected, *tree.expanded])
        self._file.setValue(f"trees/{_key(project)}", text)

    def order_of(self, project: Path, episode: int) -> dict[str, object]:
        """The order of the last run of an episode, as it was kept; nothing when there is none."""
        found = self._read(f"orders/{_key(project)}/{episode}", "{}")
        return found if isinstance(found, dict) else {}

    def keep_order(self, project: Path, episode: int, order: dict[str, object]) -> None:
        """Remember the order of a run that begins."""
        self._file.setValue(f"orders/{_key(project)}/{episode}", json.dumps(order))
        self._file.sync()  # it is wanted after a crash

    @property
    def board_zoom(self) -> int:
        """How wide cards of the board were wanted; 0 when nobody said."""
        found = self._read("board/zoom", "0")
        return found if isinstance(found, int) else 0

    def keep_board_zoom(self, width: int) -> None:
        """Remember how wide cards of the board are wanted."""
        self._file.setValue("board/zoom", json.dumps(width))

    def save(self) -> None:
        """Write what is not on disk yet."""
        self._file.sync()

    def _bytes(self, key: str) -> bytes:
        value = self._file.value(key)
        return bytes(value.data()) if isinstance(value, QByteArray) else b""

    def _list(self, key: str) -> list[object]:
        found = self._read(key, "[]")
        return found if isinstance(found, list) else []

    def _read(self, key: str, otherwise: str) -> object:
        try:
            return json.loads(str(self._file.value(key) or otherwise))
        except ValueError:
            return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _key(project: Path) -> str:
    return project.as_posix().replace("/", "|").replace("\\", "|")
