"""A reel shows every frame of every clip in order, and says where a clip is missing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage

from recoil_desktop.jobs import JobRunner
from recoil_desktop.scrubber.deck import stamp_of
from recoil_desktop.scrubber.reel import Reel, ReelItem
from recoil_desktop.settings import SettingsStore
from recoil_desktop.theme import Themes
from recoil_desktop.views.context_play.pane import ContextPane
from tests.helpers import mouse
from tests.helpers.clips import make_text
from tests.helpers.looking import take_of
from tests.helpers.pixels import number_in_image
from tests.helpers.windows import signal

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    OnLoop = Callable[[Coroutine[object, object, None]], None]

WAIT = 10_000
pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudioService", "No audio device", "No RHI backend", "propagateSizeHints"
)


def item(
    key: str, frames: int, start: Fraction, path: Path | None = None, **more: object
) -> ReelItem:
    rate = Fraction(str(more.pop("rate", 24)))
    return ReelItem(
        key=key, name=f"SH{key}", path=path, start=start, duration=frames / rate, rate=rate,
        frames=frames, **more,
    )  # fmt: skip


def reel(*lengths: int) -> Reel:
    """Clips of so many frames; 0 is a missing one, planned with 6 frames."""
    start, items = Fraction(0), []
    for number, frames in enumerate(lengths, start=1):
        path = take_of(frames, number).path if frames else None
        reason = "" if frames else "not rendered yet"
        items.append(item(f"{number:03d}", frames or 6, start, path, reason=reason))
        start = items[-1].end
    return Reel(tuple(items), Fraction(24), (96, 160), "EP001")


# -- the value -------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_that_every_frame_of_every_clip_is_on_the_reel_once_and_in_order(
    lengths: list[int],
) -> None:
    start, items = Fraction(0), []
    for number, frames in enumerate(lengths):
        items.append(item(str(number), frames, start))
        start = items[-1].end
    made = Reel(tuple(items), Fraction(24))

    places = [made.place_of(frame) for frame in range(made.timeline.count)]

    wanted = [(index, n) for index, frames in enumerate(lengths) for n in range(frames)]
    assert [(place.index, place.frame) for place in places] == wanted
    firsts = [made.first_frame(index) for index in range(len(lengths))]
    assert [places[first].frame for first in firsts] == [0] * len(lengths)


@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from([12, 24, 25, 30])), min_size=1,
                max_size=8))  # fmt: skip
def test_that_clips_of_other_rates_keep_their_place_in_time(clips: list[tuple[int, int]]) -> None:
    start, items = Fraction(0), []
    for number, (frames, rate) in enumerate(clips):
        items.append(item(str(number), frames, start, rate=rate))
        start = items[-1].end
    made = Reel(tuple(items), Fraction(24))

    for frame in range(made.timeline.count):
        place, time = made.place_of(frame), (frame + Fraction(1, 2)) / 24
        clip = made.items[place.index]
        assert 0 <= place.frame < clip.frames
        assert clip.start <= min(time, made.duration) <= clip.end


def test_that_a_part_of_a_reel_begins_at_its_first_frame() -> None:
    made = reel(4, 5, 6).part(1, 2)

    assert made.timeline.count == 11
    assert (made.place_of(0).index, made.place_of(0).frame) == (0, 0)
    assert made.span(1, 1).first == 5


# -- the pane --------------------------------------------------------------------------------


class Screen:
    """A pane in a window of its own."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.jobs = JobRunner()
        self.pane = ContextPane(self.jobs, Themes(), SettingsStore(folder))
        self.pane.bar.mute.click()  # no sound: it has its own tests
        qtbot.addWidget(self.pane)
        self.pane.resize(720, 620)
        self.pane.show()

    async def settle(self) -> None:
        for job in self.jobs.running:
            if job.task is not None:
                await job.task

    def number(self) -> int:
        image = self.pane.surface.image
        return -1 if image.isNull() else number_in_image(image, 96)

    def wait_for(self, index: int, number: int) -> None:
        here = self.pane.player
        self.qtbot.waitUntil(lambda: (here.index, self.number()) == (index, number), timeout=WAIT)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.qtbot.keyClick(self.pane, key)


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path, on_loop: OnLoop) -> Iterator[Screen]:
    made = Screen(qtbot, tmp_path)
    yield made
    made.pane.close_media()


