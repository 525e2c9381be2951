"""Reference pictures on their way to fal's store: once each, and never at a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from engine.errors import Declined, NotSent
from engine.providers.fake_fal import FakeFal
from engine.providers.fake_fal_faults import Fault, Point
from tests.helpers.providers import a_fal, a_fal_request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from engine.providers.fal import FalProvider


@pytest.fixture
def server() -> Iterator[FakeFal]:
    with FakeFal(video=b"never fetched") as running:
        yield running


@pytest.fixture
async def fal(server: FakeFal) -> AsyncIterator[FalProvider]:
    made = a_fal(server.url)
    yield made
    await made.close()


async def test_that_references_are_brought_there_once(
    fal: FalProvider, server: FakeFal, tmp_path: Path
) -> None:
    for name, light in (("a.png", 10), ("b.png", 10), ("c.png", 200)):
        cv2.imwrite(str(tmp_path / name), np.full((64, 64, 3), light, np.uint8))
    references = ["a.png", "b.png", "c.png", "https://example.org/d.png"]

    await fal.submit(a_fal_request(tmp_path, references=references))

    job = next(iter(server._jobs._jobs.values()))
    urls = job.body["image_urls"]
    assert isinstance(urls, list)
    assert urls[0] == urls[1] != urls[2]
    assert urls[3] == "https://example.org/d.png"
    assert len(list(server._stage.studio.upload("x").parent.iterdir())) == 2


@pytest.mark.parametrize(
    ("kind", "error"),
    [("500", NotSent), ("drop", NotSent), ("html", NotSent), ("refused", Declined)],
)
async def test_that_an_upload_that_fails_costs_nothing(
    fal: FalProvider, server: FakeFal, tmp_path: Path, kind: str, error: type[Exception]
) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((64, 64, 3), np.uint8))
    server.faults.add(Fault(Point.UPLOAD, kind, 0))

    with pytest.raises(error):
        await fal.submit(a_fal_request(tmp_path, references=["a.png"]))

    assert server.counts().posts == 0


async def test_that_an_upload_is_tried_again(
    fal: FalProvider, server: FakeFal, tmp_path: Path
) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((64, 64, 3), np.uint8))
    server.faults.add(Fault(Point.UPLOAD, "500", 2))

    await fal.submit(a_fal_request(tmp_path, references=["a.png"]))

    assert server.counts().posts == 1
