"""The keys of a player, the same wherever something plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QKeyEvent

    from recoil_desktop.scrubber.marking import Marking
    from recoil_desktop.scrubber.transport_kind import Transport

    Verb = Callable[[], object]
    Chord = tuple[Qt.KeyboardModifier, Qt.Key]

_LEAP = 10
_Key = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
# On some keyboards these need Shift.
_SHIFTED = {key.value for key in (_Key.Key_Plus, _Key.Key_Equal, _Key.Key_Minus)}
# The pad's own keys mean the same; arrows carry its flag on some systems.
_IGNORED = Qt.KeyboardModifier.KeypadModifier


class TransportKeys:
    """Finds the verb of a key. ``more`` are the keys of one pane alone; they win."""

    def __init__(
        self, transport: Transport, marking: Marking, more: Mapping[Chord, Verb] | None = None
    ) -> None:
        verbs = {**_verbs_of(transport, marking), **(more or {})}
        self._verbs = {(keys, key.value): verb for (keys, key), verb in verbs.items()}

    def has(self, event: QKeyEvent) -> bool:
        """Whether the key means something here, so that nobody else should get it."""
        return _chord(event) in self._verbs

    def obey(self, event: QKeyEvent) -> bool:
        """Do what the key means; False when it means nothing."""
        verb = self._verbs.get(_chord(event))
        if verb is not None:
            verb()
        return verb is not None


def _verbs_of(transport: Transport, marking: Marking) -> dict[Chord, Verb]:
    def last() -> int:
        timeline = transport.timeline
        return timeline.count - 1 if timeline is not None else 0

    return {
        (PLAIN, _Key.Key_Space): transport.toggle,
        (PLAIN, _Key.Key_J): transport.faster_backward,
        (PLAIN, _Key.Key_K): transport.pause,
        (PLAIN, _Key.Key_L): transport.faster_forward,
        (PLAIN, _Key.Key_Comma): lambda: transport.step(-1),
        (PLAIN, _Key.Key_Left): lambda: transport.step(-1),
        (PLAIN, _Key.Key_Period): lambda: transport.step(1),
        (PLAIN, _Key.Key_Right): lambda: transport.step(1),
        (SHIFT, _Key.Key_Left): lambda: transport.step(-_LEAP),
        (SHIFT, _Key.Key_Right): lambda: transport.step(_LEAP),
        (PLAIN, _Key.Key_Home): lambda: transport.show_frame(0),
        (PLAIN, _Key.Key_End): lambda: transport.show_frame(last()),
        (PLAIN, _Key.Key_I): marking.mark_in,
        (PLAIN, _Key.Key_O): marking.mark_out,
        (SHIFT, _Key.Key_I): marking.go_in,
        (SHIFT, _Key.Key_O): marking.go_out,
        (ALT, _Key.Key_X): marking.clear,
        (SHIFT, _Key.Key_L): marking.toggle_looping,
    }


def _chord(event: QKeyEvent) -> tuple[Qt.KeyboardModifier, int]:
    """Keys as numbers: keyboards have some that Qt has no name for."""
    modifiers = event.modifiers() & ~_IGNORED
    if event.key() in _SHIFTED:
        modifiers &= ~SHIFT
    return modifiers, event.key()
