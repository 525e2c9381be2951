"""The way out: an episode's cut for finishing programs, tables and paper."""

# Annotations are read at run time: the command line is made from them.
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import Told, counted
from engine.commands.context import CommandContext
from engine.commands.generate_words import Episode
from engine.commands.registry import Command, Words, command
from engine.domain.changes import Outcome
from engine.domain.exports import ExportWish, Format, Notes
from engine.domain.ids import episode_id
from engine.domain.timecode import rate_in_words, standard_rate
from engine.errors import UserError

if TYPE_CHECKING:  # heavy, and only named by helpers
    from collections.abc import Iterator

    from engine.export.exporting import Exported

_MOST_RATE = 1000
_MOST_TROUBLES = 8


def read_rate(text: str) -> Fraction:
    """Frames per second as somebody says them: 24, 23.976, 24000/1001.

    Raises:
        UserError: it is no rate.
    """
    try:
        rate = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not 1 <= rate <= _MOST_RATE:
        raise UserError(f"not a rate in frames a second: {text!r} (24, 23.976, 30000/1001)")
    return standard_rate(rate)


Out = Annotated[Path, Words("The file to write.", "--out", "FILE")]
Handles = Annotated[
    int, Words("Frames that editors may trim outwards, where there are any.", "--handles", "FRAMES")
]
Rate = Annotated[
    Fraction | None,
    Words("Frames a second of the timeline; else the episode's.", "--rate", "R", read_rate),
]
Markers = Annotated[
    str, Words("Which comments go along: all, open or none.", "--markers", "all|open|none")
]
NonDrop = Annotated[bool, Words("At 29.97 and 59.94: count without drop-frame.", "--non-drop")]
Stills = Annotated[bool, Words("Where a clip is missing, its picture stands in.", "--stills")]
Replace = Annotated[bool, Words("Write over a file that is there.", "--replace")]


@command(
    "export otio",
    examples=("recoil export otio --episode 1 --out ep1.otio --handles 12",),
)
def export_otio(
    context: CommandContext,
    *,
    episode: Episode,
    out: Out,
    handles: Handles = 0,
    rate: Rate = None,
    markers: Markers = "all",
    stills: Stills = False,
    replace: Replace = False,
) -> Outcome[Told]:
    """Export an episode's cut as OpenTimelineIO, with everything that is known of its clips.

    The best clip of every shot in film order; a shot without one is a gap that says why. With
    handles, clips are taken from the videos they were cut from. Comments become markers.
    """
    wish = ExportWish(
        episode=episode,
        form=Format.OTIO,
        handles=handles,
        rate=rate,
        notes=_notes(markers),
        stills=stills,
    )
    return _export(context, wish, out, replace=replace)


@command(
    "export edl",
    examples=(
        "recoil export edl --episode 1 --out ep1.edl",
        "recoil export edl --episode 1 --out ep1.edl --rate 29.97 --non-drop",
    ),
)
def export_edl(
    context: CommandContext,
    *,
    episode: Episode,
    out: Out,
    handles: Handles = 0,
    rate: Rate = None,
    markers: Markers = "all",
    non_drop: NonDrop = False,
    stills: Stills = False,
    replace: Replace = False,
) -> Outcome[Told]:
    """Export an episode's cut as CMX 3600 edit list, from 01:00:00:00 on.

    At 29.97 and 59.94 numbers are dropped, unless it is said otherwise. Reel names come from file
    names and are the same in every list. A shot without a clip is black; comments are locators.
    """
    wish = ExportWish(
        episode=episode,
        form=Format.EDL,
        handles=handles,
        rate=rate,
        notes=_notes(markers),
        stills=stills,
        drop_frame=not non_drop,
    )
    return _export(context, wish, out, replace=replace)


@command(
    "export fcpxml",
    examples=("recoil export fcpxml --episode 1 --out ep1.fcpxml --handles 12",),
)
def export_fcpxml(
    context: CommandContext,
    *,
    episode: Episode,
    out: Out,
    handles: Handles = 0,
    rate: Rate = None,
    markers: Markers = "all",
    stills: Stills = False,
    replace: Replace = False,
) -> Outcome[Told]:
    """Export an episode's cut as FCPXML 1.10, for Final Cut Pro and what reads its documents."""
    wish = ExportWish(
        episode=episode,
        form=Format.FCPXML,
        handles=handles,
        rate=rate,
        notes=_notes(markers),
        stills=stills,
    )
    return _export(context, wish, out, replace=replace)


