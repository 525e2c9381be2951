"""Work in threads of a run: answered on the loop, and never left half done."""

from __future__ import annotations

import asyncio
import threading

import pytest

from engine.errors import Refused
from engine.orchestration.workroom import Workroom


@pytest.fixture
def room():
    room = Workroom(2)
    yield room
    room.close()


async def test_that_work_gives_its_result_and_its_error(room):
    def refuse() -> None:
        raise Refused("no")

    assert await room.do(divmod, 7, 2) == (3, 1)
    with pytest.raises(Refused, match="no"):
        await room.do(refuse)


@pytest.mark.parametrize("cancels", [1, 3])
async def test_that_a_cancelled_caller_leaves_only_when_the_work_has_ended(room, cancels):
    may_end, ended = threading.Event(), threading.Event()

    def work() -> None:
        may_end.wait(5)
        ended.set()
        raise Refused("nobody hears this")

    caller = asyncio.create_task(room.do(work))
    for _ in range(cancels):
        await asyncio.sleep(0.01)
        caller.cancel()
    await asyncio.sleep(0.01)
    assert not caller.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert ended.is_set()


async def test_that_work_that_waits_for_a_thread_is_done_though_its_caller_was_cancelled(room):
    may_end, done = threading.Event(), threading.Event()
    others = [asyncio.create_task(room.do(may_end.wait, 5)) for _ in range(2)]
    caller = asyncio.create_task(room.do(done.set))
    await asyncio.sleep(0.01)
    caller.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert done.is_set()
    await asyncio.gather(*others)
