"""Boards as values, without a project: cards with panels in every state."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from engine.domain.board import Board, BoardCard, CardStatus, Panel, PictureKind
from engine.domain.paths import ProjectPath


def a_panel(number: int, **keys: Any) -> Panel:
    """A panel of shot ``number``."""
    known: dict[str, Any] = {
        "segment_id": f"EP001_SH{number:02d}",
        "shot_id": f"EP001_SH{number:02d}",
        "number": f"{number:03d}",
        "title": f"Jade opens door {number}",
        "duration": Fraction(3),
    }
    return Panel(**known | keys)


def a_taken_panel(number: int, start: int = 0, take: str = "renders/ep_001/take.mp4") -> Panel:
    """A panel whose picture is in a take, ``start`` seconds into it."""
    path = ProjectPath(take)
    kind = PictureKind.TAKE
    return a_panel(number, picture=path, picture_kind=kind, start=Fraction(start), take=path)


def a_card(number: int, panels: int = 3, **keys: Any) -> BoardCard:
    """A batch whose art waits for a verdict."""
    known: dict[str, Any] = {
        "batch_id": f"BATCH_{number:03d}",
        "episode": 1,
        "title": f"PIER {number}",
        "status": CardStatus.PROPOSED,
        "duration": Fraction(3 * panels),
        "panels": tuple(a_panel(number * 10 + k) for k in range(panels)),
        "revision": 1,
    }
    return BoardCard(**known | keys)


def a_board(count: int, **keys: Any) -> Board:
    """A wall of so many batches."""
    return Board(1, tuple(a_card(number, **keys) for number in range(1, count + 1)))
