"""What an editor reads about runs: states, reasons, shots and money in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import PassId, file_shot, find_shot_number, shot_order
from engine.domain.money import MICRO
from recoil_desktop.widgets.amounts import amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PAIR = 2

STATE_WORDS = {
    "reserved": "reserved",
    "submitting": "sending",
    "waiting": "waits to be sent",
    "accepted": "queued",
    "queued": "queued",
    "running": "rendering",
    "unreachable": "no answer",
    "cancelling": "cancelling",
    "completed": "fetching",
    "fetching": "fetching",
    "downloaded": "checking",
    "verified": "filing",
    "committed": "filing",
    "charged": "done",
    "failed_free": "failed",
    "failed_billed": "failed, billed",
    "cancelled": "cancelled",
    "unknown": "unknown",
    "lost_remote": "lost at provider",
}
"""The states of the ledger, and those in between, as one word each."""

BLOCK_WORDS = {
    "active_version_not_derived": "this version has no board of its own",
    "no_board": "it has no board",
    "board_proposed": "its board is not approved",
    "board_rejected": "its board was rejected",
    "board_ssot_not_approved": "its approved board is no readable picture",
    "content_drift": "the plan's text changed since this version",
    "corrupt_scene": "its files cannot be read",
    "scene_locked": "it is locked",
    "artifact_missing": "its video is not where it was",
    "candidate_staged": "the plan gives another version than the one that counts",
}
"""Why a batch is not rendered, by the engine's code."""

REMEDIES = {
    "active_version_not_derived": "Approve its board, or mark this version derived.",
    "no_board": "Render and approve its board first.",
    "board_proposed": "Approve or reject its board.",
    "board_rejected": "Render another board.",
    "board_ssot_not_approved": "Approve a board that can be read.",
    "content_drift": "Derive it again, look at what differs, and conform.",
    "corrupt_scene": "Mend the file, or restore a snapshot.",
    "artifact_missing": "Put the video back, or let missing videos be rendered again.",
    "candidate_staged": "Look at what differs, then conform to it.",
}
"""What an editor can do about it."""

CHECK_WORDS = {
    "decodable": "Decodable",
    "duration": "Length",
    "size": "Size",
    "black": "Not black",
    "frozen": "Not frozen",
    "start_frame": "Start frame",
    "cuts": "Cuts",
    "identity": "Identity",
}
"""The checks of a take by their names in the engine."""


def block_words(code: str) -> str:
    """Why a batch or beat is blocked; a sentence that is none of the codes stays as it is."""
    return BLOCK_WORDS.get(code, code.replace("_", " ") if " " not in code else code)


def check_words(name: str) -> str:
    """A check's name for people."""
    return CHECK_WORDS.get(name, name.replace("_", " ").capitalize())


def batch_title(scene_id: str) -> str:
    """A batch in a few words: passes as the tree calls them."""
    found = PassId.find(scene_id)
    return found.title if found is not None else scene_id


def batch_name(scene_id: str) -> str:
    """A batch where its shots stand beside it: of a pass its number and tag."""
    found = PassId.find(scene_id)
    return scene_id if found is None else f"{found.counter:03d} {found.tag or ''}".strip()


def shots_in_words(shots: Sequence[str]) -> str:
    """``SH1–3, 10`` for EP001_SH01, 02, 03 and 10; what is no shot stays as it is."""
    numbers = [(file_shot(s) if find_shot_number(s) else s) for s in sorted(shots, key=shot_order)]
    words = [_run_in_words(run) for run in _runs(numbers)]
    return f"SH{', '.join(words)}" if words else ""


def money(micro: int | None) -> str:
    """``$0.42``; nothing is a dash, as what nobody knows is."""
    return "–" if micro is None else amount(micro)


def price(per_second: int | None, per_image: int | None) -> str:
    """What a model costs: ``$0.30 / s``, ``free``, ``price unknown``."""
    if per_second is None and per_image is None:
        return "price unknown"
    if not per_second and not per_image:
        return "free"
    if per_second is not None:
        return f"${per_second / MICRO:.3g} / s"
    return f"${(per_image or 0) / MICRO:.3g} / picture"


def counted(number: int, thing: str, many: str = "") -> str:
    """``1 beat``, ``3 beats``, ``1,000 beats``."""
    return f"{number:,} {thing if number == 1 else many or thing + 's'}"


def seconds(length: float) -> str:
    """``9 s``, ``12.25 s``."""
    return f"{length:,.2f}".rstrip("0").rstrip(".") + " s"


def listed(words: Iterable[str]) -> str:
    """The words that say something, with dots between."""
    return " · ".join(word for word in words if word)


def _run_in_words(run: Sequence[str]) -> str:
    return f"{run[0]}–{run[-1]}" if len(run) > _PAIR else ", ".join(run)


def _runs(numbers: Sequence[str]) -> list[list[str]]:
    """Neighbours together: 1, 2, 3 and 10."""
    runs: list[list[str]] = []
    for number in numbers:
        is_next = (
            bool(runs)
            and number.isdecimal()
            and runs[-1][-1].isdecimal()
            and int(number) == int(runs[-1][-1]) + 1
        )
        if is_next:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
