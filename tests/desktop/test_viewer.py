"""The viewer shows any picture or video, tells its true frame, and says what it can't show."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QImage, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from engine.domain.timing import FrameSpan
from engine.store.cache import Caches
from recoil_desktop.jobs import JobRunner
from recoil_desktop.settings import SettingsStore
from recoil_desktop.theme import Themes
from recoil_desktop.views.viewer import Viewer
from recoil_desktop.widgets.seek_bar import SeekBar
from tests.helpers import mouse
from tests.helpers.clips import Clip, make_clip, make_text
from tests.helpers.pixels import number_in_image

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    OnLoop = Callable[[Coroutine[object, object, None]], None]

WAIT = 10_000
# A machine without a sound card or a graphics card says so; playback goes on without them.
pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudioService", "No audio device", "No RHI backend", "propagateSizeHints"
)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return make_clip(tmp_path_factory.mktemp("clip") / "pass.mp4", shots=(18, 18), gop=12)


class Room:
    """A viewer in a window of its own and the jobs it starts."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.jobs = JobRunner()
        self.viewer = Viewer(self.jobs, Caches(folder / "cache"), Themes(), SettingsStore(folder))
        qtbot.addWidget(self.viewer)
        self.viewer.resize(820, 620)
        self.viewer.show()

    async def show(self, path: Path) -> None:
        self.viewer.show_media(path)
        for job in self.jobs.running:
            if job.task is not None:
                await job.task

    def wait_for(self, frame: int) -> None:
        self.qtbot.waitUntil(lambda: self.shown() == frame, timeout=WAIT)

    def shown(self) -> int:
        image = self.viewer.surface.image
        return -1 if image.isNull() else number_in_image(image)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.qtbot.keyClick(self.viewer, key)


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path, on_loop: OnLoop) -> Iterator[Room]:
    made = Room(qtbot, tmp_path)
    yield made
    made.viewer.close_media()


@pytest.fixture
def watching(room: Room, clip: Clip, on_loop: OnLoop) -> Room:
    """A viewer with a video in it."""
    on_loop(room.show(clip.path))
    room.wait_for(0)
    return room


def test_that_an_empty_viewer_says_what_to_do(room: Room) -> None:
    assert room.viewer.empty.isVisible()
    assert "Select" in room.viewer.empty.text


def test_that_a_video_is_shown_with_its_length(watching: Room) -> None:
    viewer = watching.viewer

    assert viewer.surface.isVisible()
    assert viewer.bar.of.text() == "of 35"
    assert viewer.bar.timecode_field.text() == "00:00:00:00"


def test_that_keys_step_jump_and_play(watching: Room) -> None:
    key = Qt.Key
    watching.press(key.Key_Period, key.Key_Period, key.Key_Right, key.Key_Comma)
    watching.wait_for(2)
    watching.press(key.Key_End)
    watching.wait_for(35)
    watching.press(key.Key_Home)
    watching.wait_for(0)

    watching.press(key.Key_Space)

    assert watching.viewer.player.is_playing
    watching.press(key.Key_K)
    assert not watching.viewer.player.is_playing


def test_that_a_typed_frame_and_a_typed_timecode_are_gone_to(watching: Room) -> None:
    bar, qtbot = watching.viewer.bar, watching.qtbot

    bar.frame_field.selectAll()
    qtbot.keyClicks(bar.frame_field, "20")
    qtbot.keyClick(bar.frame_field, Qt.Key.Key_Return)
    watching.wait_for(20)
    bar.timecode_field.selectAll()
    qtbot.keyClicks(bar.timecode_field, "1:03")
    qtbot.keyClick(bar.timecode_field, Qt.Key.Key_Return)
    watching.wait_for(27)

    assert bar.frame_field.text() == "27"


