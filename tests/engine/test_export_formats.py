"""What was exported is read back by others: the same clips, frames and markers."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree

import opentimelineio as otio
import pytest

from engine.domain.comments import CommentTag
from engine.domain.paths import ProjectPath
from engine.domain.timecode import Timecode
from engine.errors import Refused, UserError
from engine.export.edl import edl_text
from engine.export.fcpxml import fcpxml_text
from engine.export.markers import with_comments
from engine.export.otio_file import otio_text
from engine.export.table import csv_text
from engine.export.timeline import lay_out
from tests.helpers.exports import (
    FILM,
    FOLDER,
    NTSC,
    Clip,
    a_comment,
    a_cut,
    a_project,
    a_timeline,
)

if TYPE_CHECKING:
    from pathlib import Path

    from engine.export.timeline import CutTimeline

RATES = [FILM, Fraction(24), Fraction(25), NTSC, Fraction(30), Fraction(50), Fraction(60)]
NOTES = (
    a_comment(1, "softer light", frames=(5, 9)),
    a_comment(3, "wrong hand", frames=(40, 40), tag=CommentTag.FIX),
    a_comment(3, "good", resolved=True),
)


@pytest.fixture(params=RATES, ids=lambda rate: f"{float(rate):.2f}")
def timeline(request: pytest.FixtureRequest, tmp_path: Path) -> CutTimeline:
    cut = a_cut(Clip(48, has_sound=True), 0, 59, 100, rate=request.param)
    return a_timeline(tmp_path, cut, *NOTES)


def expected(timeline: CutTimeline) -> list[tuple[str, int, int]]:
    """Names of clips with where they begin and how long they are on the timeline."""
    return [
        (shot.name, shot.record.first, shot.record.count)
        for shot in timeline.shots
        if shot.source is not None
    ]


def read_back(track: otio.schema.Track) -> list[tuple[str, int, int]]:
    found = []
    for clip in track.find_clips():
        if clip.media_reference.schema_name() != "GeneratorReference":
            placed = clip.range_in_parent()
            found.append((clip.name, placed.start_time.to_frames(), placed.duration.to_frames()))
    return found


def test_that_opentimelineio_loads_the_same_clips_frames_and_markers(timeline: CutTimeline) -> None:
    loaded = otio.adapters.read_from_string(otio_text(timeline), "otio_json")

    video, sound = loaded.tracks
    assert loaded.name == "Hafen EP001"
    assert loaded.global_start_time.to_seconds() == pytest.approx(
        3600 * round(timeline.rate) / float(timeline.rate)
    )
    assert read_back(video) == expected(timeline)
    assert video.duration().to_frames() == timeline.frames == sound.duration().to_frames()
    assert [clip.name for clip in sound.find_clips()] == ["EP001_SH1_take1.mp4"]
    markers = [
        (clip.name, marker.name, marker.marked_range.start_time.to_frames(),
         marker.marked_range.duration.to_frames(), marker.color)
        for clip in video.find_clips() for marker in clip.markers
    ]  # fmt: skip
    assert markers == [
        ("EP001_SH1_take1.mp4", "softer light", 5, 5, "BLUE"),
        ("EP001_SH3_take1.mp4", "good", 0, 1, "GREEN"),
        ("EP001_SH3_take1.mp4", "wrong hand", 40, 1, "RED"),
    ]


def test_that_otio_knows_where_files_lie_and_why_one_lacks(tmp_path: Path) -> None:
    timeline = a_timeline(tmp_path, a_cut(48, 0))

    loaded = otio.adapters.read_from_string(otio_text(timeline), "otio_json")

    clip, gap = loaded.tracks[0]
    where = unquote(clip.media_reference.target_url)
    assert where == f"file://{tmp_path}/harbor/{FOLDER}/EP001_SH1_take1.mp4"
    assert clip.media_reference.available_range.duration.to_frames() == 48
    assert clip.metadata["recoil"]["prompt"] == "Jade geht über die Brücke, 1"
    assert isinstance(gap, otio.schema.Gap)
    assert gap.metadata["recoil"]["missing"] == "not rendered"


def test_that_the_cmx_3600_adapter_reads_the_same_clips_frames_and_markers(
    timeline: CutTimeline,
) -> None:
    text = edl_text(timeline)

    loaded = otio.adapters.read_from_string(text, "cmx_3600", rate=float(timeline.rate))

    track = next(track for track in loaded.tracks if track.name == "V")
    assert loaded.name == "Hafen EP001"
    assert read_back(track) == expected(timeline)
    timecode = Timecode.at(timeline.rate)
    start = timecode.frame("01:00:00:00")
    located = [line.split(maxsplit=4)[2:] for line in text.splitlines() if "LOC:" in line]
    at = {shot.number: shot.record.first for shot in timeline.shots}
    wanted = [
        (5, "BLUE", "softer light"),
        (at[3], "GREEN", "good"),
        (at[3] + 40, "RED", "wrong hand"),
    ]
    assert [(timecode.frame(time) - start, *rest) for time, *rest in located] == wanted
    if not timecode.is_drop_frame:
        markers = [marker for clip in track.find_clips() for marker in clip.markers]
        assert [
            (marker.marked_range.start_time.to_frames() - start, marker.color, marker.name)
            for marker in markers
        ] == wanted


def test_that_an_edit_list_looks_as_finishing_programs_want_it(tmp_path: Path) -> None:
    cut = a_cut(Clip(48, has_sound=True), 0, 30)

    lines = edl_text(a_timeline(tmp_path, cut)).split("\r\n")

    assert lines[:2] == ["TITLE: Hafen EP001", "FCM: NON-DROP FRAME"]
    events = [line for line in lines if line[:3].isdigit()]
    assert [line[14:] for line in events] == [
        "AA/V  C        00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00",
        "V     C        00:00:00:00 00:00:02:00 01:00:02:00 01:00:04:00",
        "V     C        00:00:00:00 00:00:01:06 01:00:04:00 01:00:05:06",
    ]
    assert events[1].split()[1] == "BL"
    assert "* NO CLIP: not rendered" in lines
    assert f"* FROM FILE: {tmp_path}/harbor/{FOLDER}/EP001_SH3_take1.mp4" in lines


def test_that_ntsc_drops_numbers_unless_it_is_told_not_to(tmp_path: Path) -> None:
    timeline = a_timeline(tmp_path, a_cut(1798, 4, rate=NTSC))

    dropping, counting = edl_text(timeline), edl_text(timeline, drop_frame=False)

    assert "FCM: DROP FRAME" in dropping
    assert "00:00:59;28 01:00:00;00 01:00:59;28" in dropping
    assert "00:00:00;04 01:00:59;28 01:01:00;04" in dropping
    assert "FCM: NON-DROP FRAME" in counting
    assert "00:00:00:04 01:00:59:28 01:01:00:02" in counting


def test_that_an_edit_list_refuses_what_it_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="counts 16 frames a second: choose a rate, as --rate 24"):
        edl_text(a_timeline(tmp_path, a_cut(48, rate=Fraction(16))))
    with pytest.raises(Refused, match="holds 999 shots, this cut has 1000"):
        edl_text(a_timeline(tmp_path, a_cut(*[1] * 1000)))
    with pytest.raises(Refused, match="after 23 hours"):
        edl_text(a_timeline(tmp_path, a_cut(24 * 3600 * 23)))


def test_that_clips_of_another_rate_are_shown_at_their_own_speed(tmp_path: Path) -> None:
    timeline = a_timeline(tmp_path, a_cut(24, Clip(60, Fraction(30)), 24))

    text = edl_text(timeline)

    assert "00:00:00:00 00:00:02:00 01:00:01:00 01:00:03:00" in text
    assert "* SOURCE RATE: 30 FPS" in text
    clip = ElementTree.fromstring(fcpxml_text(timeline, {})).findall(".//asset-clip")[1]
    assert (clip.get("offset"), clip.get("duration")) == ("24/24s", "48/24s")
    assert clip.find("conform-rate").attrib == {"scaleEnabled": "0", "srcFrameRate": "30"}
    loaded = otio.adapters.read_from_string(otio_text(timeline), "otio_json")
    assert loaded.tracks[0].duration().to_frames() == timeline.frames


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(25), Fraction(30)])
def test_that_the_fcpx_adapter_reads_the_same_clips_frames_and_markers(
    tmp_path: Path, rate: Fraction
) -> None:
    timeline = a_timeline(tmp_path, a_cut(48, 0, 60, 120, rate=rate), *NOTES)

    (loaded,) = otio.adapters.read_from_string(fcpxml_text(timeline, {}), "fcpx_xml")

    (track,) = loaded.tracks
    assert read_back(track) == expected(timeline)
    markers = [
        (clip.name, marker.name, marker.marked_range.start_time.to_frames(),
         marker.marked_range.duration.to_frames())
        for clip in track.find_clips() for marker in clip.markers
    ]  # fmt: skip
    assert markers == [
        ("EP001_SH1_take1.mp4", "softer light", 5, 5),
        ("EP001_SH3_take1.mp4", "good", 0, 1),
        ("EP001_SH3_take1.mp4", "wrong hand", 40, 1),
    ]


def test_that_fcpxml_counts_in_exact_fractions(timeline: CutTimeline) -> None:
    root = ElementTree.fromstring(fcpxml_text(timeline, {}))

    spine = root.find(".//spine")
    found = [(each.get("name"), frames(each.get("offset"), timeline), frames(each.get("duration"),
              timeline)) for each in spine]  # fmt: skip
    assert found == [(shot.name, shot.record.first, shot.record.count) for shot in timeline.shots]
    assert root.get("version") == "1.10"
    form = root.find(".//format")
    assert frames(form.get("frameDuration"), timeline) == 1
    assert [asset.get("hasAudio") for asset in root.iter("asset")] == ["1", None, None]
    assert all(asset.find("media-rep") is not None for asset in root.iter("asset"))
    todo = [(one.get("value"), one.get("completed")) for one in root.iter("marker")]
    assert todo == [("softer light", None), ("good", "1"), ("wrong hand", "0")]


# What Final Cut Pro's document type allows of what is written: children in order, attributes.
SHAPES = {
    "fcpxml": ("(resources,)(event,)*", "version"),
    "resources": ("((format|asset),)*", ""),
    "format": ("", "id name frameDuration width height colorSpace"),
    "asset": ("(media-rep,)+", ("id name start duration hasVideo format hasAudio videoSources"
              " audioSources audioChannels audioRate")),
    "media-rep": ("", "kind src"),
    "event": ("(project,)*", "name"),
    "project": ("sequence,", "name"),
    "sequence": ("(note,)?spine,", "format duration tcStart tcFormat audioLayout audioRate"),
    "spine": ("((asset-clip|video|gap),)*", ""),
    "asset-clip": ("(note,)?(conform-rate,)?(marker,)*", ("ref offset name start duration format"
                   " tcFormat audioRole")),
    "video": ("(note,)?(conform-rate,)?(marker,)*", "ref offset name start duration"),
    "gap": ("(note,)?(marker,)*", "offset name start duration"),
    "note": ("", ""),
    "conform-rate": ("", "scaleEnabled srcFrameRate"),
    "marker": ("", "start duration value completed note"),
}  # fmt: skip


@pytest.mark.parametrize("rate", RATES)
def test_that_fcpxml_has_the_shape_that_final_cut_pro_accepts(
    tmp_path: Path, rate: Fraction
) -> None:
    cut = a_cut(Clip(48, has_sound=True), 0, Clip(50, Fraction(30)), Clip(9, Fraction(16)), 0)
    still = replace(cut.items[1], still=ProjectPath("assets/jade & lin.png"))
    cut = replace(cut, items=(cut.items[0], still, *cut.items[2:]))
    timeline = lay_out(a_project(tmp_path), cut, title="A <B> & C", rate=rate, stills=True)
    notes = (*NOTES, a_comment(5, "<why> & 'how'\x0b\n\ud83d"))

    text = fcpxml_text(with_comments(timeline, notes, lambda _batch: ()), {})

    root = ElementTree.fromstring(text.encode(errors="strict"))
    ids = [each.get("id") for each in root.find("resources")]
    assert len(set(ids)) == len(ids)
    for element in root.iter():
        children, attributes = SHAPES[element.tag]
        assert re.fullmatch(children, "".join(f"{child.tag}," for child in element)), element.tag
        assert set(element.attrib) <= set(attributes.split()), element.tag
        assert {element.get("ref"), element.get("format")} <= {None, *ids}
        for name in ("start", "duration", "offset", "frameDuration"):
            assert re.fullmatch(r"0s|\d+/\d{1,9}s", element.get(name, "0s"))


def frames(said: str, timeline: CutTimeline) -> Fraction:
    return Fraction(said.rstrip("s")) * timeline.rate


def test_that_stills_stand_in_where_they_are_wanted(tmp_path: Path) -> None:
    cut = a_cut(24, 0, 0)
    still = replace(cut.items[1], still=ProjectPath("assets/jade.png"))
    cut = replace(cut, items=(cut.items[0], still, cut.items[2]))
    timeline = lay_out(a_project(tmp_path), cut, title="Hafen", stills=True)

    loaded = otio.adapters.read_from_string(otio_text(timeline), "otio_json")
    edl = otio.adapters.read_from_string(edl_text(timeline), "cmx_3600", rate=24)
    root = ElementTree.fromstring(fcpxml_text(timeline, {}))
    rows = list(csv.DictReader(io.StringIO(csv_text(timeline).removeprefix("\ufeff"))))

    assert [shot.number for shot in timeline.missing] == [2, 3]
    assert read_back(loaded.tracks[0]) == [
        ("EP001_SH1_take1.mp4", 0, 24), ("EP001_SH02 (still)", 24, 48),
    ]  # fmt: skip
    assert [clip[1:] for clip in read_back(edl.tracks[0])] == [(0, 24), (24, 48)]
    assert [each.tag for each in root.find(".//spine")] == ["asset-clip", "video", "gap"]
    picture = root.find(".//asset[@name='jade.png']")
    assert (picture.get("duration"), picture.get("hasAudio")) == ("0s", None)
    form = root.find(f".//format[@id='{picture.get('format')}']")
    assert form.get("name") == "FFVideoFormatRateUndefined"
    assert [row["still"] for row in rows] == ["", "assets/jade.png", ""]
    assert lay_out(a_project(tmp_path), cut).shots[1].source is None


def test_that_final_cut_has_no_timeline_of_any_rate(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="at 16 frames a second: choose a rate"):
        fcpxml_text(a_timeline(tmp_path, a_cut(48, rate=Fraction(16))), {})


def test_that_the_table_has_a_row_a_shot_and_no_formula(tmp_path: Path) -> None:
    evil = a_comment(1, '=HYPERLINK("http://x")', frames=(3, 3))
    timeline = a_timeline(tmp_path, a_cut(48, 0, 30), evil)

    text = csv_text(timeline)

    assert text.startswith("\ufeffevent,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["record_out"] for row in rows] == ["01:00:02:00", "01:00:04:00", "01:00:05:06"]
    assert [row["clip"] for row in rows][1:] == ["", f"{FOLDER}/EP001_SH3_take1.mp4"]
    assert rows[1]["missing"] == "not rendered"
    assert rows[0]["prompt"] == "Jade geht über die Brücke, 1"
    assert rows[0]["notes"] == '3 [note] =HYPERLINK("http://x")'
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
