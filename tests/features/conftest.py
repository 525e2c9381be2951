"""What whole flows share: the window's loop and watch."""

from __future__ import annotations

from tests.desktop.conftest import nothing_leaks, on_loop

__all__ = ["nothing_leaks", "on_loop"]
