"""Bringing one change into a document that others changed since: key by key, or not at all."""

from __future__ import annotations

from typing import Final

from engine.store.json_text import is_same_json


class Absent:
    """Stands for a key that is not there; ``null`` is something else."""


ABSENT: Final = Absent()


class Crossed(Exception):
    """A key was changed by both sides; ``pointer`` says which (``/passes/EP001.../status``)."""

    def __init__(self, pointer: str) -> None:
        super().__init__(f"{pointer or 'the whole document'} was changed by somebody else")
        self.pointer = pointer


def merged(
    current: dict[str, object], before: dict[str, object], after: dict[str, object]
) -> dict[str, object]:
    """``current`` with what differs between ``before`` and ``after``.

    Every key that differs has to stand at its value before (it is changed) or after (it is done).

    Raises:
        Crossed: a key stands at a third value.
    """
    return _merged_keys(current, before, after, "")


def _merged_keys(
    current: dict[str, object], before: dict[str, object], after: dict[str, object], where: str
) -> dict[str, object]:
    result = dict(current)
    for key in dict.fromkeys([*before, *after]):
        value = _merged_value(
            current.get(key, ABSENT), before.get(key, ABSENT), after.get(key, ABSENT), where, key
        )
        if isinstance(value, Absent):
            result.pop(key, None)
        else:
            result[key] = value
    return result


def _merged_value(current: object, before: object, after: object, where: str, key: str) -> object:
    if is_same_json(before, after) or is_same_json(current, after):
        return current
    if is_same_json(current, before):
        return after
    pointer = f"{where}/{key.replace('~', '~0').replace('/', '~1')}"
    if isinstance(current, dict) and isinstance(before, dict) and isinstance(after, dict):
        return _merged_keys(current, before, after, pointer)
    raise Crossed(pointer)
