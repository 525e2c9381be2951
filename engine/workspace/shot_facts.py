"""Everything that is known about one shot, from all documents that speak of it; reads only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.ids import same_shot, shot_episode, shot_number
from engine.domain.money import usd_to_micro
from engine.errors import RecoilError, UserError
from engine.workspace.episode_shots import PENDING, best_status
from engine.workspace.pass_videos import shots_of
from engine.workspace.shot_takes import ShotTake, takes_of, whole_shot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from engine.domain.passes import PassRecord
    from engine.domain.plan import Shot
    from engine.domain.scenes import Beat, Take
    from engine.domain.shot_states import ShotState
    from engine.store.project import Project

USUAL_MOST_TAKES = 3


@dataclass(frozen=True, slots=True)
class InPass:
    """A coverage pass that holds the shot: where it lies in it, in seconds, and how long it should.

    ``start`` and ``end`` are None while the pass is not cut.
    """

    pass_id: str
    status: str
    index: int
    start: float | None = None
    end: float | None = None
    planned: Fraction | None = None
    video: str = ""


@dataclass(frozen=True, slots=True)
class ShotFacts:
    """One shot as its pane shows it. Money in micro-dollars, the planned length in seconds."""

    shot_id: str
    number: str
    episode: int
    status: str
    state: str = ""  # how far other tools say it is
    attempts: int = 0
    most_attempts: int = USUAL_MOST_TAKES
    cost_micro: int | None = None
    gates: dict[str, str] = field(default_factory=dict)
    start_frame: str = ""
    prompt: str = ""
    planned: Fraction | None = None
    takes: tuple[ShotTake, ...] = ()
    passes: tuple[InPass, ...] = ()
    rejection_reason: str = ""
    failure_mode: str = ""
    troubles: tuple[str, ...] = ()


def shot_facts(project: Project, shot: str, takes: tuple[ShotTake, ...] | None = None) -> ShotFacts:
    """What is known about a shot; ``takes`` are its files, where somebody knows them already.

    Raises:
        UserError: it is no whole shot id.
        NotFound: nobody knows such a shot.
        CorruptFile: the plan, the passes or the pass state cannot be read.
    """
    whole = whole_shot(project, shot)
    episode = shot_episode(whole)
    troubles: list[str] = []
    state = _state(project, episode, whole, troubles)
    planned = _planned(project, episode, whole)
    takes = takes_of(project, whole) if takes is None else takes
    passes = tuple(_passes(project, episode, whole))
    beats = tuple(_beats(project, episode, whole, troubles))
    return ShotFacts(
        shot_id=whole,
        number=shot_number(whole),
        episode=episode,
        status=_status(takes, passes),
        state=state.status,
        attempts=_attempts(state, beats, takes),
        most_attempts=_most(project, state, beats),
        cost_micro=_cost(state, takes),
        gates=_gates(state, beats),
        start_frame=state.start_frame or _planned_frame(planned),
        prompt=planned.prompt if planned else "",
        planned=planned.duration if planned else None,
        takes=takes,
        passes=passes,
        rejection_reason=state.rejection_reason,
        failure_mode=state.failure_mode,
        troubles=tuple(troubles),
    )


def _state(project: Project, episode: int, shot: str, troubles: list[str]) -> ShotState:
    from engine.domain.shot_states import ShotState  # late: most looks need no shot

    try:
        return project.shots.read(episode).of(shot)
    except RecoilError as error:  # shown beside everything else that is known
        troubles.append(str(error))
        return ShotState(shot)


def _planned(project: Project, episode: int, shot: str) -> Shot | None:
    plan = project.plans.read(episode)
    return plan.find(shot) if plan else None


def _planned_frame(planned: Shot | None) -> str:
    from engine.domain.raw_entry import START_FRAME, picture_in  # late: likewise

    if planned is None:
        return ""
    try:
        keys = planned.raw | (planned.model_extra or {})
        return picture_in(keys, START_FRAME) or ""
    except UserError:
        return ""


def _passes(project: Project, episode: int, shot: str) -> Iterator[InPass]:
    """The passes that are to hold the shot or hold it, planned ones in the order of the plan."""
    document = project.coverage.read(episode)
    records = project.passes.read(episode).passes
    known = {record.pass_id or key: record for key, record in records.items()}
    seen: set[str] = set()
    for planned in document.passes if document else ():
        for place, segment in enumerate(planned.ordered_segments()):
            if segment.source_shot_id and same_shot(segment.source_shot_id, shot):
                seen.add(planned.pass_id)
                length = _length(segment.duration_s)
                yield _in_pass(planned.pass_id, known.get(planned.pass_id), place, length)
    for pass_id, record in known.items():
        for place, own in enumerate(shots_of(record)):
            if pass_id not in seen and same_shot(own, shot):
                yield _in_pass(pass_id, record, place, None)


def _length(duration: object) -> Fraction | None:
    from engine.domain.coverage import as_seconds  # late: likewise

    return as_seconds(duration)


def _in_pass(
    pass_id: str, record: PassRecord | None, place: int, planned: Fraction | None
) -> InPass:
    if record is None:
        return InPass(pass_id, "", place, planned=planned)
    times = record.segment_timestamps.get(str(place))
    return InPass(
        pass_id,
        record.status or "",
        place,
        times.start if times else None,
        times.end if times else None,
        planned,
        record.video_path or "",
    )


def _beats(project: Project, episode: int, shot: str, troubles: list[str]) -> Iterator[Beat]:
    for scene_id in project.scenes.ids(episode):
        try:
            loaded = project.scenes.load(episode, scene_id)
        except RecoilError as error:
            troubles.append(str(error))
            continue
        for beat in loaded.scene.beats if loaded else ():
            if any(same_shot(own, shot) for own in beat.shot_ids()):
                yield beat


def _status(takes: tuple[ShotTake, ...], passes: tuple[InPass, ...]) -> str:
    """The best status of its files, as the tree has it."""
    found = best_status(take.status for take in takes if not take.trouble)
    return found or (PENDING if passes else "")


def _attempts(state: ShotState, beats: tuple[Beat, ...], takes: tuple[ShotTake, ...]) -> int:
    """What is recorded, else how often it was dispatched, else how many takes there are."""
    if state.attempts is not None:
        return state.attempts
    return sum(len(beat.takes) for beat in beats) or sum(not take.is_extra for take in takes)


def _most(project: Project, state: ShotState, beats: tuple[Beat, ...]) -> int:
    if state.most_attempts is not None:
        return state.most_attempts
    said = [beat.max_takes for beat in beats if beat.max_takes]
    return max(said, default=project.settings.max_takes or USUAL_MOST_TAKES)


def _cost(state: ShotState, takes: tuple[ShotTake, ...]) -> int | None:
    if state.cost_usd is not None:
        try:
            return usd_to_micro(state.cost_usd)
        except UserError:  # an amount nobody can mean is shown as none
            return None
    known = [take.cost_micro for take in takes if take.cost_micro is not None]
    return sum(known) if known else None


def _gates(state: ShotState, beats: tuple[Beat, ...]) -> dict[str, str]:
    """What is recorded of its checks, and the verdict on the take that counts."""
    found = {name: _verdict(value) for name, value in state.gates.items()}
    for beat in beats:
        primary = beat.primary_take() or (beat.takes[-1] if beat.takes else None)
        if primary is not None and (verdict := _gate_verdict(primary)):
            found.setdefault(beat.beat_id, verdict)
    return found


def _gate_verdict(take: Take) -> str:
    said = (result.metadata.get("gate_verdict") for result in reversed(take.results()))
    return next((_verdict(value) for value in said if value is not None), "")


def _verdict(value: object) -> str:
    match value:
        case bool():
            return "passed" if value else "failed"
        case {"verdict": verdict} | {"status": verdict} | {"result": verdict}:
            return _verdict(verdict)
        case {"passed": bool(passed)}:
            return _verdict(passed)
        case None:
            return ""
        case _:
            return str(value)
