"""How the board feels with a thousand cards, and how soon a thousand stills are small pictures."""

from __future__ import annotations

import io
import os
import tempfile
import threading
import time
from fractions import Fraction
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from tests.bench.harness import Row, figure

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from engine.domain.board import Board
    from engine.store.cache import Caches
    from tests.bench.material import Material

CARDS, PANELS = 1000, 4
STILLS = 1000
STEP = 96  # pixels a frame: a hand that hurries
FRAME_P95_MS, FRAME_P99_MS = 16, 33
COLD_S, WARM_S = 60, 2
_AT_ONCE = 200
_PATIENCE = 240
_FRAME = 0.016
_PAUSE = threading.Event()  # nobody sets it: the threads that load have their turn
_KINDS = 12  # pictures that differ; a few bytes behind their end make each file one of its own


def rows(_material: Material) -> list[Row]:
    """Frames of a scroll from top to end, and thumbnails made and found again."""
    with tempfile.TemporaryDirectory(prefix="recoil-bench-board-") as folder:
        os.environ["RECOIL_STATE_DIR"] = folder
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return _measured(Path(folder))


def _measured(folder: Path) -> list[Row]:
    from PySide6.QtWidgets import QApplication  # late: the platform is chosen in rows()

    from engine.store.cache import Caches
    from recoil_desktop.process import tune

    tune()
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication([])
    stills = _stills(folder)
    caches = Caches(folder / "cache")
    cold, warm = (_loaded(app, caches, stills) for _ in range(2))
    frames, again = _scrolls(app, caches, folder)
    note = f"{CARDS:,} cards of {PANELS} panels at 1440x900, {STEP} px a frame, pictures loading"
    return [
        figure(f"{STILLS:,} stills of 1080x1920 as thumbnails", cold, at_most=COLD_S, unit="s",
               note="half PNG, half JPEG"),
        figure(f"{STILLS:,} thumbnails from the cache", warm, at_most=WARM_S, unit="s"),
        figure("board scrolled from top to end, frame p95", _share(frames, 95),
               at_most=FRAME_P95_MS, unit="ms", note=note),
        figure("board scrolled from top to end, frame p99", _share(frames, 99),
               at_most=FRAME_P99_MS, unit="ms"),
        figure("the same with all pictures there, frame p95", _share(again, 95),
               at_most=FRAME_P95_MS, unit="ms"),
        figure("the same with all pictures there, frame p99", _share(again, 99),
               at_most=FRAME_P99_MS, unit="ms"),
    ]  # fmt: skip


def _share(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1]


# -- thumbnails ----------------------------------------------------------------


def _loaded(app: QApplication, caches: Caches, paths: list[Path]) -> float:
    """Seconds until every still is a picture that can be painted."""
    from recoil_desktop.delegates.thumbnails import Thumbnails, Wish

    thumbnails = Thumbnails(caches, limit=STILLS)
    left = [Wish(path, None, (101, 180)) for path in reversed(paths)]
    asked: set[Path] = set()
    thumbnails.loaded.connect(asked.discard)
    begin = time.perf_counter()
    while left or asked:
        while left and len(asked) < _AT_ONCE:
            wish = left.pop()
            asked.add(wish.path)
            thumbnails.picture(wish)
        app.processEvents()
        _PAUSE.wait(0.001)
        assert time.perf_counter() - begin < _PATIENCE
    spent = time.perf_counter() - begin
    thumbnails.close()
    return spent


def _stills(folder: Path) -> list[Path]:
    place = folder / "show" / "renders" / "ep_001"
    place.mkdir(parents=True)
    pictures = [_still(kind) for kind in range(_KINDS)]
    paths = []
    for number in range(STILLS):
        suffix, data = pictures[number % _KINDS]
        path = place / f"shot_{number:04d}{suffix}"
        path.write_bytes(data + number.to_bytes(4, "big"))
        paths.append(path)
    return paths


