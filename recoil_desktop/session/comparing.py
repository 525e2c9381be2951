"""Puts takes of the project side by side, and judges the one in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.errors import RecoilError
from recoil_desktop.models.compare_takes import TakeChoice, again, choice_of, files_at
from recoil_desktop.scrubber.pairing import Side
from recoil_desktop.views.compare.pane import REJECTED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.domain.nodes import Node
    from engine.domain.paths import ProjectPath
    from recoil_desktop.models.compare_takes import ComparedTake
    from recoil_desktop.session.curating import Curating
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.glance import Glance
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.window_parts import WindowParts


class Comparing(QObject):
    """Follows the project: a take that is gone leaves its side, a new status stands on it."""

    def __init__(
        self, doer: Doer, projects: Projects, parts: WindowParts, curating: Curating
    ) -> None:
        super().__init__(parts.window)
        self._curating = curating
        self._seen: Node | None = None
        self._doer = doer
        self._projects = projects
        self._parts = parts
        self._pane = parts.looking.compare
        self._pane.take_chosen.connect(self._put)
        self._pane.revealed.connect(self.select)
        self._pane.judged.connect(self._judge)
        self._pane.stage.dropped.connect(self._take_in)
        projects.looked.connect(self._follow)
        projects.closed.connect(self._pane.clear)
        projects.opened.connect(lambda _project: self._pane.clear())

    # -- verbs -------------------------------------------------------------------------------

    def compare(self) -> None:
        """Compare what is selected in the tree."""
        self.compare_nodes(self._parts.tree.selection)

    def compare_nodes(self, selection: Sequence[Node]) -> None:
        """Compare these lines of the tree."""
        project = self._projects.current
        if project is None:
            return
        choice = choice_of(project.glance.tree, selection)
        if not choice.takes:
            self._doer.say("There are no takes to compare here", "warning")
            return
        self._show(choice)
        self._parts.window.docks.bring("compare")

    def select(self, take: ComparedTake) -> None:
        """Select a take in the tree, so that every verb of the tree is for it."""
        if not self._parts.tree.select(take.key):
            self._doer.say(f"{take.path.name} is not shown in the project pane", "warning")

    # -- private -----------------------------------------------------------------------------

    def _judge(self, take: ComparedTake, status: str) -> None:
        """Pin, propose or reject the take in sight; one change, which undo takes back."""
        if status == REJECTED:
            self._curating.reject_files((take.path.text,), take.title)
        else:
            self._curating.promote_files((take.path.text,), status)

    def _take_in(self, side: int, paths: tuple[str, ...]) -> None:
        """Put a take on the side it was dropped on, whichever shot it is of."""
        project = self._projects.current
        if project is None or not paths:
            return
        choice = self._pane.choice
        wanted = {path for raw in paths[:1] if (path := self._named(raw)) is not None}
        found = list(files_at(project.glance.tree, wanted).values())
        dropped = choice_of(project.glance.tree, found)
        if not found or not dropped.takes:
            self._doer.say("Only pictures and videos of the project are compared", "warning")
            return
        place = choice.find(found[0].path)
        if place is not None:
            self._put(side, place)
            return
        take = dropped.takes[dropped.a or 0]
        takes = (*choice.takes, take)
        other = choice.b if side == Side.A else choice.a
        a, b = (len(takes) - 1, other) if side == Side.A else (other, len(takes) - 1)
        self._show(TakeChoice(choice.title or dropped.title, takes, a, b))

    def _put(self, side: int, place: int) -> None:
        """Another take on one side; where it lies on the other, the two change places."""
        choice = self._pane.choice
        here, other = (choice.a, choice.b) if side == Side.A else (choice.b, choice.a)
        if place == other:
            self._pane.swap()
            return
        if place != here:
            a, b = (place, other) if side == Side.A else (other, place)
            self._show(TakeChoice(choice.title, choice.takes, a, b))

    def _show(self, choice: TakeChoice) -> None:
        self._pane.show_choice(
            choice, (self._place(choice, choice.a), self._place(choice, choice.b))
        )

    def _place(self, choice: TakeChoice, place: int | None) -> Path | None:
        return None if place is None else self._resolved(choice.takes[place].path)

    def _named(self, raw: str) -> ProjectPath | None:
        project = self._projects.current
        try:
            return project.project.path(raw) if project is not None else None
        except RecoilError:
            return None

    def _resolved(self, path: ProjectPath) -> Path | None:
        project = self._projects.current
        if project is None:
            return None
        try:
            return project.project.resolve(path)
        except RecoilError as error:
            self._doer.show_error(error)
            return None

    def _follow(self, glance: Glance) -> None:
        choice = self._pane.choice
        if not choice.takes or glance.tree is self._seen:
            return
        self._seen = glance.tree
        paths = [
            None if place is None else choice.takes[place].path for place in (choice.a, choice.b)
        ]
        renewed = again(choice, glance.tree, *paths)
        if renewed != choice:
            self._show(renewed)
