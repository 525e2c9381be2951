"""One of several processes that write into one ledger, and how long each of its lines took.

``python -m tests.bench.ledger_writer ROOT DISPATCH COUNT`` says ``ready``, waits for a line on
standard input, writes ``COUNT`` states and prints the milliseconds of each. Without a dispatch
(``-``) it adds bare lines to a file of all writers and syncs each: what the disk and the machine
take for themselves.
"""

from __future__ import annotations

import json
import os
import sys
import time
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domain.dispatches import DispatchState
from engine.store.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable

# What is surely not sent is reserved again: two states that may follow each other for ever.
IN_TURN = (DispatchState.SUBMITTING, DispatchState.RESERVED)


def main(root: Path, dispatch_id: str, count: int) -> None:
    """Wait for the others, write, and say how long it took."""
    note = bare(root) if dispatch_id == "-" else noted(root, dispatch_id)
    print("ready", flush=True)
    sys.stdin.readline()
    times = []
    for state in islice(cycle(IN_TURN), count):
        begin = time.perf_counter()
        note(state)
        times.append((time.perf_counter() - begin) * 1e3)
    print(json.dumps(times))


def noted(root: Path, dispatch_id: str) -> Callable[[DispatchState], object]:
    """What writes a state into the ledger."""
    ledger = Project.open(root).ledger
    ledger.view()
    return partial(ledger.note, dispatch_id)


def bare(root: Path) -> Callable[[DispatchState], object]:
    """What only writes and syncs."""
    descriptor = os.open(root / "bare.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(state: DispatchState) -> None:
        os.write(descriptor, f"{state:>120}\n".encode())
        os.fsync(descriptor)

    return write


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
