"""How an episode's runs stand, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import episode_id
from recoil_desktop.models.run_line import RunLine, Stage
from recoil_desktop.models.run_words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.run_sight import EpisodeSight
    from recoil_desktop.session.run_in_hand import RunInHand
    from recoil_desktop.session.runs import Runs


def status_of(runs: Runs) -> tuple[str, str]:
    """The line of the head, and its tone in the style sheet."""
    sight, run, book = runs.sight, runs.run, runs.book
    beats = list(beats_of(book.tree))
    done = sum(beat.stage is Stage.DONE for beat in beats)
    count = f"{done:,} of {counted(len(beats), 'beat')}" if beats else ""
    if run is not None:
        under_way = sum(beat.stage is Stage.ACTIVE for beat in beats)
        active = f"{under_way:,} under way" if under_way else ""
        return listed((_course(run), count, active, run.order.provider or "")), "status-line"
    if sight is not None and sight.problem:
        return f"The ledger is damaged: {sight.problem}", "bad"
    if sight is not None and sight.is_here:
        return "A new take is being rendered", "status-line"
    if sight is not None and sight.run_by:
        return f"Being run by {sight.run_by}", "warn"
    if book.halted:
        return f"Stopped: {book.halted}", "bad"
    return (f"{count} rendered" if count else ""), "muted"


def interrupted_words(sight: EpisodeSight) -> str:
    """What an interrupted run left behind."""
    jobs = [job for job in sight.jobs if not job.needs_person]
    sent = [job for job in jobs if job.was_sent]
    where = ", ".join(dict.fromkeys(job.provider for job in sent))
    held = len(jobs) - len(sent)
    parts = (
        f"{counted(len(sent), 'job')} at {where}" if sent else "",
        f"{counted(held, 'take')} reserved, not sent" if held else "",
    )
    told = ", ".join(part for part in parts if part)
    return f"A run of {episode_id(sight.episode)} was interrupted: {told}."


def beats_of(root: RunLine) -> Iterator[RunLine]:
    """Every beat; a batch of one is its beat."""
    for line in root.children:
        if line.beat_id:
            yield line
        else:
            yield from line.children


def _course(run: RunInHand) -> str:
    if run.is_cancelling:
        return "Cancelling, waiting for the provider's last word"
    if run.is_stopping:
        return "Stopping after the current takes"
    return "Paused" if run.is_paused else "Rendering"
