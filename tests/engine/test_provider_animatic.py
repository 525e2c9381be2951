"""The animatic provider: real passes and keyframes, the same every time, spoiled on request."""

from __future__ import annotations

import asyncio
import hashlib
import tomllib
from fractions import Fraction
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from engine.errors import NotFound, Refused, Unreachable, UserError
from engine.jobs import JobContext, Stopped
from engine.media.animatic_camera import Motion
from engine.media.probe import probe
from engine.media.scores import scan
from engine.providers import registry
from engine.providers.animatic import AnimaticProvider
from engine.providers.animatic_mischief import Mischief
from engine.providers.animatic_shots import MOTIONS
from engine.providers.base import (
    JobState,
    JobStatus,
    Provider,
    ProviderSettings,
    RenderRequest,
    Submission,
)
from engine.providers.registry import provider, provider_names
from tests.helpers.providers import a_request, begun, ended, shots_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

RATE = 24
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def animatic() -> AsyncIterator[AnimaticProvider]:
    made = AnimaticProvider()
    yield made
    await made.close()


async def rendered(request: RenderRequest, target: Path, mischief: Mischief | None = None) -> Path:
    """Submit, wait and fetch with a provider of its own."""
    made = AnimaticProvider(mischief)
    try:
        status = await ended(made, await made.submit(request))
        assert status.state is JobState.COMPLETED, status
        await made.download(status, target)
    finally:
        await made.close()
    return target


def cuts_in(path: Path) -> tuple[int, ...]:
    return scan(path).track.cuts_at(27.0, 4)


def a_picture(path: Path, light: int, size: tuple[int, int] = (180, 320)) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    width, height = size
    cv2.imwrite(str(path), np.full((height, width, 3), light, np.uint8))
    return path.name


async def test_that_a_pass_has_its_shots_at_their_planned_lengths(tmp_path: Path) -> None:
    request = a_request(segments=shots_of(0.5, 0.75, 0.5), generate_audio=True)

    video = await rendered(request, tmp_path / "pass.mp4")

    info = probe(video)
    assert (info.width, info.height, info.frames) == (180, 320, 42)
    assert info.has_audio
    assert cuts_in(video) == (12, 30)


async def test_that_planned_times_do_not_drift(tmp_path: Path) -> None:
    request = a_request(segments=shots_of(0.31, 0.31, 0.31, 0.31))

    video = await rendered(request, tmp_path / "pass.mp4")

    assert probe(video).frames == round(4 * 0.31 * RATE)


async def test_that_a_seed_decides_all(tmp_path: Path) -> None:
    hashes = [
        hashlib.sha256(
            (await rendered(a_request(seed=seed), tmp_path / f"{number}.mp4")).read_bytes()
        ).hexdigest()
        for number, seed in enumerate((7, 7, 8))
    ]

    assert hashes[0] == hashes[1] != hashes[2]


async def test_that_without_a_seed_two_dispatches_differ(tmp_path: Path) -> None:
    one = await rendered(a_request(key="d_1", seed=None), tmp_path / "1.mp4")
    other = await rendered(a_request(key="d_2", seed=None), tmp_path / "2.mp4")

    assert one.read_bytes() != other.read_bytes()


async def test_that_a_video_begins_with_its_start_frame(tmp_path: Path) -> None:
    a_picture(tmp_path / "start.png", 180)
    request = a_request(
        tmp_path, modality="video_i2v", start_frame="start.png", duration_s=0.5, prompt="x"
    )

    video = await rendered(request, tmp_path / "shot.mp4")

    assert scan(video).luma[0] == pytest.approx(170, abs=15)
    assert probe(video).frames == 12


async def test_that_a_shot_goes_over_into_its_end_frame_without_a_cut(tmp_path: Path) -> None:
    a_picture(tmp_path / "start.png", 60)
    a_picture(tmp_path / "end.png", 200)
    request = a_request(
        tmp_path,
        modality="video_i2v",
        start_frame="start.png",
        end_frame="end.png",
        duration_s=1.5,
    )

    video = await rendered(request, tmp_path / "shot.mp4")

    light = scan(video).luma
    assert light[-1] - light[0] > 100
    assert cuts_in(video) == ()


