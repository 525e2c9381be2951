"""Two takes show the same moment, both of it or neither, and never nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDrag, QImage

from engine.domain.paths import ProjectPath
from engine.domain.timing import FrameSpan
from recoil_desktop.jobs import JobRunner
from recoil_desktop.models.compare_takes import ComparedTake, TakeChoice
from recoil_desktop.scrubber.pairing import Side
from recoil_desktop.settings import SettingsStore
from recoil_desktop.theme import Themes
from recoil_desktop.views.compare.pane import ComparePane
from recoil_desktop.views.compare.stage import Mode
from tests.helpers import mouse
from tests.helpers.clips import make_clip, make_text
from tests.helpers.looking import take_of
from tests.helpers.pixels import number_in_image

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    OnLoop = Callable[[Coroutine[object, object, None]], None]

WAIT = 10_000
pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudioService", "No audio device", "No RHI backend", "propagateSizeHints"
)


class Table:
    """A pane in a window of its own, with files on its sides."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.jobs = JobRunner()
        self.pane = ComparePane(self.jobs, Themes(), SettingsStore(folder))
        self.pane.bar.mute.click()  # no sound: it has its own tests
        qtbot.addWidget(self.pane)
        self.pane.resize(820, 620)
        self.pane.show()

    async def put(self, *paths: Path, choice: TakeChoice | None = None) -> None:
        takes = tuple(
            ComparedTake(path.name, ProjectPath(path.name), path.stem, "candidate")
            for path in paths
        )
        self.pane.show_choice(choice or TakeChoice("SH01", takes, 0, 1), (paths[0], paths[1]))
        for job in self.jobs.running:
            if job.task is not None:
                await job.task

    def wait_for(self, *numbers: int) -> None:
        self.qtbot.waitUntil(lambda: self.numbers() == numbers, timeout=WAIT)

    def numbers(self) -> tuple[int, ...]:
        """The burnt-in numbers of both pictures; -1 while there is none."""
        images = [self.pane.stage.image(side) for side in Side]
        return tuple(-1 if image.isNull() else number_in_image(image, 96) for image in images)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = mouse.NO_KEYS) -> None:
        self.qtbot.keyClick(self.pane, key, keys)

    def seen(self, side: Side = Side.A) -> int:
        """The number that is painted where the picture of a side lies."""
        stage = self.pane.stage
        painted = stage.grab(stage.target(side).toRect()).toImage()
        return number_in_image(painted.convertToFormat(QImage.Format.Format_RGB32), 96)


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, on_loop: OnLoop) -> Iterator[Table]:
    made = Table(qtbot, tmp_path)
    yield made
    made.pane.close_media()


@pytest.fixture
def full(table: Table, on_loop: OnLoop) -> Table:
    """Two takes, A of 20 frames and B of 14."""
    on_loop(table.put(take_of(20, 1).path, take_of(14, 2).path))
    table.wait_for(0, 0)
    return table


def test_that_an_empty_pane_says_what_to_do(table: Table) -> None:
    assert table.pane.empty.isVisible()
    assert "Ctrl+D" in table.pane.empty.text


def test_that_both_step_and_jump_together(full: Table) -> None:
    full.press(Qt.Key.Key_Right)
    full.wait_for(1, 1)
    full.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    full.wait_for(11, 11)
    full.press(Qt.Key.Key_End)
    full.wait_for(19, 13)

    captions = [full.pane.stage.caption(side) for side in Side]
    assert captions[Side.A].place == "19 / 19"
    assert (captions[Side.B].place, captions[Side.B].is_held) == ("ended at 13", True)


def test_that_pictures_never_belong_to_two_moments(full: Table) -> None:
    pairs: list[tuple[int, ...]] = []
    full.pane.pairing.presented.connect(lambda: pairs.append(full.numbers()))

    full.press(Qt.Key.Key_Space)
    full.qtbot.waitUntil(lambda: not full.pane.conductor.is_playing, timeout=WAIT)
    full.wait_for(19, 13)

    assert len(pairs) > 4
    assert all(b == min(a, 13) for a, b in pairs)


def black_share(image: QImage) -> float:
    """How much of a picture is as dark as an empty screen."""
    small = image.scaled(48, 48)
    dark = [small.pixelColor(x, y).lightness() < 14 for x in range(48) for y in range(48)]
    return sum(dark) / len(dark)


def test_that_toggling_shows_the_other_at_once_and_never_a_black_picture(full: Table) -> None:
    stage, pane = full.pane.stage, full.pane
    full.press(Qt.Key.Key_Right)
    full.wait_for(1, 1)
    area = stage.target(Side.A).toRect().adjusted(2, 34, -2, -2)
    alone: list[QImage] = []
    for side in Side:
        pane.show_side(side)
        alone.append(stage.grab(area).toImage())

    shares, painted = [], []
    for _ in range(6):
        full.press(Qt.Key.Key_T)
        image = stage.grab(area).toImage()  # nothing was waited for
        shares.append(black_share(image))
        painted.append(image)

    assert alone[0] != alone[1]
    assert painted == [alone[0], alone[1]] * 3
    assert max(shares) <= max(black_share(image) for image in alone) < 0.5