def test_that_the_line_is_clicked_and_dragged_to_frames(watching: Room) -> None:
    line, qtbot = watching.viewer.seek_bar, watching.qtbot
    left = Qt.MouseButton.LeftButton

    qtbot.mouseClick(line, left, pos=QPoint(round(line.x_of(30)), 10))
    watching.wait_for(30)
    qtbot.mousePress(line, left, pos=QPoint(round(line.x_of(30)), 10))
    qtbot.mouseMove(line, QPoint(round(line.x_of(12)), 10))
    qtbot.mouseRelease(line, left, pos=QPoint(round(line.x_of(9)), 10))
    watching.wait_for(9)

    assert watching.viewer.player.frame == 9


def test_that_a_picture_of_another_frame_is_never_passed_off(watching: Room) -> None:
    watching.viewer.player.picture_changed.emit(20, 19)
    told = watching.viewer.bar.note.text()
    watching.viewer.player.picture_changed.emit(20, 20)

    assert told == "shows frame 19"
    assert watching.viewer.bar.note.text() == ""


def test_that_a_still_picture_has_no_transport(room: Room, tmp_path: Path, on_loop: OnLoop) -> None:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(tmp_path / "still.png"))

    on_loop(room.show(tmp_path / "still.png"))

    assert room.viewer.surface.image.size() == image.size()
    assert not room.viewer.bar.play.isVisible()
    assert not room.viewer.seek_bar.isVisible()
    assert room.viewer.bar.zoom.isVisible()


@pytest.mark.parametrize("name", ["list.mp4", "list.png", "missing.mp4"])
def test_that_what_cannot_be_shown_is_told_in_one_line(
    name: str, room: Room, tmp_path: Path, on_loop: OnLoop
) -> None:
    if not name.startswith("missing"):
        make_text(tmp_path / name)

    on_loop(room.show(tmp_path / name))

    assert room.viewer.empty.isVisible()
    assert name in room.viewer.empty.text
    assert "\n" not in room.viewer.empty.text


def test_that_the_last_choice_wins_when_two_are_made_quickly(
    room: Room, clip: Clip, tmp_path: Path, on_loop: OnLoop
) -> None:
    other = make_clip(tmp_path / "other.mp4", shots=(12,))

    async def both() -> None:
        room.viewer.show_media(clip.path)
        await room.show(other.path)

    on_loop(both())
    room.wait_for(0)

    assert room.viewer.player.path == other.path
    assert room.viewer.bar.of.text() == "of 11"


def test_that_a_file_that_changed_is_read_again(
    watching: Room, clip: Clip, tmp_path: Path, on_loop: OnLoop
) -> None:
    path = tmp_path / "take.mp4"
    path.write_bytes(clip.path.read_bytes())
    on_loop(watching.show(path))
    watching.viewer.show_media(path)
    asked_again = len(watching.jobs.running)
    path.write_bytes(make_clip(tmp_path / "new.mp4", shots=(9,)).path.read_bytes())

    on_loop(watching.show(path))

    assert asked_again == 0
    assert watching.viewer.bar.of.text() == "of 8"


def test_that_a_hidden_viewer_is_silent(watching: Room) -> None:
    watching.viewer.player.play()

    watching.viewer.hide()

    assert not watching.viewer.player.is_playing


def test_that_clearing_goes_back_to_the_empty_state(watching: Room) -> None:
    watching.viewer.clear()

    assert watching.viewer.empty.isVisible()
    assert watching.viewer.path is None


def test_that_loop_and_mute_are_switches(watching: Room) -> None:
    bar, player = watching.viewer.bar, watching.viewer.player

    bar.loop.click()
    bar.mute.click()

    assert player.looped is not None
    assert player.is_muted
    bar.loop.click()
    assert player.looped is None


