"""Programs that an editor set up to open files with: absolute paths, never a name from data."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BUNDLE = ".app"


@dataclass(frozen=True, slots=True)
class Program:
    """A program of this machine."""

    path: Path

    @property
    def name(self) -> str:
        """What people call it."""
        return self.path.stem if self.path.suffix.lower() in {".exe", _BUNDLE} else self.path.name

    def command(self, file: Path) -> tuple[str, list[str]]:
        """What is run to open ``file``, as a program and its arguments; no shell reads it."""
        if sys.platform == "darwin" and self.path.suffix == _BUNDLE:
            return "/usr/bin/open", ["-a", str(self.path), str(file)]
        return str(self.path), [str(file)]


def programs_of(setting: str) -> tuple[Program, ...]:
    """The programs of the setting, a line each; a line that is no absolute path is passed over."""
    paths = (Path(line.strip()) for line in setting.splitlines() if line.strip())
    return tuple(Program(path) for path in dict.fromkeys(paths) if path.is_absolute())


def as_setting(programs: Iterable[Program]) -> str:
    """The programs as the setting keeps them."""
    return "\n".join(str(program.path) for program in programs)


def why_not(path: Path) -> str | None:
    """Why this cannot be a program to open files with; None when it can."""
    if not path.is_absolute():
        return f"not a whole path: {path}"
    if sys.platform == "darwin" and path.suffix == _BUNDLE and path.is_dir():
        return None
    if not path.is_file():
        return f"there is no program {path}"
    return None if os.access(path, os.X_OK) else f"this is no program: {path.name}"
