"""One of several processes that write into one ledger, and how long each of its lines took.

``python -m tests.bench.ledger_writer ROOT DISPATCH COUNT`` says ``ready``, waits for a line on
standard input, writes ``COUNT`` states and prints the milliseconds of each.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import cycle, islice
from pathlib import Path

from engine.domain.dispatches import DispatchState
from engine.store.project import Project

# What is surely not sent is reserved again: two states that may follow each other for ever.
IN_TURN = (DispatchState.SUBMITTING, DispatchState.RESERVED)


def main(root: Path, dispatch_id: str, count: int) -> None:
    """Wait for the others, write, and say how long it took."""
    ledger = Project.open(root).ledger
    ledger.view()
    print("ready", flush=True)
    sys.stdin.readline()
    times = []
    for state in islice(cycle(IN_TURN), count):
        begin = time.perf_counter()
        ledger.note(dispatch_id, state)
        times.append((time.perf_counter() - begin) * 1e3)
    print(json.dumps(times))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