@command("export csv", examples=("recoil export csv --episode 1 --out ep1.csv",))
def export_csv(
    context: CommandContext,
    *,
    episode: Episode,
    out: Out,
    handles: Handles = 0,
    rate: Rate = None,
    markers: Markers = "all",
    non_drop: NonDrop = False,
    replace: Replace = False,
) -> Outcome[Told]:
    """Export an episode's cut as a table for spreadsheets, a row a shot."""
    wish = ExportWish(
        episode=episode,
        form=Format.CSV,
        handles=handles,
        rate=rate,
        notes=_notes(markers),
        drop_frame=not non_drop,
    )
    return _export(context, wish, out, replace=replace)


@command(
    "export contact-sheet",
    examples=("recoil export contact-sheet --episode 1 --out ep1.pdf",),
)
def export_contact_sheet(
    context: CommandContext,
    *,
    episode: Episode,
    out: Out,
    replace: Replace = False,
) -> Outcome[Told]:
    """Print every shot of an episode: a picture, number, status, length and what it shows (PDF)."""
    wish = ExportWish(episode=episode, form=Format.CONTACT_SHEET)
    return _export(context, wish, out, replace=replace)


COMMANDS: Mapping[Format, Command[..., Outcome[Told]]] = {
    Format.OTIO: export_otio,
    Format.EDL: export_edl,
    Format.FCPXML: export_fcpxml,
    Format.CSV: export_csv,
    Format.CONTACT_SHEET: export_contact_sheet,
}
"""The verb for every format."""


# -- inside ------------------------------------------------------------------


def _notes(said: str) -> Notes:
    if said not in tuple(Notes):
        raise UserError(f"not a choice of comments: {said!r} (all, open or none)")
    return Notes(said)


def _export(
    context: CommandContext, wish: ExportWish, out: Path, *, replace: bool
) -> Outcome[Told]:
    from engine.export.exporting import export  # late: brings pydantic

    target = out.expanduser().absolute()
    made = export(
        context.require_project(),
        wish,
        target,
        replace=replace,
        caches=context.caches,
        job=context.job,
    )
    title = f"Export {episode_id(wish.episode)} to {target.name}"
    return Outcome(Told(_facts(wish, made), tuple(_lines(made))), title=title)


def _facts(wish: ExportWish, made: "Exported") -> dict[str, object]:
    timeline = made.timeline
    return {
        "path": str(made.target),
        "format": str(wish.form),
        "episode": wish.episode,
        "size": made.size,
        "shots": len(timeline.shots),
        "clips": len(timeline.shots) - len(timeline.missing),
        "frames": timeline.frames,
        "rate": rate_in_words(timeline.rate),
        "duration_s": round(float(timeline.frames / timeline.rate), 6),
        "markers": timeline.marker_count,
        "missing": [
            {"shot_id": shot.item.shot_id, "reason": shot.item.reason} for shot in timeline.missing
        ],
        "short_of_handles": [shot.item.shot_id for shot in timeline.short_of_handles],
        "troubles": list(made.troubles),
    }


def _lines(made: "Exported") -> "Iterator[str]":
    timeline = made.timeline
    length = f"{float(timeline.frames / timeline.rate):.2f} s at {rate_in_words(timeline.rate)}"
    notes = f", {counted(timeline.marker_count, 'comment')}" if timeline.marker_count else ""
    yield f"{made.target}: {counted(len(timeline.shots), 'shot')}, {length}{notes}"
    for shot in timeline.missing:
        yield f"{shot.item.shot_id}: no clip, {shot.item.reason}"
    if short := len(timeline.short_of_handles):
        yield f"{counted(short, 'shot')} with fewer than {timeline.handles} frames around"
    yield from made.troubles[:_MOST_TROUBLES]
    if (more := len(made.troubles) - _MOST_TROUBLES) > 0:
        yield f"and {counted(more, 'trouble')} more"
