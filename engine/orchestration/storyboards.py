"""Storyboards: one picture per batch, drawn by a model for pictures through the dispatch ledger.

Like takes they are reserved, sent once, followed, fetched, checked, filed and charged; what was
drawn becomes the newest revision of the batch's board, and nobody has approved it yet.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.board_art import BOARD_PURPOSE, art_of
from engine.domain.dispatches import DispatchIntent, DispatchState, upper_bound
from engine.domain.scenes import Modality
from engine.errors import RecoilError, Refused, UserError
from engine.orchestration.board_order import BoardRow, BoardsReport, PlannedBoard
from engine.orchestration.board_payload import board_payload, board_provenance
from engine.orchestration.board_recovery import note_forgotten
from engine.orchestration.board_scenes import batch_of, write_body
from engine.orchestration.keeping import Keeper, keeping
from engine.orchestration.take_making import NoBody, Primary, TakeMaker
from engine.orchestration.take_shelf import TakeShelf
from engine.store.ledger import new_dispatch_id
from engine.store.scenes import VersionConflict
from engine.workspace.board_pictures import storyboards
from engine.workspace.references import check_references, made_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.domain.dispatches import Dispatch
    from engine.domain.paths import ProjectPath
    from engine.orchestration.board_order import StoryboardWish
    from engine.orchestration.desk import Desk
    from engine.orchestration.settling import Ending
    from engine.store.project import Project
    from engine.store.scenes import LoadedScene

OPERATION = "draw boards"

_RESERVATIONS = 5  # with another revision each time, when somebody took the one before
_LAST_SEED = 0x7FFF_FFFF


def plan_boards(desk: Desk, wish: StoryboardWish) -> tuple[PlannedBoard, ...]:
    """Look at everything; reads only.

    Raises:
        NotFound: there is no such batch, model or provider.
        UserError: a batch cannot be drawn as its body is, or the model cannot do it.
        ReferencesBroken: a reference is missing or no picture.
        PriceUnknown: nobody knows the price, and no maximum was granted.
        CorruptFile: a batch cannot be read.
    """
    desk.order.check()
    if not wish.batches:
        raise UserError("say at least one batch")
    if wish.seed is not None and not 0 <= wish.seed <= _LAST_SEED:
        raise UserError(f"a seed is between 0 and {_LAST_SEED}: {wish.seed}")
    return tuple(_planned(desk, wish, batch) for batch in dict.fromkeys(wish.batches))


def dry_boards(desk: Desk, wish: StoryboardWish) -> BoardsReport:
    """What it would cost; nothing is written."""
    rows = tuple(
        BoardRow(
            batch_id=planned.batch_id,
            revision=_next_revision(desk.project, planned.loaded),
            model=planned.payload.profile.id,
            estimate_micro=planned.estimate_micro,
            notes=planned.payload.notes,
        )
        for planned in plan_boards(desk, wish)
    )
    return BoardsReport(desk.order.episode, rows, is_dry=True)


async def render_boards(desk: Desk, wish: StoryboardWish) -> BoardsReport:
    """Draw the boards, a few at once; what fails concerns itself alone.

    A board that was sent before and has not come is brought home instead of being sent again.

    Raises:
        Like ``plan_boards``; nothing was begun.
        MissingKey: the provider has no key.
        RecoilError: the only board that was asked for could not be drawn.
    """
    desk.dispatcher()  # a missing key is said before anything else happens
    boards = await desk.room.do(plan_boards, desk, wish)
    await desk.room.do(note_forgotten, desk.project, desk.order.episode)
    about = {"run_id": desk.run_id, "episode": desk.order.episode, "batches": list(wish.batches)}
    operation = await desk.room.do(desk.project.ops.started, OPERATION, about)
    try:
        report = await _all_drawn(desk, wish, boards)
    except RecoilError as error:
        await desk.room.do(desk.project.ops.failed, operation, OPERATION, str(error))
        raise
    drawn = {"artifacts": [row.artifact for row in report.rows if row.artifact]}
    await desk.room.do(desk.project.ops.completed, operation, OPERATION, drawn)
    return report


async def _all_drawn(
    desk: Desk, wish: StoryboardWish, boards: Sequence[PlannedBoard]
) -> BoardsReport:
    if len(boards) == 1:
        return BoardsReport(desk.order.episode, (await _kept(desk, wish, boards[0]),))
    slots = asyncio.Semaphore(desk.order.concurrency)
    work = [_one_of_several(desk, wish, one, slots) for one in boards]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one, name="render a board") for one in work]
    return BoardsReport(desk.order.episode, tuple(task.result() for task in tasks))


# -- looking -----------------------------------------------------------------


def _planned(desk: Desk, wish: StoryboardWish, batch: str) -> PlannedBoard:
    loaded, is_new = batch_of(desk.project, desk.order.episode, batch)
    if loaded.scene.locked:
        raise Refused(f"{batch} is locked")
    payload = board_payload(desk, loaded, seed=wish.seed, note=wish.note)
    check_references(desk.project, payload.inputs)
    image, profile = Modality.IMAGE_T2I.value, payload.profile
    profile.check(image, None, len(payload.references))
    bound = profile.upper_bound(image, None)
    reserve = upper_bound(bound, 1, maximum_micro=desk.order.most_per_job_micro)
    estimate = profile.estimate(image, None)
    likely = reserve if estimate is None else min(estimate, reserve)
    return PlannedBoard(loaded, payload, likely, reserve, is_new)


def _next_revision(project: Project, loaded: LoadedScene) -> int:
    """The number after every one that a file, the ledger or a body has."""
    scene_id, folder = loaded.scene.scene_id, storyboards(loaded.episode)
    own = re.compile(rf"{re.escape(scene_id)}_v([1-9][0-9]{{0,8}})\..*")
    targets = (one.name for one in project.ledger.view().targets() if one.parent == folder)
    names = (own.fullmatch(name) for name in (*project.files.names(folder), *targets))
    used = [int(found[1]) for found in names if found]
    return max((*used, *_revisions(project, loaded)), default=0) + 1


def _revisions(project: Project, loaded: LoadedScene) -> Iterable[int]:
    now = project.scenes.load(loaded.episode, loaded.scene.scene_id, loaded.version)
    for beat in (now or loaded).scene.beats:
        yield from filter(None, (art_of(beat).revision, art_of(beat).approved_revision))


# -- rendering ---------------------------------------------------------------


async def _one_of_several(
    desk: Desk, wish: StoryboardWish, planned: PlannedBoard, slots: asyncio.Semaphore
) -> BoardRow:
    """One board in its turn; whatever is wrong with it is its row's problem alone."""
    async with slots:
        if desk.controls.is_stopping:
            return BoardRow(planned.batch_id, problem="it was not begun")
        try:
            return await _kept(desk, wish, planned)
        except RecoilError as error:
            return BoardRow(planned.batch_id, problem=str(error))


