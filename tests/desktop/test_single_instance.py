"""A second start finds the first and hands over what it was asked to open."""

from __future__ import annotations

import subprocess
import sys

from recoil_desktop.single_instance import SingleInstance

# A process of its own: in a thread its waiting would keep this one from answering.
SECOND_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from recoil_desktop.single_instance import SingleInstance
app = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]))
sys.exit(0 if not instance.claim() and instance.hand_over(tuple(sys.argv[2:])) else 1)
"""


def test_that_the_first_start_is_the_window_and_the_second_is_not(qapp, tmp_path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)

    assert first.claim()
    assert not second.claim()
    first.close()
    assert second.claim()
    second.close()


def test_that_other_state_folders_have_windows_of_their_own(qapp, tmp_path) -> None:
    first, second = SingleInstance(tmp_path / "one"), SingleInstance(tmp_path / "two")

    assert first.claim()
    assert second.claim()
    first.close()
    second.close()


def test_that_arguments_of_the_second_start_reach_the_first(qapp, qtbot, tmp_path) -> None:
    first = SingleInstance(tmp_path)
    first.claim()
    assert first.listen()
    words = ("/shows/Nacht ünd Nebel", "--demo")

    with qtbot.waitSignal(first.called, timeout=20_000) as caught:
        other = subprocess.Popen([sys.executable, "-c", SECOND_START, str(tmp_path), *words])
    qtbot.waitUntil(lambda: other.poll() is not None)
    first.close()

    assert caught.args[0] == words
    assert other.returncode == 0


def test_that_nobody_listening_means_to_be_the_window(qapp, tmp_path) -> None:
    assert SingleInstance(tmp_path).hand_over(("x",)) is False


def test_that_a_name_left_by_a_crash_is_taken_over(qapp, tmp_path) -> None:
    dead = SingleInstance(tmp_path)
    dead.listen()
    dead._server = None  # gone without closing, as in a crash

    assert SingleInstance(tmp_path).listen()
