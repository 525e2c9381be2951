"""Takes that arrive: called what they are, and checked against what was billed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.orchestration.events import TakeCompleted
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(
        tmp_path_factory.mktemp("video") / "one.mp4", shots=(24, 24, 24), audio=False
    ).path


async def test_that_a_take_of_another_kind_is_called_what_it_is(tmp_path, video):
    class WebmRenderer(ScriptedRenderer):
        async def download(self, status, target, ctx=None):
            fetched = await ScriptedRenderer.download(self, status, target, ctx)
            return replace(fetched, suffix=".webm")

    clip = make_clip(tmp_path / "one.webm", shots=(24,), audio=False, codec="libvpx")
    stage = Stage(an_episode(tmp_path, places=("HALL",)), WebmRenderer(clip.path))

    report = await stage.run()

    assert report.outputs == ("renders/ep_001/EP001_CONT_001_SH1_take1.webm",)
    assert (stage.project.root / report.outputs[0]).is_file()


async def test_that_a_model_that_renders_whole_seconds_is_not_blamed_for_it(tmp_path, video):
    stage = Stage(an_episode(tmp_path, places=("HALL",), seconds=2.3), ScriptedRenderer(video))

    await stage.run()

    (done,) = stage.events(TakeCompleted)
    assert done.checks["duration"] == "pass"
