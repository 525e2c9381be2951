"""fal's queue against a server that speaks it, and breaks it at every point."""

from __future__ import annotations

import hashlib
import socket
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from engine.errors import (
    Ambiguous,
    Declined,
    Garbled,
    NotSent,
    RateLimited,
    Refused,
    Unreachable,
    UserError,
)
from engine.media.animatic import render_animatic
from engine.media.animatic_scene import AnimaticSegment
from engine.media.probe import probe
from engine.providers.base import BILLED_KINDS, JobState, MissingKey, Provider, Submission, Unsure
from engine.providers.fake_fal import FakeFal
from engine.providers.fake_fal_faults import Fault, Point
from tests.helpers.providers import a_fal, a_fal_request, ended, shots_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from engine.providers.base import JobStatus
    from engine.providers.fal import FalProvider


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("video") / "tiny.mp4"
    render_animatic([AnimaticSegment(6, title="x")], path, size=(64, 64))
    return path.read_bytes()


@pytest.fixture
def server(video: bytes) -> Iterator[FakeFal]:
    with FakeFal(video=video) as running:
        yield running


@pytest.fixture
async def fal(server: FakeFal) -> AsyncIterator[FalProvider]:
    made = a_fal(server.url)
    yield made
    await made.close()


def breaks(server: FakeFal, point: Point, kind: str, times: int = 1, seconds: float = 0.0) -> None:
    server.faults.add(Fault(point, kind, times, seconds=seconds))


async def completed(fal: FalProvider) -> JobStatus:
    status = await ended(fal, await fal.submit(a_fal_request()))
    assert status.state is JobState.COMPLETED, status
    return status


# -- all is well -------------------------------------------------------------


async def test_that_a_job_goes_from_the_queue_to_a_file(
    fal: FalProvider, server: FakeFal, tmp_path: Path
) -> None:
    submission = await fal.submit(a_fal_request(key="d_7"))
    states = [(await fal.status(submission)).state for _ in range(3)]
    status = await fal.status(submission)
    fetched = await fal.download(status, tmp_path / "take.mp4")

    data = (tmp_path / "take.mp4").read_bytes()
    assert isinstance(fal, Provider)
    assert states == [JobState.QUEUED, JobState.RUNNING, JobState.COMPLETED]
    assert (fetched.size, fetched.suffix) == (len(data), ".mp4")
    assert fetched.sha256 == hashlib.sha256(data).hexdigest()
    assert probe(tmp_path / "take.mp4").frames == 6
    assert server.counts().billed_by_key == {"d_7": 1}


async def test_that_another_process_finds_the_job_by_what_it_was_told(
    fal: FalProvider, server: FakeFal
) -> None:
    submission = await fal.submit(a_fal_request())
    other = a_fal(server.url)

    status = await ended(other, Submission(submission.request_id, dict(submission.urls)))

    await other.close()
    assert status.state is JobState.COMPLETED


async def test_that_a_job_is_found_by_its_key(fal: FalProvider) -> None:
    submission = await fal.submit(a_fal_request(key="d_7"))

    found = await fal.find("d_7")

    assert isinstance(found, Submission)
    assert found.request_id == submission.request_id
    assert await fal.find("d_8") is None


async def test_that_fal_itself_cannot_be_asked_by_key() -> None:
    real = a_fal("https://queue.fal.run")

    answer = await real.find("d_7")

    await real.close()
    assert isinstance(answer, Unsure)


async def test_that_the_request_speaks_the_endpoint_s_words(
    fal: FalProvider, server: FakeFal
) -> None:
    await fal.submit(a_fal_request(segments=shots_of(2.5, 2.0), resolution="720x1280", seed=9))

    job = next(iter(server._jobs._jobs.values()))
    assert job.endpoint == "bytedance/seedance-2.0/reference-to-video"
    assert job.body == {
        "prompt": "Rain.\nShot 1 (0-2.5 s): Shot 1\nShot 2 (2.5-4.5 s): Shot 2",
        "duration": "5",
        "resolution": "720p",
        "aspect_ratio": "1:1",
        "generate_audio": False,
        "seed": 9,
    }


async def test_that_shots_are_told_as_shots_where_the_endpoint_takes_them(
    fal: FalProvider, server: FakeFal
) -> None:
    request = a_fal_request(model="kling-3.0-pro", segments=shots_of(2.4, 1.2, 3.1))

    await fal.submit(request)

    body = next(iter(server._jobs._jobs.values())).body
    assert body["duration"] == "7"
    assert body["multi_prompt"] == [
        {"prompt": "Shot 1", "duration": "3"},
        {"prompt": "Shot 2", "duration": "1"},
        {"prompt": "Shot 3", "duration": "3"},
    ]
    assert "prompt" not in body


