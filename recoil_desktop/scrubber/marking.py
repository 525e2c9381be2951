"""In and out point of a transport, and the loop between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.domain.timing import FrameSpan

if TYPE_CHECKING:
    from recoil_desktop.scrubber.transport_kind import Transport


class Marking(QObject):
    """Keeps in and out in order and inside the video. The loop runs over them, or over all."""

    changed = Signal(object, object)  # the first and the last frame of the range, or None

    def __init__(self, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._transport = transport
        self._first: int | None = None
        self._last: int | None = None
        transport.loop_changed.connect(self._note_loop)
        self._is_looping = False

    @property
    def range(self) -> tuple[int, int] | None:
        """The first and the last frame, where both are set."""
        if self._first is None or self._last is None:
            return None
        return self._first, self._last

    @property
    def points(self) -> tuple[int | None, int | None]:
        """In and out, as far as they are set."""
        return self._first, self._last

    def mark_in(self) -> None:
        """The range begins with the frame in sight."""
        frame = self._transport.frame
        is_kept = self._last is not None and self._last >= frame
        self._set(frame, self._last if is_kept else None)

    def mark_out(self) -> None:
        """The range ends with the frame in sight."""
        frame = self._transport.frame
        is_kept = self._first is not None and self._first <= frame
        self._set(self._first if is_kept else None, frame)

    def set_range(self, first: int, last: int) -> None:
        """Both at once."""
        self._set(min(first, last), max(first, last))

    def clear(self) -> None:
        """No range."""
        self._set(None, None)

    def go_in(self) -> None:
        """Show the first frame of the range, or of all."""
        self._transport.show_frame(self._first or 0)

    def go_out(self) -> None:
        """Show the last frame of the range, or of all."""
        timeline = self._transport.timeline
        if timeline is not None:
            self._transport.show_frame(timeline.count - 1 if self._last is None else self._last)

    def set_looping(self, is_looping: bool) -> None:
        """Play the range, or all, over and over."""
        self._transport.loop(self._span() if is_looping else None)

    def toggle_looping(self) -> None:
        """Loop, or let it run to the end."""
        self.set_looping(not self._is_looping)

    def forget(self) -> None:
        """Another video: it has no range, and nothing is told."""
        self._first = self._last = None

    def _span(self) -> FrameSpan | None:
        timeline = self._transport.timeline
        if timeline is None or not timeline.count:
            return None
        last = timeline.count - 1 if self._last is None else min(self._last, timeline.count - 1)
        return FrameSpan(min(self._first or 0, last), last + 1)

    def _set(self, first: int | None, last: int | None) -> None:
        if (first, last) == (self._first, self._last) or self._transport.timeline is None:
            return
        self._first, self._last = first, last
        if self._is_looping:
            self._transport.loop(self._span())
        self.changed.emit(first, last)

    def _note_loop(self, span: FrameSpan | None) -> None:
        self._is_looping = span is not None
