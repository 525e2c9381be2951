"""Starts the window: ``recoil-desktop`` or ``python -m recoil_desktop``."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the program until it is closed."""
    if getattr(sys, "frozen", False):
        import multiprocessing  # late: needed in a frozen program alone

        multiprocessing.freeze_support()
    gc.disable()  # until the window collects in its own time: process.GarbageCollection
    from recoil_desktop.app import run  # late: a spawned worker must not load the window

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
