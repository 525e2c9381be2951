"""The wall of an episode as it stands on the disk: cards, panels, causes, and what is shared."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine.domain.board import Board, CardStatus, PictureKind
from engine.domain.comments import NewComment
from engine.workspace.board import board_of
from engine.workspace.comments import add_comment
from tests.helpers.boards import a_picture, boards_of, give_art
from tests.helpers.episodes import a_shot, write_plan
from tests.helpers.store import a_file, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.board import BoardCard, Panel
    from engine.store.project import Project

TAKE = "renders/ep_001/EP001_CONT_001_SH1_2_3_take1.mp4"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return boards_of(tmp_path)


def card(project: Project, batch: str = "BATCH_001") -> BoardCard:
    found = board_of(project, 1).card(batch)
    assert found is not None
    return found


def panel(project: Project, number: int) -> Panel:
    return card(project).panels[number - 1]


def change_body(project: Project, batch: str = "BATCH_001", **keys: object) -> None:
    """Set keys of a batch's first beat, as a run or another tool does."""
    place = project.root / str(project.scenes.path(1, batch))
    body = json.loads(place.read_text())
    metadata = keys.pop("beat_metadata", {})
    body["beats"][0] |= keys
    body["beats"][0]["beat_metadata"] |= metadata
    place.write_text(json.dumps(body))


def a_take(**provenance: object) -> dict[str, object]:
    """A take that succeeded, with its receipt."""
    result = {"output_path": TAKE, "metadata": {"cost_usd": 0.25}}
    step = {"payload": provenance.pop("payload", {}), "receipt": {"run_result": result}}
    workflow = {"steps": [step], "global_provenance": provenance}
    return {"take_id": "t1", "index": 1, "status": "succeeded", "workflow": workflow}


def render(project: Project, fingerprint: str | None = None, **provenance: object) -> None:
    """Let the batch have a take that counts."""
    a_file(project, TAKE, b"video")
    take = a_take(**provenance)
    metadata = {} if fingerprint is None else {"inputs_fingerprint": fingerprint}
    change_body(project, takes=[take], primary_take_id="t1", beat_metadata=metadata)


# -- cards -------------------------------------------------------------------


def test_that_the_wall_shows_a_card_per_batch_in_the_order_of_the_plan(project: Project) -> None:
    before = snapshot(project)

    board = board_of(project, 1)

    assert [one.batch_id for one in board.cards] == ["BATCH_001", "BATCH_002"]
    first, second = board.cards
    assert (first.title, first.modality) == ("KITCHEN · SH01–SH03", "r2v_multi")
    assert (first.duration, second.duration) == (3, 1)
    assert first.status is CardStatus.NONE
    assert [one.segment_id for one in first.panels] == ["EP001_SH01", "EP001_SH02", "EP001_SH03"]
    assert first.panels[1].title == "Something happens, 2."
    assert first.stale == second.stale == ()
    assert snapshot(project) == before


def test_that_an_episode_without_batches_has_an_empty_wall(project: Project) -> None:
    assert board_of(project, 7) == Board(7)


def test_that_a_corrupt_batch_is_a_broken_card_and_the_others_stand(project: Project) -> None:
    place = project.root / str(project.scenes.path(1, "BATCH_001"))
    place.write_text('{"beats": 3}')
    (place.parent / "ep_001_BATCH_005.versions.json").write_text("{torn")

    cards = {one.batch_id: one for one in board_of(project, 1).cards}

    assert "beats is no list: int" in cards["BATCH_001"].broken
    assert "ep_001_BATCH_005.versions.json" in cards["BATCH_005"].broken
    assert cards["BATCH_001"].panels == ()
    assert cards["BATCH_002"].broken == ""


def test_that_money_is_counted_from_ledger_or_receipts(project: Project) -> None:
    render(project)

    assert card(project).spent_micro == 250_000


def test_that_versions_and_candidates_are_told(project: Project) -> None:
    write_plan(project, [a_shot(n, "KITCHEN", 2) for n in (1, 2, 3)] + [a_shot(4, "HALL")])
    from engine.orchestration.versions import RederiveOrder, rederive

    rederive(project, RederiveOrder(1))

    found = card(project)

    assert (found.active_version, found.candidates, found.versions) == (1, (2,), 2)
    assert found.stale == ("The planned length of SH01, SH02 and SH03 changed.",)


def test_that_open_comments_stand_on_card_and_panel(project: Project) -> None:
    add_comment(project, 1, NewComment(batch_id="BATCH_001", body="x"))
    add_comment(project, 1, NewComment(batch_id="BATCH_001", segment_id="EP001_SH02", body="y"))

    found = card(project)

    assert found.open_comments == 2
    assert [one.open_comments for one in found.panels] == [0, 1, 0]


# -- pictures ----------------------------------------------------------------


