"""Comments as markers: each on the frame it is about, or where its shot or batch begins."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from engine.domain.ids import find_shot_number
from engine.domain.timing import FrameSpan
from engine.export.timeline import Marker
from engine.export.words import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction

    from engine.domain.comments import Comment
    from engine.export.timeline import CutTimeline, Shot

_LONGEST_NAME = 250


def with_comments(
    timeline: CutTimeline,
    comments: Iterable[Comment],
    shots_of: Callable[[str], tuple[str, ...]],
) -> CutTimeline:
    """The timeline with a marker for every comment; ``shots_of`` gives the shots of a batch.

    A note on frames of a clip stands on them, and on its last frame if the clip has fewer. One on
    another take stands where the shot begins, and says which; one on a batch where its first shot
    begins. None is left out.
    """
    if not timeline.shots:
        return timeline
    found: defaultdict[int, list[Marker]] = defaultdict(list)
    for comment in comments:
        shot, frames, aside = _place(timeline, comment, shots_of)
        found[shot.number].append(_marker(comment, shot, timeline.rate, frames, aside))
    ordered = {
        number: tuple(sorted(markers, key=lambda one: (one.source, one.comment_id)))
        for number, markers in found.items()
    }
    return timeline.with_markers(ordered)


def _place(
    timeline: CutTimeline, comment: Comment, shots_of: Callable[[str], tuple[str, ...]]
) -> tuple[Shot, FrameSpan | None, str]:
    """The shot a comment stands on, its frames there from the shot's first, and what to add."""
    about = _about(comment)
    if about is not None:
        for shot in timeline.shots:
            frames = _frames_in(shot, comment.path, about)
            if frames is not None:
                return shot, frames, ""
    aside = f" (on {comment.path.rpartition('/')[2]})" if comment.path else ""
    if comment.segment_id:
        shots = [comment.segment_id.partition("#")[0]]
    else:
        shots = list(shots_of(comment.batch_id))
        aside = f" ({comment.batch_id}){aside}"
    numbers = {find_shot_number(one) for one in shots} - {None}
    chosen = next((shot for shot in timeline.shots if shot.item.number in numbers), None)
    if chosen is None:
        return timeline.shots[0], None, f" ({comment.segment_id or comment.batch_id})"
    is_its_take = comment.path is not None and comment.path == str(chosen.item.clip)
    return chosen, None, "" if is_its_take else aside


def _about(comment: Comment) -> FrameSpan | None:
    if comment.path is None or comment.frames is None:
        return None
    first, last = comment.frames
    return FrameSpan(max(first, 0), max(first, last, 0) + 1)


def _frames_in(shot: Shot, path: str | None, about: FrameSpan) -> FrameSpan | None:
    """Frames of a video as frames of a shot that shows them; None when it shows another video."""
    item = shot.item
    if item.clip is not None and str(item.clip) == path:
        return _inside(about, item.source_start, item.frames)
    origin = item.origin
    if origin is None or str(origin.video) != path:
        return None
    first = round(origin.start * item.rate) + item.source_start
    if about.end <= first or about.first >= first + item.frames:
        return None
    return _inside(about, first, item.frames)


def _inside(about: FrameSpan, start: int, count: int) -> FrameSpan:
    first = min(max(about.first - start, 0), count - 1)
    return FrameSpan(first, min(max(about.end - start, first + 1), count))


def _marker(
    comment: Comment, shot: Shot, rate: Fraction, frames: FrameSpan | None, aside: str
) -> Marker:
    source = frames or FrameSpan(0, 1)
    return Marker(
        record=_on_record(source, shot, rate),
        source=source,
        name=one_line(comment.body, _LONGEST_NAME) + aside,
        note=comment.body,
        tag=str(comment.tag),
        author=comment.author,
        is_resolved=comment.resolved,
        comment_id=comment.id,
    )


def _on_record(frames: FrameSpan, shot: Shot, rate: Fraction) -> FrameSpan:
    own = shot.source.media.rate if shot.source else rate
    first = min(int(frames.first / own * rate), shot.record.count - 1)
    end = min(int(frames.end / own * rate), shot.record.count)
    return FrameSpan(first, max(end, first + 1))
