"""A panel's picture as a reference of another shot: kept in the project, noted at the shot."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.board import PictureKind
from engine.domain.ids import episode_id, find_shot_number, shot_episode, shot_id
from engine.domain.sidecar import MediaStatus
from engine.domain.staleness import label
from engine.errors import NotFound, Refused, UserError
from engine.store.files import sha256, write_quick
from engine.workspace.batches import check_segment
from engine.workspace.board import board_of
from engine.workspace.board_panels import reference_folder, reference_stem
from engine.workspace.episode_documents import EpisodeDocuments
from engine.workspace.episode_shots import planned_shots

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.domain.board import Board, BoardCard, Panel
    from engine.domain.paths import ProjectPath
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project

_STEM_HASH = 12  # letters of a hash in a name


@dataclass(frozen=True, slots=True)
class GivenReference:
    """The picture, the shot that is rendered from it from now on, and all that this shot has."""

    path: ProjectPath
    shot_id: str
    references: tuple[str, ...]
    board: Board
    change: AppliedChange


@dataclass(frozen=True, slots=True)
class TakenReference:
    """A shot with the references it still has."""

    shot_id: str
    references: tuple[str, ...]
    change: AppliedChange


def give_reference(
    project: Project, episode: int, batch_id: str, segment_id: str, to: str | None = None
) -> GivenReference:
    """Let a shot, else the next one in the plan, be rendered from the picture of a panel too.

    Of a take its frame is kept as a picture, of a sheet the panel's part.

    Raises:
        NotFound: there is no such batch, panel or shot.
        Refused: the panel shows nothing yet, it is of the last shot, or the shot has the picture.
        CorruptFile: batch, plan or shots of the episode cannot be read.
        MediaError: the picture cannot be read.
    """
    check_segment(project, episode, batch_id, segment_id)
    board = board_of(project, episode)
    card, panel = _panel(board, batch_id, segment_id)
    target = _checked_shot(project, episode, to) if to else _next(project, episode, card, panel)
    with project.changes.staging() as staging:
        made, picture = _picture(project, episode, (card, panel), staging)
        with project.changes.writing() as draft:
            references = _note(project, draft, episode, target, picture)
            if made is not None and not draft.exists(picture):
                draft.adopt(made, picture)
                draft.put_json(picture.sidecar(), _sidecar(project, card, panel))
            title = f"Use {label(panel.segment_id)} as a reference of {label(target)}"
            change = draft.commit("reference", title)
    return GivenReference(picture, target, references, board, change)


def take_reference(
    project: Project, episode: int, panel: tuple[str, str], shot: str
) -> TakenReference:
    """Take what a panel (batch and segment) gave a shot away from it; the pictures stay.

    Raises:
        NotFound: there is no such panel or shot, or the shot has nothing of the panel.
        CorruptFile: batch or shots of the episode cannot be read.
    """
    batch_id, segment_id = panel
    check_segment(project, episode, batch_id, segment_id)
    target = _checked_shot(project, episode, shot)
    shown = board_of(project, episode)
    own = _panel(shown, batch_id, segment_id)[1].picture
    stem = str(reference_folder(episode) / reference_stem(batch_id, segment_id))
    with project.changes.writing() as draft:
        had = project.shots.in_draft(draft, episode).of(target).references
        left = tuple(one for one in had if not one.startswith(stem) and one != str(own))
        if left == had:
            raise NotFound("reference", f"of {label(segment_id)} at {label(target)}")
        keys: dict[str, object] = {"references": list(left)}
        project.shots.put(draft, episode, target, keys)
        title = f"Take the reference of {label(segment_id)} away from {label(target)}"
        change = draft.commit("reference", title)
    return TakenReference(target, left, change)


# -- which shot --------------------------------------------------------------


def _panel(board: Board, batch_id: str, segment_id: str) -> tuple[BoardCard, Panel]:
    card = board.card(batch_id)
    panel = card.panel(segment_id) if card else None
    if card is None or panel is None:
        raise NotFound("panel", f"{segment_id} of {batch_id}")
    return card, panel


def _checked_shot(project: Project, episode: int, shot: str) -> str:
    """The shot as the plan spells it."""
    number = find_shot_number(shot)
    if number is None:
        raise UserError(f"not a shot: {shot!r} (say EP001_SH33A)")
    whole = shot if shot.startswith("EP") else shot_id(episode, number)
    if shot_episode(whole) != episode:
        raise UserError(f"{shot} is no shot of {episode_id(episode)}")
    known = _planned(project, episode)
    if known and number not in known:
        raise NotFound("shot", whole)
    return known.get(number, whole)


def _next(project: Project, episode: int, card: BoardCard, panel: Panel) -> str:
    """The shot after the panel's: in the plan, else on its card."""
    planned = _planned(project, episode)
    order = planned or {one.number: one.shot_id for one in card.panels if one.number}
    numbers = list(order)
    place = numbers.index(panel.number) + 1 if panel.number in order else len(numbers)
    if place == len(numbers):
        raise Refused(f"no shot comes after {label(panel.segment_id)}: say --for SHOT")
    return order[numbers[place]]


