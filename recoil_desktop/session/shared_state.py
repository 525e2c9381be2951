"""Tells other programs and agents what is open and selected here, through ``state.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from engine.store.state_file import StateFile

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from engine.jobs import JobContext
    from recoil_desktop.session.open_project import OpenProject
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.views.tree_pane import TreePane

_SETTLE_MS = 400


class SharedState(QObject):
    """Writes single keys, a moment after the last change; other keys stay with their writers."""

    def __init__(self, services: Services, projects: Projects, tree: TreePane) -> None:
        super().__init__(tree)
        self._services = services
        self._file = StateFile(services.places.state_file)
        self._keys: dict[str, object] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLE_MS)
        self._soon.timeout.connect(self._write)
        projects.opened.connect(self._tell_project)
        tree.selection_changed.connect(self._tell_selection)

    def stop(self) -> None:
        """Forget what was not written yet."""
        self._soon.stop()

    def _tell_project(self, project: OpenProject) -> None:
        # A project elsewhere has no name that other programs could open it by.
        is_known = project.root.parent == self._services.places.projects_root
        self._tell({"project": project.project.name if is_known else None, "selection": []})

    def _tell_selection(self, nodes: tuple[Node, ...]) -> None:
        self._tell({"selection": [name for node in nodes if (name := _name_of(node))]})

    def _tell(self, keys: dict[str, object]) -> None:
        self._keys |= keys
        self._soon.start()

    def _write(self) -> None:
        keys, self._keys = self._keys, {}

        def write(_job: JobContext) -> dict[str, object]:
            return self._file.update(keys)

        # What goes wrong is in the log: nobody's work depends on it.
        self._services.jobs.start_blocking("Tell other programs", write, queue="state")


def _name_of(node: Node) -> str:
    """A shot by its id, a file by its path; other lines have no name outside this window."""
    if str(node.kind) == "shot":
        return node.detail.shot_id
    is_file = node.path is not None and bool(node.path.suffix)
    return str(node.path) if is_file else ""
