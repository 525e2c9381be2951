"""What the export dialog offers, what it asks for, and what is said about that."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.exports import ExportWish, Format, Notes
from engine.domain.timecode import SMPTE_RATES, rate_in_words

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = (
    (Format.OTIO, "Everything that is known of the cut, for programs that read OpenTimelineIO"),
    (Format.EDL, "The edit list that every finishing program reads; up to 999 shots"),
    (Format.FCPXML, "For Final Cut Pro, DaVinci Resolve and what else reads its documents"),
    (Format.CSV, "A row a shot, for spreadsheets"),
    (Format.CONTACT_SHEET, "Every shot on paper: picture, number, status, length, what it shows"),
)
"""The formats, and what each is for."""

NOTES = (
    (Notes.ALL, "All, as markers"),
    (Notes.OPEN, "Only open ones"),
    (Notes.NONE, "None"),
)
"""Which comments go along."""

RATES: tuple[Fraction, ...] = tuple(sorted(SMPTE_RATES))
_DROPPING = {Fraction(30000, 1001), Fraction(60000, 1001)}


@dataclass(frozen=True, slots=True)
class ExportAsk:
    """What the dialog asks for: the wish, the file, and whether one that is there may go."""

    wish: ExportWish
    target: Path
    replace: bool = False


@dataclass(frozen=True, slots=True)
class EpisodeEntry:
    """An episode that can be exported."""

    episode: int
    label: str


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """The episodes there are, where files go, and how they begin: ``harbor_EP001``."""

    episodes: tuple[EpisodeEntry, ...]
    folder: Path
    stem: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What an export would hold: a line, and the lines of what is not as good as it could be."""

    summary: str
    warnings: tuple[str, ...] = ()
    rate: Fraction = Fraction(24)
    trouble: str = ""


def has_timeline(form: Format) -> bool:
    """Whether rate, handles and comments mean anything in this format."""
    return form is not Format.CONTACT_SHEET


def drops_numbers(form: Format, rate: Fraction) -> bool:
    """Whether there is a choice of drop-frame timecode."""
    return form in {Format.EDL, Format.CSV} and rate in _DROPPING


def shows_stills(form: Format) -> bool:
    """Whether pictures can stand in for clips."""
    return form in {Format.OTIO, Format.EDL, Format.FCPXML}


def why_not(target: Path, form: Format) -> str:
    """Why no file can be written there; empty when it can, also over one that is there."""
    if not target.name or target.suffix.lower() != form.suffix or not target.stem.strip("."):
        return f"the file's name ends with {form.suffix}"
    if not target.parent.is_dir():
        return f"there is no folder {target.parent}"
    if target.is_dir() or target.is_symlink():
        return "something that is no file has this name"
    return ""


def rate_title(rate: Fraction | None, own: Fraction | None) -> str:
    """A rate as the list shows it; None is the episode's own."""
    if rate is not None:
        return f"{rate_in_words(rate)} fps"
    return f"As the episode, {rate_in_words(own)} fps" if own else "As the episode"
