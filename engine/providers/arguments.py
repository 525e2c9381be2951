"""From our words of a payload to those of one endpoint, as the model's profile says."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.errors import Refused
from engine.providers.payload_words import (
    duration_of,
    references_of,
    segments_of,
    size_of,
    text,
)
from engine.providers.profiles import VIDEO_I2V

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.providers.base import RenderRequest
    from engine.providers.payload_words import Segment
    from engine.providers.profiles import Argument, Call, ModelProfile


def files_needed(request: RenderRequest, call: Call) -> tuple[str, ...]:
    """The pictures that the endpoint takes of this request, each once."""
    found: list[str] = []
    for word, argument in call.arguments.items():
        if argument.form == "url" and (one := _picture(word, request.payload, call)):
            found.append(one)
        if argument.form == "urls":
            found += references_of(request.payload)
    return tuple(dict.fromkeys(found))


def spoken(
    request: RenderRequest, profile: ModelProfile, call: Call, urls: Mapping[str, str]
) -> dict[str, object]:
    """The body of the request; ``urls`` says where each picture of ``files_needed`` lies.

    Raises:
        UserError: a word cannot be said to this endpoint.
    """
    body: dict[str, object] = dict(call.fixed)
    if request.modality == VIDEO_I2V and not _picture("start_frame", request.payload, call):
        raise Refused(f"{profile.id} needs a start frame, and there is no picture at all")
    for word, argument in call.arguments.items():
        if argument.form == "url":
            picture = _picture(word, request.payload, call)
            value: object = urls[picture] if picture else None
        else:
            value = _said(word, argument.form, request, profile, urls)
        if value is not None:
            body[argument.name] = value
    if any(argument.name in body for argument in _of_form(call, "shots")):
        body.pop("prompt", None)  # the shots say it all
    else:
        body["prompt"] = timed_prompt(request.payload)
    return body


def timed_prompt(payload: Mapping[str, object]) -> str:
    """The prompt, and when each shot is to be seen: ``Shot 2 (2.5-4 s): ...``.

    A prompt that has its shots' texts in it already is not told twice.
    """
    prompt = text(payload, "prompt")
    segments = segments_of(payload)
    if len(segments) < 2 or "Shot 1 (" in prompt:  # noqa: PLR2004 - one shot has no cuts
        return prompt or (segments[0].prompt if segments else "")
    lines = [prompt.strip()] if prompt.strip() else []
    start = Fraction(0)
    for number, segment in enumerate(segments, start=1):
        end = start + segment.duration
        said = "" if segment.prompt and segment.prompt in prompt else f" {segment.prompt}"
        lines.append(f"Shot {number} ({float(start):g}-{float(end):g} s):{said.rstrip()}")
        start = end
    return "\n".join(lines)


def _said(
    word: str,
    form: str,
    request: RenderRequest,
    profile: ModelProfile,
    urls: Mapping[str, str],
) -> object:
    payload = request.payload
    match form:
        case "urls":
            return [urls[one] for one in references_of(payload)] or None
        case "number" | "text" | "text s":
            return _seconds(form, _billed(payload, profile))
        case "shots":
            return _shots(segments_of(payload), _billed(payload, profile))
        case "lines":
            return f"{min(size_of(payload))}p"
        case "width and height":
            width, height = size_of(payload)
            return {"width": width, "height": height}
        case _:
            return payload.get(word)


def _picture(word: str, payload: Mapping[str, object], call: Call) -> str:
    """A picture of the payload; a reference is the start frame where no other has a place."""
    if said := text(payload, word):
        return said
    stands_in = word == "start_frame" and "references" not in call.arguments
    return next(iter(references_of(payload)), "") if stands_in else ""


def _billed(payload: Mapping[str, object], profile: ModelProfile) -> Fraction:
    wanted = duration_of(payload)
    if wanted is None:
        raise Refused(f"{profile.id} has to be told how long its video is")
    billed = profile.price.billed_duration(wanted)
    if billed is None:
        raise Refused(f"{float(wanted):g} s is too long for {profile.id}")
    return billed


def _seconds(form: str, duration: Fraction) -> object:
    number = int(duration) if duration.denominator == 1 else float(duration)
    return number if form == "number" else f"{number}{'s' if form == 'text s' else ''}"


def _shots(segments: Sequence[Segment], billed: Fraction) -> list[dict[str, object]] | None:
    """Shots in whole seconds that come to the billed length, each as near its plan as can be."""
    if len(segments) < 2 or billed < len(segments):  # noqa: PLR2004 - one shot has no cuts
        return None
    planned = sum((segment.duration for segment in segments), Fraction(0))
    ends, at = [0], Fraction(0)
    for number, segment in enumerate(segments, start=1):
        at += segment.duration
        left = len(segments) - number
        end = round(at * billed / planned)
        ends.append(min(max(end, ends[-1] + 1), int(billed) - left))
    return [
        {"prompt": segment.prompt, "duration": str(end - start)}
        for segment, start, end in zip(segments, ends[:-1], ends[1:], strict=True)
    ]


def _of_form(call: Call, form: str) -> list[Argument]:
    return [argument for argument in call.arguments.values() if argument.form == form]
