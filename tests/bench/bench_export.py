"""How quickly an episode leaves: lists of very many shots, and a sheet of all its pictures."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from engine.domain.paths import ProjectPath
from engine.export.edl import edl_text
from engine.export.fcpxml import fcpxml_text
from engine.export.otio_file import otio_text
from engine.export.sheet import contact_sheet
from engine.export.table import csv_text
from engine.export.timeline import lay_out
from engine.jobs import JobContext
from engine.store.cache import Caches
from tests.bench.harness import Row, within
from tests.helpers.exports import Clip, a_comment, a_cut, a_project, a_timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.export.timeline import CutTimeline
    from engine.store.project import Project
    from tests.bench.material import Material

SHOTS = 999
PRINTED = 120
LIST_MS = 1000
SHEET_MS = 12_000


def rows(material: Material) -> list[Row]:
    """Every format, with a comment on every shot; the sheet from cold and from the cache."""
    with tempfile.TemporaryDirectory(prefix="export-", dir=material.folder) as folder:
        return [*_lists(Path(folder)), *_sheets(Path(folder))]


def _lists(folder: Path) -> Iterator[Row]:
    notes = [a_comment(number, "softer", frames=(3, 9)) for number in range(1, SHOTS + 1)]
    cut = a_cut(*[Clip(60, has_sound=True)] * SHOTS)
    timeline = a_timeline(folder, cut, *notes)
    made = {
        "EDL": partial(edl_text, timeline),
        "FCPXML": partial(fcpxml_text, timeline, {}),
        "OTIO": partial(otio_text, timeline),
        "CSV": partial(csv_text, timeline),
    }
    for name, work in made.items():
        yield within(f"{SHOTS} shots as {name}", work, limit_ms=LIST_MS)


def _sheets(folder: Path) -> Iterator[Row]:
    project = a_project(folder)
    timeline = _with_stills(project)
    caches = Caches(folder / "caches")
    for name, kept in (("", None), (" again", caches)):
        contact_sheet(project, timeline, kept, JobContext())
        work = partial(contact_sheet, project, timeline, kept, JobContext())
        yield within(f"contact sheet of {PRINTED} stills{name}", work, limit_ms=SHEET_MS)


def _with_stills(project: Project) -> CutTimeline:
    """Shots that each show a still of 1080x1920."""
    cut = a_cut(*[60] * PRINTED)
    items = []
    for number, item in enumerate(cut.items):
        path = ProjectPath(f"still_{number}.png")
        colour = (number * 2 % 256, number * 5 % 256, 90)
        Image.new("RGB", (1080, 1920), colour).save(project.root / str(path))
        items.append(replace(item, clip=path))
    return lay_out(project, replace(cut, items=tuple(items)), title="Hafen Nächte")
