"""When orphans can be registered and deleted, and files archived; and what else is said."""

from __future__ import annotations

import pytest

from engine.domain.nodes import Node, NodeDetail, NodeKind
from engine.domain.paths import ProjectPath
from recoil_desktop.actions.context import Context
from recoil_desktop.actions.orphans import ORPHAN_ACTIONS
from recoil_desktop.views.tree_drops import target_of

ACTIONS = {spec.id: spec for spec in ORPHAN_ACTIONS}


def a_node(kind: NodeKind, path: str | None, **detail: object) -> Node:
    place = ProjectPath(path) if path else None
    known = NodeDetail(**{"episode": 1, **detail})  # type: ignore[arg-type]
    return Node(path or str(kind), path or str(kind), kind, path=place, detail=known)


ORPHAN = a_node(NodeKind.ORPHAN, "renders/ep_001/_orphans/x.mp4")
STRAY = a_node(NodeKind.MEDIA, "renders/ep_001/x.mp4")
PASS = a_node(NodeKind.PASS, "renders/ep_001/EP001_COV_001_SH1_take1.mp4", pass_id="P")
OLD = a_node(NodeKind.TAKE, "output/video/ep_001/EP001_SH1_take1.mp4")
FOLDER = a_node(NodeKind.ENTITY, "assets/prop/lamp")
TOP = a_node(NodeKind.CATEGORY, "assets")


def reason(action: str, *selection: Node, offline: str | None = None) -> str | None:
    context = Context(project="show", offline=offline, selection=selection)
    return ACTIONS[action].blocked_by(context)


@pytest.mark.parametrize(
    ("action", "may", "may_not"),
    [
        ("orphan.register", [ORPHAN, STRAY], [PASS, FOLDER, OLD]),
        ("orphan.delete", [ORPHAN], [STRAY, PASS]),
        ("media.archive", [ORPHAN, STRAY, PASS, FOLDER], [OLD, TOP]),
    ],
)
def test_that_actions_know_what_they_apply_to(
    action: str, may: list[Node], may_not: list[Node]
) -> None:
    assert [reason(action, node) for node in may] == [None] * len(may)
    assert reason(action, *may) is None
    assert all(reason(action, node) for node in may_not)
    assert all(reason(action, may[0], node) for node in may_not)
    assert reason(action)
    assert reason(action, may[0], offline="gone") == "the project is offline: gone"


def test_that_lines_take_what_is_dropped_on_them() -> None:
    episode = a_node(NodeKind.EPISODE, "renders/ep_001")
    shot = a_node(NodeKind.SHOT, None, shot_id="EP001_SH04")
    quarantine = a_node(NodeKind.QUARANTINE, None)

    words = [target.words for node in (episode, shot, quarantine) if (target := target_of(node))]

    assert words == ["Register in EP001", "Register for SH4", "Into quarantine"]
    assert target_of(PASS) is None
    assert target_of(a_node(NodeKind.EPISODE, None, episode=None)) is None
