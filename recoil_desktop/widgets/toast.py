"""Short messages in the corner of the window: what was done, with a way to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from recoil_desktop.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QEnterEvent

    from recoil_desktop.theme import Themes

_ICONS = {"done": "check-circle", "note": "info", "warning": "warning", "error": "error"}
_COLOURS = {"done": "good", "note": "info", "warning": "warn", "error": "bad"}
_MOST = 4
_WIDEST = 480
_STAYS = 2  # errors and questions stay twice as long


@dataclass(frozen=True, slots=True)
class Toast:
    """One message; ``tone`` is done, note, warning or error; ``act`` is what its button does.

    ``about`` is the id of the change it tells of, when it can be taken back.
    """

    text: str
    tone: str = "note"
    action: str = ""
    act: Callable[[], object] | None = None
    about: str = ""


class Toasts(QObject):
    """Stacks messages over the lower right corner of ``host``, newest at the bottom.

    A message goes after a while, when its button or its cross is pressed, but not while the
    pointer rests on it.
    """

    shown = Signal(object)  # Toast

    def __init__(self, host: QWidget, themes: Themes, *, seconds: int = 8) -> None:
        super().__init__(host)
        self.seconds = seconds
        self.bottom_margin = 0  # what must stay visible below, as a status bar
        self._host = host
        self._themes = themes
        self._cards: list[ToastCard] = []
        host.installEventFilter(self)

    @property
    def texts(self) -> tuple[str, ...]:
        """The messages on screen, oldest first."""
        return tuple(card.toast.text for card in self._cards)

    @property
    def cards(self) -> tuple[ToastCard, ...]:
        """The cards on screen, oldest first."""
        return tuple(self._cards)

    def show(self, toast: Toast) -> ToastCard:
        """Show a message; the same text again replaces the one that stands there."""
        for card in [each for each in self._cards if each.toast.text == toast.text]:
            self._drop(card)
        while len(self._cards) >= _MOST:
            self._drop(self._cards[0])
        stay = self.seconds * (_STAYS if toast.tone == "error" or toast.act else 1)
        card = ToastCard(toast, self._themes, stay * 1000, self._host)
        card.closed.connect(lambda: self._drop(card))
        self._cards.append(card)
        card.show()
        self.arrange()
        self.shown.emit(toast)
        return card

    def dismiss(self, toast: Toast) -> None:
        """Take one message away when it is still there."""
        for card in [each for each in self._cards if each.toast is toast]:
            self._drop(card)

    def dismiss_about(self, change_id: str) -> None:
        """Take away what tells of this change: it holds no longer."""
        for card in [each for each in self._cards if each.toast.about == change_id]:
            self._drop(card)

    def clear(self) -> None:
        """Take all messages away."""
        for card in list(self._cards):
            self._drop(card)

    def arrange(self) -> None:
        """Put every card in its place over the host."""
        unit = self._themes.current.unit
        width = min(_WIDEST, self._host.width() - 8 * unit)
        bottom = self._host.height() - 4 * unit - self.bottom_margin
        for card in reversed(self._cards):
            height = card.height_for(width)
            wide = min(width, card.sizeHint().width())
            card.setGeometry(
                QRect(self._host.width() - wide - 4 * unit, bottom - height, wide, height)
            )
            card.raise_()
            bottom -= height + 2 * unit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self.arrange()
        return False

    def _drop(self, card: ToastCard) -> None:
        if card in self._cards:
            self._cards.remove(card)
            card.hide()
            card.deleteLater()
            self.arrange()


class ToastCard(QFrame):
    """One message on screen."""

    closed = Signal()

    def __init__(self, toast: Toast, themes: Themes, stay_ms: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.toast = toast
        self.setProperty("role", "toast")
        self._themes = themes
        self._picture = QLabel()
        self._text = QLabel(toast.text)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button: QPushButton | None = None
        self._lay_out()
        self._dress()
        themes.changed.connect(self._dress)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.closed)
        self._timer.start(stay_ms)

    def height_for(self, width: int) -> int:
        """The height it needs when it is ``width`` wide."""
        layout = self.layout()
        assert layout is not None  # noqa: S101 - made in __init__
        wide = min(width, self.sizeHint().width())
        return max(layout.totalHeightForWidth(wide), self.minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        metrics = self._text.fontMetrics()
        unit = self._themes.current.unit
        controls = 30 * unit + (self.button.sizeHint().width() if self.button else 0)
        return QSize(min(_WIDEST, metrics.horizontalAdvance(self.toast.text) + controls), 44)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(3000)
        super().leaveEvent(event)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        if self.toast.act is not None:
            self.button = QPushButton(self.toast.action)
            self.button.setProperty("role", "link")
            self.button.clicked.connect(self._act)
            row.addWidget(self.button)
        self._cross = QToolButton()
        self._cross.setAccessibleName("Dismiss")
        self._cross.clicked.connect(self.closed)
        row.addWidget(self._cross)

    def _dress(self) -> None:
        theme = self._themes.current
        colour = getattr(theme, _COLOURS[self.toast.tone])
        self._picture.setPixmap(icon(_ICONS[self.toast.tone], theme, colour).pixmap(20, 20))
        self._cross.setIcon(icon("close", theme, theme.muted))
        self._cross.setIconSize(QSize(12, 12))

    def _act(self) -> None:
        act = self.toast.act
        self.closed.emit()
        if act is not None:
            act()
