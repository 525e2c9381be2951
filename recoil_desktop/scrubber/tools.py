"""The bar under the pictures: buttons made from the actions, and the fields of the playhead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from recoil_desktop.actions.registry import shortcut_text
from recoil_desktop.actions.segmentation import SPECS
from recoil_desktop.icons import icon
from recoil_desktop.widgets.timecode_field import FrameField, TimecodeField

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from engine.domain.timing import Timeline
    from recoil_desktop.actions.context import Context
    from recoil_desktop.actions.desk import Desk
    from recoil_desktop.actions.spec import ActionSpec
    from recoil_desktop.theme import Themes

_BY_ID = {spec.id: spec for spec in SPECS}
_WIDE = 880  # pixels from which the rarer buttons have room
_NARROWEST = 560
_ALWAYS = (
    "playback.step_back",
    "playback.play_or_pause",
    "playback.step_forward",
    "playback.loop_segment",
)
_RANGE = ("playback.mark_in", "playback.mark_out", "playback.clear_range")
_CUTS = (
    "cut.previous_cut",
    "cut.add_cut_here",
    "cut.delete_cut",
    "cut.next_cut",
    "cut.nudge_cut_back",
    "cut.nudge_cut_forward",
    "cut.find_best_cut",
    "cut.toggle_snapping",
)
_ZOOM = ("playback.zoom_out", "playback.zoom_in")
_ZOOM_TO = ("playback.zoom_to_cut", "playback.zoom_to_fit")


class HasVerbs(Protocol):
    """All that the panel's actions ask of a desk."""

    @property
    def segmentation(self) -> Any:
        """The panel."""


def spec_of(action_id: str) -> ActionSpec:
    """The description of an action of the panel."""
    return _BY_ID[action_id]


class VerbButton(QToolButton):
    """A button for one action: its icon, its shortcut in the tooltip, and why it is off."""

    def __init__(
        self, action_id: str, desk: HasVerbs, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._spec = spec_of(action_id)
        self._themes = themes
        self._icon = self._spec.icon
        self.setObjectName(action_id)
        self.setAccessibleName(self._spec.title.rstrip("…"))
        self.setCheckable(self._spec.checked is not None)
        self.setIconSize(QSize(20, 20))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: self._spec.run(cast("Desk", desk)))
        themes.changed.connect(self._dress)
        self._dress()

    def refresh(self, context: Context) -> None:
        """Be on or off as the action is now."""
        reason = self._spec.blocked_by(context)
        self.setEnabled(reason is None)
        keys = shortcut_text(self._spec)
        heading = f"{self.accessibleName()} ({keys})" if keys else self.accessibleName()
        detail = reason or self._spec.tip
        self.setToolTip(f"{heading}\n{detail}" if detail else heading)
        if self._spec.checked is not None:
            self.setChecked(self._spec.checked(context))

    def show_icon(self, name: str) -> None:
        """Another picture, as play becomes pause."""
        if name != self._icon:
            self._icon = name
            self._dress()

    def _dress(self) -> None:
        self.setIcon(icon(self._icon, self._themes.current))


class ToolBar(QWidget):
    """Playback, the playhead's place, range, cuts and zoom; narrow, the rarer ones step aside."""

    def __init__(self, desk: HasVerbs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._themes = themes
        self.buttons: dict[str, VerbButton] = {}
        self.frame_field = FrameField(themes)
        self.timecode_field = TimecodeField(themes)
        self._of = QLabel()
        self._rare: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "toolbar")
        self.setFixedHeight(40)
        self._lay_out()

    def set_video(self, timeline: Timeline) -> None:
        """Say how long the video is."""
        self._of.setText(f"/ {timeline.count - 1}")
        for field in (self.frame_field, self.timecode_field):
            field.set_video(timeline.count, timeline.rate)

    def show_frame(self, frame: int) -> None:
        """Write where the playhead is."""
        self.frame_field.set_frame(frame)
        self.timecode_field.set_frame(frame)

    def refresh(self, context: Context) -> None:
        """Every button as its action is now."""
        for button in self.buttons.values():
            button.refresh(context)
        review = context.review
        play = self.buttons["playback.play_or_pause"]
        play.show_icon("pause" if review is not None and review.playing else "play")

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for widget in self._rare:
            widget.setVisible(self.width() >= _WIDE)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(2)
        self._rare += self._add(row, ("playback.go_to_start",))
        self._add(row, _ALWAYS)
        self._rare += self._add(row, ("playback.go_to_end",))
        self._add_fields(row)
        self._rare += self._add(row, _RANGE)
        row.addStretch(1)
        self._add(row, _CUTS)
        row.addStretch(1)
        self._rare += self._add(row, _ZOOM)
        self._add(row, _ZOOM_TO)

    def _add_fields(self, row: QHBoxLayout) -> None:
        self.frame_field.setFixedWidth(64)
        self.frame_field.setAccessibleName("Frame number of the playhead")
        self.frame_field.setToolTip("Frame number (Ctrl+G): 120, +12, -12")
        self.timecode_field.setFixedWidth(104)
        self.timecode_field.setAccessibleName("Timecode of the playhead")
        self.timecode_field.setToolTip("Timecode (Ctrl+Shift+G): 00:00:05:12, 5:12, +12")
        self._of.setProperty("role", "small")
        row.addSpacing(8)
        for widget in (self.frame_field, self._of, self.timecode_field):
            row.addWidget(widget)
            row.addSpacing(4)
        row.addSpacing(4)

    def _add(self, row: QHBoxLayout, ids: tuple[str, ...]) -> list[QWidget]:
        made: list[QWidget] = []
        for action_id in ids:
            button = VerbButton(action_id, self._desk, self._themes)
            self.buttons[action_id] = button
            row.addWidget(button)
            made.append(button)
        return made


def thin_line() -> QFrame:
    """A line between two groups."""
    line = QFrame()
    line.setProperty("role", "line")
    return line
