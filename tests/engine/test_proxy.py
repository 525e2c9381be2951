"""A proxy has the same frames at the same times, and appears whole or not at all."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from engine.errors import ProbeFailed
from engine.jobs import JobContext, Progress, Stopped
from engine.media.frame_finder import FrameFinder
from engine.media.previews import Previews, trim
from engine.media.probe import probe
from engine.media.proxy import make_proxy
from tests.helpers.clips import Clip, make_clip, make_text, numbers_in
from tests.helpers.pixels import number_in, pixels_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return make_clip(tmp_path_factory.mktemp("clip") / "pass.mp4", shots=(20, 20), gop=12)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("plain.mp4", {}),
        ("trimmed.mp4", {"hidden": 7}),
        ("variable.mp4", {"audio": False, "stamps": [0, 40, 200, *range(240, 1757, 41)]}),
        (
            "late.webm",
            {"codec": "libvpx", "audio": False, "stamps": [500 + 42 * n for n in range(40)]},
        ),
        ("ten bit.mp4", {"pixel_format": "yuv420p10le"}),
    ],
)
def test_that_a_proxy_has_the_same_frames_at_the_same_times(
    name: str, made: dict[str, object], tmp_path: Path
) -> None:
    clip = make_clip(tmp_path / name, shots=(20, 20), **made)  # type: ignore[arg-type]

    proxy = make_proxy(clip.path, tmp_path / "proxy.mp4")

    times = [probe(path).timeline for path in (clip.path, proxy)]
    assert numbers_in(proxy) == list(range(clip.frames))
    assert [times[0].time(n) for n in range(clip.frames)] == [
        times[1].time(n) for n in range(clip.frames)
    ]


def test_that_every_frame_of_a_proxy_stands_alone_and_it_is_silent(
    clip: Clip, tmp_path: Path
) -> None:
    proxy = make_proxy(clip.path, tmp_path / "proxy.mp4")

    with av.open(str(proxy)) as source:
        packets = [packet for packet in source.demux() if packet.size]

    assert all(packet.is_keyframe for packet in packets)
    assert len(packets) == 40


def test_that_a_proxy_is_small_and_has_the_same_shape(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "large.mp4", shots=(2,), size=(540, 960))

    info = probe(make_proxy(clip.path, tmp_path / "proxy.mp4"))

    assert (info.width, info.height) == (404, 720)


@pytest.mark.parametrize("rotation", [90, 180])
def test_that_a_turned_video_has_a_turned_proxy(rotation: int, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "phone.mp4", shots=(4,), rotation=rotation)
    original = probe(clip.path)

    proxy = probe(make_proxy(clip.path, tmp_path / "proxy.mp4"))

    assert (proxy.rotation, proxy.width, proxy.height) == (
        original.rotation,
        original.width,
        original.height,
    )


@pytest.mark.parametrize("colour", [None, 1])
@pytest.mark.parametrize("size", [(180, 320), (608, 640)])
def test_that_the_proxy_has_the_colours_of_the_original(
    colour: int | None, size: tuple[int, int], tmp_path: Path
) -> None:
    clip = make_clip(tmp_path / "colours.mp4", shots=(2,), size=size, colour=colour)
    proxy = make_proxy(clip.path, tmp_path / "proxy.mp4")
    pictures = []

    for path in (clip.path, proxy):
        finder = FrameFinder(path, probe(clip.path).timeline, 1 << 24)
        picture = finder.find(1, (720, 720))
        finder.close()
        assert picture is not None
        pictures.append(pixels_of(picture).astype(int))

    # Compression makes noise; a wrong matrix or range would shift a whole channel.
    assert np.abs((pictures[0] - pictures[1]).mean(axis=(0, 1))).max() < 1


def test_that_a_cancelled_proxy_leaves_nothing(clip: Clip, tmp_path: Path) -> None:
    ctx = JobContext(lambda _progress: ctx.cancel(), min_interval=0)

    with pytest.raises(Stopped):
        make_proxy(clip.path, tmp_path / "proxies" / "a.mp4", ctx)

    assert list((tmp_path / "proxies").iterdir()) == []


def test_that_the_progress_of_a_proxy_ends_with_its_last_frame(clip: Clip, tmp_path: Path) -> None:
    told: list[Progress] = []

    make_proxy(clip.path, tmp_path / "a.mp4", JobContext(told.append))

    assert (told[-1].done, told[-1].total) == (40, 40)


def test_that_a_file_that_is_no_video_gets_no_proxy(tmp_path: Path) -> None:
    with pytest.raises(ProbeFailed):
        make_proxy(make_text(tmp_path / "list.mp4"), tmp_path / "proxies" / "a.mp4")

    assert not list((tmp_path / "proxies").iterdir())


# -- in the background -----------------------------------------------------------------------


class Wall:
    """Where the maker of previews puts what it has to tell."""

    def __init__(self) -> None:
        self.made: list[tuple[Path, Path]] = []
        self.threads: set[str] = set()
        self.something = threading.Event()

    def ready(self, source: Path, proxy: Path) -> None:
        self.made.append((source, proxy))
        self.threads.add(threading.current_thread().name)
        self.something.set()


def test_that_a_preview_is_made_once_and_then_found(clip: Clip, tmp_path: Path) -> None:
    wall = Wall()
    maker = Previews(tmp_path / "proxies", wall.ready)

    for _ in range(2):
        wall.something.clear()
        maker.want(clip.path)
        assert wall.something.wait(10)

    maker.close()
    (first, second) = wall.made
    assert first == second
    assert wall.threads == {"previews"}
    assert numbers_in(first[1])[-1] == 39


def test_that_the_newest_wish_stops_what_is_in_the_making(clip: Clip, tmp_path: Path) -> None:
    long = make_clip(tmp_path / "long.mp4", shots=(200,), audio=False)
    began, wall = threading.Event(), Wall()
    maker = Previews(tmp_path / "proxies", wall.ready, lambda *_told: began.set())

    maker.want(long.path)
    assert began.wait(10)
    maker.want(clip.path)
    assert wall.something.wait(10)
    maker.close()

    assert [source for source, _proxy in wall.made] == [clip.path]
    assert len(list((tmp_path / "proxies").iterdir())) == 1


def test_that_closing_stops_the_work_and_the_thread(tmp_path: Path) -> None:
    long = make_clip(tmp_path / "long.mp4", shots=(200,), audio=False)
    before, began = set(threading.enumerate()), threading.Event()
    maker = Previews(tmp_path / "proxies", Wall().ready, lambda *_told: began.set())
    maker.want(long.path)
    assert began.wait(10)

    maker.close()

    assert set(threading.enumerate()) == before
    assert list((tmp_path / "proxies").iterdir()) == []


def test_that_a_missing_or_bad_file_is_passed_over(clip: Clip, tmp_path: Path) -> None:
    wall = Wall()
    maker = Previews(tmp_path / "proxies", wall.ready)

    for path in (tmp_path / "missing.mp4", make_text(tmp_path / "list.mp4"), clip.path):
        maker._provide(path, JobContext())

    maker.close()
    assert [source for source, _proxy in wall.made] == [clip.path]


def test_that_the_folder_is_kept_small_and_the_newest_stays(tmp_path: Path) -> None:
    for age, name in enumerate("abc"):
        file = tmp_path / f"{name}.mp4"
        file.write_bytes(bytes(100))
        os.utime(file, (1000 - age, 1000 - age))

    trim(tmp_path, 150)

    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_that_a_proxy_larger_than_the_whole_limit_is_still_kept(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(bytes(100))

    trim(tmp_path, 10)

    assert len(list(tmp_path.iterdir())) == 1


def test_that_numbers_survive_the_way_through_finder_and_proxy(clip: Clip, tmp_path: Path) -> None:
    proxy = make_proxy(clip.path, tmp_path / "proxy.mp4")
    finder = FrameFinder(proxy, probe(clip.path).timeline, 1 << 24)

    found = [finder.find(frame, (720, 720)) for frame in (31, 2, 19, 20, 39)]

    finder.close()
    assert [number_in(picture) for picture in found if picture] == [31, 2, 19, 20, 39]
