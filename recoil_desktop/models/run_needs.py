"""What of an episode's runs waits for a person, and what that person can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from recoil_desktop.models.run_line import LineKind, RunLine, Stage
from recoil_desktop.models.run_words import (
    REMEDIES,
    STATE_WORDS,
    batch_name,
    batch_title,
    block_words,
    counted,
    listed,
    money,
    shots_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.domain.run_sight import EpisodeSight, OpenJob, ReviewSight, SceneSight


class Verb(StrEnum):
    """What can be done about a need; the window carries it out."""

    FOUND = "found"
    PAY_AGAIN = "pay again"
    GIVE_UP = "give up"
    COLLECT = "collect"
    COMPARE = "compare"
    MARK_DERIVED = "mark derived"
    DERIVE = "derive"
    LOCATE = "locate"
    FETCH = "fetch"
    RENDER_AGAIN = "render again"
    SHOW = "show"
    RESOLVE = "resolve"


WORDS: dict[Verb, tuple[str, str]] = {
    Verb.FOUND: ("Found…", "You found the job at its provider: say under which request id"),
    Verb.PAY_AGAIN: ("Pay again…", "Send the same once more; both may be charged"),
    Verb.GIVE_UP: ("Give up…", "Count it as lost and release its money"),
    Verb.COLLECT: ("Collect", "Fetch what is finished; nothing new is sent"),
    Verb.COMPARE: ("Compare", "Show what differs from the version that counts"),
    Verb.MARK_DERIVED: ("Mark derived", "Its boards are good enough for this version"),
    Verb.DERIVE: ("Derive again", "Make a candidate of what the plan says now"),
    Verb.LOCATE: ("Locate…", "Choose the file that was moved or renamed"),
    Verb.FETCH: ("Download again", "Fetch it from its provider once more; that costs nothing"),
    Verb.RENDER_AGAIN: ("Render again…", "Look at what a new take would cost first"),
    Verb.SHOW: ("Show", "Go to its line"),
    Verb.RESOLVE: ("Resolve…", "Say what was decided; it leaves the queue"),
}
"""What stands on the button of a verb, and what its tooltip says."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits. ``key`` is unique among them; ``tone`` is a colour of the theme."""

    key: str
    title: str
    detail: str
    icon: str
    tone: str
    verbs: tuple[Verb, ...]
    scene_id: str = ""
    beat_id: str = ""
    dispatch_id: str = ""
    output: str = ""
    version: int = 0
    review_id: str = ""
    charge_micro: int = 0  # what is charged when nobody knows better


def needs_of(
    sight: EpisodeSight | None, lines: Sequence[RunLine], *, is_running: bool
) -> tuple[Need, ...]:
    """Everything that waits, what costs money first."""
    if sight is None:
        return ()
    found: list[Need] = [_unknown(job) for job in sight.jobs if job.needs_person]
    if not is_running and not sight.run_by:
        found += _collectable([job for job in sight.jobs if not job.needs_person and job.was_sent])
    found += [_review(one) for one in sight.reviews]
    found += _lost(lines)
    found += [_candidate(scene) for scene in sight.scenes if scene.candidates]
    found += _gates(lines, {scene.scene_id: scene for scene in sight.scenes})
    return tuple(found)


def _unknown(job: OpenJob) -> Need:
    is_lost = job.state == "lost_remote"
    what = "does not know the job any more" if is_lost else "may have taken the job"
    return Need(
        key=f"job {job.dispatch_id}",
        title=f"{job.provider} {what}: {batch_title(job.scene_id)}",
        detail=listed((job.reason, f"{money(job.held_micro)} stay reserved")),
        icon="question",
        tone="warn",
        verbs=(Verb.FOUND, Verb.PAY_AGAIN, Verb.GIVE_UP),
        scene_id=job.scene_id,
        beat_id=job.beat_id,
        dispatch_id=job.dispatch_id,
        charge_micro=job.estimate_micro,
    )


