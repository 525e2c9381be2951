"""What nobody can render: one clear line, nothing changed, nothing spent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.orchestration import desk
from engine.orchestration.pace import Pace
from engine.providers import http
from engine.providers.fake_fal import FakeFal
from engine.providers.fake_fal_faults import Fault, Faults, Point
from tests.helpers.cli import recoil
from tests.helpers.episodes import at_once
from tests.helpers.generate import (
    BODIES,
    LEDGER,
    a_covered_show,
    a_show,
    contents,
    cover,
)
from tests.helpers.passes import clip_of
from tests.helpers.providers import QUICK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.store.project import Project
    from tests.helpers.cli import Said

PLAN = "state/visual/plans/ep_001_plan.json"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 9\n" + b" " * 80


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_covered_show(tmp_path, seconds=4)


def generate(project: Project, *words: object) -> Said:
    return recoil("generate", "--episode", "1", *words, project=project.root)


def refused(project: Project, *words: object) -> str:
    """The one line of a run that is refused, dry or not, after which all is as before."""
    before = contents(project.root)

    real = generate(project, *words)
    dry = generate(project, *words, "--dry-run")

    assert (real.code, real.out, real.err.count("\n")) == (1, "", 1), real
    assert (dry.code, dry.err) == (1, real.err)
    assert contents(project.root) == before
    return real.err


# -- plans ---------------------------------------------------------------------


def shots(*changes: dict[str, object]) -> str:
    """A plan of shots that are usual but for these keys; None takes a key away."""
    usual = {"shot_id": "EP001_SH01", "duration_s": 4, "raw": {"prompt": "Rain."}}
    planned = [
        {key: value for key, value in {**usual, **change}.items() if value is not None}
        for change in changes
    ]
    return json.dumps({"shots": planned})


@pytest.mark.parametrize(
    ("plan", "line"),
    [
        (shots({})[:-9], "not JSON"),
        ("", "not JSON"),
        (shots({}, {}), "EP001_SH01: the plan has this shot twice"),
        (shots({}, {"shot_id": "EP001_SH001"}), "twice, also as EP001_SH01"),
        (shots({"shot_id": "scene 4"}), "'scene 4': not a shot id (say EP001_SH33A)"),
        (shots({"shot_id": "EP002_SH01"}), "EP002_SH01: not a shot of EP001"),
        (shots({"duration_s": -2}), "EP001_SH01: duration_s is no length above 0"),
        (shots({"duration_s": None}), "EP001_SH01: it has no duration_s"),
        (shots({"duration_s": "long"}), "EP001_SH01: duration_s is no length"),
        (shots({"video_model": "wan-99"}), "model not found: wan-99"),
    ],
)
def test_that_a_plan_that_cannot_be_rendered_is_refused(
    project: Project, plan: str, line: str
) -> None:
    (project.root / PLAN).write_text(plan)

    assert line in refused(project)


def test_that_an_episode_without_a_plan_is_refused(project: Project) -> None:
    (project.root / PLAN).unlink()

    assert refused(project) == f"plan not found: of EP001 ({PLAN})\n"


# -- wishes --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--model", "wan-99"), "model not found: wan-99"),
        (("--provider", "nobody"), "nobody"),
        (("--model", "veo-3.1", "--provider", "gemini"), "gemini does not render veo-3.1"),
        (("--pass", "EP001_PASS_077"), "pass not found: EP001_PASS_077"),
        (("--pass", ""), "pass not found"),
        (("--grouping", "mood"), "not a grouping: 'mood'"),
        (("--budget", "0"), "a budget is more than nothing: $0.00"),
        (("--budget", "-3"), "a budget is more than nothing: -$3.00"),
        (("--budget", "much"), "not an amount"),
        (("--max-per-job", "0"), "more than nothing"),
        (("--concurrency", "0"), "beats at once: 0"),
        (("--max-takes", "0"), "takes: 0"),
        (("--model", "wan-2.6", "--grouping", "solo"), "price"),
    ],
)
def test_that_a_wish_nobody_can_grant_is_refused(
    project: Project, words: tuple[str, ...], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAL_KEY", "x")
    monkeypatch.setenv("GEMINI_API_KEY", "x")

    assert line in refused(project, *words)


def test_that_no_passes_at_all_are_refused(project: Project) -> None:
    cover(project, {}, 1)

    assert "no coverage passes are planned" in refused(project, "--grouping", "coverage")


def test_that_an_episode_that_is_none_is_refused(project: Project) -> None:
    before = contents(project.root)

    said = recoil("generate", "--episode", "pilot", project=project.root)

    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert "pilot" in said.err
    assert contents(project.root) == before


def test_that_a_paid_provider_without_a_key_is_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAL_KEY", raising=False)
    before = contents(project.root)

    said = generate(project, "--model", "seedance-2.0")

    assert (said.code, said.out) == (1, "")
    assert said.err == "no key for fal: set FAL_KEY, or store one in the keyring\n"
    assert contents(project.root) == before


# -- what it is made from ------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (None, "assets/a.png is missing"),
        (b"", "assets/a.png is empty"),
        (b"a" * 200, "assets/a.png is no picture (PNG, JPEG or WebP)"),
        (LFS, "assets/a.png is a git-lfs pointer, not the picture: run `git lfs pull`"),
    ],
)
def test_that_broken_references_are_named_before_anything_is_begun(
    project: Project, content: bytes | None, line: str
) -> None:
    plan = json.loads((project.root / PLAN).read_text())
    plan["shots"][3]["raw"]["start_frame"] = "assets/a.png"
    (project.root / PLAN).write_text(json.dumps(plan))
    if content is not None:
        (project.root / "assets").mkdir()
        (project.root / "assets/a.png").write_bytes(content)
    before = contents(project.root)

    said = generate(project)
    checked = generate(project, "--validate")
    dry = generate(project, "--dry-run")

    assert (said.code, said.out, said.err) == (1, "", f"{line}\n")
    assert (checked.code, checked.err) == (1, "1 problem found\n")
    assert line in checked.out
    assert (dry.code, dry.err) == (0, "")
    assert contents(project.root) == before


def test_that_batches_without_an_approved_board_are_told_and_not_rendered(tmp_path: Path) -> None:
    project = a_covered_show(tmp_path, mode="feature", board_gate_episodes=[1])
    batch, single = "EP001_PASS_001_SH01_02_A_JADE", "EP001_PASS_002_SH04_A_JADE"
    cover(project, {1: (1, 2), 2: (4,)}, 1)

    said = generate(project, "--grouping", "coverage")

    assert said.code == 1
    assert said.err == "1 batch blocked\n"
    assert f"{batch}: blocked, no board (recoil board render {batch} --episode 1)" in said.out
    assert [path.name for path in (project.root / BODIES).iterdir()] == [f"ep_001_{single}.json"]
    assert not list((project.root / "renders/ep_001").glob("*SH1_2*"))


@pytest.mark.parametrize("name", ["json", "versions.json"])
def test_that_a_corrupt_scene_concerns_its_batch_alone(tmp_path: Path, name: str) -> None:
    project = a_covered_show(tmp_path, mode="feature")
    torn = project.root / BODIES / f"ep_001_EP001_PASS_001_SH01_02_A_JADE.{name}"
    torn.parent.mkdir(parents=True)
    torn.write_text("{torn")

    said = generate(project, "--grouping", "coverage")

    assert (said.code, said.err) == (1, "1 batch blocked\n")
    assert "blocked, corrupt scene" in said.out
    assert "1 take rendered" in said.out
    assert torn.read_text() == "{torn"
    assert [path.name for path in (project.root / "renders/ep_001").glob("EP*.mp4")] == [
        "EP001_COV_002_SH3_4_take1.mp4"
    ]


# -- who renders it ------------------------------------------------------------


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeFal]:
    """A provider that answers at once, asked without pauses."""
    video = clip_of((48, 48, 48)).path
    monkeypatch.setattr(desk, "NEARBY", Pace(0, 0, at_once))
    monkeypatch.setattr(http, "Patience", lambda: QUICK)
    with FakeFal(faults=Faults(), queued=0, running=0, video=video.read_bytes()) as made:
        monkeypatch.setenv("RECOIL_FAL_URL", made.url)
        monkeypatch.setenv("FAL_KEY", "x")
        yield made


@pytest.fixture
def one_batch(tmp_path: Path) -> Project:
    project = a_show(tmp_path, mode="feature")
    kitchen = {"location_id": "KITCHEN", "duration_s": 2}
    planned = shots(*({**kitchen, "shot_id": f"EP001_SH{number:02d}"} for number in (1, 2, 3)))
    (project.root / PLAN).write_text(planned)
    return project


def money(project: Project) -> tuple[float, float]:
    """What was billed and what is held, in dollars."""
    figures = recoil("costs", "--json", project=project.root).json
    return figures["billed"], figures["reserved"]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("wrong_length", "bytes instead of"),
        ("truncated", "transfer broke off"),
        ("html", "HTML"),
        ("text", "a text instead of a file"),
        ("empty", "a file of 0 bytes"),
        ("redirect_private", "refused to go to"),
        ("redirect_file", "no address of a server"),
    ],
)
def test_that_a_result_that_is_none_waits_and_is_paid_once(
    server: FakeFal, one_batch: Project, kind: str, line: str
) -> None:
    server.faults.add(Fault(Point.DOWNLOAD, kind, times=0))

    said = generate(one_batch, "--model", "seedance-2.0")

    assert said.code == 1
    assert said.err == "1 take waiting for somebody to decide\n"
    (problem, _) = said.out.splitlines()
    assert problem.startswith("BATCH_001__cont: it is completed and could not be fetched: fal: ")
    assert line in problem
    assert not list(one_batch.root.glob("renders/**/*.mp4"))
    assert not list(one_batch.root.glob("state/downloads/*"))
    assert server.counts().billed == 1
    assert money(one_batch)[0] == 0
    server.faults.script.clear()
    collected = recoil("collect", "--json", project=one_batch.root).json
    assert [one["state"] for one in collected["collected"]] == ["charged"]
    assert server.counts().posts == 1
    assert money(one_batch) == (1.8204, 0)


@pytest.mark.parametrize("kind", ["html", "garbage", "500", "drop", "cut"])
@pytest.mark.parametrize("point", [Point.STATUS, Point.RESULT])
def test_that_rubbish_from_a_provider_is_asked_again_and_paid_once(
    server: FakeFal, one_batch: Project, point: Point, kind: str
) -> None:
    server.faults.add(Fault(point, kind, times=3))

    said = generate(one_batch, "--model", "seedance-2.0", "--json")

    assert said.code == 0, said
    assert server.counts().posts == server.counts().billed == 1
    assert money(one_batch) == (1.8204, 0)


@pytest.mark.parametrize("kind", ["html_after", "garbage_after", "no_urls", "foreign_urls"])
def test_that_an_answer_nobody_understands_is_found_by_its_key(
    server: FakeFal, one_batch: Project, kind: str
) -> None:
    server.faults.add(Fault(Point.SUBMIT, kind))

    said = generate(one_batch, "--model", "seedance-2.0", "--json")

    assert said.code == 0, said
    assert server.counts().posts == server.counts().billed == 1


def test_that_a_provider_that_only_talks_rubbish_spends_nothing(
    server: FakeFal, one_batch: Project
) -> None:
    server.faults.add(Fault(Point.SUBMIT, "html_before", times=0))
    server.faults.add(Fault(Point.LIST, "html", times=0))

    said = generate(one_batch, "--model", "seedance-2.0")

    lines = said.out.splitlines()
    assert said.code == 1
    assert said.err == "1 take waiting for somebody to decide\n"
    assert lines[0].startswith("BATCH_001__cont: ")
    assert server.counts().billed == 0
    assert (one_batch.root / LEDGER).read_text().count("submitting") == server.counts().posts == 1
