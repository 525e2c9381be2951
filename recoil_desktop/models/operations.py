"""Operations of the project's log as rows: what runs elsewhere, what never ended, what was done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from recoil_desktop.models.rows_model import Row
from recoil_desktop.models.run_words import listed

if TYPE_CHECKING:
    from engine.workspace.activity import Activity, Operation

_LOOKS = {
    "completed": ("check-circle", ""),
    "failed": ("error", "bad"),
    "crashed": ("error", "bad"),
}
_WORDS = {"completed": "Done", "failed": "Failed", "crashed": "Its program ended before it did"}


def operation_rows(activity: Activity) -> tuple[Row, ...]:
    """What this window's own jobs do not show already."""
    rows = [_running(one) for one in activity.running if not one.is_here]
    rows += [_dangling(one) for one in activity.dangling]
    rows += [_ended(one) for one in activity.last if _is_worth_telling(one)]
    if activity.trouble:
        title = "The log of operations can't be read"
        rows.insert(0, Row("log", title, activity.trouble, icon="error", tone="bad"))
    return tuple(rows)


def _is_worth_telling(one: Operation) -> bool:
    is_done_part = one.is_part and one.status == "completed"
    return not one.is_here and not is_done_part


def _running(one: Operation) -> Row:
    return Row(f"op {one.op_id}", one.title, f"Running: {one.by}", _clock(one.began),
               "activity", "info")  # fmt: skip


def _dangling(one: Operation) -> Row:
    detail = "It began and never ended; look at what it made"
    return Row(f"op {one.op_id}", one.title, detail, _clock(one.began), "warning", "warn")


def _ended(one: Operation) -> Row:
    icon, tone = _LOOKS.get(one.status, ("info", ""))
    said = _WORDS.get(one.status, one.status)
    took = "" if one.took is None else f"after {one.took:.0f} s"
    detail = one.error or listed((f"{said} {took}".strip(), "another program"))
    return Row(f"op {one.op_id} {one.status}", one.title, detail, _clock(one.ended), icon, tone)


def _clock(stamp: str) -> str:
    """The time of today, the day of any other; what is no time stays as it is."""
    try:
        moment = datetime.fromisoformat(stamp).astimezone()
    except ValueError:
        return stamp
    is_today = moment.date() == datetime.now().astimezone().date()
    return moment.strftime("%H:%M:%S") if is_today else moment.strftime("%d %b")
