"""What the program can do: one record per verb, for the command line and the window alike."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Concatenate,
    Generic,
    ParamSpec,
    Protocol,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from engine.commands.context import CommandContext

P = ParamSpec("P")
R = TypeVar("R")
PLAIN_TYPES = (str, int, float, bool, Path)


class Answer(Protocol):
    """What a command's outcome carries: it can be printed for programs and for people."""

    def as_json(self) -> Mapping[str, object]:
        """The object that ``--json`` prints."""
        ...

    def lines(self) -> Iterable[str]:
        """What a person reads on a terminal."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """How a parameter is said on the command line.

    Without a ``flag`` it stands in its place (``PASS``). ``read`` makes the value from the text;
    a repeatable option, and one that is followed by two values (``is_pair``), give their texts to
    ``read`` one by one.
    """

    help: str
    flag: str = ""
    metavar: str = ""
    read: Callable[[str], object] | None = None
    repeats: bool = False
    is_pair: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a command; ``plain`` is the type that the command line reads."""

    name: str
    words: Words
    plain: type
    default: object
    is_required: bool

    def value(self, said: Any) -> object:
        """The value the command wants from what was said."""
        if said is None:
            return self.default
        read = self.words.read or _as_said
        is_many = self.words.repeats or self.words.is_pair
        return tuple(map(read, said)) if is_many else read(said)


@dataclass(frozen=True, slots=True)
class Command(Generic[P, R]):
    """One verb. Calling it is calling its function: ``confirm_review(context, pass_id, at=...)``.

    ``name`` is what is typed (``review confirm``), ``help`` the first line of the docstring.
    """

    name: str
    run: Callable[Concatenate[CommandContext, P], R]
    help: str
    story: str
    parameters: tuple[Parameter, ...]
    examples: tuple[str, ...]
    needs_project: bool

    def __call__(self, context: CommandContext, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.run(context, *args, **kwargs)


def _as_said(value: Any) -> object:
    return value


_COMMANDS: dict[str, Command[..., Any]] = {}


def command(
    name: str, *, examples: tuple[str, ...] = (), needs_project: bool = True
) -> Callable[[Callable[Concatenate[CommandContext, P], R]], Command[P, R]]:
    """Register a function as a verb; its parameters after the context are ``Annotated`` Words."""

    def register(run: Callable[Concatenate[CommandContext, P], R]) -> Command[P, R]:
        if name in _COMMANDS:
            raise ValueError(f"two commands named {name}")
        story = inspect.getdoc(run) or ""
        first, _, rest = story.partition("\n")
        made = Command(
            name, run, first, rest.strip(), tuple(_parameters(run)), examples, needs_project
        )
        _COMMANDS[name] = made
        return made

    return register


def commands() -> tuple[Command[..., Any], ...]:
    """Every verb whose module has been imported, in the order of their definition."""
    return tuple(_COMMANDS.values())


def _parameters(run: Callable[..., object]) -> Iterator[Parameter]:
    """Read the signature. The answer's type may be known to the type checker alone."""
    signature = list(inspect.signature(run).parameters.values())[1:]
    annotations = {each.name: run.__annotations__[each.name] for each in signature}
    module = inspect.getmodule(run)
    hints = get_type_hints(
        SimpleNamespace(__annotations__=annotations), vars(module), include_extras=True
    )
    for each in signature:
        hint = hints[each.name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{run.__name__}: parameter {each.name} has no words")
        wanted, words = get_args(hint)
        is_required = each.default is inspect.Parameter.empty
        default = None if is_required else each.default
        yield Parameter(each.name, words, _plain(wanted, words), default, is_required)


def _plain(wanted: object, words: Words) -> type:
    if words.read is not None or words.repeats or words.is_pair:
        return str
    choices = get_args(wanted) if isinstance(wanted, UnionType) else (wanted,)
    plain = [choice for choice in choices if choice in PLAIN_TYPES]
    if len(plain) != 1:
        raise TypeError(f"no way to read {wanted} from a command line")
    found: type = plain[0]
    return found