async def test_that_panels_of_a_board_follow_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "prep/ep_001/storyboards"
    folder.mkdir(parents=True)
    panels = [np.full((480, 270, 3), light, np.uint8) for light in (40, 130, 220)]
    cv2.imwrite(str(folder / "B01_v1.png"), np.hstack(panels))
    board = "prep/ep_001/storyboards/B01_v1.png"
    request = a_request(tmp_path, segments=shots_of(0.5, 0.5, 0.5), references=[board])

    video = await rendered(request, tmp_path / "pass.mp4")

    light = scan(video).luma
    assert [round(float(light[n]) / 90) for n in (4, 16, 28)] == [0, 1, 2]
    assert light[4] < light[16] < light[28]
    assert cuts_in(video) == (12, 24)


async def test_that_panels_whose_places_are_known_are_found_there(tmp_path: Path) -> None:
    folder = tmp_path / "prep/ep_001/storyboards"
    folder.mkdir(parents=True)
    sheet = np.full((960, 600, 3), 255, np.uint8)
    places = [(10, 10), (310, 10), (10, 490)]
    for (left, top), light in zip(places, (40, 130, 210), strict=True):
        sheet[top : top + 440, left : left + 248] = light
    cv2.imwrite(str(folder / "B01_v1.png"), sheet)
    request = a_request(
        tmp_path,
        segments=shots_of(0.5, 0.5, 0.5),
        references=["prep/ep_001/storyboards/B01_v1.png"],
        board_areas=[[x / 600, y / 960, 248 / 600, 440 / 960] for x, y in places],
    )

    video = await rendered(request, tmp_path / "pass.mp4")

    light = scan(video).luma
    seen = [float(light[n]) for n in (4, 16, 28)]
    assert seen[0] < 80 < seen[1] < 160 < seen[2] < 225


async def test_that_a_storyboard_has_a_panel_for_every_shot(tmp_path: Path) -> None:
    a_picture(tmp_path / "one.png", 60)
    segments = shots_of(1, 2)
    segments[0]["start_frame"] = "one.png"
    request = a_request(
        tmp_path,
        modality="image_t2i",
        segments=segments,
        size=[400, 400],
        panels=[[10, 10, 180, 320], [210, 10, 180, 320]],
    )

    first = await rendered(request, tmp_path / "a.png")
    again = await rendered(request, tmp_path / "b.png")

    drawn = cv2.imread(str(first))
    assert drawn.shape == (400, 400, 3)
    assert abs(float(drawn[100:250, 60:150].mean()) - 60) < 12
    assert drawn[5, 5].tolist() == [243, 241, 240]
    assert drawn[340:360, 10:190].min() < 120, "no caption below the panel"
    assert first.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("panels", [[[0, 0, 900, 900]], [[0, 0, 8, 8]], ["x"], [[1, 1, 33, 33]]])
async def test_that_impossible_panels_are_refused(
    animatic: AnimaticProvider, tmp_path: Path, panels: object
) -> None:
    request = a_request(tmp_path, modality="image_t2i", size=[400, 400], panels=panels)

    with pytest.raises(UserError, match="no panel of a sheet"):
        await animatic.submit(request)


