"""Messages come, offer to take things back, and go."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QWidget

from recoil_desktop.theme import Themes
from recoil_desktop.widgets.toast import Toast, Toasts


@pytest.fixture
def toasts(qtbot):
    host = QWidget()
    host.resize(800, 600)
    qtbot.addWidget(host)
    host.show()
    toasts = Toasts(host, Themes(), seconds=60)
    yield toasts
    toasts.clear()


def test_that_a_message_offers_undo_once(toasts, qtbot) -> None:
    undone = []
    card = toasts.show(Toast("3 clips made", "done", "Undo", lambda: undone.append(1)))

    qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)

    assert undone == [1]
    assert toasts.texts == ()


def test_that_the_same_message_stands_there_once(toasts) -> None:
    toasts.show(Toast("disk full", "error"))
    toasts.show(Toast("disk full", "error"))

    assert toasts.texts == ("disk full",)


def test_that_the_oldest_makes_room(toasts) -> None:
    for number in range(6):
        toasts.show(Toast(f"message {number}"))

    assert toasts.texts == ("message 2", "message 3", "message 4", "message 5")


def test_that_a_message_goes_after_a_while_but_not_under_the_pointer(toasts, qtbot) -> None:
    card = toasts.show(Toast("soon gone"))
    card._timer.setInterval(1)
    enter = QEnterEvent(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1))

    card.enterEvent(enter)

    assert not card._timer.isActive()
    card.leaveEvent(QEvent(QEvent.Type.Leave))
    card._timer.start(1)
    qtbot.waitUntil(lambda: toasts.texts == ())


def test_that_messages_stay_inside_the_window_and_do_not_overlap(toasts) -> None:
    long = "EP001_PASS_011_SH01_02_A_JADE could not be cut: the disk is full, nothing was changed"
    cards = [toasts.show(Toast(f"{long} {number}", "error")) for number in range(3)]

    toasts._host.resize(420, 400)
    toasts.arrange()

    places = [card.geometry() for card in cards]
    assert all(toasts._host.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for one in places for other in places if one != other)


def test_that_one_message_can_be_taken_away(toasts) -> None:
    offer = Toast("2 passes need a review", "warning", "Review", lambda: None)
    toasts.show(offer)
    toasts.show(Toast("other"))

    toasts.dismiss(offer)

    assert toasts.texts == ("other",)
