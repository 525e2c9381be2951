"""``state.json`` both ways: what others write is heard once, what is written here never is."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from recoil_desktop.jobs import JobRunner
from recoil_desktop.session.shared_state import SharedState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 20


class Ear:
    """A shared state, what it told, and the file as other programs have it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.owner = QObject()
        self.jobs = JobRunner(self.owner)
        places = SimpleNamespace(state_file=path)
        self.shared = SharedState(SimpleNamespace(places=places, jobs=self.jobs), self.owner)
        self.shared._soon.setInterval(20)
        self.shared._doubt.setInterval(50)
        self.heard: list[dict[str, object]] = []
        self.shared.told.connect(self.heard.append)

    def read(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.path.read_text())
        return found

    def write(self, **keys: object) -> None:
        """As other programs write: beside, and then in its place."""
        new = self.path.with_name("new")
        new.write_text(json.dumps({**(self.read() if self.path.exists() else {}), **keys}))
        new.replace(self.path)

    async def until(self, is_so: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not is_so():  # noqa: ASYNC110 - anything may be waited for
                await asyncio.sleep(0.005)

    async def begin(self) -> None:
        self.shared.start()
        await self.until(lambda: self.shared._known is not None)

    async def end(self) -> None:
        self.shared.stop()
        await self.jobs.shut_down()
        self.owner.deleteLater()


@pytest.fixture
def hear(on_loop, tmp_path):
    """Run a story with an ear on a file of its own."""

    def run(story, **keys: object) -> None:
        async def main() -> None:
            ear = Ear(tmp_path / "recoil" / "state.json")
            ear.path.parent.mkdir()
            if keys:
                ear.write(**keys)
            await ear.begin()
            try:
                await story(ear)
            finally:
                await ear.end()

        on_loop(main())

    return run


def test_that_what_stands_there_is_no_news_and_what_comes_is(hear) -> None:
    async def story(ear: Ear) -> None:
        assert ear.heard == []

        ear.write(selection=["EP001_SH01"], viewer=None)

        await ear.until(lambda: ear.heard)
        assert ear.heard == [{"selection": ["EP001_SH01"]}]

    hear(story, project="Nightfall")


def test_that_what_is_written_here_is_not_heard_and_keys_of_others_stay(hear) -> None:
    async def story(ear: Ear) -> None:
        ear.shared.tell({"selection": ["EP001_SH02"]})

        await ear.until(lambda: ear.read().get("selection"))
        await asyncio.sleep(0.2)

        assert ear.heard == []
        assert ear.read() == {"agent": 1, "selection": ["EP001_SH02"]}

    hear(story, agent=1)


def test_that_two_who_write_at_once_hear_each_other(hear) -> None:
    async def story(ear: Ear) -> None:
        ear.shared.tell({"selection": ["EP001_SH02"]})
        ear.write(browse_tab_active="board", selection=["EP001_SH09"])

        await ear.until(lambda: ear.read()["selection"] == ["EP001_SH02"])
        await ear.until(lambda: ear.heard)

        assert ear.heard == [{"browse_tab_active": "board"}]

    hear(story, project="Nightfall")


def test_that_a_removed_key_is_told(hear) -> None:
    async def story(ear: Ear) -> None:
        ear.path.write_text("{}")

        await ear.until(lambda: ear.heard)
        assert ear.heard == [{"viewer": None}]

    hear(story, viewer={"shot_id": "EP001_SH01"})


def test_that_a_file_nobody_can_read_stays_and_is_heard_when_it_is_mended(hear) -> None:
    async def story(ear: Ear) -> None:
        ear.path.write_bytes(b"{broken")
        await ear.until(lambda: ear.shared._stamp == _stamp(ear.path))
        ear.shared.tell({"selection": ["EP001_SH02"]})
        await ear.until(lambda: not ear.shared._soon.isActive())
        await ear.until(lambda: not ear.jobs.running)
        assert ear.path.read_bytes() == b"{broken"

        ear.path.write_text('{"project": "Harbor"}')

        await ear.until(lambda: ear.heard)
        assert ear.heard == [{"project": "Harbor"}]

    hear(story, project="Nightfall")


def test_that_a_file_may_come_later(hear) -> None:
    async def story(ear: Ear) -> None:
        ear.write(project="Harbor")

        await ear.until(lambda: ear.heard)
        assert ear.heard == [{"project": "Harbor"}]

    hear(story)


def _stamp(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ino
