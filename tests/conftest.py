"""What every test gets: no display needed, no state of this user, garbage collected here only."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia*=false")

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


# A busy machine is not a failing law.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True, scope="session")
def gc_on_this_thread_only() -> Iterator[None]:
    """Python's collector in a worker thread would destroy QObjects there."""
    gc.disable()
    gc.freeze()  # what stands at the start is not looked through after every test
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def collect_after_each_test(gc_on_this_thread_only: None) -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """State, settings and caches in a folder of this test's own."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("RECOIL_STATE_DIR", str(folder))
    monkeypatch.delenv("RECOIL_PROJECTS_ROOT", raising=False)
    return folder
