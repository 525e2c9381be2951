"""Play in context: a shot between its neighbours, or the episode as it stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from recoil_desktop.icons import icon
from recoil_desktop.scrubber.marking import Marking
from recoil_desktop.scrubber.reel import Reel
from recoil_desktop.scrubber.reel_player import ReelPlayer
from recoil_desktop.scrubber.surface import VideoSurface
from recoil_desktop.scrubber.transport_keys import PLAIN, TransportKeys
from recoil_desktop.views.context_play.strip import ShotStrip
from recoil_desktop.views.media_pane import MediaPane
from recoil_desktop.views.viewer_bar import ViewerBar
from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.empty import EmptyState
from recoil_desktop.widgets.file_drag import FileDrag

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QPointF

    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.scrubber.transport_keys import Chord
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes

_NOTHING = (
    "Nothing is on the reel",
    "Select a shot: Ctrl+J plays it between its neighbours, Ctrl+Shift+J the whole episode.",
)
_HEAD = 40
_ZOOM_STEP = 1.25
_SHARE = 10  # of the memory for frames, for each of the decks


class ContextPane(MediaPane):
    """Content of the reel's dock. Told which episode; decides only which part of it plays."""

    revealed = Signal(object)  # ReelItem: it is to be selected in the tree
    scope_changed = Signal(bool)  # whether the whole episode is on

    def __init__(
        self,
        jobs: JobRunner,
        themes: Themes,
        settings: SettingsStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Reel", parent)
        self._themes = themes
        self._whole = Reel()
        self._focus = ""
        self.is_whole = False
        self.surface = VideoSurface(themes)
        memory = max(settings.work.frame_memory_mb // _SHARE, 48)
        self.player = ReelPlayer(self.surface, jobs, themes, memory_mb=memory, parent=self)
        self.conductor = self.player.conductor
        self.marking = Marking(self.conductor, self)
        self.strip = ShotStrip(themes)
        self.bar = ViewerBar(self.conductor, themes)
        self.title = ElidedLabel()
        self.around = _scope("Shot before, this shot, shot after (C)")
        self.all = _scope("The whole episode (E)")
        self.empty = EmptyState(themes, "play-context", *_NOTHING)
        FileDrag(self.surface, self._files, lambda _start: self.surface.image)
        self._lay_out()
        self._wire()
        self._dress()
        self.conductor.set_volume(settings.review.volume)

    # -- reel --------------------------------------------------------------------------------

    @property
    def reel(self) -> Reel:
        """What is on."""
        return self.player.reel

    @property
    def focus(self) -> str:
        """The key of the shot it is about."""
        return self._focus

    def play_around(self, whole: Reel, key: str) -> None:
        """Play a shot of ``whole`` with its neighbours, from the one before."""
        self._whole, self._focus = whole, key
        self._open(is_whole=False)
        self.conductor.show_frame(0)
        self.conductor.play()

    def play_all(self, whole: Reel, key: str = "") -> None:
        """Play all of ``whole``, from the shot ``key`` on or from the beginning."""
        self._whole, self._focus = whole, key
        index = whole.index_of(key)
        self._open(is_whole=True)
        self.player.go_to_item(index or 0)
        self.conductor.play()

    def renew(self, whole: Reel) -> None:
        """The same episode as it looks now: the playhead stays in its shot, and goes on."""
        if whole == self._whole or not self._whole.items:
            return
        item, place, rate = self.player.item, self.player.place, self.conductor.rate
        self._whole = whole
        self._open(is_whole=self.is_whole)
        index = self.reel.index_of(item.key) if item is not None else None
        if index is not None:
            self.conductor.show_frame(self.reel.first_frame(index) + place.frame)
        if rate:
            self.conductor.set_rate(rate)

    def show_scope(self, *, is_whole: bool) -> None:
        """The whole episode, or the shot in sight with its neighbours; nothing jumps."""
        if is_whole == self.is_whole or not self._whole.items:
            return
        item, place, rate = self.player.item, self.player.place, self.conductor.rate
        if item is not None:
            self._focus = item.key
        self._open(is_whole=is_whole)
        index = self.reel.index_of(self._focus)
        if index is not None:
            self.conductor.show_frame(self.reel.first_frame(index) + place.frame)
        if rate:
            self.conductor.set_rate(rate)

    def next_shot(self, step: int) -> None:
        """The first frame of the next shot, or back to the beginning of this one, then before."""
        index = self.player.index
        is_inside = (
            self.conductor.frame > self.reel.first_frame(index) if self.reel.items else False
        )
        if step < 0 and is_inside:
            step = 0
        target = index + step
        if not self.is_whole and not 0 <= target < len(self.reel.items):
            self._move_focus(step)
            return
        self.player.go_to_item(target)

    def reveal(self) -> None:
        """Select the shot in sight in the tree."""
        if self.player.item is not None:
            self.revealed.emit(self.player.item)

    def clear(self) -> None:
        """Nothing is on; ends every thread."""
        self.player.close()
        self._whole, self._focus = Reel(), ""
        self.is_whole = False
        self._show_reel()
        self._pages.setCurrentIndex(0)
        self.scope_changed.emit(False)

    def close_media(self) -> None:
        """End all threads; before the window goes."""
        self.player.close()

    def _files(self, _start: QPointF) -> tuple[Path, ...]:
        """What is dragged out of the picture: the clip in sight."""
        item = self.player.item
        is_free = item is not None and not item.is_missing and not self.surface.zoom
        return (item.path,) if item is not None and item.path is not None and is_free else ()

    # -- keys --------------------------------------------------------------------------------

    def _own_keys(self) -> dict[Chord, Callable[[], object]]:
        key, surface = Qt.Key, self.surface
        return {
            (PLAIN, key.Key_Up): partial(self.next_shot, -1),
            (PLAIN, key.Key_Down): partial(self.next_shot, 1),
            (PLAIN, key.Key_PageUp): partial(self.next_shot, -1),
            (PLAIN, key.Key_PageDown): partial(self.next_shot, 1),
            (PLAIN, key.Key_C): partial(self.show_scope, is_whole=False),
            (PLAIN, key.Key_E): partial(self.show_scope, is_whole=True),
            (PLAIN, key.Key_Return): self.reveal,
            (PLAIN, key.Key_Enter): self.reveal,
            (PLAIN, key.Key_G): self.bar.safe_areas.toggle,
            (PLAIN, key.Key_M): self.bar.mute.toggle,
            (PLAIN, key.Key_0): partial(surface.set_zoom, 0.0),
            (PLAIN, key.Key_1): partial(surface.set_zoom, 1.0),
            (PLAIN, key.Key_Plus): partial(surface.zoom_by, _ZOOM_STEP),
            (PLAIN, key.Key_Equal): partial(surface.zoom_by, _ZOOM_STEP),
            (PLAIN, key.Key_Minus): partial(surface.zoom_by, 1 / _ZOOM_STEP),
        }

    # -- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.surface.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        keys = TransportKeys(self.conductor, self.marking, self._own_keys())
        rows = (self._head(), self.surface, self.strip, self.bar)
        self.furnish(
            self.conductor,
            keys,
            has_media=lambda: self.reel.items,
            empty=self.empty,
            rows=rows,
            picture=self.surface,
        )

    def _head(self) -> QWidget:
        head = QWidget()
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head.setProperty("role", "bar")
        head.setFixedHeight(_HEAD)
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(4)
        row.addWidget(self.title, 1)
        group = QButtonGroup(self)
        for button in (self.around, self.all):
            group.addButton(button)
            row.addWidget(button)
        return head

    def _wire(self) -> None:
        conductor, bar, strip = self.conductor, self.bar, self.strip
        conductor.frame_changed.connect(strip.set_frame)
        self.player.item_changed.connect(self._show_item)
        self.marking.changed.connect(self._show_range)
        strip.swept.connect(conductor.sweep_to)
        strip.dropped.connect(conductor.show_frame)
        strip.opened.connect(lambda _index: self.reveal())
        bar.frame_entered.connect(self._go_to)
        bar.zoom_chosen.connect(self.surface.set_zoom)
        bar.safe_areas_toggled.connect(self.surface.set_safe_areas)
        bar.loop.clicked.connect(self.marking.set_looping)
        bar.mark_in.clicked.connect(lambda _on=False: self.marking.mark_in())
        bar.mark_out.clicked.connect(lambda _on=False: self.marking.mark_out())
        self.surface.zoom_changed.connect(bar.show_zoom)
        self.around.clicked.connect(lambda _on=False: self.show_scope(is_whole=False))
        self.all.clicked.connect(lambda _on=False: self.show_scope(is_whole=True))
        self._themes.changed.connect(self._dress)

    def _dress(self) -> None:
        theme = self._themes.current
        self.around.setIcon(icon("play-context", theme))
        self.all.setIcon(icon("play-episode", theme))

    # -- showing -----------------------------------------------------------------------------

    def _open(self, *, is_whole: bool) -> None:
        self.is_whole = is_whole
        index = self._whole.index_of(self._focus)
        if is_whole or index is None:
            self.is_whole, reel = True, self._whole
        else:
            reel = self._whole.part(max(index - 1, 0), index + 1)
        self.marking.forget()
        self._pages.setCurrentIndex(1 if reel.items else 0)
        self.bar.show_video(reel.timeline.count, reel.rate)
        self.player.open(reel)
        self._show_reel()
        self.scope_changed.emit(self.is_whole)

    def _move_focus(self, step: int) -> None:
        """Past the last of three shots the next one is in the middle."""
        index = self._whole.index_of(self._focus)
        item = self.player.item
        here = self._whole.index_of(item.key) if item is not None else index
        if here is None or not 0 <= here + step < len(self._whole.items):
            return
        rate = self.conductor.rate
        self._focus = self._whole.items[here + step].key
        self._open(is_whole=False)
        self.player.go_to_item(self.reel.index_of(self._focus) or 0)
        if rate:
            self.conductor.set_rate(rate)

    def _show_reel(self) -> None:
        self.strip.show_reel(self.reel, "" if self.is_whole else self._focus)
        self.strip.set_frame(self.conductor.frame)
        self.strip.set_current(self.player.index)
        self._show_range(None, None)
        (self.all if self.is_whole else self.around).setChecked(True)
        self.title.say(_heading(self.reel, is_whole=self.is_whole, focus=self._focus), "muted")

    def _show_item(self, index: int) -> None:
        self.strip.set_current(index)

    def _show_range(self, first: int | None, last: int | None) -> None:
        self.strip.set_range(first, last)
        self.bar.show_range(first, last)

    def _go_to(self, frame: int) -> None:
        self.conductor.show_frame(frame)
        self.setFocus()


def _scope(tip: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setToolTip(tip)
    button.setAccessibleName(tip.split("(", maxsplit=1)[0].strip())
    button.setIconSize(QSize(18, 18))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _heading(reel: Reel, *, is_whole: bool, focus: str) -> str:
    if not reel.items:
        return ""
    if not is_whole:
        index = reel.index_of(focus)
        item = reel.items[index or 0]
        take = f" take {item.take}" if item.take is not None else ""
        return f"{reel.title} · {item.name}{take} in context"
    missing = sum(item.is_missing for item in reel.items)
    shots = f"{len(reel.items)} shots" if len(reel.items) != 1 else "1 shot"
    lasts = f"{float(reel.duration):.1f} s"
    gone = f" · {missing} without a clip" if missing else ""
    return f"{reel.title} · {shots} · {lasts}{gone}"
