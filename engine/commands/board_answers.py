"""What the commands about boards answer, for programs and for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.commands.answers import counted
from engine.domain.money import format_usd, micro_to_usd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from engine.domain.board import Board, BoardCard, Panel
    from engine.orchestration.board_order import BoardsReport

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """The wall of an episode."""

    board: Board

    def as_json(self) -> Json:
        """Every card with its panels."""
        return {
            "episode": self.board.episode,
            "batches": [card_json(card) for card in self.board.cards],
        }

    def lines(self) -> Iterator[str]:
        """A line a card, and what is to be known of it below."""
        for card in self.board.cards:
            yield _line(card)
            yield from (f"  stale: {cause}" for cause in card.stale)
        if not self.board.cards:
            how = f"recoil rederive --episode {self.board.episode}"
            yield f"no batches yet: derive them from the plan with {how}"


@dataclass(frozen=True, slots=True)
class RenderedBoards:
    """Boards that were rendered, or what it would cost."""

    report: BoardsReport
    states: Mapping[str, str]

    @property
    def failure(self) -> str:
        """One line when a board could not be rendered; empty otherwise."""
        bad = [row for row in self.report.rows if row.problem]
        if len(bad) == 1:
            return f"{bad[0].batch_id}: {bad[0].problem}"
        return f"{len(bad)} boards were not rendered" if bad else ""

    def as_json(self) -> Json:
        """Every board with its file and its cost; money in dollars."""
        return {
            "episode": self.report.episode,
            "dry_run": self.report.is_dry,
            "boards": [row.as_json() for row in self.report.rows],
            "batches": dict(self.states),
            "estimate_usd": micro_to_usd(self.report.estimate_micro),
            "spent_usd": micro_to_usd(self.report.spent_micro),
        }

    def lines(self) -> Iterator[str]:
        """A line a board, and the sum."""
        for row in self.report.rows:
            if row.problem:
                yield f"{row.batch_id}: {row.problem}"
            elif self.report.is_dry:
                yield f"{row.batch_id} v{row.revision}  {row.model}  {_usd(row.estimate_micro)}"
            else:
                yield f"{row.batch_id} v{row.revision}  {row.artifact}"
            yield from (f"  {note}" for note in row.notes)
        if self.report.is_dry:
            yield f"{_usd(self.report.estimate_micro)} for {self._count()}"
        else:
            yield f"{_usd(self.report.spent_micro)} spent"

    def _count(self) -> str:
        return counted(sum(not row.problem for row in self.report.rows), "board")


def card_json(card: BoardCard) -> Json:
    """A card as commands answer it; lengths in seconds, money in dollars."""
    return {
        "batch_id": card.batch_id,
        "title": card.title,
        "status": card.status.value,
        "modality": card.modality,
        "duration_s": _number(card.duration),
        "spent_usd": micro_to_usd(card.spent_micro),
        "active_version": card.active_version,
        "candidates": list(card.candidates),
        "versions": card.versions,
        "art": None if card.art is None else str(card.art),
        "revision": card.revision,
        "approved_revision": card.approved_revision,
        "open_comments": card.open_comments,
        "stale": list(card.stale),
        "broken": card.broken or None,
        "panels": [_panel_json(panel) for panel in card.panels],
    }


def _panel_json(panel: Panel) -> Json:
    return {
        "segment_id": panel.segment_id,
        "shot_id": panel.shot_id,
        "title": panel.title,
        "duration_s": None if panel.duration is None else _number(panel.duration),
        "picture": None if panel.picture is None else str(panel.picture),
        "picture_kind": panel.picture_kind.value,
        "area": None if panel.area is None else list(panel.area),
        "take": None if panel.take is None else str(panel.take),
        "start_s": None if panel.start is None else _number(panel.start),
        "status": panel.status,
        "open_comments": panel.open_comments,
        "is_reference": panel.is_reference,
    }


def _line(card: BoardCard) -> str:
    if card.broken:
        return f"{card.batch_id}  broken: {card.broken}"
    parts = [card.batch_id, card.title, card.status.value, counted(len(card.panels), "panel")]
    if card.revision is not None:
        parts.append(f"board v{card.revision}")
    if card.candidates:
        parts.append(counted(len(card.candidates), "candidate"))
    if card.spent_micro:
        parts.append(_usd(card.spent_micro))
    if card.open_comments:
        parts.append(counted(card.open_comments, "open comment"))
    return "  ".join(part for part in parts if part)


def _usd(micro: int) -> str:
    return format_usd(micro)


def _number(length: Fraction) -> int | float:
    """A length of time as documents hold it."""
    from engine.domain.canonical import as_number  # late: brings pydantic

    return as_number(length)
