"""The dialog that asks what is wrong with a take."""

from __future__ import annotations

from PySide6.QtCore import Qt

from engine.domain.sidecar import FailureMode
from recoil_desktop.dialogs.reject import MODES, RejectDialog


def test_that_return_answers_once_before_the_dialog_goes(qtbot) -> None:
    dialog = RejectDialog("Reject take 2?", "It stays on disk.")
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # it is asked afterwards
    answers: list[tuple[str, str, bool]] = []
    dialog.answered.connect(lambda *words: answers.append((*words, dialog.isVisible())))
    dialog.open()
    dialog.reason.setText("wrong hand")

    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)

    assert answers == [("wrong hand", "anatomy_limb_miscount", True)]
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=1000)


def test_that_nothing_is_answered_without_a_reason(qtbot) -> None:
    dialog = RejectDialog("Reject take 2?", "It stays on disk.")
    qtbot.addWidget(dialog)
    answers: list[object] = []
    dialog.answered.connect(lambda *words: answers.append(words))
    dialog.open()

    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)

    assert answers == []
    assert dialog.isVisible()


def test_that_a_mode_chosen_with_the_mouse_is_reason_enough(qtbot) -> None:
    dialog = RejectDialog("Reject take 2?", "It stays on disk.")
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # it is asked afterwards
    answers: list[tuple[str, str]] = []
    dialog.answered.connect(lambda *words: answers.append(words))
    dialog.open()
    line = dialog.modes.visualItemRect(dialog.modes.item(MODES.index(FailureMode.IDENTITY_DRIFT)))

    qtbot.mouseClick(dialog.modes.viewport(), Qt.MouseButton.LeftButton, pos=line.center())
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)

    assert answers == [("Identity drift", "identity_drift")]
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=1000)


def test_that_unknown_needs_words(qtbot) -> None:
    dialog = RejectDialog("Reject take 2?", "It stays on disk.")
    qtbot.addWidget(dialog)
    dialog.open()
    line = dialog.modes.visualItemRect(dialog.modes.item(MODES.index(FailureMode.UNKNOWN)))

    qtbot.mouseClick(dialog.modes.viewport(), Qt.MouseButton.LeftButton, pos=line.center())

    assert not dialog.button.isEnabled()
    assert dialog.button.toolTip()
