"""One call of a tool: arguments checked, the verb run, its answer with what can be taken back."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.commands import projects
from engine.domain.money import micro_to_usd
from engine.errors import NotFound, RecoilError, Refused
from engine.jobs import Stopped
from engine.mcp.access import RULES, Access
from engine.mcp.arguments import TOKEN, values_of
from engine.mcp.estimates import estimate_of
from engine.mcp.purse import SECONDS, Confirmations, Purse, request_key
from engine.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.commands.context import CommandContext
    from engine.commands.registry import Command
    from engine.domain.changes import Outcome
    from engine.jobs import JobContext
    from engine.mcp.access import Rule
    from engine.store.project import Project

log = logging.getLogger(__name__)

MOST_LETTERS = 400_000
"""A longer answer helps no agent: it is told to ask for less."""
_HINTS = "say an episode, a limit, or a narrower search"


@dataclass(frozen=True, slots=True)
class Reply:
    """What an agent is told: JSON, without keys, with paths as paths of the project."""

    facts: Mapping[str, object]
    is_error: bool = False

    @property
    def text(self) -> str:
        """The facts as text."""
        return json.dumps(self.facts, ensure_ascii=False)


def tool_name(command_name: str) -> str:
    """What a verb is called as a tool: ``review_list``."""
    return command_name.replace(" ", "_")


@dataclass(slots=True)
class ToolDesk:
    """Runs the verbs that agents may use; every call opens the project anew, as ``recoil`` does.

    ``name`` is the project it was started for; without, it follows the one that is chosen.
    """

    context: CommandContext
    commands: Mapping[str, Command[..., Any]]
    purse: Purse
    confirmations: Confirmations
    name: str | None = None
    only_reads: bool = False
    _rules: Mapping[str, Rule] = field(default_factory=lambda: RULES)

    def offered(self) -> tuple[tuple[Command[..., Any], Rule], ...]:
        """The verbs and what holds for them."""
        return tuple(
            (command, rule)
            for name, command in self.commands.items()
            if (rule := self._rules.get(name)) is not None
            and not (self.only_reads and rule.access is not Access.READ)
        )

    def call(self, tool: str, said: Mapping[str, Any], job: JobContext) -> Reply:
        """Carry out a call; whatever goes wrong is told in the reply.

        Raises:
            Stopped: the agent cancelled it.
        """
        root = ""
        try:
            command, rule = self._find(tool)
            context = self._room(command, job)
            root = str(context.project.root) if context.project else ""
            facts, is_error = self._run(context, command, rule, said)
        except RecoilError as error:
            facts, is_error = {"error": error.as_json()}, True
        except Stopped:
            raise
        except Exception as error:  # the end of an agent's call: a bug is logged, told in a line
            log.exception("internal error in %s", tool)
            told = {"code": "internal", "message": f"internal error: {type(error).__name__}"}
            facts, is_error = {"error": told}, True
        return _sized(Reply(_clean(facts, root), is_error))

    # -- inside --------------------------------------------------------------

    def _find(self, tool: str) -> tuple[Command[..., Any], Rule]:
        for command, rule in self.offered():
            if tool_name(command.name) == tool:
                return command, rule
        raise NotFound("tool", tool)

    def _room(self, command: Command[..., Any], job: JobContext) -> CommandContext:
        """The context of one call, with the project opened."""
        context = replace(self.context, job=job, program=self.purse.name, caps=self.purse.caps)
        name = self.name or projects.current_project(context)
        if name is not None:
            return projects.in_project(context, name)
        if command.needs_project:
            raise Refused("no project: start `recoil --project NAME mcp`, or choose one")
        return replace(context, project=None)

    def _run(
        self,
        context: CommandContext,
        command: Command[..., Any],
        rule: Rule,
        said: Mapping[str, Any],
    ) -> tuple[dict[str, object], bool]:
        plain = {name: value for name, value in said.items() if name != TOKEN}
        values = values_of(command, rule, plain, context.project)
        if not values.get("author", "somebody"):
            values["author"] = self.purse.name  # what an agent notes is known as its own
        only_looks = any(values.get(switch) for switch in rule.free_when)
        if rule.access is Access.PAID and not only_looks:
            asked = self._confirmed(context.require_project(), context, command, values, said)
            if asked is not None:
                return asked, False
        outcome: Outcome[Any] = command(context, **values)
        failure = getattr(outcome.value, "failure", None)
        facts = dict(outcome.value.as_json())
        if failure:
            facts["failure"] = failure
        if rule.access is not Access.READ:
            facts |= _taken_back_by(outcome)
        return facts, bool(failure)

    def _confirmed(
        self,
        project: Project,
        context: CommandContext,
        command: Command[..., Any],
        values: dict[str, object],
        said: Mapping[str, Any],
    ) -> dict[str, object] | None:
        """What to answer instead of running it; None when the agent has confirmed it.

        Raises:
            BudgetExceeded: it costs more than the agent may spend; nothing was sent.
            Refused: the confirmation is none, or prices have risen since it was given.
        """
        plain = {name: value for name, value in said.items() if name != TOKEN}
        request = request_key(project, command.name, plain)
        token = said.get(TOKEN)
        pledged = self.confirmations.take(str(token), request) if token is not None else None
        estimate = estimate_of(context, command, values, most=self.purse.left(project))
        self.purse.check(project, command.name, estimate.micro)
        if pledged is not None:
            if estimate.micro > pledged:
                raise Refused("it would cost more by now: ask without the confirmation again")
            return None
        return {
            "confirmation_needed": True,
            "estimate_usd": micro_to_usd(estimate.micro),
            "agent_cap_usd": micro_to_usd(self.purse.cap),
            "agent_left_usd": micro_to_usd(self.purse.left(project)),
            "retries": "takes that fail are tried again, within what is left of the cap",
            TOKEN: self.confirmations.give(request, estimate.micro),
            "valid_s": SECONDS,
            "next": f"nothing was sent: call it again with the same arguments and {TOKEN}",
            "about": dict(estimate.about),
        }


def _taken_back_by(outcome: Outcome[Any]) -> dict[str, object]:
    if outcome.undo is None:
        return {}
    undo = {"tool": "undo", "arguments": {"change_id": outcome.undo}}
    return {"change": {"id": outcome.undo, "title": outcome.title, "undo": undo}}


# -- what leaves -------------------------------------------------------------


def _clean(facts: Mapping[str, object], root: str) -> dict[str, object]:
    """Plain JSON without keys (08 P3), and without where the project lies on this machine."""
    plain = json.loads(json.dumps(facts, allow_nan=False, default=str))
    pattern = re.compile(re.escape(root) + r"(?:[/\\]|(?=['\"\s:,;)]|$))") if root else None

    def words(text: str) -> str:
        return redacted(pattern.sub("", text) if pattern else text)

    cleaned: dict[str, object] = _walked(plain, words)
    return cleaned


def _walked(value: Any, words: Any) -> Any:
    match value:
        case str():
            return words(value)
        case list():
            return [_walked(one, words) for one in value]
        case dict():
            return {words(name): _walked(one, words) for name, one in value.items()}
        case _:
            return value


def _sized(reply: Reply) -> Reply:
    letters = len(reply.text)
    if letters <= MOST_LETTERS:
        return reply
    message = f"the answer has {letters:,} letters, more than {MOST_LETTERS:,}: {_HINTS}"
    error: dict[str, object] = {"code": "too_long", "message": message}
    kept = {name: reply.facts[name] for name in ("change",) if name in reply.facts}
    return Reply({"error": error, **kept}, is_error=True)