def test_that_art_with_known_places_is_the_picture_of_every_panel(project: Project) -> None:
    areas = [[0, 0, 0.33, 1], [0.33, 0, 0.33, 1], [0.66, 0, 0.34, 1]]
    path = give_art(project, areas=areas)

    found = card(project)

    assert (found.art, found.revision) == (path, 1)
    assert found.status is CardStatus.PROPOSED
    assert {one.picture for one in found.panels} == {path}
    assert found.panels[1].picture_kind is PictureKind.ART
    assert found.panels[1].area == (0.33, 0.0, 0.33, 1.0)


def test_that_a_sheet_nobody_knows_is_no_picture_of_its_panels(project: Project) -> None:
    path = give_art(project)

    found = card(project)

    assert found.art == path
    assert {one.picture_kind for one in found.panels} == {PictureKind.NONE}


def test_that_panels_show_their_place_in_the_batchs_take(project: Project) -> None:
    render(project)

    second = panel(project, 2)

    assert str(second.take) == str(second.picture) == TAKE
    assert second.picture_kind is PictureKind.TAKE
    assert second.start == Fraction(1)
    assert second.status == "untracked"


def test_that_the_best_clip_of_a_shot_is_its_take(project: Project) -> None:
    render(project)
    for take, status in ((1, "candidate"), (2, "pinned"), (3, "rejected")):
        name = f"renders/ep_001/shot_002_FROM_PASS_011_A_JADE_take{take}.mp4"
        a_file(project, name)
        a_file(project, f"{name}.json", json.dumps({"status": status}))

    second = panel(project, 2)

    assert str(second.take).endswith("take2.mp4")
    assert (second.status, second.start) == ("pinned", 0)


def test_that_a_shot_of_a_pass_that_is_not_cut_yet_shows_its_place_there(
    project: Project,
) -> None:
    video = "renders/ep_001/EP001_COV_011_SH2_3_take1.mp4"
    a_file(project, video)
    pass_id = "EP001_PASS_011_SH02_03_A_JADE"
    record = {
        "pass_id": pass_id,
        "status": "registered",
        "video_path": video,
        "segment_shot_ids": ["EP001_SH02", "EP001_SH03"],
    }
    a_file(project, str(project.passes.path(1)), json.dumps({"passes": {pass_id: record}}))
    segments = [{"source_shot_id": f"EP001_SH0{n}", "duration_s": 2.5} for n in (2, 3)]
    planned = {"passes": [{"pass_id": pass_id, "segments": segments}]}
    a_file(project, str(project.coverage.path(1)), json.dumps(planned))

    panels = card(project).panels

    assert panels[0].take is None
    assert [str(one.take) for one in panels[1:]] == [video, video]
    assert [one.start for one in panels[1:]] == [0, Fraction(5, 2)]


def test_that_the_card_of_a_pass_shows_what_came_of_that_pass(tmp_path: Path) -> None:
    from engine.orchestration.versions import RederiveOrder, rederive
    from tests.helpers.episodes import an_episode
    from tests.helpers.generate import cover

    project = an_episode(tmp_path)
    passes = cover(project, {1: (1, 2, 3), 2: (1, 2, 3)}, 1)
    records = {}
    for number, pass_id in enumerate(passes, start=1):
        video = f"renders/ep_001/EP001_COV_{number:03d}_SH1_2_3_take1.mp4"
        a_file(project, video)
        shots = ["EP001_SH01", "EP001_SH02", "EP001_SH03"]
        keys = {"pass_id": pass_id, "video_path": video, "segment_shot_ids": shots}
        records[pass_id] = keys | {"status": "registered"}
    a_file(project, str(project.passes.path(1)), json.dumps({"passes": records}))
    rederive(project, RederiveOrder(1, grouping="coverage"))

    cards = {one.batch_id: one for one in board_of(project, 1).cards}

    shown = [str(cards[pass_id].panels[1].take) for pass_id in passes]
    assert shown == [records[pass_id]["video_path"] for pass_id in passes]


def test_that_a_planners_blueprint_stands_until_there_is_a_board(project: Project) -> None:
    a_file(project, "prep/plan.png", a_picture())
    place = project.root / str(project.scenes.path(1, "BATCH_001"))
    body = json.loads(place.read_text())
    body["scene_metadata"]["batch"]["blueprint_image_path"] = "prep/plan.png"
    place.write_text(json.dumps(body))

    found = card(project)

    assert (str(found.art), found.status, found.revision) == ("prep/plan.png", "none", None)


def test_that_the_planned_still_stands_where_there_is_nothing_else(project: Project) -> None:
    a_file(project, "assets/still.png", a_picture())
    body = {"shot": {}, "batch_shots": [a_shot(1, "KITCHEN", start_frame="assets/still.png")]}
    change_body(project, beat_metadata=body)

    first = panel(project, 1)

    assert (str(first.picture), first.picture_kind) == ("assets/still.png", PictureKind.STILL)


# -- causes ------------------------------------------------------------------


def causes(project: Project) -> tuple[str, ...]:
    return card(project).stale


