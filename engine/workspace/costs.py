"""What became of the takes that were paid for, by the sidecars that lie beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.costs import Fate, Piece
from engine.domain.listing import is_media
from engine.domain.paths import ProjectPath
from engine.domain.sidecar import MediaStatus
from engine.errors import CorruptFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.domain.dispatches import Dispatch
    from engine.store.project import Project

_Keys = dict[str, object]


def pieces_of(project: Project, dispatches: Iterable[Dispatch]) -> dict[str, tuple[Piece, ...]]:
    """The pieces of each take by its dispatch id: its clips when it was cut, else itself.

    A take is known by the dispatch id in its sidecar, so it may have another name by now. One that
    is gone, or whose sidecar cannot be read, has no pieces.
    """
    paid = {one.dispatch_id: one for one in dispatches if one.takes_name}
    takes: dict[str, tuple[str, _Keys]] = {}
    clips: dict[str, list[_Keys]] = {}
    for folder in sorted({one.target.parent for one in paid.values()}):
        for media, keys in _sidecars(project, folder):
            source = keys.get("source_video")
            if isinstance(source, str) and source:
                clips.setdefault(source, []).append(keys)
            else:
                takes.setdefault(_dispatch_of(keys), (str(media), keys))
    found: dict[str, tuple[Piece, ...]] = {}
    for dispatch_id in paid.keys() & takes.keys():
        media_name, keys = takes[dispatch_id]
        cut = [Piece(_fate(one), _length(one)) for one in clips.get(media_name, [])]
        whole = Piece(_fate(keys), paid[dispatch_id].milliseconds or 0)
        is_judged = whole.fate is not Fate.UNDECIDED
        found[dispatch_id] = (whole,) if is_judged or not cut else tuple(cut)
    return found


def _sidecars(project: Project, folder: ProjectPath) -> Iterator[tuple[ProjectPath, _Keys]]:
    for name in project.files.names(folder):
        media = ProjectPath(f"{folder}/{name.removesuffix('.json')}")
        if not name.endswith(".json") or not is_media(media.name):
            continue
        try:
            keys = project.files.read_json(media.sidecar())
        except CorruptFile:
            continue  # shown elsewhere; nothing is known about it
        if keys is not None and project.files.exists(media):
            yield media, keys


def _dispatch_of(keys: Mapping[str, object]) -> str:
    provenance = keys.get("provenance")
    return str(provenance.get("dispatch_id") or "") if isinstance(provenance, dict) else ""


def _fate(keys: Mapping[str, object]) -> Fate:
    status = keys.get("status")
    if status == MediaStatus.REJECTED:
        return Fate.REJECTED
    is_chosen = status in {MediaStatus.PINNED, MediaStatus.CANONICAL} or keys.get("promoted_to")
    return Fate.ACCEPTED if is_chosen else Fate.UNDECIDED


def _length(keys: Mapping[str, object]) -> int:
    start, end = keys.get("segment_timestamp_start"), keys.get("segment_timestamp_end")
    if isinstance(start, int | float) and isinstance(end, int | float) and end > start:
        return round((end - start) * 1000)
    return 0
