"""The pictures of a payload: frames to begin and end with, references, approved board art."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domain.board_art import art_of
from engine.domain.paths import ProjectPath
from engine.domain.scenes import Modality
from engine.errors import UserError
from engine.orchestration.payload_beat import PayloadRefused
from engine.workspace.references import is_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.domain.canonical import CanonicalShot
    from engine.domain.scenes import Beat
    from engine.orchestration.payload_beat import BeatPlan
    from engine.orchestration.payload_overrides import PayloadDefaults, PayloadOverrides


@dataclass(frozen=True, slots=True)
class Pictures:
    """Project-relative paths, or URLs. ``segment_frames`` are start frames of shots of a batch."""

    start_frame: str | None
    end_frame: str | None
    references: tuple[str, ...]
    board: str | None
    segment_frames: Mapping[str, str]

    def all(self) -> tuple[str, ...]:
        """Everything the render depends on, each once."""
        frames = (self.start_frame, self.end_frame, *self.segment_frames.values())
        return tuple(dict.fromkeys(one for one in (*frames, *self.references) if one))


def pictures_of(
    beat: Beat, plan: BeatPlan, overrides: PayloadOverrides, defaults: PayloadDefaults
) -> Pictures:
    """The pictures of a beat; its board art joins the references once it is approved.

    A batch has no start frame of its own: those of its shots go along with their segments, unless
    the beat was one of a single shot and is only rendered like a batch now.

    Raises:
        PayloadRefused: a path leads out of the project.
    """
    place = _Places(plan.beat_id, defaults.root, defaults.start_frames)
    modality = overrides.modality or plan.modality
    is_batch, first, last = modality is Modality.R2V_MULTI, plan.shots[0], plan.shots[-1]
    with_frames = not is_batch and not overrides.without_start_frame
    keeps_frames = plan.modality is Modality.R2V_MULTI and not overrides.without_start_frame
    board = place.one(approved_board(beat))
    wanted = overrides.references
    if wanted is None:
        wanted = _references(plan.shots, defaults.references)
    references = (*place.many((*wanted, *overrides.more_references)), *([board] if board else ()))
    return Pictures(
        start_frame=place.first_frame(first) if with_frames else None,
        end_frame=place.one(last.end_frame) if not is_batch else None,
        references=tuple(dict.fromkeys(references)),
        board=board,
        segment_frames=place.named(plan.shots) if keeps_frames and is_batch else {},
    )


def approved_board(beat: Beat) -> str | None:
    """The board art of a beat that may be shown to a model, the photoreal one where there is one.

    None while nobody has approved this revision, and where it is a sheet that shows other beats,
    too: a model would render all of them into the one shot.
    """
    art = art_of(beat)
    return art.artifact if art.is_approved and art.panel is None else None


def _references(
    shots: Iterable[CanonicalShot], chosen: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Those of the plan, shot by shot, each with what editors added to it."""
    found = (one for s in shots for one in (*s.references, *chosen.get(s.number, ())))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Places:
    """Turns what planners wrote into places in the project."""

    beat_id: str
    root: Path | None
    start_frames: Mapping[str, str]

    def first_frame(self, shot: CanonicalShot) -> str | None:
        """The picture an editor chose for the shot, else the planned one."""
        return self.one(self.start_frames.get(shot.number) or shot.start_frame)

    def one(self, written: str | None) -> str | None:
        if not written or is_url(written):
            return written or None
        try:
            return ProjectPath.of(self._relative(written)).text
        except UserError as error:
            raise PayloadRefused("bad_reference", self.beat_id, str(error)) from error

    def many(self, written: Iterable[str]) -> tuple[str, ...]:
        return tuple(place for one in written if (place := self.one(one)))

    def named(self, shots: Iterable[CanonicalShot]) -> dict[str, str]:
        found = ((shot.shot_id, self.first_frame(shot)) for shot in shots)
        return {shot_id: frame for shot_id, frame in found if frame}

    def _relative(self, written: str) -> str:
        if self.root is not None and Path(written).is_relative_to(self.root):
            return Path(written).relative_to(self.root).as_posix()
        return written