async def test_that_one_picture_gives_shots_that_can_be_told_apart(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    noise = cv2.resize(chance.integers(0, 255, (12, 8, 3), np.uint8), (180, 320))
    cv2.imwrite(str(tmp_path / "place.png"), noise)
    request = a_request(tmp_path, segments=shots_of(0.5, 0.5, 0.5), references=["place.png"])

    video = await rendered(request, tmp_path / "pass.mp4")

    assert cuts_in(video) == (12, 24)


async def test_that_a_figure_with_alpha_stands_before_a_place(tmp_path: Path) -> None:
    a_picture(tmp_path / "place.png", 40)
    figure = np.zeros((320, 180, 4), np.uint8)
    figure[60:300, 20:160] = (255, 255, 255, 255)
    cv2.imwrite(str(tmp_path / "who.png"), figure)
    request = a_request(tmp_path, segments=shots_of(0.5), references=["place.png", "who.png"])

    video = await rendered(request, tmp_path / "pass.mp4")

    assert scan(video).luma[3] > 100


async def test_that_two_figures_share_the_place_named_before_them(tmp_path: Path) -> None:
    a_picture(tmp_path / "place.png", 90)
    for name in ("one.png", "two.png"):
        cv2.imwrite(str(tmp_path / name), np.zeros((320, 180, 4), np.uint8))
    request = a_request(
        tmp_path, segments=shots_of(0.5, 0.5), references=["place.png", "one.png", "two.png"]
    )

    video = await rendered(request, tmp_path / "pass.mp4")

    light = scan(video).luma
    assert light[3] == pytest.approx(light[18], abs=6)


async def test_that_a_keyframe_is_a_picture(tmp_path: Path, animatic: AnimaticProvider) -> None:
    request = a_request(tmp_path, modality="image_t2i", duration_s=3)
    status = await ended(animatic, await animatic.submit(request))

    fetched = await animatic.download(status, tmp_path / "key.png")

    data = (tmp_path / "key.png").read_bytes()
    assert fetched.suffix == ".png"
    assert fetched.sha256 == hashlib.sha256(data).hexdigest()
    assert cv2.imread(str(tmp_path / "key.png")).shape == (320, 180, 3)


async def test_that_every_cut_is_off_by_what_was_asked(tmp_path: Path) -> None:
    mischief = Mischief.parse("cut_error.animatic=0.25 cut_error=5")
    request = a_request(segments=shots_of(1, 1, 1))

    video = await rendered(request, tmp_path / "pass.mp4", mischief)

    assert probe(video).frames == 72
    found = cuts_in(video)
    assert [abs(cut - planned) for cut, planned in zip(found, (24, 48), strict=True)] == [6, 6]


async def test_that_cuts_are_missing_and_too_many_when_asked(tmp_path: Path) -> None:
    request = a_request(segments=shots_of(1, 1, 1))

    less = await rendered(request, tmp_path / "less.mp4", Mischief(missing_cuts=1))
    more = await rendered(request, tmp_path / "more.mp4", Mischief(extra_cuts=1))

    assert len(cuts_in(less)) == 1
    assert len(cuts_in(more)) == 3
    assert probe(less).frames == probe(more).frames == 72


async def test_that_jobs_fail_in_turn_and_say_what_they_charged() -> None:
    made = AnimaticProvider(Mischief.parse("fail=content_policy,- billed=0.30"))
    requests = [a_request(key=f"d_{number}") for number in range(3)]
    ends = [await ended(made, await made.submit(request)) for request in requests]
    await made.close()

    assert [status.state for status in ends] == ["failed", "completed", "failed"]
    assert ends[0].error is not None
    assert (ends[0].error.kind, ends[0].error.billed_micro) == ("content_policy", 300_000)
    assert not made.is_free


async def test_that_a_job_says_how_far_it_is(animatic: AnimaticProvider) -> None:
    request = a_request(size=[360, 640], segments=shots_of(2, 2))
    submission = await animatic.submit(request)
    shares = set()

    while not (status := await animatic.status(submission)).state.is_end:
        shares.add(status.progress)
        await asyncio.sleep(0.005)

    assert status.progress == 1.0
    assert status.cost_micro == 0
    assert any(share is not None and 0 < share < 1 for share in shares)


async def test_that_the_same_dispatch_is_the_same_job(animatic: AnimaticProvider) -> None:
    first = await animatic.submit(a_request())
    second = await animatic.submit(a_request())

    assert first == second == await animatic.find("d_1")
    assert await animatic.find("d_2") is None


async def test_that_a_job_of_another_process_is_gone(animatic: AnimaticProvider) -> None:
    status = await animatic.status(Submission("d_of_yesterday"))

    assert status.state is JobState.GONE


async def test_that_a_cancelled_job_stops(animatic: AnimaticProvider) -> None:
    long = a_request(size=[720, 1280], segments=shots_of(30, 30))
    submission = await animatic.submit(long)
    await begun(animatic, submission)

    status = await animatic.cancel(submission)

    assert status.state is JobState.CANCELLED
    assert status.cost_micro == 0


async def test_that_waiting_jobs_say_how_many_are_before_them() -> None:
    gate = asyncio.Event()

    async def until_open(_seconds: float) -> None:
        await gate.wait()

    made = AnimaticProvider(hands=1, sleep=until_open)
    submissions = [await made.submit(a_request(key=f"d_{n}")) for n in range(3)]
    await asyncio.sleep(0)

    notes = [(await made.status(one)).note for one in submissions]
    gate.set()
    ends = [await ended(made, one) for one in submissions]
    await made.close()

    assert notes == ["", "0 before it", "1 before it"]
    assert {status.state for status in ends} == {JobState.COMPLETED}


@pytest.mark.parametrize(
    "payload",
    [
        {"size": [10, 10]},
        {"duration_s": -1},
        {"duration_s": "long"},
        {"duration_s": float("nan")},
        {"segments": [{"shot_id": "EP001_SH01", "duration_s": 0}]},
        {"aspect_ratio": "0:9", "size": None},
    ],
)
async def test_that_an_impossible_wish_is_refused(
    animatic: AnimaticProvider, payload: dict[str, object]
) -> None:
    with pytest.raises(UserError):
        await animatic.submit(a_request(**payload))

    assert await animatic.find("d_1") is None


@pytest.mark.parametrize("reference", ["../secret.png", "gone.png", "text.png"])
async def test_that_a_bad_reference_fails_the_job_for_nothing(
    tmp_path: Path, animatic: AnimaticProvider, reference: str
) -> None:
    (tmp_path / "text.png").write_text("version https://git-lfs.github.com/spec/v1")
    request = a_request(tmp_path, references=[reference])

    status = await ended(animatic, await animatic.submit(request))

    assert status.state is JobState.FAILED
    assert status.error is not None
    assert status.error.billed_micro == 0


async def test_that_a_fetch_replaces_what_an_earlier_one_left(
    tmp_path: Path, animatic: AnimaticProvider
) -> None:
    (tmp_path / "pass.mp4").write_text("half of it")
    status = await ended(animatic, await animatic.submit(a_request()))

    fetched = await animatic.download(status, tmp_path / "pass.mp4")

    assert fetched.size == (tmp_path / "pass.mp4").stat().st_size
    assert probe(tmp_path / "pass.mp4").frames == 30


async def test_that_nothing_is_fetched_of_what_is_not_there(
    tmp_path: Path, animatic: AnimaticProvider
) -> None:
    with pytest.raises(Unreachable, match="nothing to fetch: the job is gone"):
        await animatic.download(JobStatus(JobState.GONE), tmp_path / "pass.mp4")


async def test_that_a_stopped_fetch_leaves_nothing(
    tmp_path: Path, animatic: AnimaticProvider
) -> None:
    status = await ended(animatic, await animatic.submit(a_request()))
    ctx = JobContext()
    ctx.cancel()

    with pytest.raises(Stopped):
        await animatic.download(status, tmp_path / "pass.mp4", ctx)

    assert not (tmp_path / "pass.mp4").exists()


def test_that_moves_are_those_of_the_renderer() -> None:
    assert set(MOTIONS) == set(Motion) - {Motion.STILL}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("speed=3", "'speed' is none of"),
        ("fail=boredom", "boredom is none of"),
        ("cut_error=-1", "less than nothing"),
        ("extra=many", "extra=many"),
        ("delay=1e9", "a day"),
        ("extra.kling=1", "'extra.kling' is none of"),
        ("billed=lots", "not an amount"),
    ],
)
def test_that_unknown_mischief_is_named(said: str, wrong: str) -> None:
    with pytest.raises(UserError, match=wrong):
        Mischief.parse(said)


