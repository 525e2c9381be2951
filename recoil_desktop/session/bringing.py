"""Videos from elsewhere that are chosen or pasted, as if they had been dropped on the tree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from engine.domain.nodes import Node, NodeKind, walk
from recoil_desktop.views.tree_drops import DropTarget, files_in, target_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.window_parts import WindowParts

_VIDEOS = "Videos (*.mp4 *.mov *.webm);;All files (*)"
_NOTHING = "No video to paste: copy video files in your file manager first"


class Bringing(QObject):
    """``brought`` tells files and the line that takes them, ``refused`` why there are none."""

    brought = Signal(object, object)  # tuple[Path, ...], DropTarget
    refused = Signal(str)

    def __init__(self, projects: Projects, parts: WindowParts) -> None:
        super().__init__(parts.window)
        self._projects = projects
        self._parts = parts

    def choose(self) -> None:
        """Let the editor choose videos for the selected episode or shot."""
        target = self._target()
        if target is None:
            return
        title = f"{target.words}: choose videos"
        dialog = QFileDialog(self._parts.window, title, str(Path.home()), _VIDEOS)
        dialog.setObjectName("bring")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(
            lambda found: self.brought.emit(tuple(Path(one) for one in found), target)
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def paste(self) -> None:
        """Take the files that were copied in a file manager."""
        mime = QGuiApplication.clipboard().mimeData()
        files, trouble = files_in(mime) if mime.hasUrls() else ((), _NOTHING)
        target = self._target()
        if trouble:
            self.refused.emit(trouble)
        if files and target is not None:
            self.brought.emit(files, target)

    def _target(self) -> DropTarget | None:
        project = self._projects.current
        if project is None:
            return None
        target = target_among(self._parts.tree.selection, project.glance.tree)
        if target is None:
            self.refused.emit("This project has no episode yet")
        return target


def target_among(selection: Sequence[Node], tree: Node) -> DropTarget | None:
    """What would take videos: the selected line or its episode, else the first episode."""
    for node in selection:
        taker = target_of(node)
        if taker is not None:
            return taker
        if node.detail.episode is not None:
            return DropTarget(NodeKind.EPISODE, node.key, node.detail.episode)
    episodes = (node for node in walk(tree) if node.kind is NodeKind.EPISODE)
    return next((taker for node in episodes if (taker := target_of(node))), None)
