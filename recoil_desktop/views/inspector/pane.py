"""The inspector pane: head, stars, takes, shots, notes, facts and the raw sidecar of one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from recoil_desktop.views.inspector.facts import FactsSection, RawSection
from recoil_desktop.views.inspector.frame import FrameSection
from recoil_desktop.views.inspector.head import Head
from recoil_desktop.views.inspector.notes import NotesSection
from recoil_desktop.views.inspector.shots import ShotsSection
from recoil_desktop.widgets.empty import EmptyState
from recoil_desktop.widgets.passage import Passage
from recoil_desktop.widgets.stars import Stars

if TYPE_CHECKING:
    from recoil_desktop.models.subject import Subject
    from recoil_desktop.theme import Themes


class Inspector(QWidget):
    """Shows one ``Subject``. Typed but unsaved notes stay when the same subject comes again."""

    notes_saved = Signal(str, object, object)  # path, Notes, and what they were before
    stars_given = Signal(str, int)  # path, 0 to 5
    clip_requested = Signal(str)  # path

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self.subject: Subject | None = None
        self.head = Head(themes)
        self.problem = Passage(role="bad")
        self.facts = FactsSection()
        self.stars = Stars(themes)
        self.takes = ShotsSection(themes)
        self.shots = ShotsSection(themes)
        self.frame = FrameSection()
        self.notes = NotesSection()
        self.raw = RawSection(themes)
        self.empty = EmptyState(
            themes, "info", "Nothing selected",
            "Select a pass, a clip or a file in the project pane to see where it came from.",
        )  # fmt: skip
        self._lay_out()
        self.notes.saved.connect(self._save)
        self.stars.given.connect(self._give_stars)
        for section in (self.takes, self.shots, self.frame):
            section.chosen.connect(self.clip_requested)

    def show_subject(self, subject: Subject | None) -> None:
        """Show it, or with None that nothing is selected."""
        is_same = (
            self.subject is not None and subject is not None and (self.subject.key == subject.key)
        )
        if is_same and self.subject == subject:
            return  # looked at again because something else changed
        self.subject = subject
        self._stack.setCurrentWidget(self._scroll if subject else self.empty)
        if subject is None:
            return
        self.head.show_subject(subject)
        self.problem.say(subject.problem)
        self.problem.setVisible(bool(subject.problem))
        self.facts.show_facts(subject.facts)
        self.stars.setVisible(subject.stars is not None)
        self.stars.setEnabled(not subject.is_locked)
        self.stars.show_stars(subject.stars or 0)
        self.takes.show_shots("Takes", subject.takes)
        self.frame.show_frame(subject.frame)
        self.shots.show_shots(subject.shots_title, subject.shots)
        self.notes.show_notes(subject.notes, keeps_typed=is_same, is_locked=subject.is_locked)
        self.raw.show_text(subject.raw)

    def _save(self, notes: object, before: object) -> None:
        if self.subject is not None:
            self.notes_saved.emit(self.subject.path, notes, before)

    def _give_stars(self, stars: int) -> None:
        if self.subject is not None:
            self.stars_given.emit(self.subject.path, stars)

    def _lay_out(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(20)
        own = (self.head, self.stars, self.problem, self.takes, self.frame, self.shots)
        for widget in (*own, self.notes, self.facts, self.raw):
            column.addWidget(widget)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self.empty)
        self._stack.setCurrentWidget(self.empty)
