"""Asks what to render, says beat by beat what that costs, and starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.dialogs.forecast_view import ForecastView
from recoil_desktop.dialogs.generate_form import GenerateForm
from recoil_desktop.models.run_words import counted
from recoil_desktop.widgets.question import foot_of, sentence

if TYPE_CHECKING:
    from recoil_desktop.models.generate_choices import Choices, Forecast, GenerateWish, Preset
    from recoil_desktop.theme import Themes

_PAUSE_MS = 300
_FORM_WIDTH = 304
_SIZE = (1020, 660)
_SMALLEST = (820, 520)


class GenerateDialog(QDialog):
    """Never waited for, never computes: ``forecast_wanted`` asks for the figures of a wish.

    An answer is shown only while the fields still say the same. ``started`` brings the wish.
    """

    forecast_wanted = Signal(object)  # GenerateWish
    started = Signal(object)  # GenerateWish

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Generate")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        self.form = GenerateForm()
        self.view = ForecastView(themes)
        self.reason = QLabel()
        self.start = QPushButton("Render")
        self._is_filled = False
        self._asked: GenerateWish | None = None
        self._answered: GenerateWish | None = None
        self._forecast: Forecast | None = None
        self._failure = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._lay_out()
        self.form.setEnabled(False)
        self.form.changed.connect(self._follow)
        self.start.clicked.connect(self._begin)
        self.view.say("Reading plans, models and keys…")
        self._judge()

    @property
    def blocked_by(self) -> str:
        """Why nothing can be started now; empty when it can."""
        if not self._is_filled:
            return "plans and models are being read"
        if self.form.trouble:
            return self.form.trouble
        if self._answered != self.form.wish:
            return "the costs are being worked out"
        if self._failure:
            return self._failure
        forecast = self._forecast
        if forecast is None:
            return "the costs are being worked out"
        if forecast.run_by:
            return f"this episode is being run by {forecast.run_by}"
        if not forecast.beats:
            return "the plan has no shots"
        return "" if forecast.due or self._may_render_again else _nothing_due(forecast)

    # -- answers -------------------------------------------------------------

    def show_choices(self, choices: Choices, preset: Preset) -> None:
        """Offer what there is, and ask what the first wish would cost."""
        self._is_filled = True
        self.form.setEnabled(True)
        self.form.fill(choices, preset)
        self.form.episode.setFocus()
        self._pause.stop()
        self._ask()

    def show_forecast(self, wish: GenerateWish, forecast: Forecast) -> None:
        """Show what a wish would cost, when it is still the one that the fields say."""
        if wish == self.form.wish:
            self._answered, self._forecast, self._failure = wish, forecast, ""
            self.view.show_forecast(forecast, wish.budget_micro)
            self._judge()

    def show_failure(self, wish: GenerateWish, reason: str) -> None:
        """Say why a wish cannot be honoured."""
        if wish == self.form.wish:
            self._answered, self._forecast, self._failure = wish, None, reason
            self.view.say(reason, is_trouble=True)
            self._judge()

    # -- private -------------------------------------------------------------

    @property
    def _may_render_again(self) -> bool:
        """Lost and stale takes count as done in a forecast; only the run looks at each of them."""
        wish = self.form.wish
        return wish.rerender_missing or wish.rerender_stale

    def _follow(self) -> None:
        self._pause.start()
        self.view.show_pending()
        self._judge()

    def _ask(self) -> None:
        wish = self.form.wish
        if self.form.cannot_be_asked:
            self._answered = None
            self.view.say(sentence(self.form.trouble), is_trouble=True)
        elif wish in {self._answered, self._asked} and self._answered == wish:
            self.view.show_settled()
        else:
            self._asked = wish
            self.forecast_wanted.emit(wish)
        self._judge()

    def _judge(self) -> None:
        reason = self.blocked_by
        due = len(self._forecast.due) if self._forecast is not None and not reason else 0
        self.start.setText(f"Render {counted(due, 'beat')}" if due else "Render")
        self.start.setEnabled(not reason)
        self.start.setToolTip(sentence(reason) if reason else "Start the run (Ctrl+Return)")
        self.reason.setText(sentence(reason))
        self.reason.setToolTip(sentence(reason))

    def _begin(self) -> None:
        if not self.blocked_by:
            wish = self.form.wish
            self.accept()
            self.started.emit(wish)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        left = QWidget()
        left.setFixedWidth(_FORM_WIDTH)
        heading = QLabel("Generate")
        heading.setProperty("role", "title")
        heading.setContentsMargins(24, 20, 0, 4)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(scroll, 1)
        line = QFrame()
        line.setProperty("role", "upright")
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(left)
        top.addWidget(line)
        top.addWidget(self.view, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top, 1)
        whole.addWidget(foot_of(self, self.reason, self.start, "Close"))
        # Not the button's own: that goes whenever its text changes.
        QShortcut(QKeySequence("Ctrl+Return"), self, self._begin)


def _nothing_due(forecast: Forecast) -> str:
    if all(beat.done for beat in forecast.beats):
        return "everything is rendered already"
    return "what is not rendered is blocked"
