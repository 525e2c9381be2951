"""Threads of a run: its writes and checks, beside those of the rest of the program."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 10  # nearly all of their time they wait for the disk


class Workroom:
    """A few threads that belong to one run; what was begun in them is always waited for."""

    def __init__(self, threads: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(threads, "run")

    async def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do blocking work in a thread.

        A caller that is cancelled meanwhile leaves only when the work has ended: a state that is
        half written belongs to nobody.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        # Much less than run_in_executor and a shield, and a run does this all the time.
        working = self._pool.submit(work, *args, **kwargs)
        working.add_done_callback(lambda done: _tell(loop, answer, done))
        try:
            return await answer
        except asyncio.CancelledError:
            await _end_of(working)
            if not answer.cancelled():
                answer.exception()  # seen, so that asyncio does not log it
            raise

    def close(self) -> None:
        """End the threads; all work in them has been awaited."""
        self._pool.shutdown(wait=True)


def _tell(loop: asyncio.AbstractEventLoop, answer: asyncio.Future[T], working: Future[T]) -> None:
    loop.call_soon_threadsafe(_hand_over, answer, working)


def _hand_over(answer: asyncio.Future[T], working: Future[T]) -> None:
    """Answer on the loop, if anybody still waits for it."""
    if answer.cancelled():
        return
    error = working.exception()
    if error is None:
        answer.set_result(working.result())
    else:
        answer.set_exception(error)


async def _end_of(working: Future[T]) -> None:
    """Wait until a piece of work has ended, however often one is cancelled meanwhile."""
    ended = asyncio.wrap_future(working)
    while not ended.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([ended])
