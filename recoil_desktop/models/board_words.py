"""What a card of the board says in words: its title, length, money, counts and tooltip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.board import CardStatus
from recoil_desktop.models.run_words import batch_title, counted
from recoil_desktop.widgets.amounts import amount

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.domain.board import Board, BoardCard, Panel

STATUS_WORDS = {
    CardStatus.PROPOSED: "proposed",
    CardStatus.APPROVED: "approved",
    CardStatus.REJECTED: "rejected",
    CardStatus.NONE: "",
}
_MINUTE = 60


def card_title(card: BoardCard) -> str:
    """The batch as people call it."""
    return card.title or batch_title(card.batch_id)


def length(seconds: Fraction) -> str:
    """``12.5 s``, ``1:05``."""
    if seconds < _MINUTE:
        return f"{float(seconds):.1f} s"
    return f"{int(seconds // _MINUTE)}:{int(seconds % _MINUTE):02d}"


def facts_line(card: BoardCard) -> str:
    """Length and cost, as far as there are any."""
    parts = [length(card.duration)] if card.duration else []
    if card.spent_micro:
        parts.append(amount(card.spent_micro))
    return "  ·  ".join(parts)


def versions_words(card: BoardCard) -> str:
    """``v2``, and how many candidates wait beside it; nothing for a batch with one version."""
    if card.versions <= 1 and not card.candidates:
        return ""
    waiting = f" +{len(card.candidates)}" if card.candidates else ""
    return f"v{card.active_version}{waiting}"


def status_words(card: BoardCard) -> str:
    """The status as it is said; nothing where there is no board to judge.

    An approval that is not of the newest art says so.
    """
    if card.broken:
        return "broken"
    is_older = card.approved_revision is not None and card.approved_revision != card.revision
    if card.status is CardStatus.PROPOSED and is_older:
        return f"new since v{card.approved_revision}"
    return STATUS_WORDS[card.status]


def card_tip(card: BoardCard) -> str:
    """Everything about a card that its picture may leave out."""
    if card.broken:
        return f"{card_title(card)} can't be read: {card.broken}"
    lines = [f"{card_title(card)}  ·  {card.batch_id}"]
    facts = [status_words(card), counted(len(card.panels), "panel"), facts_line(card)]
    lines.append("  ·  ".join(part for part in (*facts, card.modality.replace("_", " ")) if part))
    if card.candidates:
        waiting = ", ".join(f"v{number}" for number in card.candidates)
        lines.append(f"Version {card.active_version} counts; {waiting} may take its place")
    if card.open_comments:
        lines.append(counted(card.open_comments, "open comment"))
    lines += [f"Stale: {cause}" for cause in card.stale]
    return "\n".join(lines)


def short_number(number: str) -> str:
    """``5``, ``33a`` for a shot's normal number 005, 033a."""
    return number.lstrip("0") or number


def panel_tip(panel: Panel) -> str:
    """What a panel shows."""
    head = [f"Shot {short_number(panel.number)}", panel.status.replace("_", " ")]
    if panel.duration:
        head.append(length(panel.duration))
    lines = ["  ·  ".join(part for part in head if part)]
    if panel.title:
        lines.append(panel.title)
    if panel.is_reference:
        lines.append("A reference of another shot")
    if panel.open_comments:
        lines.append(counted(panel.open_comments, "open comment"))
    return "\n".join(lines)


def board_summary(board: Board) -> str:
    """How the wall stands, in a line."""
    cards = board.cards
    if not cards:
        return ""
    waiting = sum(card.status is CardStatus.PROPOSED for card in cards)
    stale = sum(bool(card.stale) for card in cards)
    broken = sum(bool(card.broken) for card in cards)
    notes = sum(card.open_comments for card in cards)
    spent = sum(card.spent_micro for card in cards)
    parts = [counted(len(cards), "batch", "batches")]
    for count, words in ((waiting, "to approve"), (stale, "stale"), (broken, "broken")):
        if count:
            parts.append(f"{count:,} {words}")
    if notes:
        parts.append(counted(notes, "comment"))
    if spent:
        parts.append(amount(spent))
    return "  ·  ".join(parts)
