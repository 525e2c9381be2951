"""Boards drawn through the ledger: sent once, filed, proposed; the gate of runs agrees."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.domain.dispatches import DispatchState
from engine.domain.scene_operations import set_board
from engine.errors import Ambiguous, BudgetExceeded, Busy, NotFound, Refused, UserError
from engine.orchestration.board_order import StoryboardWish
from engine.orchestration.collecting import collect
from engine.orchestration.storyboards import dry_boards, render_boards
from engine.orchestration.versions import RederiveOrder, rederive
from engine.providers.base import JobState, JobStatus, ProviderFailure, Unsure
from engine.providers.profiles import Profiles
from engine.workspace.board import board_of
from engine.workspace.board_decisions import BoardWish, approve
from engine.workspace.references import ReferencesBroken
from tests.helpers.boards import a_picture, board_in, boards_of
from tests.helpers.episodes import Stage, a_shot, an_episode, write_plan
from tests.helpers.renderer import ScriptedRenderer
from tests.helpers.store import a_file, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.orchestration.board_order import BoardRow, BoardsReport

CENT = 10_000
PRICE = 4 * CENT
ART = "prep/ep_001/storyboards/BATCH_001_v{}.png"
CALL = {"endpoint": "scripted/one"}


def models(price: float | None = 0.04) -> Profiles:
    model = {
        "id": "scripted-1",
        "title": "Scripted",
        "provider": "scripted",
        "calls": {"video_i2v": CALL, "r2v_multi": CALL, "image_t2i": CALL},
        "usd_per_second": 0.05,
        "usd_per_image": price,
        "priced_on": "2026-11-01",
        "max_references": 2,
        "sizes": [[768, 1376], [1376, 768]],
    }
    return Profiles.load(json.dumps({"schema_version": 1, "note": "", "models": [model]}))


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    picture = tmp_path / "art.png"
    picture.write_bytes(an_art())
    project = boards_of(tmp_path, default_image_model="scripted-1")
    return Stage(project, ScriptedRenderer(picture), models())


def an_art() -> bytes:
    """A picture in which there is something to be seen."""
    import cv2
    import numpy as np

    ramp = np.tile(np.arange(64, dtype=np.uint8) * 4, (64, 1))
    return cv2.imencode(".png", ramp)[1].tobytes()


async def draw(stage: Stage, *batches: str, **wish: object) -> BoardsReport:
    order = {key: wish.pop(key) for key in ("budget_micro", "most_per_job_micro") if key in wish}
    desk = stage.desk(**order)
    try:
        chosen = batches or ("BATCH_001",)
        return await render_boards(desk, StoryboardWish(chosen, **wish))
    finally:
        await desk.close()


def row(report: BoardsReport) -> BoardRow:
    (only,) = report.rows
    return only


async def test_that_a_board_is_drawn_filed_charged_and_proposed(stage: Stage) -> None:
    drawn = row(await draw(stage, seed=7, note="colder light"))

    assert (drawn.revision, drawn.artifact, drawn.cost_micro) == (1, ART.format(1), PRICE)
    board = board_in(stage.project)
    assert (board["status"], board["version"], board["artifact"]) == ("proposed", 1, ART.format(1))
    assert len(board["areas"]) == 3
    sidecar = json.loads((stage.project.root / f"{ART.format(1)}.json").read_text())
    assert (sidecar["source"], sidecar["source_type"]) == ("storyboard", "board")
    assert (sidecar["batch_id"], sidecar["revision"]) == ("BATCH_001", 1)
    assert sidecar["provenance"]["note"] == "colder light"
    (dispatch,) = stage.project.ledger.view().dispatches.values()
    assert (dispatch.state, dispatch.purpose) == (DispatchState.CHARGED, "board")
    card = board_of(stage.project, 1).card("BATCH_001")
    assert card is not None
    assert (card.spent_micro, card.status, card.revision) == (PRICE, "proposed", 1)


async def test_that_the_request_says_what_the_sheet_is_to_show(stage: Stage) -> None:
    await draw(stage, seed=7, note="colder light")

    (request,) = stage.renderer.requests
    said = request.payload
    assert request.modality == "image_t2i"
    assert "3 panels of the same size in one row of 3" in said["prompt"]
    assert "Shot 2 (1 s): Something happens, 2." in said["prompt"]
    assert said["prompt"].endswith("colder light")
    assert (said["size"], said["aspect_ratio"], said["seed"]) == ([1376, 768], "16:9", 7)
    assert "duration_s" not in said
    assert "grouping" not in said


async def test_that_references_of_most_shots_are_sent_first_and_no_more_than_fit(
    stage: Stage,
) -> None:
    for name in ("jade", "lin", "room"):
        a_file(stage.project, f"assets/{name}.png", a_picture())
    refs = (["assets/lin.png"], ["assets/room.png", "assets/jade.png"], ["assets/room.png"])
    shots = [a_shot(n, "ROOF", refs=list(one)) for n, one in enumerate(refs, start=1)]
    write_plan(stage.project, shots)
    for number in (1, 2):
        (stage.project.root / str(stage.project.scenes.path(1, f"BATCH_00{number}"))).unlink()
    rederive(stage.project, RederiveOrder(1))

    drawn = row(await draw(stage))

    assert stage.renderer.requests[0].payload["references"] == ["assets/room.png", "assets/lin.png"]
    assert drawn.notes == ("2 of 3 references are sent: scripted-1 takes no more",)
    assert set(board_in(stage.project)["inputs"]) == {"assets/room.png", "assets/lin.png"}


async def test_that_every_drawing_is_a_revision_and_proposed_again(stage: Stage) -> None:
    await draw(stage)
    approve(stage.project, 1, [BoardWish("BATCH_001")])

    second = row(await draw(stage))

    board = board_in(stage.project)
    assert second.artifact == ART.format(2)
    assert (board["status"], board["version"], board["approved_version"]) == ("proposed", 2, 1)
    assert "approved_sha256" not in board
    assert (stage.project.root / ART.format(1)).is_file()


async def test_that_the_gate_of_runs_asks_for_this_revisions_approval(tmp_path: Path) -> None:
    picture = tmp_path / "art.png"
    picture.write_bytes(an_art())
    project = an_episode(tmp_path, places=("HALL",) * 3, board_gate_episodes=[1])
    rederive(project, RederiveOrder(1))
    stage = Stage(project, ScriptedRenderer(picture), models())
    blocked = [(await stage.run()).blocked]

    await draw(stage)
    blocked.append((await stage.run()).blocked)
    approve(project, 1, [BoardWish("BATCH_001")])
    approved = stage.desk()
    await draw(stage)
    blocked.append((await stage.run()).blocked)
    approve(project, 1, [BoardWish("BATCH_001")])
    a_file(project, ART.format(2), a_picture(99))
    blocked.append((await stage.run()).blocked)

    await approved.close()
    assert blocked == [
        {"BATCH_001": "no_board"},
        {"BATCH_001": "board_proposed"},
        {"BATCH_001": "board_proposed"},
        {"BATCH_001": "board_proposed"},
    ]


async def test_that_what_a_blocked_run_names_can_be_done(tmp_path: Path) -> None:
    picture = tmp_path / "art.png"
    picture.write_bytes(an_art())
    project = an_episode(tmp_path, places=("HALL",) * 3, board_gate_episodes=[1])
    stage = Stage(project, ScriptedRenderer(picture), models())

    report = await stage.run()
    before = snapshot(project)
    dry = dry_boards(stage.desk(), StoryboardWish(("BATCH_001",)))
    is_untouched = snapshot(project) == before
    await draw(stage)

    assert report.remedies == {"BATCH_001": "recoil board render BATCH_001 --episode 1"}
    assert dry.rows[0].revision == 1
    assert is_untouched
    assert board_in(project)["status"] == "proposed"


async def test_that_a_batch_of_single_videos_shares_a_sheet_that_no_model_gets(
    tmp_path: Path,
) -> None:
    picture = tmp_path / "art.png"
    picture.write_bytes(an_art())
    project = an_episode(tmp_path, places=("HALL", "HALL"))
    rederive(project, RederiveOrder(1))
    stage = Stage(project, ScriptedRenderer(picture), models())

    await draw(stage)
    approve(project, 1, [BoardWish("BATCH_001")])
    from engine.orchestration.payload import build_payload

    scene = project.scenes.load(1, "BATCH_001").scene
    payloads = [build_payload(b, scene, 1, defaults=stage.desk().defaults()) for b in scene.beats]

    panels = board_of(project, 1).cards[0].panels
    assert [one.area[0] for one in panels] == [0.0, 0.5]
    assert [p.references for p in payloads] == [(), ()]


async def test_that_the_board_of_a_conformed_version_makes_it_derived(stage: Stage) -> None:
    write_plan(stage.project, [a_shot(n, "KITCHEN", 2) for n in (1, 2, 3)] + [a_shot(4, "HALL")])
    rederive(stage.project, RederiveOrder(1))
    stage.project.scenes.conform(1, "BATCH_001", 2)

    await draw(stage)

    loaded = stage.project.scenes.load(1, "BATCH_001")
    assert (loaded.version, loaded.is_derived) == (2, True)
    assert loaded.scene.beats[0].board.version == 1


async def test_that_a_dry_run_tells_the_price_and_writes_nothing(stage: Stage) -> None:
    before = snapshot(stage.project)
    desk = stage.desk()

    report = dry_boards(desk, StoryboardWish(("BATCH_001", "BATCH_002")))

    await desk.close()
    assert (report.is_dry, report.estimate_micro) == (True, 2 * PRICE)
    assert [one.revision for one in report.rows] == [1, 1]
    assert snapshot(stage.project) == before


async def test_that_several_boards_are_drawn_and_one_that_fails_concerns_itself(
    stage: Stage,
) -> None:
    failure = ProviderFailure.of("no_frames", "nothing came")
    stage.renderer.statuses = [JobStatus(JobState.FAILED, error=failure)]

    report = await draw(stage, "BATCH_001", "BATCH_002")

    problems = sorted(one.problem for one in report.rows)
    assert problems == ["", "nothing came"]
    assert report.spent_micro == PRICE


async def test_that_a_board_sent_before_is_fetched_and_not_sent_again(stage: Stage) -> None:
    stage.renderer.submits = [Ambiguous("scripted", "cut")]
    stage.renderer.finds = [Unsure("it cannot be asked")] * 3
    first = row(await draw(stage))
    stage.renderer.finds = [Unsure("it cannot be asked")]

    second = row(await draw(stage))

    assert first.problem == "scripted: cut"
    assert "sent before" in second.notes[0]
    assert len(stage.renderer.requests) == 1
    assert len(stage.project.ledger.view().dispatches) == 1


async def test_that_collect_brings_a_board_home(stage: Stage, monkeypatch) -> None:
    from engine.orchestration import dispatch as walking

    own = walking.file_take

    def fails(*_words: object) -> None:
        raise Refused("the disk is away")

    monkeypatch.setattr(walking, "file_take", fails)
    with pytest.raises(Refused):
        await draw(stage)
    monkeypatch.setattr(walking, "file_take", own)
    desk = stage.desk()

    collected = await collect(desk, 1)

    await desk.close()
    assert [one["output"] for one in collected.fetched] == [ART.format(1)]
    assert board_in(stage.project)["version"] == 1


async def test_that_a_board_that_was_paid_and_noted_nowhere_is_told_and_noted(
    stage: Stage, monkeypatch
) -> None:
    monkeypatch.setattr("engine.orchestration.take_making.write_back", lambda *_words: None)
    await draw(stage)
    forgotten = board_of(stage.project, 1).card("BATCH_001")
    desk = stage.desk()

    await collect(desk, 1)

    await desk.close()
    noted = board_of(stage.project, 1).card("BATCH_001")
    assert forgotten is not None
    assert forgotten.stale == ("Board v1 was drawn and is not noted yet: collect it.",)
    assert noted is not None
    assert (noted.revision, noted.status, noted.stale) == (1, "proposed", ())


async def test_that_a_board_people_went_back_from_stays_away(stage: Stage) -> None:
    await draw(stage)
    await draw(stage)
    approve(stage.project, 1, [BoardWish("BATCH_001", 1)])
    desk = stage.desk()

    await collect(desk, None)

    await desk.close()
    board = board_in(stage.project)
    assert (board["version"], board["newest_version"], board["status"]) == (1, 2, "approved")


async def test_that_a_run_leaves_an_open_board_alone(stage: Stage) -> None:
    stage.renderer.submits = [Ambiguous("scripted", "cut")]
    stage.renderer.finds = [Unsure("it cannot be asked")] * 9
    await draw(stage)

    await stage.run(scenes=("BATCH_002",))

    states = [one.state for one in stage.project.ledger.view().dispatches.values()]
    assert states[0] is DispatchState.UNKNOWN


async def test_that_a_verdict_given_meanwhile_stays_when_the_end_is_noted_twice(
    stage: Stage,
) -> None:
    from engine.orchestration.settling import ending_of, write_back

    await draw(stage)
    approve(stage.project, 1, [BoardWish("BATCH_001")])
    (dispatch,) = stage.project.ledger.view().dispatches.values()

    write_back(
        stage.project, ending_of(dispatch, stage.project.ledger.intent(dispatch.dispatch_id))
    )

    assert board_in(stage.project)["status"] == "approved"


async def test_that_a_board_over_the_budget_is_not_sent(stage: Stage) -> None:
    with pytest.raises(BudgetExceeded):
        await draw(stage, budget_micro=PRICE - 1)

    assert stage.renderer.requests == []
    assert board_in(stage.project) is None


async def test_that_a_board_is_drawn_by_one_at_a_time(stage: Stage) -> None:
    with (
        stage.project.locks.lease("board", "EP001 BATCH_001"),
        pytest.raises(Busy, match="EP001 BATCH_001"),
    ):
        await draw(stage)


async def test_that_a_locked_batch_and_a_foreign_one_are_refused(stage: Stage) -> None:
    place = stage.project.root / str(stage.project.scenes.path(1, "BATCH_002"))
    place.write_text(json.dumps(json.loads(place.read_text()) | {"locked": True}))
    before = snapshot(stage.project)

    with pytest.raises(Refused, match="BATCH_002 is locked"):
        await draw(stage, "BATCH_001", "BATCH_002")
    with pytest.raises(NotFound, match="batch not found: BATCH_009"):
        await draw(stage, "BATCH_001", "BATCH_009")

    assert snapshot(stage.project) == before


async def test_that_broken_references_and_unknown_prices_stop_it_before_money(
    stage: Stage,
) -> None:
    stage.project.scenes.change(1, "BATCH_001", 1, set_board("BATCH_001__cont", None))
    with stage.project.changes.writing() as draft:
        stage.project.shots.put(draft, 1, "EP001_SH01", {"references": ["assets/gone.png"]})
        draft.commit("reference", "x")
    with pytest.raises(ReferencesBroken, match=r"assets/gone\.png is missing"):
        await draw(stage)
    stage.profiles = models(None)
    with pytest.raises(UserError, match="price is not known"):
        await draw(stage, "BATCH_002")
    granted = row(await draw(stage, "BATCH_002", most_per_job_micro=9 * CENT))

    assert len(stage.renderer.requests) == 1
    assert granted.artifact
