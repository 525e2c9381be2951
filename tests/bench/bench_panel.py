"""How soon the segmentation panel answers: threshold, drag and playhead, from event to pixels."""

from __future__ import annotations

import os
import tempfile
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.harness import Row, within
from tests.helpers.clips import Clip
from tests.helpers.reviews import a_review

if TYPE_CHECKING:
    from collections.abc import Callable

    from recoil_desktop.scrubber.panel import SegmentationPanel
    from tests.bench.material import Material
    from tests.bench.passes import Truth

FRAME_MS = 16
PAINT_MS = 8
ROUNDS = 25
WIDTH = 1440


def rows(material: Material) -> list[Row]:
    """A pass of 15 s with 8 shots, and a day's worth of cuts on a long one."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # late: the platform is chosen above

    app = QApplication.instance() or QApplication([])
    found = _rows_of("15 s, 8 shots", _usual(material))
    found += _rows_of("5 min, 60 shots, 200 scores above", _long(material))
    app.processEvents()
    return found


def _rows_of(note: str, panel: SegmentationPanel) -> list[Row]:
    view, editor = panel.timeline, panel.editor
    thresholds = cycle((20.0, 32.0, 24.0, 45.0))
    frames = cycle(range(10, 40))
    first = editor.cuts.frames[0]

    def threshold_moved() -> None:
        view.threshold_dragged.emit(next(thresholds))
        view.repaint()

    def cut_dragged() -> None:
        editor.preview_move(first, first + next(frames) % 7 - 3)
        view.repaint()

    def playhead_moved() -> None:
        view.set_playhead(next(frames))
        view.repaint()

    def zoomed() -> None:
        view.zoom(1.1 if view.scale.is_fitted else 1 / 1.1)
        view.repaint()

    found = [
        _row("threshold moved: cuts on screen", threshold_moved, FRAME_MS, note),
        _row("cut dragged: cuts on screen", _after(editor.cancel, cut_dragged), FRAME_MS, note),
        _row(f"timeline painted anew at {WIDTH} px", zoomed, PAINT_MS, note),
        _row("playhead moved: timeline painted", playhead_moved, PAINT_MS, note),
    ]
    panel.clear()
    panel.close()
    return found


def _row(name: str, work: Callable[[], object], limit_ms: float, note: str) -> Row:
    return within(name, work, limit_ms=limit_ms, rounds=ROUNDS, note=note)


def _after(first: Callable[[], object], work: Callable[[], object]) -> Callable[[], object]:
    first()
    return work


def _usual(material: Material) -> SegmentationPanel:
    truth = material.portrait.truth
    return _panel(
        _clip(material.portrait.path, truth), truth.lengths, dict.fromkeys(truth.cuts, 60.0)
    )


def _long(material: Material) -> SegmentationPanel:
    """The scores of a video twenty times as long over the same pictures."""
    truth = material.portrait.truth
    count = 20 * truth.frames
    boundaries = [count * place // 60 for place in range(1, 60)]
    scores = {frame: 22.0 + frame % 40 for frame in range(20, count, count // 200)}
    scores |= dict.fromkeys(boundaries, 70.0)
    clip = Clip(material.portrait.path, count, (0, *boundaries), _clip_rate(truth), truth.cell)
    lengths = [b - a for a, b in zip((0, *boundaries), (*boundaries, count), strict=True)]
    return _panel(clip, lengths, scores)


def _panel(clip: Clip, lengths: object, scores: dict[int, float]) -> SegmentationPanel:
    from PySide6.QtCore import QCoreApplication  # late: the platform is chosen in rows()

    from recoil_desktop.scrubber.panel import SegmentationPanel
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes
    from tests.helpers.panels import InlineJobs

    folder = Path(tempfile.mkdtemp(prefix="recoil-bench-"))
    panel = SegmentationPanel(InlineJobs(), None, Themes(), SettingsStore(folder))  # type: ignore[arg-type]
    panel.resize(WIDTH, 860)
    panel.show()
    panel.show_review(a_review(clip, planned=lengths, scores=scores, rate=int(clip.rate)))  # type: ignore[arg-type]
    panel.editor.add(9)
    QCoreApplication.processEvents()  # nothing is painted before the window is exposed
    return panel


def _clip(path: Path, truth: Truth) -> Clip:
    return Clip(path, truth.frames, truth.starts, _clip_rate(truth), truth.cell)


def _clip_rate(truth: Truth) -> object:
    from fractions import Fraction

    return Fraction(truth.rate)
