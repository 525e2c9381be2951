"""A project that takes a while to read: it can be used at once, and comes as it was left."""

from __future__ import annotations

from functools import partialmethod
from typing import TYPE_CHECKING

import pytest

from engine.domain.nodes import NodeKind, walk
from engine.workspace.tree import ProjectTree
from recoil_desktop.process import _collect
from tests.helpers.projects import ProjectFiles, many_files
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.windows import Stage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

SHOT = "ep_002/shot/002"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a project, and every branch of it is shown by itself."""
    monkeypatch.setattr(ProjectTree, "open", partialmethod(ProjectTree.open, patience=0))
    monkeypatch.setattr("engine.workspace.tree._SHOW_EVERY", -1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = ProjectFiles(tmp_path / "Nightfall")
    files.settings(mode="client")
    many_files(files, episodes=4, shots=3)
    return files.root


def takes(stage: Stage) -> int:
    tree = stage.session.parts.tree.model.tree
    return sum(node.kind is NodeKind.TAKE for node in walk(tree))


@pytest.mark.usefixtures("slow")
def test_that_it_is_there_while_it_is_read_and_as_it_was_left(on_loop, qapp, root) -> None:
    async def main():
        async with a_window(qapp) as stage:
            session, tree = stage.session, stage.session.parts.tree
            seen: list[tuple[bool, str | None]] = []

            def note(_project: object) -> None:
                session.following._tell_context()
                context = session.parts.registry.context
                seen.append((session.projects.current.glance.is_whole, context.project))

            session.projects.opened.connect(note)
            await stage.open(root)
            assert seen == [(False, "Nightfall")]
            await stage.until(lambda: takes(stage) == 48)
            tree.expand_keys({"ep_002"})
            tree.expand_keys({"ep_002/shots"})
            tree.select(SHOT)

            session.close_project()
            await stage.open(root)
            await stage.until(lambda: [node.key for node in tree.selection] == [SHOT])

            assert {"ep_002", "ep_002/shots"} <= tree.expanded_keys()
            await stage.rest()

    on_loop(main())


@pytest.mark.parametrize(("new_objects", "done"), [(50, "collected"), (5_000_000, "kept")])
def test_that_what_was_just_read_is_not_looked_through_for_garbage(
    monkeypatch: pytest.MonkeyPatch, new_objects: int, done: str
) -> None:
    told: list[str] = []
    monkeypatch.setattr("gc.get_count", lambda: (new_objects, 0, 0))
    monkeypatch.setattr("gc.freeze", lambda: told.append("kept"))
    monkeypatch.setattr("gc.collect", lambda _generation: told.append("collected"))

    _collect(0)

    assert told == [done]
