"""An episode leaves through the window, with keys and mouse, as it does by the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.helpers.cli import recoil
from tests.helpers.clips import make_clip
from tests.helpers.hands import CTRL, SHIFT, Hands
from tests.helpers.projects import ProjectFiles
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

Key = Qt.Key
CLIP = "renders/ep_001/EP001_SH1_take1.mp4"


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    """Two planned shots, one of them with a clip."""
    files = ProjectFiles(tmp_path / "harbor")
    files.settings(title="Harbor", fps=24, mode="feature")
    files.plan(1, "EP001_SH01", "EP001_SH02")
    files.document(f"{CLIP}.json", {"status": "pinned", "shot_id": "EP001_SH01"})
    make_clip(files.root / CLIP, shots=(24,), size=(64, 64), audio=False)
    return files


@pytest.mark.slow
def test_that_an_episode_is_exported_and_shown(on_loop, qapp, files, tmp_path, monkeypatch) -> None:
    shown: list[Path] = []

    async def main() -> None:
        async with a_window(qapp) as stage:
            hands = Hands(stage)
            session = stage.session
            monkeypatch.setattr(session.files, "reveal_place", shown.append)
            await stage.open(files.root)

            hands.key(Key.Key_S, CTRL | SHIFT)
            await stage.until(lambda: session.exporting.dialog)
            dialog = session.exporting.dialog
            await stage.until(lambda: dialog.form.is_filled)
            hands.key(Key.Key_Down)  # from OTIO to EDL
            dialog.form.file.setFocus()
            hands.key(Key.Key_A, CTRL)
            hands.type(str(tmp_path / "window.edl"))
            await stage.until(dialog.button.isEnabled)
            assert "EP001_SH02 has no clip" in dialog.warnings.text()
            hands.click(dialog.button)
            await stage.until((tmp_path / "window.edl").exists)
            await stage.until(lambda: any("window.edl is written" in said for said in stage.said))
            card = next(c for c in session.parts.window.toasts.cards if "written" in c.toast.text)
            assert card.toast.text == "window.edl is written, with 1 gap"
            card.toast.act()

    on_loop(main())

    out = tmp_path / "cli.edl"
    recoil("export", "edl", "--episode", "1", "--out", out, project=files.root)
    assert (tmp_path / "window.edl").read_bytes() == out.read_bytes()
    assert shown == [tmp_path / "window.edl"]


@pytest.mark.slow
def test_that_a_full_disk_is_told_and_leaves_nothing(
    on_loop, qapp, files, tmp_path, monkeypatch
) -> None:
    def fail(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    async def main() -> None:
        async with a_window(qapp) as stage:
            hands, session = Hands(stage), stage.session
            await stage.open(files.root)
            session.exporting._folder = tmp_path
            hands.key(Key.Key_S, CTRL | SHIFT)
            await stage.until(lambda: session.exporting.dialog)
            dialog = session.exporting.dialog
            await stage.until(dialog.button.isEnabled)
            monkeypatch.setattr("engine.store.files.os.write", fail)

            hands.key(Key.Key_Return, CTRL)

            await stage.until(lambda: any("disk is full" in said for said in stage.said))
            monkeypatch.undo()

    on_loop(main())

    assert not list(tmp_path.glob("*.otio"))
    assert not list(tmp_path.glob(".recoil-*"))