def test_that_another_take_leaves_the_old_picture_until_its_own_is_there(
    full: Table, on_loop: OnLoop
) -> None:
    stage = full.pane.stage
    kept: list[bool] = []
    full.pane.pairing.decks[Side.B].loaded.connect(
        lambda: kept.append(not stage.image(Side.B).isNull())
    )

    on_loop(full.put(take_of(20, 1).path, take_of(9, 3).path))
    full.qtbot.waitUntil(lambda: full.pane.pairing.decks[Side.B].frame == 0, timeout=WAIT)

    assert kept == [True]


def test_that_side_by_side_shows_both_and_a_wipe_parts_them(full: Table) -> None:
    pane, stage = full.pane, full.pane.stage
    full.press(Qt.Key.Key_Right)
    full.wait_for(1, 1)
    full.press(Qt.Key.Key_S)
    sides = [full.seen(side) for side in Side]
    full.press(Qt.Key.Key_W)
    area = stage.target(Side.A)
    path = [QPointF(area.left() + area.width() * share, area.center().y()) for share in (0.5, 0.2)]

    mouse.drag(stage, [path[0], path[1]])

    assert sides == [1, 1]
    assert stage.mode is Mode.WIPE
    assert stage.wipe == pytest.approx(0.2, abs=0.01)
    edge = area.left() + 0.2 * area.width()
    right = stage.grab(area.adjusted(edge - area.left() + 14, 40, 0, 0).toRect()).toImage()
    pane.show_side(Side.B)
    alone = stage.grab(area.adjusted(edge - area.left() + 14, 40, 0, 0).toRect()).toImage()
    assert right == alone


def test_that_a_take_against_itself_differs_nowhere(table: Table, on_loop: OnLoop) -> None:
    one = take_of(14, 2).path
    on_loop(table.put(one, one))
    table.wait_for(0, 0)

    table.press(Qt.Key.Key_D)

    stage = table.pane.stage
    area = stage.target(Side.A).toRect().adjusted(2, 34, -2, -2)
    assert black_share(stage.grab(area).toImage()) == 1.0


def test_that_slips_move_one_against_the_other(full: Table) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    full.press(Qt.Key.Key_B)
    for _ in range(3):
        full.press(Qt.Key.Key_Right, alt)
    full.wait_for(0, 3)
    full.press(Qt.Key.Key_A)
    full.press(Qt.Key.Key_Left, alt)
    full.wait_for(0, 3)
    slipped = [full.pane.stage.caption(side) for side in Side]
    full.press(Qt.Key.Key_Right)
    full.wait_for(0, 4)

    assert slipped[Side.A].place == "begins in 1"
    assert slipped[Side.B].place == "3 / 13  +3"
    assert [box.value() for box in full.pane.head.slips] == [-1, 3]
    assert full.pane.conductor.timeline.count == 21
    full.press(Qt.Key.Key_0, alt)
    full.wait_for(1, 1)


def test_that_two_rates_meet_at_the_same_second(
    table: Table, tmp_path: Path, on_loop: OnLoop
) -> None:
    twelve = make_clip(tmp_path / "twelve.mp4", shots=(8,), rate=12, size=(96, 160))
    on_loop(table.put(take_of(20, 1).path, twelve.path))
    table.wait_for(0, 0)

    table.pane.conductor.show_frame(9)

    table.wait_for(9, 4)


def test_that_every_frame_of_an_uneven_take_is_reached(
    table: Table, tmp_path: Path, on_loop: OnLoop
) -> None:
    stamps = (0, 42, 83, 250, 292, 500, 542, 583)  # milliseconds
    uneven = make_clip(tmp_path / "uneven.mp4", shots=(8,), stamps=stamps, size=(96, 160))
    on_loop(table.put(uneven.path, take_of(20, 1).path))
    table.wait_for(0, 0)

    seen = []
    for frame in range(8):
        table.pane.conductor.show_frame(frame)
        table.qtbot.waitUntil(lambda: table.pane.pairing.is_complete, timeout=WAIT)
        seen.append(table.numbers())

    assert [first for first, _second in seen] == list(range(8))
    assert [second for _first, second in seen][:7] == [0, 1, 3, 6, 9, 12, 13]


def test_that_other_takes_begin_anew_and_the_same_go_on(full: Table, on_loop: OnLoop) -> None:
    full.pane.slip(Side.B, 2)
    full.pane.conductor.show_frame(5)
    full.wait_for(5, 7)

    on_loop(full.put(take_of(20, 1).path, take_of(9, 3).path))
    gone_on = (full.pane.conductor.frame, full.pane.pairing.slip_of(Side.B))
    others = [take_of(11, 4).path, take_of(12, 5).path]
    takes = tuple(ComparedTake(p.stem, ProjectPath(f"x/{p.parent.name}.mp4"), "x") for p in others)
    on_loop(full.put(*others, choice=TakeChoice("SH01", takes, 0, 1)))

    assert gone_on == (5, 2)
    full.wait_for(0, 0)
    assert full.pane.pairing.slip_of(Side.B) == 0


