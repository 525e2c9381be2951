"""What people decide about files: each is one change set that undo takes back byte for byte."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING

import pytest

from engine.domain.casting import Asset
from engine.domain.sidecar import FailureMode
from engine.errors import CorruptFile, DiskFailed, NotFound, Refused, UserError
from engine.workspace.casting import make_canonical
from engine.workspace.promotion import promote
from engine.workspace.rejecting import Why, reject_files, reject_shot
from engine.workspace.stars import set_stars
from engine.workspace.start_frame import set_start_frame
from tests.helpers.curation import (
    CASTING,
    CLIP,
    FACTS,
    JADE,
    LEARNING,
    LOOSE,
    SHOT,
    SHOTS,
    STILL,
    TAKE_1,
    TAKE_2,
    a_show,
    opened,
    path,
)
from tests.helpers.store import failing, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.store.project import Project
    from tests.helpers.projects import ProjectFiles

HANDS = Why("six fingers", FailureMode.ANATOMY_LIMB_MISCOUNT)
CHAR = Asset("char", "jade")


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_show(tmp_path)


@pytest.fixture
def project(files: ProjectFiles) -> Project:
    return opened(files)


def document(project: Project, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((project.root / name).read_text())
    return found


def keys(project: Project, media: str) -> dict[str, object]:
    return document(project, f"{media}.json")


# -- statuses and stars ------------------------------------------------------


def test_that_several_files_are_pinned_as_one_change_and_keep_their_facts(project: Project) -> None:
    done = promote(project, [path(TAKE_1), path(CLIP)], "pinned")

    assert [one.previous_status for one in done.files] == ["candidate", "candidate"]
    assert keys(project, TAKE_1)["status"] == keys(project, CLIP)["status"] == "pinned"
    assert keys(project, TAKE_1) | FACTS == keys(project, TAKE_1)
    assert [change.title for change in project.changes.history()] == ["Pin 2 files"]


def test_that_a_pin_names_its_take_in_the_history(project: Project) -> None:
    promote(project, [path(TAKE_2)], "pinned")

    assert project.changes.history()[0].title == "Pin take 2 of SH4"


def test_that_a_file_that_stands_so_already_is_no_change(project: Project) -> None:
    assert promote(project, [path(TAKE_1)], "candidate").change is None
    assert project.changes.history() == ()


def test_that_taking_a_rejected_take_back_clears_what_was_wrong_with_it(project: Project) -> None:
    reject_files(project, [path(TAKE_1)], HANDS)

    promote(project, [path(TAKE_1)], "candidate")

    assert keys(project, TAKE_1)["rejection_reason"] is None
    assert keys(project, TAKE_1)["failure_mode"] is None


def test_that_stars_are_given_and_taken_away(project: Project) -> None:
    assert set_stars(project, [path(TAKE_1), path(TAKE_2)], 4).before == (0, 0)
    assert keys(project, TAKE_1)["stars"] == 4
    assert set_stars(project, [path(TAKE_1)], 0).before == (4,)

    assert keys(project, TAKE_1)["stars"] == 0
    assert set_stars(project, [path(CLIP)], 0).change is None
    assert "stars" not in keys(project, CLIP)


# -- rejecting ---------------------------------------------------------------


def test_that_a_rejection_marks_take_and_shot_and_leaves_a_lesson(project: Project) -> None:
    done = reject_shot(project, SHOT, "2", HANDS)

    assert keys(project, TAKE_2) | {
        "status": "rejected", "rejection_reason": "six fingers",
        "failure_mode": "anatomy_limb_miscount", "notes": "good light",
    } == keys(project, TAKE_2)  # fmt: skip
    shots = document(project, SHOTS)["shots"]
    assert isinstance(shots, dict)
    assert shots[SHOT]["status"] == "video_rejected"
    assert shots[SHOT]["rejected_take"] == TAKE_2
    (lesson,) = map(json.loads, (project.root / LEARNING).read_text().splitlines())
    assert (lesson["shot_id"], lesson["failure_mode"]) == (SHOT, "anatomy_limb_miscount")
    assert done.items[0].new_status == "video_rejected"


@pytest.mark.parametrize(
    ("stood", "status"),
    [
        ("previs_done", "previs_rejected"),
        ("keyframe_approved", "keyframe_rejected"),
        ("video_pending_qc", "video_rejected"),
        ("pending", "rejected"),
    ],
)
def test_that_a_shot_is_rejected_after_where_it_stood(
    files: ProjectFiles, stood: str, status: str
) -> None:
    files.document(SHOTS, {"shots": {SHOT: {"status": stood, "theirs": 1}}, "more": [1]})
    project = opened(files)

    reject_shot(project, SHOT, None, HANDS)

    document_now = document(project, SHOTS)
    assert document_now["shots"][SHOT]["status"] == status  # type: ignore[index]
    assert document_now["shots"][SHOT]["theirs"] == 1  # type: ignore[index]
    assert document_now["more"] == [1]


def test_that_without_a_take_the_one_that_counts_is_rejected(project: Project) -> None:
    promote(project, [path(TAKE_1)], "pinned")

    assert reject_shot(project, SHOT, None, HANDS).items[0].path == path(TAKE_1)
    assert reject_shot(project, SHOT, None, HANDS).items[0].path == path(TAKE_2)


def test_that_a_shot_without_takes_is_rejected_by_itself(project: Project) -> None:
    done = reject_shot(project, "EP001_SH01", None, HANDS)

    assert (done.items[0].path, done.items[0].new_status) == (None, "rejected")


def test_that_a_clip_of_a_pass_rejects_its_shot(project: Project) -> None:
    done = reject_files(project, [path(CLIP), path(TAKE_1)], HANDS)

    assert [item.shot_id for item in done.items] == ["EP001_SH02", SHOT]
    assert project.changes.history()[0].title == "Reject 2 takes"


@pytest.mark.parametrize(
    ("shot", "take", "error", "words"),
    [
        ("EP001_SH99", None, NotFound, "shot not found"),
        ("SH04", None, UserError, "not a shot of an episode"),
        (SHOT, "7", NotFound, "take not found: 7"),
        (SHOT, "1", Refused, "several takes of EP001_SH04 are called 1"),
    ],
)
def test_that_a_rejection_of_nothing_is_refused(
    project: Project, shot: str, take: str | None, error: type[Exception], words: str
) -> None:
    before = snapshot(project)

    with pytest.raises(error, match=words):
        reject_shot(project, shot, take, HANDS)

    assert snapshot(project) == before


# -- canonical ---------------------------------------------------------------


def test_that_the_canonical_picture_stays_in_the_pool_and_its_copy_is_the_hero(
    project: Project,
) -> None:
    done = make_canonical(project, path(f"{JADE}/jade_1.png"), CHAR)

    hero = f"{JADE}/hero.png"
    assert done.hero == path(hero)
    assert (project.root / hero).read_text() == "one"
    assert keys(project, hero)["status"] == "canonical"
    assert keys(project, f"{JADE}/jade_1.png")["promoted_to"] == hero
    assert document(project, CASTING)["canonical"]["char"]["jade"]["path"] == hero  # type: ignore[index]


def test_that_the_former_canonical_is_a_candidate_again(files: ProjectFiles) -> None:
    files.document(CASTING, {"planner": {"jade": 1}})
    project = opened(files)
    make_canonical(project, path(f"{JADE}/jade_1.png"), CHAR)

    done = make_canonical(project, path(f"{JADE}/jade_2.png"), CHAR)

    assert done.demoted == (path(f"{JADE}/jade_1.png"),)
    assert keys(project, f"{JADE}/jade_1.png")["status"] == "candidate"
    assert (project.root / f"{JADE}/hero.png").read_text() == "two"
    assert document(project, CASTING)["planner"] == {"jade": 1}


def test_that_a_hero_of_its_own_goes_into_the_pool(files: ProjectFiles) -> None:
    files.text(f"{JADE}/hero.jpg", "painted by hand")
    files.document(f"{JADE}/hero.jpg.json", {**FACTS, "status": "canonical"})
    project = opened(files)

    done = make_canonical(project, path(f"{JADE}/jade_1.png"), CHAR)

    former = f"{JADE}/former_hero.jpg"
    assert done.demoted == (path(former),)
    assert (project.root / former).read_text() == "painted by hand"
    assert keys(project, former)["status"] == "candidate"
    assert not (project.root / f"{JADE}/hero.jpg").exists()


def test_that_a_picture_from_elsewhere_is_copied_into_the_pool(project: Project) -> None:
    done = make_canonical(project, path(LOOSE), CHAR)

    assert done.path == path(f"{JADE}/coat.png")
    assert (project.root / LOOSE).exists()
    assert keys(project, LOOSE)["promoted_to"] == f"{JADE}/coat.png"
    assert keys(project, f"{JADE}/coat.png") | FACTS == keys(project, f"{JADE}/coat.png")


@pytest.mark.parametrize(
    ("asset_type", "entity", "words"),
    [
        ("hero", "jade", "not an asset type"),
        ("char", "../jade", "not a name"),
        ("char", "a/b", "not a name"),
        ("char", "", "not a name"),
    ],
)
def test_that_an_asset_needs_a_type_and_a_name(asset_type: str, entity: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        Asset.of(asset_type, entity)


def test_that_a_casting_that_cannot_be_read_is_kept_byte_for_byte(files: ProjectFiles) -> None:
    files.text(CASTING, "{broken")
    project = opened(files)
    before = snapshot(project)

    with pytest.raises(CorruptFile, match="casting_state"):
        make_canonical(project, path(f"{JADE}/jade_1.png"), CHAR)

    assert snapshot(project) == before


# -- start frames ------------------------------------------------------------


def test_that_a_start_frame_is_on_the_shot_and_its_picture_is_pinned_and_tagged(
    project: Project,
) -> None:
    set_start_frame(project, path(STILL), SHOT)

    assert document(project, SHOTS)["shots"][SHOT]["start_frame"] == STILL  # type: ignore[index]
    assert keys(project, STILL)["status"] == "pinned"
    assert keys(project, STILL)["tags"] == ["mood", "start-frame", f"shot:{SHOT}"]
    assert project.shots.read(1).start_frames() == {"004": STILL}


def test_that_the_picture_before_loses_its_tags_and_nothing_else(project: Project) -> None:
    set_start_frame(project, path(STILL), SHOT)

    done = set_start_frame(project, path(LOOSE), SHOT)

    assert done.previous == STILL
    assert keys(project, STILL)["tags"] == ["mood"]
    assert keys(project, STILL)["status"] == "pinned"


@pytest.mark.parametrize(
    ("picture", "shot", "words"),
    [
        (TAKE_1, SHOT, "a start frame is a picture"),
        (STILL, "EP001_SH99", "shot not found"),
        ("renders/ep_001/none.png", SHOT, "file not found"),
    ],
)
def test_that_a_start_frame_needs_a_picture_and_a_shot(
    project: Project, picture: str, shot: str, words: str
) -> None:
    before = snapshot(project)

    with pytest.raises(UserError, match=words):
        set_start_frame(project, path(picture), shot)

    assert snapshot(project) == before


# -- all of them -------------------------------------------------------------

CHANGES: dict[str, Callable[[Project], object]] = {
    "pin": lambda project: promote(project, [path(TAKE_1), path(CLIP)], "pinned"),
    "star": lambda project: set_stars(project, [path(TAKE_1)], 5),
    "reject": lambda project: reject_shot(project, SHOT, TAKE_1, HANDS),
    "canonical": lambda project: make_canonical(project, path(f"{JADE}/jade_1.png"), CHAR),
    "from elsewhere": lambda project: make_canonical(project, path(LOOSE), CHAR),
    "start frame": lambda project: set_start_frame(project, path(STILL), SHOT),
}


def without_log(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name != LEARNING}


@pytest.mark.parametrize("name", CHANGES)
def test_that_undo_and_redo_are_exact(project: Project, name: str) -> None:
    before = without_log(snapshot(project))
    CHANGES[name](project)
    after = without_log(snapshot(project))

    project.changes.undo()
    assert without_log(snapshot(project)) == before
    project.changes.redo()
    assert without_log(snapshot(project)) == after


@pytest.mark.parametrize("name", CHANGES)
def test_that_a_corrupt_sidecar_is_kept_byte_for_byte(files: ProjectFiles, name: str) -> None:
    for media in (TAKE_1, STILL, LOOSE, f"{JADE}/jade_1.png"):
        files.text(f"{media}.json", '{"status": "candidate"')
    project = opened(files)
    before = snapshot(project)

    with pytest.raises(CorruptFile, match="corrupt file"):
        CHANGES[name](project)

    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ("renders/ep_001/none.mp4", "file not found"),
        ("project.json", "neither a video nor a picture"),
        (".trash/2026-05-04/x/a.mp4", "lies in the trash"),
        ("_history/archives/renders/a.mp4", "lies in the archive"),
    ],
)
def test_that_only_media_of_the_project_are_judged(
    project: Project, media: str, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        promote(project, [path(TAKE_1), path(media)], "pinned")

    assert keys(project, TAKE_1)["status"] == "candidate"


def test_that_nothing_is_judged_through_a_link(files: ProjectFiles, tmp_path: Path) -> None:
    outside = tmp_path / "outside.mp4"
    outside.write_text("theirs")
    (files.root / "renders/ep_001/link.mp4").symlink_to(outside)

    with pytest.raises(Refused, match="a link lies in the way"):
        promote(opened(files), [path("renders/ep_001/link.mp4")], "pinned")


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_that_a_full_disk_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str, call: str
) -> None:
    before = snapshot(project)

    with failing(monkeypatch, call, errno.ENOSPC, under=project.root), pytest.raises(DiskFailed):
        CHANGES[name](project)

    assert snapshot(project) == before
