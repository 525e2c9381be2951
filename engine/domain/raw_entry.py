"""What a planner's own entry of a shot says, under the keys that planners use."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping

from engine.errors import UserError

PROMPT = ("prompt", "description")
START_FRAME = ("start_frame", "start_frame_path", "start_image", "first_frame")
END_FRAME = ("end_frame", "end_frame_path", "end_image", "last_frame")
REFERENCES = ("refs", "references", "reference_images", "reference_paths")
TEXT_HASH = ("source_text_hash",)
KNOWN = frozenset((*PROMPT, *START_FRAME, *END_FRAME, *REFERENCES, *TEXT_HASH))

_PATH = ("path", "file_path", "image_path", "artifact", "image", "url")


def text_in(entry: Mapping[str, object], keys: Iterable[str]) -> str | None:
    """The first text under one of ``keys``; blank ones are passed over."""
    found = (entry.get(key) for key in keys)
    return next((text for text in found if isinstance(text, str) and text.strip()), None)


def picture_in(entry: Mapping[str, object], keys: Iterable[str]) -> str | None:
    """The first picture under one of ``keys``: a path or URL, or an object with one.

    Raises:
        UserError: something is there that cannot be a picture.
    """
    found = (_picture(key, entry.get(key)) for key in keys)
    return next((picture for picture in found if picture), None)


def pictures_in(entry: Mapping[str, object], keys: Iterable[str]) -> tuple[str, ...]:
    """All pictures under ``keys``, each once, in their order.

    Raises:
        UserError: something is there that cannot be a picture.
    """
    found = (_picture(key, value) for key in keys for value in _listed(entry.get(key)))
    return tuple(dict.fromkeys(picture for picture in found if picture))


def _listed(value: object) -> Iterable[object]:
    match value:
        case None:
            return ()
        case list() | tuple():
            return value
        case Mapping() if not _path_in(value):
            return value.values()  # named: {"jade": "assets/char/jade.png"}
        case _:
            return (value,)


def _picture(key: str, value: object) -> str | None:
    match value:
        case None:
            return None
        case str():
            return value.strip() or None
        case Mapping():
            return _path_in(value)  # one without a path names something, but no file
        case _:
            raise UserError(f"{key} holds something that is no picture: {reprlib.repr(value)}")


def _path_in(value: Mapping[str, object]) -> str | None:
    return text_in(value, _PATH)