def test_that_sides_change_places_with_everything_on_them(full: Table) -> None:
    full.pane.slip(Side.B, 2)
    full.wait_for(0, 2)

    full.press(Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)

    full.wait_for(2, 0)
    assert [box.value() for box in full.pane.head.slips] == [2, 0]
    assert full.pane.choice.a == 1
    full.press(Qt.Key.Key_Right)
    full.wait_for(3, 1)


def test_that_in_and_out_bound_the_loop(full: Table) -> None:
    pane = full.pane
    pane.conductor.show_frame(4)
    full.press(Qt.Key.Key_I)
    pane.conductor.show_frame(7)
    full.press(Qt.Key.Key_O)
    full.press(Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)

    assert pane.conductor.looped == FrameSpan(4, 8)
    assert pane.bar.loop.isChecked()
    shown: list[int] = []
    pane.conductor.frame_changed.connect(shown.append)
    pane.conductor.play()
    full.qtbot.waitUntil(lambda: shown.count(4) >= 2, timeout=WAIT)
    pane.conductor.pause()
    assert set(shown) <= {4, 5, 6, 7}


def test_that_a_still_is_compared_with_a_video(
    table: Table, tmp_path: Path, on_loop: OnLoop
) -> None:
    still = QImage(48, 80, QImage.Format.Format_RGB32)
    still.fill(Qt.GlobalColor.red)
    still.save(str(tmp_path / "still.png"))
    on_loop(table.put(take_of(14, 2).path, tmp_path / "still.png"))
    table.qtbot.waitUntil(lambda: table.pane.pairing.is_complete, timeout=WAIT)

    table.pane.conductor.show_frame(5)

    table.qtbot.waitUntil(lambda: table.numbers()[0] == 5, timeout=WAIT)
    assert table.pane.stage.image(Side.B).pixelColor(20, 20) == Qt.GlobalColor.red


def test_that_a_broken_take_says_why_and_the_other_goes_on(
    table: Table, tmp_path: Path, on_loop: OnLoop
) -> None:
    make_text(tmp_path / "list.mp4")
    on_loop(table.put(take_of(14, 2).path, tmp_path / "list.mp4"))

    table.pane.conductor.show_frame(3)

    table.qtbot.waitUntil(lambda: table.numbers() == (3, -1), timeout=WAIT)
    assert "list.mp4" in table.pane.stage.caption(Side.B).problem


def test_that_zoom_and_place_are_the_same_for_both(full: Table) -> None:
    stage = full.pane.stage
    stage.set_zoom(6.0)
    full.press(Qt.Key.Key_Plus)
    mouse.drag(stage, [QPointF(400, 300), QPointF(420, 340)])

    assert stage.zoom == pytest.approx(7.5)
    assert stage.target(Side.A) == stage.target(Side.B)
    full.press(Qt.Key.Key_0)
    assert stage.zoom == 0


def test_that_up_and_down_offer_the_other_takes_of_the_shot(full: Table) -> None:
    takes = tuple(ComparedTake(f"t{n}", ProjectPath(f"t{n}.mp4"), f"take {n}") for n in range(1, 5))
    pane, wanted = full.pane, []
    pane.choice = TakeChoice("SH01", takes, 0, 1)
    pane.take_chosen.connect(lambda side, place: wanted.append((Side(side), place)))

    full.press(Qt.Key.Key_S)
    full.press(Qt.Key.Key_Down)
    full.press(Qt.Key.Key_Up)
    full.press(Qt.Key.Key_A)
    full.press(Qt.Key.Key_Up)

    assert wanted == [(Side.B, 2), (Side.B, 3), (Side.A, 3)]


def test_that_the_picture_under_the_pointer_is_dragged_out_as_its_file(
    full: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried: list[str] = []

    def carry(drag: QDrag, _actions: Qt.DropAction) -> Qt.DropAction:
        carried.append(drag.mimeData().urls()[0].toLocalFile())
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", carry)
    stage, far = full.pane.stage, QPointF(60, 20)
    full.press(Qt.Key.Key_S)
    for side in Side:
        start = stage.target(side).center()
        mouse.drag(stage, [start, start + far])
    full.press(Qt.Key.Key_B)
    mouse.drag(stage, [QPointF(stage.rect().center()), QPointF(stage.rect().center()) + far])

    a, b = (str(path) for path in (take_of(20, 1).path, take_of(14, 2).path))
    assert carried == [a, b, b]


def test_that_a_hidden_pane_stands_still(full: Table) -> None:
    full.pane.conductor.play()

    full.pane.hide()

    assert not full.pane.conductor.is_playing
