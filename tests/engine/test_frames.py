"""Frames by number are exactly those frames, from every kind of file, in any order."""

from __future__ import annotations

import queue
import random
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.errors import ProbeFailed, RecoilError
from engine.media.frame_finder import FrameFinder
from engine.media.frames import FrameServer
from engine.media.picture import Shown
from engine.media.probe import probe
from engine.media.proxy import make_proxy
from tests.helpers.clips import Clip, make_clip, make_text
from tests.helpers.pixels import number_in, pixels_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGE = 64 * 1024 * 1024
BOX = (720, 720)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """72 frames in groups of 12."""
    return make_clip(tmp_path_factory.mktemp("clip") / "pass.mp4", gop=12)


@pytest.fixture(scope="module")
def long_group(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """200 frames that hang on one key frame."""
    path = tmp_path_factory.mktemp("clip") / "long.mp4"
    one_group = {"sc_threshold": "0"}
    return make_clip(path, shots=(200,), gop=250, audio=False, options=one_group)


def a_finder(clip: Clip, memory: int = LARGE) -> FrameFinder:
    return FrameFinder(clip.path, probe(clip.path).timeline, memory)


class Desk:
    """Takes what a server delivers."""

    def __init__(self, path: Path, box: tuple[int, int] = BOX) -> None:
        self.answers: queue.Queue[Shown | RecoilError] = queue.Queue()
        self.timeline = probe(path).timeline
        self.server = FrameServer(
            path, self.timeline, self.answers.put, self.answers.put, box=box, memory=LARGE
        )

    def next(self) -> Shown:
        answer = self.answers.get(timeout=10)
        assert isinstance(answer, Shown), answer
        return answer

    def last_for(self, frame: int) -> Shown:
        while not ((answer := self.next()).is_last and answer.requested == frame):
            pass
        return answer


@contextmanager
def serving(path: Path, box: tuple[int, int] = BOX) -> Iterator[Desk]:
    desk = Desk(path, box)
    try:
        yield desk
    finally:
        desk.server.close()


# -- exactness -------------------------------------------------------------------------------


KINDS = {
    "one group.mp4": {"gop": 250},
    "key frames only.mp4": {"gop": 1, "b_frames": 0},
    "many b-frames.mp4": {"gop": 48, "b_frames": 5},
    "variable.mp4": {"stamps": [0, 40, 200, *range(240, 240 + 69 * 41, 41)], "audio": False},
    "edit list.mp4": {"hidden": 10, "gop": 24},
    "camera.mov": {"rate": 30},
    "vp8.webm": {"codec": "libvpx", "gop": 20},
    "vp9.webm": {"codec": "libvpx-vp9", "gop": 20, "size": (96, 160)},
    "hevc open groups.mp4": {"codec": "libx265", "gop": 12, "size": (96, 160)},
    "ten bit.mp4": {"pixel_format": "yuv420p10le"},
    "odd.mp4": {"size": (181, 321), "pixel_format": "yuv444p"},
    "intra.mp4": {"codec": "mpeg4", "gop": 8, "b_frames": 0},
}


@pytest.mark.parametrize("name", KINDS)
def test_that_every_frame_in_any_order_is_the_one_that_was_asked_for(
    name: str, tmp_path: Path
) -> None:
    clip = make_clip(tmp_path / name, **KINDS[name])  # type: ignore[arg-type]
    finder = a_finder(clip)
    order = random.Random(3).sample(range(clip.frames), 30)

    found = [finder.find(frame, BOX) for frame in order]

    finder.close()
    assert [picture.frame for picture in found if picture] == order
    assert [number_in(picture) for picture in found if picture] == order


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_that_a_turned_video_is_shown_upright(degrees: int, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "phone.mp4", shots=(8,), rotation=degrees)
    info = probe(clip.path)
    finder = FrameFinder(clip.path, info.timeline, LARGE)

    picture = finder.find(5, BOX)

    finder.close()
    assert picture is not None
    assert (picture.width, picture.height) == (info.width, info.height)
    assert number_in(picture, info.rotation) == 5


def test_that_a_picture_fits_its_box_and_is_never_enlarged(clip: Clip) -> None:
    finder = a_finder(clip)

    small, full = finder.find(7, (100, 100)), finder.find(7, (4000, 4000))

    finder.close()
    assert small is not None
    assert full is not None
    assert (small.width, small.height) == (56, 100)
    assert (full.width, full.height) == (180, 320)
    assert pixels_of(full).shape == (320, 180, 3)


def test_that_a_damaged_frame_is_answered_with_the_one_before_and_says_so(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "damaged.webm", codec="libvpx", shots=(40,), gop=40, audio=False)
    destroy_packets(clip.path, {20, 21})
    finder = a_finder(clip)

    pictures = {frame: finder.find(frame, BOX) for frame in (21, 20, 19, 10)}
    again = finder.find(21, BOX)

    finder.close()
    shown = {frame: number_in(picture) for frame, picture in pictures.items() if picture}
    assert shown[10] == 10
    assert shown[19] == 19
    assert {frame: picture.frame for frame, picture in pictures.items() if picture} == shown
    assert again == pictures[21]


def destroy_packets(path: Path, numbers: set[int]) -> None:
    """Overwrite the frames ``numbers`` of a WebM file with bytes that are no frame."""
    import av

    data = bytearray(path.read_bytes())
    with av.open(str(path)) as source:
        packets = [bytes(p) for p in source.demux(video=0) if p.size]
    for number in numbers:
        at = data.index(packets[number])
        data[at : at + len(packets[number])] = b"\xff" * len(packets[number])
    path.write_bytes(data)


# -- memory and looking ahead ----------------------------------------------------------------


def test_that_memory_stays_within_its_bound(long_group: Clip) -> None:
    limit = 3 * 1024 * 1024
    finder = a_finder(long_group, limit)
    sizes = []

    for frame in random.Random(5).sample(range(200), 25):
        finder.find(frame, BOX)
        while finder.fetch_one():
            pass
        sizes.append(finder.size)

    finder.close()
    assert max(sizes) <= limit


def test_that_the_frames_around_a_resting_place_are_fetched_and_then_it_is_quiet(
    clip: Clip,
) -> None:
    finder = a_finder(clip)
    finder.find(36, BOX)  # the first of its group: what lies before is in another one

    while finder.fetch_one():
        pass

    kept = {n for n in range(clip.frames) if n in finder._frames}
    finder.close()
    assert set(range(36 - 36, 36 + 13)) <= kept


def test_that_after_a_jump_the_frames_on_both_sides_come_without_another(clip: Clip) -> None:
    finder = a_finder(clip)
    finder.find(47, BOX)  # the last of its group: what it is not made from was passed over

    while finder.fetch_one():
        pass

    kept = {n for n in range(clip.frames) if n in finder._frames}
    finder.close()
    assert set(range(47 - 36, 47 + 13)) <= kept


def test_that_the_frames_a_step_away_are_ready_to_be_shown(clip: Clip) -> None:
    finder = a_finder(clip)
    finder.find(40, BOX)
    while finder.fetch_one():
        pass

    made = sum(1 for _ in iter(lambda: finder.convert_one(BOX), False))

    ready = {number for number, _box in finder._pictures._pictures}
    finder.close()
    assert made == 8
    assert set(range(36, 45)) <= ready


@pytest.mark.parametrize("step", [1, -1, 5, -5])
def test_that_steps_right_after_a_jump_are_exact(step: int, clip: Clip) -> None:
    finder = a_finder(clip)
    finder.find(45, BOX)
    wanted = [45 + step * count for count in range(1, 6)]

    found = [finder.find(frame, BOX) for frame in wanted]

    finder.close()
    assert [number_in(picture) for picture in found if picture] == wanted


def test_that_a_jump_nobody_waits_for_any_more_is_given_up(clip: Clip) -> None:
    finder = a_finder(clip)

    given_up = finder.find(45, BOX, is_wanted=lambda _passed: False)
    found = finder.find(57, BOX)

    finder.close()
    assert given_up is None
    assert found is not None
    assert number_in(found) == 57


def test_that_who_drags_sees_where_he_was_though_he_is_farther_by_now(clip: Clip) -> None:
    finder = a_finder(clip)
    near: list[object] = []

    found = finder.find(45, BOX, is_wanted=lambda _passed: False, show_near=near.append)

    finder.close()
    assert found is not None
    assert (number_in(found), near) == (45, [])


def test_that_what_a_jump_passes_over_takes_no_memory(long_group: Clip) -> None:
    finder = a_finder(long_group)

    finder.find(150, BOX)

    kept = {n for n in range(200) if n in finder._frames}
    finder.close()
    assert 150 in kept
    assert not kept & set(range(10, 140))


def test_that_stepping_back_brings_whole_groups(long_group: Clip) -> None:
    finder = a_finder(long_group)
    finder.find(150, BOX)  # a jump: frames no other is made from were passed over

    for frame in range(149, 129, -1):
        finder.find(frame, BOX)

    kept = {n for n in range(200) if n in finder._frames}
    finder.close()
    assert set(range(131)) <= kept


def test_that_a_run_that_was_given_up_leaves_no_wrong_frame_behind(long_group: Clip) -> None:
    finder = a_finder(long_group)
    finder.find(190, BOX, is_wanted=lambda passed: passed < 60)

    found = [finder.find(frame, BOX) for frame in range(61, 90, 3)]

    finder.close()
    assert [number_in(picture) for picture in found if picture] == list(range(61, 90, 3))


def test_that_looking_ahead_ends_at_the_ends_of_the_video(clip: Clip) -> None:
    finder = a_finder(clip)

    for frame in (0, clip.frames - 1):
        finder.find(frame, BOX)
        while finder.fetch_one():
            pass

    kept = {n for n in range(clip.frames) if n in finder._frames}
    finder.close()
    assert {*range(13), *range(clip.frames - 13, clip.frames)} <= kept


# -- the server ------------------------------------------------------------------------------


def test_that_the_server_delivers_what_is_wished_for(clip: Clip) -> None:
    with serving(clip.path) as desk:
        desk.server.show(40)
        answer = desk.next()

    assert (answer.requested, answer.decoded, answer.is_exact, answer.is_last) == (
        40,
        40,
        True,
        True,
    )
    assert number_in(answer.picture) == 40


def test_that_the_newest_wish_wins_and_older_ones_may_go_unanswered(long_group: Clip) -> None:
    with serving(long_group.path) as desk:
        for frame in [199, 3, 150, 8, 120, 60]:
            desk.server.show(frame)
        answer = desk.last_for(60)

    assert number_in(answer.picture) == 60
    assert desk.answers.qsize() == 0


def test_that_every_picture_tells_its_true_number_during_a_wild_drag(long_group: Clip) -> None:
    frames = [random.Random(9).randrange(200) for _ in range(60)]
    with serving(long_group.path) as desk:
        for frame in frames:
            desk.server.sweep(frame)
        desk.server.show(77)
        answers = [desk.next()]
        while answers[-1].requested != 77 or not answers[-1].is_last:
            answers.append(desk.next())

    assert [number_in(a.picture) for a in answers] == [a.decoded for a in answers]
    assert answers[-1].is_exact


def test_that_a_wish_outside_the_video_is_its_first_or_last_frame(clip: Clip) -> None:
    with serving(clip.path) as desk:
        desk.server.show(-5)
        first = desk.next()
        desk.server.show(10_000)
        last = desk.last_for(71)

    assert first.decoded == 0
    assert number_in(last.picture) == 71


def test_that_no_thread_is_left_after_close(long_group: Clip) -> None:
    before = set(threading.enumerate())
    desk = Desk(long_group.path)
    desk.server.show(199)

    desk.server.close()

    assert set(threading.enumerate()) == before


def test_that_a_file_that_is_no_video_is_refused_in_one_line(tmp_path: Path) -> None:
    timeline = probe(make_clip(tmp_path / "real.mp4", shots=(4,)).path).timeline
    answers: queue.Queue[object] = queue.Queue()

    server = FrameServer(
        make_text(tmp_path / "list.mp4"), timeline, answers.put, answers.put, memory=LARGE
    )
    server.show(0)
    answer = answers.get(timeout=10)
    server.close()

    assert isinstance(answer, ProbeFailed)
    assert "\n" not in str(answer)


def test_that_a_single_frame_is_a_video_too(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "still.mp4", shots=(1,), audio=False)

    with serving(clip.path) as desk:
        desk.server.show(0)
        answer = desk.next()

    assert number_in(answer.picture) == 0


# -- with a proxy ----------------------------------------------------------------------------


def test_that_the_proxy_shows_the_same_frame_first_and_the_original_sharpens_it(
    tmp_path: Path,
) -> None:
    clip = make_clip(tmp_path / "big.mp4", shots=(12, 12), size=(450, 800), gop=24)
    proxy = make_proxy(clip.path, tmp_path / "proxy" / "big.mp4")

    with serving(clip.path, box=(2000, 2000)) as desk:
        desk.server.show(0)
        desk.next()
        desk.server.use_proxy(proxy)
        desk.server.show(17)
        quick, sharp = desk.next(), desk.next()

    assert (quick.picture.is_reduced, quick.is_last) == (True, False)
    assert (sharp.picture.is_reduced, sharp.is_last) == (False, True)
    assert (quick.picture.height, sharp.picture.height) == (720, 800)
    assert number_in(quick.picture, width=450) == number_in(sharp.picture) == 17


def test_that_nothing_is_sharpened_when_the_proxy_is_large_enough(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "big.mp4", shots=(12, 12), size=(450, 800), gop=24)
    proxy = make_proxy(clip.path, tmp_path / "proxy" / "big.mp4")

    with serving(clip.path, box=(360, 360)) as desk:
        desk.server.use_proxy(proxy)
        desk.server.show(17)
        answer = desk.next()

    assert answer.is_last
    assert not answer.picture.is_reduced
    assert answer.picture.height == 360


def test_that_a_broken_proxy_is_not_used(clip: Clip, tmp_path: Path) -> None:
    broken = make_text(tmp_path / "proxy.mp4")

    with serving(clip.path) as desk:
        desk.server.use_proxy(broken)
        desk.server.show(30)
        answer = desk.next()

    assert number_in(answer.picture) == 30


def test_that_hd_without_named_colours_is_shown_as_bt709(tmp_path: Path) -> None:
    named = make_clip(tmp_path / "named.mp4", shots=(2,), size=(608, 640), colour=1)
    unnamed = make_clip(tmp_path / "unnamed.mp4", shots=(2,), size=(608, 640))
    pictures = []

    for clip in (named, unnamed):
        finder = a_finder(clip)
        picture = finder.find(1, BOX)
        finder.close()
        assert picture is not None
        pictures.append(pixels_of(picture).astype(int))

    assert np.abs(pictures[0] - pictures[1]).max() <= 1
