"""Reroll: one fresh take of exactly one batch that has a good one already (04, ``--new-take``).

Everything is looked at first; what was found is handed to the dispatch, which refuses when the
batch is another by then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.domain.names import Strategy, parse_pass_name
from engine.domain.scene_drift import Drift, drift
from engine.domain.scene_operations import all_of, set_inputs, set_primary
from engine.domain.scenes import Modality
from engine.errors import RecoilError, UserError
from engine.orchestration.forecast import planned_beat
from engine.orchestration.keeping import Keeper, keeping
from engine.orchestration.order import DryReport, RunReport
from engine.orchestration.payload import PayloadRefused, build_payload
from engine.orchestration.planning import Course, plan_run
from engine.orchestration.preflight import Doubt, doubtful_take
from engine.orchestration.proposing import AUTO, Proposal, changed, propose
from engine.orchestration.take_making import Primary, SceneBody, TakeMaker, TakePlace
from engine.orchestration.take_names import render_name
from engine.orchestration.take_shelf import TakeShelf
from engine.workspace.references import check_references

if TYPE_CHECKING:
    from engine.domain.scene_operations import Operation
    from engine.domain.scenes import Beat, Take
    from engine.orchestration.desk import Desk
    from engine.orchestration.payload import Payload
    from engine.orchestration.payload_overrides import PayloadOverrides
    from engine.orchestration.planning import PlannedScene

OPERATION = "reroll"


class RerollRefused(UserError):
    """A reroll that is not to be: nothing was sent and nothing changed; ``code`` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class RerollWish:
    """What is wanted: of which batch (None: the one the order leaves), and how it differs.

    ``strategy`` changes the payload as after a failure; ``auto`` is what the last rejection asks
    for, empty is the same again.
    """

    batch: str | None = None
    seed: int | None = None
    note: str = ""
    make_primary: bool = False
    strategy: str = ""


@dataclass(frozen=True, slots=True)
class Preflighted:
    """A batch that was looked at and may be rerolled; ``version`` is what it was then."""

    planned: PlannedScene
    beat: Beat
    payload: Payload
    place: TakePlace
    cleared: Take | None = None
    proposal: Proposal | None = None

    @property
    def version(self) -> int:
        """The version of the body that was looked at."""
        return self.planned.version


def preflight(desk: Desk, wish: RerollWish) -> Preflighted:
    """Look at everything; reads only.

    Raises:
        RerollRefused: with one of the codes of 04.
        NotFound, UserError: there is no such batch, or the order cannot be honoured.
        ReferencesBroken: a reference is missing or no picture.
    """
    planned, beat = _the_one_beat(desk, wish)
    _check_drift(planned)
    payload, proposal = _payload(desk, planned, beat, wish)
    stale = _stale(desk, beat, payload)
    if stale is not None and wish.batch is None:
        raise RerollRefused("reroll_refs_drifted", f"{beat.beat_id}: {stale}")
    _check_identity(beat, payload, has_stamp=wish.batch is not None)
    check_references(desk.project, payload.references)
    _check_name(desk, beat, payload)
    index = beat.next_index()
    primary = Primary.ALWAYS if wish.make_primary else Primary.NEVER
    where = (planned.scene_id, planned.version, beat.beat_id)
    cleared = beat.primary_take() if stale is not None else None
    if cleared is not None:
        primary = Primary.IF_NONE
    place = TakePlace(*where, index, f"reroll {index}", primary)
    return Preflighted(planned, beat, payload, place, cleared, proposal)


def dry_reroll(desk: Desk, wish: RerollWish) -> DryReport:
    """What the reroll would cost; nothing was written."""
    ready = preflight(desk, wish)
    beat = planned_beat(desk, ready.planned, ready.beat, ready.payload)
    return DryReport((beat,), beat.estimate_micro or 0, proposal=ready.proposal)


async def reroll(desk: Desk, wish: RerollWish, ready: Preflighted | None = None) -> RunReport:
    """Make the one take.

    ``ready`` is what a preflight found earlier; it is looked at anew when there is none.

    Raises:
        RerollRefused: the preflight refuses, or the batch is another than the one looked at.
        Busy: the episode is being run.
        BudgetExceeded: nothing was sent.
    """
    desk.dispatcher()
    await desk.room.do(preflight, desk, wish)
    with keeping(desk.project, Keeper.of_episode(desk.order.episode)):
        now = await desk.room.do(preflight, desk, wish)
        if ready is not None and ready.version != now.version:
            raise RerollRefused(
                "reroll_preflight_required",
                f"{now.planned.scene_id} changed since it was looked at: look again",
            )
        return await _made(desk, now)


async def _made(desk: Desk, ready: Preflighted) -> RunReport:
    planned = ready.planned
    body = SceneBody(desk, planned.scene_id, planned.version)
    if ready.cleared is not None:
        await desk.room.do(body.save, _clearing(ready))
    shelf = await desk.room.do(TakeShelf.of, desk.project, desk.order.episode)
    maker = TakeMaker(desk, shelf, body)
    before = (await desk.room.do(desk.project.ledger.view)).figures().billed
    halted: RecoilError | None = None
    try:
        await maker.make(ready.payload, ready.place)
    except RecoilError as error:
        halted = error
    figures = (await desk.room.do(desk.project.ledger.view)).figures()
    return RunReport(
        run_id=desk.run_id,
        scenes=({"scene_id": planned.scene_id, "version": planned.version, "status": "rerolled"},),
        rendered_shot_ids=tuple(maker.rendered_shots),
        spent_micro=figures.billed - before,
        reserved_micro=figures.reserved,
        outputs=tuple(maker.outputs),
        failed={ready.beat.beat_id: maker.error} if maker.error else {},
        halted=None if halted is None else halted.as_json(),
    )


