"""Which shots a video may show: every witness, and the order they give together."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engine.domain.orphan_suggestions import (
    Candidate,
    by_content,
    by_duration,
    by_log,
    by_picture,
    by_size,
    ranked,
)
from engine.domain.paths import ProjectPath
from engine.jobs import JobContext
from engine.media.filmstrip import poster
from engine.media.likeness import likeness, sketch_of_picture, sketch_of_video
from engine.store.project import Project
from engine.workspace.orphan_suggestions import suggest
from tests.helpers.orphans import an_orphan
from tests.helpers.passes import a_project, clip_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.orphan_suggestions import Suggestion
    from tests.helpers.projects import ProjectFiles

WRITTEN = "2023-11-14T22:13:20Z"  # when helpers say that orphans were written


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_project(tmp_path)


def suggestions(files: ProjectFiles, name: str = "old_take.mp4") -> tuple[Suggestion, ...]:
    orphan = an_orphan(files, clip_of((24, 24)).path, name)
    return suggest(Project.open(files.root), orphan, 1, None, JobContext())


# -- witnesses ---------------------------------------------------------------


def test_that_a_length_counts_the_more_the_nearer_it_is() -> None:
    right, near, far = (by_duration(Fraction(5), Fraction(n)) for n in (5, 6, 9))

    assert right is not None
    assert near is not None
    assert right.strength > near.strength > 0
    assert far is None
    assert by_duration(None, Fraction(5)) is None
    assert right.words == "5.0 s long, 5.0 s planned"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (150.0, "written while it ran"),
        (230.0, "written 30 s after it ran"),
        (40.0, "written 1 min before it ran"),
        (3000.0, None),
    ],
)
def test_that_the_log_says_how_far_away_it_was(written: float, words: str | None) -> None:
    heard = by_log(written, 100.0, 200.0, "it ran")

    assert (heard and heard.words) == words


def test_that_weak_likeness_and_other_sizes_say_nothing() -> None:
    assert by_picture(0.5, "x") is None
    assert by_size(100, [200]) is None
    assert by_size(100, []) is None


def test_that_the_same_content_outweighs_everything() -> None:
    sure, many = Candidate(("EP001_SH01",)), Candidate(("EP001_SH02",))
    sure.hear(by_content("a take"))
    for witness in (
        by_duration(Fraction(1), Fraction(1)),
        by_log(1, 1, 1, "it ran"),
        by_picture(1, "a still"),
        by_size(1, [1]),
    ):
        many.hear(witness)

    assert [one.shots for one in ranked([many, sure])] == [sure.shots, many.shots]


def test_that_of_each_sign_the_strongest_counts() -> None:
    candidate = Candidate(("EP001_SH01",))
    for likeness_of_one in (0.6, 0.9, 0.7):
        candidate.hear(by_picture(likeness_of_one, f"{likeness_of_one}"))

    assert candidate.suggestion().reasons == ("its first frame looks like 0.9",)


# -- an episode --------------------------------------------------------------


def test_that_the_ledger_knows_a_take_by_its_content(files: ProjectFiles) -> None:
    files.plan(1, "EP001_SH04", "EP001_SH05")
    content = clip_of((24, 24)).path.read_bytes()
    target = "renders/ep_001/EP001_CONT_002_SH4_5_take1.mp4"
    names = {
        "dispatch_id": "d1", "episode": 1, "scene_id": "B1", "version": 1, "beat_id": "b1",
        "purpose": "take 1", "take_id": "t1", "provider": "fal", "model": "kling",
        "modality": "r2v_multi", "shot_ids": ["EP001_SH04", "EP001_SH05"], "target": target,
        "milliseconds": 2000, "estimate_micro": 0, "run_id": "", "program": "recoil",
    }  # fmt: skip
    project = Project.open(files.root)

    class Ledger:
        """A ledger with one take that was fetched."""

        def view(self) -> object:
            return self

        @property
        def dispatches(self) -> dict[str, object]:
            detail = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            known = names | {"target": ProjectPath(target), "detail": detail}
            times = {"reserved_at": "2020-01-01T00:00:00Z", "changed_at": "2020-01-01T00:00:00Z"}
            return {"d1": SimpleNamespace(**known, **times)}

    vars(project)["ledger"] = Ledger()
    orphan = an_orphan(files, clip_of((24, 24)).path)

    best = suggest(project, orphan, 1, None, JobContext())[0]

    assert best.shots == ("EP001_SH04", "EP001_SH05")
    assert best.reasons[0] == "the same file as EP001_CONT_002_SH4_5_take1.mp4"
    assert best.model == "kling"


def test_that_a_planned_pass_is_suggested_with_its_tag(files: ProjectFiles) -> None:
    files.plan(1, "EP001_SH04", "EP001_SH05")
    segments = [
        {"segment_index": k, "source_shot_id": f"EP001_SH0{k + 4}", "duration_s": 1} for k in (0, 1)
    ]
    files.coverage(1, {"pass_id": "EP001_PASS_003_SH04_05_B_MIKA", "segments": segments})

    best = suggestions(files)[0]

    assert best.shots == ("EP001_SH04", "EP001_SH05")
    assert best.tag == "B_MIKA"
    assert best.reasons == ("2.0 s long, 2.0 s planned",)


def test_that_operations_of_other_tools_are_heard_and_cutting_is_not(files: ProjectFiles) -> None:
    files.plan(1, "EP001_SH04", "EP001_SH05")
    lines = [
        {"op_id": "a", "event": "extract_pass", "args": {"pass_id": "EP001_PASS_001_SH04"}},
        {"op_id": "b", "event": "generate_pass", "args": {"pass_id": "EP001_PASS_001_SH05"}},
    ]
    text = "".join(json.dumps(one | {"ts": WRITTEN, "status": "started"}) + "\n" for one in lines)
    files.text("state/visual/ops.log.jsonl", text)

    best = suggestions(files)[0]

    assert best.shots == ("EP001_SH05",)
    assert best.reasons[0] == "written while “generate_pass” ran"


def test_that_the_first_frame_is_compared_with_stills(files: ProjectFiles) -> None:
    files.plan(1, "EP001_SH04", "EP001_SH05")
    still = files.root / "renders/ep_001/shot_005.png"
    still.parent.mkdir(parents=True)
    picture = files.root / "first.jpg"
    picture.write_bytes(poster(clip_of((24, 24)).path))
    Image.open(picture).resize((60, 100)).save(still)
    Image.linear_gradient("L").save(still.with_name("shot_004.png"))

    best = suggestions(files)[0]

    assert best.shots == ("EP001_SH05",)
    assert best.reasons[0] == "its first frame looks like the still of SH5"


def test_that_the_beginnings_of_cut_shots_are_compared_too(files: ProjectFiles) -> None:
    files.plan(1, "EP001_SH04", "EP001_SH05")
    folder = files.root / "renders/ep_001"
    files.media("renders/ep_001/EP001_COV_001_SH4_5_take1.mp4")
    (folder / "boundary_frames").mkdir()
    frame = folder / "boundary_frames/EP001_COV_001_SH4_5_take1_seg01.jpg"
    frame.write_bytes(poster(clip_of((24, 24)).path))

    best = suggestions(files)[0]

    assert best.shots == ("EP001_SH05",)
    assert best.reasons[0] == "its first frame looks like the beginning of SH5"


def test_that_a_shot_without_a_clip_is_the_better_guess(files: ProjectFiles) -> None:
    files.plan(1, "EP001_SH04", "EP001_SH05")
    files.media("renders/ep_001/EP001_SH4_take1.mp4")

    found = suggestions(files)

    assert found[0].shots == ("EP001_SH05",)
    assert "has no clip yet" in found[0].reasons


def test_that_without_a_plan_its_name_may_say_it(files: ProjectFiles) -> None:
    (best,) = suggestions(files, "shot_007.mp4")

    assert (best.shots, best.reasons) == (("EP001_SH07",), ("its name says so",))
    assert suggestions(files, "nothing.mp4") == ()


# -- pictures ----------------------------------------------------------------


def test_that_light_does_not_count_and_emptiness_is_like_nothing(tmp_path: Path) -> None:
    clip = clip_of((24, 24)).path
    frame = tmp_path / "frame.jpg"
    frame.write_bytes(poster(clip))
    dark, empty = tmp_path / "dark.png", tmp_path / "empty.png"
    Image.open(frame).point(lambda value: value * 0.6).save(dark)
    Image.new("RGB", (90, 160), "grey").save(empty)

    own = sketch_of_video(clip)

    assert likeness(own, sketch_of_picture(dark)) > 0.9
    assert likeness(own, sketch_of_picture(empty)) == 0.0