async def test_that_a_reference_is_the_start_frame_where_nothing_else_is(
    fal: FalProvider, server: FakeFal
) -> None:
    web = "https://example.org/a.png"
    keys = {"model": "kling-4.0", "modality": "video_i2v", "segments": None, "duration_s": 4}

    await fal.submit(a_fal_request(references=[web], **keys))
    with pytest.raises(Refused, match="needs a start frame"):
        await fal.submit(a_fal_request(**keys))

    body = next(iter(server._jobs._jobs.values())).body
    assert body["start_image_url"] == web
    assert server.counts().posts == 1


async def test_that_what_a_job_cost_is_told_where_a_unit_has_a_price(
    fal: FalProvider, tmp_path: Path
) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((64, 64, 3), np.uint8))
    request = a_fal_request(
        tmp_path,
        model="kling-4.0",
        modality="video_i2v",
        start_frame="a.png",
        duration_s=4,
        segments=None,
    )
    known = await ended(fal, await fal.submit(request))
    unknown = await completed(fal)

    assert known.cost_micro == 4 * 157_000
    assert unknown.cost_micro is None


async def test_that_a_cancelled_job_that_waited_costs_nothing(
    fal: FalProvider, server: FakeFal
) -> None:
    submission = await fal.submit(a_fal_request())

    status = await fal.cancel(submission)

    assert status.state is JobState.CANCELLED
    assert not status.cost_micro
    assert server.counts().billed == 0


async def test_that_a_job_that_is_too_far_to_be_cancelled_goes_on(
    fal: FalProvider, server: FakeFal
) -> None:
    submission = await fal.submit(a_fal_request())
    for _ in range(3):
        await fal.status(submission)

    status = await fal.cancel(submission)

    assert status.state is JobState.COMPLETED
    assert server.counts().billed == 1


# -- the POST ----------------------------------------------------------------

# What the client may conclude, and whether the server took a job.
SUBMITS: list[tuple[str, type[Exception], int]] = [
    ("drop_before", Ambiguous, 0),
    ("drop_after", Ambiguous, 1),
    ("429", RateLimited, 0),
    ("500_before", Ambiguous, 0),
    ("500_after", Ambiguous, 1),
    ("html_before", Ambiguous, 0),
    ("html_after", Ambiguous, 1),
    ("garbage_after", Ambiguous, 1),
    ("cut_after", Ambiguous, 1),
    ("slow_after", Ambiguous, 1),
    ("decline", Declined, 0),
    ("no_urls", Ambiguous, 1),
    ("foreign_urls", Ambiguous, 1),
]


@pytest.mark.parametrize(("kind", "error", "jobs"), SUBMITS)
async def test_that_a_broken_post_is_sent_once_and_called_what_it_is(
    fal: FalProvider, server: FakeFal, kind: str, error: type[Exception], jobs: int
) -> None:
    breaks(server, Point.SUBMIT, kind, seconds=0.6)

    with pytest.raises(error):
        await fal.submit(a_fal_request())

    counts = server.counts()
    assert (counts.posts, counts.jobs) == (1, jobs)


async def test_that_every_accepted_job_is_found_again(fal: FalProvider, server: FakeFal) -> None:
    breaks(server, Point.SUBMIT, "drop_after")
    with pytest.raises(Ambiguous):
        await fal.submit(a_fal_request(key="d_7"))

    found = await fal.find("d_7")

    assert isinstance(found, Submission)
    assert (await ended(fal, found)).state is JobState.COMPLETED


async def test_that_a_limit_says_how_long_to_wait(fal: FalProvider, server: FakeFal) -> None:
    breaks(server, Point.SUBMIT, "429", seconds=7)

    with pytest.raises(RateLimited) as caught:
        await fal.submit(a_fal_request())

    assert caught.value.retry_after in {1, 7}


async def test_that_a_refusal_has_its_kind_and_never_the_key(
    fal: FalProvider, server: FakeFal
) -> None:
    breaks(server, Point.SUBMIT, "decline")

    with pytest.raises(Declined, match="flagged") as caught:
        await fal.submit(a_fal_request())

    assert caught.value.kind == "content_policy"


async def test_that_no_connection_is_not_sent() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    nobody = a_fal(f"http://127.0.0.1:{port}")

    with pytest.raises(NotSent):
        await nobody.submit(a_fal_request())

    await nobody.close()


async def test_that_a_failed_handshake_is_not_sent(server: FakeFal) -> None:
    strange = a_fal(server.url.replace("http://", "https://"))

    with pytest.raises(NotSent):
        await strange.submit(a_fal_request())

    await strange.close()
    assert server.counts().posts == 0


