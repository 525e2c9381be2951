"""Other programs and this window, hand in hand: what one opens and selects, the other follows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.domain.ids import find_shot_number, is_project_name
from engine.domain.listing import is_media, is_video
from engine.domain.nodes import NodeKind, walk
from engine.domain.paths import ProjectPath
from engine.errors import UserError
from recoil_desktop.actions.view import PANES
from recoil_desktop.session.places_to_open import is_project
from recoil_desktop.widgets.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.domain.nodes import Node
    from recoil_desktop.session.open_project import OpenProject
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.shared_state import SharedState
    from recoil_desktop.session.showing import Showing
    from recoil_desktop.session.window_parts import WindowParts

_SIDES = {"tree", "inspector"}


class Agents(QObject):
    """Tells what is open, selected and shown; follows what others open, select and show.

    A shot is taken into the selection only if the tree has it; paths of media always are. Nothing
    that somebody is in the middle of is left behind: then the other project is offered.
    """

    def __init__(
        self,
        services: Services,
        shared: SharedState,
        parts: WindowParts,
        projects: Projects,
        showing: Showing,
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._shared = shared
        self._parts = parts
        self._projects = projects
        self._showing = showing
        self._wanted: dict[str, object] = {}
        self._accepted: list[str] = []  # as others selected it, and as it is told here
        self._accepted_names: list[str] = []
        projects.opened.connect(self._tell_project)
        projects.looked.connect(lambda _glance: self._go_on())
        parts.tree.selection_changed.connect(self._tell_selection)
        showing.viewed.connect(self._tell_viewer)
        for name in PANES.keys() - _SIDES:
            parts.window.docks[name].visibilityChanged.connect(partial(self._tell_pane, name))
        shared.told.connect(self._follow)

    # -- telling -------------------------------------------------------------

    def _tell_project(self, project: OpenProject) -> None:
        # A project elsewhere has no name that other programs could open it by.
        is_known = project.root.parent == self._services.places.projects_root
        self._accepted = self._accepted_names = []
        name = project.project.name if is_known else None
        self._shared.tell({"project": name, "selection": [], "viewer": None} | self._wanted)

    def _tell_selection(self, nodes: tuple[Node, ...]) -> None:
        names = [name for node in nodes if (name := _name_of(node))]
        is_theirs = names == self._accepted_names
        self._shared.tell({"selection": self._accepted if is_theirs else names})

    def _tell_viewer(self, path: ProjectPath) -> None:
        project = self._projects.current
        node = next(_lines_of(project, path.text), None) if project else None
        detail = node.detail if node is not None else None
        viewer: dict[str, object] = {
            "shot_id": (detail.shot_id or None) if detail else None,
            "take_index": detail.take if detail else None,
            "file_path": path.text,
            "media_type": "video" if is_video(path.name) else "image",
            "context": str(node.kind) if node is not None else None,
        }
        self._shared.tell({"viewer": viewer})

    def _tell_pane(self, name: str, is_visible: bool) -> None:
        if is_visible and self._projects.current is not None:
            self._shared.tell({"browse_tab_active": name})

    # -- following -----------------------------------------------------------

    def _follow(self, changed: dict[str, object]) -> None:
        self._wanted |= changed
        name = changed.get("project")
        if isinstance(name, str) and not self._is_open(name):
            self._open_other(name)
            return
        self._go_on()

    def _go_on(self) -> None:
        """Follow what was told, as soon as the project that is meant has been read."""
        project = self._projects.current
        if project is None or not project.glance.is_whole or not self._wanted:
            return
        name = self._wanted.get("project")
        if isinstance(name, str) and not self._is_open(name):
            return
        wanted, self._wanted = self._wanted, {}
        if isinstance(selection := wanted.get("selection"), list):
            self._select([each for each in selection if isinstance(each, str)])
        if isinstance(viewer := wanted.get("viewer"), dict):
            self._show(viewer)
        pane = wanted.get("browse_tab_active")
        if isinstance(pane, str) and pane in PANES:
            self._parts.window.docks.front(pane)

    def _is_open(self, name: str) -> bool:
        project = self._projects.current
        return project is not None and project.root == self._root_of(name)

    def _root_of(self, name: str) -> Path:
        return self._services.places.projects_root / name

    def _open_other(self, name: str) -> None:
        if not is_project_name(name) or not is_project(self._root_of(name)):
            self._wanted = {}
            return
        toasts, before = self._parts.window.toasts, self._projects.current
        if self._parts.panel.state.can_undo:
            self._wanted = {}
            go = partial(self._projects.open, self._root_of(name))
            toasts.show(Toast(f"Another program chose {name}.", "note", "Open it", go))
            return
        self._projects.open(self._root_of(name))
        if before is not None:
            back = partial(self._projects.open, before.root)
            words = f"Opened {name}: another program chose it."
            toasts.show(Toast(words, "note", f"Back to {before.project.name}", back))

    def _select(self, names: list[str]) -> None:
        project = self._projects.current
        if project is None:
            return
        lines = [next(_lines_of(project, name), None) for name in names]
        tree, known = self._parts.tree, dict(zip(names, lines, strict=True))
        tree.select_all([line.key for line in lines if line is not None])
        self._accepted = [name for name in names if known[name] or _is_media_path(name)]
        self._accepted_names = [name for node in tree.selection if (name := _name_of(node))]
        self._tell_selection(tree.selection)

    def _show(self, viewer: dict[str, object]) -> None:
        path, shot = viewer.get("file_path"), viewer.get("shot_id")
        if isinstance(path, str) and _is_media_path(path):
            self._showing.view_path(path)
        elif isinstance(shot, str):
            self._select([shot])


def _name_of(node: Node) -> str:
    """A shot by its id, a file by its path; other lines have no name outside this window."""
    if node.kind is NodeKind.SHOT:
        return node.detail.shot_id
    is_file = node.path is not None and bool(node.path.suffix)
    return str(node.path) if is_file else ""


def _lines_of(project: OpenProject, name: str) -> Iterator[Node]:
    """The lines that a shot id or a path means, in any spelling of the shot."""
    if is_media(name):
        yield from (
            node for node in walk(project.glance.tree) if node.path and node.path.text == name
        )
        return
    number = find_shot_number(name) if name.upper().startswith("EP") else None
    for node in walk(project.glance.tree) if number else ():
        if node.kind is NodeKind.SHOT and _is_shot(node.detail.shot_id, name):
            yield node


def _is_shot(one: str, other: str) -> bool:
    is_same_number = find_shot_number(one) == find_shot_number(other)
    return is_same_number and one[:5].upper() == other[:5].upper()


def _is_media_path(text: str) -> bool:
    try:
        return is_media(ProjectPath.of(text).name)
    except UserError:
        return False
