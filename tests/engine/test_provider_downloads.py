"""Results fetched from a server that gives out other things than it promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import Garbled, Unreachable
from engine.jobs import JobContext, Stopped
from engine.media.animatic import render_animatic
from engine.media.animatic_scene import AnimaticSegment
from engine.providers.base import JobState
from engine.providers.fake_fal import FakeFal
from engine.providers.fake_fal_faults import Fault, Point
from tests.helpers.providers import a_fal, a_fal_request, ended

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


BAD_FILES: list[tuple[str, type[Exception], str]] = [
    ("drop", Unreachable, "broke off"),
    ("500", Unreachable, "not to be had now"),
    ("429", Unreachable, "not to be had now"),
    ("slow", Unreachable, "broke off"),
    ("truncated", Unreachable, "broke off"),
    ("wrong_length", Garbled, "instead of"),
    ("other_bytes", Garbled, "other hash"),
    ("html", Garbled, "HTML page"),
    ("text", Garbled, "text instead of a file"),
    ("empty", Garbled, "instead of"),
    ("redirect_private", Garbled, "private address: 10.20.30.40|plain|refused"),
    ("redirect_file", Garbled, "refused to go to a file address|no address"),
    ("redirect_loop", Garbled, "without end"),
]


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad[0])
async def test_that_a_bad_file_is_not_taken(
    fal: FalProvider, server: FakeFal, tmp_path: Path, bad: tuple[str, type[Exception], str]
) -> None:
    kind, error, said = bad
    status = await completed(fal)
    breaks(server, Point.DOWNLOAD, kind, seconds=0.6)

    with pytest.raises(error, match=said):
        await fal.download(status, tmp_path / "take.mp4")

    assert names_in(tmp_path) == []
    server.faults.script.clear()
    await fal.download(await completed(fal), tmp_path / "take.mp4")
    assert names_in(tmp_path) == ["take.mp4"]


async def test_that_a_length_that_was_lied_about_is_seen(
    fal: FalProvider, server: FakeFal, tmp_path: Path
) -> None:
    breaks(server, Point.RESULT, "wrong_size")
    status = await completed(fal)

    with pytest.raises(Garbled, match="instead of"):
        await fal.download(status, tmp_path / "take.mp4")


async def test_that_a_stopped_download_leaves_nothing(fal: FalProvider, tmp_path: Path) -> None:
    status = await completed(fal)
    ctx = JobContext()
    ctx.cancel()

    with pytest.raises(Stopped):
        await fal.download(status, tmp_path / "take.mp4", ctx)

    assert names_in(tmp_path) == []


async def test_that_a_picture_is_no_video(fal: FalProvider, tmp_path: Path) -> None:
    request = a_fal_request(
        tmp_path, model="nano-banana-2", modality="image_t2i", segments=None, duration_s=3
    )
    status = await ended(fal, await fal.submit(request))

    with pytest.raises(Garbled, match="a picture instead of a video"):
        await fal.download(status, tmp_path / "take.mp4")
    fetched = await fal.download(status, tmp_path / "key.png")

    assert fetched.suffix == ".png"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