def test_that_mischief_is_taken_from_the_environment() -> None:
    settings = ProviderSettings({"RECOIL_ANIMATIC": "cut_error=0.5 fail=server"})

    made = provider("animatic", settings)

    assert isinstance(made, Provider)
    assert made.name == "animatic"
    assert Mischief.parse("cut_error=0.5").error_of("any") == Fraction(1, 2)


def test_that_an_unknown_provider_is_named() -> None:
    assert provider_names()[:3] == ("animatic", "fal", "gemini")
    with pytest.raises(NotFound, match="provider not found: sora"):
        provider("sora")


def test_that_other_packages_bring_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    other = EntryPoint("studio", "engine.providers.animatic:make", registry.GROUP)
    broken = EntryPoint("broken", "no.such.module:make", registry.GROUP)

    def entry_points(*, group: str, name: str | None = None) -> list[EntryPoint]:
        assert group == registry.GROUP
        return [one for one in (other, broken) if name in {None, one.name}]

    monkeypatch.setattr(registry, "entry_points", entry_points)

    assert registry.provider_names() == ("animatic", "fal", "gemini", "broken", "studio")
    assert isinstance(provider("studio", ProviderSettings()), Provider)
    with pytest.raises(Refused, match="broken cannot be loaded"):
        provider("broken", ProviderSettings())


def test_that_the_package_names_its_own_providers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["entry-points"][registry.GROUP] == registry._OWN
