"""The project's tree over real folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.domain.nodes import NodeKind, find_path
from engine.domain.paths import ProjectPath
from engine.jobs import JobContext, Progress
from engine.store.project import Project
from engine.workspace.episode_shots import best_status
from engine.workspace.tree import ProjectTree
from tests.helpers.projects import ProjectFiles, many_files
from tests.helpers.trees import PASS, VIDEO, a_pass, at, episode, told

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    files = ProjectFiles(tmp_path / "show")
    files.settings()
    return files


@pytest.fixture
def tree(files: ProjectFiles) -> ProjectTree:
    return ProjectTree(Project.open(files.root))


def test_that_an_empty_project_has_three_empty_categories(tree: ProjectTree) -> None:
    root = tree.build()

    assert told(root) == [
        ("Assets", "category"),
        ("Sequences", "category"),
        ("Episodes", "category"),
    ]
    assert root.name == "show"
    assert root.detail.count == 0


def test_that_assets_are_types_entities_and_media(files: ProjectFiles, tree: ProjectTree) -> None:
    files.media("assets/char/jade/take10.png", status="canonical")
    files.media("assets/char/jade/take2.png")
    files.media("assets/char/jade/old/a.webp")
    files.media("assets/loc/kitchen/a.jpg")
    files.media("sequences/seq1/board.png")

    root = tree.build()

    assert told(at(root, "Assets")) == [
        (
            "char",
            "asset type",
            [
                (
                    "jade",
                    "entity",
                    [
                        ("old", "folder", [("a.webp", "media")]),
                        ("take2.png", "media"),
                        ("take10.png", "media"),
                    ],
                )
            ],
        ),
        ("loc", "asset type", [("kitchen", "entity", [("a.jpg", "media")])]),
    ]
    assert told(at(root, "Sequences")) == [("seq1", "folder", [("board.png", "media")])]
    assert at(root, "Assets", "char", "jade", "take10.png").status == "canonical"
    assert at(root, "Assets", "char", "jade", "take2.png").status == "untracked"
    assert root.detail.count == 5


def test_that_a_pass_holds_its_segments_and_each_its_extras(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    a_pass(files)

    tree.build()

    passes = at(episode(tree), "Coverage passes")
    assert told(passes) == [
        (
            "011 A_JADE · SH1–2",
            "pass",
            [
                (
                    "shot_001_FROM_PASS_011_A_JADE_take1.mp4",
                    "segment",
                    [
                        ("shot_001~a_FROM_PASS_011_A_JADE_take1.mp4", "extra"),
                        ("shot_001~b_FROM_PASS_011_A_JADE_take1.mp4", "extra"),
                    ],
                ),
                ("shot_002_FROM_PASS_011_A_JADE_take1.mp4", "segment"),
            ],
        )
    ]


def test_that_a_clip_has_a_short_title_below_its_pass_and_below_its_shot(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    a_pass(files)

    tree.build()

    clip = at(episode(tree), "Coverage passes").children[0].children[0]
    take = at(episode(tree), "Shots").children[0].children[0]
    assert [clip.title, clip.children[0].title] == ["SH1", "SH1 extra a"]
    assert take.title == "011 A_JADE take 1"


def test_that_a_pass_carries_what_its_record_says(files: ProjectFiles, tree: ProjectTree) -> None:
    a_pass(files)

    tree.build()

    line = at(episode(tree), "Coverage passes").children[0]
    assert (line.status, line.path) == ("extracted", ProjectPath(VIDEO))
    assert line.detail.pass_id == PASS
    assert (line.detail.model, line.detail.cost_micro, line.detail.take) == ("wan", 800_000, 1)
    assert line.detail.summary == "2 matched"
    assert line.children[0].detail.cost_micro == 400_000


def test_that_a_pass_in_review_says_so(files: ProjectFiles, tree: ProjectTree) -> None:
    files.record(1, PASS, status="segmentation_review", expected_cuts=1, detected_cuts=3)

    tree.build()

    line = at(episode(tree), "Coverage passes").children[0]
    assert line.status == "segmentation_review"
    assert line.detail.summary == "1 cuts wanted, 3 found"
    assert episode(tree).detail.summary == "1 to review"


def test_that_a_planned_pass_without_a_video_is_pending(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    segments = [{"source_shot_id": "EP001_SH01"}, {"source_shot_id": "W", "is_wildcard": True}]
    files.coverage(1, {"pass_id": PASS, "segments": segments}, {"label": "no id"})

    tree.build()

    assert at(episode(tree), "Coverage passes").children[0].status == "pending"
    assert told(at(episode(tree), "Shots")) == [("SH01", "shot")]
    assert at(episode(tree), "Shots", "SH01").status == "pending"


def test_that_the_takes_of_a_pass_stand_below_its_main_video(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    files.record(1, PASS, video_path=VIDEO, segment_shot_ids=["EP001_SH01", "EP001_SH02"])
    files.media(VIDEO)
    files.media(VIDEO.replace("take1", "take2"))

    tree.build()

    line = at(episode(tree), "Coverage passes").children[0]
    assert line.path == ProjectPath(VIDEO)
    assert told(line) == [("EP001_COV_011_SH1_2_take2.mp4", "take")]


def test_that_a_pass_video_without_a_record_is_a_pass_of_its_own(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    files.media("renders/ep_001/EP001_CONT_002_SH1_2_3_take1.mp4", status="registered")
    files.media("output/video/ep_001/shot_002_FROM_PASS_002_take1.mp4")

    tree.build()

    passes = at(episode(tree), "Coverage passes")
    assert told(passes) == [
        (
            "EP001_CONT_002_SH1_2_3_take1.mp4",
            "pass",
            [("shot_002_FROM_PASS_002_take1.mp4", "segment")],
        )
    ]
    assert passes.children[0].status == "registered"
    assert passes.children[0].title == "CONT 002 · SH1–3 · take 1"


def test_that_files_of_a_shot_meet_over_all_eras_of_names(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    files.plan(1, "EP001_SH33A", "EP001_SH34")
    for name in (
        "EP001_SH33A_take2.mp4",
        "shot_033a.png",
        "shot_33A.mp4",
        "shot_33a_FROM_PASS_7_A_take1.mp4",
        "shot_033a~a_FROM_PASS_007_A_take1.mp4",
    ):
        files.media(f"renders/ep_001/{name}")
    files.media("output/video/ep_001/odd name.mp4", shot_id="EP001_SH033a")

    tree.build()

    assert told(at(episode(tree), "Shots")) == [
        (
            "SH33A",
            "shot",
            [
                ("odd name.mp4", "take"),
                ("shot_033a.png", "take"),
                ("shot_33A.mp4", "take"),
                ("shot_33a_FROM_PASS_7_A_take1.mp4", "take"),
                ("EP001_SH33A_take2.mp4", "take"),
                ("shot_033a~a_FROM_PASS_007_A_take1.mp4", "extra"),
            ],
        ),
        ("SH34", "shot"),
    ]


def test_that_what_is_neither_pass_nor_shot_is_stray(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    for name in ("holiday10.mp4", "holiday9.mp4", "EP002_SH1_take1.mp4", "EP001_PASS_1_SH1_A.png"):
        files.media(f"renders/ep_001/{name}")

    tree.build()

    assert told(at(episode(tree), "Stray media")) == [
        ("EP001_PASS_1_SH1_A.png", "media"),
        ("EP002_SH1_take1.mp4", "media"),
        ("holiday9.mp4", "media"),
        ("holiday10.mp4", "media"),
    ]


def test_that_quarantine_comes_first_with_its_count_and_newest(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    files.media("renders/ep_001/EP001_SH1_take1.mp4")
    old = files.media("output/video/ep_001/_orphans/a.mp4")
    files.media("renders/ep_001/_orphans/b.mp4")

    tree.build()

    banner = episode(tree).children[0]
    assert (banner.kind, banner.detail.count) == (NodeKind.QUARANTINE, 2)
    assert banner.detail.modified >= old.stat().st_mtime
    assert told(banner) == [("a.mp4", "orphan"), ("b.mp4", "orphan")]


def test_that_an_episode_says_how_much_of_the_plan_it_covers(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    files.plan(1, *(f"EP001_SH{shot:02d}" for shot in range(1, 7)))
    files.record(1, PASS, segment_shot_ids=["EP001_SH05"])
    files.media("renders/ep_001/EP001_SH1_take1.mp4", status="rejected")
    files.media("renders/ep_001/EP001_SH1_take2.mp4", status="pinned")
    files.media("renders/ep_001/EP001_SH2_take1.mp4", status="archived")
    files.media("renders/ep_001/EP001_SH3_take1.mp4")
    files.media("renders/ep_001/EP001_SH4_take1.mp4", status="candidate")
    files.media("renders/ep_001/EP001_SH9_take1.mp4", status="canonical")

    tree.build()

    summary = episode(tree).detail.coverage
    assert summary is not None
    assert (summary.covered, summary.planned) == (3, 6)
    assert dict(summary.best) == {
        "EP001_SH01": "pinned",
        "EP001_SH02": "archived",
        "EP001_SH03": "untracked",
        "EP001_SH04": "candidate",
        "EP001_SH05": "pending",
        "EP001_SH06": "",
        "EP001_SH09": "canonical",
    }


def test_that_statuses_have_a_fixed_priority() -> None:
    order = [
        "canonical",
        "pinned",
        "candidate",
        "registered",
        "pending",
        "rejected",
        "archived",
        "theirs",
    ]

    while order:
        assert best_status(reversed(order)) == order.pop(0)
    assert best_status([]) == ""


def test_that_a_corrupt_sidecar_marks_its_file_and_nothing_else(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    files.media("renders/ep_001/EP001_SH1_take1.mp4")
    files.text("renders/ep_001/EP001_SH1_take1.mp4.json", "{not json")
    files.media("renders/ep_001/EP001_SH1_take2.mp4", status="pinned")

    tree.build()

    shot = at(episode(tree), "Shots", "SH01")
    broken = at(shot, "EP001_SH1_take1.mp4")
    assert broken.detail.is_corrupt
    assert "corrupt sidecar" in broken.detail.summary
    assert (shot.status, shot.detail.is_corrupt) == ("pinned", False)
    assert (files.root / "renders/ep_001/EP001_SH1_take1.mp4.json").read_text() == "{not json"


@pytest.mark.parametrize(
    "path",
    [
        "state/visual/passes/ep_001_pass_state.json",
        "state/visual/plans/ep_001_plan.json",
        "state/visual/coverage_passes/ep_001_passes.json",
    ],
)
def test_that_a_corrupt_document_marks_the_episode_which_still_shows_its_files(
    files: ProjectFiles, tree: ProjectTree, path: str
) -> None:
    files.media("renders/ep_001/EP001_SH1_take1.mp4")
    files.text(path, '{"passes": 5, "sequences": 5, "shots": 5}')

    tree.build()

    line = episode(tree)
    assert line.detail.is_corrupt
    assert path.rpartition("/")[2] in line.detail.summary
    assert at(line, "Shots", "SH01", "EP001_SH1_take1.mp4")


def test_that_episodes_come_from_folders_and_documents_in_order(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    files.media("renders/ep_010/a.mp4")
    files.media("output/video/ep_002/a.mp4")
    files.plan(3, "EP003_SH01")
    files.media("renders/tests/a.mp4")
    files.media("renders/loose.mp4")

    root = tree.build()

    names = [line.name for line in at(root, "Episodes").children]
    assert names == ["EP002", "EP003", "EP010", "tests", "loose.mp4"]


def test_that_an_impossible_cost_is_shown_as_none(files: ProjectFiles, tree: ProjectTree) -> None:
    files.record(1, PASS, cost_usd=1e300)
    files.media("renders/ep_001/EP001_SH1_take1.mp4", cost_usd=1e300)

    tree.build()

    assert at(episode(tree), "Coverage passes").children[0].detail.cost_micro is None
    assert at(episode(tree), "Shots", "SH01").children[0].detail.cost_micro is None


def test_that_an_extra_of_an_odd_name_stands_under_its_parent_shot(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    keys = {"source_type": "pass_segment", "segment_class": "model-added"}
    files.media("renders/ep_001/happy.mp4", parent_shot_id="EP001_SH02", **keys)

    tree.build()

    assert told(at(episode(tree), "Shots")) == [("SH02", "shot", [("happy.mp4", "extra")])]


def test_that_a_pass_video_with_a_corrupt_sidecar_says_so(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    files.record(1, PASS, video_path=VIDEO)
    files.media(VIDEO)
    files.text(VIDEO + ".json", "[]")

    tree.build()

    line = at(episode(tree), "Coverage passes").children[0]
    assert line.detail.is_corrupt
    assert line.detail.summary.startswith("corrupt sidecar: ")


def test_that_building_tells_how_far_it_is(files: ProjectFiles, tree: ProjectTree) -> None:
    many_files(files, episodes=2, shots=1)
    said: list[Progress] = []

    tree.build(JobContext(said.append, min_interval=0))

    assert said[-1] == Progress(2, 2, "EP002")


def test_that_a_tree_can_be_looked_through_by_path(files: ProjectFiles, tree: ProjectTree) -> None:
    a_pass(files)

    root = tree.build()

    found = find_path(root, ProjectPath(VIDEO))
    assert found is not None
    assert found.kind is NodeKind.PASS


def test_that_takes_of_a_shot_are_told_apart_in_a_narrow_pane(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    for name in ("EP001_SH4_take1.mp4", "EP001_SH4_take2.mp4", "EP001_SH4_take1.png"):
        files.media(f"renders/ep_001/{name}")

    tree.build()

    takes = at(episode(tree), "Shots").children[0].children
    assert [take.title for take in takes] == ["take 1", "still 1", "take 2"]
