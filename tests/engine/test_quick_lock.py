"""The lock that is held for moments: one at a time, in turn, with a name to it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.errors import Busy, DiskFailed
from engine.store.quick_lock import QuickLock

ROOT = Path(__file__).parent.parent.parent
HOLD = """
import sys
from pathlib import Path
from engine.store.quick_lock import QuickLock
with QuickLock(Path(sys.argv[1]), "the ledger").held():
    print("held", flush=True)
    sys.stdin.read()
"""


def a_holder(place: Path) -> subprocess.Popen[str]:
    """Another process that has the lock."""
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD, place],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "held\n"
    return program


def end(program: subprocess.Popen[str]) -> None:
    program.kill()
    program.communicate()


def test_that_threads_keep_each_other_out(tmp_path: Path) -> None:
    lock, inside, seen = QuickLock(tmp_path / "x.lock", "x"), [0], []

    def work() -> None:
        for _ in range(50):
            with lock.held():
                inside[0] += 1
                seen.append(inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work, name=f"writer {n}") for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [1] * 200


def test_that_two_objects_of_one_process_keep_each_other_out(tmp_path: Path) -> None:
    place = tmp_path / "x.lock"

    with (
        QuickLock(place, "the ledger").held(),
        pytest.raises(Busy, match="the ledger") as busy,
        QuickLock(place, "the ledger", patience=0.01).held(),
    ):
        pass

    assert busy.value.pid == os.getpid()


def test_that_a_thread_that_waits_too_long_is_told_busy(tmp_path: Path) -> None:
    lock = QuickLock(tmp_path / "x.lock", "the ledger", patience=0.01)

    with lock.held(), pytest.raises(Busy) as busy, lock.held():
        pass

    assert busy.value.pid == os.getpid()


def test_that_busy_names_the_process_that_has_it(tmp_path: Path) -> None:
    program = a_holder(tmp_path / "x.lock")

    try:
        with (
            pytest.raises(Busy) as busy,
            QuickLock(tmp_path / "x.lock", "the ledger", patience=0.05).held(),
        ):
            pass
    finally:
        end(program)

    assert busy.value.pid == program.pid


def test_that_the_lock_of_a_dead_process_is_free_at_once(tmp_path: Path) -> None:
    place = tmp_path / "x.lock"
    program = a_holder(place)
    end(program)

    with QuickLock(place, "the ledger", patience=0).held():
        pass

    assert place.exists()


def test_that_who_waits_gets_it_when_it_is_let_go(tmp_path: Path) -> None:
    place = tmp_path / "x.lock"
    program = a_holder(place)
    got = threading.Event()

    def wait() -> None:
        with QuickLock(place, "the ledger").held():
            got.set()

    waiter = threading.Thread(target=wait, name="waits")
    waiter.start()
    assert not got.wait(0.02)
    end(program)
    waiter.join(5)

    assert got.is_set()


def test_that_who_gave_up_lets_go_of_it_when_it_comes_after_all(tmp_path: Path) -> None:
    place = tmp_path / "x.lock"
    program = a_holder(place)
    with pytest.raises(Busy), QuickLock(place, "the ledger", patience=0.01).held():
        pass
    end(program)

    with QuickLock(place, "the ledger").held():
        waiters = [one for one in threading.enumerate() if one.name == "waits for a lock"]

    for waiter in waiters:
        waiter.join(5)
    assert not any(waiter.is_alive() for waiter in waiters)


def test_that_a_lock_that_cannot_be_made_is_a_failed_disk(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("not a folder")

    with pytest.raises(DiskFailed), QuickLock(tmp_path / "state" / "x.lock", "x").held():
        pass
