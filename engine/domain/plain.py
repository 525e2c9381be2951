"""Whether JSON may be taken as it is, without making a document of it: thousands are read so."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Union, get_args, get_origin

from engine.domain.documents import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Check = Callable[[object], bool]

_PLAIN = (str, int, bool)


def plain_check(model: type[Document]) -> Callable[[Mapping[str, object]], bool]:
    """Made from a model: says whether every known key holds exactly what the model would make.

    What it accepts, the model accepts, and changes nothing of it. What it does not accept may still
    be read, by the model itself.
    """
    checks = {name: _check(field.annotation, bool(field.metadata))
              for name, field in model.model_fields.items()}  # fmt: skip
    needed = frozenset(name for name, field in model.model_fields.items() if field.is_required())

    def is_plain(data: Mapping[str, object]) -> bool:
        if needed and not needed <= data.keys():
            return False
        return all(checks[key](value) for key, value in data.items() if key in checks)

    return is_plain


def _check(annotation: object, takes_null: bool) -> Check:
    """The check of one field; ``takes_null``: other tools may write null for empty."""
    choices = get_args(annotation) if _is_union(annotation) else (annotation,)
    if object in choices:
        return lambda _value: True
    exact: set[type] = {NoneType} if takes_null else set()
    more: list[Check] = []
    for choice in choices:
        if choice is float:
            exact |= {int, float}
        elif choice in {*_PLAIN, NoneType}:
            exact.add(choice)
        elif (special := _special(choice)) is not None:
            more.append(special)
    if not more:
        return lambda value: type(value) in exact
    return lambda value: type(value) in exact or any(check(value) for check in more)


def _special(choice: object) -> Check | None:
    """Lists of plain things, and documents; what else there may be is left to the model."""
    if isinstance(choice, type) and issubclass(choice, Document):
        inner = plain_check(choice)
        return lambda value: type(value) is dict and inner(value)
    if get_origin(choice) is list:
        (item,) = get_args(choice)
        check = _check(item, takes_null=False)
        return lambda value: type(value) is list and all(map(check, value))
    return None


def _is_union(annotation: object) -> bool:
    return get_origin(annotation) in {Union, UnionType}
