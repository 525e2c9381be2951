"""What every test gets: no display needed, no state of this user, garbage collected here only."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia*=false")

import hypothesis
import pytest
from filelock import FileLock

from tests.helpers.cli import recoil

if TYPE_CHECKING:
    from collections.abc import Iterator


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


@pytest.fixture(autouse=True, scope="module")
def what_stands_is_not_looked_through_again(gc_on_this_thread_only: None) -> Iterator[None]:
    """Modules that were imported meanwhile make every look through everything longer."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def collect_after_each_test(gc_on_this_thread_only: None) -> Iterator[None]:
    yield
    gc.collect(1)  # what the tests of this module made, and nothing older


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


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """State, settings and caches in a folder of this test's own."""
    # mktemp looks through all folders of all tests before for the next number.
    folder = Path(tempfile.mkdtemp(prefix="state-", dir=tmp_path_factory.getbasetemp()))
    monkeypatch.setenv("RECOIL_STATE_DIR", str(folder))
    monkeypatch.delenv("RECOIL_PROJECTS_ROOT", raising=False)
    return folder
