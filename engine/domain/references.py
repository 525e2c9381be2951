"""Which files and passes a document names, and in which of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.domain.ids import PassId
from engine.domain.listing import is_media
from engine.domain.raw_entry import END_FRAME, REFERENCES, START_FRAME

REPLACED_BY = "replaced_by"

_FIELDS = frozenset(
    (
        *(*START_FRAME, *END_FRAME, *REFERENCES, REPLACED_BY),
        *("source_video", "promoted_to", "artifact", "photoreal_artifact", "image", "video"),
        *("picture", "board", "panel", "hero", "path"),
    )
)
_ENDINGS = ("_path", "_paths", "_image", "_images", "_video", "_artifact", "_frame")
# Where something lay before, or how a record stood: nothing has to be there any more.
_PAST = ("_from", "original_path", "previous_path")


@dataclass(frozen=True, slots=True)
class Reference:
    """A file, or a pass, that ``field`` (``takes[0].video_path``) names."""

    field: str
    name: str
    is_pass: bool = False


def references(document: object) -> Iterator[Reference]:
    """Every file that a JSON document names, relative to the project, and who replaces its media.

    Only names of media count, so that words in a field of this name are no file; addresses of the
    network are none either.
    """
    yield from _in_value(document, "", is_named=False)


def _in_object(values: Mapping[str, object], where: str, *, is_named: bool) -> Iterator[Reference]:
    for key, value in values.items():
        if not key.endswith(_PAST):
            names = is_named or key in _FIELDS or key.endswith(_ENDINGS)
            yield from _in_value(value, f"{where}.{key}" if where else key, is_named=names)


def _in_value(value: object, where: str, *, is_named: bool) -> Iterator[Reference]:
    match value:
        case str() if is_named:
            yield from _named(value, where)
        case Mapping():
            yield from _in_object(value, where, is_named=is_named)
        case list():
            for index, item in enumerate(value):
                yield from _in_value(item, f"{where}[{index}]", is_named=is_named)
        case _:
            pass


def _named(text: str, where: str) -> Iterator[Reference]:
    is_replacing = where.endswith(REPLACED_BY) and PassId.find(text) is not None
    if is_replacing:
        yield Reference(where, text, is_pass=True)
    elif is_media(text) and "://" not in text and not text.startswith("data:"):
        yield Reference(where, text)