def _still(kind: int) -> tuple[str, bytes]:
    """A picture with soft light, an edge and some grain, as renders have them."""
    import numpy as np
    from PIL import Image

    random = np.random.default_rng(kind)
    high, wide = np.mgrid[0:1920, 0:1080]
    light = 90 + 60 * np.sin(wide / 300 + kind) + 40 * np.cos(high / 500)
    light = np.where(wide > 540 + 200 * np.sin(high / 400), light, 0.6 * light)
    colours = np.stack([light, light * 0.9, light * 0.75], axis=-1)
    grained = colours + random.normal(0, 3, colours.shape)
    picture = Image.fromarray(grained.clip(0, 255).astype(np.uint8))
    out = io.BytesIO()
    if kind % 2:
        picture.save(out, "JPEG", quality=92)
        return ".jpg", out.getvalue()
    picture.save(out, "PNG", compress_level=1)
    return ".png", out.getvalue()


# -- scrolling -----------------------------------------------------------------


def _scrolls(app: QApplication, caches: Caches, folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of every frame: while pictures come, and when they are all there."""
    from recoil_desktop.actions.catalogue import ALL_ACTIONS
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.theme import Themes
    from recoil_desktop.views.board.pane import BoardPane, BoardShown

    thumbnails = Thumbnails(caches, limit=4000)
    registry = ActionRegistry(ALL_ACTIONS, _Nobody())  # type: ignore[arg-type]
    pane = BoardPane(registry, Themes(app), thumbnails, None)  # type: ignore[arg-type]
    pane.resize(1440, 900)
    pane.show()
    pane.show_board(BoardShown((1,), _board(), 1, folder / "show", is_read=True))
    app.processEvents()
    frames = _scrolled(app, pane)
    begin = time.perf_counter()
    while thumbnails.is_loading and time.perf_counter() - begin < _PATIENCE:
        app.processEvents()
        _PAUSE.wait(0.005)
    again = _scrolled(app, pane)
    thumbnails.close()
    pane.close()
    pane.deleteLater()
    return frames, again


def _scrolled(app: QApplication, pane: object) -> list[float]:
    bar = pane.wall.verticalScrollBar()  # type: ignore[attr-defined]
    times: list[float] = []
    for value in range(0, bar.maximum() + STEP, STEP):
        begin = time.perf_counter()
        bar.setValue(value)
        app.processEvents()
        times.append((time.perf_counter() - begin) * 1e3)
        _PAUSE.wait(max(0.0, _FRAME - (time.perf_counter() - begin)))
    bar.setValue(0)
    app.processEvents()
    return times


def _board() -> Board:
    """A wall with everything that can be on a card."""
    from engine.domain.board import Board, BoardCard, CardStatus, Panel, PictureKind
    from engine.domain.paths import ProjectPath

    statuses = list(CardStatus)
    suffixes = [(".png", ".jpg")[number % 2] for number in range(_KINDS)]
    cards = []
    for number in range(CARDS):
        panels = []
        for place in range(PANELS):
            still = (number * PANELS + place) % STILLS
            name = f"renders/ep_001/shot_{still:04d}{suffixes[still % _KINDS]}"
            panels.append(
                Panel(
                    segment_id=f"EP001_SH{number * PANELS + place}",
                    shot_id=f"EP001_SH{number * PANELS + place}",
                    number=f"{number * PANELS + place:03d}",
                    title="Jade opens the door",
                    duration=Fraction(3),
                    picture=ProjectPath(name),
                    picture_kind=PictureKind.STILL,
                    status="candidate",
                    open_comments=place % 2,
                )
            )
        cards.append(
            BoardCard(
                batch_id=f"BATCH_{number:04d}",
                episode=1,
                title=f"PIER · SH{number * PANELS}–SH{number * PANELS + PANELS - 1}",
                status=statuses[number % len(statuses)],
                duration=Fraction(12),
                spent_micro=1_240_000,
                versions=3,
                active_version=2,
                candidates=(3,),
                panels=tuple(panels),
                revision=1,
                open_comments=2,
                stale=("The plan changed shot 3",) if number % 3 == 0 else (),
            )
        )
    return Board(1, tuple(cards))


class _Nobody:
    """A desk at which nobody sits."""

    def __getattr__(self, _verb: str) -> object:
        return lambda *_arguments: None
