"""The words of a request: what the whole is about, then every shot in its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.orchestration.payload_beat import PayloadRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.orchestration.grouping_base import GroupSegment
    from engine.orchestration.payload_overrides import PayloadOverrides

_FREE = "free to choose, in keeping with the shots around it"


def prompt_of(
    beat_id: str,
    segments: Sequence[GroupSegment],
    directive: str,
    overrides: PayloadOverrides,
) -> str:
    """The prompt of a take.

    Raises:
        PayloadRefused: nobody wrote what a shot is to show.
    """
    said = overrides.prompt
    words = _shots(beat_id, segments) if said is None or not said.strip() else said
    parts = (overrides.prompt_prefix, directive, words)
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _shots(beat_id: str, segments: Sequence[GroupSegment]) -> str:
    words = [_words(beat_id, segment) for segment in segments]
    if len(segments) == 1:
        return words[0]
    lines = enumerate(zip(segments, words, strict=True), start=1)
    return "\n".join(f"Shot {n} ({_about(segment)}): {said}" for n, (segment, said) in lines)


def _words(beat_id: str, segment: GroupSegment) -> str:
    if segment.prompt.strip():
        return segment.prompt.strip()
    if segment.is_wildcard:
        return _FREE
    raise PayloadRefused("no_prompt", beat_id, f"{segment.shot_id} has no prompt")


def _about(segment: GroupSegment) -> str:
    length = f"{float(segment.duration):.4g} s"
    return f"{length}, {segment.shot_type}" if segment.shot_type else length
