"""The contact sheet: every shot on paper, from one to many, in any script."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.domain.paths import ProjectPath
from engine.export.sheet import contact_sheet
from engine.export.sheet_fonts import faces_for, scripts_of
from engine.export.sheet_layout import FOOT, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, grid_for
from engine.export.timeline import lay_out
from engine.jobs import JobContext, Stopped
from resources.loader import resource
from tests.helpers.exports import a_cut, a_project

if TYPE_CHECKING:
    from pathlib import Path

    from engine.export.sheet import Sheet


def a_sheet(folder: Path, titles: list[str], job: JobContext | None = None) -> Sheet:
    """The sheet of shots with these prompts; all show one still, and the last has no clip."""
    project = a_project(folder)
    still = ProjectPath("still.png")
    Image.new("RGB", (36, 64), "navy").save(project.root / "still.png")
    cut = a_cut(*[24] * (len(titles) - 1), 0)
    items = [
        replace(item, clip=item.clip and still, title=title)
        for item, title in zip(cut.items, titles, strict=True)
    ]
    timeline = lay_out(project, replace(cut, items=tuple(items)), title="Hafen Nächte")
    return contact_sheet(project, timeline, None, job or JobContext())


def pages_in(sheet: Sheet) -> int:
    return len(re.findall(rb"/Type /Page\b", sheet.data))


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_that_cells_of_any_shape_stay_on_the_page_and_apart(width: int, height: int) -> None:
    grid = grid_for((width, height))

    cells = list(grid.cells())

    assert len(cells) == grid.a_page >= 6
    assert max(cell.left + cell.width for cell in cells) <= PAGE_WIDTH - MARGIN + 0.01
    assert max(cell.caption_top for cell in cells) + 15 <= PAGE_HEIGHT - MARGIN - FOOT + 0.01
    assert len({(cell.left, cell.top) for cell in cells}) == len(cells)


@pytest.mark.parametrize(("shots", "pages"), [(1, 1), (14, 1), (15, 2), (40, 3)])
def test_that_every_shot_is_on_a_page(tmp_path: Path, shots: int, pages: int) -> None:
    sheet = a_sheet(tmp_path, [f"Über die Brücke, {number}" for number in range(shots)])

    assert sheet.data.startswith(b"%PDF-")
    assert pages_in(sheet) == pages
    assert sheet.troubles == ()


def test_that_scripts_that_join_and_turn_are_printed(tmp_path: Path) -> None:
    sheet = a_sheet(
        tmp_path, ["Слово за слово", "Ο Νίκος περιμένει", "x" * 5000, "a\nb\tc\x00", ""]
    )

    assert sheet.troubles == ()


def test_that_letters_without_a_font_are_told(tmp_path: Path) -> None:
    faces, lacking = faces_for(["Jade 𒀀 ü"], folders=[tmp_path])

    assert faces == ()
    assert lacking == {"𒀀"}
    assert scripts_of([*"ع字🎬", "𒀀"]) == ["Arabic", "CJK", "Cuneiform", "signs"]


def test_that_the_machines_fonts_help_and_damaged_ones_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "DejaVuSans.ttf").write_bytes(b"no font at all")
    (tmp_path / "Other.otf").write_bytes(resource("fonts/Inter-Regular.otf").read_bytes())

    faces, lacking = faces_for(["字"], folders=[tmp_path])

    assert faces == ()
    assert lacking == {"字"}


def test_that_a_picture_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    timeline = lay_out(project, a_cut(24), title="Hafen")

    sheet = contact_sheet(project, timeline, None, JobContext())

    (trouble,) = sheet.troubles
    assert trouble.startswith("no picture of EP001_SH01")
    assert pages_in(sheet) == 1


def test_that_a_sheet_can_be_stopped(tmp_path: Path) -> None:
    job = JobContext()
    job.cancel()

    with pytest.raises(Stopped):
        a_sheet(tmp_path, ["one", "two"], job)
