"""The inspector shows what is selected, or the video that is reviewed by itself."""

from __future__ import annotations

import pytest

from engine.domain.nodes import NodeKind, walk
from tests.helpers.clips import make_clip
from tests.helpers.shows import Show
from tests.helpers.windows import a_window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")


@pytest.mark.slow
def test_that_the_inspector_shows_the_loose_video_that_is_reviewed_and_no_pass_beside_it(
    on_loop, qapp, tmp_path
) -> None:
    show = Show(tmp_path / "Nightfall")
    show.add_pass(2, rendered=(36, 36))
    clip = make_clip(tmp_path / "any video.mp4", shots=(24, 24))

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(show.root)
            inspector, tree = stage.session.parts.inspector, stage.session.parts.tree
            lines = walk(stage.session.projects.current.glance.tree)
            passed = next(node for node in lines if node.kind is NodeKind.PASS)
            tree.select(passed.key)
            await stage.until(lambda: inspector.subject and inspector.subject.key == passed.key)
            stage.session.open_paths((clip.path,))
            await stage.until(lambda: inspector.subject and inspector.subject.key != passed.key)
            await stage.until(lambda: inspector.subject.facts)
            video, selected = inspector.subject, tree.selection
            tree.select(passed.key)
            await stage.until(lambda: inspector.subject.key == passed.key)
            tree.deselect()
            await stage.until(lambda: inspector.subject == video)
            stage.session.close_project()
            return video, selected, inspector.subject

    video, selected, at_the_end = on_loop(main())

    assert (video.title, video.path, selected) == ("any video.mp4", str(clip.path), ())
    assert ("Length", "2.00 s, 48 frames") in [(fact.name, fact.value) for fact in video.facts]
    assert at_the_end is None
