"""The runs pane: what waits, what goes on, and the keys that reach it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from recoil_desktop.actions.catalogue import ALL_ACTIONS
from recoil_desktop.actions.context import Context
from recoil_desktop.actions.registry import ActionRegistry
from recoil_desktop.actions.run_state import RunState
from recoil_desktop.models.run_book import RunBook
from recoil_desktop.models.run_needs import Verb, needs_of
from recoil_desktop.models.runs_model import Column
from recoil_desktop.theme import Themes
from recoil_desktop.views.runs.pane import RunsPane, RunsShown
from recoil_desktop.widgets.budget_bar import Budget
from tests.helpers.runs import (
    CENT,
    a_job,
    a_planned_beat,
    a_review,
    a_scene,
    a_sight,
    a_take,
    chosen,
    completed,
    dispatched,
    progress,
    the_beginning,
)


class Nobody:
    """A desk at which nobody sits."""

    def __getattr__(self, verb: str):
        return lambda *_arguments: None


@pytest.fixture
def registry(qapp) -> ActionRegistry:
    return ActionRegistry(ALL_ACTIONS, Nobody())


@pytest.fixture
def pane(qtbot, registry) -> RunsPane:
    pane = RunsPane(registry, Themes())
    qtbot.addWidget(pane)
    pane.resize(820, 640)
    pane.show()
    return pane


def shown_of(*events, **keys) -> RunsShown:
    book = RunBook()
    book.hear([*the_beginning(a_planned_beat(1), a_planned_beat(2)), *events])
    return RunsShown(episodes=(1, 2), episode=1, lines=book.tree, budget=Budget(cap=CENT), **keys)


def needs(sight):
    book = RunBook()
    book.see(sight)
    return needs_of(sight, book.tree.children, is_running=False)


# -- what waits ------------------------------------------------------------------


def test_that_nothing_waits_where_nothing_waits() -> None:
    assert needs_of(None, (), is_running=False) == ()
    assert needs(a_sight(a_scene(1, a_take(1), primary=1))) == ()


def test_that_what_waits_is_told_with_what_helps() -> None:
    lost = a_job(1, state="unknown", needs_person=True, reason="the line was cut")
    found = needs(
        a_sight(
            a_scene(1),
            a_scene(2, a_take(2, is_missing=True, output="renders/ep_001/a.mp4"), primary=1),
            a_scene(3, candidates=(2,)),
            a_scene(4, blocked="active_version_not_derived"),
            jobs=(lost, a_job(5)),
            reviews=(a_review(),),
        )
    )

    assert [(need.key, need.verbs) for need in found] == [
        ("job d_1_1", (Verb.FOUND, Verb.PAY_AGAIN, Verb.GIVE_UP)),
        ("collect", (Verb.COLLECT,)),
        ("review rq_1", (Verb.SHOW, Verb.RESOLVE)),
        ("take BATCH_002__cont", (Verb.LOCATE, Verb.FETCH, Verb.RENDER_AGAIN)),
        ("candidate BATCH_003", (Verb.COMPARE,)),
        ("gate BATCH_004", (Verb.MARK_DERIVED,)),
    ]
    assert "$1.50 stay reserved" in found[0].detail
    assert "a.mp4 is not there any more" in found[3].detail


def test_that_a_take_of_other_pictures_can_only_be_rendered_again() -> None:
    scene = a_scene(1, a_take(1), primary=1)
    stale = replace(scene, beats=(replace(scene.beats[0], is_stale=True),))

    (need,) = needs(a_sight(stale))

    assert need.verbs == (Verb.RENDER_AGAIN,)


def test_that_jobs_of_a_run_that_goes_on_are_its_own() -> None:
    sight = a_sight(a_scene(1), jobs=(a_job(1),))

    assert needs_of(sight, (), is_running=True) == ()
    assert needs(replace(sight, run_by="recoil, pid 3 on here")) == ()


def test_that_needs_have_buttons_and_go_when_they_are_met(pane, qtbot) -> None:
    lost = a_job(1, state="unknown", needs_person=True)
    found = needs(a_sight(a_scene(1), a_scene(2, candidates=(3,)), jobs=(lost,)))
    pane.show_runs(shown_of(needs=found))
    assert pane.needs.isVisible()
    assert pane.needs.fold.text() == "Needs you: 2 things"

    with qtbot.waitSignal(pane.need_asked) as asked:
        qtbot.mouseClick(
            pane.needs.button("candidate BATCH_002", Verb.COMPARE), Qt.MouseButton.LeftButton
        )

    assert (asked.args[0].scene_id, asked.args[1]) == ("BATCH_002", Verb.COMPARE)
    pane.show_runs(shown_of())
    assert not pane.needs.isVisible()


def test_that_a_need_that_stays_keeps_its_button_and_the_keyboard(pane) -> None:
    first = needs(a_sight(a_scene(1, candidates=(2,))))
    pane.show_runs(shown_of(needs=first))
    button = pane.needs.button("candidate BATCH_001", Verb.COMPARE)
    button.setFocus()

    lost = a_job(1, state="unknown", needs_person=True)
    pane.show_runs(shown_of(needs=needs(a_sight(a_scene(1, candidates=(2,)), jobs=(lost,)))))

    assert pane.needs.button("candidate BATCH_001", Verb.COMPARE) is button
    assert button.hasFocus()


def test_that_hundreds_of_needs_do_not_fill_the_window(pane) -> None:
    scenes = [a_scene(number, candidates=(2,)) for number in range(1, 201)]

    pane.show_runs(shown_of(needs=needs(a_sight(*scenes))))

    assert pane.needs.height() < pane.height() / 2
    assert pane.needs._more.text() == "and 160 more"


def test_that_needs_fold_away(pane, qtbot) -> None:
    pane.show_runs(shown_of(needs=needs(a_sight(a_scene(1, candidates=(2,))))))
    height = pane.needs.height()

    qtbot.mouseClick(pane.needs.fold, Qt.MouseButton.LeftButton)

    assert pane.needs.height() < height


# -- head and banner -------------------------------------------------------------


def test_that_levers_are_there_while_there_is_a_run(pane, registry) -> None:
    pane.show_runs(shown_of(is_running=True, status="Rendering"))
    registry.refresh(Context(project="N", run=RunState(1, is_running=True)))
    assert [name for name, lever in pane.head.levers.items() if lever.isVisible()] == [
        "run.pause", "run.stop", "run.cancel",
    ]  # fmt: skip
    assert pane.head.levers["run.pause"].isEnabled()

    pane.show_runs(shown_of(status="2 of 2 beats rendered"))

    assert not any(lever.isVisible() for lever in pane.head.levers.values())
    assert pane.head.status.text() == "2 of 2 beats rendered"


def test_that_another_episode_can_be_chosen(pane, qtbot) -> None:
    pane.show_runs(shown_of())
    pane.head.episode.setFocus()

    with qtbot.waitSignal(pane.episode_chosen) as chosen_one:
        qtbot.keyClick(pane.head.episode, Qt.Key.Key_Down)
        pane.head.episode.activated.emit(pane.head.episode.currentIndex())

    assert chosen_one.args == [2]


def test_that_an_interrupted_run_offers_to_go_on_to_collect_or_to_leave(pane, registry) -> None:
    state = RunState(1, is_interrupted=True, collectable=2)
    pane.show_runs(shown_of(interrupted="A run of EP001 was interrupted: 2 jobs at fal."))

    registry.refresh(Context(project="N", run=state))

    assert pane.banner.isVisible()
    assert all(button.isEnabled() for button in pane.banner.buttons.values())
    assert [button.text() for button in pane.banner.buttons.values()] == [
        "Resume", "Collect", "Leave",
    ]  # fmt: skip
    assert "not sent again" in pane.banner.buttons["run.resume"].toolTip()


def test_that_an_empty_pane_says_what_to_do(pane) -> None:
    pane.show_runs(RunsShown(episodes=(1,), episode=1))
    assert "Generate groups" in pane.empty.text

    pane.show_runs(RunsShown())

    assert "plan" in pane.empty.text
    assert not pane.budget.isVisible()


# -- the tree --------------------------------------------------------------------


def test_that_enter_opens_a_take_that_has_a_file_and_unfolds_what_has_none(pane, qtbot) -> None:
    pane.show_runs(shown_of(dispatched(), completed(), chosen()))
    tree = pane.tree
    opened = []
    pane.line_opened.connect(lambda line: opened.append(line.output))
    tree.setFocus()
    assert tree.choose("batch BATCH_001")

    qtbot.keyClick(tree, Qt.Key.Key_Return)
    tree.choose("batch BATCH_002")
    qtbot.keyClick(tree, Qt.Key.Key_Return)

    assert opened == ["renders/ep_001/EP001_CONT_001_SH1_take1.mp4"]


def test_that_selection_and_folds_survive_what_a_run_does(pane) -> None:
    pane.show_runs(shown_of(dispatched()))
    pane.tree.choose("batch BATCH_001")
    pane.tree.expand(pane.tree.runs.index(0, 0))

    pane.show_runs(shown_of(dispatched(), progress(), completed(), chosen()))

    assert pane.chosen_line.word == "done"
    assert pane.tree.isExpanded(pane.tree.runs.index(0, 0))


def test_that_what_can_be_done_follows_the_selected_line_as_it_changes(pane, qtbot) -> None:
    pane.show_runs(shown_of(dispatched()))
    pane.tree.choose("batch BATCH_001")

    with qtbot.waitSignal(pane.line_chosen) as told:
        pane.show_runs(shown_of(dispatched(), completed(), chosen()))

    assert told.args[0].output


def test_that_the_context_menu_has_what_applies(pane, registry, qtbot) -> None:
    pane.show_runs(shown_of(dispatched(), completed(), chosen()))
    registry.refresh(
        Context(project="N", run=RunState(1, chosen_scene="BATCH_001", chosen_beat="b",
                                          chosen_output="a.mp4", can_reroll=True))
    )  # fmt: skip

    pane._show_menu(QPoint(5, 5))

    menu = pane.findChild(QMenu)
    titles = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert titles == ["Show take in viewer", "New take of this batch…", "Compare versions"]
    menu.close()


def test_that_a_narrow_pane_leaves_the_columns_that_matter_most(pane) -> None:
    pane.show_runs(shown_of(dispatched()))
    pane.resize(560, 500)

    assert pane.tree.isColumnHidden(Column.CHECKS)
    assert not pane.tree.isColumnHidden(Column.NOTE)
    pane.resize(900, 500)
    assert not pane.tree.isColumnHidden(Column.CHECKS)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_that_every_state_can_be_painted_at_any_density(qtbot, registry, theme) -> None:
    themes = Themes()
    themes.choose(theme)
    pane = RunsPane(registry, themes)
    qtbot.addWidget(pane)
    failed = completed(2, succeeded=False, error="no", checks={"decodable": "fail"})
    pane.show_runs(shown_of(dispatched(), progress(), dispatched(2), failed))
    pane.tree.expandAll()
    pane.resize(820, 500)
    picture = QPixmap(1640, 1000)
    picture.setDevicePixelRatio(2)

    pane.render(picture)

    assert not picture.toImage().isNull()


# -- painting --------------------------------------------------------------------


class PaintedHeights(QObject):
    """How high the painted part of a widget was, each time."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.found: list[int] = []
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.found.append(event.region().boundingRect().height())
        return False


def test_that_progress_of_a_beat_paints_its_line_alone(pane, qtbot) -> None:
    book = RunBook()
    book.hear([*the_beginning(a_planned_beat(1), a_planned_beat(2)), dispatched(1)])
    pane.show_runs(RunsShown(episodes=(1,), episode=1, lines=book.tree))
    pane.grab()  # the lines are laid out and painted
    heights = PaintedHeights(pane.tree.viewport())
    qtbot.waitUntil(lambda: bool(heights.found))  # on the screen, too
    heights.found.clear()

    book.hear([progress(1)])
    pane.show_runs(RunsShown(episodes=(1,), episode=1, lines=book.tree))
    qtbot.waitUntil(lambda: bool(heights.found))

    assert max(heights.found) < pane.tree.viewport().height() / 2
