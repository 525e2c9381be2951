"""Everything of the panel in its places; nothing in here knows what a verb does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from recoil_desktop.scrubber.exact_feed import ExactFeed
from recoil_desktop.scrubber.header import Header
from recoil_desktop.scrubber.hint import HintLine
from recoil_desktop.scrubber.proof import ProofView
from recoil_desktop.scrubber.side import SidePane
from recoil_desktop.scrubber.surface import VideoSurface
from recoil_desktop.scrubber.timeline import TimelineView
from recoil_desktop.scrubber.tools import ToolBar

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recoil_desktop.scrubber.tools import HasVerbs
    from recoil_desktop.theme import Themes

_NARROW = 820  # pixels below which the proof shares its place with the lists
_SIDE = 232


class DeskPage(QWidget):
    """Header; picture, proof and lists; tools; timeline; hint."""

    def __init__(self, desk: HasVerbs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = Header(desk, themes)
        self.surface = VideoSurface(themes)
        self.feed = ExactFeed(parent=self)
        self.proof = ProofView(themes, self.feed)
        self.side = SidePane(themes)
        self.tools = ToolBar(desk, themes)
        self.timeline = TimelineView(themes)
        self.hint = HintLine(themes)
        self._stage = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.width() < _NARROW and not self.side.has_guest:
            self.side.take_in(self.proof)
            self._stage.setSizes([self.width() * 2 // 5, self.width() * 3 // 5])
        elif self.width() < _NARROW:
            return
        elif (proof := self.side.give_back()) is not None:
            self._stage.insertWidget(1, proof)
            proof.show()
            self._share_stage()

    def _lay_out(self) -> None:
        self.surface.setMinimumWidth(120)
        self.surface.setAccessibleName("Video")
        for place, widget in enumerate((self.surface, self.proof, self.side)):
            self._stage.addWidget(widget)
            self._stage.setCollapsible(place, False)
        self._stage.setHandleWidth(1)
        self._share_stage()
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stage, 1)
        column.addWidget(self.tools)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setHandleWidth(1)
        halves.addWidget(upper)
        halves.addWidget(self.timeline)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        halves.setChildrenCollapsible(False)
        halves.setSizes([600, 460])
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.header)
        page.addWidget(halves, 1)
        page.addWidget(self.hint)

    def _share_stage(self) -> None:
        for place, share in enumerate((5, 9, 0)):
            self._stage.setStretchFactor(place, share)
        rest = max(self.width() - _SIDE, 300)
        self._stage.setSizes([rest * 5 // 14, rest * 9 // 14, _SIDE])
