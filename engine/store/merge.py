"""Bringing one change into a document that others changed since: key by key, or not at all.

A list whose members are objects with names of their own (``id``, ``beat_id`` ...) is merged member
by member; any other list is one value.
"""

from __future__ import annotations

from typing import Final

from engine.store.json_text import is_same_json

# What members of a list are known by, in documents of ours.
NAMES = ("id", "beat_id", "take_id")

_Member = dict[str, object]


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
    if isinstance(current, list):
        return _merged_list(current, before, after, pointer)
    raise Crossed(pointer)


def _merged_list(current: list[object], before: object, after: object, where: str) -> object:
    """A list that came or went with its document has no members then."""
    old, new = ([] if isinstance(one, Absent) else one for one in (before, after))
    if not isinstance(old, list) or not isinstance(new, list):
        raise Crossed(where)
    left = _merged_members(current, old, new, where)
    return ABSENT if isinstance(after, Absent) and not left else left


def _merged_members(
    current: list[object], before: list[object], after: list[object], where: str
) -> list[object]:
    """A list of named members: those of others stay, where they stand.

    Raises:
        Crossed: the members have no names, or a member was changed or the list put into another
            order by both sides.
    """
    name = _name_of_members(current, before, after)
    if name is None:
        raise Crossed(where)
    mine, old, new = (_by_name(members, name) for members in (current, before, after))
    result = _merged_keys(mine, old, new, where)
    if [key for key in new if key in old] != [key for key in old if key in new]:
        raise Crossed(where)
    return [result[key] for key in _in_order(list(mine), list(new), set(result))]


def _name_of_members(*lists: list[object]) -> str | None:
    """The key under which all members of all lists have different names."""
    for name in NAMES:
        if all(_are_named(members, name) for members in lists):
            return name
    return None


def _are_named(members: list[object], name: str) -> bool:
    names = [one.get(name) if isinstance(one, dict) else None for one in members]
    return all(isinstance(one, str) and one for one in names) and len(set(names)) == len(names)


def _by_name(members: list[object], name: str) -> _Member:
    return {str(one[name]): one for one in members if isinstance(one, dict)}


def _in_order(mine: list[str], new: list[str], kept: set[str]) -> list[str]:
    """The names in the order of ``mine``; a new one follows whom it follows in ``new``."""
    order = [one for one in mine if one in kept]
    for place, one in enumerate(new):
        if one not in order and one in kept:
            before = next((other for other in reversed(new[:place]) if other in order), None)
            order.insert(0 if before is None else order.index(before) + 1, one)
    return order
