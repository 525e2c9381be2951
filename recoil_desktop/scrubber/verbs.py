"""The panel's verbs: one public method for everything an editor can do with cuts and playhead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.timing import FrameSpan

if TYPE_CHECKING:
    from recoil_desktop.scrubber.doubts import Doubt
    from recoil_desktop.scrubber.editor import CutEditor
    from recoil_desktop.scrubber.scene import Block
    from recoil_desktop.scrubber.timeline import TimelineView
    from recoil_desktop.scrubber.tools import ToolBar
    from recoil_desktop.scrubber.transport import Player

_LEAP = 10  # frames
_AROUND = 3.0  # seconds in sight when zoomed to a cut
_BESIDE = 1.0  # seconds played on either side of a cut
_THRESHOLD_STEP = 1.0
_ZOOM_STEP = 1.5


class PlaybackVerbs:
    """Verbs that move the playhead or the view; mixed into the panel."""

    editor: CutEditor
    player: Player
    timeline: TimelineView
    tools: ToolBar

    @property
    def last_frame(self) -> int:
        """The number of the last frame."""
        return self.timeline.scene.count - 1

    def go_to_frame(self, frame: int) -> None:
        """Stand on ``frame`` and bring it in sight."""
        frame = min(max(frame, 0), self.last_frame)
        self.player.show_frame(frame)
        self.timeline.reveal(frame)

    def play_or_pause(self) -> None:
        """Run forward at normal speed, or stand still."""
        self.player.toggle()

    def pause(self) -> None:
        """Stand still."""
        self.player.pause()

    def play_forward(self) -> None:
        """Forward, each time twice as fast up to four times."""
        self.player.faster_forward()

    def play_backward(self) -> None:
        """Backward, each time twice as fast up to four times."""
        self.player.faster_backward()

    def step_back(self) -> None:
        """One frame back."""
        self._step(-1)

    def step_forward(self) -> None:
        """One frame on."""
        self._step(1)

    def leap_back(self) -> None:
        """Ten frames back."""
        self._step(-_LEAP)

    def leap_forward(self) -> None:
        """Ten frames on."""
        self._step(_LEAP)

    def go_to_start(self) -> None:
        """The first frame."""
        self.go_to_frame(0)

    def go_to_end(self) -> None:
        """The last frame."""
        self.go_to_frame(self.last_frame)

    def enter_frame(self) -> None:
        """Type a frame number."""
        self.tools.frame_field.setFocus()
        self.tools.frame_field.selectAll()

    def enter_timecode(self) -> None:
        """Type a timecode."""
        self.tools.timecode_field.setFocus()
        self.tools.timecode_field.selectAll()

    def mark_in(self) -> None:
        """The range starts at the playhead."""
        self.editor.set_range(self.player.frame, self.editor.out_point)

    def mark_out(self) -> None:
        """The range ends with the frame at the playhead."""
        self.editor.set_range(self.editor.in_point, self.player.frame)

    def clear_range(self) -> None:
        """No range."""
        self.editor.set_range(None, None)

    def loop_segment(self) -> None:
        """Play the segment at the playhead (or the range) over and over; again: stop looping."""
        if self.looped is not None:
            self._loop(None)
            return
        span = self.editor.range or self.segment_here()
        self._loop(span)
        self.player.show_frame(span.first)
        self.player.play()

    def play_around_cut(self) -> None:
        """Play from a second before the selected cut to a second after it, over and over."""
        cut = self.editor.selected
        if cut is None:
            return
        reach = max(1, round(float(self.timeline.scene.timeline.rate) * _BESIDE))
        span = FrameSpan(max(cut - reach, 0), min(cut + reach, self.last_frame + 1))
        self._loop(span)
        self.player.show_frame(span.first)
        self.player.play()

    def zoom_in(self) -> None:
        """Closer, around the playhead."""
        self.timeline.zoom(_ZOOM_STEP)

    def zoom_out(self) -> None:
        """Farther, around the playhead."""
        self.timeline.zoom(1 / _ZOOM_STEP)

    def zoom_to_fit(self) -> None:
        """The whole video."""
        self.timeline.zoom_to_fit()

    def zoom_to_cut(self) -> None:
        """The selected cut (else the playhead) in the middle, three seconds in sight."""
        frame = self.editor.selected if self.editor.selected is not None else self.player.frame
        self.timeline.zoom_to(frame, float(self.timeline.scene.timeline.rate) * _AROUND)

    def segment_here(self) -> FrameSpan:
        """The frames between the cuts around the playhead."""
        cuts = self.editor.cuts.frames
        first = max((cut for cut in cuts if cut <= self.player.frame), default=0)
        end = min((cut for cut in cuts if cut > self.player.frame), default=self.last_frame + 1)
        return FrameSpan(first, end)

    @property
    def looped(self) -> FrameSpan | None:
        """The frames that playback stays within."""
        raise AssertionError

    def _loop(self, span: FrameSpan | None) -> None:
        self.player.loop(span)

    def _step(self, frames: int) -> None:
        self.player.step(frames)
        self.timeline.reveal(self.player.frame)


class CutVerbs:
    """Verbs that walk along the cuts or change them; mixed into the panel."""

    editor: CutEditor
    player: Player
    timeline: TimelineView

    def next_cut(self) -> None:
        """Select the first cut behind the playhead; behind the last one, the first."""
        cuts = self.editor.cuts.frames
        later = [cut for cut in cuts if cut > self.player.frame]
        if cuts:
            self.select_cut(later[0] if later else cuts[0])

    def previous_cut(self) -> None:
        """Select the last cut before the playhead; before the first one, the last."""
        cuts = self.editor.cuts.frames
        earlier = [cut for cut in cuts if cut < self.player.frame]
        if cuts:
            self.select_cut(earlier[-1] if earlier else cuts[-1])

    def next_doubtful(self) -> None:
        """Go to the next place that needs the editor's eye."""
        self._walk_doubts(1)

    def previous_doubtful(self) -> None:
        """Go to the place that needed it before."""
        self._walk_doubts(-1)

    def select_cut(self, frame: int) -> None:
        """Make the cut at ``frame`` the one the keys act on, and go there."""
        self.player.pause()
        self.editor.select(frame)
        self.go_to_frame(frame)

    def add_cut_here(self) -> None:
        """A cut before the frame at the playhead."""
        self.add_cut_at(self.player.frame)

    def add_cut_at(self, frame: int) -> None:
        """A cut before ``frame``."""
        self.editor.add(frame)
        self.go_to_frame(frame)

    def delete_cut(self) -> None:
        """The selected cut goes."""
        self.editor.delete()

    def nudge_cut_back(self) -> None:
        """The selected cut one frame back."""
        self._nudge(-1)

    def nudge_cut_forward(self) -> None:
        """The selected cut one frame on."""
        self._nudge(1)

    def nudge_cut_far_back(self) -> None:
        """The selected cut several frames back (a setting)."""
        self._nudge(-self.far)

    def nudge_cut_far_forward(self) -> None:
        """The selected cut several frames on (a setting)."""
        self._nudge(self.far)

    def snap_cut(self) -> None:
        """The selected cut to the nearest detected one."""
        self.editor.snap()
        self._follow_cut()

    def find_best_cut(self) -> None:
        """The selected cut (else a new one) to the highest score within half a second."""
        if self.editor.selected is None:
            self.add_cut_here()
        self.editor.find_best()
        self._follow_cut()

    def remove_cuts_in_range(self) -> None:
        """Every cut between in and out goes."""
        self.editor.remove_in_range()

    def shift_all_back(self) -> None:
        """All cuts one frame back."""
        self.editor.shift_all(-1)
        self._follow_cut()

    def shift_all_forward(self) -> None:
        """All cuts one frame on."""
        self.editor.shift_all(1)
        self._follow_cut()

    def split_evenly(self) -> None:
        """As many equal pieces as are needed."""
        self.editor.split_evenly()

    def reset_to_planned(self) -> None:
        """The planner's boundaries."""
        self.editor.reset_to_planned()

    def reset_to_detected(self) -> None:
        """What the threshold gives."""
        self.editor.reset_to_detected()

    def reset_to_proposal(self) -> None:
        """What fits pictures and plan best."""
        self.editor.reset_to_proposal()

    def raise_threshold(self) -> None:
        """Fewer cuts."""
        self.move_threshold(self.editor.threshold + _THRESHOLD_STEP)

    def lower_threshold(self) -> None:
        """More cuts."""
        self.move_threshold(self.editor.threshold - _THRESHOLD_STEP)

    def move_threshold(self, threshold: float) -> None:
        """Show the cuts that ``threshold`` gives; hand-made ones stay."""
        self.editor.preview_threshold(threshold)
        self.editor.drop(f"Threshold {self.editor.threshold:g}", "threshold")

    def toggle_snapping(self) -> None:
        """Let dragged cuts jump to detected ones, or not."""
        self.timeline.snapping = not self.timeline.snapping
        self.tell_state()

    def undo(self) -> None:
        """Take the last edit of the cuts back."""
        self.editor.undo()
        self._follow_cut()

    def redo(self) -> None:
        """Do the edit that was taken back again."""
        self.editor.redo()
        self._follow_cut()

    # -- what the panel brings ----------------------------------------------

    @property
    def far(self) -> int:
        """Frames of a far nudge."""
        raise AssertionError

    @property
    def open_doubts(self) -> tuple[Doubt, ...]:
        """The places that need the editor's eye, the most doubtful first."""
        raise AssertionError

    def go_to_frame(self, frame: int) -> None:
        """Stand on ``frame`` and bring it in sight."""
        raise AssertionError(frame)

    def go_to_doubt(self, doubt: Doubt) -> None:
        """Show the place of ``doubt``."""
        raise AssertionError(doubt)

    def tell_state(self) -> None:
        """Say what has changed to whoever listens."""
        raise AssertionError

    @property
    def place(self) -> int | None:
        """The frame of the cut, or of the missing cut, that is being looked at."""
        raise AssertionError

    def shot_here(self) -> Block | None:
        """The planned shot at the playhead."""
        return self.timeline.scene.shot_at(self.player.frame)

    def _walk_doubts(self, by: int) -> None:
        doubts = self.open_doubts
        if not doubts:
            return
        frames = [doubt.frame for doubt in doubts]
        here = frames.index(self.place) if self.place in frames else (-1 if by > 0 else 0)
        self.go_to_doubt(doubts[(here + by) % len(doubts)])

    def _nudge(self, by: int) -> None:
        self.editor.nudge(by)
        self._follow_cut()

    def _follow_cut(self) -> None:
        """The playhead goes along with the selected cut."""
        if self.editor.selected is not None:
            self.go_to_frame(self.editor.selected)