async def test_that_without_a_key_nothing_is_sent(
    server: FakeFal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    keyless = a_fal(server.url, key="")

    with pytest.raises(MissingKey, match="set FAL_KEY"):
        await keyless.submit(a_fal_request())

    await keyless.close()
    assert server.counts().posts == 0


async def test_that_a_key_does_not_go_over_plain_http() -> None:
    open_line = a_fal("http://example.org")

    with pytest.raises(Refused, match="https"):
        await open_line.submit(a_fal_request())

    await open_line.close()


@pytest.mark.parametrize(
    "keys",
    [
        {"model": "sora-9"},
        {"model": "veo-3.1-fast"},
        {"segments": shots_of(20)},
        {"references": ["gone.png"]},
        {"references": ["../secret.png"]},
        {"references": ["text.png"]},
    ],
)
async def test_that_what_cannot_be_asked_for_is_refused_unsent(
    fal: FalProvider, server: FakeFal, tmp_path: Path, keys: dict[str, object]
) -> None:
    (tmp_path / "text.png").write_text("version https://git-lfs.github.com/spec/v1")

    with pytest.raises(UserError):
        await fal.submit(a_fal_request(tmp_path, **keys))

    assert server.counts().posts == 0


# -- questions ---------------------------------------------------------------


@pytest.mark.parametrize("point", [Point.STATUS, Point.RESULT, Point.CANCEL, Point.LIST])
@pytest.mark.parametrize("kind", ["drop", "429", "500", "cut"])
async def test_that_a_question_is_asked_again(
    fal: FalProvider, server: FakeFal, point: Point, kind: str
) -> None:
    submission = await fal.submit(a_fal_request())
    breaks(server, point, kind, times=2, seconds=0.01)

    if point is Point.CANCEL:
        await fal.cancel(submission)
    if point is Point.LIST:
        assert isinstance(await fal.find("d_1"), Submission)
    status = await ended(fal, submission)

    assert status.state in {JobState.COMPLETED, JobState.CANCELLED}
    assert server.faults.script == []


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("drop", Unreachable),
        ("500", Unreachable),
        ("slow", Unreachable),
        ("html", Garbled),
        ("garbage", Garbled),
    ],
)
async def test_that_a_question_without_an_answer_says_nothing_of_the_job(
    fal: FalProvider, server: FakeFal, kind: str, error: type[Exception]
) -> None:
    submission = await fal.submit(a_fal_request())
    breaks(server, Point.STATUS, kind, times=3, seconds=0.5)

    with pytest.raises(error):
        await fal.status(submission)

    server.faults.script.clear()
    assert (await ended(fal, submission)).state is JobState.COMPLETED


async def test_that_a_long_pause_is_kept(fal: FalProvider, server: FakeFal) -> None:
    submission = await fal.submit(a_fal_request())
    breaks(server, Point.STATUS, "429", seconds=30)

    with pytest.raises(Unreachable, match="429"):
        await fal.status(submission)
    with pytest.raises(Unreachable, match="asks to wait"):
        await fal.status(submission)

    assert server.faults.script == []


async def test_that_only_a_denial_makes_a_job_gone(fal: FalProvider, server: FakeFal) -> None:
    breaks(server, Point.JOB, "forgotten")

    submission = await fal.submit(a_fal_request())

    assert (await fal.status(submission)).state is JobState.GONE


async def test_that_a_job_of_another_server_is_left_alone(fal: FalProvider) -> None:
    urls = {"status_url": "https://queue.fal.run/a/b/requests/1/status"}

    with pytest.raises(Unreachable, match="another server"):
        await fal.status(Submission("1", urls))


async def test_that_a_stuck_job_is_waited_for(fal: FalProvider, server: FakeFal) -> None:
    submission = await fal.submit(a_fal_request())
    breaks(server, Point.STATUS, "stuck", times=20)

    states = {(await fal.status(submission)).state for _ in range(20)}

    assert states == {JobState.QUEUED}
    assert (await ended(fal, submission)).state is JobState.COMPLETED


@pytest.mark.parametrize(
    ("fate", "kind", "billed"),
    [
        ("content_policy", "content_policy", 0),
        ("content_policy:billed", "content_policy", None),
        ("partner_validation:billed", "partner_validation", None),
        ("no_frames", "no_frames", 0),
        ("no_frames:billed", "no_frames", None),
        ("bad_request", "bad_request", 0),
        ("bad_request:billed", "bad_request", None),
        ("timeout", "timeout", 0),
        ("server", "server", 0),
        ("server:billed", "server", None),
    ],
)
async def test_that_a_failed_job_says_why_and_what_it_cost(
    fal: FalProvider, server: FakeFal, fate: str, kind: str, billed: int | None
) -> None:
    breaks(server, Point.JOB, fate)

    status = await ended(fal, await fal.submit(a_fal_request()))

    assert status.state is JobState.FAILED
    assert status.error is not None
    assert (status.error.kind, status.error.billed_micro) == (kind, billed)
    assert status.error.is_billed_kind == (kind in BILLED_KINDS or fate.endswith(":billed"))


async def test_that_a_result_without_a_file_is_no_result(fal: FalProvider, server: FakeFal) -> None:
    breaks(server, Point.RESULT, "no_output")
    submission = await fal.submit(a_fal_request())

    with pytest.raises(Garbled, match="neither result nor error"):
        await ended(fal, submission)