def _collectable(jobs: Sequence[OpenJob]) -> list[Need]:
    if not jobs:
        return []
    where = ", ".join(dict.fromkeys(job.provider for job in jobs))
    states = dict.fromkeys(STATE_WORDS.get(job.state, job.state) for job in jobs)
    return [
        Need(
            key="collect",
            title=f"{counted(len(jobs), 'job')} at {where}",
            detail=f"{', '.join(states)}; fetching costs nothing",
            icon="download",
            tone="info",
            verbs=(Verb.COLLECT,),
        )
    ]


def _review(review: ReviewSight) -> Need:
    batch = batch_name(review.scene_id) if review.scene_id else ""
    mode = "" if review.failure_mode == "unknown" else review.failure_mode.replace("_", " ")
    tries = counted(review.attempts, "attempt") if review.attempts else ""
    return Need(
        key=f"review {review.review_id}",
        title=f"{listed((batch, shots_in_words(review.shot_ids)))}: only you can judge it",
        detail=listed((review.reason, mode if mode not in review.reason else "", tries)),
        icon="eye",
        tone="warn",
        verbs=(Verb.SHOW, Verb.RESOLVE) if review.scene_id else (Verb.RESOLVE,),
        scene_id=review.scene_id,
        beat_id=review.beat_id,
        review_id=review.review_id,
        output=review.output,
    )


def _lost(lines: Sequence[RunLine]) -> Iterator[Need]:
    """Takes whose video vanished, or whose references are not what they were."""
    for beat in _beats(lines):
        is_stale = beat.stage is Stage.QUESTION and beat.word == "references changed"
        if not beat.is_missing and not is_stale:
            continue
        found = (Verb.LOCATE, Verb.FETCH) if beat.is_missing else ()
        yield Need(
            key=f"take {beat.beat_id}",
            title=listed((batch_title(beat.scene_id), shots_in_words(beat.shot_ids))),
            detail=_lost_words(beat),
            icon="eye-off" if beat.is_missing else "refresh",
            tone="warn",
            verbs=(*found, Verb.RENDER_AGAIN),
            scene_id=beat.scene_id,
            beat_id=beat.beat_id,
            output=beat.output,
        )


def _lost_words(beat: RunLine) -> str:
    if beat.is_missing:
        return f"{beat.output.rpartition('/')[2] or 'its video'} is not there any more"
    return "its references changed since it was rendered"


def _candidate(scene: SceneSight) -> Need:
    newest = scene.candidates[-1]
    return Need(
        key=f"candidate {scene.scene_id}",
        title=f"{batch_title(scene.scene_id)}: version {newest} waits",
        detail=f"version {scene.version} counts until you conform",
        icon="versions",
        tone="info",
        verbs=(Verb.COMPARE,),
        scene_id=scene.scene_id,
        version=newest,
    )


def _gates(lines: Sequence[RunLine], scenes: dict[str, SceneSight]) -> Iterator[Need]:
    for line in lines:
        is_gated = any(one.stage is Stage.BLOCKED for one in (line, *line.children))
        scene = scenes.get(line.scene_id)
        if not is_gated or (scene is not None and scene.candidates):
            continue  # a candidate that waits is told already
        code = scene.blocked if scene is not None else ""
        reason = line.reason or next((one.reason for one in line.children if one.reason), "")
        yield Need(
            key=f"gate {line.scene_id}",
            title=f"{batch_title(line.scene_id)} is blocked",
            detail=listed((reason or block_words(code), REMEDIES.get(code, ""))),
            icon="lock",
            tone="warn",
            verbs=_gate_verbs(code, reason),
            scene_id=line.scene_id,
            version=scene.version if scene is not None else 1,
        )


def _gate_verbs(code: str, reason: str) -> tuple[Verb, ...]:
    if code == "active_version_not_derived":
        return (Verb.MARK_DERIVED,)
    return (Verb.DERIVE,) if "changed since version" in reason else (Verb.SHOW,)


def _beats(lines: Sequence[RunLine]) -> Iterator[RunLine]:
    for line in lines:
        if line.beat_id:
            yield line
        else:
            yield from (one for one in line.children if one.kind is LineKind.BEAT)