# -- range and marks -------------------------------------------------------------------------

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_that_in_and_out_are_set_gone_to_and_cleared(watching: Room) -> None:
    viewer, qtbot, key = watching.viewer, watching.qtbot, Qt.Key
    told: list[object] = []
    viewer.range_changed.connect(told.append)
    viewer.player.show_frame(6)
    watching.press(key.Key_I)
    viewer.player.show_frame(20)
    watching.press(key.Key_O)

    assert viewer.marked_range == (6, 20)
    assert "15 f" in viewer.bar.length.text()
    qtbot.keyClick(viewer, key.Key_I, SHIFT)
    watching.wait_for(6)
    qtbot.keyClick(viewer, key.Key_O, SHIFT)
    watching.wait_for(20)
    viewer.player.show_frame(30)
    watching.press(key.Key_I)  # behind the out point: that one is gone
    assert viewer.marked_range is None
    qtbot.keyClick(viewer, key.Key_X, ALT)
    assert viewer.marking.points == (None, None)
    assert told == [None, (6, 20), None, None]


def test_that_the_loop_runs_over_the_range_and_follows_it(watching: Room) -> None:
    viewer = watching.viewer
    viewer.marking.set_range(4, 9)
    watching.qtbot.keyClick(viewer, Qt.Key.Key_L, SHIFT)
    looped = viewer.player.looped

    viewer.player.show_frame(7)
    watching.press(Qt.Key.Key_O)

    assert looped == FrameSpan(4, 10)
    assert viewer.player.looped == FrameSpan(4, 8)
    viewer.marking.clear()
    assert viewer.player.looped == FrameSpan(0, 36)
    viewer.bar.loop.click()
    assert viewer.player.looped is None


def test_that_marks_are_shown_told_and_gone_to(watching: Room) -> None:
    viewer, line, left = watching.viewer, watching.viewer.seek_bar, Qt.MouseButton.LeftButton
    viewer.set_marks([(30, 30, "warn", "<b>hand</b>"), (8, 14, "info", "slow")])

    watching.press(Qt.Key.Key_PageDown)
    watching.wait_for(8)
    watching.press(Qt.Key.Key_PageDown)
    watching.wait_for(30)
    watching.press(Qt.Key.Key_PageUp)
    watching.wait_for(8)
    near = round((line.x_of(30)) + 3)
    watching.qtbot.mouseClick(line, left, pos=QPoint(near, 2))
    watching.wait_for(30)

    found = line.mark_at(line.x_of(10))
    assert found is not None
    assert found.text == "slow"
    assert line.mark_at(line.x_of(22)) is None


def test_that_another_video_has_neither_range_nor_marks(
    watching: Room, tmp_path: Path, on_loop: OnLoop
) -> None:
    viewer = watching.viewer
    shown: list[object] = []
    viewer.media_changed.connect(shown.append)
    viewer.marking.set_range(4, 9)
    viewer.set_marks([(1, 2, "bad", "x")])
    other = make_clip(tmp_path / "other.mp4", shots=(12,))

    on_loop(watching.show(other.path))

    assert (viewer.marked_range, viewer.seek_bar.marks) == (None, ())
    assert viewer.current_frame == 0
    viewer.clear()
    assert (viewer.current_frame, shown) == (None, [other.path, None])


def test_that_frames_of_a_note_are_shown_as_a_range(watching: Room) -> None:
    watching.viewer.show_frames(5, 9)

    watching.wait_for(5)
    assert watching.viewer.marked_range == (5, 9)


def test_that_keys_focus_the_fields_and_switch_safe_areas_and_sound(watching: Room) -> None:
    viewer, qtbot = watching.viewer, watching.qtbot
    viewer.activateWindow()
    qtbot.keyClick(viewer, Qt.Key.Key_G, CTRL)
    in_frame = viewer.bar.frame_field.hasFocus()
    qtbot.keyClick(viewer, Qt.Key.Key_G, CTRL | SHIFT)
    in_timecode = viewer.bar.timecode_field.hasFocus()

    watching.press(Qt.Key.Key_G, Qt.Key.Key_M)

    assert (in_frame, in_timecode) == (True, True)
    assert viewer.bar.safe_areas.isChecked()
    assert viewer.player.is_muted


