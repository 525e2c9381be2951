"""Parameters of verbs as JSON schemas, and what an agent said as the values of parameters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import NotFound, Refused, UserError
from engine.store.files import make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.commands.registry import Command, Parameter
    from engine.domain.paths import ProjectPath
    from engine.mcp.access import Rule
    from engine.store.project import Project

TOKEN = "confirmation_token"
EXPORTS = "exports"
"""The folder of the project in which an agent's exports lie."""
_PATH_WORDS = {"PATH", "FILE", "DIR", "VIDEO", "TAKE"}
_ANY_FILE = "FILE"  # people may name a file anywhere on the machine by it
_KINDS: Mapping[type, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}
_LONGEST = 20_000  # letters of one argument
_MOST = 1000  # values of one that repeats


def visible(command: Command[..., Any], rule: Rule) -> Iterator[Parameter]:
    """The parameters an agent may say."""
    return (each for each in command.parameters if each.name not in rule.hidden)


def _is_needed(parameter: Parameter, rule: Rule) -> bool:
    return parameter.is_required or parameter.name in rule.needed


def schema_of(command: Command[..., Any], rule: Rule, *, needs_token: bool) -> dict[str, object]:
    """The JSON schema of a verb's arguments."""
    parameters = tuple(visible(command, rule))
    properties = {each.name: _schema(each) for each in parameters}
    if needs_token:
        properties[TOKEN] = {
            "type": "string",
            "description": "From the first answer; without it nothing is sent and nothing is paid.",
        }
    return {
        "type": "object",
        "properties": properties,
        "required": [each.name for each in parameters if _is_needed(each, rule)],
        "additionalProperties": False,
    }


def values_of(
    command: Command[..., Any], rule: Rule, said: Mapping[str, Any], project: Project | None
) -> dict[str, object]:
    """What the verb is called with.

    Raises:
        UserError: an argument is unknown, lacks, is of another kind, or is no path of the project.
        Refused: a link lies on the way to a file.
    """
    parameters = {each.name: each for each in visible(command, rule)}
    for name in said:
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise UserError(f"{command.name} has no argument {name!r} (it has: {known})")
    values: dict[str, object] = {}
    for name, parameter in parameters.items():
        given = said.get(name)
        if given is None and _is_needed(parameter, rule):
            raise UserError(f"{command.name} needs the argument {name!r}")
        values[name] = parameter.value(_checked(parameter, given, project))
    for parameter in command.parameters:
        if parameter.name in rule.hidden:
            values[parameter.name] = rule.fixed.get(parameter.name, parameter.default)
    return values


# -- schemas -----------------------------------------------------------------


def _schema(parameter: Parameter) -> dict[str, object]:
    words, kind = parameter.words, _KINDS.get(parameter.plain, "string")
    help_text = words.help
    if _is_path(parameter):
        help_text += " A path inside the project, relative to its folder."
    if _is_place_for_output(parameter):
        help_text = f"{words.help} Its name; it is written into the project's folder {EXPORTS}/."
    if words.is_pair:
        said: dict[str, object] = {"type": "array", "items": {"type": "string"}}
        said |= {"minItems": 2, "maxItems": 2}
    elif words.repeats:
        said = {"type": "array", "items": {"type": "string"}, "maxItems": _MOST}
    else:
        said = {"type": kind}
    if words.metavar and not _is_path(parameter):
        help_text += f" ({words.metavar})"
    if isinstance(parameter.default, bool | int | float | str) and parameter.default != "":
        said["default"] = parameter.default
    return said | {"description": help_text}


def _is_path(parameter: Parameter) -> bool:
    return parameter.plain is Path or parameter.words.metavar.rstrip(".") in _PATH_WORDS


def _may_be_path(parameter: Parameter, text: str) -> bool:
    """Whether a text that may be a path or something else (a shot) is a path."""
    choices = parameter.words.metavar.rstrip(".").split("|")
    return bool(_PATH_WORDS.intersection(choices)) and ("/" in text or "\\" in text)


def _is_place_for_output(parameter: Parameter) -> bool:
    return parameter.name == "out"


# -- values ------------------------------------------------------------------


def _checked(parameter: Parameter, given: Any, project: Project | None) -> object:
    """The value as the command line would have read it, of the right kind."""
    if given is None:
        return None
    words = parameter.words
    if words.is_pair or words.repeats:
        return _checked_list(parameter, given, project)
    if parameter.plain is bool:
        if not isinstance(given, bool):
            raise UserError(f"{parameter.name} is true or false, not {given!r}")
        return given
    if parameter.plain in (int, float):
        return _checked_number(parameter, given)
    return _checked_text(parameter, given, project)


def _checked_list(parameter: Parameter, given: Any, project: Project | None) -> object:
    if not isinstance(given, list) or len(given) > _MOST:
        raise UserError(f"{parameter.name} is a list of texts")
    if parameter.words.is_pair and len(given) != 2:  # noqa: PLR2004 - that is a pair
        raise UserError(f"{parameter.name} is a list of two texts")
    return tuple(_checked_text(parameter, one, project) for one in given) or None


def _checked_number(parameter: Parameter, given: Any) -> object:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise UserError(f"{parameter.name} is a number, not {given!r}")
    if parameter.plain is int and given != int(given):
        raise UserError(f"{parameter.name} is a whole number, not {given!r}")
    return parameter.plain(given)


def _checked_text(parameter: Parameter, given: Any, project: Project | None) -> object:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise UserError(f"{parameter.name} is a text, not {given!r}")
    text = str(given)
    if len(text) > _LONGEST or "\x00" in text:
        raise UserError(f"{parameter.name} is no text of at most {_LONGEST} letters")
    is_path = _is_path(parameter) or _may_be_path(parameter, text)
    return _inside(parameter, text, project) if is_path else text


def _inside(parameter: Parameter, text: str, project: Project | None) -> object:
    """A place in the project, and nowhere else on this machine."""
    if project is None:
        raise Refused("no project is open: paths are paths of a project")
    if _is_place_for_output(parameter):
        return _place_for_output(text, project)
    path = project.path(text)
    place = project.resolve(path)
    if parameter.plain is Path:
        if not place.exists():
            raise NotFound("file", str(path))
        return place
    if parameter.words.metavar == _ANY_FILE:
        return _only_inside(text, path, place)
    return str(path)


def _only_inside(text: str, path: ProjectPath, place: Path) -> str:
    """A file for a verb that would also take one from elsewhere, so that it cannot."""
    if place.exists():
        return str(place)
    if text.startswith("~") or Path(text).exists():
        raise NotFound("file", str(path))
    return str(path)  # a name, which the verb may know


def _place_for_output(text: str, project: Project) -> Path:
    path = project.path(text)
    if path.parts[0] != EXPORTS:
        path = project.path(EXPORTS) / str(path)
    if len(path.parts) != 2:  # noqa: PLR2004 - the folder, and a name in it
        raise UserError(f"a name only: it is written into {EXPORTS}/")
    place = project.resolve(path)
    make_folder(place.parent)
    return place
