"""The four figures are said whenever money was reserved, charged or released."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.orchestration.events import BudgetChanged, TakeCompleted, TakeDispatched
from engine.providers.base import JobState, JobStatus, ProviderFailure
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("video") / "one.mp4", shots=(24,), audio=False).path


async def test_that_every_take_tells_the_budget_when_it_begins_and_ends(tmp_path, video):
    stage = Stage(an_episode(tmp_path, places=("HALL",)), ScriptedRenderer(video))

    await stage.run(concurrency=1)

    money = stage.events(BudgetChanged)
    takes = stage.events(TakeDispatched) + stage.events(TakeCompleted)
    assert len(money) == len(takes) == 2
    assert [(one.reserved_micro, one.billed_micro) for one in money] == [(50_000, 0), (0, 50_000)]
    assert {one.budget_micro for one in money} == {50_000_000}


async def test_that_what_failed_free_is_told_as_released(tmp_path, video):
    stage = Stage(an_episode(tmp_path, places=("HALL",)), ScriptedRenderer(video))
    failed = JobStatus(JobState.FAILED, error=ProviderFailure.of("internal", "broke"))
    stage.renderer.statuses = [failed]

    await stage.run(concurrency=1, max_takes=1)

    last = stage.events(BudgetChanged)[-1]
    assert (last.reserved_micro, last.billed_micro) == (0, 0)