def test_that_its_own_keys_are_not_the_window_s_while_it_has_the_keyboard(watching: Room) -> None:
    def is_kept(key: Qt.Key) -> bool:
        kind = QEvent.Type.ShortcutOverride
        event = QKeyEvent(kind, key.value, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(watching.viewer, event)
        return event.isAccepted()

    assert is_kept(Qt.Key.Key_I)
    assert not is_kept(Qt.Key.Key_P)


def test_that_the_picture_is_dragged_out_as_its_file(
    watching: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[QMimeData] = []

    def carry(drag: QDrag, _actions: Qt.DropAction) -> Qt.DropAction:
        dragged.append(drag.mimeData())
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", carry)
    surface = watching.viewer.surface
    middle = QPointF(surface.rect().center())
    far = [middle, middle + QPointF(40, 10)]

    mouse.drag(surface, [middle, middle + QPointF(3, 0)])
    surface.set_zoom(8.0)
    mouse.drag(surface, far)  # a closer picture is moved
    nearly = len(dragged)
    surface.set_zoom(0.0)
    mouse.drag(surface, far)

    assert nearly == 0
    assert len(dragged) == 1
    assert [url.toLocalFile() for url in dragged[0].urls()] == [str(watching.viewer.path)]
    assert dragged[0].text() == str(watching.viewer.path)


# -- zoom ------------------------------------------------------------------------------------


def turn_wheel(room: Room, at: QPointF, notches: int) -> None:
    surface = room.viewer.surface
    event = QWheelEvent(
        at,
        surface.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    surface.wheelEvent(event)


def test_that_the_wheel_zooms_about_the_pointer(watching: Room) -> None:
    surface = watching.viewer.surface
    at = QPointF(surface.width() / 2 + 30, surface.height() / 2 - 50)
    before = surface.target
    place = (at - before.topLeft()).x() / before.width()

    turn_wheel(watching, at, 6)

    after = surface.target
    assert after.width() > before.width() * 2
    assert (at - after.topLeft()).x() / after.width() == pytest.approx(place, abs=0.01)


def test_that_zooming_out_ends_at_fit(watching: Room) -> None:
    surface = watching.viewer.surface
    fitted = surface.target

    surface.set_zoom(4.0)
    for _ in range(20):
        surface.zoom_by(1 / 1.25)

    assert surface.zoom == 0
    assert surface.target == fitted
    assert watching.viewer.bar.zoom.text() == "Fit"


def test_that_a_zoomed_picture_is_dragged_but_not_out_of_sight(watching: Room) -> None:
    surface, left = watching.viewer.surface, Qt.MouseButton.LeftButton
    surface.set_zoom(8.0)

    watching.qtbot.mousePress(surface, left, pos=QPoint(400, 300))
    watching.qtbot.mouseMove(surface, QPoint(4000, 3000))
    watching.qtbot.mouseRelease(surface, left, pos=QPoint(4000, 3000))

    assert surface.target.left() == pytest.approx(0, abs=1)
    assert surface.target.top() == pytest.approx(0, abs=1)


def test_that_a_fitted_picture_is_painted_pixel_for_pixel(watching: Room) -> None:
    viewer = watching.viewer
    viewer.resize(400, 420)
    watching.qtbot.waitUntil(
        lambda: (
            viewer.surface.image.size() == viewer.surface.target.size().toSize()
            or viewer.surface.image.height() == 320
        ),
        timeout=WAIT,
    )

    painted = viewer.surface.grab(viewer.surface.target.toRect()).toImage()

    assert number_in_image(painted, 180) == 0


# -- the fields and the line -----------------------------------------------------------------


def test_that_the_line_maps_frames_and_pixels_both_ways(qtbot: QtBot) -> None:
    line = SeekBar(Themes())
    qtbot.addWidget(line)
    line.resize(500, 20)
    line.set_video(100, Fraction(24))

    assert [line.frame_at(line.x_of(frame)) for frame in range(100)] == list(range(100))
    assert line.frame_at(-50) == 0
    assert line.frame_at(5000) == 99
