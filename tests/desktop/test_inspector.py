"""The inspector shows what is known, keeps what is typed, and says what to save."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from recoil_desktop.models.subject import Fact, Notes, ShotLine, Subject
from recoil_desktop.theme import Themes
from recoil_desktop.views.inspector.pane import Inspector
from recoil_desktop.widgets.passage import Passage

PASS = Subject(
    "p", "EP001_PASS_002_SH04_05_COV_KITCHEN", "pass", "segmentation_review",
    "renders/ep_001/EP001_COV_002_SH4_5_take1.mp4",
    facts=(Fact("Model", "seedance"), Fact("Cuts", "2 found, 3 expected", "warn")),
    shots=(
        ShotLine("004", "0:00 – 0:03", "matched", "good", path="renders/ep_001/shot_004.mp4"),
        ShotLine("005", "", "missing cut", "warn", "add a cut near 0:05"),
    ),
    notes=Notes("Jade looks left", ("hero",)), raw='{"status": "candidate"}',
)  # fmt: skip


LONG = replace(
    PASS,
    title=f"{PASS.title}_KITCHEN_AT_NIGHT_WITH_EVERYBODY",
    path=f"renders/ep_001/{PASS.title}_KITCHEN_AT_NIGHT_WITH_EVERYBODY_take1.mp4",
    facts=(Fact("Pass", f"{PASS.title}_KITCHEN_AT_NIGHT_WITH_EVERYBODY"),
           Fact("Verdict", f"renders/ep_001/{PASS.title}_KITCHEN_take1.mp4 is too short", "warn")),
    shots=(ShotLine("004A", "0:00.00 – 0:03.21", "missing cut, too short, black, frozen", "bad",
                    f"add a cut in {PASS.title}_KITCHEN_AT_NIGHT_WITH_EVERYBODY"),),
    problem=f"corrupt file renders/ep_001/{PASS.title}_KITCHEN_AT_NIGHT_take1.mp4.json: line 3",
)  # fmt: skip


@pytest.fixture
def inspector(qtbot):
    inspector = Inspector(Themes())
    qtbot.addWidget(inspector)
    inspector.resize(320, 800)
    with qtbot.waitActive(inspector):
        inspector.show()
    return inspector


def test_that_nothing_selected_says_what_to_do(inspector) -> None:
    inspector.show_subject(None)

    assert inspector.empty.isVisible()


def test_that_sections_without_content_are_not_there(inspector) -> None:
    inspector.show_subject(Subject("e", "EP001", "episode", facts=(Fact("Files", "9"),)))

    assert inspector.facts.isVisible()
    assert not inspector.shots.isVisible()
    assert not inspector.notes.isVisible()
    assert not inspector.raw.isVisible()


def test_that_typed_notes_are_saved_with_ctrl_return(inspector, qtbot) -> None:
    inspector.show_subject(PASS)
    inspector.notes.text.setPlainText("Jade looks right")
    inspector.notes.tags.setText("hero, night , ")

    with qtbot.waitSignal(inspector.notes_saved) as caught:
        qtbot.keyClick(inspector.notes.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert caught.args == [PASS.path, Notes("Jade looks right", ("hero", "night")), PASS.notes]


def test_that_saving_is_offered_only_when_something_was_typed(inspector, qtbot) -> None:
    inspector.show_subject(PASS)
    assert not inspector.notes.save.isVisible()

    inspector.notes.text.setPlainText("other")
    assert inspector.notes.save.isVisible()

    qtbot.mouseClick(inspector.notes.revert, Qt.MouseButton.LeftButton)
    assert inspector.notes.typed == PASS.notes
    assert not inspector.notes.save.isVisible()


def test_that_typed_notes_stay_when_the_same_file_is_read_again(inspector) -> None:
    inspector.show_subject(PASS)
    inspector.notes.text.setPlainText("half a sen")

    inspector.show_subject(PASS)

    assert inspector.notes.typed.text == "half a sen"


def test_that_another_file_shows_its_own_notes(inspector) -> None:
    inspector.show_subject(PASS)
    inspector.notes.text.setPlainText("half a sen")

    inspector.show_subject(Subject("q", "other.mp4", "media", notes=Notes("its own")))

    assert inspector.notes.typed == Notes("its own")


def test_that_pressing_a_shot_asks_for_its_clip(inspector, qtbot) -> None:
    inspector.show_subject(PASS)
    first = inspector.shots._rows[0]

    with qtbot.waitSignal(inspector.clip_requested) as caught:
        qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert caught.args == ["renders/ep_001/shot_004.mp4"]

    first.setFocus()
    with qtbot.waitSignal(inspector.clip_requested):
        qtbot.keyClick(first, Qt.Key.Key_Return)


def test_that_a_shot_without_a_clip_cannot_be_pressed(inspector, qtbot) -> None:
    inspector.show_subject(PASS)

    with qtbot.assertNotEmitted(inspector.clip_requested):
        qtbot.mouseClick(inspector.shots._rows[1], Qt.MouseButton.LeftButton)


def test_that_the_notes_of_an_offline_project_cannot_be_typed(inspector) -> None:
    inspector.show_subject(Subject("m", "a.mp4", "media", notes=Notes(), is_locked=True))

    assert inspector.notes.text.isReadOnly()


def test_that_a_corrupt_sidecar_is_named_instead_of_edited(inspector) -> None:
    line = "corrupt file renders/a.mp4.json: line 1"
    inspector.show_subject(Subject("m", "a.mp4", "media", "corrupt", problem=line))

    assert inspector.problem.text() == line
    assert not inspector.notes.isVisible()


@pytest.mark.parametrize("subject", [PASS, LONG], ids=["short", "long"])
@pytest.mark.parametrize("width", [232, 320, 480])
def test_that_nothing_is_wider_than_the_pane(inspector, qtbot, width, subject) -> None:
    inspector.show_subject(subject)
    inspector.resize(width, 800)

    page = inspector._scroll.widget()
    qtbot.waitUntil(lambda: page.width() <= inspector._scroll.viewport().width())


def test_that_the_raw_sidecar_unfolds(inspector, qtbot) -> None:
    inspector.show_subject(PASS)
    assert not inspector.raw.text.isVisible()

    qtbot.mouseClick(inspector.raw.fold, Qt.MouseButton.LeftButton)

    assert inspector.raw.text.isVisible()
    assert inspector.raw.text.toPlainText() == PASS.raw


@pytest.mark.parametrize("width", [232, 480])
def test_that_every_letter_of_a_long_id_is_in_sight(inspector, qtbot, width) -> None:
    inspector.resize(width, 2000)
    inspector.show_subject(LONG)
    passages = inspector.findChildren(Passage)
    assert {LONG.title, LONG.path, LONG.problem, LONG.facts[0].value} <= {
        p.text() for p in passages
    }

    for passage in passages:
        qtbot.waitUntil(lambda passage=passage: not is_cut(passage))


def is_cut(passage: Passage) -> bool:
    size = passage.document().size()
    return size.height() > passage.viewport().height() or size.width() > passage.width()


def test_that_a_long_id_is_copied_as_it_is_and_told_by_its_tooltip(inspector, qtbot) -> None:
    inspector.show_subject(LONG)
    value = LONG.facts[0].value
    passage = next(p for p in inspector.facts.findChildren(Passage) if p.text() == value)

    passage.selectAll()
    copied = passage.createMimeDataFromSelection().text()

    assert (copied, passage.toolTip()) == (value, value)
    assert "\u200b" in passage.toPlainText()  # that is why copying is worth a test


def test_that_fields_nobody_typed_into_follow_what_is_stored(inspector) -> None:
    inspector.show_subject(PASS)
    inspector.notes.tags.setText("hero, mine")

    inspector.show_subject(replace(PASS, notes=Notes("theirs", ("hero",))))

    assert inspector.notes.typed == Notes("theirs", ("hero", "mine"))
    assert not inspector.notes.conflict.isVisible()


def test_that_what_both_wrote_waits_for_an_answer(inspector, qtbot) -> None:
    inspector.show_subject(PASS)
    inspector.notes.text.setPlainText("mine")

    inspector.show_subject(replace(PASS, notes=Notes("theirs", ("night",))))

    assert inspector.notes.conflict.words.text() == "theirs\nnight"
    assert not inspector.notes.save.isEnabled()
    qtbot.mouseClick(inspector.notes.conflict.theirs, Qt.MouseButton.LeftButton)
    assert inspector.notes.typed == Notes("theirs", ("night",))
    assert not inspector.notes.conflict.isVisible()


def test_that_stars_are_given_with_pointer_and_keys(inspector, qtbot) -> None:
    inspector.show_subject(replace(PASS, stars=2))
    at = inspector.stars.place_of(2).center()

    with qtbot.waitSignal(inspector.stars_given) as pressed:
        qtbot.mouseClick(inspector.stars, Qt.MouseButton.LeftButton, pos=at)
    with qtbot.waitSignal(inspector.stars_given) as typed:
        qtbot.keyClick(inspector.stars, Qt.Key.Key_5)

    assert (pressed.args, typed.args) == ([PASS.path, 0], [PASS.path, 5])


def test_that_facts_of_the_same_sort_keep_their_widgets(inspector) -> None:
    inspector.show_subject(_about(Fact("Take", "1"), Fact("Changed", "noon"), Fact("Files", "9")))
    before = _values(inspector)

    inspector.show_subject(_about(Fact("Take", "1"), Fact("Changed", "later")))

    assert _values(inspector) == before[:2]
    assert _told(inspector) == [("Take", "1"), ("Changed", "later")]


def test_that_a_fact_of_another_sort_takes_the_place_of_one(inspector) -> None:
    long = "because " * 9
    inspector.show_subject(_about(Fact("Take", "1"), Fact("Model", "wan"), Fact("Files", "9")))

    inspector.show_subject(_about(Fact("Take", "2"), Fact("Rejected", long, "bad")))
    assert _told(inspector) == [("Take", "2"), ("Rejected", long)]
    assert [value.property("role") for value in _values(inspector)] == ["", "bad"]

    inspector.show_subject(_about(Fact("Take", "2"), Fact("Model", "wan"), Fact("Files", "9")))
    assert _told(inspector) == [("Take", "2"), ("Model", "wan"), ("Files", "9")]


def test_that_the_raw_text_follows_while_it_is_folded_and_while_it_is_open(inspector) -> None:
    inspector.show_subject(replace(PASS, raw="{1}"))
    inspector.show_subject(replace(PASS, raw="{2}"))
    inspector.raw.fold.click()
    assert inspector.raw.text.toPlainText() == "{2}"

    inspector.show_subject(replace(PASS, raw="{3}"))

    assert inspector.raw.text.toPlainText() == "{3}"


def _about(*facts: Fact) -> Subject:
    return Subject("e", "EP001", "episode", facts=facts)


def _values(inspector: Inspector) -> list[Passage]:
    """The values from top to bottom."""
    grid = inspector.facts.layout()
    widgets = [grid.itemAt(place).widget() for place in range(grid.count())]
    found = [(widget, grid.getItemPosition(grid.indexOf(widget))) for widget in widgets]
    ordered = sorted(found, key=lambda one: one[1][:2])
    return [widget for widget, _place in ordered if isinstance(widget, Passage)]


def _told(inspector: Inspector) -> list[tuple[str, str]]:
    names = {}
    grid = inspector.facts.layout()
    for place in range(grid.count()):
        widget = grid.itemAt(place).widget()
        row = grid.getItemPosition(grid.indexOf(widget))[0]
        names.setdefault(row // 2, {})[type(widget) is Passage] = widget.text()
    return [(names[row][False], names[row][True]) for row in sorted(names)]
