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
from recoil_desktop.scrubber.stage import Stage
from recoil_desktop.scrubber.surface import VideoSurface
from recoil_desktop.scrubber.timeline import TimelineView
from recoil_desktop.scrubber.tools import ToolBar

if TYPE_CHECKING:
    from recoil_desktop.scrubber.tools import HasVerbs
    from recoil_desktop.theme import Themes


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
        self.stage = Stage(self.surface, self.proof, self.side)
        self._lay_out()

    def _lay_out(self) -> None:
        self.surface.setAccessibleName("Video")
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stage, 1)
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
