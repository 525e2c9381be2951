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

    from PySide6.QtCore import QPointF

    from recoil_desktop.scrubber.panel import SegmentationPanel
    from tests.bench.material import Material
    from tests.bench.passes import Truth

FRAME_MS = 16
PAINT_MS = 8
ROUNDS = 25
WIDTH = 1440


def rows(material: Material) -> list[Row]:
    """The usual pass, and one four times as long with as many more cuts."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # late: the platform is chosen above

    from recoil_desktop.process import tune

    tune()
    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory(prefix="recoil-bench-") as settings:
        usual, long = _usual(material, Path(settings)), _long(material, Path(settings))
        found = _rows_of("15 s, 8 shots", usual, PAINT_MS)
        found += _rows_of("60 s, 32 shots, 80 scores above", long, 2 * PAINT_MS)
    app.processEvents()
    return found


def _rows_of(note: str, panel: SegmentationPanel, paint_ms: float) -> list[Row]:
    view = panel.timeline

    def playhead_moved() -> None:
        view.set_playhead((view.playhead + 7) % 100)
        view.repaint()

    def zoomed() -> None:
        view.zoom(1.1 if view.scale.is_fitted else 1 / 1.1)
        view.repaint()

    found = [
        _dragged("threshold dragged: cuts on screen", panel, _threshold_path(panel), note),
        _dragged("cut dragged: cuts on screen", panel, _cut_path(panel), note),
        _row(f"timeline painted anew at {WIDTH} px", zoomed, paint_ms, note),
        _row("playhead moved: timeline painted", playhead_moved, paint_ms, note),
    ]
    panel.clear()
    panel.close()
    return found


def _dragged(name: str, panel: SegmentationPanel, path: list[QPointF], note: str) -> Row:
    """From the event of a held mouse to the last pixel."""
    from tests.helpers.mouse import move, press, release  # late: the platform is chosen in rows()

    view, ways = panel.timeline, cycle(path[1:])

    def one_move() -> None:
        move(view, next(ways))
        view.repaint()

    press(view, path[0])
    row = _row(name, one_move, FRAME_MS, note)
    release(view, path[0])
    panel.undo()
    return row


def _threshold_path(panel: SegmentationPanel) -> list[QPointF]:
    from PySide6.QtCore import QPointF  # late: the platform is chosen in rows()

    from recoil_desktop.scrubber.curve import height_of

    area = panel.timeline.area_of(panel.timeline.curve)
    scores = (panel.editor.threshold, 20, 32, 24, 45)
    heights = [area.top() + height_of(score, area.height()) for score in scores]
    return [QPointF(area.left() + 700, height) for height in heights]


def _cut_path(panel: SegmentationPanel) -> list[QPointF]:
    from PySide6.QtCore import QPointF  # late: the platform is chosen in rows()

    view = panel.timeline
    cut = panel.editor.cuts.frames[2]
    height = view.area_of(view.handles).center().y()
    return [QPointF(view.x_of(cut) + 12 * place, height) for place in (0, -1, 1, -2, 2)]


def _row(name: str, work: Callable[[], object], limit_ms: float, note: str) -> Row:
    return within(name, work, limit_ms=limit_ms, rounds=ROUNDS, note=note)


def _usual(material: Material, settings: Path) -> SegmentationPanel:
    truth = material.portrait.truth
    clip = _clip(material.portrait.path, truth)
    return _panel(clip, truth.lengths, dict.fromkeys(truth.cuts, 60.0), settings)


def _long(material: Material, settings: Path) -> SegmentationPanel:
    """The scores of a video four times as long over the same pictures."""
    truth = material.portrait.truth
    count = 4 * truth.frames
    boundaries = [count * place // 32 for place in range(1, 32)]
    scores = {frame: 22.0 + frame % 40 for frame in range(20, count, count // 80)}
    scores |= dict.fromkeys(boundaries, 70.0)
    clip = Clip(material.portrait.path, count, (0, *boundaries), _clip_rate(truth), truth.cell)
    lengths = [b - a for a, b in zip((0, *boundaries), (*boundaries, count), strict=True)]
    return _panel(clip, lengths, scores, settings)


def _panel(
    clip: Clip, lengths: object, scores: dict[int, float], settings: Path
) -> SegmentationPanel:
    from PySide6.QtCore import QCoreApplication  # late: the platform is chosen in rows()

    from recoil_desktop.scrubber.panel import SegmentationPanel
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes
    from tests.helpers.panels import InlineJobs

    panel = SegmentationPanel(InlineJobs(), None, Themes(), SettingsStore(settings))  # type: ignore[arg-type]
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
