"""Cuts of episodes as values, for exports: clips that need not exist."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.comments import Comment, CommentTag, Target
from engine.domain.cut_list import CutItem, EpisodeCut
from engine.domain.paths import ProjectPath
from engine.export.markers import with_comments
from engine.export.timeline import lay_out
from engine.store.project import Project
from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from pathlib import Path

    from engine.export.timeline import CutTimeline

FOLDER = "renders/ep_001"
FILM, NTSC = Fraction(24000, 1001), Fraction(30000, 1001)


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip of so many frames for the next shot; without frames there is none."""

    frames: int
    rate: Fraction | None = None
    has_sound: bool = False


def a_cut(*clips: Clip | int, rate: Fraction = Fraction(24)) -> EpisodeCut:
    """An episode whose shots have these clips, at ``rate`` where a clip says none; 0: no clip."""
    items, start = [], Fraction(0)
    for number, said in enumerate(clips, start=1):
        clip = said if isinstance(said, Clip) else Clip(said)
        item = _item(number, clip, rate)
        items.append(replace(item, start=start))
        start += item.duration
    return EpisodeCut(1, rate, (1080, 1920), tuple(items))


def a_timeline(
    folder: Path,
    cut: EpisodeCut,
    *comments: Comment,
    rate: Fraction | None = None,
    handles: int = 0,
) -> CutTimeline:
    """The cut laid out in a project of its own, with comments on it."""
    timeline = lay_out(a_project(folder), cut, title="Hafen", rate=rate, handles=handles)
    return with_comments(timeline, comments, lambda _batch: ("EP001_SH02",))


def a_project(folder: Path) -> Project:
    """A project without any clip."""
    root = folder / "harbor"
    if not root.exists():
        ProjectFiles(root).settings(title="Hafen")
    return Project.open(root)


def a_comment(number: int, body: str, **keys: object) -> Comment:
    """A note on the shot of this number; ``frames`` are those of its clip."""
    shot = f"EP001_SH{number:02d}"
    path = clip_name(number) if "frames" in keys else None
    told: dict[str, object] = {
        "id": f"cmt_{number}{len(body)}",
        "target_type": Target.PANEL,
        "batch_id": "BATCH_001",
        "segment_id": shot,
        "body": body,
        "tag": CommentTag.NOTE,
        "path": path,
        **keys,
    }
    return Comment(**told)  # type: ignore[arg-type]


def clip_name(number: int) -> str:
    """The path of the clip of a shot."""
    return f"{FOLDER}/EP001_SH{number}_take1.mp4"


def _item(number: int, clip: Clip, episode_rate: Fraction) -> CutItem:
    rate = clip.rate or episode_rate
    is_there = clip.frames > 0
    frames = clip.frames or 48
    return CutItem(
        shot_id=f"EP001_SH{number:02d}",
        number=f"{number:03d}",
        clip=ProjectPath(clip_name(number)) if is_there else None,
        status="pinned" if is_there else "",
        frames=frames,
        source_start=0,
        source_frames=frames if is_there else 0,
        rate=rate,
        start=Fraction(0),
        duration=frames / rate,
        reason="" if is_there else "not rendered",
        take=1 if is_there else None,
        size=(1080, 1920) if is_there else None,
        has_sound=clip.has_sound,
        planned=Fraction(2),
        title=f"Jade geht über die Brücke, {number}",
    )
