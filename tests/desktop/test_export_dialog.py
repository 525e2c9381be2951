"""The export dialog: fields that follow the format, what the cut would hold, and reasons."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from engine.domain.exports import ExportWish, Format, Notes
from recoil_desktop.dialogs.export import ExportDialog
from recoil_desktop.models.export_choices import (
    RATES,
    EpisodeEntry,
    ExportChoices,
    Survey,
    why_not,
)
from recoil_desktop.session.exporting import words_for

if TYPE_CHECKING:
    from pathlib import Path

NTSC = Fraction(30000, 1001)


@pytest.fixture
def dialog(qtbot, tmp_path: Path) -> ExportDialog:
    dialog = ExportDialog()
    dialog.asked = []
    dialog.survey_wanted.connect(dialog.asked.append)
    qtbot.addWidget(dialog)
    dialog.show()
    episodes = (EpisodeEntry(1, "EP001"), EpisodeEntry(12, "EP012"))
    dialog.show_choices(ExportChoices(episodes, tmp_path, "harbor"), 12)
    return dialog


def answer(dialog: ExportDialog, **keys: object) -> None:
    """What the cut of the fields' wish holds."""
    survey = Survey("62 shots, 1:32 at 24 fps", **keys)
    dialog.show_survey(dialog.form.wish, survey)


def choose(combo, data: object) -> None:
    combo.setCurrentIndex(combo.findData(data))


def test_that_it_opens_for_the_episode_at_hand_and_asks_at_once(dialog) -> None:
    assert dialog.asked == [ExportWish(episode=12, form=Format.OTIO)]
    assert dialog.form.target.name == "harbor_EP012.otio"
    assert not dialog.button.isEnabled()
    answer(dialog)
    assert dialog.button.isEnabled()
    assert dialog.summary.text() == "62 shots, 1:32 at 24 fps"


@pytest.mark.parametrize("form", list(Format))
def test_that_the_file_follows_the_format(dialog, form: Format) -> None:
    choose(dialog.form.format, str(form))

    assert dialog.form.target.name == f"harbor_EP012{form.suffix}"
    assert dialog.form.about.text()


def test_that_a_written_name_is_kept_and_only_its_ending_follows(dialog) -> None:
    dialog.form.file.selectAll()
    dialog.form.file.insert(str(dialog.form.target.with_name("mine.otio")))

    choose(dialog.form.format, "edl")
    choose(dialog.form.episode, 1)

    assert dialog.form.target.name == "mine.edl"


def test_that_paper_has_no_frames_to_ask_for(dialog) -> None:
    choose(dialog.form.format, "contact-sheet")

    hidden = (dialog.form.rate, dialog.form.handles, dialog.form.notes, dialog.form.drop_frame)
    assert not any(widget.isVisible() for widget in hidden)
    assert dialog.form.wish == ExportWish(episode=12, form=Format.CONTACT_SHEET)


def test_that_drop_frame_is_asked_where_there_is_such(dialog) -> None:
    choose(dialog.form.format, "edl")
    assert not dialog.form.drop_frame.isVisible()

    dialog.form.rate.setCurrentIndex(1 + RATES.index(NTSC))

    assert dialog.form.drop_frame.isVisible()
    dialog.form.drop_frame.setChecked(False)
    assert not dialog.form.wish.drop_frame
    assert words_for(dialog.form.asked) == {
        "episode": 12, "out": dialog.form.target, "handles": 0, "rate": NTSC, "markers": "all",
        "non_drop": True, "stills": False, "replace": False,
    }  # fmt: skip


def test_that_pictures_may_stand_in_where_a_timeline_shows_them(dialog) -> None:
    dialog.form.stills.setChecked(True)
    assert dialog.form.wish.stills

    choose(dialog.form.format, "csv")

    assert not dialog.form.stills.isVisible()
    assert not dialog.form.wish.stills


def test_that_the_episodes_own_rate_is_said(dialog) -> None:
    answer(dialog, rate=NTSC)

    assert dialog.form.rate.itemText(0) == "As the episode, 29.97 fps"
    choose(dialog.form.format, "csv")
    assert dialog.form.drop_frame.isVisible()


def test_that_an_answer_to_another_wish_is_not_shown(dialog) -> None:
    old = dialog.form.wish

    dialog.form.handles.setValue(12)
    dialog.show_survey(old, Survey("of before"))

    assert dialog.summary.text() != "of before"
    assert dialog.reason.text() == "The cut is being looked at"


def test_that_what_lacks_is_told_and_no_reason_to_stop(dialog) -> None:
    answer(dialog, warnings=tuple(f"EP001_SH{number:02d} has no clip" for number in range(6)))

    assert dialog.warnings.text().splitlines()[-1] == "and 2 more"
    assert "EP001_SH05" in dialog.warnings.toolTip()
    assert dialog.button.isEnabled()


def test_that_what_a_format_cannot_hold_stops_it(dialog) -> None:
    answer(dialog, trouble="no timecode counts 16 frames a second")

    assert not dialog.button.isEnabled()
    assert dialog.reason.text() == "No timecode counts 16 frames a second"


def test_that_a_file_that_is_there_is_replaced_only_when_said(dialog, tmp_path: Path) -> None:
    answer(dialog)
    (tmp_path / "harbor_EP012.otio").write_text("mine")
    dialog.form.file.textChanged.emit("")

    assert dialog.reason.text() == "harbor_EP012.otio is there already"
    assert dialog.form.replace.isVisible()
    dialog.form.replace.setChecked(True)
    assert dialog.button.isEnabled()
    assert dialog.form.asked.replace


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "Name a file"),
        ("cut.otio", "Name the whole way to the file"),
        ("{}/cut.txt", "The file's name ends with .otio"),
        ("{}/.otio", "The file's name ends with .otio"),
        ("{}/nowhere/cut.otio", "There is no folder"),
        ("{}/folder.otio", "Something that is no file"),
    ],
)
def test_that_a_place_that_cannot_be_is_told(dialog, tmp_path, name: str, reason: str) -> None:
    (tmp_path / "folder.otio").mkdir()
    answer(dialog)

    dialog.form.file.setText(name.format(tmp_path))

    assert dialog.reason.text().startswith(reason)
    assert not dialog.button.isEnabled()


def test_that_it_is_started_by_its_key_once_with_what_the_fields_say(dialog, qtbot) -> None:
    started = []
    dialog.started.connect(started.append)
    choose(dialog.form.notes, "open")
    answer(dialog)

    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    (asked,) = started
    assert asked.wish == ExportWish(episode=12, form=Format.OTIO, notes=Notes.OPEN)
    assert not dialog.isVisible()


def test_that_without_an_episode_nothing_can_be_exported(qtbot, tmp_path: Path) -> None:
    dialog = ExportDialog()
    qtbot.addWidget(dialog)
    dialog.show()

    dialog.show_choices(ExportChoices((), tmp_path, "harbor"), None)

    assert dialog.blocked_by == "there is no episode to export"
    assert not dialog.button.isEnabled()
    assert why_not(tmp_path / "x.edl", Format.EDL) == ""
