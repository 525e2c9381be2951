"""The passes of one episode as lines of the tree, each with its segments and their extras."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.ids import PassId, episode_folder, find_shot_number, shot_order
from engine.domain.money import usd_to_micro
from engine.domain.names import PassName, SegmentName
from engine.domain.nodes import Node, NodeDetail, NodeKind
from engine.domain.passes import PassStatus
from engine.errors import UserError
from engine.workspace.media_nodes import media_node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.coverage import CoveragePass
    from engine.domain.passes import PassRecord
    from engine.workspace.episode_documents import EpisodeDocuments
    from engine.workspace.episode_files import EpisodeFile, EpisodeFiles


@dataclass(slots=True)
class PassMembers:
    """Everything that belongs to one pass: record, plan, videos and what was cut from them."""

    episode: int
    key: str
    pass_id: str = ""
    record: PassRecord | None = None
    planned: CoveragePass | None = None
    videos: list[EpisodeFile] = field(default_factory=list)
    segments: list[EpisodeFile] = field(default_factory=list)

    @property
    def counter(self) -> int | None:
        """Its number, from its id or the name of its video."""
        parts = PassId.find(self.pass_id)
        if parts is not None:
            return parts.counter
        name = self.videos[0].name if self.videos else None
        return name.ordinal if isinstance(name, PassName) else None

    @property
    def tag(self) -> str | None:
        """Its tag, where its id has one."""
        parts = PassId.find(self.pass_id)
        return parts.tag if parts else None

    def shots(self) -> tuple[str, ...]:
        """The shots it covers in any spelling, wildcards left out."""
        if self.record is not None and self.record.segment_shot_ids:
            return tuple(self.record.segment_shot_ids)
        if self.planned is not None:
            return self.planned.shot_ids()
        name = self.videos[0].name if self.videos else None
        return name.shot_ids if isinstance(name, PassName) else ()


def gather_passes(
    episode: int, files: EpisodeFiles, documents: EpisodeDocuments
) -> tuple[PassMembers, ...]:
    """The passes of an episode in order of their numbers, planned ones without a video as well."""
    passes: dict[str, PassMembers] = {}
    for key, record in documents.records():
        _pass_of(passes, episode, key).record = record
    for planned in documents.planned_passes():
        _pass_of(passes, episode, planned.pass_id).planned = planned
    for video in files.pass_videos:
        _pass_of(passes, episode, video.record_id, video.path.text).videos.append(video)
    _add_segments(passes, files.segments)
    return tuple(sorted(passes.values(), key=_pass_order))


def pass_node(members: PassMembers) -> Node:
    """A pass as a line: its main video, below it the segments and the videos of other takes."""
    video = _main_video(members)
    others = sorted((one for one in members.videos if one is not video), key=_file_order)
    takes = [media_node(other, NodeKind.TAKE, episode=members.episode) for other in others]
    return Node(
        key=members.key,
        name=_name(members, video),
        kind=NodeKind.PASS,
        status=_status(members, video),
        path=video.path if video else None,
        detail=_detail(members, video),
        children=(*segment_nodes(members), *takes),
    )


def segment_nodes(members: PassMembers) -> tuple[Node, ...]:
    """The segments in time order, each with the extras of its shot below it."""
    planned = sorted((one for one in members.segments if not one.is_extra), key=_segment_order)
    extras = sorted((one for one in members.segments if one.is_extra), key=_extra_order)
    homes = {_home(segment): segment for segment in reversed(planned)}
    below: dict[str, list[Node]] = {}
    homeless: list[Node] = []
    for extra in extras:
        home = homes.get(_home(extra))
        node = media_node(extra, NodeKind.EXTRA, episode=members.episode)
        (below.setdefault(home.path.text, []) if home else homeless).append(node)
    lines = [
        media_node(
            segment,
            NodeKind.SEGMENT,
            episode=members.episode,
            children=tuple(below.get(segment.path.text, ())),
        )
        for segment in planned
    ]
    return (*lines, *homeless)


# -- gathering ---------------------------------------------------------------


def pass_key(episode: int, pass_id: str) -> str:
    """The key of the line of a pass."""
    return f"{episode_folder(episode)}/pass/{pass_id}"


def _pass_of(
    passes: dict[str, PassMembers], episode: int, pass_id: str, path: str = ""
) -> PassMembers:
    key = pass_key(episode, pass_id) if pass_id else path
    return passes.setdefault(key, PassMembers(episode, key, pass_id))


def _add_segments(passes: dict[str, PassMembers], segments: Iterable[EpisodeFile]) -> None:
    by_id = {members.pass_id: members for members in passes.values() if members.pass_id}
    by_counter: dict[tuple[int | None, str | None], PassMembers] = {}
    for members in passes.values():
        by_counter.setdefault((members.counter, members.tag), members)
    for members in passes.values():
        by_counter.setdefault((members.counter, None), members)
    for segment in segments:
        home = by_id.get(segment.facts.source_pass_id)
        if home is None and isinstance(segment.name, SegmentName):
            counter, tag = segment.name.counter, segment.name.tag
            home = by_counter.get((counter, tag)) or by_counter.get((counter, None))
        if home is not None:
            home.segments.append(segment)


def _home(segment: EpisodeFile) -> tuple[str, int | None]:
    return segment.shot, segment.take


# -- order -------------------------------------------------------------------


def _pass_order(members: PassMembers) -> tuple[float, str]:
    counter = members.counter
    return (float("inf") if counter is None else counter, members.key)


def _file_order(file: EpisodeFile) -> tuple[int, str]:
    return (file.take or 0, file.path.text)


def _segment_order(file: EpisodeFile) -> tuple[int, float, object]:
    index = file.facts.segment_index
    return (file.take or 0, float("inf") if index is None else index, shot_order(file.shot))


def _extra_order(file: EpisodeFile) -> tuple[object, ...]:
    return (shot_order(file.shot), file.path.text)


# -- the line itself ---------------------------------------------------------


def _main_video(members: PassMembers) -> EpisodeFile | None:
    named = members.record.video_path if members.record else None
    for video in members.videos:
        if video.path.text == named:
            return video
    return max(members.videos, key=_file_order, default=None)


def _name(members: PassMembers, video: EpisodeFile | None) -> str:
    if members.pass_id:
        known = PassId.find(members.pass_id)
        return known.title if known else members.pass_id
    return video.path.name if video else members.key


def _title(members: PassMembers, video: EpisodeFile | None) -> str:
    """What a video that no record knows is called; a pass that has one says it by its name."""
    if members.pass_id or video is None or not isinstance(video.name, PassName):
        return ""
    return video.name.title


def _status(members: PassMembers, video: EpisodeFile | None) -> str:
    if members.record is not None:
        return members.record.status or ""
    return video.facts.status if video else PassStatus.PENDING


def _detail(members: PassMembers, video: EpisodeFile | None) -> NodeDetail:
    return NodeDetail(
        title=_title(members, video),
        model=_model(members, video),
        cost_micro=_cost(members, video),
        take=video.take if video else None,
        episode=members.episode,
        pass_id=members.pass_id,
        summary=_summary(members, video),
        is_corrupt=bool(video and video.facts.trouble),
        count=len(members.segments),
        size=video.media.size if video else 0,
        modified=video.media.modified if video else 0.0,
    )


def _summary(members: PassMembers, video: EpisodeFile | None) -> str:
    record = members.record
    if video and video.facts.trouble:
        return video.facts.trouble
    if record is None:
        return ""
    if record.verdict_summary:
        return record.verdict_summary
    if record.status == PassStatus.SEGMENTATION_REVIEW and record.expected_cuts is not None:
        return f"{record.expected_cuts} cuts wanted, {record.detected_cuts or 0} found"
    return ""


def _model(members: PassMembers, video: EpisodeFile | None) -> str:
    takes = members.record.takes if members.record else []
    recorded = next((take.model for take in reversed(takes) if take.model), None)
    return recorded or (video.facts.model if video else "")


def _cost(members: PassMembers, video: EpisodeFile | None) -> int | None:
    dollars = members.record.cost_usd if members.record else None
    if dollars is None:
        return video.facts.cost_micro if video else None
    try:
        return usd_to_micro(dollars)
    except UserError:  # an amount nobody can mean is shown as none
        return None


def covered_numbers(passes: Iterable[PassMembers]) -> frozenset[str]:
    """The normal numbers of all shots that some pass covers or is to cover."""
    shots = (shot for members in passes for shot in members.shots())
    return frozenset(number for shot in shots if (number := find_shot_number(shot)))
