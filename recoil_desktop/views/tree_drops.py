"""Videos dragged onto the tree: the line that would take them lights up and says what it does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QWidget

from engine.domain.ids import episode_id, file_shot, find_shot_number
from engine.domain.nodes import Node, NodeKind
from recoil_desktop.models.roles import TreeRole
from recoil_desktop.views.drop_reach import DropReach

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData, QModelIndex
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QTreeView

    from recoil_desktop.theme import Themes

_TAKERS = (NodeKind.SHOT, NodeKind.QUARANTINE, NodeKind.EPISODE)


@dataclass(frozen=True, slots=True)
class DropTarget:
    """The line that takes what is dropped: an episode, a shot of it, or its quarantine."""

    kind: NodeKind
    key: str
    episode: int
    shot_id: str = ""

    @property
    def words(self) -> str:
        """What dropping there does."""
        if self.kind is NodeKind.QUARANTINE:
            return "Into quarantine"
        if self.shot_id:
            return f"Register for SH{file_shot(self.shot_id)}"
        return f"Register in {episode_id(self.episode)}"


class TreeDrops(QObject):
    """Stands before the tree's own handling of drags; drags without files are not its business.

    ``refused`` brings one line about what cannot be dropped at all.
    """

    dropped = Signal(object, object)  # tuple[Path, ...], DropTarget
    dropped_beside = Signal(object)  # tuple[Path, ...]: on no line that takes them
    refused = Signal(str)

    def __init__(self, view: QTreeView, themes: Themes) -> None:
        super().__init__(view)
        self._view = view
        self._light = _Light(view.viewport(), themes)
        self._reach = DropReach(view)
        view.setAcceptDrops(True)
        view.viewport().setAcceptDrops(True)
        view.viewport().installEventFilter(self)

    @property
    def lit(self) -> DropTarget | None:
        """The target that is lit now."""
        return self._light.target

    def light(self, target: DropTarget, line: QRect) -> None:
        """Light up a line as if something were dragged over it."""
        self._light.show_on(target, line)

    def put_out(self) -> None:
        """Nothing is dragged over the tree any more."""
        self._light.put_out()
        self._reach.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QDropEvent() if event.type() == QEvent.Type.Drop:
                return self._drop(event)
            case QDragMoveEvent() if event.type() == QEvent.Type.DragMove:
                return self._move(event)
            case QDragEnterEvent() if event.type() == QEvent.Type.DragEnter:
                return self._move(event)
            case _ if event.type() == QEvent.Type.DragLeave:
                self.put_out()
        return super().eventFilter(watched, event)

    # -- private -------------------------------------------------------------

    def _move(self, event: QDragMoveEvent) -> bool:
        if not _concerns(event.mimeData()):
            return False
        # Taken wherever it is: what the tree lets go once goes to the window until it leaves.
        target = self._target(event)
        point = event.position().toPoint()
        self._reach.follow(point, self._view.indexAt(point))
        if target is None:
            self._light.put_out()
        else:
            self._light.show_on(target, self._view.visualRect(self._index(event)))
        _take(event)
        return True

    def _drop(self, event: QDropEvent) -> bool:
        if not _concerns(event.mimeData()):
            return False
        target = self._target(event)
        self.put_out()
        files, trouble = files_in(event.mimeData())
        _take(event)
        if trouble:
            self.refused.emit(trouble)
        if files and target is not None:
            self.dropped.emit(files, target)
        elif files:
            self.dropped_beside.emit(files)
        return True

    def _target(self, event: QDropEvent) -> DropTarget | None:
        """What would take it: the line under the pointer, or the one it belongs to."""
        index = self._index(event)
        node = index.data(TreeRole.NODE) if index.isValid() else None
        return target_of(node) if isinstance(node, Node) else None

    def _index(self, event: QDropEvent) -> QModelIndex:
        """The line that takes what is dropped here; an invalid index when none does."""
        index = self._view.indexAt(event.position().toPoint())
        while index.isValid() and index.data(TreeRole.NODE).kind not in _TAKERS:
            index = index.parent()
        return index


def target_of(node: Node) -> DropTarget | None:
    """What a line takes; None when it takes nothing."""
    detail = node.detail
    if node.kind not in _TAKERS or detail.episode is None:
        return None
    shot = ""
    if node.kind is NodeKind.SHOT:
        shot = detail.shot_id if find_shot_number(detail.shot_id) else ""
    return DropTarget(node.kind, node.key, detail.episode, shot)


def _concerns(mime: QMimeData) -> bool:
    """Whether it may be a video, or somebody thinks that it is one."""
    return mime.hasUrls() or mime.hasText()


def _take(event: QDropEvent) -> None:
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def files_in(mime: QMimeData) -> tuple[tuple[Path, ...], str]:
    """The local files that are dragged or copied, and one line about what else there is."""
    urls = mime.urls()
    files = tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    others = [url for url in urls if not url.isLocalFile()]
    if others:
        name = others[0].host() or others[0].toString()
        return files, f"An address is no file: download the video from {name} first"
    if not files:
        return (), "Text is no video: drop a video file"
    return files, ""


class _Light(QWidget):
    """A frame around a line with what dropping there does; it lets all events through."""

    def __init__(self, viewport: QWidget, themes: Themes) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._themes = themes
        self.target: DropTarget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_on(self, target: DropTarget, line: QRect) -> None:
        """Light up a line."""
        self.target = target
        self.setGeometry(QRect(0, line.top(), self._viewport.width(), max(line.height(), 1)))
        self.show()
        self.raise_()
        self.update()

    def put_out(self) -> None:
        """No line takes anything."""
        self.target = None
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.target is None:
            return
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(3, 1, -3, -1)
        ground = QColor(theme.accent)
        ground.setAlpha(46)
        painter.setPen(QPen(theme.accent, 1.5))
        painter.setBrush(ground)
        painter.drawRoundedRect(frame, 5, 5)
        font = theme.font(theme.small_size, bold=True)
        width = QFontMetrics(font).horizontalAdvance(self.target.words) + 16
        badge = QRectF(frame.right() - width - 3, frame.top() + 3, width, frame.height() - 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        painter.drawRoundedRect(badge, 4, 4)
        painter.setFont(font)
        painter.setPen(theme.on_accent)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, self.target.words)
