"""Looking into the project's tree by the names on its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.paths import ProjectPath

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from engine.workspace.tree import ProjectTree
    from tests.helpers.projects import ProjectFiles

EP1 = ProjectPath("renders/ep_001")
PASS = "EP001_PASS_011_SH01_02_A_JADE"
VIDEO = "renders/ep_001/EP001_COV_011_SH1_2_take1.mp4"


def at(node: Node, *names: str) -> Node:
    """The line below ``node`` by the names on the way."""
    for name in names:
        node = next(child for child in node.children if child.name == name)
    return node


def told(node: Node) -> list[object]:
    """Names and kinds below a line, nested."""
    return [
        (child.name, str(child.kind), *([told(child)] if child.children else []))
        for child in node.children
    ]


def episode(tree: ProjectTree, name: str = "EP001") -> Node:
    return at(tree.root, "Episodes", name)


def a_pass(files: ProjectFiles) -> None:
    """One extracted pass with two segments and two extras of the first."""
    files.record(1, PASS, status="extracted", video_path=VIDEO, cost_usd=0.8, verdict="2 matched")
    files.media(VIDEO, pass_id=PASS, model="wan", status="candidate")
    for index, shot in enumerate(("001", "002")):
        files.media(
            f"renders/ep_001/shot_{shot}_FROM_PASS_011_A_JADE_take1.mp4",
            status="candidate" if index else "pinned",
            source_type="pass_segment",
            source_pass_id=PASS,
            segment_index=index,
            cost_usd_segment=0.4,
        )
    for letter in "ba":
        files.media(f"renders/ep_001/shot_001~{letter}_FROM_PASS_011_A_JADE_take1.mp4")
