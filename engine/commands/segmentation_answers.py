"""What the commands about cuts answer: for programs, and for people on a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.commands.answers import counted, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.domain.review import ReviewSheet
    from engine.workspace.assessment import Assessment
    from engine.workspace.extraction import PassOutcome
    from engine.workspace.loose import LooseClip
    from engine.workspace.review import ConfirmedCut, WaitingReview
    from engine.workspace.waiting import RefusedEpisode


@dataclass(frozen=True, slots=True)
class CutsAnswer:
    """The cuts of a video."""

    found: Assessment

    def as_json(self) -> dict[str, object]:
        """Counts, times in seconds, and how they were found."""
        detection, timeline = self.found.detection, self.found.timeline
        alignment = detection.alignment
        return {
            "detected_cuts": len(detection.cuts),
            "cut_points": [_decimal(timeline.time(cut)) for cut in detection.cuts],
            "threshold_used": detection.threshold,
            "converged": detection.converged,
            "history": [{"threshold": s.threshold, "cuts": s.cuts} for s in detection.history],
            "model_added_cuts": [_decimal(t) for t in alignment.extras] if alignment else [],
            "alignment_score": round(float(alignment.score), 4) if alignment else None,
            "alignment_skipped": detection.skipped_alignment,
            "missed_boundaries": [_decimal(t) for t in alignment.missed] if alignment else [],
            "duration_s": _decimal(timeline.duration),
            "fps": round(float(timeline.rate), 4),
            "frames": timeline.count,
            "verdict": self.found.verdict.as_json() if self.found.verdict.shots else None,
        }

    def lines(self) -> Iterator[str]:
        """The cuts as a list."""
        detection, timeline = self.found.detection, self.found.timeline
        length = f"{seconds(float(timeline.duration))}, {timeline.count} frames"
        found = counted(len(detection.cuts), "cut")
        yield f"{found} at threshold {detection.threshold:g} in {length}"
        for cut in detection.cuts:
            yield f"  {float(timeline.time(cut)):9.3f} s  frame {cut}"
        if self.found.verdict.shots:
            yield self.found.verdict.summary
            yield from (f"  {shot.fix}" for shot in self.found.verdict.shots if shot.fix)


@dataclass(frozen=True, slots=True)
class SplitAnswer:
    """The clips of a video."""

    clips: tuple[LooseClip, ...]

    def as_json(self) -> dict[str, object]:
        """Path, times, frames and class of each."""
        return {"clips": [clip.as_json() for clip in self.clips]}

    def lines(self) -> Iterator[str]:
        """One line per clip."""
        for clip in self.clips:
            span = f"{seconds(clip.start)} to {seconds(clip.end)}"
            yield f"{clip.path}  {span}, {counted(clip.frames, 'frame')}"


@dataclass(frozen=True, slots=True)
class ExtractAnswer:
    """What became of every pass that was looked at; ``refused`` episodes were not looked into."""

    passes: tuple[PassOutcome, ...]
    refused: tuple[RefusedEpisode, ...] = ()

    @property
    def failure(self) -> str | None:
        """What failed, in one line; a pass that waits for its editor has not failed."""
        failed = [outcome for outcome in self.passes if outcome.error]
        lines = [one.line for one in self.refused]
        if failed:
            names = ", ".join(outcome.pass_id for outcome in failed)
            of_all = counted(len(self.passes), "pass", "passes")
            lines.insert(0, f"{len(failed)} of {of_all} failed: {names}")
        return "; ".join(lines) or None

    def as_json(self) -> dict[str, object]:
        """The passes, and the episodes that were refused."""
        return {
            "passes": [outcome.as_json() for outcome in self.passes],
            "refused": [one.as_json() for one in self.refused],
        }

    def lines(self) -> Iterator[str]:
        """One line per pass."""
        if not self.passes:
            yield "no pass waits to be cut"
        for outcome in self.passes:
            clips = f", {counted(len(outcome.clips), 'clip')}" if outcome.clips else ""
            reason = f": {outcome.reason}" if outcome.reason else ""
            yield f"{outcome.pass_id}  {outcome.status}{clips}{reason}"


@dataclass(frozen=True, slots=True)
class ReviewListAnswer:
    """The passes that wait."""

    waiting: tuple[WaitingReview, ...]

    def as_json(self) -> dict[str, object]:
        """Id, status and reason of each."""
        return {"passes": [one.as_json() for one in self.waiting]}

    def lines(self) -> Iterator[str]:
        """One line per pass."""
        if not self.waiting:
            yield "no pass waits for review"
        for one in self.waiting:
            yield f"{one.pass_id}  {one.reason}"


@dataclass(frozen=True, slots=True)
class ReviewShowAnswer:
    """A pass as its review shows it; ``video`` is relative to the project."""

    sheet: ReviewSheet
    video: str

    def as_json(self) -> dict[str, object]:
        """What was planned and found, in seconds, and the verdict."""
        sheet = self.sheet
        time = sheet.timeline.time
        return {
            "pass_id": sheet.pass_id,
            "video": self.video,
            "status": sheet.status,
            "reason": sheet.reason,
            "duration_s": _decimal(sheet.timeline.duration),
            "frames": sheet.timeline.count,
            "detected_timestamps": [_decimal(time(cut)) for cut in sheet.detection.cuts],
            "expected_timestamps": [_decimal(time(frame)) for frame in sheet.planned],
            "expected_known": sheet.planned_known,
            "proposed_timestamps": [_decimal(time(cut.frame)) for cut in sheet.cuts],
            "segment_shot_ids": [shot.shot_id for shot in sheet.shots],
            "verdict": sheet.verdict.as_json(),
        }

    def lines(self) -> Iterator[str]:
        """What an editor wants to know before opening it."""
        sheet = self.sheet
        yield f"{sheet.pass_id}  {sheet.status}"
        yield f"  video     {self.video}, {seconds(float(sheet.timeline.duration))}"
        yield f"  planned   {self._times(sheet.planned)}"
        yield f"  detected  {self._times(sheet.detection.cuts)}"
        yield f"  proposed  {self._times(cut.frame for cut in sheet.cuts)}"
        yield f"  verdict   {sheet.verdict.summary}"
        yield from (f"            {shot.fix}" for shot in sheet.verdict.shots if shot.fix)

    def _times(self, frames: Iterable[int]) -> str:
        times = (f"{float(self.sheet.timeline.time(frame)):.3f}" for frame in frames)
        return ", ".join(times) or "none"


@dataclass(frozen=True, slots=True)
class ConfirmAnswer:
    """The clips that a confirm made."""

    done: ConfirmedCut

    def as_json(self) -> dict[str, object]:
        """Where the segments are in the pass, and the clips."""
        return {
            "pass_id": self.done.pass_id,
            "timestamps": self.done.timestamps,
            "segments": [clip.as_json() for clip in self.done.result.clips],
        }

    def lines(self) -> Iterator[str]:
        """One line per clip."""
        for clip in self.done.result.clips:
            plan = clip.plan
            span = f"{seconds(float(plan.start))} to {seconds(float(plan.end))}"
            yield f"{plan.path}  {span}, {counted(plan.segment.frames.count, 'frame')}"


@dataclass(frozen=True, slots=True)
class RejectAnswer:
    """A rejected clip with its sidecar as it is now."""

    path: str
    sidecar: dict[str, object]

    def as_json(self) -> dict[str, object]:
        """The path and the sidecar."""
        return {"path": self.path, "sidecar": self.sidecar}

    def lines(self) -> Iterator[str]:
        """One line."""
        yield f"rejected: {self.path}"


@dataclass(frozen=True, slots=True)
class RegenerateAnswer:
    """The pass that was asked for, and whether it was rendered; ``note`` says why not."""

    new_pass_id: str
    is_dispatched: bool = False
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """Its id, and whether it was given to a renderer."""
        told: dict[str, object] = {
            "new_pass_id": self.new_pass_id,
            "dispatched": self.is_dispatched,
        }
        return told | ({"note": self.note} if self.note else {})

    def lines(self) -> Iterator[str]:
        """One line."""
        yield f"{self.new_pass_id}: {self.note or 'rendered'}"


def _decimal(time: object) -> float:
    return round(float(time), 6)  # type: ignore[arg-type]
