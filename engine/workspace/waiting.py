"""Which pass videos wait to be cut, and which episodes nobody may look into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import episode_id
from engine.domain.passes import PassStatus
from engine.errors import Refused
from engine.workspace.pass_videos import PassVideo, pass_videos

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.store.project import Project


@dataclass(frozen=True, slots=True)
class RefusedEpisode:
    """An episode whose folder is not followed: a link stands in its place."""

    episode: int
    error: Refused

    @property
    def line(self) -> str:
        """It in one line for people."""
        return f"{episode_id(self.episode)}: {self.error}"

    def as_json(self) -> dict[str, object]:
        """The episode as ``extract --json`` lists it."""
        return {"episode": episode_id(self.episode), "reason": str(self.error)}


def look_through(
    project: Project, episodes: Iterable[int] | None = None
) -> tuple[tuple[PassVideo, ...], tuple[RefusedEpisode, ...]]:
    """The waiting videos of all episodes, or of these, in the order of their passes.

    Raises:
        CorruptFile: an episode's pass state cannot be read.
    """
    waiting: list[PassVideo] = []
    refused: list[RefusedEpisode] = []
    for episode in project.passes.episodes() if episodes is None else episodes:
        try:
            waiting += waiting_videos(project, episode)
        except Refused as error:
            refused.append(RefusedEpisode(episode, error))
    return tuple(sorted(waiting, key=_order_of_passes)), tuple(refused)


def waiting_videos(project: Project, episode: int) -> Iterator[PassVideo]:
    """The videos of an episode that are not cut yet, and those whose cutting died.

    Raises:
        Refused: a link lies in the way to the episode.
        CorruptFile: its pass state cannot be read.
    """
    for video in pass_videos(project, episode):
        is_cut = project.files.exists(video.path.marker())
        if not is_cut or _died(project, video):
            yield video


def is_recorded(video: PassVideo) -> bool:
    """Whether the record speaks of this take, and not of another one."""
    return video.record.video_path in (None, str(video.path))


def _died(project: Project, video: PassVideo) -> bool:
    """Whether the cutting of this video was begun by a process that is gone."""
    is_begun = video.record.status == PassStatus.EXTRACTING and is_recorded(video)
    return is_begun and project.locks.leased_by("extract", video.pass_id) is None


def _order_of_passes(video: PassVideo) -> tuple[int, int, str]:
    return video.episode, video.record.counter or 0, str(video.path)