@pytest.fixture
def rolling(screen: Screen, on_loop: OnLoop) -> Screen:
    """Four shots: 8, 6, missing, 5 frames; standing on the first frame."""

    async def begin() -> None:
        screen.pane.play_all(reel(8, 6, 0, 5))
        screen.pane.conductor.pause()
        screen.pane.conductor.show_frame(0)
        await screen.settle()

    on_loop(begin())
    screen.wait_for(0, 0)
    return screen


async def _both(screen: Screen, act: Callable[[], object]) -> None:
    act()
    await screen.settle()


def test_that_steps_go_over_the_cut_to_the_next_clip_s_first_frame(
    rolling: Screen, on_loop: OnLoop
) -> None:
    rolling.pane.conductor.show_frame(7)
    rolling.wait_for(0, 7)

    on_loop(_both(rolling, lambda: rolling.press(Qt.Key.Key_Period)))
    rolling.wait_for(1, 0)
    rolling.press(Qt.Key.Key_Comma)

    rolling.wait_for(0, 7)


def test_that_the_whole_reel_plays_in_order_to_its_end(rolling: Screen, on_loop: OnLoop) -> None:
    seen: list[int] = []
    rolling.pane.player.item_changed.connect(seen.append)

    async def play() -> None:
        rolling.pane.conductor.play()
        await signal(rolling.pane.conductor.stopped)
        await rolling.settle()

    on_loop(play())

    assert seen == [1, 2, 3]
    rolling.wait_for(3, 4)


def test_that_a_missing_clip_shows_a_slate_for_its_planned_length(
    rolling: Screen, on_loop: OnLoop
) -> None:
    on_loop(_both(rolling, lambda: rolling.pane.player.go_to_item(2)))

    assert rolling.pane.conductor.frame == 14
    assert rolling.pane.surface.image.size().width() > 96
    assert not rolling.pane.surface.image.isNull()
    rolling.pane.conductor.show_frame(19)
    assert rolling.pane.player.index == 2


def test_that_a_still_stands_in_for_a_missing_clip(
    screen: Screen, tmp_path: Path, on_loop: OnLoop
) -> None:
    still = QImage(96, 160, QImage.Format.Format_RGB32)
    still.fill(Qt.GlobalColor.red)
    still.save(str(tmp_path / "still.png"))
    only = item("001", 6, Fraction(0), tmp_path / "still.png", reason="its only take is rejected")
    shown = Reel((only,), Fraction(24), (96, 160), "EP001")

    on_loop(_both(screen, lambda: screen.pane.play_all(shown)))

    image = screen.pane.surface.image
    screen.qtbot.waitUntil(
        lambda: screen.pane.surface.image.pixelColor(10, 10) == Qt.GlobalColor.red, timeout=WAIT
    )
    assert image is not None
    foot = screen.pane.surface.image.pixelColor(4, screen.pane.surface.image.height() - 4)
    assert foot != Qt.GlobalColor.red


def test_that_a_clip_that_cannot_be_read_says_so_on_its_slate(
    screen: Screen, tmp_path: Path, on_loop: OnLoop
) -> None:
    make_text(tmp_path / "list.mp4")
    broken = item("001", 6, Fraction(0), tmp_path / "list.mp4")
    whole = Reel((broken,), Fraction(24), (96, 160), "EP001")

    on_loop(_both(screen, lambda: screen.pane.play_all(whole)))

    shown = screen.pane.surface
    screen.qtbot.waitUntil(lambda: not shown.image.isNull(), timeout=WAIT)
    assert shown.image.width() > 96
    assert all("list.mp4" in deck.error for deck in screen.pane.player._decks if deck.path)