def _planned(project: Project, episode: int) -> dict[str, str]:
    documents = EpisodeDocuments(
        plan=project.plans.read(episode), coverage=project.coverage.read(episode)
    )
    return planned_shots(episode, documents)


# -- which picture -----------------------------------------------------------


def _picture(
    project: Project, episode: int, where: tuple[BoardCard, Panel], staging: Path
) -> tuple[Path | None, ProjectPath]:
    """The picture, and the file in the staging folder that becomes it; a still is one already."""
    card, panel = where
    if panel.picture is None:
        raise Refused(f"{label(panel.segment_id)} shows nothing yet: render its board, or a take")
    if panel.picture_kind is PictureKind.STILL:
        return None, panel.picture
    place = project.resolve(panel.picture)
    data, suffix = _seen(place, panel)
    source = f"{panel.picture} {sha256(place)} {panel.area} {panel.start}"
    key = hashlib.sha256(source.encode()).hexdigest()[:_STEM_HASH]
    name = f"{reference_stem(card.batch_id, panel.segment_id)}{key}{suffix}"
    write_quick(staging / name, data)  # synced when it is adopted
    return staging / name, reference_folder(episode) / name


def _seen(place: Path, panel: Panel) -> tuple[bytes, str]:
    """What the panel shows, as a file."""
    if panel.picture_kind is PictureKind.TAKE:
        from engine.media.filmstrip import frame_picture  # late: brings av
        from engine.media.probe import probe

        info = probe(place)
        frame = min(info.timeline.frame_near(panel.start or Fraction(0)), info.timeline.count - 1)
        return frame_picture(place, frame, info.height, info.timeline), ".jpg"
    if panel.area is None:
        return place.read_bytes(), place.suffix
    from engine.media.crop import cropped  # late: brings cv2

    return cropped(place, panel.area), ".png"


# -- what is written ---------------------------------------------------------


def _note(
    project: Project, draft: Draft, episode: int, target: str, picture: ProjectPath
) -> tuple[str, ...]:
    had = project.shots.in_draft(draft, episode).of(target).references
    if picture.text in had:
        raise Refused(f"{label(target)} has this reference already")
    given = (*had, picture.text)
    keys: dict[str, object] = {
        "references": list(given),
        "updated_at": stamp(project.clock.now()),
    }
    project.shots.put(draft, episode, target, keys)
    return given


def _sidecar(project: Project, card: BoardCard, panel: Panel) -> Mapping[str, object]:
    now = stamp(project.clock.now())
    return {
        "status": MediaStatus.REGISTERED.value,
        "created_at": now,
        "updated_at": now,
        "notes": "",
        "tags": ["reference", f"shot:{panel.shot_id}"] if panel.shot_id else ["reference"],
        "source": "board_panel",
        "source_type": "reference",
        "shot_id": panel.shot_id or None,
        "provenance": {
            "batch_id": card.batch_id,
            "scene_version": card.active_version,
            "segment_id": panel.segment_id,
            "picture": str(panel.picture),
        },
    }
