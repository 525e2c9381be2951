"""From a plan to takes, versions and costs, through the window with mouse and keys."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from subprocess import PIPE
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QPushButton

from engine.domain.nodes import NodeKind
from engine.orchestration.pace import Pace
from engine.providers.fake_fal import FakeFal
from engine.store.project import Project
from recoil_desktop.models.run_line import Stage
from recoil_desktop.models.runs_model import Column
from tests.helpers import mouse
from tests.helpers.clips import make_clip
from tests.helpers.hands import ALT, CTRL, Eyes, Hands
from tests.helpers.passes import snapshot
from tests.helpers.rendering import PASSES, a_show, rewrite
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from recoil_desktop.dialogs.generate import GenerateDialog
    from recoil_desktop.models.run_line import RunLine
    from tests.helpers.projects import ProjectFiles
    from tests.helpers.windows import Stage as Window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

Key = Qt.Key
PAUSE, CANCEL, GENERATE, COLLECT = Key.Key_P, Key.Key_X, Key.Key_G, Key.Key_C


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_show(tmp_path)


@pytest.fixture
def slowly(monkeypatch) -> None:
    """Every animatic takes a moment, so that hands can come in between."""
    monkeypatch.setenv("RECOIL_ANIMATIC", "delay=0.4")


async def opened(stage: Window, files: ProjectFiles) -> Hands:
    """Drop the project on the window and wait until it is looked after."""
    hands = Hands(stage)
    hands.drop(files.root)
    await stage.until(lambda: stage.session.run_watch.episodes)
    await stage.rest()
    return hands


async def asked(stage: Window, hands: Hands) -> GenerateDialog:
    """Open the dialog with its keys, choose the coverage passes and wait for the costs."""
    hands.key(GENERATE, CTRL | ALT)
    await stage.until(lambda: stage.session.generating.dialog)
    dialog = stage.session.generating.dialog
    await stage.until(dialog.start.isEnabled)
    dialog.form.grouping.setFocus()
    hands.key(Key.Key_Down)
    await stage.until(lambda: dialog.form.wish.grouping == "coverage" and dialog.start.isEnabled())
    return dialog


def lines(stage: Window) -> dict[str, RunLine]:
    """The batches on screen by their ids."""
    return {line.scene_id: line for line in stage.session.parts.runs.tree.runs.tree.children}


def stages(stage: Window) -> list[Stage]:
    return [line.stage for line in lines(stage).values()]


def confirm(stage: Window, label: str) -> None:
    """Press a button of the question on screen."""
    buttons = stage.shell.window.findChildren(QPushButton)
    button = next(one for one in buttons if one.text() == label and one.isVisible())
    mouse.click(button, QPointF(button.rect().center()))


@pytest.mark.slow
def test_that_an_episode_is_estimated_rendered_and_cut_with_mouse_and_keys(
    on_loop, qapp, files
) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands, eyes = await opened(stage, files), Eyes(stage, 180)
            before = snapshot(files.root)

            dialog = await asked(stage, hands)
            assert dialog.start.text() == "Render 2 beats"
            dialog.form.passes.list.setFocus()
            dialog.form.passes.list.setCurrentRow(1)
            hands.key(Key.Key_Space)
            await stage.until(lambda: dialog.start.text() == "Render 1 beat")
            hands.key(Key.Key_Space)
            await stage.until(lambda: dialog.start.text() == "Render 2 beats")
            targets = [beat.target for beat in dialog.view.model.beats]
            assert snapshot(files.root) == before

            hands.click(dialog.start)
            await stage.until(lambda: Stage.ACTIVE in stages(stage))
            assert not stage.shell.window.docks["runs"].visibleRegion().isEmpty()
            await stage.until(lambda: stages(stage) == [Stage.DONE, Stage.DONE])
            await stage.until(lambda: any("EP001 rendered: 2 takes" in t for t in stage.said))
            assert [path for path in targets if not (files.root / path).is_file()] == []
            tree = stage.session.parts.runs.tree
            assert "passed" in tree.runs.index(0, Column.CHECKS).data()

            def cut() -> bool:
                found = eyes.lines(NodeKind.PASS)
                return [one.status for one in found] == ["extracted", "extracted"]

            await stage.until(cut)
            await stage.rest()

            dialog = await asked_again(stage, hands)
            return dialog.blocked_by

    assert on_loop(main()) == "everything is rendered already"


async def asked_again(stage: Window, hands: Hands) -> GenerateDialog:
    hands.key(GENERATE, CTRL | ALT)
    await stage.until(lambda: stage.session.generating.dialog)
    dialog = stage.session.generating.dialog
    await stage.until(dialog.form.isEnabled)
    dialog.form.grouping.setFocus()
    hands.key(Key.Key_Down)
    await stage.until(lambda: "already" in dialog.blocked_by)
    await stage.rest()
    return dialog


@pytest.mark.slow
def test_that_a_paused_run_begins_nothing_until_it_goes_on(on_loop, qapp, files, slowly) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands = await opened(stage, files)
            dialog = await asked(stage, hands)
            dialog.form.at_once.setValue(1)
            await stage.until(dialog.start.isEnabled)
            hands.key(Key.Key_Return, CTRL)
            await stage.until(lambda: Stage.ACTIVE in stages(stage))

            hands.key(PAUSE, CTRL | ALT)
            await stage.until(lambda: stages(stage) == [Stage.DONE, Stage.WAITING])
            assert stage.session.parts.runs.head.status.text().startswith("Paused")
            assert stage.action("run.pause").isChecked()
            hands.key(PAUSE, CTRL | ALT)
            await stage.until(lambda: stages(stage) == [Stage.DONE, Stage.DONE])
            await stage.until(lambda: stage.session.run_watch.run is None)
            await stage.rest()
            return stage.action("run.pause").isEnabled()

    assert on_loop(main()) is False


def test_that_a_second_run_is_refused_and_the_first_is_named(on_loop, qapp, files) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands = await opened(stage, files)
            dialog = await asked(stage, hands)
            with another_program(files):
                hands.click(dialog.start)
                await stage.until(lambda: stage.said)
                await stage.rest()
                refused = stage.said
                stage.session.run_watch.look()
                await stage.until(lambda: "pid" in stage.session.parts.runs.head.status.text())
                dialog = await dialog_of_the_second(stage, hands)
            return refused, dialog.blocked_by, stages(stage)

    (said,), blocked, shown = on_loop(main())

    assert "EP001 is held by" in said
    assert "pid" in said
    assert "this episode is being run by" in blocked
    assert shown == []


@contextmanager
def another_program(files: ProjectFiles) -> Iterator[None]:
    """Another process runs the episode until the block ends."""
    code = (
        "import sys; from pathlib import Path; from engine.store.project import Project\n"
        "with Project.open(Path(sys.argv[1])).locks.lease('generate', 'EP001'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    words = [sys.executable, "-c", code, str(files.root)]
    with subprocess.Popen(words, stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        yield
        other.stdin.close()


async def dialog_of_the_second(stage: Window, hands: Hands) -> GenerateDialog:
    hands.key(GENERATE, CTRL | ALT)
    await stage.until(lambda: stage.session.generating.dialog)
    dialog = stage.session.generating.dialog
    await stage.until(lambda: "run by" in dialog.blocked_by)
    assert not dialog.start.isEnabled()
    assert "run by" in dialog.start.toolTip()
    return dialog


@pytest.mark.slow
def test_that_a_cancelled_run_ends_and_leaves_nothing_reserved(
    on_loop, qapp, files, monkeypatch
) -> None:
    monkeypatch.setenv("RECOIL_ANIMATIC", "delay=60")

    async def main():
        async with a_window(qapp) as stage:
            hands = await opened(stage, files)
            dialog = await asked(stage, hands)
            hands.click(dialog.start)
            await stage.until(lambda: stages(stage) == [Stage.ACTIVE, Stage.ACTIVE])
            await stage.until(
                lambda: [one.word for one in lines(stage).values()] == ["rendering", "rendering"]
            )
            hands.key(CANCEL, CTRL | ALT)
            confirm(stage, "Cancel the run")
            await stage.until(lambda: stage.session.run_watch.run is None)
            await stage.rest()
            await stage.until(lambda: stages(stage) == [Stage.CANCELLED, Stage.CANCELLED])
            return stage.session.run_watch.sight.figures.reserved

    assert on_loop(main()) == 0
    assert list(files.root.glob("renders/**/*.mp4")) == []


@pytest.mark.slow
def test_that_closing_the_window_in_a_run_leaves_it_to_the_next_start(
    on_loop, qapp, files, monkeypatch
) -> None:
    monkeypatch.setenv("RECOIL_ANIMATIC", "delay=60")

    async def begin():
        async with a_window(qapp) as stage:
            hands = await opened(stage, files)
            dialog = await asked(stage, hands)
            hands.click(dialog.start)
            await stage.until(lambda: stages(stage) == [Stage.ACTIVE, Stage.ACTIVE])

    async def go_on():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            pane = stage.session.parts.runs
            await stage.until(lambda: stage.action("run.resume").isEnabled())
            assert pane.banner.isVisibleTo(pane)
            assert "interrupted" in pane.banner.words.text()
            assert set(stages(stage)) == {Stage.QUESTION}
            stage.session.show_pane("runs")
            await stage.rest()
            Hands(stage).click(pane.banner.buttons["run.resume"])
            await stage.until(lambda: stages(stage) == [Stage.DONE, Stage.DONE])
            await stage.until(lambda: stage.session.run_watch.run is None)
            await stage.rest()
            return pane.banner.isVisibleTo(pane)

    on_loop(begin())
    monkeypatch.setenv("RECOIL_ANIMATIC", "")

    assert on_loop(go_on()) is False


@pytest.mark.slow
def test_that_versions_are_compared_conformed_and_taken_back(on_loop, qapp, files) -> None:
    project = Project.open(files.root)

    async def main():
        async with a_window(qapp) as stage:
            hands = await opened(stage, files)
            pane = stage.session.parts.versions
            stage.action("versions.derive").trigger()
            await stage.until(lambda: pane.batch.count() == 1)
            rewrite(files, 2, "Jade waits in the rain.")
            stage.action("versions.derive").trigger()
            hands.key(Key.Key_9, CTRL)
            await stage.until(lambda: pane.chosen == 2 and pane.model.rowCount() == 1)
            field = pane.model.index(0, 0, pane.model.index(0, 0))
            texts = [field.siblingAtColumn(column).data() for column in range(3)]
            assert texts == ["Prompt", "Jade opens door 2.", "Jade waits in the rain."]

            conform = next(one for one in pane.verbs if one.text() == "Conform")
            await stage.until(conform.isVisible)
            hands.click(conform)
            await stage.until(lambda: project.scenes.active_version(1, "BATCH_001") == 2)
            await stage.until(lambda: stage.action("versions.revert").isEnabled() or
                              "Version 2 counts" in pane.status.text())  # fmt: skip
            await stage.rest()
            await stage.until(lambda: stage.action("history.undo").isEnabled())
            hands.key(Key.Key_Z, CTRL)
            await stage.until(lambda: project.scenes.active_version(1, "BATCH_001") == 1)
            await stage.until(lambda: "Version 1 counts" in pane.status.text())
            await stage.rest()

    on_loop(main())


@pytest.mark.slow
def test_that_paid_takes_show_in_budget_and_costs(
    on_loop, qapp, files, tmp_path, monkeypatch
) -> None:
    video = make_clip(tmp_path / "one.mp4", shots=(24, 24), audio=False).path.read_bytes()
    monkeypatch.setattr("engine.orchestration.desk.REMOTE", Pace(0.01, 0.05))
    monkeypatch.setenv("FAL_KEY", "rehearsal")

    async def main(server):
        monkeypatch.setenv("RECOIL_FAL_URL", server.url)
        async with a_window(qapp) as stage:
            hands = await opened(stage, files)
            dialog = await asked(stage, hands)
            dialog.form.provider.setFocus()
            hands.key(Key.Key_Down)
            await stage.until(lambda: dialog.form.wish.provider == "fal")
            await stage.until(dialog.start.isEnabled)
            total = dialog.view.budget.budget.coming
            hands.click(dialog.start)
            await stage.until(lambda: stages(stage) == [Stage.DONE, Stage.DONE])
            await stage.until(lambda: stage.session.run_watch.run is None)
            await stage.rest()
            bar = stage.session.parts.runs.budget
            await stage.until(lambda: bar.budget.billed)
            hands.key(Key.Key_M, CTRL | ALT)
            pane = stage.session.parts.costs
            await stage.until(lambda: pane.model.rowCount() == 1)
            await stage.rest()
            return total, bar.budget, pane.model.index(0, 0).data()

    with FakeFal(video=video, price_micro=303_400) as server:
        total, budget, model = on_loop(main(server))
        jobs = server.counts().jobs

    assert total == 8 * 303_400
    assert budget.reserved == 0
    assert 0 < budget.billed <= budget.cap == 20_000_000
    assert model == "seedance-2.0"
    assert jobs == len(PASSES)