def test_that_context_is_three_shots_and_goes_on_to_the_neighbours(
    screen: Screen, on_loop: OnLoop
) -> None:
    whole = reel(8, 6, 5, 4)
    on_loop(_both(screen, lambda: screen.pane.play_around(whole, "002")))
    screen.pane.conductor.pause()
    around = [one.key for one in screen.pane.reel.items]
    on_loop(_both(screen, lambda: screen.pane.player.go_to_item(2)))

    on_loop(_both(screen, lambda: screen.press(Qt.Key.Key_Down)))

    assert around == ["001", "002", "003"]
    assert [one.key for one in screen.pane.reel.items] == ["003", "004"]
    screen.wait_for(1, 0)


def test_that_the_scope_changes_without_a_jump(screen: Screen, on_loop: OnLoop) -> None:
    whole = reel(8, 6, 5, 4)
    on_loop(_both(screen, lambda: screen.pane.play_around(whole, "002")))
    screen.pane.conductor.pause()
    on_loop(_both(screen, lambda: screen.pane.conductor.show_frame(10)))
    screen.wait_for(1, 2)

    screen.press(Qt.Key.Key_E)
    all_of_it = (len(screen.pane.reel.items), screen.pane.conductor.frame)
    screen.press(Qt.Key.Key_C)

    assert all_of_it == (4, 10)
    assert len(screen.pane.reel.items) == 3
    screen.wait_for(1, 2)


def test_that_a_changed_cut_is_taken_over_where_it_plays(screen: Screen, on_loop: OnLoop) -> None:
    on_loop(_both(screen, lambda: screen.pane.play_all(reel(8, 6, 5))))
    screen.pane.conductor.pause()
    on_loop(_both(screen, lambda: screen.pane.conductor.show_frame(9)))
    screen.wait_for(1, 1)

    on_loop(_both(screen, lambda: screen.pane.renew(reel(4, 6, 5))))

    assert screen.pane.conductor.frame == 5
    screen.wait_for(1, 1)


def test_that_a_clip_that_was_replaced_is_read_again(
    screen: Screen, tmp_path: Path, on_loop: OnLoop
) -> None:
    path = tmp_path / "take.mp4"

    def only(frames: int) -> Reel:
        path.write_bytes(take_of(frames, 1).path.read_bytes())
        one = item("001", frames, Fraction(0), path, stamp=stamp_of(path))
        return Reel((one,), Fraction(24), (96, 160), "EP001")

    on_loop(_both(screen, lambda: screen.pane.play_all(only(8))))
    screen.pane.conductor.pause()

    on_loop(_both(screen, lambda: screen.pane.renew(only(14))))
    on_loop(_both(screen, lambda: screen.pane.conductor.show_frame(13)))

    screen.wait_for(0, 13)


def test_that_the_strip_is_clicked_dragged_and_tells_its_shots(
    rolling: Screen, on_loop: OnLoop
) -> None:
    strip = rolling.pane.strip
    inside = strip.block(1).center()

    on_loop(_both(rolling, lambda: mouse.click(strip, inside)))

    assert rolling.pane.player.index == 1
    assert "not rendered yet" in strip._told(2)
    on_loop(
        _both(rolling, lambda: mouse.drag(strip, [inside, QPointF(strip.x_of(2.5), inside.y())]))
    )
    rolling.wait_for(0, 2)


def test_that_a_frame_of_the_reel_and_its_timecode_are_gone_to(
    rolling: Screen, on_loop: OnLoop
) -> None:
    bar, qtbot = rolling.pane.bar, rolling.qtbot
    bar.frame_field.selectAll()
    qtbot.keyClicks(bar.frame_field, "10")

    on_loop(_both(rolling, lambda: qtbot.keyClick(bar.frame_field, Qt.Key.Key_Return)))

    rolling.wait_for(1, 2)
    assert bar.timecode_field.text() == "00:00:00:10"
