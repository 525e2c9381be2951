"""An episode's account as rows: shots without a clip, clips without a shot."""

from __future__ import annotations

from engine.domain.account import Account, ClipWithoutShot, Lack, ShotWithoutClip, Stray
from engine.domain.ids import file_shot, find_shot_number
from recoil_desktop.models.rows_model import Row
from recoil_desktop.models.run_words import counted

_LOOKS = {
    Lack.UNREADABLE: ("error", "bad"),
    Lack.REJECTED: ("reject", "bad"),
    Lack.ARCHIVED: ("archive", ""),
    Lack.STILL: ("picture", ""),
    Lack.ADDED: ("extra", ""),
    Lack.REVIEW: ("cut", "warn"),
    Lack.UNCUT: ("cut", ""),
    Lack.CUTTING: ("activity", "info"),
    Lack.CLIP_GONE: ("eye-off", "warn"),
    Lack.PASS_FAILED: ("error", "bad"),
    Lack.VIDEO_GONE: ("eye-off", "warn"),
    Lack.UNKNOWN_JOB: ("question", "warn"),
    Lack.RENDERING: ("activity", "info"),
    Lack.JUDGEMENT: ("eye", "warn"),
    Lack.GATE: ("lock", "warn"),
    Lack.FAILED: ("error", "bad"),
    Lack.PENDING: ("clock", ""),
    Lack.UNPLANNED: ("clock", ""),
}
_STRAY_LOOKS = {
    Stray.NO_PLAN: "film",
    Stray.NOT_PLANNED: "question",
    Stray.ADDED: "extra",
    Stray.NO_SHOT: "question",
    Stray.NO_RECORD: "pass",
    Stray.ORPHAN: "quarantine",
}


def shot_row(one: ShotWithoutClip) -> Row:
    """A shot that has no clip."""
    icon, tone = _LOOKS[one.lack]
    number = f"SH{file_shot(one.shot_id).upper()}" if find_shot_number(one.shot_id) else one.shot_id
    return Row(one.shot_id, number, one.reason, "", icon, tone, item=one)


def clip_row(one: ClipWithoutShot) -> Row:
    """A clip that has no shot."""
    icon = _STRAY_LOOKS[one.stray]
    side = one.status.replace("_", " ") if one.status != "untracked" else ""
    return Row(one.path.text, one.path.name, one.reason, side, icon, "", item=one)


def summary_of(account: Account) -> str:
    """How it stands, in one line."""
    if not account.planned:
        return "The episode has no plan"
    if account.covered == account.planned:
        return f"All {counted(account.planned, 'planned shot')} have a clip"
    return f"{account.covered:,} of {counted(account.planned, 'planned shot')} have a clip"
