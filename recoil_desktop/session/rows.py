"""Turns what waits and what was done into rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recoil_desktop.models.rows_model import Row
from recoil_desktop.models.run_words import batch_title

if TYPE_CHECKING:
    from engine.store.journal import AppliedChange
    from recoil_desktop.actions.review_state import WaitingPass

_CLOCK = slice(11, 16)


def review_row(waiting: WaitingPass) -> Row:
    """A pass that waits for its editor."""
    note = waiting.note or "its cuts differ from the plan"
    title = batch_title(waiting.pass_id)
    return Row(waiting.pass_id, title, note, "", "cut", "warn",
               item=waiting.pass_id)  # fmt: skip


def history_row(change: AppliedChange) -> Row:
    """A change of the project; a taken back one is quiet."""
    count = len(change.paths)
    files = "1 file" if count == 1 else f"{count} files"
    detail = f"taken back · {files}" if change.is_undone else files
    when = change.at[_CLOCK]
    icon, tone = ("undo", "muted") if change.is_undone else ("history", "")
    return Row(change.id, change.title, detail, when, icon, tone, item=change.id)
