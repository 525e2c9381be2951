"""The window is there before anything heavy is loaded."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recoil_desktop.wishes import wishes_of

HEAVY = ("av", "cv2", "numpy", "scenedetect", "pydantic", "PySide6.QtMultimedia")
SENDING = ("httpx2", "stamina", "keyring")  # for runs that talk to a paid provider

FIRST_WINDOW = """
import sys
import types

def window_is_there(shell, *_rest):
    assert shell.window.isVisible()
    made = [name for name in vars(sys.modules["PySide6.QtCore"]) if name == "Qt"]
    print(" ".join([*sys.modules, *made]))

sys.modules["recoil_desktop.life"] = types.SimpleNamespace(run_loop=window_is_there)
sys.argv = ["recoil-desktop"]
from recoil_desktop.__main__ import main
main()
"""
SESSION = """
import sys
import recoil_desktop.session.session
import recoil_desktop.life
print(" ".join(sys.modules))
"""


def loaded_by(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_that_a_word_it_does_not_know_is_wrong_usage_and_not_taken_for_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="2"):
        wishes_of(["--project", "demo"])

    assert "unrecognized arguments: --project" in capsys.readouterr().err


def test_that_the_first_window_needs_nothing_heavy() -> None:
    loaded = loaded_by(FIRST_WINDOW)

    assert loaded & {*HEAVY, "Qt"} == set()
    assert loaded & {"recoil_desktop.session.session", "engine.store.project"} == set()


@pytest.mark.slow
def test_that_the_session_loads_no_decoder_before_one_is_used() -> None:
    loaded = loaded_by(SESSION)

    assert loaded & {"av", "cv2", "numpy", "scenedetect", *SENDING} == set()


@pytest.mark.slow
def test_that_a_start_with_nonsense_says_how_it_is_used() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "recoil_desktop", "--nonsense"], capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "usage: recoil-desktop" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_that_the_program_lives_until_it_is_told_to_end() -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "recoil_desktop"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )

    deadline = time.monotonic() + 60
    while not _listens_for_the_end(program.pid) and time.monotonic() < deadline:
        with pytest.raises(subprocess.TimeoutExpired):
            program.wait(0.1)
    with pytest.raises(subprocess.TimeoutExpired):
        program.wait(1)
    program.send_signal(signal.SIGTERM)
    _out, errors = program.communicate(timeout=20)

    assert program.returncode == 0, errors.decode()
    assert b"Traceback" not in errors


def _listens_for_the_end(pid: int) -> bool:
    """Whether the process has said what is to be done when it is told to end (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
