"""Who renders, and with which model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import NotFound, UserError
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("video") / "one.mp4", shots=(24, 24), audio=False).path


@pytest.fixture
def stage(tmp_path: Path, video: Path) -> Stage:
    return Stage(an_episode(tmp_path), ScriptedRenderer(video))


async def test_that_a_provider_that_does_not_exist_is_told_by_name(stage):
    with pytest.raises(NotFound, match="provider not found: veo"):
        await stage.run(provider="veo")


async def test_that_a_model_of_another_provider_is_told_with_those_it_has(tmp_path, video):
    stage = Stage(an_episode(tmp_path, default_video_model="animatic"), ScriptedRenderer(video))
    stage.profiles = type(stage.profiles)(
        (*stage.profiles.all(), *type(stage.profiles).load().of("animatic"))
    )

    with pytest.raises(UserError, match=r"does not render animatic: say --model with .*scripted-1"):
        await stage.run()
