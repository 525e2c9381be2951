"""Beside the picture: the cuts in order of doubt, and the verdict on every planned shot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from engine.domain.verdict import Finding
from recoil_desktop.scrubber.rows import Row, RowList
from recoil_desktop.scrubber.scene import Tone
from recoil_desktop.scrubber.words import timecode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.review import ReviewSheet
    from engine.domain.verdict import ShotVerdict
    from recoil_desktop.scrubber.doubts import Doubt
    from recoil_desktop.scrubber.scene import Block
    from recoil_desktop.theme import Themes


class SidePane(QWidget):
    """Two lists behind two tabs; where the panel is narrow the proof becomes the first of three."""

    cut_chosen = Signal(object)  # Row
    shot_chosen = Signal(object)  # Row

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guest: QWidget | None = None
        self.tabs = QTabBar()
        self.pages = QStackedWidget()
        self.cuts = RowList(themes, "Cuts, the most doubtful first")
        self.shots = RowList(themes, "Planned shots and what is wrong with them")
        self.cuts.chosen.connect(self.cut_chosen)
        self.shots.chosen.connect(self.shot_chosen)
        self._lay_out()

    def show_doubts(self, sheet: ReviewSheet, found: Sequence[Doubt], current: int | None) -> None:
        """List the cuts, the most doubtful first."""
        self.cuts.show_rows([_cut_row(sheet, doubt) for doubt in found], current)
        open_ones = sum(doubt.is_open for doubt in found)
        self._name_tab(self.cuts, f"Cuts  {open_ones}?" if open_ones else "Cuts")

    def show_shots(self, sheet: ReviewSheet, blocks: Sequence[Block], current: int | None) -> None:
        """List the planned shots: where they lie now, and the scan's verdict on them."""
        rows = shot_rows(sheet, blocks)
        self.shots.show_rows(rows, current)
        wrong = sum(row.sign in {Tone.BAD, Tone.WARN} for row in rows)
        self._name_tab(self.shots, f"Shots  {wrong}!" if wrong else "Shots")

    def take_in(self, proof: QWidget) -> None:
        """Give the proof a tab here."""
        if self._guest is None:
            self._guest = proof
            self.tabs.insertTab(0, "Proof")
            self.pages.insertWidget(0, proof)
            self.tabs.setCurrentIndex(0)

    @property
    def has_guest(self) -> bool:
        """Is the proof in here?"""
        return self._guest is not None

    def give_back(self) -> QWidget | None:
        """Let go of the proof; its tab goes."""
        guest, self._guest = self._guest, None
        if guest is not None:
            self.pages.removeWidget(guest)
            self.tabs.removeTab(0)
        return guest

    def sizeHint(self) -> QSize:
        return QSize(232, 320)

    def _lay_out(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setAccessibleName("Proof, cuts or shots")
        for page, title in ((self.cuts, "Cuts"), (self.shots, "Shots")):
            self.pages.addWidget(page)
            self.tabs.addTab(title)
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        self.setMinimumWidth(168)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)

    def _name_tab(self, page: QWidget, title: str) -> None:
        self.tabs.setTabText(self.pages.indexOf(page), title)


def shot_rows(sheet: ReviewSheet, blocks: Sequence[Block]) -> list[Row]:
    """One row a piece of the lane: its length, or what is wrong with it and what would mend it."""
    verdicts = {verdict.shot_id: verdict for verdict in sheet.verdict.shots}
    return [_shot_row(block, verdicts.get(block.shot_id)) for block in blocks]


def _shot_row(block: Block, verdict: ShotVerdict | None) -> Row:
    detail = block.detail or block.note
    fix = verdict.fix if verdict is not None else ""
    if block.tone in {Tone.BAD, Tone.WARN}:
        detail = fix if fix.startswith(block.note) else f"{block.note}: {fix or block.detail}"
    elif verdict is not None and Finding.EXTRA_CUT in verdict.findings:
        detail = f"{detail}; {fix}"
    return Row(block.frames.first, block.title, detail, f"{block.frames.count} f", block.tone)


def _cut_row(sheet: ReviewSheet, doubt: Doubt) -> Row:
    figure = "" if doubt.confidence is None else f"{doubt.confidence:.2f}"
    place = timecode(sheet.timeline, doubt.frame)
    title = f"Missing near {doubt.frame}" if doubt.is_missing else str(doubt.frame)
    detail = doubt.reason if doubt.is_missing else f"{place}  ·  {doubt.reason}"
    return Row(doubt.frame, title, detail, figure, doubt.trust, doubt.is_missing)
