"""Threads share a sync only when it began after they asked."""

from __future__ import annotations

import errno
import threading

import pytest

from engine.store.shared_sync import SharedSync, shared_sync


class CountingLock:
    """Knows how many asked for it."""

    def __init__(self) -> None:
        self.asked = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self.asked += 1
        self._lock.acquire()

    def __exit__(self, *_error: object) -> None:
        self._lock.release()


def ends_of(count: int, made: list[int], *, fails: bool = False) -> list[str]:
    """How one who syncs fared, and ``count`` others who asked while that was being made."""
    shared, turn = SharedSync(), CountingLock()
    shared._turn = turn  # type: ignore[assignment]
    begun, may_end, ends = threading.Event(), threading.Event(), []

    def sync() -> None:
        made.append(1)
        if len(made) == 1:
            begun.set()
            may_end.wait(10)
        elif fails:
            raise OSError(errno.EIO, "broken")

    def ask() -> None:
        try:
            shared.run(sync)
            ends.append("done")
        except OSError as error:
            ends.append(errno.errorcode[error.errno or 0])

    threads = [threading.Thread(target=ask, name=f"asks {n}") for n in range(count + 1)]
    threads[0].start()
    assert begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    pause = threading.Event()
    while turn.asked <= count:
        pause.wait(0.001)
    may_end.set()
    for thread in threads:
        thread.join()
    return ends


def test_that_all_who_asked_while_one_was_made_share_the_next() -> None:
    made: list[int] = []

    ends = ends_of(5, made)

    assert ends == ["done"] * 6
    assert len(made) == 2


def test_that_one_that_failed_failed_for_all_who_shared_it() -> None:
    made: list[int] = []

    ends = ends_of(5, made, fails=True)

    assert sorted(ends) == ["EIO"] * 5 + ["done"]
    assert len(made) == 2


def test_that_one_after_the_other_makes_its_own() -> None:
    shared, made = SharedSync(), []

    for _ in range(3):
        shared.run(lambda: made.append(1))

    assert len(made) == 3


def test_that_a_sync_works_again_after_one_that_failed() -> None:
    shared, made = SharedSync(), []

    def fail() -> None:
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        shared.run(fail)
    shared.run(lambda: made.append(1))

    assert made == [1]


def test_that_a_folder_has_one_while_somebody_has_it() -> None:
    one = shared_sync("/a")

    assert shared_sync("/a") is one
    assert shared_sync("/b") is not one
