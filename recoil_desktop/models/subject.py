"""What the inspector shows about the selection, as values made beside the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: a name and what is known."""

    name: str
    value: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ShotLine:
    """One shot of a pass, one take of a shot, or one pass that holds it.

    Where it lies, what is wrong with it and what would help; ``times`` is whatever comes between.
    """

    number: str
    times: str
    finding: str
    tone: str
    fix: str = ""
    path: str = ""  # its clip, when there is one


@dataclass(frozen=True, slots=True)
class Notes:
    """What people may change in a sidecar."""

    text: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture a shot begins with; ``image`` is null while it cannot be read."""

    path: str
    image: QImage


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything about one selected thing; ``notes`` is None where there is no sidecar to edit."""

    key: str
    title: str
    kind: str
    status: str = ""
    path: str = ""
    facts: tuple[Fact, ...] = ()
    takes: tuple[ShotLine, ...] = ()
    shots: tuple[ShotLine, ...] = ()
    shots_title: str = "Shots"
    frame: Frame | None = None
    stars: int | None = None  # None where none can be given
    notes: Notes | None = None
    raw: str = ""
    problem: str = ""
    is_locked: bool = False
