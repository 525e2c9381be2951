"""Documents: files on disk as typed values that give back everything they did not change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from typing_extensions import override

from engine.errors import DataError

T = TypeVar("T")

# Of every JSON object that is read, by its id: a copy that nobody changes, shared by all documents
# of one reading. What is read is alive until the reading is over, so no id is given twice.
_Sources = dict[int, dict[str, object]]

# Other tools write null where nothing is known; it reads as empty and is written back as null.
Listed = Annotated[list[T], BeforeValidator(lambda value: [] if value is None else value)]
Keyed = Annotated[dict[str, T], BeforeValidator(lambda value: {} if value is None else value)]
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
Flag = Annotated[bool, BeforeValidator(lambda value: False if value is None else value)]
Count = Annotated[int, BeforeValidator(lambda value: 0 if value is None else value)]


class Document(BaseModel):
    """Base of every model of a file.

    It remembers the JSON it was read from. Writing back changes only the keys whose value was
    changed: unknown keys, the order of keys, big integers and the way a number was written
    (``3`` or ``3.0``) stay, in nested documents too. Fields may be assigned, lists and dicts
    changed in place, or a changed copy be made with ``model_copy(update=...)``.
    """

    model_config = ConfigDict(extra="allow", protected_namespaces=())

    _source: dict[str, object] = PrivateAttr(default_factory=dict)

    @classmethod
    def read(cls, data: object) -> Self:
        """The document in ``data``, which was parsed from JSON.

        Raises:
            DataError: it is not an object, or a known key holds something else than it should.
        """
        if not isinstance(data, Mapping):
            raise DataError(f"not a JSON object but {type(data).__name__}")
        try:
            return cls._understood(data)
        except ValidationError as error:
            raise DataError(_first_line(error)) from error

    def as_json(self) -> dict[str, object]:
        """The document as JSON values: as it was read, with what was changed since."""
        # Values as the models understand what was read (3 in a float field is 3.0): the measure
        # of change. Documents within are compared as such, so that one reading serves them all.
        unchanged = type(self)._understood(self._source)  # noqa: SLF001 - one of ours
        before = unchanged._values()  # noqa: SLF001 - one of ours
        written = {key: _copied(value) for key, value in self._source.items()}
        for name, value in self._values().items():
            is_new = name in self.model_fields_set and name not in self._source
            if is_new or not _is_same(value, before.get(name)):
                written[name] = _encoded(value)
        return written

    @classmethod
    def _understood(cls, data: Mapping[str, object]) -> Self:
        sources: _Sources = {}
        own, _ = _copied_twice(data, sources)
        return cls.model_validate(own, context=sources)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_source(
        cls, data: object, build: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        document = build(data)
        if isinstance(data, dict):
            known = info.context.get(id(data)) if info.context else None
            # Made with keywords, it may hold other documents: their JSON is what it was read from.
            document._source = (  # noqa: SLF001 - one of ours, just made
                {key: _encoded(value) for key, value in data.items()} if known is None else known
            )
        return document

    def _values(self) -> dict[str, object]:
        return vars(self) | (self.model_extra or {})

    def _is_same_as(self, other: Document) -> bool:
        """Whether both are written alike."""
        return (
            self.model_fields_set == other.model_fields_set
            and _is_same(self._source, other._source)
            and _is_same(self._values(), other._values())
        )


class ListDocument(Document):
    """A document that is mostly a list: an object that holds it in ``listed``, or the bare list.

    Both forms read alike; ``as_file`` gives the one that was read.
    """

    listed: ClassVar[str]

    _is_bare: bool = PrivateAttr(default=False)

    @override
    @classmethod
    def read(cls, data: object) -> Self:
        if not isinstance(data, list):
            return super().read(data)
        document = super().read({cls.listed: data})
        document._is_bare = True  # noqa: SLF001 - one of ours, just made
        return document

    def as_file(self) -> object:
        """The JSON of the file: a bare list where it was one, else ``as_json()``."""
        written = self.as_json()
        return written[self.listed] if self._is_bare else written


_PLAIN = frozenset({str, int, float, bool, type(None)})


def _encoded(value: object) -> object:
    if type(value) in _PLAIN:  # most are, and asking a model class takes long
        return value
    match value:
        case Document():
            return value.as_json()
        case dict():
            return {key: _encoded(item) for key, item in value.items()}
        case list() | tuple():
            return [_encoded(item) for item in value]
        case _:
            return value


def _copied(value: object) -> object:
    kind = type(value)
    if kind is dict or (kind not in _PLAIN and isinstance(value, Mapping)):
        return {key: _copied(item) for key, item in value.items()}  # type: ignore[attr-defined]
    if isinstance(value, list | tuple):
        return [_copied(item) for item in value]
    return value


def _copied_twice(value: object, sources: _Sources) -> tuple[object, object]:
    """A copy to read from and one to keep; what is kept of every object is put into ``sources``."""
    kind = type(value)
    if kind in _PLAIN:
        return value, value
    if kind is dict or isinstance(value, Mapping):
        one: dict[str, object] = {}
        other: dict[str, object] = {}
        for key, item in value.items():  # type: ignore[attr-defined]
            one[key], other[key] = _copied_twice(item, sources)
        sources[id(one)] = other
        return one, other
    if isinstance(value, list | tuple):
        pairs = [_copied_twice(item, sources) for item in value]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return value, value


def _is_same(one: object, other: object) -> bool:
    # Stricter than ==, for which True is 1 and 1 is 1.0.
    if type(one) is not type(other):
        return False
    if type(one) in _PLAIN:
        return one == other
    if isinstance(one, Document) and isinstance(other, Document):
        return one._is_same_as(other)  # noqa: SLF001 - one of ours
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(_is_same(left, right) for left, right in pairs)
    return one == other


def _first_line(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]
