"""What is on the surface is the frame that the player says, standing, running and dragged."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from engine.domain.timing import FrameSpan
from engine.media.probe import probe
from recoil_desktop.scrubber.surface import VideoSurface
from recoil_desktop.scrubber.transport import Player
from recoil_desktop.theme import Themes
from tests.helpers.clips import Clip, make_clip, make_text
from tests.helpers.pixels import number_in_image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

WAIT = 10_000
# A machine without a sound card or a graphics card says so; playback goes on without them.
pytestmark = pytest.mark.qt_log_ignore("PulseAudioService", "No audio device", "No RHI backend")


@dataclass
class Stage:
    """A surface, its player and every picture that was painted."""

    qtbot: QtBot
    surface: VideoSurface
    player: Player
    painted: list[tuple[int, int]] = field(default_factory=list)  # told, read back
    reads_numbers: bool = True

    def open(self, clip: Clip) -> None:
        with self.qtbot.waitSignal(self.player.opened, timeout=WAIT):
            self.player.open(clip.path, probe(clip.path).timeline)

    def shown(self) -> int:
        image = self.surface.image
        return -1 if image.isNull() else number_in_image(image)

    def wait_for(self, frame: int) -> None:
        self.qtbot.waitUntil(lambda: self.shown() == frame, timeout=WAIT)

    def run_to_end(self) -> None:
        self.qtbot.waitUntil(lambda: not self.player.is_playing, timeout=WAIT)

    def note(self, _requested: int, decoded: int) -> None:
        self.painted.append((decoded, self.shown()))


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    surface = VideoSurface(Themes())
    qtbot.addWidget(surface)
    surface.resize(360, 640)
    player = Player(surface)
    made = Stage(qtbot, surface, player)
    player.picture_changed.connect(made.note)
    yield made
    player.close()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return make_clip(tmp_path_factory.mktemp("clip") / "pass.mp4", shots=(18, 18), gop=12)


# -- standing --------------------------------------------------------------------------------


def test_that_opening_shows_the_first_frame(stage: Stage, clip: Clip) -> None:
    stage.open(clip)

    assert stage.shown() == 0
    assert stage.player.frame == 0
    assert not stage.player.is_playing


def test_that_any_frame_is_shown_by_its_number(stage: Stage, clip: Clip) -> None:
    stage.open(clip)

    for frame in (20, 3, 35, 17, 18):
        stage.player.show_frame(frame)
        stage.wait_for(frame)

    assert stage.player.frame == 18
    assert all(told == read for told, read in stage.painted)


def test_that_a_frame_outside_the_video_is_its_nearest_end(stage: Stage, clip: Clip) -> None:
    stage.open(clip)

    stage.player.show_frame(1000)
    stage.wait_for(35)
    stage.player.step(-1000)
    stage.wait_for(0)

    assert stage.player.frame == 0


def test_that_dragging_ends_on_the_exact_frame(stage: Stage, clip: Clip) -> None:
    stage.open(clip)

    for frame in (30, 4, 28, 6, 25, 11):
        stage.player.sweep_to(frame)

    stage.wait_for(11)
    assert all(told == read for told, read in stage.painted)


def test_that_a_frame_asked_for_while_opening_is_the_one_shown(stage: Stage, clip: Clip) -> None:
    stage.player.open(clip.path, probe(clip.path).timeline)
    stage.player.show_frame(22)

    stage.wait_for(22)

    assert stage.player.frame == 22


# -- running ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_that_playing_shows_frames_in_order_and_stands_on_the_last(
    stage: Stage, clip: Clip
) -> None:
    stage.open(clip)
    stage.painted.clear()

    stage.player.play()
    stage.run_to_end()
    stage.wait_for(35)

    numbers = [told for told, _read in stage.painted]
    assert all(told == read for told, read in stage.painted)
    assert numbers == sorted(numbers)
    assert len(set(numbers)) >= 30  # a busy machine may skip some
    assert stage.player.frame == 35


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("silent.mp4", {"audio": False}),
        ("late picture.mov", {"stamps": [500 + 42 * n for n in range(36)]}),
        ("trimmed.mp4", {"hidden": 10}),
        ("variable.mp4", {"audio": False, "stamps": [0, 40, 200, *range(240, 1593, 41)]}),
        ("web.webm", {"codec": "libvpx"}),
        ("ten bit.mp4", {"pixel_format": "yuv420p10le"}),
    ],
)
def test_that_playing_tells_the_true_number_whatever_the_file(
    stage: Stage, tmp_path: Path, name: str, made: dict[str, object]
) -> None:
    clip = make_clip(tmp_path / name, shots=(18, 18), **made)  # type: ignore[arg-type]
    stage.open(clip)
    start = clip.frames - 10
    stage.player.show_frame(start)
    stage.wait_for(start)
    stage.painted.clear()

    stage.player.play()
    stage.run_to_end()
    stage.wait_for(clip.frames - 1)

    numbers = [told for told, _read in stage.painted]
    assert all(told == read for told, read in stage.painted)
    assert numbers[0] in {start, start + 1}
    assert numbers[-1] == clip.frames - 1


def test_that_a_pause_keeps_the_picture_that_was_in_sight(stage: Stage, clip: Clip) -> None:
    stage.open(clip)
    stage.player.play()
    stage.qtbot.waitUntil(lambda: stage.player.frame >= 8, timeout=WAIT)

    stage.player.pause()
    before = stage.shown()
    count = len(stage.painted)
    stage.qtbot.waitUntil(lambda: len(stage.painted) > count, timeout=WAIT)

    assert stage.shown() == before == stage.player.frame
    assert not stage.player.is_playing


def test_that_the_colours_stay_when_playback_stops(stage: Stage, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "named.mp4", shots=(24,), kind="still", colour=1)
    stage.open(clip)
    standing = stage.surface.image.pixelColor(90, 100)

    stage.player.play()
    stage.qtbot.waitUntil(lambda: stage.player.frame >= 4, timeout=WAIT)
    running = stage.surface.image.pixelColor(90, 100)
    size = stage.surface.image.size()
    stage.player.pause()

    distance = max(
        abs(standing.red() - running.red()),
        abs(standing.green() - running.green()),
        abs(standing.blue() - running.blue()),
    )
    assert distance <= 3
    assert size.width() == 180


def test_that_a_loop_never_shows_a_frame_outside_it(stage: Stage, clip: Clip) -> None:
    stage.open(clip)
    stage.player.loop(FrameSpan(20, 26))
    stage.painted.clear()

    stage.player.play()
    stage.qtbot.waitUntil(lambda: [told for told, _ in stage.painted].count(25) >= 3, timeout=WAIT)
    stage.player.pause()

    assert {told for told, _read in stage.painted} <= set(range(20, 26))
    assert all(told == read for told, read in stage.painted)


def test_that_a_loop_up_to_the_end_of_the_video_starts_over(stage: Stage, clip: Clip) -> None:
    stage.open(clip)
    stage.player.loop(FrameSpan(28, 36))
    stage.painted.clear()

    stage.player.play()
    stage.qtbot.waitUntil(lambda: [told for told, _ in stage.painted].count(35) >= 2, timeout=WAIT)
    stage.player.pause()

    assert {told for told, _read in stage.painted} <= set(range(28, 36))


def test_that_going_outside_the_loop_ends_it(stage: Stage, clip: Clip) -> None:
    stage.open(clip)
    stage.player.loop(FrameSpan(20, 26))

    stage.player.show_frame(5)

    assert stage.player.looped is None


def test_that_j_runs_backwards_to_the_first_frame(stage: Stage, clip: Clip) -> None:
    stage.open(clip)
    stage.player.show_frame(20)
    stage.wait_for(20)
    stage.painted.clear()

    stage.player.faster_backward()
    stage.run_to_end()
    stage.wait_for(0)

    numbers = [told for told, _read in stage.painted]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) >= 5  # a busy machine skips frames rather than lose time
    assert all(told == read for told, read in stage.painted)


def test_that_j_k_l_go_through_the_rates(stage: Stage, clip: Clip) -> None:
    stage.open(clip)
    player, rates = stage.player, []
    player.rate_changed.connect(rates.append)
    player.show_frame(18)

    for press in (
        player.faster_forward,
        player.faster_forward,
        player.faster_forward,
        player.faster_forward,
        player.faster_backward,
        player.faster_backward,
        player.faster_forward,
        player.pause,
    ):
        press()

    assert rates == [1, 2, 4, -1, -2, 1, 0]
    assert not player.is_playing


def test_that_a_jump_while_playing_goes_on_from_there(stage: Stage, clip: Clip) -> None:
    stage.open(clip)
    stage.player.play()
    stage.qtbot.waitUntil(lambda: stage.player.frame >= 3, timeout=WAIT)
    stage.painted.clear()

    stage.player.show_frame(24)
    stage.qtbot.waitUntil(lambda: stage.player.frame >= 28, timeout=WAIT)
    stage.player.pause()

    assert min(told for told, _read in stage.painted) >= 24
    assert all(told == read for told, read in stage.painted)


def test_that_playing_at_the_end_starts_from_the_beginning(stage: Stage, clip: Clip) -> None:
    stage.open(clip)
    stage.player.show_frame(35)
    stage.wait_for(35)
    stage.painted.clear()

    stage.player.play()
    stage.qtbot.waitUntil(lambda: stage.player.frame >= 3, timeout=WAIT)
    stage.player.pause()

    assert stage.painted[0][0] == 0


def test_that_play_pressed_while_opening_is_not_lost(stage: Stage, clip: Clip) -> None:
    stage.player.open(clip.path, probe(clip.path).timeline)
    stage.player.play()

    told_at_once = stage.player.is_playing, stage.player.rate
    stage.qtbot.waitUntil(lambda: stage.player.frame >= 3, timeout=WAIT)

    assert told_at_once == (True, 1)
    assert stage.player.is_playing


# -- files -----------------------------------------------------------------------------------


def test_that_a_file_that_is_no_video_never_reaches_the_systems_player(
    stage: Stage, clip: Clip, tmp_path: Path
) -> None:
    playlist = make_text(tmp_path / "list.mp4")

    with stage.qtbot.waitSignal(stage.player.failed, timeout=WAIT) as refusal:
        stage.player.open(playlist, probe(clip.path).timeline)
    stage.player.play()

    stage.player.pause()
    assert "list.mp4" in refusal.args[0]
    assert stage.player._playback._player is None
    assert not stage.player.is_playing


def test_that_one_player_serves_many_videos(stage: Stage, clip: Clip, tmp_path: Path) -> None:
    other = make_clip(tmp_path / "other.mp4", shots=(12,), size=(96, 160))
    stage.open(clip)
    stage.player.play()
    sound = stage.player._playback._player

    stage.open(other)
    stage.player.show_frame(7)
    stage.qtbot.waitUntil(lambda: number_in_image(stage.surface.image, 96) == 7, timeout=WAIT)

    assert stage.player._playback._player is sound
    assert not stage.player.is_playing
    assert stage.surface.image.height() == 160


def test_that_closing_leaves_no_thread_and_no_picture(
    stage: Stage, clip: Clip, tmp_path: Path
) -> None:
    before = set(threading.enumerate())
    player = Player(stage.surface, proxies=tmp_path / "proxies")
    with stage.qtbot.waitSignal(player.opened, timeout=WAIT):
        player.open(clip.path, probe(clip.path).timeline)
    player.play()

    player.close()

    assert set(threading.enumerate()) - before == set()
    assert stage.surface.image.isNull()
    assert player.path is None


def test_that_a_preview_is_made_and_used(stage: Stage, clip: Clip, tmp_path: Path) -> None:
    player = Player(stage.surface, proxies=tmp_path / "proxies")
    percents: list[int] = []
    player.preview_progressed.connect(percents.append)

    player.open(clip.path, probe(clip.path).timeline)
    stage.qtbot.waitUntil(lambda: 100 in percents, timeout=WAIT)
    player.show_frame(23)
    stage.wait_for(23)

    player.close()
    assert len(list((tmp_path / "proxies").glob("*.mp4"))) == 1


def test_that_sound_settings_outlive_the_video(stage: Stage, clip: Clip) -> None:
    stage.player.set_volume(150)
    stage.player.set_muted(True)

    stage.open(clip)

    assert stage.player.volume == 100
    assert stage.player.is_muted
