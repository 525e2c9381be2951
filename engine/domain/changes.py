"""What a command answers: its result, what it changed, and how to take it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class ChangeKind(StrEnum):
    """Which sort of thing changed; views look at this before they look again."""

    MEDIA = "media"
    SIDECAR = "sidecar"
    PASS = "pass"
    PROJECT = "project"
    SELECTION = "selection"
    HISTORY = "history"
    SCENE = "scene"
    RUN = "run"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different now; ``where`` is a project-relative path or an id."""

    kind: ChangeKind
    where: str


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The answer of a command.

    ``undo`` is the id of the change set that can be taken back, or None when the command changed
    nothing that can; ``title`` says in a few words what was done ("Confirm cuts of PASS 011").
    """

    value: T
    changes: frozenset[Change] = field(default=frozenset())
    undo: str | None = None
    title: str = ""
