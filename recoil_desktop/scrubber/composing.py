"""From the review and the editor's cuts to what is drawn and what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recoil_desktop.actions.review_state import ReviewState
from recoil_desktop.scrubber.blocks import extra_blocks, shot_blocks
from recoil_desktop.scrubber.peaks import Peaks
from recoil_desktop.scrubber.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.review import ReviewSheet
    from recoil_desktop.scrubber.doubts import Doubt
    from recoil_desktop.scrubber.editor import CutEditor


def scene_of(
    sheet: ReviewSheet,
    editor: CutEditor,
    found: Sequence[Doubt],
    place: int | None,
    before: Scene,
) -> Scene:
    """What the timeline shows; scores are summed up once for each video."""
    is_same = before.timeline is sheet.timeline and before.peaks is not None
    frames = editor.cuts.frames
    return Scene(
        timeline=sheet.timeline,
        peaks=before.peaks if is_same else Peaks(sheet.track.content),
        threshold=editor.threshold,
        detected=editor.detected,
        planned=sheet.planned,
        planned_known=sheet.planned_known,
        cuts=tuple(doubt.mark for doubt in found if not doubt.is_missing),
        wanted=tuple(doubt.mark for doubt in found if doubt.is_missing),
        selected=place,
        shots=shot_blocks(sheet, frames),
        extras=extra_blocks(sheet, frames, editor.detected),
        in_point=editor.in_point,
        out_point=editor.out_point,
    )


def state_of(
    editor: CutEditor,
    found: Sequence[Doubt],
    *,
    shot_here: str | None,
    playing: bool,
    snapping: bool,
    waiting: int,
) -> ReviewState:
    """The panel in one value."""
    sheet, history = editor.sheet, editor.history
    if sheet is None:
        return ReviewState(snapping=snapping, waiting=waiting)
    return ReviewState(
        pass_id=sheet.pass_id,
        has_video=True,
        cuts=len(editor.cuts.cuts),
        cuts_needed=sheet.needed,
        blocked=editor.cuts.blocked_by(),
        selected_cut=editor.selected,
        doubtful=sum(doubt.is_open for doubt in found),
        shot_here=shot_here,
        in_point=editor.in_point,
        out_point=editor.out_point,
        playing=playing,
        snapping=snapping,
        has_plan=bool(sheet.planned),
        has_proposal=sheet.proposal is not None,
        can_undo=history.can_undo,
        can_redo=history.can_redo,
        undo_title=history.undo_title,
        redo_title=history.redo_title,
        waiting=waiting,
    )