def test_that_other_words_in_the_plan_are_a_cause(project: Project) -> None:
    shots = [a_shot(n, "KITCHEN") for n in (1, 3)]
    write_plan(project, [*shots, a_shot(2, "KITCHEN", prompt="Snow."), a_shot(4, "HALL")])

    assert causes(project) == ("The plan's text of SH02 changed.",)


def test_that_shots_that_left_the_plan_are_a_cause(project: Project) -> None:
    write_plan(project, [a_shot(n, "ROOF") for n in (1, 2)])

    assert causes(project) == (
        "SH03 is not in the plan any more.",
        "The planned place of SH01 and SH02 changed.",
    )


def test_that_changed_and_vanished_references_are_named(project: Project) -> None:
    for name in ("jade", "lin", "room"):
        a_file(project, f"assets/{name}.png", a_picture())
    from engine.workspace.references import input_hashes

    paths = ["assets/jade.png", "assets/lin.png", "assets/room.png"]
    render(project, "f", payload={"inputs": input_hashes(project, paths)}, refs=paths)
    before = causes(project)
    a_file(project, "assets/jade.png", a_picture(7))
    (project.root / "assets/lin.png").unlink()

    assert before == ()
    assert causes(project) == (
        "jade.png, which take 1 was made from, changed.",
        "lin.png, which take 1 was made from, vanished.",
    )


def test_that_takes_of_one_hash_only_tell_that_something_changed(project: Project) -> None:
    from engine.workspace.references import fingerprint

    a_file(project, "assets/jade.png", a_picture())
    made_from = fingerprint(project, ["assets/jade.png"])
    render(project, made_from, refs=["assets/jade.png"])
    before = causes(project)
    a_file(project, "assets/jade.png", a_picture(7))

    assert before == ()
    assert causes(project) == ("A picture that take 1 was made from is another now.",)


def test_that_a_take_from_before_the_approved_board_is_stale(project: Project) -> None:
    render(project, "", refs=[])
    give_art(project, revision=2, status="approved", approved_version=2)
    change_body(project, beat_metadata={"inputs_fingerprint": "x"})

    assert causes(project) == ("Take 1 was made before board v2 was approved.",)


def test_that_a_vanished_video_is_a_cause(project: Project) -> None:
    render(project)
    (project.root / TAKE).unlink()

    assert causes(project) == ("The video of take 1 is not there any more.",)


def test_that_art_painted_over_since_its_approval_is_proposed_again(project: Project) -> None:
    from engine.workspace.board_decisions import BoardWish, approve

    path = give_art(project)
    approve(project, 1, [BoardWish("BATCH_001")])
    before = card(project)
    a_file(project, str(path), a_picture(200))

    after = card(project)

    assert before.status is CardStatus.APPROVED
    assert after.status is CardStatus.PROPOSED
    assert after.stale == ("The picture of board v1 changed since it was approved.",)


def test_that_approval_of_an_earlier_revision_does_not_count(project: Project) -> None:
    give_art(project, revision=3, status="approved", approved_version=2)

    found = card(project)

    assert found.status is CardStatus.PROPOSED
    assert (found.revision, found.approved_revision) == (3, 2)


# -- looking again -----------------------------------------------------------


def test_that_a_look_at_what_is_as_it_was_gives_the_very_same_wall(project: Project) -> None:
    before = board_of(project, 1)

    assert board_of(project, 1, before) is before


def test_that_only_cards_that_changed_are_others(project: Project) -> None:
    before = board_of(project, 1)
    give_art(project, "BATCH_002")

    after = board_of(project, 1, before)

    assert after.cards[0] is before.cards[0]
    assert after.cards[1].status is CardStatus.PROPOSED


def test_that_a_new_sidecar_a_new_plan_and_a_new_note_are_seen(project: Project) -> None:
    render(project)
    board = board_of(project, 1)
    a_file(project, f"{TAKE}.json", json.dumps({"status": "pinned"}))
    second = board_of(project, 1, board)
    write_plan(project, [a_shot(1, "KITCHEN", prompt="Snow.")])
    third = board_of(project, 1, second)
    add_comment(project, 1, NewComment(batch_id="BATCH_002", body="x"))
    fourth = board_of(project, 1, third)

    first = second.card("BATCH_001")
    assert first is not None
    assert first.panels[0].status == "pinned"
    assert "text of SH01 changed" in third.cards[0].stale[1]
    assert [one.open_comments for one in fourth.cards] == [0, 1]


def test_that_corrupt_comments_and_plans_leave_the_wall_standing(project: Project) -> None:
    a_file(project, "prep/ep_001/comments.json", "{torn")
    a_file(project, str(project.plans.path(1)), "{torn")
    a_file(project, str(project.shots.path(1)), "{torn")

    board = board_of(project, 1)

    assert [one.broken for one in board.cards] == ["", ""]
    assert board.cards[0].stale == ()
