"""What whole flows share: the window's loop and watch, and one demo for all of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.desktop.conftest import nothing_leaks, on_loop
from tests.helpers.cli import recoil

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["nothing_leaks", "on_loop"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo project as ``recoil demo`` makes it, rendered once; copy it, don't change it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # each worker has a folder of its own in there
    with FileLock(shared / "demo.lock"), pytest.MonkeyPatch.context() as patch:
        root = shared / "demo-project" / "demo"
        if not root.exists():
            patch.setenv("RECOIL_STATE_DIR", str(shared / "demo-state"))
            made = recoil("demo", "--out", root.parent, "--json")
            assert made.json == {"project": "demo", "path": str(root)}
    return root
