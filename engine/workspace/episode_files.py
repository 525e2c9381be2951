"""The files of one episode, told apart: pass videos, segments, takes of shots, strays, orphans."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from engine.domain.ids import find_shot_episode, find_shot_number
from engine.domain.listing import is_video
from engine.domain.names import PassName, PlainShotName, SegmentName, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.names import MediaName
    from engine.domain.pass_lookup import PassLookup
    from engine.domain.paths import ProjectPath
    from engine.workspace.episode_memory import EpisodeMemory
    from engine.workspace.index import MediaFile
    from engine.workspace.sidecar_facts import SidecarCache, SidecarFacts

QUARANTINE = "_orphans"


@dataclass(frozen=True, slots=True)
class EpisodeFile:
    """A media file with what its name and its sidecar say; ``shot`` is a normal number or empty."""

    media: MediaFile
    facts: SidecarFacts
    shot: str = ""
    record_id: str = ""

    @property
    def name(self) -> MediaName | None:
        """What its name says."""
        return self.media.name

    @property
    def path(self) -> ProjectPath:
        """Where it lies."""
        return self.media.path

    @property
    def take(self) -> int | None:
        """Which take it is, by its name or else by its sidecar."""
        if isinstance(self.name, PassName | SegmentName):
            return self.name.take
        return self.facts.take

    @property
    def is_extra(self) -> bool:
        """Whether it is something the model added inside a shot."""
        letter = self.name.letter if isinstance(self.name, SegmentName) else None
        return letter is not None or self.facts.is_extra


@dataclass(slots=True)
class EpisodeFiles:
    """The files of an episode by what they are; every file is in exactly one list."""

    pass_videos: list[EpisodeFile] = field(default_factory=list)
    segments: list[EpisodeFile] = field(default_factory=list)
    takes: list[EpisodeFile] = field(default_factory=list)
    strays: list[EpisodeFile] = field(default_factory=list)
    orphans: list[EpisodeFile] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many files there are."""
        lists = (self.pass_videos, self.segments, self.takes, self.strays, self.orphans)
        return sum(len(files) for files in lists)


Placed = tuple[str, EpisodeFile]  # the list of ``EpisodeFiles`` in which it stands


def sort_files(
    episode: int,
    media: Iterable[MediaFile],
    sidecars: SidecarCache,
    lookup: PassLookup,
    memory: EpisodeMemory | None = None,
) -> EpisodeFiles:
    """Tell the files of an episode apart by their names, sidecars and pass records."""
    files = EpisodeFiles()
    place = partial(_placed, episode, lookup)
    for each in media:
        facts = sidecars.facts(each)
        where, file = memory.placed(each, facts, place) if memory else place(each, facts)
        getattr(files, where).append(file)
    return files


def _placed(episode: int, lookup: PassLookup, media: MediaFile, facts: SidecarFacts) -> Placed:
    if QUARANTINE in media.path.parts[:-1]:
        return "orphans", EpisodeFile(media, facts)
    if _is_segment(media, facts):
        return "segments", EpisodeFile(media, facts, _shot(episode, media, facts))
    if is_video(media.path.name) and (found := _as_pass(episode, media, facts, lookup)):
        return "pass_videos", found
    if shot := _shot(episode, media, facts):
        return "takes", EpisodeFile(media, facts, shot)
    return "strays", EpisodeFile(media, facts)


def _is_segment(media: MediaFile, facts: SidecarFacts) -> bool:
    return isinstance(media.name, SegmentName) or facts.is_segment


def _as_pass(
    episode: int,
    media: MediaFile,
    facts: SidecarFacts,
    lookup: PassLookup,
) -> EpisodeFile | None:
    record = lookup.find(
        media.path, media.name, source_pass_id=facts.source_pass_id, pass_id=facts.pass_id
    )
    if record is not None:
        return EpisodeFile(media, facts, record_id=record.pass_id)
    match media.name:
        case PassName(strategy=strategy, episode=named):
            is_own = strategy is not Strategy.SOLO and named == episode
            return EpisodeFile(media, facts) if is_own else None
        case _:
            return None


def _shot(episode: int, media: MediaFile, facts: SidecarFacts) -> str:
    match media.name:
        case SegmentName(shot_number=number) | PlainShotName(shot_number=number):
            return number
        case PassName(strategy=Strategy.SOLO, episode=named, shot_ids=(shot,)) if named == episode:
            return find_shot_number(shot) or ""
        case PassName():
            return ""
        case _ if find_shot_episode(facts.shot_id) in {None, episode}:
            return find_shot_number(facts.shot_id) or ""
        case _:
            return ""
