"""Compare: two takes of a shot on the same frame, in one look."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage

from recoil_desktop.models.compare_takes import TakeChoice
from recoil_desktop.scrubber.conductor import Conductor
from recoil_desktop.scrubber.marking import Marking
from recoil_desktop.scrubber.pairing import Pairing, Side
from recoil_desktop.scrubber.transport_keys import ALT, PLAIN, SHIFT, TransportKeys
from recoil_desktop.scrubber.voice import Voice
from recoil_desktop.views.compare.captions import Caption
from recoil_desktop.views.compare.head import CompareHead
from recoil_desktop.views.compare.stage import CompareStage, Mode
from recoil_desktop.views.media_pane import MediaPane
from recoil_desktop.views.viewer_bar import ViewerBar
from recoil_desktop.widgets.empty import EmptyState
from recoil_desktop.widgets.file_drag import FileDrag
from recoil_desktop.widgets.seek_bar import SeekBar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QPointF
    from PySide6.QtWidgets import QWidget

    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.scrubber.transport_keys import Chord
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes

_NOTHING = (
    "Nothing to compare",
    "Select one or two takes of a shot in the project, then press Ctrl+D.",
)
PINNED, CANDIDATE, REJECTED = "pinned", "candidate", "rejected"
_ZOOM_STEP = 1.25
_FAR = 10
_SHARE = 8  # of the memory for frames, for each of the two


class ComparePane(MediaPane):
    """Content of the compare dock. Told what to show; tells which take is in sight."""

    take_chosen = Signal(int, int)  # side, place in the choice
    side_changed = Signal(object)  # ComparedTake in sight, or None
    revealed = Signal(object)  # ComparedTake: it is to be selected in the tree
    judged = Signal(object, str)  # ComparedTake, the status that it shall have

    def __init__(
        self,
        jobs: JobRunner,
        themes: Themes,
        settings: SettingsStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Compare", parent)
        self.choice = TakeChoice()
        self._paths: list[Path | None] = [None, None]
        self.head = CompareHead(themes)
        self.stage = CompareStage(themes)
        memory = max(settings.work.frame_memory_mb // _SHARE, 48)
        self.pairing = Pairing(jobs, memory_mb=memory, parent=self)
        self.conductor = Conductor(self)
        self.marking = Marking(self.conductor, self)
        self.voice = Voice(self)
        self.seek_bar = SeekBar(themes)
        self.bar = ViewerBar(self.conductor, themes)
        self.empty = EmptyState(themes, "compare", *_NOTHING)
        stage = self.stage
        FileDrag(stage, self._files, lambda start: stage.image(stage.side_at(start)))
        self._lay_out()
        self._wire()
        self.conductor.set_volume(settings.review.volume)

    # -- what is compared --------------------------------------------------------------------

    def show_choice(self, choice: TakeChoice, places: tuple[Path | None, Path | None]) -> None:
        """Compare these; ``places`` are the files of A and B. What stays is not read again."""
        is_new = not choice.shares_with(self.choice)
        self.choice = choice
        self.head.show_choice(choice)
        self._pages.setCurrentIndex(1 if choice.takes else 0)
        if is_new:
            self._begin_anew()
        for side in Side:
            self._put(side, places[side])
        self._show_captions()
        self._tell_side()

    def clear(self) -> None:
        """Compare nothing; ends every thread."""
        self.choice = TakeChoice()
        self.close_media()
        self._pages.setCurrentIndex(0)
        self._tell_side()

    def close_media(self) -> None:
        """End all threads; before the window goes."""
        self.conductor.set_timeline(None)
        self.voice.close()
        self.pairing.close()
        self._paths = [None, None]
        for side in Side:
            self.stage.drop(side)

    # -- verbs -------------------------------------------------------------------------------

    @property
    def side(self) -> Side:
        """The take that verbs act on: the one in sight, B where both are."""
        return self.stage.side if self.stage.mode is Mode.TOGGLE else Side.B

    def show_mode(self, mode: Mode | str) -> None:
        """One at a time, side by side, wiped or subtracted."""
        self.stage.set_mode(Mode(mode))
        self._show_mode()

    def show_side(self, side: Side | int) -> None:
        """See this one alone."""
        self.stage.set_mode(Mode.TOGGLE)
        self.stage.set_side(Side(side))
        self._show_mode()

    def toggle(self) -> None:
        """See the other one alone; both are of the same frame."""
        is_alone = self.stage.mode is Mode.TOGGLE
        self.show_side(self.stage.side.other if is_alone else Side.A)

    def swap(self) -> None:
        """A becomes B."""
        self._paths.reverse()
        self.stage.swap()
        self.pairing.swap()
        choice = self.choice
        self.choice = TakeChoice(choice.title, choice.takes, choice.b, choice.a)
        self.head.show_choice(self.choice)
        self._show_slips()
        self._show_captions()
        self._tell_side()

    def slip_by(self, frames: int) -> None:
        """Slip the take in sight against the other."""
        self.slip(self.side, self.pairing.slip_of(self.side) + frames)

    def slip(self, side: Side, frames: int) -> None:
        """Show a take so many frames later than the other."""
        self.pairing.slip(side, frames)
        self._show_slips()
        self._show_captions()

    def reset_slips(self) -> None:
        """Both from their beginning."""
        for side in Side:
            self.slip(side, 0)

    def change_take(self, step: int) -> None:
        """The next take, or the one before, on the side in sight; the other's is passed over."""
        count, side = len(self.choice.takes), self.side
        here, other = self._places[side], self._places[side.other]
        if count < 2 or (count == 2 and other is not None and here is not None):  # noqa: PLR2004
            return
        place = (here if here is not None else -1) + step
        while place % count == other:
            place += step
        self.take_chosen.emit(side, place % count)

    def reveal(self) -> None:
        """Select the take in sight in the tree."""
        if (place := self._places[self.side]) is not None:
            self.revealed.emit(self.choice.takes[place])

    def judge(self, status: str) -> None:
        """Give the take in sight a status."""
        if (place := self._places[self.side]) is not None:
            self.judged.emit(self.choice.takes[place], status)

    def _files(self, start: QPointF) -> tuple[Path, ...]:
        """What is dragged out of the picture: the take that is seen there."""
        stage, path = self.stage, self._paths[self.stage.side_at(start)]
        is_free = stage.mode is not Mode.WIPE and not stage.zoom
        return (path,) if path is not None and is_free else ()

    # -- keys --------------------------------------------------------------------------------

    def _own_keys(self) -> dict[Chord, Callable[[], object]]:
        key, stage = Qt.Key, self.stage
        return {
            (PLAIN, key.Key_T): self.toggle,
            (PLAIN, key.Key_A): partial(self.show_side, Side.A),
            (PLAIN, key.Key_B): partial(self.show_side, Side.B),
            (PLAIN, key.Key_S): partial(self.show_mode, Mode.SIDE),
            (PLAIN, key.Key_W): partial(self.show_mode, Mode.WIPE),
            (PLAIN, key.Key_D): partial(self.show_mode, Mode.DIFFERENCE),
            (SHIFT, key.Key_T): self.swap,
            (PLAIN, key.Key_Up): partial(self.change_take, -1),
            (PLAIN, key.Key_Down): partial(self.change_take, 1),
            (ALT, key.Key_Left): partial(self.slip_by, -1),
            (ALT, key.Key_Right): partial(self.slip_by, 1),
            (ALT | SHIFT, key.Key_Left): partial(self.slip_by, -_FAR),
            (ALT | SHIFT, key.Key_Right): partial(self.slip_by, _FAR),
            (ALT, key.Key_0): self.reset_slips,
            (PLAIN, key.Key_Return): self.reveal,
            (PLAIN, key.Key_Enter): self.reveal,
            (PLAIN, key.Key_P): partial(self.judge, PINNED),
            (PLAIN, key.Key_U): partial(self.judge, CANDIDATE),
            (PLAIN, key.Key_X): partial(self.judge, REJECTED),
            (PLAIN, key.Key_G): self.bar.safe_areas.toggle,
            (PLAIN, key.Key_M): self.bar.mute.toggle,
            (PLAIN, key.Key_0): partial(stage.set_zoom, 0.0),
            (PLAIN, key.Key_1): partial(stage.set_zoom, 1.0),
            (PLAIN, key.Key_Plus): partial(stage.zoom_by, _ZOOM_STEP),
            (PLAIN, key.Key_Equal): partial(stage.zoom_by, _ZOOM_STEP),
            (PLAIN, key.Key_Minus): partial(stage.zoom_by, 1 / _ZOOM_STEP),
        }

    # -- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        keys = TransportKeys(self.conductor, self.marking, self._own_keys())
        rows = (self.head, self.stage, self.seek_bar, self.bar)
        self.furnish(
            self.conductor,
            keys,
            has_media=lambda: self.choice.takes,
            empty=self.empty,
            rows=rows,
            picture=self.stage,
        )

    def _wire(self) -> None:
        conductor, pairing, stage, bar = self.conductor, self.pairing, self.stage, self.bar
        conductor.due.connect(lambda frame, passing: pairing.show(frame, is_passing=passing))
        conductor.frame_changed.connect(self.seek_bar.set_frame)
        conductor.started.connect(self._speak)
        conductor.stopped.connect(self.voice.rest)
        conductor.sound_changed.connect(self._change_sound)
        pairing.presented.connect(self._present)
        pairing.length_changed.connect(self._measure)
        pairing.failed.connect(lambda _side, _reason: self._show_captions())
        stage.box_changed.connect(pairing.set_box)
        stage.zoom_changed.connect(bar.show_zoom)
        self.marking.changed.connect(self._show_range)
        self.seek_bar.swept.connect(conductor.sweep_to)
        self.seek_bar.dropped.connect(conductor.show_frame)
        bar.frame_entered.connect(self._go_to)
        bar.zoom_chosen.connect(stage.set_zoom)
        bar.safe_areas_toggled.connect(stage.set_safe_areas)
        bar.loop.clicked.connect(self.marking.set_looping)
        bar.mark_in.clicked.connect(lambda _on=False: self.marking.mark_in())
        bar.mark_out.clicked.connect(lambda _on=False: self.marking.mark_out())
        self.head.chosen.connect(self.take_chosen)
        self.head.slipped.connect(lambda side, frames: self.slip(Side(side), frames))
        self.head.mode_chosen.connect(self.show_mode)
        self.head.swapped.connect(self.swap)
        self.head.pin.clicked.connect(lambda _on=False: self.judge(PINNED))
        self.head.reject.clicked.connect(lambda _on=False: self.judge(REJECTED))

    # -- showing -----------------------------------------------------------------------------

    @property
    def _places(self) -> tuple[int | None, int | None]:
        return self.choice.a, self.choice.b

    def _begin_anew(self) -> None:
        """Other takes: from the first frame, not slipped, as fitted."""
        self.conductor.set_timeline(None)
        self.marking.forget()
        self._show_range(None, None)
        self.stage.set_zoom(0.0)
        self.reset_slips()

    def _put(self, side: Side, path: Path | None) -> None:
        if path == self._paths[side] and not self.pairing.decks[side].is_stale:
            return
        self._paths[side] = path
        if path is None:
            self.stage.drop(side)
        self.pairing.load(side, path)

    def _measure(self) -> None:
        timeline = self.pairing.timeline
        if timeline is None:
            return
        points = self.marking.points
        self.bar.show_video(timeline.count, timeline.rate)
        self.seek_bar.set_video(timeline.count, timeline.rate)
        if self.conductor.timeline is None:
            self.conductor.set_timeline(timeline)
        else:
            self.conductor.stretch(timeline)
        frame = self.conductor.frame
        self.seek_bar.set_frame(frame)
        self.seek_bar.set_range(*points)
        for field in (self.bar.frame_field, self.bar.timecode_field):
            field.set_frame(frame)

    def _present(self) -> None:
        decks = self.pairing.decks
        sizes = [deck.facts.size if deck.facts else QImage().size() for deck in decks]
        self.stage.show_pictures(decks[Side.A].image, decks[Side.B].image, *sizes)
        self._show_captions()
        deck, side = decks[self.side], self.side
        if deck.frame is not None and self.pairing.has_frame(side):
            self.conductor.picture_changed.emit(self.pairing.frame_of(side), deck.frame)

    def _show_captions(self) -> None:
        for side in Side:
            self.stage.set_caption(side, self._caption(side))

    def _caption(self, side: Side) -> Caption:
        place, deck = self._places[side], self.pairing.decks[side]
        if place is None:
            return Caption()
        title = self.choice.takes[place].name
        facts = deck.facts
        if deck.error or facts is None or facts.is_still:
            return Caption(title, problem=deck.error)
        frame, last = self.pairing.frame_of(side), facts.timeline.count - 1
        if frame < 0:
            return Caption(title, f"begins in {-frame}", is_held=True)
        if frame > last:
            return Caption(title, f"ended at {last}", is_held=True)
        slip = self.pairing.slip_of(side)
        slipped = f"  {slip:+d}".replace("-", "−") if slip else ""
        return Caption(title, f"{frame} / {last}{slipped}")

    def _show_mode(self) -> None:
        self.head.show_mode(self.stage.mode, self.stage.side)
        self._tell_side()
        if self.conductor.is_playing:
            self._speak(self.conductor.frame, self.conductor.rate)

    def _show_slips(self) -> None:
        self.head.show_slips(*(self.pairing.slip_of(side) for side in Side))

    def _show_range(self, first: int | None, last: int | None) -> None:
        self.seek_bar.set_range(first, last)
        self.bar.show_range(first, last)

    def _tell_side(self) -> None:
        place = self._places[self.side]
        self.side_changed.emit(None if place is None else self.choice.takes[place])

    def _go_to(self, frame: int) -> None:
        self.conductor.show_frame(frame)
        self.setFocus()

    def _change_sound(self) -> None:
        self.voice.set_volume(self.conductor.loudness)
        if self.conductor.rate > 0 and self.voice.path is None:  # it was silent until now
            self._speak(self.conductor.frame, self.conductor.rate)

    def _speak(self, _frame: int, rate: float) -> None:
        """Let the take in sight be heard, A where both are."""
        side = self.stage.side if self.stage.mode is Mode.TOGGLE else Side.A
        deck = self.pairing.decks[side]
        is_heard = deck.facts is not None and deck.facts.has_sound and self.pairing.has_frame(side)
        if not is_heard or deck.facts is None or deck.path is None or rate < 0:
            self.voice.rest()
            return
        seconds = deck.facts.timeline.time(self.pairing.frame_of(side, self.conductor.frame))
        self.voice.speak(deck.path, seconds, rate)
