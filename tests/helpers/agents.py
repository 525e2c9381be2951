"""An agent at the tools: the client of the ``mcp`` package, in this process."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcp import Client

from engine.commands.catalog import all_commands
from engine.commands.context import CommandContext
from engine.mcp.calls import ToolDesk
from engine.mcp.purse import Confirmations, Purse
from engine.mcp.server import build_server
from engine.store.cache import Caches
from engine.store.places import Places

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Told:
    """What a tool answered."""

    facts: dict[str, Any]
    is_error: bool

    @property
    def error(self) -> str:
        """The error in a line."""
        return str(self.facts["error"]["message"])


@dataclass(frozen=True, slots=True)
class Agent:
    """Calls tools."""

    client: Client

    async def call(self, tool: str, **arguments: Any) -> Told:
        """What a tool answers."""
        result = await self.client.call_tool(tool, arguments)
        return Told(result.structured_content, result.is_error)

    async def tools(self) -> dict[str, Any]:
        """The tools that are offered, by name."""
        return {tool.name: tool for tool in (await self.client.list_tools()).tools}


def a_tool_desk(
    project: Path,
    *,
    cap: int = 0,
    name: str = "tester",
    only_reads: bool = False,
    seconds: Callable[[], float] = time.monotonic,
) -> ToolDesk:
    """The tools of a project, as ``recoil mcp`` offers them; the cap in micro-dollars."""
    places = Places.from_environment(project.parent)
    return ToolDesk(
        context=CommandContext(places, Caches(places.cache_dir / "media")),
        commands={each.name: each for each in all_commands()},
        purse=Purse(name, cap),
        confirmations=Confirmations(seconds),
        name=str(project),
        only_reads=only_reads,
    )


@asynccontextmanager
async def an_agent(desk: ToolDesk) -> AsyncIterator[Agent]:
    """An agent connected to these tools."""
    async with Client(build_server(desk)) as client:
        yield Agent(client)
