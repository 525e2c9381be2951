"""The whole window on real projects: open, watch, review, confirm, undo, close."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from engine.domain.nodes import NodeKind, walk
from engine.domain.paths import ProjectPath
from recoil_desktop.models.subject import Notes
from tests.helpers.clips import make_clip
from tests.helpers.projects import ProjectFiles
from tests.helpers.shows import Show
from tests.helpers.store import a_project, a_stuck_change
from tests.helpers.windows import a_window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")


@pytest.fixture
def show(tmp_path) -> Show:
    return Show(tmp_path / "Nightfall")


def a_quiet_project(root: Path) -> ProjectFiles:
    """Files that nobody cuts by itself."""
    files = ProjectFiles(root)
    files.settings(mode="client")
    return files


def node_of(stage, *, kind: NodeKind, text: str = ""):
    tree = stage.session.projects.current.glance.tree
    return next(node for node in walk(tree) if node.kind is kind and text in node.name)


def select(stage, node) -> None:
    stage.session.parts.tree.select(node.key)
    stage.session.parts.tree._tell_selection()


def status_of(root: Path, pass_id: str) -> str:
    path = root / "state/visual/passes/ep_001_pass_state.json"
    return json.loads(path.read_text())["passes"][pass_id]["status"]


def clips_of(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "renders/ep_001").glob("shot_*.mp4"))


def read(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text())
    return found


# -- opening -------------------------------------------------------------------


def test_that_a_first_start_offers_the_demo_a_folder_and_a_video(on_loop, qapp) -> None:
    async def main():
        async with a_window(qapp) as stage:
            page = stage.shell.window.start_page
            return page.isVisible(), [button.spec.id for button in page.buttons]

    assert on_loop(main()) == (True, ["project.demo", "project.open", "video.open"])


def test_that_an_empty_project_says_what_to_do_next(on_loop, qapp, tmp_path) -> None:
    a_quiet_project(tmp_path / "Empty")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(tmp_path / "Empty")
            parts = stage.session.parts
            assert parts.reviews.empty.isVisibleTo(parts.reviews)
            assert parts.inspector.empty.isVisibleTo(parts.inspector)
            return parts.window.windowTitle(), list(parts.history.model.rows)

    assert on_loop(main()) == ("Empty – Recoil", [])


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (lambda folder: folder / "gone.mp4", "File not found: gone.mp4"),
        (lambda folder: folder, "is no project: it has no project.json"),
        (lambda folder: _text(folder / "notes.txt"), "neither a video"),
        (lambda folder: _text(folder / "list.mp4"), "list.mp4"),
    ],
    ids=["missing", "plain folder", "no video", "text dressed as video"],
)
def test_that_what_cannot_be_opened_is_refused_in_one_line(
    on_loop, qapp, tmp_path, make, line
) -> None:
    async def main():
        async with a_window(qapp) as stage:
            stage.session.open_paths((make(tmp_path),))
            await stage.until(lambda: stage.said)
            assert stage.session.projects.current is None
            assert stage.shell.window.start_page.isVisible()
            return stage.said

    said = on_loop(main())

    assert len(said) == 1
    assert line in said[0]
    assert "\n" not in said[0]


def _text(path: Path) -> Path:
    path.write_text("#EXTM3U\nhttp://example.org/x.ts\n")
    return path


def test_that_a_project_dropped_on_the_window_is_opened(on_loop, qapp, tmp_path) -> None:
    a_quiet_project(tmp_path / "Fünf Höfe")

    async def main():
        async with a_window(qapp) as stage:
            window = stage.shell.window
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "Fünf Höfe"))])
            copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.NoModifier
            enter = QDragEnterEvent(QPoint(5, 5), copy, mime, left, none)
            qapp.sendEvent(window, enter)
            assert window.furniture.veil.isVisible()
            qapp.sendEvent(window, QDropEvent(QPointF(5, 5), copy, mime, left, none))
            await stage.until(lambda: stage.session.projects.current)
            await stage.rest()
            assert not window.furniture.veil.isVisible()
            return stage.session.projects.current.project.name

    assert on_loop(main()) == "Fünf Höfe"


def test_that_a_new_project_is_made_and_opened(on_loop, qapp, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("RECOIL_PROJECTS_ROOT", str(tmp_path))

    async def main():
        async with a_window(qapp) as stage:
            assert stage.session.projects.why_not("a/b")
            stage.session.projects.create("Harbor")
            await stage.until(lambda: stage.session.projects.current)
            await stage.rest()
            return stage.session.projects.why_not("Harbor")

    assert "Harbor already" in on_loop(main())
    assert (tmp_path / "Harbor" / "project.json").is_file()


def test_that_what_was_open_is_open_again_after_a_restart(on_loop, qapp, tmp_path) -> None:
    files = a_quiet_project(tmp_path / "Nightfall")
    files.media("renders/ep_001/EP001_SH1_take1.mp4", status="pinned")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            select(stage, node_of(stage, kind=NodeKind.SHOT))
            chosen = stage.session.selection[0].key
        async with a_window(qapp) as stage:
            stage.session.restore()
            await stage.until(lambda: stage.session.projects.current)
            await stage.rest()
            return chosen, [node.key for node in stage.session.selection]

    chosen, restored = on_loop(main())

    assert restored == [chosen]


def test_that_the_title_page_lists_projects_and_when_they_were_open(
    on_loop, qapp, tmp_path
) -> None:
    a_quiet_project(tmp_path / "Nightfall")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(tmp_path / "Nightfall")
            stage.session.close_project()
            return list(stage.session.dialogs.known_places(stage.session._memory.recents))

    assert on_loop(main()) == [(tmp_path / "Nightfall", "Nightfall", "today")]


# -- the project lives ---------------------------------------------------------


def test_that_new_files_appear_without_a_reload(on_loop, qapp, tmp_path) -> None:
    files = a_quiet_project(tmp_path / "Nightfall")
    files.media("renders/ep_001/EP001_SH1_take1.mp4", status="pinned")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            files.media("renders/ep_001/EP001_SH2_take1.mp4", status="candidate")
            tree = stage.session.parts.tree
            await stage.until(
                lambda: any(
                    "SH2" in node.name or "SH02" in node.name for node in walk(tree.model.tree)
                )
            )

    on_loop(main())


def test_that_opening_a_project_keeps_a_snapshot_of_its_documents(on_loop, qapp, tmp_path) -> None:
    files = a_quiet_project(tmp_path / "Nightfall")
    files.media("renders/ep_001/EP001_SH1_take1.mp4", status="pinned")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            project = stage.session.projects.current.project
            await stage.until(project.snapshots.all)
            return project.snapshots.all()

    (kept,) = on_loop(main())

    assert kept.documents == 2


def test_that_an_offline_project_says_so_and_blocks_what_writes(on_loop, qapp, tmp_path) -> None:
    files = a_quiet_project(tmp_path / "Nightfall")
    files.text("project.json", "{")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            await stage.until(lambda: stage.action("episode.extract").toolTip().count("offline"))
            head = stage.session.parts.tree.head
            return head.banner.isVisibleTo(head), stage.action("episode.extract").isEnabled()

    assert on_loop(main()) == (True, False)


def test_that_a_stuck_change_is_told_and_put_aside_and_undo_brings_it_back(
    on_loop, qapp, tmp_path
) -> None:
    project = a_project(tmp_path, mode="client")
    change_id = a_stuck_change(project)

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(project.root)
            await stage.until(lambda: any("See project health" in text for text in stage.said))
            stage.action("project.health").trigger()
            dialogs = stage.session.dialogs
            await stage.until(lambda: "health" in dialogs._open)
            dialogs.opened("health").findChild(QPushButton, f"aside {change_id}").click()
            await stage.until(lambda: not project.changes.stuck())
            await stage.until(lambda: stage.action("history.undo").isEnabled())
            stage.action("history.undo").trigger()
            await stage.until(project.changes.stuck)
            dialogs.opened("health").accept()

    on_loop(main())


def test_that_typed_notes_are_saved_beside_everything_else_and_undone(
    on_loop, qapp, tmp_path
) -> None:
    files = a_quiet_project(tmp_path / "Nightfall")
    media = files.media("renders/ep_001/EP001_SH1_take1.mp4", status="pinned", vendor={"x": 1})
    sidecar = Path(f"{media}.json")
    before = sidecar.read_bytes()

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            name, notes = "renders/ep_001/EP001_SH1_take1.mp4", Notes("Good light", ("hero",))
            stage.session.curating.save_notes(name, notes, Notes())
            await stage.until(lambda: stage.said)
            saved = read(sidecar)
            await stage.until(lambda: stage.action("history.undo").isEnabled())
            stage.action("history.undo").trigger()
            await stage.until(lambda: sidecar.read_bytes() == before)
            return saved

    saved = on_loop(main())

    assert (saved["notes"], saved["tags"]) == ("Good light", ["hero"])
    assert (saved["status"], saved["vendor"]) == ("pinned", {"x": 1})


def test_that_the_inspector_tells_about_the_selected_file(on_loop, qapp, tmp_path) -> None:
    files = a_quiet_project(tmp_path / "Nightfall")
    files.media(
        "renders/ep_001/EP001_SH1_take1.mp4", status="rejected", model="seedance",
        rejection_reason="wrong hand", notes="see take 2",
    )  # fmt: skip

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            shot = node_of(stage, kind=NodeKind.SHOT)
            select(stage, shot.children[0] if shot.children else shot)
            inspector = stage.session.parts.inspector
            await stage.until(lambda: inspector.subject and inspector.subject.notes)
            await stage.rest()
            return inspector.subject

    subject = on_loop(main())

    assert subject.notes == Notes("see take 2")
    assert ("Rejected because", "wrong hand") in [(f.name, f.value) for f in subject.facts]
    assert '"model": "seedance"' in subject.raw


def test_that_other_programs_are_told_what_is_open_and_selected(
    on_loop, qapp, tmp_path, monkeypatch, own_state
) -> None:
    monkeypatch.setenv("RECOIL_PROJECTS_ROOT", str(tmp_path))
    files = a_quiet_project(tmp_path / "Nightfall")
    files.media("renders/ep_001/EP001_SH1_take1.mp4", status="pinned")
    state = own_state / "state.json"
    state.write_text('{"agent": "keeps this"}')

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            shot = node_of(stage, kind=NodeKind.SHOT)
            select(stage, shot)
            await stage.until(lambda: read(state).get("selection"))
            await stage.rest()
            return shot.detail.shot_id

    shot_id = on_loop(main())

    assert read(state)["selection"] == [shot_id]
    assert read(state)["project"] == "Nightfall"
    assert read(state)["agent"] == "keeps this"


# -- passes --------------------------------------------------------------------


@pytest.mark.slow
def test_that_passes_are_cut_by_themselves_and_doubtful_ones_wait(on_loop, qapp, show) -> None:
    good = show.add_pass(1)
    doubtful = show.add_pass(2, rendered=(36, 36))

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(show.root)
            parts = stage.session.parts
            await stage.until(lambda: parts.reviews.model.rows)
            await stage.until(lambda: any("review" in text for text in stage.said))
            await stage.rest()
            return [row.key for row in parts.reviews.model.rows], parts.window.status.waiting.text()

    assert on_loop(main()) == ([doubtful], "1 to review")
    assert status_of(show.root, good) == "extracted"
    assert len(clips_of(show.root)) == 3


@pytest.mark.slow
def test_that_a_confirmed_pass_has_its_clips_and_undo_takes_them_back(on_loop, qapp, show) -> None:
    doubtful = show.add_pass(2, rendered=(36, 36))

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(show.root)
            await stage.until(lambda: stage.session.parts.reviews.model.rows)
            panel = stage.session.parts.panel
            stage.session.review(doubtful)
            await stage.until(lambda: panel.sheet is not None)
            assert [node.detail.pass_id for node in stage.session.selection] == [doubtful]
            await stage.until(lambda: stage.action("cut.confirm").isEnabled())
            QTest.keyClick(panel.timeline, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            await stage.until(lambda: status_of(show.root, doubtful) == "extracted")
            await stage.rest()
            made = clips_of(show.root)
            await stage.until(lambda: stage.action("history.undo").isEnabled())
            stage.session.undo()
            await stage.until(lambda: not clips_of(show.root))
            await stage.rest()
            return made

    made = on_loop(main())

    assert len(made) == 3
    assert status_of(show.root, doubtful) == "segmentation_review"


@pytest.mark.slow
def test_that_a_loose_video_is_reviewed_and_split_into_a_folder(on_loop, qapp, tmp_path) -> None:
    clip = make_clip(tmp_path / "any video.mp4", shots=(24, 24))

    async def main():
        async with a_window(qapp) as stage:
            stage.session.open_paths((clip.path,))
            panel = stage.session.parts.panel
            await stage.until(lambda: panel.sheet is not None)
            cuts = tuple(panel.sheet.timeline.time(cut) for cut in clip.cuts)
            stage.session.reviews.split_into(clip.path, cuts, str(tmp_path / "clips"))
            await stage.until(lambda: stage.said)
            await stage.rest()

    on_loop(main())

    assert len(list((tmp_path / "clips").glob("*.mp4"))) == 2


def test_that_closing_a_project_ends_its_watcher_and_shows_the_start_page(
    on_loop, qapp, tmp_path
) -> None:
    a_quiet_project(tmp_path / "Nightfall")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(tmp_path / "Nightfall")
            stage.action("project.close").trigger()
            await stage.until(stage.shell.window.start_page.isVisible)
            return stage.session.projects.current, stage.session.parts.tree.model.rowCount()

    assert on_loop(main()) == (None, 0)


def test_that_a_click_before_the_session_is_there_is_not_lost(on_loop, qapp) -> None:
    from recoil_desktop.late_desk import LateDesk

    desk, done = LateDesk(), []
    desk.show_dialog("about")

    class Desk:
        def show_dialog(self, name):
            done.append(name)

    desk.settle(Desk())
    desk.show_dialog("log")

    assert done == ["about", "log"]


def test_that_dialogs_open_once_and_close(on_loop, qapp) -> None:
    async def main():
        async with a_window(qapp) as stage:
            dialogs = stage.session.dialogs
            for name in ("settings", "shortcuts", "about", "log", "about"):
                stage.session.show_dialog(name)
            names = sorted(dialogs._open)
            for dialog in list(dialogs._open.values()):
                dialog.close()
            await stage.until(lambda: not dialogs._open)
            return names

    assert on_loop(main()) == ["about", "log", "settings", "shortcuts"]


def test_that_the_window_asks_to_close_and_is_not_closed_by_qt(on_loop, qapp) -> None:
    async def main():
        async with a_window(qapp) as stage:
            asked: list[int] = []
            stage.session.quit_requested.connect(partial(asked.append, 1))
            stage.shell.window.close()
            return stage.shell.window.isVisible(), asked

    assert on_loop(main()) == (True, [1])


def test_that_paths_of_the_project_are_copied_whole(on_loop, qapp, tmp_path) -> None:
    files = a_quiet_project(tmp_path / "Nightfall")
    media = files.media("renders/ep_001/EP001_SH1_take1.mp4", status="pinned")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            tree = stage.session.projects.current.glance.tree
            path = ProjectPath("renders/ep_001/EP001_SH1_take1.mp4")
            node = next(node for node in walk(tree) if node.path == path)
            stage.session.copy_path((node,))
            return qapp.clipboard().text()

    assert on_loop(main()) == str(media)
