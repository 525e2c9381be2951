"""What is measured on: synthetic passes with exact truth, made once, and real files if given.

``RECOIL_BENCH_DIR`` is where the passes are kept (a folder under the system's temp otherwise);
``RECOIL_BENCH_MEDIA`` is a folder of real videos.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.passes import RECIPES, Recipe, Truth, make_pass

if TYPE_CHECKING:
    from collections.abc import Sequence

_SUFFIXES = {".mp4", ".mov", ".m4v", ".webm", ".mkv"}


@dataclass(frozen=True, slots=True)
class Pass:
    """A synthetic pass and the truth about it."""

    path: Path
    truth: Truth


@dataclass(frozen=True, slots=True)
class Material:
    """Everything there is to measure on."""

    folder: Path
    passes: tuple[Pass, ...]
    real: tuple[Path, ...]

    @classmethod
    def prepared(cls, recipes: Sequence[Recipe] = RECIPES) -> Material:
        """Make what is missing; the rest is taken from the folder."""
        folder = Path(
            os.environ.get("RECOIL_BENCH_DIR") or Path(tempfile.gettempdir()) / "recoil-bench"
        )
        folder.mkdir(parents=True, exist_ok=True)
        _make_missing(folder, recipes)
        passes = tuple(_load(folder / recipe.file) for recipe in recipes)
        return cls(folder, passes, _real_files())

    def of_kind(self, kind: str) -> tuple[Pass, ...]:
        """The passes of one kind."""
        return tuple(p for p in self.passes if p.truth.kind == kind)

    def named(self, name: str) -> Pass:
        """The pass with this name."""
        return next(p for p in self.passes if p.truth.name == name)

    @property
    def portrait(self) -> Pass:
        """The usual pass: 720x1280, 30 frames a second, 15 s."""
        return self.named("long_720x1280_30")

    @property
    def full_hd(self) -> Pass:
        """The large pass: 1080x1920, 30 frames a second, 15 s."""
        return self.named("long_1080x1920_30")


def _make_missing(folder: Path, recipes: Sequence[Recipe]) -> None:
    missing = [r for r in recipes if not (folder / r.file).with_suffix(".json").exists()]
    if not missing:
        return
    print(f"making {len(missing)} passes in {folder}", file=sys.stderr, flush=True)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for done in pool.map(make_pass, missing, [folder] * len(missing)):
            print(f"  {done.name}", file=sys.stderr, flush=True)


def _load(path: Path) -> Pass:
    return Pass(path, Truth.from_json(json.loads(path.with_suffix(".json").read_text())))


def _real_files() -> tuple[Path, ...]:
    folder = os.environ.get("RECOIL_BENCH_MEDIA")
    if not folder:
        return ()
    found = sorted(p for p in Path(folder).rglob("*") if p.suffix.lower() in _SUFFIXES)
    return tuple(path for path in found if _shows_pictures(path))


def _shows_pictures(path: Path) -> bool:
    """Whether it can be measured at all: there are files without a picture, and broken ones."""
    from engine.errors import MediaError
    from engine.media.probe import probe

    try:
        return probe(path).frames > 1
    except MediaError:
        return False
