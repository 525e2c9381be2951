"""The search box: understands a query as it is typed, and offers what may be meant."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QLabel, QLineEdit

from engine.domain.query import EVERYTHING, Query, QueryError, parse_query
from engine.domain.query_completion import Vocabulary
from recoil_desktop.icons import icon
from recoil_desktop.widgets.query_offers import Offers

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent

    from engine.domain.query_completion import Completion
    from recoil_desktop.theme import Theme, Themes

_SETTLE_MS = 120
_ROOM_BESIDE = 72  # the glass, the cross, borders


class QueryField(QLineEdit):
    """A line for a query of ``engine.domain.query``.

    ``query_changed`` comes a moment after the last key and only with queries that are understood.
    ``hint`` is the line to be laid out below it: how much was found, or what is wrong and, to be
    clicked, what was probably meant. Escape clears, Down and Enter leave to what is shown, Ctrl and
    Space offer everything.
    """

    query_changed = Signal(object)  # Query
    left_downwards = Signal()
    entered = Signal()  # somebody is about to type

    def __init__(self, themes: Themes, placeholder: str, *, settle_ms: int = _SETTLE_MS) -> None:
        super().__init__()
        self._themes = themes
        self._query = EVERYTHING
        self._told = EVERYTHING
        self._problem: QueryError | None = None
        self._vocabulary = Vocabulary()
        self.hint = QLabel()
        self.hint.setProperty("role", "small")
        self.hint.setWordWrap(True)
        self.hint.hide()
        self.hint.linkActivated.connect(self._mend)
        self._offers = Offers(self, themes)
        self._offers.chosen.connect(self._take)
        self._soon = QTimer(self, singleShot=True, interval=settle_ms)
        self._soon.timeout.connect(self._judge)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        leading = QLineEdit.ActionPosition.LeadingPosition
        self._glass = self.addAction(icon("search", themes.current), leading)
        self.textEdited.connect(self._offer)
        self.textChanged.connect(self._follow)
        themes.changed.connect(self._dress)
        self._dress()

    @property
    def query(self) -> Query:
        """The last query that was understood."""
        return self._query

    @property
    def problem(self) -> QueryError | None:
        """Why what stands there is not understood."""
        return self._problem

    def ask(self, query: Query) -> None:
        """Put a query there, at once."""
        self.setText(str(query))
        self._judge()

    def know(self, vocabulary: Vocabulary) -> None:
        """What is offered from now on."""
        self._vocabulary = vocabulary

    def show_found(self, words: str) -> None:
        """Say below the line what was found; nothing takes the line away."""
        if self._problem is None:
            self._say(escape(words) + self._whole_text() * bool(words))

    def _whole_text(self) -> str:
        """All of a query that is longer than the line, to be read below it."""
        text = self.text()
        if self.fontMetrics().horizontalAdvance(text) <= self.width() - _ROOM_BESIDE:
            return ""
        return f"<br>{escape(text)}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if self._offers.has_choice and (is_enter or event.key() == Qt.Key.Key_Tab):
            event.ignore()  # the list takes it
        elif event.key() == Qt.Key.Key_Escape and self._offers.is_shown:
            self._offers.hide()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self._judge()
        elif is_enter or event.key() == Qt.Key.Key_Down:
            self._leave()
        elif event.key() == Qt.Key.Key_Space and event.modifiers() & _CONTROL:
            self._offer(asked=True)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    # -- private -------------------------------------------------------------

    def _leave(self) -> None:
        self._offers.hide()
        self._judge()
        self.left_downwards.emit()

    def _offer(self, _text: str = "", *, asked: bool = False) -> None:
        self._offers.show_for(self.text(), self.cursorPosition(), self._vocabulary, asked=asked)

    def _take(self, offer: Completion) -> None:
        text = self.text()
        rest = text[offer.end :]
        gap = "" if offer.is_open or rest[:1].isspace() else " "
        self.setText(text[: offer.start] + offer.text + gap + rest)
        self.setCursorPosition(offer.start + len(offer.text) + len(gap))
        if offer.is_open:
            self._offer()

    def _follow(self, _text: str) -> None:
        self._understand()
        self._colour()
        self._soon.start()

    def _understand(self) -> None:
        try:
            self._query, self._problem = parse_query(self.text()), None
        except QueryError as problem:
            self._problem = problem

    def _judge(self) -> None:
        """Tell what is asked, or say why that cannot be said; while somebody types, not at once."""
        self._soon.stop()
        self._understand()
        self._show_problem()
        if self._problem is None and self._query != self._told:
            self._told = self._query
            self.query_changed.emit(self._query)

    def _show_problem(self) -> None:
        is_wrong = self._problem is not None
        if bool(self.property("invalid")) != is_wrong:
            self.setProperty("invalid", is_wrong)
            self.style().unpolish(self)
            self.style().polish(self)
        if self._problem is not None:
            self._say(_told(self._problem, self._themes.current))
        elif not self._query:
            self._say("")

    def _say(self, html: str) -> None:
        self.hint.setText(html)
        self.hint.setVisible(bool(html))

    def _mend(self, instead: str) -> None:
        if self._problem is not None:
            self.setText(self.text().replace(self._problem.word, instead, 1))
            self._judge()
            self.setFocus()

    def _dress(self) -> None:
        self._glass.setIcon(icon("search", self._themes.current, self._themes.current.faint))
        self._colour()

    def _colour(self) -> None:
        """Show which words are understood as more than text; Qt knows no other way in one line."""
        theme, here = self._themes.current, self.cursorPosition()
        marks: list[tuple[int, int, QTextCharFormat]] = []
        if self._problem is not None and self._problem.word:
            start = self.text().find(self._problem.word)
            marks.append((start, len(self._problem.word), _wrong(theme.bad)))
        else:
            keyed = [term for term in self._query.terms if term.key or term.is_negated]
            marks += [
                (term.place[0], term.place[1] - term.place[0], _ink(theme.accent_text))
                for term in keyed
            ]
        kind = QInputMethodEvent.AttributeType.TextFormat
        formats = [
            QInputMethodEvent.Attribute(kind, start - here, length, look)
            for start, length, look in marks
        ]
        QCoreApplication.sendEvent(self, QInputMethodEvent("", formats))


_CONTROL = Qt.KeyboardModifier.ControlModifier


def _ink(colour: QColor) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(colour)
    return look


def _wrong(colour: QColor) -> QTextCharFormat:
    look = _ink(colour)
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(colour)
    return look


def _told(problem: QueryError, theme: Theme) -> str:
    words = escape(str(problem))
    instead = escape(problem.instead)
    if instead and instead in words:
        link = f'<a href="{instead}" style="color: {theme.accent_text.name()}">{instead}</a>'
        words = words.replace(instead, link, 1)
    return f'<span style="color: {theme.bad.name()}">{words}</span>'
