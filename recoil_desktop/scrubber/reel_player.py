"""Plays a reel: the clip in sight on one deck, the next one ready on another."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from recoil_desktop.scrubber.conductor import Conductor
from recoil_desktop.scrubber.deck import Deck
from recoil_desktop.scrubber.reel import Place, Reel
from recoil_desktop.scrubber.slate import slate
from recoil_desktop.scrubber.voice import Voice

if TYPE_CHECKING:
    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.scrubber.reel import ReelItem
    from recoil_desktop.scrubber.surface import VideoSurface
    from recoil_desktop.theme import Themes

_SHORT = 2  # seconds
_DECKS = 3  # in sight, next, and the one before it for who steps back over a cut


class ReelPlayer(QObject):
    """One reel on one surface. The surface keeps its picture until the next one is there.

    The playhead counts frames of the reel; ``conductor`` has the verbs.
    """

    item_changed = Signal(int)  # the playhead is in this item now
    opened = Signal()  # another reel

    def __init__(
        self,
        surface: VideoSurface,
        jobs: JobRunner,
        themes: Themes,
        *,
        memory_mb: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._surface = surface
        self._themes = themes
        self.conductor = Conductor(self)
        self.voice = Voice(self)
        self.reel = Reel()
        self._place = Place(0, 0, self.reel.duration)
        self._decks = [Deck(jobs, memory_mb=memory_mb, parent=self) for _ in range(_DECKS)]
        self._on_deck: dict[Deck, int] = {}  # which item lies where
        for deck in self._decks:
            deck.arrived.connect(partial(self._take, deck))
            deck.loaded.connect(partial(self._catch_up, deck))
            deck.failed.connect(partial(self._show_failure, deck))
        surface.box_changed.connect(self._set_box)
        self.conductor.due.connect(self._show)
        self.conductor.started.connect(lambda _frame, _rate: self._speak())
        self.conductor.stopped.connect(self.voice.rest)
        self.conductor.sound_changed.connect(self._change_sound)

    # -- reel --------------------------------------------------------------------------------

    @property
    def index(self) -> int:
        """The item that the playhead is in."""
        return self._place.index

    @property
    def item(self) -> ReelItem | None:
        """The same as a value; None on an empty reel."""
        return self.reel.items[self._place.index] if self.reel.items else None

    @property
    def place(self) -> Place:
        """Where the playhead is in the item's own frames."""
        return self._place

    def open(self, reel: Reel, frame: int = 0) -> None:
        """Play ``reel`` from now on; decks whose clip is on it as well keep it."""
        keys = {deck: self._key(index) for deck, index in self._on_deck.items()}
        self.conductor.pause()
        self.reel = reel
        self._keep(keys)
        self._place = Place(-1, 0, reel.duration)
        self.opened.emit()
        self.conductor.set_timeline(reel.timeline if reel.items else None, frame)

    def go_to_item(self, index: int) -> None:
        """The first frame of an item, kept on the reel."""
        if self.reel.items:
            index = min(max(index, 0), len(self.reel.items) - 1)
            self.conductor.show_frame(self.reel.first_frame(index))

    def close(self) -> None:
        """End every thread."""
        self.conductor.set_timeline(None)
        self.voice.close()
        self._on_deck.clear()
        for deck in self._decks:
            deck.close()
        self.reel = Reel()
        self._surface.clear()

    # -- pictures ----------------------------------------------------------------------------

    def _show(self, frame: int, is_passing: bool) -> None:
        if not self.reel.items:
            return
        before, self._place = self._place.index, self.reel.place_of(frame)
        deck = self._deck_for(self._place.index, self._place.frame)
        if deck is not None:
            self._ask(deck, is_passing=is_passing)
        else:
            self._show_slate(QImage())
        if before != self._place.index:
            self.item_changed.emit(self._place.index)
            self._prepare()
            if self.conductor.is_playing:
                self._speak()

    def _ask(self, deck: Deck, *, is_passing: bool) -> None:
        facts = deck.facts
        if facts is None:  # it asks for its frame when it is loaded
            return
        frame = 0 if facts.is_still else self._frame_on(deck)
        if deck.frame == frame:  # made ready before: a cut is seen at once
            self._take(deck, frame, frame)
        if facts.is_still:
            return
        if is_passing:
            deck.sweep(frame)
        else:
            deck.ask(frame)

    def _frame_on(self, deck: Deck) -> int:
        facts = deck.facts
        if facts is None or facts.is_even:
            return self._place.frame
        return facts.timeline.frame_at(self._place.seconds)

    def _catch_up(self, deck: Deck) -> None:
        if self._on_deck.get(deck) == self._place.index:
            self._ask(deck, is_passing=False)

    def _take(self, deck: Deck, asked: int, decoded: int) -> None:
        item = self.item
        if item is None or self._on_deck.get(deck) != self._place.index or deck.facts is None:
            return
        if item.is_missing:
            self._show_slate(deck.image)
            return
        self._surface.show_image(deck.image, deck.facts.size)
        begins = self.reel.first_frame(self._place.index)  # told in frames of the reel
        self.conductor.picture_changed.emit(begins + asked, begins + decoded)

    def _show_failure(self, deck: Deck, _reason: str) -> None:
        if self._on_deck.get(deck) == self._place.index:
            self._show_slate(QImage(), deck.error)

    def _show_slate(self, still: QImage, problem: str = "") -> None:
        item = self.item
        if item is not None:
            told = replace(item, reason=problem) if problem else item
            image = slate(told, self.reel.size, still, self._themes.current)
            self._surface.show_image(image, QSize(*self.reel.size))

    # -- decks -------------------------------------------------------------------------------

    def _deck_for(self, index: int, frame: int) -> Deck | None:
        """The deck with this item; loaded, with ``frame`` first, onto the one least needed."""
        item = self.reel.items[index]
        if item.path is None:
            return None
        for deck, lies in self._on_deck.items():
            if lies == index:
                return deck
        free = [deck for deck in self._decks if deck not in self._on_deck]
        deck = free[0] if free else max(self._decks, key=self._distance)
        self._on_deck[deck] = index
        deck.set_box(*self._surface.box)
        deck.load(item.path, frame)
        return deck

    def _distance(self, deck: Deck) -> tuple[int, bool]:
        away = self._on_deck[deck] - self._place.index
        return abs(away), away < 0

    def _prepare(self) -> None:
        """Have the item ready that comes next, with its sound; a short one has another behind."""
        step = -1 if self.conductor.rate < 0 else 1
        following = self._place.index + step
        if not 0 <= following < len(self.reel.items):
            return
        item = self.reel.items[following]
        self._deck_for(following, _first_of(item, step))
        if item.has_sound and item.path is not None and step > 0:
            self.voice.prepare(item.path)
        behind = following + step
        is_soon = self.conductor.is_playing and item.duration < _SHORT
        if is_soon and 0 <= behind < len(self.reel.items):
            self._deck_for(behind, _first_of(self.reel.items[behind], step))

    def _keep(self, keys: dict[Deck, str]) -> None:
        """Let decks whose clip is on the reel as well be found there; the others are free."""
        self._on_deck.clear()
        for deck, key in keys.items():
            index = self.reel.index_of(key)
            is_same = index is not None and deck.path == self.reel.items[index].path
            if index is not None and is_same and not deck.error and not deck.is_stale:
                self._on_deck[deck] = index

    def _key(self, index: int) -> str:
        return self.reel.items[index].key if index < len(self.reel.items) else ""

    def _set_box(self, width: int, height: int) -> None:
        for deck in self._decks:
            deck.set_box(width, height)

    # -- sound -------------------------------------------------------------------------------

    def _change_sound(self) -> None:
        self.voice.set_volume(self.conductor.loudness)
        if self.conductor.rate > 0 and self.voice.path is None:
            self._speak()

    def _speak(self) -> None:
        item = self.item
        is_heard = item is not None and item.has_sound and self.conductor.rate > 0
        if item is None or item.path is None or not is_heard:
            self.voice.rest()
            return
        begins = self._place.frame / item.rate
        self.voice.speak(item.path, begins, self.conductor.rate)
        self._prepare()


def _first_of(item: ReelItem, step: int) -> int:
    """The frame with which an item begins when it is come to."""
    return 0 if step > 0 else item.frames - 1
