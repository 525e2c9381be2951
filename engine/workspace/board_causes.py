"""What is stale on a card: the pictures its take and its art were made from, looked at now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.board_art import revision_of
from engine.domain.scenes import Modality
from engine.domain.staleness import label, listed
from engine.errors import RecoilError
from engine.workspace.board_pictures import is_as_approved
from engine.workspace.references import ContentHashes, fingerprint, is_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.domain.batch_body import BatchBody, BodyBeat, BodyTake
    from engine.domain.board_art import BoardArt
    from engine.domain.shot_states import ShotStates
    from engine.store.project import Project
    from engine.workspace.batches import ReadBatch

_BOARDS = "/storyboards/"
_GONE = ""  # instead of a hash


@dataclass(slots=True)
class Present:
    """The pictures as they are in one look at the wall; each is looked at once.

    ``hashes`` outlives the look. ``references`` and ``start_frames`` are what editors chose for
    shots, by normal number.
    """

    project: Project
    hashes: ContentHashes
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    start_frames: Mapping[str, str] = field(default_factory=dict)
    _seen: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project, hashes: ContentHashes, chosen: ShotStates | None) -> Present:
        """A fresh look."""
        if chosen is None:
            return cls(project, hashes)
        return cls(project, hashes, chosen.references(), chosen.start_frames())

    def sha(self, path: str) -> str | None:
        """The hash of a picture, ``""`` when it is gone, None when nobody can say."""
        if path not in self._seen:
            self._seen[path] = self._looked_at(path)
        return self._seen[path]

    def is_there(self, path: str) -> bool:
        """Whether a file is there and not empty."""
        try:
            place = self.project.resolve(self.project.path(path))
            return place.stat().st_size > 0
        except (RecoilError, OSError):
            return False

    def _looked_at(self, path: str) -> str | None:
        try:
            return self.hashes.of(self.project.resolve(self.project.path(path)))
        except FileNotFoundError:
            return _GONE
        except (RecoilError, OSError):
            return None


def causes(read: ReadBatch, body: BatchBody, now: Present) -> Iterator[str]:
    """Why take or art of a batch may not be what they would be if they were made now."""
    if not read.is_derived and body.modality == Modality.R2V_MULTI:
        yield f"Version {read.version} counts now and has no board of its own."
    for art in dict.fromkeys(beat.art for beat in body.beats if beat.art.artifact):
        yield from _of_art(art, now)
    for beat in body.beats:
        take = beat.primary
        if take is not None and take.has_succeeded:
            yield from _of_take(beat, take, now)


# -- art ---------------------------------------------------------------------


def _of_art(art: BoardArt, now: Present) -> Iterator[str]:
    name = f"board v{art.revision}"
    if not now.is_there(art.artifact):
        yield f"The picture of {name} is not there any more."
    elif not is_as_approved(now.project, art, now.hashes):
        yield f"The picture of {name} changed since it was approved."
    changed, gone = _others(art.inputs, now)
    yield from _told(changed, gone, f"{name} was drawn from")


# -- takes -------------------------------------------------------------------


def _of_take(beat: BodyBeat, take: BodyTake, now: Present) -> Iterator[str]:
    name = f"take {take.index}"
    if take.output and not now.is_there(take.output):
        yield f"The video of {name} is not there any more."
        return
    if take.inputs:
        changed, gone = _others(take.inputs, now)
        yield from _told(changed, gone, f"{name} was made from")
    elif beat.made_from and take.references:
        yield from _of_fingerprint(beat, take, now)
    if beat.made_from or take.inputs:
        yield from _of_board(beat, take)
        yield from _of_choice(beat, take, now)


def _of_fingerprint(beat: BodyBeat, take: BodyTake, now: Present) -> Iterator[str]:
    """Of takes that kept one hash of all their pictures nobody knows which one changed."""
    gone = [path for path in take.references if not is_url(path) and now.sha(path) == _GONE]
    if gone:
        yield from _told((), gone, f"take {take.index} was made from")
        return
    try:
        is_same = fingerprint(now.project, take.references, now.hashes) == beat.made_from
    except RecoilError:
        return
    if not is_same:
        yield f"A picture that take {take.index} was made from is another now."


def _of_board(beat: BodyBeat, take: BodyTake) -> Iterator[str]:
    """Whether a take was made from the board that is approved now."""
    art = beat.art
    if not art.is_approved or art.panel is not None:
        return
    used = tuple(take.inputs) or take.references
    if art.artifact in used:
        return
    before = [revision_of(one) for one in used if _BOARDS in f"/{one}"]
    if before:
        yield f"Take {take.index} was made from board v{before[-1]}, v{art.revision} is approved."
    else:
        yield f"Take {take.index} was made before board v{art.revision} was approved."


def _of_choice(beat: BodyBeat, take: BodyTake, now: Present) -> Iterator[str]:
    """Whether editors chose other pictures for its shots since."""
    used = {*take.inputs, *take.references}
    added, begun = [], []
    for segment in beat.segments:
        if set(now.references.get(segment.number, ())) - used:
            added.append(label(segment.shot_id))
        if now.start_frames.get(segment.number, "") not in {"", *used}:
            begun.append(label(segment.shot_id))
    if added:
        yield f"{listed(added)} got another reference since take {take.index} was made."
    if begun:
        yield f"{listed(begun)} begins with another picture since take {take.index} was made."


# -- pictures ----------------------------------------------------------------


def _others(inputs: Mapping[str, str], now: Present) -> tuple[list[str], list[str]]:
    """Of these pictures those that are others now, and those that are gone."""
    found = {path: now.sha(path) for path in inputs}
    gone = [path for path, sha in found.items() if sha == _GONE]
    changed = [path for path, sha in found.items() if sha and sha != inputs[path]]
    return changed, gone


def _told(changed: Iterable[str], gone: Iterable[str], made: str) -> Iterator[str]:
    for paths, verb in ((changed, "changed"), (gone, "vanished")):
        names = [path.rpartition("/")[2] for path in paths]
        if names:
            yield f"{listed(names)}, which {made}, {verb}."
