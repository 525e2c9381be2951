"""The Generate dialog: fields that follow each other, costs that follow the fields, and reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from recoil_desktop.dialogs.generate import GenerateDialog
from recoil_desktop.models.forecast_model import ForecastColumn, ForecastModel, text_of
from recoil_desktop.models.generate_choices import (
    Choices,
    EpisodeChoice,
    Forecast,
    GenerateWish,
    ModelChoice,
    PassChoice,
    Preset,
    ProviderChoice,
)
from recoil_desktop.theme import Themes
from tests.helpers.runs import CENT, a_planned_beat

PASSES = (PassChoice("P1", "001 A_JADE · SH1–2", "2 s"), PassChoice("P2", "002 A_JADE · SH3"))
CHOICES = Choices(
    episodes=(EpisodeChoice(1, 16, PASSES), EpisodeChoice(2, 3), EpisodeChoice(3, problem="torn")),
    providers=(
        ProviderChoice("animatic", "Animatic"),
        ProviderChoice("fal", "fal.ai", "no key for fal: set FAL_KEY"),
    ),
    models=(
        ModelChoice("animatic", "Animatic", "animatic", "free"),
        ModelChoice("seedance", "Seedance", "fal", "$0.30 / s", "2026-11-09"),
        ModelChoice("secret", "Secret", "fal", "price unknown", is_priced=False),
    ),
    default_model="animatic",
    budget_micro=5000 * CENT,
    max_takes=4,
    concurrency=2,
)
FORECAST = Forecast((a_planned_beat(1), a_planned_beat(2)), 300 * CENT)


@pytest.fixture
def dialog(qtbot) -> GenerateDialog:
    dialog = GenerateDialog(Themes())
    dialog.asked = []
    dialog.forecast_wanted.connect(dialog.asked.append)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def filled(dialog: GenerateDialog, preset: Preset | None = None, **choices) -> GenerateWish:
    """Offer the choices; the wish that is asked for first."""
    dialog.show_choices(replace(CHOICES, **choices), preset or Preset())
    return dialog.asked[-1]


def choose(box, data) -> None:
    box.setCurrentIndex(box.findData(data))


def test_that_nothing_can_be_started_before_plans_are_read(dialog) -> None:
    assert not dialog.start.isEnabled()
    assert "being read" in dialog.start.toolTip()
    assert not dialog.form.isEnabled()


def test_that_the_first_wish_is_what_the_project_says(dialog) -> None:
    wish = filled(dialog)

    assert wish == GenerateWish(
        episode=1, budget_micro=5000 * CENT, max_takes=4, concurrency=2, provider="animatic"
    )


def test_that_a_forecast_is_shown_and_the_button_says_how_many_beats(dialog) -> None:
    wish = filled(dialog)
    assert "worked out" in dialog.blocked_by

    dialog.show_forecast(wish, FORECAST)

    assert (dialog.blocked_by, dialog.start.text()) == ("", "Render 2 beats")
    assert dialog.view.model.rowCount() == 2
    assert dialog.view.budget.budget.coming == 300 * CENT
    assert "2 beats to render" in dialog.view.summary.text()


def test_that_an_answer_to_an_older_wish_is_not_shown(dialog, qtbot) -> None:
    first = filled(dialog)
    choose(dialog.form.grouping, "solo")

    dialog.show_forecast(first, FORECAST)

    assert dialog.view.model.rowCount() == 0
    assert not dialog.start.isEnabled()
    qtbot.waitUntil(lambda: dialog.asked[-1].grouping == "solo")


def test_that_many_edits_are_one_question(dialog, qtbot) -> None:
    filled(dialog)
    for number in range(1, 9):
        dialog.form.takes.setValue(number)

    qtbot.waitUntil(lambda: len(dialog.asked) == 2)

    assert dialog.asked[-1].max_takes == 8


def test_that_passes_are_ticked_with_the_space_key_and_all_of_them_is_no_list(
    dialog, qtbot
) -> None:
    filled(dialog)
    choose(dialog.form.grouping, "coverage")
    assert dialog.form.passes.isVisible()
    assert dialog.form.wish.passes is None
    passes = dialog.form.passes.list
    passes.setCurrentRow(0)

    qtbot.keyClick(passes, Qt.Key.Key_Space)

    assert dialog.form.wish.passes == ("P2",)
    qtbot.mouseClick(dialog.form.passes.none, Qt.MouseButton.LeftButton)
    assert dialog.blocked_by == "choose at least one pass"
    qtbot.mouseClick(dialog.form.passes.all, Qt.MouseButton.LeftButton)
    assert dialog.form.wish.passes is None


def test_that_an_episode_without_passes_or_with_a_torn_plan_says_so(dialog) -> None:
    filled(dialog)
    choose(dialog.form.grouping, "coverage")
    choose(dialog.form.episode, 2)
    assert dialog.blocked_by == "EP002 has no coverage passes"

    choose(dialog.form.episode, 3)

    assert dialog.blocked_by == "torn"


def test_that_a_missing_key_lets_costs_be_seen_and_nothing_be_started(dialog, qtbot) -> None:
    filled(dialog)
    choose(dialog.form.provider, "fal")
    qtbot.waitUntil(lambda: dialog.asked[-1].provider == "fal")

    dialog.show_forecast(dialog.form.wish, FORECAST)

    assert dialog.view.model.rowCount() == 2
    assert dialog.blocked_by == "no key for fal: set FAL_KEY"
    assert dialog.reason.text() == "No key for fal: set FAL_KEY"
    assert dialog.form.provider_note.isVisible()


def test_that_models_follow_the_provider_and_tell_their_price_and_its_day(dialog) -> None:
    filled(dialog)
    assert dialog.form.wish.model is None

    choose(dialog.form.provider, "fal")

    assert dialog.form.wish.model == "seedance"
    assert dialog.form.model.currentText() == "Seedance · $0.30 / s"
    assert dialog.form.model_note.text() == "Price noted 2026-11-09"


def test_that_a_model_of_unknown_price_asks_for_the_most_per_job(dialog) -> None:
    filled(dialog)
    choose(dialog.form.provider, "fal")
    assert dialog.form.wish.most_per_job_micro is None

    choose(dialog.form.model, "secret")
    dialog.form.most.setValue(2.5)

    assert dialog.form.most.isVisible()
    assert dialog.form.wish.most_per_job_micro == 250 * CENT


@pytest.mark.parametrize(
    ("forecast", "reason"),
    [
        (Forecast((a_planned_beat(1, done=True),)), "everything is rendered already"),
        (Forecast((a_planned_beat(1, blocked="no_board"),)), "what is not rendered is blocked"),
        (Forecast(()), "the plan has no shots"),
        (replace(FORECAST, run_by="recoil, pid 7 on here"),
         "this episode is being run by recoil, pid 7 on here"),
    ],
)  # fmt: skip
def test_that_a_run_that_would_do_nothing_says_why(dialog, forecast, reason) -> None:
    wish = filled(dialog)

    dialog.show_forecast(wish, forecast)

    assert dialog.blocked_by == reason
    assert not dialog.start.isEnabled()


def test_that_a_refused_wish_is_told_in_place_of_the_table(dialog) -> None:
    wish = filled(dialog)

    dialog.show_failure(wish, "duplicate shot EP001_SH01")

    assert dialog.view.message.isVisible()
    assert dialog.view.message.text() == dialog.blocked_by == "duplicate shot EP001_SH01"


def test_that_lost_takes_may_be_rendered_again_although_all_is_done(dialog) -> None:
    filled(dialog)
    dialog.form.missing.setChecked(True)

    dialog.show_forecast(dialog.form.wish, Forecast((a_planned_beat(1, done=True),)))

    assert dialog.start.isEnabled()


def test_that_problems_are_listed_below_the_beats(dialog) -> None:
    wish = filled(dialog)

    dialog.show_forecast(wish, replace(FORECAST, problems=("a.png is missing", "b.png, too")))

    assert dialog.view.problems_title.text() == "2 problems"
    assert "a.png is missing" in dialog.view.problems.toPlainText()


def test_that_ctrl_return_starts_and_brings_the_wish(dialog, qtbot) -> None:
    wish = filled(dialog)
    dialog.show_forecast(wish, FORECAST)
    dialog.activateWindow()

    with qtbot.waitSignal(dialog.started) as started:
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert started.args == [wish]
    assert not dialog.isVisible()


def test_that_a_preset_narrows_the_run_and_can_be_widened(dialog, qtbot) -> None:
    wish = filled(dialog, Preset(episode=1, scenes=("BATCH_003",), rerender_missing=True))
    assert (wish.scenes, wish.rerender_missing) == (("BATCH_003",), True)
    assert dialog.form.only.text() == "Only BATCH_003"

    qtbot.mouseClick(dialog.form.all_batches, Qt.MouseButton.LeftButton)

    assert dialog.form.wish.scenes is None


def test_that_a_preset_of_a_pass_ticks_it_alone(dialog) -> None:
    assert filled(dialog, Preset(episode=1, passes=("P2",))).passes == ("P2",)


def test_that_a_remembered_order_fills_the_form(dialog) -> None:
    known = GenerateWish(episode=1, grouping="solo", provider="fal", model="secret",
                         budget_micro=700 * CENT, max_takes=0, concurrency=5)  # fmt: skip

    wish = filled(dialog, Preset(wish=known))

    assert (wish.grouping, wish.provider, wish.model) == ("solo", "fal", "secret")
    assert (wish.budget_micro, wish.max_takes, wish.concurrency) == (700 * CENT, 4, 5)


# -- the table -------------------------------------------------------------------


def test_that_the_table_is_a_sound_model(qapp, qtmodeltester) -> None:
    model = ForecastModel()
    model.show([a_planned_beat(n, done=n == 2) for n in range(1, 5)])

    qtmodeltester.check(model)


@pytest.mark.parametrize(
    ("keys", "state", "estimate"),
    [({}, "to render", "$1.50"), ({"done": True}, "done", ""),
     ({"blocked": "no_board"}, "it has no board", "$1.50"),
     ({"estimate_micro": None}, "to render", "–")],
)  # fmt: skip
def test_that_each_beat_says_whether_it_is_due_and_what_it_costs(keys, state, estimate) -> None:
    beat = a_planned_beat(1, **keys)

    assert text_of(beat, ForecastColumn.STATE) == state
    assert text_of(beat, ForecastColumn.ESTIMATE) == estimate
    assert text_of(beat, ForecastColumn.FILE) == "EP001_CONT_001_SH1_take1.mp4"


def test_that_the_sums_leave_out_what_is_done_or_blocked() -> None:
    beats = (a_planned_beat(1), a_planned_beat(2, done=True), a_planned_beat(3, blocked="x"))

    summary = Forecast(beats, 150 * CENT).summary

    assert summary == "1 beat to render · 5 s · $1.50 · 1 done · 1 blocked"


@pytest.mark.parametrize(
    ("keys", "length"),
    [
        ({"duration_s": 2.0, "charged_s": 4.0}, "2 → 4 s"),
        ({"duration_s": 12.25, "charged_s": 13.0}, "12.25 → 13 s"),
        ({"duration_s": 4.0, "charged_s": 4.0}, "4 s"),
        ({"duration_s": 2.0}, "2 s"),
        ({"duration_s": 2.0, "charged_s": 4.0, "done": True}, "2 s"),
    ],
)
def test_that_a_beat_says_the_length_that_is_charged_where_it_is_another(keys, length) -> None:
    assert text_of(a_planned_beat(1, **keys), ForecastColumn.LENGTH) == length
