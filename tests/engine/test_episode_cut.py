"""Which clip stands for a shot, in which order, and what is said where none does."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from engine.errors import CorruptFile, NotFound
from engine.store.project import Project
from engine.workspace.episode_cut import DEFAULT_LENGTH, episode_cut, true_rate
from tests.helpers.passes import clip_of, snapshot
from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.cut_list import CutItem, EpisodeCut

FOLDER = "renders/ep_001"


class Show:
    """A project whose clips are real, and short."""

    def __init__(self, folder: Path) -> None:
        self.files = ProjectFiles(folder / "show")
        self.files.settings(fps=24)
        self.files.plan(1, "EP001_SH02", "EP001_SH01", "EP001_SH03")

    def clip(self, name: str, frames: int = 12, folder: str = FOLDER, **sidecar: object) -> str:
        path = f"{folder}/{name}"
        target = self.files.media(path, **sidecar)
        target.write_bytes(clip_of((frames,)).path.read_bytes())
        return path

    def take(self, shot: int, take: int, status: str, **more: object) -> str:
        frames = int(str(more.pop("frames", 12)))
        return self.clip(f"EP001_SH{shot}_take{take}.mp4", frames, status=status, **more)

    def cut(self, episode: int = 1) -> EpisodeCut:
        return episode_cut(Project.open(self.files.root), episode)

    def item(self, number: str) -> CutItem:
        return next(item for item in self.cut().items if item.number == number)


@pytest.fixture
def show(tmp_path: Path) -> Show:
    return Show(tmp_path)


def test_that_shots_stand_in_the_order_of_the_plan_and_touch(show: Show) -> None:
    show.take(1, 1, "candidate", frames=12)
    show.take(2, 1, "candidate", frames=24)

    cut = show.cut()

    assert [item.shot_id for item in cut.items] == ["EP001_SH02", "EP001_SH01", "EP001_SH03"]
    assert [item.duration for item in cut.items] == [1, Fraction(1, 2), 3]
    assert all(before.end == after.start for before, after in pairwise(cut.items))
    assert cut.duration == Fraction(9, 2)


@pytest.mark.parametrize(
    ("better", "worse"),
    [("canonical", "pinned"), ("pinned", "candidate"), ("candidate", "registered"),
     ("registered", "untracked"), ("untracked", "rejected"), ("candidate", "archived")],
)  # fmt: skip
def test_that_the_better_status_wins_over_the_later_take(
    better: str, worse: str, show: Show
) -> None:
    best = show.take(1, 1, better)
    show.take(1, 2, worse)

    assert str(show.item("001").clip) == best


def test_that_of_two_alike_stars_count_first_then_the_later_take(show: Show) -> None:
    starred = show.take(1, 1, "candidate", stars=4)
    show.take(1, 2, "candidate", stars=1)
    show.take(2, 1, "candidate")
    later = show.take(2, 2, "candidate")

    assert str(show.item("001").clip) == starred
    assert str(show.item("002").clip) == later
    assert show.item("002").take == 2


def test_that_a_clip_made_again_goes_before_the_one_it_replaces(show: Show) -> None:
    first, again = "EP001_PASS_011_SH01_02_A_JADE", "EP001_PASS_012_SH01_REGEN"
    lineage = {"original_pass_id": first, "segment_index": 0, "reason": "hands"}
    show.files.record(1, again, lineage_ref=lineage)
    segment = {"status": "candidate", "source_type": "pass_segment"}
    old = "shot_001_FROM_PASS_011_A_JADE_take2.mp4"
    show.clip(old, source_pass_id=first, **segment)
    new = show.clip("shot_001_FROM_PASS_012_REGEN_take1.mp4", source_pass_id=again, **segment)

    assert str(show.item("001").clip) == new
    show.files.document(f"{FOLDER}/{old}.json", {**segment, "status": "pinned"})
    assert str(show.item("001").clip) == f"{FOLDER}/{old}"


def test_that_a_clip_tells_its_frames_its_rate_and_where_it_was_cut(show: Show) -> None:
    source = show.clip("EP001_COV_011_SH1_2_take1.mp4", 48, status="registered")
    pass_id = "EP001_PASS_011_SH01_02_A_JADE"
    show.files.record(1, pass_id, video_path=source)
    show.clip(
        "shot_001_FROM_PASS_011_A_JADE_take1.mp4", 12, status="pinned",
        source_type="pass_segment", source_video=source, source_pass_id=pass_id,
        segment_timestamp_start=0.5, segment_timestamp_end=1.0,
    )  # fmt: skip

    item = show.item("001")

    assert (item.frames, item.source_start, item.source_frames, item.rate) == (12, 0, 12, 24)
    assert item.size == (96, 160)
    assert item.pass_id == pass_id
    assert item.origin is not None
    assert (str(item.origin.video), item.origin.start, item.origin.end) == (
        source, Fraction(1, 2), 1,
    )  # fmt: skip


def test_that_extras_stand_for_no_shot(show: Show) -> None:
    show.clip("shot_001~b_FROM_PASS_011_A_JADE_take1.mp4", status="candidate")

    assert show.item("001").clip is None


@pytest.mark.parametrize(
    ("status", "said"),
    [("generating", "being rendered in pass 011"), ("failed", "pass 011 failed"),
     ("segmentation_review", "pass 011 waits for the review of its cuts"),
     ("registered", "pass 011 has not been cut yet"), ("pending", "not rendered yet")],
)  # fmt: skip
def test_that_a_missing_clip_has_its_reason_in_its_pass(status: str, said: str, show: Show) -> None:
    show.files.record(1, "EP001_PASS_011_SH01_02_A_JADE", status=status)

    assert show.item("001").reason == said


def test_that_takes_that_are_not_used_are_the_reason(show: Show) -> None:
    show.take(1, 1, "rejected")
    show.take(2, 1, "rejected")
    show.take(2, 2, "archived")
    broken = show.files.media(f"{FOLDER}/EP001_SH3_take1.mp4")
    show.files.text(f"{FOLDER}/EP001_SH3_take1.mp4.json", "{")

    assert show.item("001").reason == "its only take is rejected"
    assert show.item("002").reason == "all 2 takes are rejected or archived"
    assert show.item("003").reason.startswith(f"{broken.name}: corrupt sidecar")


def test_that_a_clip_that_cannot_be_read_gives_way_to_the_next_best(show: Show) -> None:
    show.files.media(f"{FOLDER}/EP001_SH1_take2.mp4", status="canonical")
    next_best = show.take(1, 1, "candidate")
    show.files.media(f"{FOLDER}/EP001_SH2_take1.mp4", status="canonical")

    assert str(show.item("001").clip) == next_best
    assert "EP001_SH2_take1.mp4" in show.item("002").reason


def test_that_a_missing_clip_lasts_as_planned_and_shows_its_still(show: Show) -> None:
    still = show.files.media("assets/char/jade.png")
    shots = [
        {"shot_id": "EP001_SH01", "duration_s": 2.5, "raw": {"start_frame": "assets/char/jade.png",
                                                            "prompt": "Jade runs"}},
        {"shot_id": "EP001_SH02", "raw": {"start_frame": "assets/char/gone.png"}},
        {"shot_id": "EP001_SH03", "duration_s": "soon", "raw": {"start_frame": "../../x.png"}},
    ]  # fmt: skip
    show.files.document("state/visual/plans/ep_001_plan.json", {"shots": shots})
    own = show.files.media(f"{FOLDER}/shot_002.png", status="pinned")

    first, second, third = show.cut().items

    assert (first.frames, first.duration, first.title) == (60, Fraction(5, 2), "Jade runs")
    assert str(first.still) == still.relative_to(show.files.root).as_posix()
    assert str(second.still) == own.relative_to(show.files.root).as_posix()
    assert (third.still, third.duration) == (None, DEFAULT_LENGTH)


def test_that_the_frame_an_editor_chose_stands_in_first(show: Show) -> None:
    chosen = show.files.media(f"{FOLDER}/start.png")
    show.files.media(f"{FOLDER}/shot_001.png", status="pinned")
    states = {"shots": {"EP001_SH01": {"start_frame": f"{FOLDER}/start.png"}}}
    show.files.document("state/visual/shots/ep_001_shots.json", states)

    assert str(show.item("001").still) == chosen.relative_to(show.files.root).as_posix()


def test_that_without_a_plan_the_coverage_passes_and_then_the_files_say_the_order(
    tmp_path: Path,
) -> None:
    show = Show(tmp_path)
    (show.files.root / "state/visual/plans/ep_001_plan.json").unlink()
    show.take(9, 1, "candidate")
    by_files = [item.shot_id for item in show.cut().items]
    segments = [{"source_shot_id": "EP001_SH05", "duration_s": 2}, {"source_shot_id": "EP001_SH04"}]
    show.files.coverage(1, {"pass_id": "EP001_PASS_001_SH04_05", "segments": segments})

    assert by_files == ["EP001_SH09"]
    assert [item.shot_id for item in show.cut().items] == ["EP001_SH05", "EP001_SH04"]
    assert show.item("005").duration == 2


def test_that_both_layouts_are_looked_at_and_quarantine_is_not(show: Show) -> None:
    old = show.clip("EP001_SH1_take1.mp4", folder="output/video/ep_001", status="candidate")
    show.clip("EP001_SH2_take1.mp4", folder=f"{FOLDER}/_orphans", status="candidate")

    assert str(show.item("001").clip) == old
    assert show.item("002").clip is None


def test_that_rate_and_size_are_the_project_s_or_those_of_most_clips(tmp_path: Path) -> None:
    show = Show(tmp_path)
    show.files.settings(aspect_ratio="16:9")
    empty = show.cut()
    show.take(1, 1, "candidate")

    assert (empty.rate, empty.size) == (24, (1920, 1080))
    assert (show.cut().rate, show.cut().size) == (24, (96, 160))
    show.files.settings(fps=29.97)
    assert show.cut().rate == Fraction(30000, 1001)


def test_that_rates_people_write_are_understood() -> None:
    told = [23.976, 23.98, 24, 25, 29.97, 30, 59.94, 12.5]

    exact = [true_rate(one) for one in told]

    ntsc = Fraction(1000, 1001)
    assert exact == [24 * ntsc, 24 * ntsc, 24, 25, 30 * ntsc, 30, 60 * ntsc, Fraction(25, 2)]


def test_that_reading_changes_nothing_and_wrong_episodes_are_told(show: Show) -> None:
    show.take(1, 1, "candidate")
    before = snapshot(show.files.root)

    show.cut()
    with pytest.raises(NotFound, match="EP007"):
        show.cut(7)

    assert snapshot(show.files.root) == before


def test_that_a_corrupt_plan_is_told_and_never_guessed(show: Show) -> None:
    show.files.text("state/visual/plans/ep_001_plan.json", "{")

    with pytest.raises(CorruptFile):
        show.cut()


def test_that_a_cut_does_without_passes_that_cannot_be_read(show: Show) -> None:
    clip = show.take(1, 1, "pinned")
    state = "state/visual/passes/ep_001_pass_state.json"
    show.files.text(state, "{")
    show.files.text("state/visual/coverage_passes/ep_001_passes.json", "[")

    cut = show.cut()

    assert [str(item.clip) for item in cut.items if item.clip] == [clip]
    assert cut.items[0].reason == "nobody knows: ep_001_pass_state.json is corrupt"
    (show.files.root / "state/visual/plans/ep_001_plan.json").unlink()
    with pytest.raises(CorruptFile, match="ep_001_passes"):
        show.cut()


def test_that_a_shot_has_its_neighbours(show: Show) -> None:
    cut = show.cut()

    assert [item.number for item in cut.around("001")] == ["002", "001", "003"]
    assert [item.number for item in cut.around("002")] == ["002", "001"]
    assert cut.around("099") == ()
    assert len(cut.missing) == 3
