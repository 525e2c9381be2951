"""The viewer's bar: run and step, sound, the place in the video, zoom."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from recoil_desktop.icons import icon
from recoil_desktop.widgets.timecode import timecode
from recoil_desktop.widgets.timecode_field import FrameField, TimecodeField

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from recoil_desktop.scrubber.transport_kind import Transport
    from recoil_desktop.theme import Themes

_HEIGHT = 44
_WIDEST = 820  # pixels from which everything has room
_WIDE = 720
_ROOMY = 600
_MEDIUM = 520
_NARROW = 380


class ViewerBar(QWidget):
    """Buttons and fields of one player; in a narrow dock the rarer ones give way."""

    zoom_chosen = Signal(float)  # 0 fits, 1 is a pixel for a pixel
    safe_areas_toggled = Signal(bool)
    frame_entered = Signal(int)

    def __init__(self, player: Transport, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._themes = themes
        self._icons: dict[QToolButton, str] = {}
        self.back = self._button("step-back", "One frame back (,)", lambda: player.step(-1))
        self.play = self._button("play", "Play or pause (Space)", player.toggle)
        self.forward = self._button("step-forward", "One frame on (.)", lambda: player.step(1))
        self.mark_in = self._button("mark-in", "Begin the range here (I)", _nothing)
        self.mark_out = self._button("mark-out", "End the range here (O)", _nothing)
        self.loop = self._switch("loop", "Play the range, or all, over and over (Shift+L)")
        self.mute = self._switch("volume", "Sound off (M)")
        self.safe_areas = self._switch("safe-areas", "Show the safe areas of 9:16 players (G)")
        self.zoom = self._button(
            "fit", "Fit, or show every pixel (double click)", self._toggle_zoom
        )
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.frame_field = FrameField(themes)
        self.timecode_field = TimecodeField(themes)
        self.of = QLabel()
        self.length = QLabel()
        self.speed = QLabel()
        self.note = QLabel()
        self._zoom = 0.0
        self._is_video = True
        self._rate = Fraction(24)
        self._lay_out()
        self._wire()
        self._dress()
        themes.changed.connect(self._dress)

    def show_video(self, count: int, rate: Fraction) -> None:
        """The bar of a video of ``count`` frames."""
        self._is_video, self._rate = True, rate
        for field in (self.frame_field, self.timecode_field):
            field.set_video(count, rate)
        self.of.setText(f"of {count - 1}")
        self._make_room()

    def show_picture(self) -> None:
        """The bar of a still picture: only the zoom is left."""
        self._is_video = False
        self.note.clear()
        self._make_room()

    def show_range(self, first: int | None, last: int | None) -> None:
        """How long the range is, where there is one."""
        has_both = first is not None and last is not None
        count = last - first + 1 if first is not None and last is not None else 0
        lasts = f"{timecode(count, self._rate)}  {count} f"
        self.length.setText(lasts if has_both else "")
        self.length.setToolTip(f"From frame {first} to frame {last}" if has_both else "")

    def show_zoom(self, zoom: float) -> None:
        """What the zoom is now; 0 is fitted."""
        self._zoom = zoom
        self.zoom.setText("Fit" if not zoom else f"{round(zoom * 100)} %")

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        rooms: dict[QWidget, int] = {
            self.back: 0,
            self.play: 0,
            self.forward: 0,
            self.frame_field: 0,
            self.timecode_field: _NARROW,
            self.mute: _NARROW,
            self.mark_in: _ROOMY,
            self.mark_out: _ROOMY,
            self.loop: _MEDIUM,
            self.of: _MEDIUM,
            self.speed: _MEDIUM,
            self.length: _WIDEST,
            self.volume: _WIDE,
        }
        for widget, needed in rooms.items():
            widget.setVisible(self._is_video and self.width() >= needed)
        self.safe_areas.setVisible(self.width() >= _NARROW)

    # -- building ----------------------------------------------------------------------------

    def _button(self, name: str, tip: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(tip.split("(", maxsplit=1)[0].strip())
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: run())
        self._icons[button] = name
        return button

    def _switch(self, name: str, tip: str) -> QToolButton:
        button = self._button(name, tip, _nothing)
        button.setCheckable(True)
        return button

    def _lay_out(self) -> None:
        self.setFixedHeight(_HEIGHT)
        self.of.setProperty("role", "small")
        self.speed.setProperty("role", "mono")
        self.speed.setMinimumWidth(32)
        self.note.setProperty("role", "warn")
        self.volume.setFixedWidth(80)
        self.volume.setRange(0, 100)
        self.volume.setValue(self._player.volume)
        self.volume.setToolTip("Volume")
        self.volume.setAccessibleName("Volume")
        self.zoom.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.show_zoom(0.0)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        self.length.setProperty("role", "mono")
        place = (self.frame_field, self.of, self.timecode_field, self.speed, self.length, self.note)
        _add(row, self.back, self.play, self.forward, self.loop, self.mark_in, self.mark_out)
        row.addSpacing(4)
        _add(row, *place)
        row.addStretch(1)
        _add(row, self.mute, self.volume)
        row.addSpacing(4)
        _add(row, self.safe_areas, self.zoom)

    def _wire(self) -> None:
        player = self._player
        player.frame_changed.connect(self.frame_field.set_frame)
        player.frame_changed.connect(self.timecode_field.set_frame)
        player.playing_changed.connect(self._show_playing)
        player.rate_changed.connect(self._show_rate)
        player.picture_changed.connect(self._compare)
        player.loop_changed.connect(lambda span: self.loop.setChecked(span is not None))
        self.frame_field.entered.connect(self.frame_entered)
        self.timecode_field.entered.connect(self.frame_entered)
        self.volume.valueChanged.connect(player.set_volume)
        self.mute.toggled.connect(self._mute)
        self.safe_areas.toggled.connect(self.safe_areas_toggled)

    # -- showing -----------------------------------------------------------------------------

    def _show_playing(self, is_playing: bool) -> None:
        self._icons[self.play] = "pause" if is_playing else "play"
        self._dress()

    def _show_rate(self, rate: float) -> None:
        self.speed.setText("" if rate in {0.0, 1.0} else f"{rate:g}×".replace("-", "−"))

    def _compare(self, requested: int, decoded: int) -> None:
        """Never let a picture pass for a frame that it is not."""
        self.note.setText("" if requested == decoded else f"shows frame {decoded}")

    def _mute(self, is_muted: bool) -> None:
        self._player.set_muted(is_muted)
        self._icons[self.mute] = "mute" if is_muted else "volume"
        self._dress()

    def _toggle_zoom(self) -> None:
        self.zoom_chosen.emit(0.0 if self._zoom else 1.0)

    def _dress(self) -> None:
        theme = self._themes.current
        for button, name in self._icons.items():
            button.setIcon(icon(name, theme))


def _nothing() -> None:
    """The pane listens to the button itself."""


def _add(row: QHBoxLayout, *widgets: QWidget) -> None:
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