async def _kept(desk: Desk, wish: StoryboardWish, planned: PlannedBoard) -> BoardRow:
    with keeping(desk.project, Keeper.of_board(desk.order.episode, planned.batch_id)):
        return await _drawn(desk, wish, planned)


async def _drawn(desk: Desk, wish: StoryboardWish, planned: PlannedBoard) -> BoardRow:
    if planned.is_new:
        await desk.room.do(write_body, desk.project, planned.loaded)
    dispatch, is_new = await desk.room.do(_reserve, desk, wish, planned)
    if is_new:
        await _check_active(desk, planned, dispatch)
    shelf = TakeShelf(desk.project, desk.order.episode)
    maker = TakeMaker(desk, shelf, NoBody())
    ending = await maker.settle(dispatch, is_reattached=not is_new)
    return _row(planned, ending, is_new=is_new)


def _reserve(desk: Desk, wish: StoryboardWish, planned: PlannedBoard) -> tuple[Dispatch, bool]:
    for attempt in range(1, _RESERVATIONS + 1):
        try:
            reserved = desk.project.ledger.reserve(_intent(desk, wish, planned), desk.caps())
        except Refused:
            if attempt == _RESERVATIONS:
                raise
        else:
            return reserved.dispatch, reserved.is_new
    raise AssertionError("a reservation succeeds or raises")


async def _check_active(desk: Desk, planned: PlannedBoard, dispatch: Dispatch) -> None:
    """Once more, immediately before money is spent: the version that was looked at counts."""
    scenes, ledger = desk.project.scenes, desk.project.ledger
    where = (desk.order.episode, planned.batch_id)
    active = await desk.room.do(scenes.active_version, *where)
    if active != planned.loaded.version:
        await desk.room.do(ledger.note, dispatch.dispatch_id, DispatchState.CANCELLED)
        raise VersionConflict(planned.batch_id, planned.loaded.version, active)


def _intent(desk: Desk, wish: StoryboardWish, planned: PlannedBoard) -> DispatchIntent:
    loaded, payload = planned.loaded, planned.payload
    revision = _next_revision(desk.project, loaded)
    beat_id = loaded.scene.beats[0].beat_id
    return DispatchIntent(
        dispatch_id=new_dispatch_id(),
        episode=desk.order.episode,
        scene_id=planned.batch_id,
        version=loaded.version,
        beat_id=beat_id,
        purpose=BOARD_PURPOSE,
        take_id=f"{beat_id}__board{revision}",
        provider=desk.provider_name,
        model=payload.model,
        modality=Modality.IMAGE_T2I.value,
        shot_ids=payload.shot_ids,
        payload={
            **payload.request,
            "endpoint": payload.profile.endpoint_for(Modality.IMAGE_T2I.value),
            "board_revision": revision,
            "areas": [list(area) for area in payload.sheet.areas],
            "primary": Primary.NEVER.value,
            "provenance": board_provenance(loaded, payload, revision, wish.note),
            **made_from(desk.project, payload.inputs),
        },
        target=_target(desk.order.episode, planned.batch_id, revision),
        estimate_micro=planned.estimate_micro,
        reserve_micro=planned.reserve_micro,
        run_id=desk.run_id,
        program=desk.program,
        created_at=stamp(desk.project.clock.now()),
    )


def _target(episode: int, batch_id: str, revision: int) -> ProjectPath:
    return storyboards(episode) / f"{batch_id}_v{revision}.png"


def _row(planned: PlannedBoard, ending: Ending, *, is_new: bool) -> BoardRow:
    revision = ending.intent.payload.get("board_revision")
    failure = ending.failure or {}
    problem = ending.question if ending.is_open else str(failure.get("error") or "")
    earlier = () if is_new else ("it was sent before, and is fetched",)
    return BoardRow(
        batch_id=planned.batch_id,
        revision=revision if isinstance(revision, int) else 0,
        artifact=ending.output,
        model=ending.dispatch.model,
        estimate_micro=planned.estimate_micro,
        cost_micro=ending.dispatch.charged_micro,
        problem=problem,
        notes=(*earlier, *planned.payload.notes),
    )
