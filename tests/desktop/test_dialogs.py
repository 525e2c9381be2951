"""Dialogs: settings from their declarations, shortcuts from the actions, crashes to copy."""

from __future__ import annotations

import logging
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QSpinBox

from engine.domain.inbox import Place, Room
from engine.store.journal import StuckChange
from engine.workspace.health import Health
from recoil_desktop.actions.catalogue import ALL_ACTIONS
from recoil_desktop.dialogs.about import AboutDialog
from recoil_desktop.dialogs.ask import AskDialog
from recoil_desktop.dialogs.crash import CrashDialog
from recoil_desktop.dialogs.health import HealthDialog
from recoil_desktop.dialogs.log_viewer import LogDialog
from recoil_desktop.dialogs.settings import SettingsDialog
from recoil_desktop.dialogs.shortcuts import ShortcutsDialog
from recoil_desktop.logs import LogLines
from recoil_desktop.settings import GROUPS, SettingsStore
from recoil_desktop.theme import Themes


@pytest.fixture
def themes(qapp) -> Themes:
    return Themes()


@pytest.fixture
def settings(qtbot, tmp_path, themes):
    store = SettingsStore(tmp_path)
    dialog = SettingsDialog(store, themes)
    qtbot.addWidget(dialog)
    return store, dialog


def test_that_every_setting_has_a_control_that_shows_it(settings) -> None:
    store, dialog = settings
    names = {f"{group}.{each.name}" for group, kind in GROUPS.items() for each in fields(kind)}

    assert set(dialog.editors) == names
    for name, editor in dialog.editors.items():
        match editor.control:
            case QCheckBox() as box:
                assert box.isChecked() == store.get(name)
            case QSpinBox() as number:
                assert number.value() == store.get(name)
            case QComboBox() as choice:
                assert choice.currentData() == store.get(name)


def test_that_a_changed_control_changes_the_setting_at_once(settings, qtbot) -> None:
    store, dialog = settings
    theme = dialog.editors["look.theme"].control
    threads = dialog.editors["work.threads"].control

    theme.setCurrentIndex(theme.findData("light"))
    theme.activated.emit(theme.currentIndex())
    threads.setValue(7)
    dialog.editors["review.opens_next"].control.click()

    assert store.look.theme == "light"
    assert store.work.threads == 7
    assert store.review.opens_next is False


def test_that_everything_can_be_put_back(settings) -> None:
    store, dialog = settings
    store.set("work.threads", 9)

    dialog._reset()

    assert store.work.threads == 4
    assert dialog.editors["work.threads"].control.value() == 4


def test_that_the_settings_dialog_goes_through_its_pages_by_key(settings, qtbot) -> None:
    _store, dialog = settings

    qtbot.keyClick(dialog.names, Qt.Key.Key_Down)

    assert dialog.pages.currentIndex() == 1


def test_that_every_shortcut_is_on_its_page_and_can_be_searched(qtbot) -> None:
    dialog = ShortcutsDialog(ALL_ACTIONS)
    qtbot.addWidget(dialog)
    wanted = {spec.title.rstrip("…") for spec in ALL_ACTIONS if spec.shortcut}

    assert set(dialog.shown) == wanted
    dialog.field.setText("ctrl+e")
    assert set(dialog.shown) == {"Cut pass"} | {
        spec.title for spec in ALL_ACTIONS if "ctrl+e" in spec.shortcut.lower()
    }


def test_that_a_crash_can_be_copied_with_its_trace_and_versions(qtbot) -> None:
    try:
        raise KeyError("cut 7")
    except KeyError as error:
        dialog = CrashDialog(error)
    qtbot.addWidget(dialog)

    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)

    report = QGuiApplication.clipboard().text()
    assert "KeyError: 'cut 7'" in report
    assert "test_dialogs.py" in report
    assert "Qt for Python 6." in report


def test_that_the_about_dialog_says_where_things_lie(qtbot, themes) -> None:
    dialog = AboutDialog({"Projects": Path("/shows")}, themes)
    qtbot.addWidget(dialog)

    assert f"Projects: {Path('/shows')}" in dialog.text
    assert "Python: 3." in dialog.text


