"""Pictures of looking at takes together: compared, in context, the episode as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.nodes import Node, NodeKind, walk
from recoil_desktop.views.compare.stage import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recoil_desktop.tour import Guide

Look = tuple[str, tuple[int, int], str]

_FRAME = 20
_RANGE = (8, 40)


async def picture_looking(guide: Guide, looks: Sequence[Look]) -> None:
    """All pictures of this part, in every look."""
    shot = _shot_with_takes(guide)
    parts = guide.session.parts
    parts.tree.expand_keys({node.key for node in _way_to(guide, shot)})
    parts.tree.select(shot.key)
    await guide.rest()
    await _compare(guide, looks)
    await _reel(guide, looks)


async def _compare(guide: Guide, looks: Sequence[Look]) -> None:
    pane = guide.session.parts.looking.compare
    guide.session.looking.compare()
    await guide.until(lambda: pane.pairing.is_complete)
    pane.show_mode(Mode.SIDE)
    pane.reveal()  # what is in sight is selected: the inspector tells of it
    pane.conductor.show_frame(_FRAME)
    pane.marking.set_range(*_RANGE)
    for mode, name in ((Mode.SIDE, "compare"), (Mode.WIPE, "wipe")):
        pane.show_mode(mode)
        for look in looks if mode is Mode.SIDE else looks[:1]:
            await _picture(guide, "compare", f"{name}-{look[2]}", look)


async def _reel(guide: Guide, looks: Sequence[Look]) -> None:
    pane = guide.session.parts.looking.reel
    guide.session.looking.play_episode()
    await guide.until(lambda: pane.reel.items)
    pane.conductor.pause()
    for look in looks:
        await _picture(guide, "reel", f"reel-{look[2]}", look)


async def _picture(guide: Guide, pane: str, name: str, look: Look) -> None:
    theme, size, _ending = look
    guide.session.choose_theme(theme)
    guide.window.resize(*size)
    await guide.rest(0.2)
    guide.window.docks.reset()
    guide.window.docks.front(pane)
    guide.window.toasts.clear()
    await guide.rest(1.0)
    await guide.picture(name)


def _shot_with_takes(guide: Guide) -> Node:
    """The shot that most takes were made of."""
    lines = walk(guide.session.parts.tree.model.tree)
    shots = [node for node in lines if node.kind is NodeKind.SHOT]
    return max(shots, key=lambda shot: len(shot.children))


def _way_to(guide: Guide, wanted: Node) -> list[Node]:
    """The lines that have to be open for ``wanted`` and its takes to be seen."""
    lines = walk(guide.session.parts.tree.model.tree)
    return [node for node in lines if any(one.key == wanted.key for one in walk(node))]
