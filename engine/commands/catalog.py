"""All verbs of the program: importing this module defines them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.commands import (
    account,
    activity,
    agent,
    archive,
    board,
    comments,
    curation,
    details,
    doctor,
    export,
    generate,
    inbox,
    ledger,
    orphans,
    projects,
    promote,
    rejecting,
    search,
    segmentation,
    sequence,
    shots,
    takes,
    upkeep,
    versions,
)
from engine.commands.registry import commands

if TYPE_CHECKING:
    from engine.commands.registry import Command

MODULES = [
    module.__name__
    for module in (
        *(projects, segmentation, generate, shots, ledger, versions, takes),
        *(inbox, account, activity),
        *(orphans, archive),
        *(board, comments),
        *(promote, rejecting, details),
        *(sequence, export, agent),
        *(search, curation, upkeep, doctor),
    )
]


def all_commands() -> tuple[Command[..., Any], ...]:
    """Every verb, in the order in which help lists them."""
    return tuple(sorted(commands(), key=lambda command: MODULES.index(command.run.__module__)))
