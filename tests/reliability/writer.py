"""One of several processes that write into the same project at the same time.

``python -m tests.reliability.writer ROOT KIND NAME COUNT`` makes ``COUNT`` changes of a kind.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.domain.comments import NewComment
from engine.domain.passes import PassRecord
from engine.domain.scene_operations import append_take
from engine.store.project import Project
from engine.store.review_queue import LEARNING
from engine.store.state_file import StateFile
from engine.workspace import orphan_register
from engine.workspace.comments import add_comment, set_resolved
from engine.workspace.orphan_source import Source
from tests.helpers.scenes import BATCH
from tests.reliability import orphans
from tests.reliability.world import EPISODE, VIDEO

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.passes import PassStateDocument
    from engine.domain.paths import ProjectPath
    from engine.domain.scene_operations import BodyInHand


def update_state(project: Project, name: str, number: int) -> None:
    """A small locked write of the pass state."""

    def add(state: PassStateDocument) -> None:
        record = state.passes.setdefault(name, PassRecord(pass_id=name))
        record.confirmed_timestamps |= {f"{name}_{number}": number}

    project.passes.update(1, add)


def change_state(project: Project, name: str, number: int) -> None:
    """A change set on the pass state, with a counter nobody else has."""
    with project.changes.writing() as draft:
        counter = project.passes.next_counter(draft, 1)
        path = project.passes.path(1)
        state = draft.read_json(path) or {}
        record = {f"{name}_{number}": {"pass_id": f"EP001_PASS_{counter:03d}_SH01_{name}"}}
        draft.put_json(path, state | {"passes": state["passes"] | record})  # type: ignore[operator]
        draft.commit("test", f"{name} {number}")


def change_sidecar(project: Project, name: str, number: int) -> None:
    """A change set on a sidecar that all write."""
    with project.changes.writing() as draft:
        project.sidecars.merge(draft, VIDEO, {f"{name}_{number}": number})
        draft.commit("test", f"{name} {number}")


def adopt_file(project: Project, name: str, number: int) -> None:
    """A new clip with its sidecar."""
    with project.changes.staging() as staging:
        (staging / "clip.mp4").write_bytes(f"{name} {number}".encode())
        with project.changes.writing() as draft:
            target: ProjectPath = EPISODE / f"{name}_{number}.mp4"
            draft.adopt(staging / "clip.mp4", target)
            draft.put_json(target.sidecar(), {"model": name})
            draft.commit("test", f"{name} {number}")


def log_op(project: Project, name: str, number: int) -> None:
    """Two lines in the log of operations."""
    op_id = project.ops.started(name, {"number": number})
    project.ops.completed(op_id, name)


def set_state(project: Project, name: str, number: int) -> None:
    """A key of the state that programs share."""
    StateFile(project.root.parent / "state.json").update({f"{name}_{number}": number})


def save_scene(project: Project, name: str, number: int) -> None:
    """The status of a scene that all write."""
    beat_id = f"b{number % 2 + 1}"

    def note(body: BodyInHand) -> None:
        takes: Any = body.beat(beat_id)["takes"]
        if name not in {take["take_id"] for take in takes}:
            append_take(beat_id, {"take_id": name, "take_metadata": {}})(body)
        mine = next(take for take in takes if take["take_id"] == name)
        mine["take_metadata"][f"{name}_{number}"] = number

    project.scenes.change(1, BATCH, 1, note)


def add_note(project: Project, name: str, number: int) -> None:
    """A comment among those of others; every third is resolved as well."""
    wish = NewComment(batch_id=BATCH, body=f"{name}_{number}")
    made = add_comment(project, 1, wish)
    if number % 3 == 0:
        set_resolved(project, 1, [made.comments[0].id], resolved=True)


def judge(project: Project, name: str, number: int) -> None:
    """A shot that all judge, and a lesson; one that no change set brings comes in between."""
    lesson = {"lesson": f"{name}_{number}"}
    with project.changes.writing() as draft:
        project.shots.put(draft, 1, "EP001_SH01", {f"{name}_{number}": number})
        draft.append(LEARNING, lesson, lesson | {"event": "taken back"})
        draft.commit("test", f"{name} {number}")
    project.review_queue.learn({"beat_id": name})


def register_film(project: Project, name: str, number: int) -> None:
    """A film from elsewhere becomes a pass with a number of its own."""
    with project.changes.staging() as staging:
        staged = staging / f"{name}_{number}.mp4"
        staged.write_bytes(staged.name.encode())
        source = Source(Path("/nowhere") / staged.name)
        orphan_register.adopt(project, source, staged, orphans.ORDER)


KINDS: dict[str, Callable[[Project, str, int], None]] = {
    kind.__name__: kind
    for kind in (
        *(update_state, change_state, change_sidecar, adopt_file),
        *(log_op, set_state, save_scene, add_note, register_film, judge),
    )
}


if __name__ == "__main__":
    project = Project.open(Path(sys.argv[1]))
    for one in range(int(sys.argv[4])):
        KINDS[sys.argv[2]](project, sys.argv[3], one)