# -- the preflight -----------------------------------------------------------


def _the_one_beat(desk: Desk, wish: RerollWish) -> tuple[PlannedScene, Beat]:
    order = desk.order if wish.batch is None else replace(desk.order, scenes=(wish.batch,))
    plan = plan_run(desk.project, order)
    if wish.batch is None and order.strategy != Strategy.COVERAGE:
        raise RerollRefused(
            "reroll_non_coverage_deferred", "a reroll needs a batch, or one coverage pass"
        )
    beats = [(planned, beat) for planned, beat in plan.beats()]
    batches = [one for one in beats if one[1].modality == Modality.R2V_MULTI]
    others = [beat for _, beat in beats if beat.modality != Modality.R2V_MULTI]
    if len(batches) != 1 or any(not _is_done(beat) for beat in others):
        raise RerollRefused(
            "new_take_requires_single_r2v_multi_beat",
            f"a new take is of exactly one batch: {len(batches)} fit, {len(others)} single shots",
        )
    planned, beat = batches[0]
    if not _is_done(beat):
        raise RerollRefused(
            "reroll_requires_succeeded_primary", f"{beat.beat_id} has no good take yet: generate it"
        )
    return planned, beat


def _is_done(beat: Beat) -> bool:
    primary = beat.primary_take()
    return primary is not None and primary.has_succeeded


def _check_drift(planned: PlannedScene) -> None:
    if planned.course is Course.CORRUPT and planned.trouble is not None:
        raise planned.trouble
    found = drift(planned.scene, planned.derived)
    if planned.course is not Course.RENDER or found not in {Drift.NONE, Drift.METADATA}:
        raise RerollRefused(
            "reroll_segment_drift",
            f"the plan of {planned.scene_id} changed since its take: rederive and conform",
        )


def _payload(
    desk: Desk, planned: PlannedScene, beat: Beat, wish: RerollWish
) -> tuple[Payload, Proposal | None]:
    """The payload, changed by the strategy that is wanted, and what would be proposed."""
    overrides = replace(desk.overrides(), seed=wish.seed, note=wish.note)
    plain = _built(desk, planned, beat, overrides)
    proposal = propose(desk.project, beat, plain, overrides)
    wanted = wish.strategy
    if wanted == AUTO:
        wanted = proposal.best if proposal else ""
    if proposal is not None:
        proposal = replace(proposal, chosen=wanted)
    if not wanted:
        return plain, proposal
    word = proposal.word if proposal else None
    try:
        overrides = changed(wanted, word, plain, overrides, beat.next_index())
    except UserError as error:
        raise RerollRefused("reroll_strategy_unusable", f"{beat.beat_id}: {error}") from error
    return _built(desk, planned, beat, overrides), proposal


def _built(desk: Desk, planned: PlannedScene, beat: Beat, overrides: PayloadOverrides) -> Payload:
    try:
        return build_payload(
            beat,
            planned.scene,
            beat.next_index(),
            overrides,
            defaults=desk.defaults(),
            scene_version=planned.version,
        )
    except PayloadRefused as error:
        raise RerollRefused("reroll_identity_unresolvable", str(error)) from error


def _stale(desk: Desk, beat: Beat, payload: Payload) -> str | None:
    """What is wrong with the primary; a file that is gone is refused, whatever is wanted."""
    doubt = doubtful_take(desk.project, beat, payload.references)
    if doubt is None:
        return None
    if doubt.doubt is Doubt.MISSING:
        raise RerollRefused("reroll_requires_succeeded_primary", f"{beat.beat_id}: {doubt.message}")
    return doubt.message


def _check_identity(beat: Beat, payload: Payload, *, has_stamp: bool) -> None:
    """The file of the primary says which group it is; a named batch may say it by its stamp."""
    take = beat.primary_take()
    shown = (take.output_path or "") if take else ""
    name = parse_pass_name(shown.rpartition("/")[2])
    if name is None:
        if has_stamp:
            return
        raise RerollRefused(
            "reroll_identity_unresolvable", f"the name of {shown or 'the take'} says no group"
        )
    identity = payload.identity
    # The old grammar called every pass a coverage pass of its counter.
    if not has_stamp and (name.strategy, name.ordinal) != (identity.strategy, identity.ordinal):
        raise RerollRefused(
            "reroll_identity_unresolvable", f"{shown} belongs to another group than {beat.beat_id}"
        )


def _check_name(desk: Desk, beat: Beat, payload: Payload) -> None:
    """The new take's number follows those of the beat; what lies there is somebody else's."""
    own = (parse_pass_name((take.output_path or "").rpartition("/")[2]) for take in beat.takes)
    wanted = max((name.take for name in own if name), default=0) + 1
    shelf = TakeShelf.of(desk.project, desk.order.episode)
    number, _ = shelf.next_name(payload.identity, payload.tag, payload.modality)
    if number != wanted:
        name = render_name(payload.identity, payload.tag, payload.episode, wanted)
        raise RerollRefused("reroll_collision", f"the name is taken: {shelf.target(name)}")


def _clearing(ready: Preflighted) -> Operation:
    """Take the stale primary away, marked, so that nobody wonders why it does not count."""
    beat_id, take = ready.beat.beat_id, ready.cleared
    marked = {"reroll_cleared_stale": take.take_id if take else None}
    return all_of(set_primary(beat_id, None), set_inputs(beat_id, marked))
