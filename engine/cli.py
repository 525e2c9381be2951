"""``recoil``: every command on the command line, for people, scripts and agents."""

from __future__ import annotations

import atexit
import gc
import inspect
import json
import logging
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.clock import SystemClock
from engine.commands import projects
from engine.commands.catalog import all_commands
from engine.commands.context import CommandContext
from engine.commands.counting import count_uses
from engine.errors import RecoilError
from engine.jobs import JobContext, Progress, Stopped
from engine.redaction import KeyFilter
from engine.store.cache import Caches
from engine.store.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

    from engine.commands.registry import Answer, Command, Parameter
    from engine.domain.changes import Outcome

log = logging.getLogger(__name__)

_GARBAGE_AFTER = 20_000  # new objects; the usual 700 look through every import many times
DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
SWITCHES = ("--json", "--verbose", "-v")
VALUED = ("--projects-root", "--project")
GROUPS = {
    "project": "Make, choose and examine projects.",
    "review": "Passes whose cuts an editor has to confirm.",
    "segment": "Clips that were cut from passes.",
    "episode": "Episodes as they play.",
    "jobs": "Paid jobs, and what people decide about them.",
    "take": "Takes whose files were moved.",
    "board": "The wall of an episode: boards rendered, judged and used.",
    "comment": "Notes on batches, panels and frames.",
    "reviews": "Takes that only a person can judge.",
    "changes": "Changes that were interrupted and no longer fit.",
    "searches": "Searches that are kept under a name.",
    "orphans": "Videos that nobody knows: quarantine, registering, deleting.",
    "trash": "What was thrown away, and back where it was.",
    "export": "The episode's cut, for finishing programs, tables and paper.",
    "snapshot": "All documents of the project as they were.",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``recoil`` and say the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    gc.set_threshold(_GARBAGE_AFTER)
    atexit.register(gc.freeze)  # a last search for garbage, as long as an import, is for nothing
    said = with_globals_first(sys.argv[1:] if arguments is None else arguments)
    mouth = Mouth(wants_json="--json" in said)
    try:
        return int(typer.main.get_command(app).main(said, "recoil", standalone_mode=False) or DONE)
    except RecoilError as error:
        return mouth.fail(str(error), error.as_json(), FAILED)
    except (Stopped, KeyboardInterrupt, typer.Abort):
        return mouth.fail("interrupted", {"code": "interrupted"}, INTERRUPTED)
    except BrokenPipeError:
        sys.stdout = None  # nobody reads on; nothing more to flush
        return FAILED
    except Exception as error:  # the last place: a bug is told in one line and logged
        if (usage := _usage_of(error)) is not None:
            return mouth.fail(usage, {"code": "usage"}, WRONG_USAGE)
        log.exception("internal error")
        told = f"internal error: {type(error).__name__}: {error} (--verbose tells more)"
        return mouth.fail(told.replace("\n", " "), {"code": "internal"}, FAILED)


def with_globals_first(arguments: Sequence[str]) -> list[str]:
    """The same line with the global options in front, so that they may stand anywhere.

    Without a command it asks for help.
    """
    first: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in SWITCHES or word.startswith(tuple(f"{flag}=" for flag in VALUED)):
            first.append(word)
        elif word in VALUED:
            first += [word, *([value] if (value := next(words, None)) is not None else [])]
        else:
            rest.append(word)
    if not rest or rest in [[group] for group in GROUPS.keys() - _names()]:
        rest.append("--help")
    return [*first, *rest]


@dataclass(frozen=True, slots=True)
class Mouth:
    """Says results on standard output and everything else on standard error."""

    wants_json: bool = False

    def say(self, answer: Answer) -> int:
        """Print an answer; one that reports failures says so on standard error as well."""
        if self.wants_json:
            self._print_json(answer.as_json())
        else:
            for line in answer.lines():
                print(line)  # noqa: T201 - this is what standard output is for
        failure = getattr(answer, "failure", None)
        if failure:
            print(failure, file=sys.stderr)  # noqa: T201
        return FAILED if failure else DONE

    def announce(self, line: str) -> None:
        """Print a line at once; with ``--json`` standard output belongs to the one object."""
        print(line, file=sys.stderr if self.wants_json else sys.stdout, flush=True)

    def fail(self, message: str, error: dict[str, object], code: int) -> int:
        """Print an error: one line for people, one object for programs."""
        if self.wants_json:
            self._print_json({"error": {"message": message, **error}})
        else:
            print(" ".join(message.splitlines()), file=sys.stderr)  # noqa: T201
        return code

    def _print_json(self, value: object) -> None:
        print(json.dumps(value, indent=2, allow_nan=False, default=str))  # noqa: T201


@dataclass(slots=True)
class ProgressLine:
    """Writes how far a job is over the last line of a terminal."""

    shown: int = 0

    def show(self, progress: Progress) -> None:
        """Write the line anew."""
        share = f" {progress.done * 100 // progress.total:3d} %" if progress.total else ""
        line = f"{progress.note}{share}"
        print(f"\r{line:<{self.shown}}", end="", file=sys.stderr, flush=True)  # noqa: T201
        self.shown = len(line)

    def clear(self) -> None:
        """Leave nothing of it."""
        if self.shown:
            print(f"\r{'':<{self.shown}}\r", end="", file=sys.stderr, flush=True)  # noqa: T201


@dataclass(frozen=True, slots=True)
class Session:
    """What the global options said; runs commands."""

    places: Places
    project: str | None
    mouth: Mouth

    def run(self, command: Command[..., Any], said: dict[str, Any]) -> int:
        """Run one command and print its answer."""
        values = {p.name: p.value(said[p.name]) for p in command.parameters}
        line = ProgressLine()
        job = JobContext(line.show if sys.stderr.isatty() else None)
        with suppress(ValueError):  # only the main thread may listen for Ctrl-C
            signal.signal(signal.SIGINT, _stop(job))
        try:
            outcome: Outcome[Answer] = command(self._context(command, job), **values)
        finally:
            line.clear()
            count_uses(self.places, {"commands": {command.name: 1}}, SystemClock())
        return self.mouth.say(outcome.value)

    def _context(self, command: Command[..., Any], job: JobContext) -> CommandContext:
        caches = Caches(self.places.cache_dir / "media")
        context = CommandContext(self.places, caches, job=job, announce=self.mouth.announce)
        name = self.project
        if name is None and command.needs_project:
            name = projects.current_project(context)
        if name is None:
            return context
        return projects.in_project(context, name)


def _stop(job: JobContext) -> Callable[[int, FrameType | None], None]:
    """The first Ctrl-C asks the job to end in good order, the second ends the program."""

    def on_interrupt(_number: int, _frame: FrameType | None) -> None:
        job.cancel()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    return on_interrupt


def _usage_of(error: Exception) -> str | None:
    """The line of an error that typer made about the command line; None for any other."""
    tell = getattr(error, "format_message", None)
    if tell is None or not hasattr(error, "exit_code"):
        return None
    where = getattr(getattr(error, "ctx", None), "command_path", "recoil")
    return f"{str(tell()).rstrip('.')} (see {where} --help)"


# -- made from the registry --------------------------------------------------


def _application() -> typer.Typer:
    """The whole command line: the globals, and one typer command per registered command."""
    application = _group("Turn passes into reviewed clips, and keep what belongs to them.")
    application.callback()(_globals)
    groups = {name: _group(words) for name, words in GROUPS.items()}
    for command in all_commands():
        group, _, verb = command.name.rpartition(" ")
        home = groups[group] if group else application
        if verb in groups and not group:  # a group that says something by itself, too
            own = groups[verb].callback(
                invoke_without_command=True, help=_help(command), short_help=command.help
            )
            own(_callback(command))
        else:
            home.command(verb, help=_help(command), short_help=command.help)(_callback(command))
    for name, group_application in groups.items():
        application.add_typer(group_application, name=name)
    return application


def _group(words: str) -> typer.Typer:
    return typer.Typer(
        help=words,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # late: a tenth of a short command's time

        print(f"recoil {version('recoil-desktop')}")  # noqa: T201
        raise typer.Exit


def _globals(
    context: typer.Context,
    *,
    projects_root: Annotated[
        Path | None, typer.Option(help="Folder of projects.", metavar="DIR", show_default=False)
    ] = None,
    project: Annotated[
        str | None, typer.Option(help="Project; else the current one.", metavar="NAME")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log to standard error.")
    ] = False,
    show_version: Annotated[
        bool, typer.Option("--version", help="Say the version.", callback=_version)
    ] = False,
) -> None:
    """Take the global options, which may stand anywhere on the line."""
    del show_version
    handler = logging.StreamHandler() if verbose else logging.NullHandler()
    handler.addFilter(KeyFilter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    context.obj = Session(Places.from_environment(projects_root), project, Mouth(as_json))


def _callback(command: Command[..., Any]) -> Callable[..., int]:
    """A function with the signature that typer reads."""

    def call(context: typer.Context, **said: object) -> int:
        session: Session = context.obj
        return DONE if context.invoked_subcommand else session.run(command, said)

    own = inspect.Parameter(
        "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    parameters = [own, *(_typer_parameter(each) for each in command.parameters)]
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in parameters}
    return call


def _typer_parameter(parameter: Parameter) -> inspect.Parameter:
    words, kind = parameter.words, parameter.plain
    metavar = words.metavar or None
    plain: Any = list[str] if words.repeats else tuple[str, str] if words.is_pair else kind
    if words.flag:
        info: Any = typer.Option(
            words.flag, help=words.help, metavar=metavar, show_default=bool(parameter.default)
        )
    else:
        info = typer.Argument(help=words.help, metavar=metavar, show_default=False)
    is_open = not parameter.is_required and kind is not bool
    default = inspect.Parameter.empty if parameter.is_required else _default(parameter)
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[plain | None if is_open else plain, info],
    )


def _default(parameter: Parameter) -> object:
    """What typer shows and hands on; a default that is no plain value is made by the command."""
    is_plain = isinstance(parameter.default, str | int | float | bool)
    return parameter.default if is_plain else None


def _names() -> set[str]:
    return {command.name for command in all_commands()}


def _help(command: Command[..., Any]) -> str:
    examples = "\n".join(f"  {example}" for example in command.examples)
    parts = [command.help, command.story, f"\b\nExamples:\n{examples}" if examples else ""]
    return "\n\n".join(part for part in parts if part)


app = _application()


if __name__ == "__main__":
    sys.exit(main())
