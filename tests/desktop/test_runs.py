"""Runs in the whole window: what waits is answered, what was lost is found, nothing hangs."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from engine.domain.nodes import walk
from engine.orchestration.order import RunOrder
from engine.orchestration.pace import Pace
from engine.providers.fake_fal import FakeFal
from engine.providers.fake_fal_faults import Fault, Faults, Point
from recoil_desktop.dialogs.ask import AskDialog
from recoil_desktop.dialogs.confirm import ConfirmDialog
from recoil_desktop.dialogs.reroll import RerollDialog
from recoil_desktop.models.run_line import Stage
from recoil_desktop.models.run_needs import Verb
from tests.helpers.clips import make_clip
from tests.helpers.rendering import PASSES, a_show, rewrite
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from tests.helpers.projects import ProjectFiles
    from tests.helpers.windows import Stage as Window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")


@pytest.fixture
def files(tmp_path) -> ProjectFiles:
    return a_show(tmp_path, mode="client")


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("video") / "one.mp4"
    return make_clip(place, shots=(24, 24), audio=False).path.read_bytes()


@pytest.fixture
def paid(monkeypatch):
    """A provider that costs money, asked without pauses."""
    monkeypatch.setattr("engine.orchestration.desk.REMOTE", Pace(0.01, 0.05))
    monkeypatch.setenv("FAL_KEY", "rehearsal")

    def at(server: FakeFal) -> dict[str, object]:
        monkeypatch.setenv("RECOIL_FAL_URL", server.url)
        return {"provider": "fal", "model": "seedance-2.0"}

    return at


async def opened(stage: Window, files: ProjectFiles) -> None:
    await stage.open(files.root)
    await stage.until(lambda: stage.session.run_watch.episodes)
    await stage.rest()


async def run(stage: Window, *, until_end: bool = True, **order: object) -> None:
    """Run the coverage passes of episode 1."""
    wish = {"episode": 1, "grouping": "coverage", **order}
    stage.session.run_watch.start(RunOrder(**wish))
    if until_end:
        await stage.until(lambda: stage.session.run_watch.run is None)
        await stage.rest()


def stages(stage: Window) -> list[Stage]:
    tree = stage.session.parts.runs.tree.runs.tree
    return [line.stage for line in tree.children]


async def need(stage: Window, verb: Verb) -> str:
    """Wait for something that can be answered so; its key."""
    pane = stage.session.parts.runs

    def found() -> list[str]:
        return [one.key for one in pane.needs.needs if verb in one.verbs]

    await stage.until(found)
    return found()[0]


def press(stage: Window, key: str, verb: Verb) -> None:
    stage.session.parts.runs.needs.button(key, verb).click()


def dialog_of(stage: Window, kind: type[QDialog]) -> QDialog:
    return next(one for one in stage.shell.window.findChildren(kind) if one.isVisible())


# -- jobs of which nobody knows ----------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("billed", "charged"), [("0", 0), ("0.25", 250_000)])
def test_that_a_lost_job_is_given_up_with_words_and_what_was_billed(  # noqa: PLR0917 - fixtures
    on_loop, qapp, files, paid, video, billed, charged
) -> None:
    lost = Faults([Fault(Point.SUBMIT, "drop_after"), Fault(Point.LIST, "500", times=0)])

    async def main(words):
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage, passes=PASSES[:1], **words)
            key = await need(stage, Verb.GIVE_UP)
            assert stage.session.run_watch.sight.figures.unknown > 0

            press(stage, key, Verb.GIVE_UP)
            dialog = dialog_of(stage, ConfirmDialog)
            assert not dialog.button.isEnabled()
            QTest.keyClicks(dialog.billed, billed)
            QTest.keyClicks(dialog.typed, "give up")
            dialog.button.click()
            await stage.until(lambda: not stage.session.run_watch.sight.figures.reserved)
            await stage.rest()
            return stage.session.run_watch.sight.figures.billed, stages(stage)

    with FakeFal(video=video, faults=lost) as server:
        result = on_loop(main(paid(server)))

    assert result[0] == charged
    assert Stage.QUESTION not in result[1]


@pytest.mark.slow
def test_that_a_lost_job_that_was_found_is_collected_and_paid_once(
    on_loop, qapp, files, paid, video
) -> None:
    lost = Faults([Fault(Point.SUBMIT, "drop_after"), Fault(Point.LIST, "500", times=0)])

    async def main(words, server):
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage, passes=PASSES[:1], **words)
            press(stage, await need(stage, Verb.FOUND), Verb.FOUND)
            dialog = dialog_of(stage, AskDialog)
            (job,) = stage.session.run_watch.sight.jobs
            (taken,) = server._jobs.of_key(job.dispatch_id)
            QTest.keyClicks(dialog.field, taken.request_id)
            dialog.button.click()
            press(stage, await need(stage, Verb.COLLECT), Verb.COLLECT)
            await stage.until(lambda: stages(stage) == [Stage.DONE])
            await stage.rest()
            return stage.said

    with FakeFal(video=video, faults=lost, queued=0, running=0) as server:
        said = on_loop(main(paid(server), server))
        counts = server.counts()

    assert "1 job fetched" in said
    assert (counts.jobs, counts.billed) == (1, 1)


# -- interrupted runs --------------------------------------------------------------


@pytest.mark.slow
def test_that_a_closed_window_leaves_paid_jobs_to_collect(
    on_loop, qapp, files, paid, video
) -> None:
    async def begin(words):
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage, until_end=False, **words)
            await stage.until(lambda: stages(stage) == [Stage.ACTIVE, Stage.ACTIVE])
            book = stage.session.run_watch.book
            await stage.until(lambda: {line.word for line in book.tree.children} <= {
                "queued", "rendering"})  # fmt: skip

    async def go_on():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await stage.until(lambda: stage.action("run.collect").isEnabled())
            assert "2 jobs at fal" in stage.session.parts.runs.banner.words.text()
            stage.action("run.collect").trigger()
            await stage.until(lambda: stages(stage) == [Stage.DONE, Stage.DONE])
            await stage.rest()

    with FakeFal(video=video, queued=0, running=1000) as server:
        on_loop(begin(paid(server)))
        server._jobs._running = 0  # they end meanwhile
        on_loop(go_on())
        counts = server.counts()

    assert (counts.jobs, counts.billed) == (2, 2)


def test_that_an_interrupted_run_can_be_left_alone(on_loop, qapp, files, monkeypatch) -> None:
    monkeypatch.setenv("RECOIL_ANIMATIC", "delay=60")

    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage, until_end=False)
            await stage.until(lambda: Stage.ACTIVE in stages(stage))
            stage.session.close_project()
            await stage.rest()
            await opened(stage, files)
            await stage.until(lambda: stage.action("run.leave").isEnabled())
            stage.action("run.leave").trigger()
            await stage.until(lambda: not stage.action("run.resume").isEnabled())
            return stage.session.parts.runs.banner.isHidden(), stages(stage)

    is_hidden, shown = on_loop(main())

    assert is_hidden
    assert Stage.QUESTION in shown


# -- takes that were there ---------------------------------------------------------


@pytest.mark.slow
def test_that_a_video_that_was_moved_away_is_located_and_undo_takes_it_back(
    on_loop, qapp, files, tmp_path
) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage, passes=PASSES[:1])
            (video,) = files.root.glob("renders/ep_001/*.mp4")
            elsewhere = tmp_path / "elsewhere.mp4"
            shutil.move(video, elsewhere)
            stage.session.run_watch.look()

            press(stage, await need(stage, Verb.LOCATE), Verb.LOCATE)
            dialog = stage.shell.window.findChild(QFileDialog, "locate")
            dialog.fileSelected.emit(str(elsewhere))
            dialog.reject()
            await stage.until(video.is_file)
            await stage.until(lambda: stages(stage) == [Stage.DONE])
            await stage.until(lambda: stage.action("history.undo").isEnabled())
            stage.action("history.undo").trigger()
            await stage.until(lambda: not video.exists())
            await stage.rest()
            return elsewhere.is_file()

    assert on_loop(main()) is True


@pytest.mark.slow
def test_that_another_file_than_the_one_rendered_is_refused(
    on_loop, qapp, files, tmp_path, video
) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage, passes=PASSES[:1])
            (lost,) = files.root.glob("renders/ep_001/*.mp4")
            lost.unlink()
            other = tmp_path / "other.mp4"
            other.write_bytes(video)
            stage.session.run_watch.look()
            await need(stage, Verb.LOCATE)
            stage.shell.window.toasts.clear()

            stage.session.runs._answers.ask_to_locate(f"renders/ep_001/{lost.name}")
            dialog = stage.shell.window.findChild(QFileDialog, "locate")
            dialog.fileSelected.emit(str(other))
            dialog.reject()
            await stage.until(lambda: stage.said)
            await stage.rest()
            return stage.said, lost.exists()

    (said,), is_there = on_loop(main())

    assert "another file than the one that was rendered" in said
    assert not is_there


@pytest.mark.slow
def test_that_a_lost_video_opens_the_dialog_for_its_batch_alone(on_loop, qapp, files) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage)
            lost = sorted(files.root.glob("renders/ep_001/*.mp4"))[1]
            lost.unlink()
            stage.session.run_watch.look()
            press(stage, await need(stage, Verb.RENDER_AGAIN), Verb.RENDER_AGAIN)
            dialog = stage.session.generating.dialog
            await stage.until(dialog.start.isEnabled)
            wish = dialog.form.wish
            dialog.start.click()
            await stage.until(lambda: len(list(files.root.glob("renders/ep_001/*.mp4"))) == 2)
            await stage.until(lambda: stage.session.run_watch.run is None)
            await stage.until(lambda: stages(stage) == [Stage.DONE, Stage.DONE])
            await stage.rest()
            return wish

    wish = on_loop(main())

    assert (wish.grouping, wish.scenes, wish.rerender_missing) == ("coverage", PASSES[1:], True)


@pytest.mark.slow
def test_that_a_new_take_is_made_beside_the_one_that_counts(on_loop, qapp, files) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage, passes=PASSES[:1])
            tree = stage.session.parts.runs.tree
            tree.choose(f"batch {PASSES[0]}")
            await stage.until(lambda: stage.action("run.reroll").isEnabled())
            stage.action("run.reroll").trigger()
            dialog = dialog_of(stage, RerollDialog)
            QTest.keyClicks(dialog.note, "hands")
            await stage.until(dialog.button.isEnabled)
            dialog.button.click()
            await stage.until(lambda: len(tree.runs.tree.children[0].children) == 2)
            await stage.rest()
            takes = tree.runs.tree.children[0].children
            return [(take.title, take.stage, take.is_primary) for take in takes]

    assert on_loop(main()) == [("Take 1", Stage.DONE, True), ("Take 2", Stage.DONE, False)]


# -- judgement and gates -----------------------------------------------------------


def test_that_a_review_is_resolved_with_a_note(on_loop, qapp, files) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            queue = stage.session.projects.current.project.review_queue
            queue.add({"episode_id": "EP001", "shot_ids": ["EP001_SH01"], "reason": "six fingers"})
            stage.session.run_watch.look()
            press(stage, await need(stage, Verb.RESOLVE), Verb.RESOLVE)
            dialog = dialog_of(stage, AskDialog)
            QTest.keyClicks(dialog.field, "five are visible")
            dialog.button.click()
            await stage.until(lambda: not stage.session.parts.runs.needs.needs)
            await stage.rest()
            return queue.entries()

    (entry,) = on_loop(main())

    assert (entry["status"], entry["resolution"]) == ("resolved", "five are visible")


@pytest.mark.slow
def test_that_a_candidate_leads_to_its_comparison(on_loop, qapp, files) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            for prompt in ("one", "another"):
                rewrite(files, 1, prompt)
                stage.session.versions.derive()
                await stage.rest()
            stage.session.run_watch.look()
            press(stage, await need(stage, Verb.COMPARE), Verb.COMPARE)
            pane = stage.session.parts.versions
            await stage.until(lambda: pane.chosen == 2)
            await stage.until(lambda: not pane.visibleRegion().isEmpty())
            await stage.rest()

    on_loop(main())


# -- what cannot be done -----------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "line"),
    [
        ({"provider": "fal", "model": "seedance-2.0"}, "no key for fal"),
        ({"provider": "nobody"}, "nobody"),
        ({"model": "unheard-of"}, "unheard-of"),
        ({"passes": ("EP001_PASS_009_SH01_A",)}, "EP001_PASS_009"),
    ],
    ids=["no key", "no provider", "no model", "no pass"],
)
def test_that_a_run_that_cannot_begin_says_so_in_one_line(  # noqa: PLR0917 - fixtures
    on_loop, qapp, files, monkeypatch, order, line
) -> None:
    monkeypatch.delenv("FAL_KEY", raising=False)

    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage, **order)
            return stage.said, stage.session.run_watch.run

    (said,), left = on_loop(main())

    assert line in said.replace("No key", "no key")
    assert "\n" not in said
    assert left is None
    assert list(files.root.glob("renders/**/*")) == []


def test_that_an_offline_project_can_be_looked_at_and_not_rendered(on_loop, qapp, files) -> None:
    files.text("project.json", "{")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            await stage.until(lambda: "offline" in stage.action("generate.open").toolTip())
            return [
                stage.action(name).isEnabled()
                for name in ("generate.open", "run.collect", "versions.derive", "costs.new_period")
            ]

    assert on_loop(main()) == [False] * 4


def test_that_levers_pulled_before_the_run_stands_count(on_loop, qapp, files) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            stage.session.run_watch.start(RunOrder(episode=1, grouping="coverage"))
            stage.session.runs.stop()
            await stage.until(lambda: stage.session.run_watch.run is None)
            await stage.rest()
            return stages(stage), stage.said

    shown, said = on_loop(main())

    assert Stage.DONE not in shown
    assert any("stopped as asked" in text for text in said)


@pytest.mark.slow
def test_that_a_budget_that_is_used_up_stops_the_run_and_says_so(
    on_loop, qapp, files, paid, video
) -> None:
    async def main(words):
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage, budget_micro=1_500_000, concurrency=1, **words)
            return stage.said, stage.session.parts.runs.head.status.text()

    with FakeFal(video=video) as server:
        said, status = on_loop(main(paid(server)))

    assert any("budget" in text for text in said)
    assert status.startswith("Stopped:")


def test_that_a_new_budget_period_is_asked_for(on_loop, qapp, files) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            stage.action("costs.new_period").trigger()
            dialog = dialog_of(stage, ConfirmDialog)
            assert not dialog.button.isEnabled()
            QTest.keyClicks(dialog.typed, "begin")
            dialog.button.click()
            await stage.until(lambda: stage.said)
            await stage.rest()
            return stage.session.projects.current.project.ledger.view().period

    assert on_loop(main()) == 2


def test_that_the_form_of_a_shot_asks_for_that_shot_alone(on_loop, qapp, files) -> None:
    files.media("renders/ep_001/EP001_SH03_take1.mp4", status="pinned")

    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            tree = stage.session.parts.tree
            lines = walk(tree.model.tree)
            shot = next(node for node in lines if node.kind == "shot" and "3" in node.name)
            tree.select(shot.key)
            tree._tell_selection()
            await stage.until(lambda: stage.action("shot.generate").isEnabled())
            stage.action("shot.generate").trigger()
            dialog = stage.session.generating.dialog
            await stage.until(dialog.form.isEnabled)
            await stage.rest()
            buttons = [one.text() for one in dialog.findChildren(QPushButton) if one.isVisible()]
            return dialog.form.wish, buttons

    wish, buttons = on_loop(main())

    assert (wish.grouping, wish.scenes) == ("solo", ("EP001_SH03",))
    assert "All batches" in buttons


def test_that_the_last_order_is_remembered_for_a_crash(on_loop, qapp, files, own_state) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await run(stage, passes=PASSES[:1], max_takes=2)
            return stage.session.run_watch.known_order

    order = on_loop(main())

    assert (order.passes, order.max_takes) == (PASSES[:1], 2)
    assert json.dumps(PASSES[0]) in (own_state / "window.ini").read_text().replace("\\", "")
