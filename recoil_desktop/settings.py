"""What the editor may set: every field says its default, its range and a sentence for people.

The settings dialog and the page in the docs are made from these dataclasses.
"""

from __future__ import annotations

import logging
import os
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QSettings, Signal

log = logging.getLogger(__name__)

Value = bool | int | float | str
T = TypeVar("T")
G = TypeVar("G")


@dataclass(frozen=True, slots=True)
class Rule:
    """What the dialog shows for a field and which values it may have."""

    sentence: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    kind: str = ""  # folder, programs: chosen with a dialog; "": by the type of the default

    def allows(self, value: Value) -> bool:
        """Whether ``value`` lies in the range or among the choices."""
        if self.choices:
            return value in self.choices
        if isinstance(value, int | float) and not isinstance(value, bool):
            is_high_enough = self.low is None or value >= self.low
            return is_high_enough and (self.high is None or value <= self.high)
        return True


def setting(
    default: T,
    sentence: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    unit: str = "",
    kind: str = "",
) -> T:
    """Declare a field of a settings group: its default, its range and what it does."""
    rule = Rule(sentence, low, high, choices, unit, kind)
    declared: T = field(default=default, metadata={"rule": rule})
    return declared


@dataclass(frozen=True, slots=True)
class LookSettings:
    """Appearance"""

    theme: str = setting("dark", "Colours of the window", choices=("dark", "light", "system"))
    text_size: int = setting(100, "Size of texts and controls", low=80, high=160, unit="%")
    message_seconds: int = setting(
        8, "How long a message with undo stays on screen", low=3, high=60, unit="s"
    )


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """Segmentation"""

    opens_next: bool = setting(True, "After confirming, open the next pass that waits")
    loops_around_cut: bool = setting(True, "Selecting a cut shows the frames on both sides of it")
    preview_proxy: bool = setting(
        True, "Make a small copy of each opened pass, so that any frame shows at once"
    )
    nudge_step: int = setting(
        10, "How far Shift with a nudge moves a cut", low=2, high=48, unit="frames"
    )
    volume: int = setting(80, "Volume of playback", low=0, high=100, unit="%")


@dataclass(frozen=True, slots=True)
class WorkSettings:
    """Background work"""

    threads: int = setting(
        4, "Jobs that may run at the same time (from the next start)", low=2, high=16
    )
    decode_threads: int = setting(2, "Threads that decode one video", low=1, high=8)
    extracts_on_open: bool = setting(
        True, "Cut passes by themselves when a project is opened or a render arrives"
    )
    frame_memory_mb: int = setting(
        512, "Memory for frames around the playhead", low=128, high=4096, unit="MB"
    )
    cache_gb: int = setting(
        4, "Disk space for filmstrips, scores and previews", low=1, high=200, unit="GB"
    )


@dataclass(frozen=True, slots=True)
class RunSettings:
    """Runs"""

    concurrency: int = setting(2, "Beats rendered at the same time", low=1, high=32)


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """Folders"""

    projects_root: str = setting(
        "", "Where projects live (empty: RecoilProjects in the home folder)", kind="folder"
    )
    restores_session: bool = setting(True, "Open the last project again at start")


@dataclass(frozen=True, slots=True)
class OpenWithSettings:
    """Open with"""

    programs: str = setting(
        "", "Programs that files can be opened with, beside the system's own", kind="programs"
    )


GROUPS: dict[str, type] = {
    "look": LookSettings,
    "review": ReviewSettings,
    "work": WorkSettings,
    "run": RunSettings,
    "folders": FolderSettings,
    "open_with": OpenWithSettings,
}


def rule_of(declared: Field[Any]) -> Rule:
    """The rule of a field that was declared with ``setting``."""
    rule: Rule = declared.metadata["rule"]
    return rule


def default_of(declared: Field[Any]) -> Value:
    """The default of a field that was declared with ``setting``."""
    default: Any = declared.default
    value: Value = default
    return value


class SettingsStore(QObject):
    """The settings of this user, kept in one INI file.

    Unknown keys are left alone; a value that is not allowed is replaced by its default and the
    log says so.
    """

    changed = Signal(str)  # "look.theme"

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = open_settings("settings", folder)
        self._groups: dict[type, object] = {
            kind: self._read(name, kind) for name, kind in GROUPS.items()
        }

    @property
    def look(self) -> LookSettings:
        """Appearance."""
        return self.group(LookSettings)

    @property
    def review(self) -> ReviewSettings:
        """The segmentation panel."""
        return self.group(ReviewSettings)

    @property
    def work(self) -> WorkSettings:
        """Background work."""
        return self.group(WorkSettings)

    @property
    def run(self) -> RunSettings:
        """Runs of an episode."""
        return self.group(RunSettings)

    @property
    def folders(self) -> FolderSettings:
        """Folders and the session."""
        return self.group(FolderSettings)

    @property
    def open_with(self) -> OpenWithSettings:
        """Programs that files are opened with."""
        return self.group(OpenWithSettings)

    def group(self, kind: type[G]) -> G:
        """The settings of one group as they are now."""
        found = self._groups[kind]
        assert isinstance(found, kind)  # noqa: S101 - the dictionary's own promise
        return found

    def get(self, name: str) -> Value:
        """The value of ``group.field``."""
        group, _, key = name.partition(".")
        value: Value = getattr(self._groups[GROUPS[group]], key)
        return value

    def set(self, name: str, value: Value) -> None:
        """Keep ``value`` for ``group.field``.

        Raises:
            ValueError: the value is out of range or not among the choices.
        """
        group, _, key = name.partition(".")
        kind = GROUPS[group]
        rule = next(rule_of(each) for each in fields(kind) if each.name == key)
        if not rule.allows(value):
            raise ValueError(f"{name} can't be {value}")
        if self.get(name) == value:
            return
        self._groups[kind] = replace(self._groups[kind], **{key: value})  # type: ignore[type-var]
        self._file.setValue(f"{group}/{key}", value)
        self.changed.emit(name)

    def save(self) -> None:
        """Write what is not on disk yet."""
        self._file.sync()

    def _read(self, name: str, kind: type[G]) -> G:
        values = {each.name: self._value(name, each) for each in fields(kind)}  # type: ignore[arg-type]
        return kind(**values)

    def _value(self, group: str, declared: Field[Any]) -> Value:
        default = default_of(declared)
        raw = self._file.value(f"{group}/{declared.name}")
        if raw is None:
            return default
        value = _parsed(raw, default)
        if value is None or not rule_of(declared).allows(value):
            log.warning("setting %s.%s can't be %r; using %r", group, declared.name, raw, default)
            return default
        return value


def open_settings(name: str, folder: Path | None = None) -> QSettings:
    """The INI file ``name``: in ``folder``, in RECOIL_STATE_DIR, or where the system keeps it."""
    place = folder or (Path(os.environ["RECOIL_STATE_DIR"]) if _is_portable() else None)
    if place is not None:
        return QSettings(str(place / f"{name}.ini"), QSettings.Format.IniFormat)
    ini, user = QSettings.Format.IniFormat, QSettings.Scope.UserScope
    return QSettings(ini, user, "Recoil", name)


def _is_portable() -> bool:
    return bool(os.environ.get("RECOIL_STATE_DIR"))


def _parsed(raw: object, default: Value) -> Value | None:
    """The text of an INI file as the type of ``default``; None when it is none."""
    text = str(raw)
    if isinstance(default, bool):
        return {"true": True, "false": False}.get(text.lower())
    try:
        return type(default)(text)
    except ValueError:
        return None
