"""Other programs at work in the open project: everything comes by itself, nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from engine.domain.nodes import NodeKind, walk
from recoil_desktop.dialogs.ask import AskDialog
from tests.helpers.cli import recoil
from tests.helpers.hands import CTRL, Hands
from tests.helpers.projects import ProjectFiles
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.nodes import Node
    from tests.helpers.windows import Stage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

COLLEAGUE = """
import json, os, sys
from pathlib import Path
root = Path(sys.argv[1])
for number in range(250):
    folder = root / f"renders/ep_00{2 + number % 3}"
    folder.mkdir(exist_ok=True)
    clip = folder / f"EP00{2 + number % 3}_SH{number + 1}_take1.mp4"
    clip.write_bytes(b"a colleague's clip")
    clip.with_name(clip.name + ".json").write_text(json.dumps({"status": "candidate"}))
late = root / "renders/ep_005/_orphans"
late.mkdir(parents=True)
(late / "shot_001.mp4").write_bytes(b"late")
for shot in range(1, 7):
    sidecar = root / f"renders/ep_001/EP001_SH{shot}_take1.mp4.json"
    new = sidecar.with_name(".new")
    new.write_text(json.dumps({"status": "pinned", "tags": ["colleague"]}))
    os.replace(new, sidecar)
"""
AGENT = """
import json, os, sys
from pathlib import Path
state = Path(sys.argv[1])
keys = json.loads(state.read_text())
keys |= json.loads(sys.argv[2])
new = state.with_name("new")
new.write_text(json.dumps(keys))
os.replace(new, state)
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two projects that nobody cuts by itself."""
    monkeypatch.setenv("RECOIL_PROJECTS_ROOT", str(tmp_path))
    for name in ("Nightfall", "Harbor"):
        files = ProjectFiles(tmp_path / name)
        files.settings(mode="client")
        for shot in range(1, 9):
            files.media(f"renders/ep_001/EP001_SH{shot}_take1.mp4", status="candidate")
    return tmp_path


async def run(script: str, *arguments: object) -> None:
    """Another program does something, and ends."""
    import asyncio

    words = [sys.executable, "-c", script, *map(str, arguments)]
    done = await asyncio.to_thread(subprocess.run, words, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


def lines(stage: Stage, kind: NodeKind) -> list[Node]:
    return [node for node in walk(stage.session.parts.tree.model.tree) if node.kind is kind]


def shot(stage: Stage, number: int) -> Node:
    wanted = f"EP001_SH{number:02d}"
    return next(node for node in lines(stage, NodeKind.SHOT) if node.detail.shot_id == wanted)


def statuses(stage: Stage) -> list[str]:
    takes = [node for node in lines(stage, NodeKind.TAKE) if node.detail.episode == 1]
    return [node.status for node in takes]


def read(state: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(state.read_text())
    return found


def test_that_a_window_follows_scripts_and_agents_and_misses_nothing(
    on_loop, qapp, root, own_state
) -> None:
    state = own_state / "state.json"
    state.write_text('{"agent": "keeps this"}')

    async def main():
        async with a_window(qapp) as stage:
            tree = stage.session.parts.tree
            await stage.open(root / "Nightfall")
            tree.select(shot(stage, 2).key)
            tree.toggle(shot(stage, 2).key)
            opened = tree.expanded_keys()
            await stage.until(lambda: state.exists() and read(state).get("selection"))
            assert read(state)["selection"] == ["EP001_SH02"]

            await run(COLLEAGUE, root / "Nightfall")
            await stage.until(lambda: len(lines(stage, NodeKind.TAKE)) == 258)
            await stage.until(lambda: len(lines(stage, NodeKind.ORPHAN)) == 1)
            await stage.until(lambda: statuses(stage).count("pinned") == 6)
            assert [node.name for node in tree.selection] == ["SH02"]
            assert opened <= tree.expanded_keys()

            keys = {
                "selection": ["EP001_SH05", "renders/ep_009/a.mp4", "EP009_SH01", 7],
                "viewer": {"file_path": "renders/ep_001/EP001_SH6_take1.mp4"},
            }
            await run(AGENT, state, json.dumps(keys))
            await stage.until(lambda: [node.name for node in tree.selection] == ["SH05"])
            viewer = stage.session.parts.viewer
            await stage.until(lambda: viewer.path and viewer.path.name.startswith("EP001_SH6"))
            accepted = ["EP001_SH05", "renders/ep_009/a.mp4"]
            await stage.until(lambda: read(state)["selection"] == accepted)
            assert read(state)["agent"] == "keeps this"

            assert recoil("project", "use", "Harbor").code == 0
            current = stage.session.projects
            await stage.until(lambda: current.current and current.current.root.name == "Harbor")
            await stage.until(lambda: "Opened Harbor: another program chose it." in stage.said)
            await stage.rest()

    on_loop(main())


def test_that_searches_are_typed_kept_and_shared_with_the_command_line(
    on_loop, qapp, root, own_state
) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands, tree = Hands(stage), stage.session.parts.tree
            await stage.open(root / "Nightfall")

            hands.key(Qt.Key.Key_F, CTRL)
            hands.type("shot=3 kind=take")
            await stage.until(lambda: tree.head.field.hint.text() == "1 found")
            assert [node.name for node in lines(stage, NodeKind.TAKE)] == ["EP001_SH3_take1.mp4"]

            stage.action("search.keep").trigger()
            dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, AskDialog))
            await stage.until(dialog.field.hasFocus)
            hands.type("third shot")
            hands.key(Qt.Key.Key_Return)
            await stage.until(lambda: told("searches")["searches"])
            assert told("searches")["searches"] == [
                {"name": "third shot", "query": "shot=3 kind=take"}
            ]
            found = told("search", "--saved", "Third Shot")
            assert [one["path"] for one in found["results"]] == [
                "renders/ep_001/EP001_SH3_take1.mp4"
            ]

            assert recoil("searches", "save", "pins", "status=pinned", project=at).code == 0
            stage.shell.window.activateWindow()  # no window manager does it here
            await stage.until(QApplication.focusWidget)
            tree.view.setFocus()
            hands.key(Qt.Key.Key_F, CTRL)
            await stage.until(lambda: set(tree.head._saved) == {"third shot", "pins"})
            tree.head.forget_requested.emit("pins")
            await stage.until(lambda: set(tree.head._saved) == {"third shot"})
            await stage.until(tree.head.field.hasFocus)
            hands.key(Qt.Key.Key_Escape)
            await stage.until(lambda: len(lines(stage, NodeKind.TAKE)) == 8)
            await stage.rest()

    at = root / "Nightfall"

    def told(*words: object) -> dict[str, object]:
        said = recoil(*words, "--json", project=at)
        assert said.code == 0, said
        answer: dict[str, object] = said.json
        return answer

    on_loop(main())


@pytest.mark.parametrize("words", [("stauts=cut",), ('"open',), (), ("take>=many",)])
def test_that_a_query_nobody_understands_is_one_line_and_keeps_nothing(root, words) -> None:
    at = root / "Nightfall"

    asked = recoil("search", *words, "--json", project=at)
    kept = recoil("searches", "save", "mine", *(words or ("  ",)), "--json", project=at)

    for said in (asked, kept):
        assert said.code == 1
        assert "\n" not in said.json["error"]["message"]
    assert recoil("searches", "--json", project=at).json == {"searches": []}


def test_that_searches_have_names_and_are_found_by_them(root) -> None:
    at = root / "Nightfall"

    assert recoil("searches", "save", " ", "jade", project=at).code == 1
    assert recoil("searches", "save", "x" * 99, "jade", project=at).code == 1
    assert recoil("searches", "forget", "nobody", project=at).code == 1
    assert recoil("search", "--saved", "nobody", project=at).code == 1
    assert recoil("search", "jade", "--limit", "0", project=at).code == 1
    assert recoil("search", "kind=take -status=pinned", "--limit", 3, project=at).code == 0
