"""Panes: where they are, that they come back, and that narrow windows make room."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from recoil_desktop.actions.view import PANES
from tests.helpers.passes import a_project
from tests.helpers.windows import a_window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")


async def settled(stage) -> None:
    """Let Qt lay out, paint and run what waits for a quiet moment."""
    await stage.rest()
    for _ in range(10):
        await asyncio.sleep(0.01)


def widths(stage) -> tuple[int, int]:
    docks = stage.shell.window.docks
    return docks["tree"].width(), docks["inspector"].width()


def test_that_every_pane_is_there_and_can_be_gone_to(on_loop, qapp) -> None:
    async def main():
        async with a_window(qapp, size=(1440, 900)) as stage:
            for name in PANES:
                stage.action(f"pane.{name}").trigger()
                await settled(stage)
                assert not stage.shell.window.docks[name].visibleRegion().isEmpty(), name

    on_loop(main())


def test_that_panes_among_tabs_show_their_name_once(on_loop, qapp) -> None:
    async def main():
        async with a_window(qapp, size=(1440, 900)) as stage:
            stage.shell.window.show_workspace(is_open=True)
            await settled(stage)
            docks = stage.shell.window.docks
            tabs = {
                bar.tabText(index)
                for bar in docks.findChildren(QTabBar)
                if bar.isVisible()
                for index in range(bar.count())
            }
            titles = {name for name in PANES if docks[name].titleBarWidget().isVisible()}
            return tabs & set(PANES.values()), titles

    tabs, titles = on_loop(main())

    middle = {"Viewer", "Segmentation", "Board", "Recent", "Runs", "Versions", "Costs"}
    beside = {"Inspector", "Comments"}
    below = {"Activity", "Inbox", "Review queue", "History"}
    assert tabs == middle | beside | below
    assert titles == {"tree"}


def test_that_a_moved_layout_is_back_after_a_restart_and_can_be_reset(on_loop, qapp) -> None:
    async def main():
        async with a_window(qapp, size=(1440, 900)) as stage:
            stage.shell.window.show_workspace(is_open=True)
            await settled(stage)
            docks = stage.shell.window.docks
            first = widths(stage)
            docks.resizeDocks([docks["tree"]], [420], Qt.Orientation.Horizontal)
            docks["inspector"].hide()
            await settled(stage)
        async with a_window(qapp, size=(1440, 900)) as stage:
            stage.shell.window.show_workspace(is_open=True)
            await settled(stage)
            docks = stage.shell.window.docks
            restored = docks["tree"].width(), docks["inspector"].isVisible()
            stage.action("layout.reset").trigger()
            await settled(stage)
            return first, restored, widths(stage)

    first, restored, reset = on_loop(main())

    assert restored == (420, False)
    assert reset == first


def test_that_the_tree_has_the_keys_once_the_remembered_layout_is_back(
    on_loop, qapp, tmp_path
) -> None:
    show = a_project(tmp_path)
    show.media("renders/ep_001/EP001_COV_001_SH1_take1.mp4", status="registered")

    async def main():
        for _start in range(2):
            async with a_window(qapp, size=(1440, 900)) as stage:
                await stage.open(show.root)
                await settled(stage)
                assert stage.shell.window.focusWidget() is stage.session.parts.tree.view

    on_loop(main())


def test_that_a_narrow_window_gives_the_inspectors_room_to_the_segmentation(on_loop, qapp) -> None:
    async def main():
        async with a_window(qapp, size=(1024, 700)) as stage:
            window = stage.shell.window
            window.show_workspace(is_open=True)
            window.docks.front("segmentation")
            await settled(stage)
            narrow = window.docks["inspector"].isVisible()
            window.docks.front("viewer")
            await settled(stage)
            beside_viewer = window.docks["inspector"].isVisible()
            window.docks.front("segmentation")
            window.resize(1440, 900)
            await settled(stage)
            return narrow, beside_viewer, window.docks["inspector"].isVisible()

    assert on_loop(main()) == (False, True, True)


def test_that_side_panes_keep_their_width_when_the_window_grows(on_loop, qapp) -> None:
    async def main():
        async with a_window(qapp, size=(1280, 800)) as stage:
            stage.shell.window.show_workspace(is_open=True)
            await settled(stage)
            before = widths(stage)
            stage.shell.window.resize(1440, 900)
            await settled(stage)
            return before, widths(stage)

    before, after = on_loop(main())

    assert before == after


def test_that_dark_and_light_dress_the_whole_window_again_and_again(on_loop, qapp) -> None:
    async def main():
        async with a_window(qapp) as stage:
            stage.shell.window.show_workspace(is_open=True)
            for theme in ("light", "dark") * 5:
                stage.action(f"theme.{theme}").trigger()
                await settled(stage)
            return stage.session.services.settings.look.theme, stage.shell.themes.current.name

    assert on_loop(main()) == ("dark", "dark")


def test_that_texts_grow_within_limits(on_loop, qapp) -> None:
    async def main():
        async with a_window(qapp) as stage:
            for _ in range(12):
                stage.action("scale.larger").trigger()
            largest = stage.shell.themes.current.text_size
            stage.action("scale.reset").trigger()
            return largest, stage.shell.themes.current.text_size

    assert on_loop(main()) == (21, 13)
