"""Pictures of videos that nobody knows: the quarantine, the dialog that asks, the trash."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from engine.domain.nodes import Node, NodeKind, walk
from recoil_desktop.views.tree_drops import target_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from recoil_desktop.tour import Guide

Look = tuple[str, tuple[int, int], str]

_NAMES = ("from the second unit.mp4", "pickup_take2.mp4")
_AGE = 600  # seconds: written a while ago, so that it is swept and its banner opens by itself


async def picture_orphans(guide: Guide, looks: Sequence[Look]) -> None:
    """All pictures of this part, in every look."""
    session, project = guide.session, guide.session.projects.current
    if project is None:
        return
    _put_strays(project.root)
    project.look_everywhere()
    await guide.rest()
    session.orphans.sweep()
    await guide.until(lambda: len(_lines(guide, NodeKind.ORPHAN)) == len(_NAMES))
    await guide.rest()
    orphan = _lines(guide, NodeKind.ORPHAN)[0]
    session.parts.tree.select(orphan.key)
    await guide.rest()
    for look in looks:
        await _dress(guide, look)
        await guide.picture(f"quarantine-{look[2]}")
    await _register(guide, looks)
    await _drop(guide, looks[0])
    await _trash(guide, looks)


async def _register(guide: Guide, looks: Sequence[Look]) -> None:
    registering = guide.session.orphans.registering
    guide.session.orphans.register()
    await guide.until(lambda: registering.dialog and not registering.dialog.form.waits)
    await guide.rest(1.0)
    if (dialog := registering.dialog) is not None:
        for look in looks:
            await _dress(guide, look)
            await guide.picture(f"register-{look[2]}", dialog)
        dialog.reject()


async def _drop(guide: Guide, look: Look) -> None:
    """The line of an episode as it is while a video is dragged over it."""
    episode, tree = _lines(guide, NodeKind.EPISODE)[0], guide.session.parts.tree
    target = target_of(episode)
    if target is None:
        return
    await _dress(guide, look)
    guide.session.orphans.drops.light(
        target, tree.view.visualRect(tree.model.index_of(episode.key))
    )
    await guide.picture(f"drop-{look[2]}")
    guide.session.orphans.drops.put_out()


async def _trash(guide: Guide, looks: Sequence[Look]) -> None:
    session = guide.session
    session.orphans.delete()
    await guide.rest()
    session.trash.open()
    await guide.until(lambda: session.trash.dialog and session.trash.dialog.list.model.rows)
    if (dialog := session.trash.dialog) is not None:
        for look in looks:
            await _dress(guide, look)
            await guide.picture(f"trash-{look[2]}", dialog)
        dialog.reject()


async def _dress(guide: Guide, look: Look) -> None:
    theme, size, _ending = look
    guide.session.choose_theme(theme)
    guide.window.resize(*size)
    await guide.rest(0.2)
    guide.window.docks.reset()
    guide.window.toasts.clear()
    await guide.rest(0.4)


def _put_strays(root: Path) -> None:
    """Copies of rendered passes, under names that say nothing."""
    videos = sorted((root / "renders" / "ep_001").glob("EP001_COV_*.mp4"))
    for video, name in zip(videos, _NAMES, strict=False):
        stray = shutil.copy(video, video.with_name(name))
        written = video.stat().st_mtime - _AGE
        os.utime(stray, (written, written))


def _lines(guide: Guide, kind: NodeKind) -> list[Node]:
    return [node for node in walk(guide.session.parts.tree.model.tree) if node.kind is kind]
