"""What is looked at before money is spent: boards, versions, references, takes that are there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.domain.board import CardStatus
from engine.domain.board_art import art_of
from engine.domain.ids import parse_episode
from engine.domain.scenes import Modality, TakeStatus
from engine.errors import RecoilError
from engine.orchestration.planning import Course
from engine.workspace.board_pictures import is_as_approved
from engine.workspace.references import ContentHashes, check_references, fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.scenes import Beat, Take
    from engine.orchestration.planning import PlannedScene
    from engine.store.project import Project


class Block(StrEnum):
    """Why a batch is not dispatched."""

    NOT_DERIVED = "active_version_not_derived"
    NO_BOARD = "no_board"
    BOARD_PROPOSED = "board_proposed"
    BOARD_REJECTED = "board_rejected"
    BOARD_UNREADABLE = "board_ssot_not_approved"
    DRIFTED = "content_drift"
    CORRUPT = "corrupt_scene"
    LOCKED = "scene_locked"
    VIDEO_GONE = "artifact_missing"


@dataclass(frozen=True, slots=True)
class Blocked:
    """A batch that stays as it is, and what the editor can do about it."""

    reason: Block
    message: str
    remedy: str = ""


def blocked(project: Project, planned: PlannedScene, *, is_gated: bool) -> Blocked | None:
    """Why a batch may not be dispatched now; None when it may."""
    scene = planned.scene_id
    if planned.course is Course.CORRUPT:
        return Blocked(Block.CORRUPT, str(planned.trouble), "mend the file or restore a snapshot")
    if planned.course is Course.GONE:
        remedy = "put it back (recoil take locate), or pay for a new one with --rerender-missing"
        return Blocked(Block.VIDEO_GONE, str(planned.trouble), remedy)
    if planned.course is Course.DRIFTED:
        return Blocked(
            Block.DRIFTED,
            f"the plan's text of {scene} changed since version {planned.version}",
            f"recoil rederive --episode {_episode(planned)} --batch {scene}, then --conform it",
        )
    if planned.scene.locked:
        return Blocked(Block.LOCKED, f"{scene} is locked")
    has_r2v = planned.scene.has_modality(Modality.R2V_MULTI)
    if has_r2v and not planned.is_derived:
        return Blocked(
            Block.NOT_DERIVED,
            f"version {planned.version} of {scene} has no board of its own",
            f"recoil board render {scene} --episode {_episode(planned)}, or, if it needs none, "
            f"recoil rederive --episode {_episode(planned)} --batch {scene}"
            f" --mark-derived {planned.version}",
        )
    if has_r2v and is_gated and planned.course is Course.RENDER:
        return _board_block(project, planned)
    return None


def _board_block(project: Project, planned: PlannedScene) -> Blocked | None:
    for beat in planned.beats():
        reason = board_reason(project, beat) if beat.modality == Modality.R2V_MULTI else None
        if reason is not None:
            said = _BOARD_WORDS[reason].format(planned.scene_id)
            verb = "approve" if reason is Block.BOARD_PROPOSED else "render"
            remedy = f"recoil board {verb} {planned.scene_id} --episode {_episode(planned)}"
            return Blocked(reason, said, remedy)
    return None


def _episode(planned: PlannedScene) -> int:
    return parse_episode(str(planned.derived.scene_metadata.episode))


def board_reason(project: Project, beat: Beat, hashes: ContentHashes | None = None) -> Block | None:
    """What keeps a beat's board from being good enough; None when it is approved and readable.

    Approval is of one revision and one picture: what was painted over since is proposed again.
    """
    art = art_of(beat)
    if not art.artifact:
        return Block.NO_BOARD
    if art.status is CardStatus.REJECTED:
        return Block.BOARD_REJECTED
    if not art.is_approved:
        return Block.BOARD_PROPOSED
    if not _is_picture(project, art.artifact):
        return Block.BOARD_UNREADABLE
    is_same = is_as_approved(project, art, hashes or ContentHashes())
    return None if is_same else Block.BOARD_PROPOSED


_BOARD_WORDS = {
    Block.NO_BOARD: "{} has no board",
    Block.BOARD_PROPOSED: "the board of {} is not approved",
    Block.BOARD_REJECTED: "the board of {} was rejected",
    Block.BOARD_UNREADABLE: "the approved board of {} is no readable picture",
}


def _is_picture(project: Project, art: str) -> bool:
    try:
        check_references(project, [art])
    except RecoilError:
        return False
    return True


# -- takes that are there ----------------------------------------------------


class Doubt(StrEnum):
    """What is wrong with a take that succeeded."""

    MISSING = "artifact_missing"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class DoubtfulTake:
    """A succeeded take that a person, or the order of the run, has to say something about."""

    beat_id: str
    take: Take
    doubt: Doubt
    message: str


def doubtful_take(project: Project, beat: Beat, references: Sequence[str]) -> DoubtfulTake | None:
    """What is wrong with a beat's primary take; None when nothing is, or it has none.

    References that cannot be resolved now leave the take alone (04).
    """
    take = beat.primary_take()
    if take is None or take.status != TakeStatus.SUCCEEDED:
        return None
    if not _has_file(project, take):
        where = take.output_path or "its video"
        return DoubtfulTake(beat.beat_id, take, Doubt.MISSING, f"{where} is not there any more")
    if is_stale(project, beat, references):
        return DoubtfulTake(
            beat.beat_id, take, Doubt.STALE, "its references changed since it was rendered"
        )
    return None


def is_stale(project: Project, beat: Beat, references: Sequence[str]) -> bool:
    """Whether a beat's references are others than those it was rendered from."""
    known = beat.beat_metadata.inputs_fingerprint
    if known is None:
        return False
    try:
        return fingerprint(project, references) != known
    except RecoilError:
        return False


def _has_file(project: Project, take: Take) -> bool:
    if not take.output_path:
        return False
    try:
        place = project.resolve(project.path(take.output_path))
        return place.is_file() and place.stat().st_size > 0
    except RecoilError:
        return False
