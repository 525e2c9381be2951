"""The server on standard input and output: tools listed, calls carried out beside each other."""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from engine.jobs import JobContext, Progress, Stopped, run_blocking
from engine.mcp.access import Access
from engine.mcp.arguments import schema_of
from engine.mcp.calls import Reply, ToolDesk, tool_name
from engine.mcp.standard_input import Lines

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext

    from engine.commands.registry import Command
    from engine.mcp.access import Rule

_LOOK = 0.1  # seconds between looks at whether somebody pressed Ctrl-C
_INSTRUCTIONS = """\
A Recoil project is a folder of AI-generated episodes: plans, passes, takes, boards, comments.
All paths are relative to the project. Tools that change something answer with a change id that
`undo` takes back. Tools that cost money first answer with an estimate and a confirmation_token;
they run when called again with the same arguments and that token, within this agent's own cap."""
_NOTES = {
    Access.READ: "Only looks.",
    Access.CHANGE: "Changes the project; the answer's change.id can be given to undo.",
    Access.PAID: (
        "May cost money: the first call answers with an estimate and a confirmation_token, and"
        " sends nothing; the second one, with the token, runs within this agent's cap."
    ),
}
_DESTROYS = {"orphans delete", "archive", "comment delete"}  # moved to the trash; undo brings back


def build_server(desk: ToolDesk) -> Server[Any]:
    """A server whose tools are the verbs of ``desk``."""
    tools = [_tool(command, rule) for command, rule in desk.offered()]

    async def list_tools(
        _context: ServerRequestContext[Any, Any], _page: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=tools)

    async def call_tool(
        context: ServerRequestContext[Any, Any], asked: CallToolRequestParams
    ) -> CallToolResult:
        return _result(await _call(desk, context, asked))

    return Server(
        "recoil",
        version=version("recoil-desktop"),
        title="Recoil",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def serve(desk: ToolDesk) -> None:
    """Serve one agent on standard input and output until it goes.

    Raises:
        Stopped: Ctrl-C; what was called has ended in good order.
    """
    server = build_server(desk)
    lines: Any = Lines()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_stop_with, desk.context.job, tasks.cancel_scope)
        async with stdio_server(stdin=lines) as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
        tasks.cancel_scope.cancel()
    desk.context.job.check()


async def _stop_with(job: JobContext, scope: anyio.CancelScope) -> None:
    """Let go of everything as soon as somebody presses Ctrl-C."""
    while True:
        await anyio.sleep(_LOOK)
        try:
            job.check()
        except Stopped:
            scope.cancel()
            return


async def _call(
    desk: ToolDesk, context: ServerRequestContext[Any, Any], asked: CallToolRequestParams
) -> Reply:
    """Run a call in a thread. One that is cancelled is waited for: its work ends in good order."""
    told: asyncio.Queue[Progress] = asyncio.Queue()

    def work(job: JobContext) -> Reply:
        return desk.call(asked.name, asked.arguments or {}, job)

    async def tell() -> None:
        while True:
            progress = await told.get()
            await context.session.report_progress(progress.done, progress.total, progress.note)

    running = asyncio.create_task(run_blocking(work, told.put_nowait), name=f"call {asked.name}")
    telling = asyncio.create_task(tell(), name="tell how far it is")
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        running.cancel()
        with anyio.CancelScope(
            shield=True
        ):  # or the wait itself would be cancelled, again and again
            await asyncio.wait([running])
        raise
    finally:
        telling.cancel()


def _tool(command: Command[..., Any], rule: Rule) -> Tool:
    is_paid = rule.access is Access.PAID
    parts = (command.help, command.story, _NOTES[rule.access])
    return Tool(
        name=tool_name(command.name),
        title=command.name,
        description="\n\n".join(part for part in parts if part),
        input_schema=schema_of(command, rule, needs_token=is_paid),
        annotations=ToolAnnotations(
            read_only_hint=rule.access is Access.READ,
            destructive_hint=command.name in _DESTROYS,
            open_world_hint=is_paid,
        ),
    )


def _result(reply: Reply) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=reply.text)],
        structured_content=dict(reply.facts),
        is_error=reply.is_error,
    )
