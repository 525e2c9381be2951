"""Gemini's keyframes: paid with the answer, so the answer is never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from engine.errors import (
    Ambiguous,
    Declined,
    NotSent,
    RateLimited,
    Refused,
    Unreachable,
    UserError,
)
from engine.providers.base import (
    JobState,
    MissingKey,
    Provider,
    ProviderSettings,
    RenderRequest,
    Submission,
    Unsure,
)
from engine.providers.fake_fal import FakeFal
from engine.providers.fake_fal_faults import Fault, Point
from engine.providers.gemini import GeminiProvider
from tests.helpers.providers import QUICK, a_request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

SECRET = "gemini-key-1"


@pytest.fixture
def server() -> Iterator[FakeFal]:
    with FakeFal() as running:
        yield running


def a_gemini(url: str, root: Path | None = None, key: str = SECRET) -> GeminiProvider:
    environment = {"GEMINI_API_KEY": key, "RECOIL_GEMINI_URL": url}
    return GeminiProvider(ProviderSettings(environment, root=root), QUICK)


@pytest.fixture
async def gemini(server: FakeFal) -> AsyncIterator[GeminiProvider]:
    made = a_gemini(server.url)
    yield made
    await made.close()


def a_keyframe(root: Path, **keys: object) -> RenderRequest:
    usual: dict[str, object] = {"aspect_ratio": "9:16", "segments": None, **keys}
    return a_request(root, model="gemini-3-pro-image", modality="image_t2i", **usual)  # type: ignore[arg-type]


async def test_that_a_picture_comes_and_is_kept_until_it_is_fetched(
    gemini: GeminiProvider, server: FakeFal, tmp_path: Path
) -> None:
    submission = await gemini.submit(a_keyframe(tmp_path))
    kept = tmp_path / "state/downloads/d_1.answer.png"
    was_kept = kept.is_file()
    status = await gemini.status(submission)
    fetched = await gemini.download(status, tmp_path / "key.png")
    await gemini.close()

    assert isinstance(gemini, Provider)
    assert was_kept
    assert fetched.suffix == ".png"
    assert cv2.imread(str(tmp_path / "key.png")) is not None
    assert not kept.exists()
    assert server.counts().billed_by_key == {"d_1": 1}


async def test_that_another_process_finds_the_picture(
    gemini: GeminiProvider, server: FakeFal, tmp_path: Path
) -> None:
    submission = await gemini.submit(a_keyframe(tmp_path))
    other = a_gemini(server.url, tmp_path)

    found = await other.find("d_1")
    status = await other.status(Submission(submission.request_id, dict(submission.urls)))

    assert isinstance(found, Submission)
    assert found.urls == submission.urls
    assert status.state is JobState.COMPLETED
    await other.close()


async def test_that_a_lost_picture_was_paid_and_is_not_asked_for_again(
    gemini: GeminiProvider, tmp_path: Path
) -> None:
    submission = await gemini.submit(a_keyframe(tmp_path))
    (tmp_path / "state/downloads/d_1.answer.png").unlink()

    status = await gemini.status(submission)

    assert status.state is JobState.FAILED
    assert status.error is not None
    assert (status.error.kind, status.error.is_billed_kind) == ("lost_answer", True)


async def test_that_what_was_never_answered_is_unsure(
    gemini: GeminiProvider, tmp_path: Path
) -> None:
    assert isinstance(await gemini.find("d_9"), Unsure)
    with pytest.raises(Unreachable, match="in which project"):
        await gemini.status(Submission("x", {"file": "d_1.answer.png"}))


async def test_that_references_go_along(
    gemini: GeminiProvider, server: FakeFal, tmp_path: Path
) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((32, 32, 3), np.uint8))

    await gemini.submit(a_keyframe(tmp_path, references=["a.png"], prompt="Jade."))

    job = next(iter(server._jobs._jobs.values()))
    assert job.body["prompt"] == "Jade."


@pytest.mark.parametrize(
    ("kind", "error", "jobs"),
    [
        ("drop_before", Ambiguous, 0),
        ("drop_after", Ambiguous, 1),
        ("429", RateLimited, 0),
        ("500_before", Ambiguous, 0),
        ("500_after", Ambiguous, 1),
        ("html_after", Ambiguous, 1),
        ("garbage_after", Ambiguous, 1),
        ("cut_after", Ambiguous, 1),
        ("slow_after", Ambiguous, 1),
        ("decline", Declined, 0),
    ],
)
async def test_that_a_broken_post_is_sent_once_and_called_what_it_is(
    server: FakeFal, tmp_path: Path, kind: str, error: type[Exception], jobs: int
) -> None:
    gemini = a_gemini(server.url)
    server.faults.add(Fault(Point.SUBMIT, kind, seconds=0.6))

    with pytest.raises(error):
        await gemini.submit(a_keyframe(tmp_path))

    await gemini.close()
    assert (server.counts().posts, server.counts().jobs) == (1, jobs)


@pytest.mark.parametrize("kind", ["content_policy", "no_frames"])
async def test_that_a_picture_that_was_not_made_has_its_reason(
    gemini: GeminiProvider, server: FakeFal, tmp_path: Path, kind: str
) -> None:
    server.faults.add(Fault(Point.JOB, kind))

    with pytest.raises(Declined) as caught:
        await gemini.submit(a_keyframe(tmp_path))

    assert caught.value.kind == kind


async def test_that_nobody_there_is_not_sent(tmp_path: Path) -> None:
    nobody = a_gemini("http://127.0.0.1:9")

    with pytest.raises(NotSent):
        await nobody.submit(a_keyframe(tmp_path))

    await nobody.close()


@pytest.mark.parametrize(
    "keys",
    [
        {"references": ["https://example.org/a.png"]},
        {"references": ["gone.png"]},
        {"references": ["text.png"]},
    ],
)
async def test_that_what_cannot_be_asked_for_is_refused_unsent(
    gemini: GeminiProvider, server: FakeFal, tmp_path: Path, keys: dict[str, object]
) -> None:
    (tmp_path / "text.png").write_text("no picture")

    with pytest.raises(UserError):
        await gemini.submit(a_keyframe(tmp_path, **keys))

    assert server.counts().posts == 0


async def test_that_without_a_key_nothing_is_sent(
    server: FakeFal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    keyless = a_gemini(server.url, key="")

    with pytest.raises(MissingKey, match="set GEMINI_API_KEY"):
        keyless.check_ready()

    with pytest.raises(Refused, match="https"):
        a_gemini("http://example.org").check_ready()
    await keyless.close()
    assert server.counts().posts == 0
