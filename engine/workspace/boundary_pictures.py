"""The boundary frames of a pass: a small picture of the first frame of every planned segment."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.listing import BOUNDARY_FRAMES
from engine.errors import RecoilError
from engine.store.files import write_quick
from engine.workspace.pass_videos import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from engine.domain.paths import ProjectPath
    from engine.store.draft import Draft
    from engine.store.project import Project
    from engine.workspace.clips import ClipPlan
    from engine.workspace.cutting import CutOrder
    from engine.workspace.pass_videos import PassVideo

log = logging.getLogger(__name__)

HEIGHT = 360  # pixels


@dataclass(frozen=True, slots=True)
class BoundaryPicture:
    """A finished picture in the staging folder, and the name it is to have."""

    staged: Path
    path: ProjectPath


def picture_path(video: PassVideo, index: int) -> ProjectPath:
    """Where the picture of a segment lies; ``index`` counts from 0, as in the sidecar."""
    return video.path.parent / BOUNDARY_FRAMES / f"{video.path.stem}_seg{index:02d}.jpg"


def make_pictures(
    project: Project,
    order: CutOrder,
    clips: Iterable[ClipPlan],
    cut: Mapping[ProjectPath, Path],
    folder: Path,
) -> tuple[BoundaryPicture, ...]:
    """Pictures of the planned ones among ``clips``, made in ``folder``.

    A clip that was just ``cut`` gives its own first frame, which is a key frame and quick to
    decode; of the others the pass is decoded. A picture that cannot be made is only logged.
    """
    made = []
    for clip in clips:
        index = clip.segment.index
        if index is None:
            continue
        jpeg = _jpeg(project, order, clip, cut.get(clip.path))
        if jpeg is not None:
            path = picture_path(order.video, index)
            picture = BoundaryPicture(folder / path.name, path)
            write_quick(picture.staged, jpeg)  # synced with all that is adopted
            made.append(picture)
    return tuple(made)


def put_pictures(draft: Draft, pictures: Iterable[BoundaryPicture]) -> None:
    """Take pictures into the project; those in their places go to the trash."""
    for picture in pictures:
        if draft.exists(picture.path):
            draft.trash(picture.path)
        draft.adopt(picture.staged, picture.path)


def _jpeg(project: Project, order: CutOrder, clip: ClipPlan, cut: Path | None) -> bytes | None:
    from engine.media.filmstrip import frame_picture, poster  # late: brings av

    try:
        if cut is not None:
            return poster(cut, height=HEIGHT)
        video, first = place_of(project, order.video), clip.segment.frames.first
        return frame_picture(video, first, HEIGHT, order.timeline)
    except RecoilError as error:
        log.warning("no boundary frame of %s: %s", clip.path.name, error)
        return None