def test_that_a_question_is_answered_only_when_the_answer_may_be_accepted(qtbot) -> None:
    dialog = AskDialog(
        "New project", "A folder is made.", label="Name", button="Create",
        check=lambda name: None if name.isalnum() else "letters and digits only",
    )  # fmt: skip
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    answers = []
    dialog.answered.connect(lambda text, choice: answers.append((text, choice)))
    with qtbot.waitActive(dialog):
        dialog.open()

    qtbot.keyClicks(dialog.field, "../up")
    assert not dialog.button.isEnabled()
    assert dialog.complaint.text() == "letters and digits only"
    dialog.field.setText("Nightfall")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)

    assert answers == [("Nightfall", "")]


def test_that_a_choice_comes_with_the_answer(qtbot) -> None:
    dialog = AskDialog(
        "Reject", "Why?", label="Reason", button="Reject", choices=("identity_drift", "unknown")
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    answers = []
    dialog.answered.connect(lambda text, choice: answers.append((text, choice)))

    dialog.choice.setCurrentText("unknown")
    dialog.field.setText("wrong hand")
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)

    assert answers == [("wrong hand", "unknown")]


def test_that_the_log_shows_what_is_wanted_of_it(qtbot, themes) -> None:
    lines = LogLines()
    lines.start()
    log = logging.getLogger("recoil.test")
    try:
        log.info("opened Nightfall")
        log.warning("disk is slow")
        log.error("cut failed")
    finally:
        lines.stop()
    dialog = LogDialog(lines, themes)
    qtbot.addWidget(dialog)

    dialog.level.setCurrentText("Warnings and worse")
    assert [row.level for row in dialog.model._rows] == [logging.WARNING, logging.ERROR]
    dialog.field.setText("CUT")
    assert "cut failed" in dialog.model.text
    dialog.field.setText("nothing like it")
    assert dialog.model.text == ""


def test_that_the_log_goes_into_a_file_as_well(qapp, tmp_path) -> None:
    lines = LogLines(tmp_path / "log" / "recoil.log")
    lines.start()
    logging.getLogger("recoil.test").warning("kept")
    lines.stop()

    assert "kept" in (tmp_path / "log" / "recoil.log").read_text(encoding="utf-8")


def test_that_health_is_told_in_words(qtbot, themes) -> None:
    ill = Health("Nightfall", "/shows/Nightfall", exists=True, offline=None,
                 corrupt=("renders/a.mp4.json",), reviews=2)  # fmt: skip
    well = Health("Nightfall", "/shows/Nightfall", exists=True, offline=None)
    dialogs = [HealthDialog(each, themes) for each in (ill, well)]
    for dialog in dialogs:
        qtbot.addWidget(dialog)

    assert any("renders/a.mp4.json" in trouble for trouble in dialogs[0].troubles)
    assert any("review: 2" in trouble for trouble in dialogs[0].troubles)
    assert dialogs[1].troubles == ()
    assert dialogs[1].empty.isVisibleTo(dialogs[1])


def test_that_a_trouble_is_gone_to_where_it_is_seen(qtbot, themes) -> None:
    ill = Health("Nightfall", "/shows/Nightfall", exists=True, offline=None,
                 corrupt=("renders/a.mp4.json", "state/visual/plans/ep_001_plan.json"))  # fmt: skip
    dialog = HealthDialog(ill, themes)
    qtbot.addWidget(dialog)
    dialog.open()
    assert "byte for byte" in dialog.words.text()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert not dialog.show_button.isEnabled()
    QTest.keyClick(dialog.list, Qt.Key.Key_Up)

    with qtbot.waitSignal(dialog.place_requested) as asked:
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)

    assert asked.args == [Place(Room.TREE, "renders/a.mp4")]
    assert not dialog.isVisible()


def test_that_a_stuck_change_can_be_put_aside_from_health(qtbot, themes) -> None:
    stuck = StuckChange("00000001-dead", "Confirm", "state/txn/1.json", "a.mp4 is gone",
                        open=("new b.mp4",))  # fmt: skip
    ill = Health("Nightfall", "/shows/Nightfall", exists=True, offline=None, stuck=(stuck,))
    dialog = HealthDialog(ill, themes)
    qtbot.addWidget(dialog)
    button = dialog.findChild(QPushButton, "aside 00000001-dead")

    with qtbot.waitSignal(dialog.aside_requested) as asked:
        button.click()

    assert asked.args == ["00000001-dead"]
    assert not button.isEnabled()
    assert any("not done: new b.mp4" in trouble for trouble in dialog.troubles)
