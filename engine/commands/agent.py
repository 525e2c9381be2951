"""The program's verbs for agents, as tools."""

# Annotations are read at run time: the command line is made from them.
import time
from typing import Annotated

from engine.commands.answers import Told
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command, commands
from engine.domain.changes import Outcome
from engine.domain.money import usd_to_micro


@command(
    "mcp",
    examples=(
        "recoil --project harbor mcp",
        "recoil --project harbor mcp --cap-usd 5 --agent night-shift",
        "recoil mcp --read-only",
    ),
    needs_project=False,
)
def serve_agent(
    context: CommandContext,
    *,
    cap_usd: Annotated[
        int, Words("The most this agent may spend; else nothing.", "--cap-usd", "USD", usd_to_micro)
    ] = 0,
    agent: Annotated[
        str, Words("How the ledger knows it; its cap counts by this name.", "--agent", "NAME")
    ] = "mcp",
    read_only: Annotated[bool, Words("Offer only tools that look.", "--read-only")] = False,
) -> Outcome[Told]:
    """Serve an agent by the Model Context Protocol, on standard input and output, until it goes.

    Its tools are these same commands. What it changes can be undone; what costs money runs within
    its own cap, and only after it has confirmed the estimate. Without --project it works in the
    project that is chosen at the time.
    """
    from engine.mcp.purse import Confirmations, Purse  # late: brings the ledger's values

    purse = Purse(agent, cap_usd)
    import anyio  # late: these bring a server

    from engine.mcp.calls import ToolDesk
    from engine.mcp.server import serve

    desk = ToolDesk(
        context=context,
        commands={each.name: each for each in commands()},
        purse=purse,
        confirmations=Confirmations(time.monotonic),
        name=str(context.project.root) if context.project else None,
        only_reads=read_only,
    )
    anyio.run(serve, desk)
    return Outcome(Told({"served": True}))
