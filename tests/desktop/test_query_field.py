"""The search box: keys, offers, hints."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from engine.domain.query import parse_query
from engine.domain.query_completion import Vocabulary
from recoil_desktop.theme import Themes
from recoil_desktop.widgets.query_field import QueryField


@pytest.fixture
def field(qtbot) -> QueryField:
    field = QueryField(Themes(), "Search", settle_ms=0)
    field.know(Vocabulary({"model": ("seedance", "wan")}, {"dailies": "e01 status=review"}))
    qtbot.addWidget(field)
    qtbot.addWidget(field.hint)
    with qtbot.waitActive(field):
        field.show()
    field.setFocus()
    return field


def offers(field: QueryField) -> list[str]:
    return [offer.text for offer in field._offers.shown]


def press(qtbot, field: QueryField, key: Qt.Key) -> None:
    """A key as it comes while the list of offers is there."""
    popup = field._offers._completer.popup()
    qtbot.keyClick(popup if popup.isVisible() else field, key)


def test_that_a_query_is_told_once_it_is_typed(field, qtbot) -> None:
    with qtbot.waitSignal(field.query_changed) as caught:
        qtbot.keyClicks(field, "e01 jade")

    assert caught.args[0] == parse_query("e01 jade") == field.query


def test_that_a_word_is_completed_by_keys(field, qtbot) -> None:
    qtbot.keyClicks(field, "mod")
    assert offers(field) == ["model="]

    press(qtbot, field, Qt.Key.Key_Down)
    press(qtbot, field, Qt.Key.Key_Return)
    assert field.text() == "model="
    assert offers(field) == ["model=seedance", "model=wan"]

    press(qtbot, field, Qt.Key.Key_Down)
    press(qtbot, field, Qt.Key.Key_Down)
    press(qtbot, field, Qt.Key.Key_Return)
    assert field.text() == "model=wan "


def test_that_a_kept_search_is_taken_by_its_name(field, qtbot) -> None:
    qtbot.keyClicks(field, "dail")

    press(qtbot, field, Qt.Key.Key_Down)
    press(qtbot, field, Qt.Key.Key_Return)

    assert field.text() == "e01 status=review "


def test_that_everything_is_offered_to_who_asks(field, qtbot) -> None:
    qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)

    assert "status=" in offers(field)
    assert field.text() == ""
    popup = field._offers._popup
    assert popup.height() >= len(offers(field)) * popup.sizeHintForRow(0)


def test_that_a_mistake_is_named_and_mended_by_a_click(field, qtbot) -> None:
    field.setText("jade stauts=cut")
    qtbot.waitUntil(lambda: "no such key" in field.hint.text())
    assert field.property("invalid")
    assert field.query != parse_query("jade")

    field.hint.linkActivated.emit("status=cut")

    assert field.text() == "jade status=cut"
    assert field.query == parse_query("jade status=cut")
    assert not field.property("invalid")


def test_that_escape_takes_the_offers_away_and_then_the_text(field, qtbot) -> None:
    qtbot.keyClicks(field, "mod")

    press(qtbot, field, Qt.Key.Key_Escape)
    assert (field.text(), offers(field)) == ("mod", [])

    press(qtbot, field, Qt.Key.Key_Escape)
    assert field.text() == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_that_down_and_enter_leave_to_what_is_shown(field, qtbot, key) -> None:
    qtbot.keyClicks(field, "jade")

    with qtbot.waitSignal(field.left_downwards):
        qtbot.keyClick(field, key)

    assert field.query == parse_query("jade")


def test_that_what_was_found_is_said_below(field) -> None:
    field.ask(parse_query("jade"))
    field.show_found("3 found")

    assert field.hint.text() == "3 found"

    field.ask(parse_query(""))

    assert field.hint.isHidden()
