"""The contact sheet: every shot of an episode on paper, with picture, number, length and words."""

from __future__ import annotations

import io
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos
from fpdf.errors import FPDFException

from engine.domain.ids import episode_id
from engine.domain.timecode import rate_in_words
from engine.errors import RecoilError
from engine.export.sheet_fonts import FONT_DAMAGES, REGULAR, STRONG, faces_for, scripts_of
from engine.export.sheet_layout import (
    FOOT,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Cell,
    grid_for,
)
from engine.export.words import one_line
from engine.media.thumbnail import thumbnail
from resources.loader import resource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from fractions import Fraction

    from engine.export.timeline import CutTimeline, Shot
    from engine.jobs import JobContext
    from engine.store.cache import Caches
    from engine.store.project import Project

log = logging.getLogger(__name__)
logging.getLogger("fontTools").setLevel(logging.WARNING)  # tells of every table it drops

Colour = tuple[int, int, int]

_FAMILY = "Inter"
_DOTS_A_MM = 6.0  # 150 to the inch
_LONGEST_PROMPT = 320
_PROMPT_LINES = 3
_INSET, _STEP = 2.5, 3.4
_UNKNOWN = "�"
_INK: Colour = (24, 26, 31)
_GREY: Colour = (104, 109, 120)
_PALE: Colour = (236, 237, 240)
_LINE: Colour = (208, 210, 216)
_BAD: Colour = (196, 52, 52)
_COLOURS: dict[str, Colour] = {
    "canonical": (38, 132, 84),
    "pinned": (70, 84, 190),
    "candidate": (178, 118, 8),
    "registered": (104, 109, 120),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The document, and what of it is not as it should be, a line each."""

    data: bytes
    troubles: tuple[str, ...] = ()


def contact_sheet(
    project: Project, timeline: CutTimeline, caches: Caches | None, job: JobContext
) -> Sheet:
    """The sheet of a cut; a picture that cannot be read is left out, and told.

    Raises:
        Stopped: the job was cancelled.
    """
    grid = grid_for(timeline.size)
    height = round(grid.height * _DOTS_A_MM)
    pictures, troubles = _pictures(project, timeline, height, caches, job)
    sheet = _Paper(timeline, project.clock.now())
    cells = list(grid.cells())
    pages = -(-len(timeline.shots) // grid.a_page)
    for place, shot in enumerate(timeline.shots):
        if place % grid.a_page == 0:
            sheet.begin_page(pages)
        sheet.draw(shot, pictures[place], cells[place % grid.a_page])
        if place % 20 == 0:
            job.check()
    return Sheet(sheet.finished(), (*troubles, *sheet.troubles))


# -- pictures ----------------------------------------------------------------


def _pictures(
    project: Project,
    timeline: CutTimeline,
    height: int,
    caches: Caches | None,
    job: JobContext,
) -> tuple[list[bytes | None], list[str]]:
    """A JPEG for every shot, made by two threads."""
    pictures: list[bytes | None] = []
    troubles: list[str] = []
    look = partial(_picture, project, height, caches)
    with ThreadPoolExecutor(2, "contact sheet") as threads:
        waiting = [threads.submit(look, shot) for shot in timeline.shots]
        try:
            for done, result in enumerate(waiting, start=1):
                picture, trouble = result.result()
                pictures.append(picture)
                troubles += [trouble] if trouble else []
                job.report(done, len(waiting), "Draw the contact sheet")
        finally:
            for result in waiting:
                result.cancel()
    return pictures, troubles


def _picture(
    project: Project, height: int, caches: Caches | None, shot: Shot
) -> tuple[bytes | None, str]:
    path = shot.item.clip or shot.item.still
    if path is None:
        return None, ""
    try:
        return thumbnail(project.resolve(path), height, caches), ""
    except RecoilError as error:
        log.info("no picture of %s: %s", path, error)
        return None, f"no picture of {shot.item.shot_id}: {error}"


# -- paper -------------------------------------------------------------------


class _Paper:
    """Draws pages; all sizes are millimetres, of letters points."""

    def __init__(self, timeline: CutTimeline, now: datetime) -> None:
        self._timeline = timeline
        self._printed = f"{now:%Y-%m-%d}"
        self._pdf = FPDF("landscape", "mm", "A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_title(self._title)
        self._pdf.set_creator("Recoil")
        self.troubles: list[str] = []
        self._lacking: frozenset[str] = frozenset()
        self._use_fonts()

    @property
    def _title(self) -> str:
        return one_line(f"{self._timeline.title}  {episode_id(self._timeline.episode)}")

    def begin_page(self, pages: int) -> None:
        """A new page with its head and foot."""
        pdf, timeline = self._pdf, self._timeline
        pdf.add_page()
        self._say(self._title, MARGIN, MARGIN, size=15, is_strong=True, width=150)
        missing = f"  ·  {len(timeline.missing)} missing" if timeline.missing else ""
        length = _length(timeline.frames / timeline.rate)
        about = f"{len(timeline.shots)} shots  ·  {length}  ·  {rate_in_words(timeline.rate)} fps"
        wide, top = PAGE_WIDTH - 2 * MARGIN, MARGIN + 1.6
        self._say(about + missing, MARGIN, top, size=8.5, ink=_GREY, width=wide, align=Align.R)
        bottom = PAGE_HEIGHT - MARGIN - FOOT + 4
        self._say(self._printed, MARGIN, bottom, size=7, ink=_GREY, width=wide)
        page = f"{pdf.page_no()} / {pages}"
        self._say(page, MARGIN, bottom, size=7, ink=_GREY, width=wide, align=Align.R)

    def draw(self, shot: Shot, picture: bytes | None, cell: Cell) -> None:
        """One shot."""
        self._draw_picture(shot, picture, cell)
        item, top = shot.item, cell.caption_top
        self._say(item.number.lstrip("0") or "0", cell.left, top, size=10, is_strong=True, width=20)
        length = f"{float(shot.record.count / self._timeline.rate):.1f} s"
        self._say(
            length, cell.left, top + 0.9, size=7.5, ink=_GREY, width=cell.width, align=Align.R
        )
        status, colour = _status(shot)
        self._pdf.set_fill_color(*colour)
        self._pdf.circle(cell.left + 0.9, top + 6.0, 0.8, style="F")
        self._say(status, cell.left + 2.9, top + 4.6, size=7, ink=colour, width=cell.width - 3)
        self._write(item.title, cell.left, top + 8.2, cell.width)

    def finished(self) -> bytes:
        """The whole document."""
        return bytes(self._pdf.output())

    # -- inside --------------------------------------------------------------

    def _use_fonts(self) -> None:
        """Ours, and those of the machine for the letters that ours do not have."""
        pdf = self._pdf
        pdf.add_font(_FAMILY, "", resource(REGULAR))
        pdf.add_font(_FAMILY, "B", resource(STRONG))
        faces, lacking = faces_for(self._words())
        families: list[str] = []
        for face in faces:
            family = f"machine{len(families)}"
            try:
                pdf.add_font(family, "", face.path)
                families.append(family)
            except (*FONT_DAMAGES, FPDFException) as error:
                log.info("font %s cannot be embedded: %s", face.path.name, error)
                lacking |= face.letters
        if families:
            pdf.set_fallback_fonts(families, exact_match=False)
        self._lacking = frozenset(lacking)
        if lacking:
            self.troubles.append(
                f"no font on this machine has {len(lacking)} letters of"
                f" {', '.join(scripts_of(lacking))}: they are shown as {_UNKNOWN}"
            )
        pdf.set_text_shaping(True)

    def _words(self) -> Iterator[str]:
        yield self._title
        for shot in self._timeline.shots:
            yield one_line(shot.item.title, _LONGEST_PROMPT)
            yield shot.item.reason

    def _draw_picture(self, shot: Shot, picture: bytes | None, cell: Cell) -> None:
        pdf = self._pdf
        pdf.set_fill_color(*_PALE)
        pdf.rect(cell.left, cell.top, cell.width, cell.height, style="F")
        if picture is not None:
            pdf.image(
                io.BytesIO(picture), cell.left, cell.top, cell.width, cell.height,
                keep_aspect_ratio=True,
            )  # fmt: skip
        pdf.set_draw_color(*(_BAD if shot.source is None else _LINE))
        pdf.set_line_width(0.15)
        pdf.rect(cell.left, cell.top, cell.width, cell.height)
        if picture is None:
            self._explain("no picture" if shot.source else shot.item.reason or "no clip", cell)

    def _explain(self, reason: str, cell: Cell) -> None:
        """Why there is no picture, in the middle of where it would be."""
        self._style(7.5, _GREY, is_strong=False)
        room = cell.width - 2 * _INSET
        lines = self._lines(self._readable(one_line(reason, _LONGEST_PROMPT)), room)
        top = cell.top + (cell.height - len(lines) * _STEP) / 2
        for number, line in enumerate(lines):
            self._pdf.set_xy(cell.left + _INSET, top + number * _STEP)
            self._pdf.cell(room, _STEP, line, align=Align.C, new_x=XPos.LEFT, new_y=YPos.TOP)

    def _write(self, text: str, left: float, top: float, width: float) -> None:
        """Words in a few lines; what has no room is cut off with an ellipsis."""
        pdf = self._pdf
        self._style(6.3, _GREY, is_strong=False)
        text = self._readable(one_line(text, _LONGEST_PROMPT))
        lines = self._lines(text, width)
        if len(lines) > _PROMPT_LINES:
            kept = [*lines[: _PROMPT_LINES - 1], self._shortened(lines[_PROMPT_LINES - 1], width)]
            lines = kept
        for number, line in enumerate(lines):
            pdf.set_xy(left, top + number * 2.9)
            pdf.cell(width, 2.9, line, new_x=XPos.LEFT, new_y=YPos.TOP)

    def _lines(self, text: str, width: float) -> list[str]:
        if not text:
            return []
        lines = self._pdf.multi_cell(
            width, 2.9, text, align=Align.L, dry_run=True, output=MethodReturnValue.LINES
        )
        return [str(line) for line in lines] if isinstance(lines, list) else []

    def _shortened(self, line: str, width: float) -> str:
        while line and self._pdf.get_string_width(f"{line}…") > width:
            line = line[:-1].rstrip()
        return f"{line}…"

    def _say(
        self,
        text: str,
        left: float,
        top: float,
        *,
        size: float,
        width: float,
        ink: Colour = _INK,
        is_strong: bool = False,
        align: Align = Align.L,
    ) -> None:
        """One line, cut off where it is longer than ``width``."""
        self._style(size, ink, is_strong=is_strong)
        text = self._readable(text)
        if self._pdf.get_string_width(text) > width:
            text = self._shortened(text, width)
        self._pdf.set_xy(left, top)
        self._pdf.cell(width, size * 0.42, text, align=align, new_x=XPos.LEFT, new_y=YPos.TOP)

    def _style(self, size: float, ink: Colour, *, is_strong: bool) -> None:
        self._pdf.set_font(_FAMILY, "B" if is_strong else "", size)
        self._pdf.set_text_color(*ink)

    def _readable(self, text: str) -> str:
        return "".join(_UNKNOWN if letter in self._lacking else letter for letter in text)


def _status(shot: Shot) -> tuple[str, Colour]:
    item = shot.item
    if shot.source is None:
        return "no clip", _BAD
    take = f", take {item.take}" if item.take else ""
    return f"{item.status or 'untracked'}{take}", _COLOURS.get(item.status, _GREY)


def _length(seconds: Fraction) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min" if minutes else f"{rest} s"
