"""The picture, the proof and the lists side by side, shared out by the shape of the video."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recoil_desktop.scrubber.side import SidePane

_NARROW = 640  # pixels below which the proof shares its place with the lists
_ROOMY = 960  # pixels from which the lists get all the width they like
_SIDES = (184, 232)
_LEAST = 120
_MOST = 5 / 14  # of what the lists leave


class Stage(QSplitter):
    """Gives the picture the width its shape can use and the proof all the rest.

    Once the editor has moved a border, the shares are the editor's.
    """

    def __init__(self, surface: QWidget, proof: QWidget, side: SidePane) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._proof = proof
        self._side = side
        self._aspect = 9 / 16
        self._is_by_hand = False
        surface.setMinimumWidth(_LEAST)
        for place, widget in enumerate((surface, proof, side)):
            self.addWidget(widget)
            self.setCollapsible(place, False)
            self.setStretchFactor(place, int(widget is proof))
        self.setHandleWidth(1)
        self.splitterMoved.connect(self._keep_shares)

    def show_shape(self, size: tuple[int, int]) -> None:
        """Share out for a video of ``size`` in pixels."""
        self._aspect = size[0] / max(size[1], 1)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (self.width() < _NARROW) != self._side.has_guest:
            self._is_by_hand = False
            self._move_proof()
        self._share()

    def _move_proof(self) -> None:
        if not self._side.has_guest:
            self._side.take_in(self._proof)
        else:
            self._side.give_back()
            self.insertWidget(1, self._proof)
            self._proof.show()

    def _share(self) -> None:
        if self._is_by_hand:
            return
        narrow, wide = _SIDES
        side = wide if self.width() >= _ROOMY else narrow
        rest = self.width() if self._side.has_guest else self.width() - side
        picture = round(max(min(self.height() * self._aspect, rest * _MOST), _LEAST))
        lists = [] if self._side.has_guest else [side]
        self.setSizes([picture, rest - picture, *lists])

    def _keep_shares(self) -> None:
        self._is_by_hand = True
