"""What panes with moving pictures share: an empty page and a full one, and keys of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from recoil_desktop.widgets.seek_bar import SeekBar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QHideEvent

    from recoil_desktop.scrubber.transport_keys import TransportKeys
    from recoil_desktop.scrubber.transport_kind import Transport

_ABOVE_SEEK_BAR = 4  # pixels


class MediaPane(QWidget):
    """Who inherits builds its parts, then calls ``furnish``.

    While there is something to look at, its keys are its own, whatever they mean to the window.
    Nothing sounds from behind another pane.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "surface")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pages = QStackedWidget()

    def furnish(
        self,
        transport: Transport,
        keys: TransportKeys,
        *,
        has_media: Callable[[], object],
        empty: QWidget,
        rows: Iterable[QWidget],
        picture: QWidget,
    ) -> None:
        """Put the pages together: ``empty``, and ``rows`` of which ``picture`` gets the room."""
        self._transport, self._keys, self._has_media = transport, keys, has_media
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in rows:
            if isinstance(row, SeekBar):
                column.addSpacing(_ABOVE_SEEK_BAR)
            column.addWidget(row, int(row is picture))
        self._pages.addWidget(empty)
        self._pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def event(self, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ShortcutOverride and bool(self._has_media())
        if is_asked and isinstance(event, QKeyEvent) and self._keys.has(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._has_media() or not self._keys.obey(event):
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._transport.pause()
