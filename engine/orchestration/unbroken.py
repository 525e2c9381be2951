"""Acts that may not be left in the middle: sending what costs money, and noting that it was."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


async def unbroken(act: Coroutine[object, object, T], name: str) -> T:
    """Await ``act`` to its end even when the caller is cancelled meanwhile; the cancel follows."""
    task = asyncio.create_task(act, name=name)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # seen, so that asyncio does not log it
        raise
