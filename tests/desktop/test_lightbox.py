"""The lightbox shows takes side by side, steps them together, and takes what is dropped on it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from recoil_desktop.actions.catalogue import ALL_ACTIONS
from recoil_desktop.actions.registry import ActionRegistry
from recoil_desktop.models.board_model import takes_mime
from recoil_desktop.theme import Themes
from recoil_desktop.views.lightbox.pane import MOST, Exhibit, LightboxPane
from recoil_desktop.views.lightbox.screen import Shown
from tests.helpers import mouse
from tests.helpers.clips import make_clip, make_text
from tests.helpers.panels import InlineJobs
from tests.helpers.pixels import number_in_image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Key = Qt.Key
WAIT = 20_000
WIDE = 180
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")


class Nobody:
    """A desk at which nobody sits."""

    def __getattr__(self, verb: str):
        return lambda *_arguments: None


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "a.mp4", shots=(12, 12), audio=False).path


@pytest.fixture
def pane(qtbot) -> Iterator[LightboxPane]:
    made = LightboxPane(ActionRegistry(ALL_ACTIONS, Nobody()), Themes(), InlineJobs())
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.show()
    yield made
    made.clear()


def put(qtbot, pane: LightboxPane, *shown: Shown) -> None:
    """Put these in and wait until all are seen."""
    pane.put([Exhibit(one, f"Take {n}", f"take_{n}") for n, one in enumerate(shown)])
    qtbot.waitUntil(lambda: -1 not in numbers(pane), timeout=WAIT)


def numbers(pane: LightboxPane) -> list[int]:
    """The burnt-in numbers of what is seen; -1 while there is no picture."""
    found = []
    for cell in pane.grid.cells:
        surface = cell.media.surface
        if surface.image.isNull():
            found.append(-1)
        else:
            picture = surface.grab(surface.target.toAlignedRect()).toImage()
            found.append(number_in_image(picture, WIDE))
    return found


def test_that_parts_of_a_take_begin_at_their_own_frames_and_step_together(
    qtbot, pane, clip
) -> None:
    second = Shown(clip, Fraction(12, 24), Fraction(12, 24))
    put(qtbot, pane, Shown(clip), second)
    qtbot.waitUntil(lambda: numbers(pane) == [0, 12], timeout=WAIT)

    pane.step(2)
    qtbot.waitUntil(lambda: numbers(pane) == [2, 14], timeout=WAIT)
    texts = [cell.frame.text() for cell in pane.grid.cells]
    pane.restart()
    qtbot.waitUntil(lambda: numbers(pane) == [0, 12], timeout=WAIT)

    assert texts == ["2", "2"]


def test_that_all_play_together_and_stand_when_it_is_hidden(qtbot, pane, clip) -> None:
    put(qtbot, pane, Shown(clip), Shown(clip, Fraction(1, 2)))

    pane.play(is_on=True)
    qtbot.waitUntil(lambda: all(one.media.player.frame % 12 for one in pane.grid.cells),
                    timeout=WAIT)  # fmt: skip
    played = pane.is_playing
    pane.hide()

    assert played
    assert not pane.is_playing
    assert not any(cell.media.player.is_playing for cell in pane.grid.cells)


def test_that_arrows_walk_and_the_neighbour_is_chosen_after_one_goes(qtbot, pane, clip) -> None:
    put(qtbot, pane, *(Shown(clip, Fraction(n, 24)) for n in range(1, 4)))

    QTest.keyClick(pane.grid, Key.Key_Right)
    pane.remove_chosen()
    QTest.keyClick(pane.grid, Key.Key_Left)

    assert [cell.exhibit.path for cell in pane.grid.cells] == ["take_0", "take_2"]
    assert pane.chosen is pane.grid.cells[0]


def test_that_the_same_is_shown_once_and_no_more_than_fit(pane, clip) -> None:
    same = [Exhibit(Shown(clip), "Take", "take")] * 3
    many = [Exhibit(Shown(clip, Fraction(n, 24)), "Take", "take") for n in range(1, MOST + 2)]

    left = [pane.put(same), pane.put(many)]

    assert left == [0, 2]
    assert pane.count == MOST


def test_that_a_click_chooses_and_a_double_click_opens(qtbot, pane, clip) -> None:
    put(qtbot, pane, Shown(clip), Shown(clip, Fraction(1, 2)))
    opened: list[object] = []
    pane.opened.connect(lambda: opened.append(pane.chosen))

    mouse.double_click(pane.grid.cells[1], QPointF(20, 20))

    assert opened == [pane.grid.cells[1]]


def test_that_text_dressed_as_a_video_says_so_in_its_place(qtbot, pane, tmp_path) -> None:
    text = make_text(tmp_path / "list.mp4")
    pane.put([Exhibit(Shown(text), "List", "list.mp4")])
    surface = pane.grid.cells[0].media.surface

    qtbot.waitUntil(lambda: bool(surface._message), timeout=WAIT)

    assert "playlist" in surface._message


def test_that_takes_and_files_can_be_dropped(pane, clip) -> None:
    takes: list[tuple[str, ...]] = []
    files: list[tuple[Path, ...]] = []
    pane.takes_dropped.connect(takes.append)
    pane.files_dropped.connect(files.append)
    outside = QMimeData()
    outside.setUrls([QUrl.fromLocalFile(str(clip))])

    lit = [drop(pane, mime) for mime in (takes_mime(["a.mp4", "b.mp4"], None), outside)]

    assert takes == [("a.mp4", "b.mp4")]
    assert files == [(clip,)]
    assert lit == [(True, False)] * 2


def test_that_words_and_addresses_are_not_taken(pane) -> None:
    words, address = QMimeData(), QMimeData()
    words.setText("a clip")
    address.setUrls([QUrl("https://example.org/a.mp4")])

    accepted = [enter(pane, mime).isAccepted() for mime in (words, address)]

    assert accepted == [False, False]


def enter(pane: LightboxPane, mime: QMimeData) -> QDragEnterEvent:
    copy = Qt.DropAction.CopyAction
    event = QDragEnterEvent(QPoint(50, 80), copy, mime, mouse.LEFT, mouse.NO_KEYS)
    QApplication.sendEvent(pane, event)
    return event


def drop(pane: LightboxPane, mime: QMimeData) -> tuple[bool, bool]:
    """Drop it; whether the pane was lit before and after."""
    enter(pane, mime)
    before = bool(pane.grid.property("target"))
    copy = Qt.DropAction.CopyAction
    event = QDropEvent(QPointF(50, 80), copy, mime, mouse.LEFT, mouse.NO_KEYS)
    QApplication.sendEvent(pane, event)
    return before, bool(pane.grid.property("target"))
