"""The text of a scene body, cut at its beats.

Saving one beat of a hundred reads and writes the JSON of that beat alone; every other byte stays
as somebody wrote it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.domain.scene_structure import beat_structure
from engine.domain.scenes import Beat, Scene
from engine.errors import CorruptFile, DataError, NotFound, Refused
from engine.store.json_text import LARGEST_DOCUMENT, check_readable, is_same_json, json_text
from engine.store.project_files import as_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SPACE = re.compile(r"[ \t\r\n]*")
_INDENT = re.compile(r".*\n([ \t]*)", re.DOTALL)
_DECODER = json.JSONDecoder()

Json = dict[str, object]


class StructureChanged(Refused):
    """A version may change in status only; a new structure is a candidate (``rederive``)."""

    code = "structure_changed"


@dataclass(frozen=True, slots=True)
class BodyText:
    """A sound body: ``beats`` are their texts, ``gaps`` what stands before, between and after."""

    place: Path
    ids: tuple[str, ...]
    beats: tuple[str, ...]
    gaps: tuple[str, ...]

    @classmethod
    def of(cls, data: bytes, place: Path) -> BodyText:
        """The body in ``data``, which was read from ``place``.

        Raises:
            CorruptFile: it is no scene, or two of its beats have one id.
        """
        scene = as_document(data, place, Scene)
        ids = tuple(beat.beat_id for beat in scene.beats)
        if len(set(ids)) != len(ids):
            double = next(one for one in ids if ids.count(one) > 1)
            raise CorruptFile(place, f"two beats are called {double!r}")
        text = data.decode()
        spans = tuple(_beat_spans(text))
        edges = [0, *(edge for span in spans for edge in span), len(text)]
        return cls(
            place,
            ids,
            tuple(text[start:end] for start, end in spans),
            tuple(text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)),
        )

    def as_bytes(self) -> bytes:
        """The body as it is written.

        Raises:
            Refused: it has grown too large to be read again.
        """
        pieces = [self.gaps[0]]
        for beat, gap in zip(self.beats, self.gaps[1:], strict=True):
            pieces += (beat, gap)
        data = "".join(pieces).encode()
        if len(data) > LARGEST_DOCUMENT:
            raise Refused(f"{self.place.name} would be larger than {LARGEST_DOCUMENT >> 20} MiB")
        return data

    def read_beat(self, beat_id: str) -> Json:
        """The JSON of a beat, one's own copy.

        Raises:
            NotFound: there is no such beat.
        """
        if beat_id not in self.ids:
            raise NotFound("beat", beat_id)
        beat: Json = json.loads(self.beats[self.ids.index(beat_id)])  # its strictness was checked
        return beat

    def with_beat(self, beat_id: str, beat: Json, changed: Iterable[str] | None = None) -> BodyText:
        """The body with another content of a beat; ``changed`` are its keys that differ, if known.

        Raises:
            Refused: it would be no beat, or nested too deep, or called otherwise.
        """
        index = self.ids.index(beat_id)
        if beat.get("beat_id") != beat_id:
            raise Refused(f"a beat keeps its id: {beat_id}")
        text = self._written(index, beat)
        try:
            check_readable([[beat]])  # as deep as it stands in the file
            # What was there is known to be sound; reading it again would be half of a save's time.
            if changed is None:
                changed = _changed(self.read_beat(beat_id), beat, beat)
            Beat.read({key: beat[key] for key in changed if key in beat})
        except (DataError, ValueError) as error:
            raise Refused(f"{beat_id} would be no beat any more: {error}") from error
        return replace(self, beats=(*self.beats[:index], text, *self.beats[index + 1 :]))

    def _written(self, index: int, beat: Json) -> str:
        """The beat in the manner of the file, as deep as it stands there."""
        try:
            text = json_text(beat, like=self.gaps[0] + self.beats[index]).rstrip()
        except (TypeError, ValueError) as error:
            raise Refused(f"{self.ids[index]} would not be JSON: {error}") from error
        found = _INDENT.fullmatch(self.gaps[index])
        return text.replace("\n", "\n" + found[1]) if found else text


class BodyInHand:
    """A body while operations change it (``domain.scene_operations.BodyInHand``)."""

    def __init__(self, body: BodyText) -> None:
        self._body = body
        self._open: dict[str, Json] = {}

    def beat_ids(self) -> tuple[str, ...]:
        """The beats in order."""
        return self._body.ids

    def beat(self, beat_id: str) -> Json:
        """The JSON of a beat; what is changed in it is saved."""
        if beat_id not in self._open:
            self._open[beat_id] = self._body.read_beat(beat_id)
        return self._open[beat_id]

    def result(self, *, is_versioned: bool) -> BodyText:
        """The body with what was changed; the very same when nothing was.

        Raises:
            StructureChanged: a versioned body differs in more than status.
            Refused: a beat is none any more.
        """
        body = self._body
        for beat_id, beat in self._open.items():
            before = body.read_beat(beat_id)
            changed = _changed(before, beat, before | beat)
            if not changed:
                continue
            if is_versioned and _is_structural(before, beat, changed):
                raise StructureChanged(
                    f"{beat_id} belongs to a version: its structure cannot be changed, rederive it"
                )
            body = body.with_beat(beat_id, beat, changed)
        return body


def _changed(before: Json, after: Json, keys: Iterable[str]) -> list[str]:
    """Those of some keys that are not the same in both."""
    return [
        key
        for key in keys
        if (key in before) != (key in after) or not is_same_json(before.get(key), after.get(key))
    ]


def _is_structural(before: Json, after: Json, changed: Iterable[str]) -> bool:
    one, other = (beat_structure({k: b[k] for k in changed if k in b}) for b in (before, after))
    return not is_same_json(one, other)


def _beat_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the beats stand in a text that is known to be a scene."""
    at = _after_space(text, text.index("{") + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _after_space(text, _after_space(text, at) + 1)
        if key == "beats" and text[at] == "[":
            yield from _item_spans(text, at)
        _, at = _DECODER.raw_decode(text, at)
        at = _after_space(text, at)
        if text[at] == ",":
            at = _after_space(text, at + 1)


def _item_spans(text: str, start: int) -> Iterator[tuple[int, int]]:
    at = _after_space(text, start + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield at, end
        at = _after_space(text, end)
        if text[at] == ",":
            at = _after_space(text, at + 1)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
