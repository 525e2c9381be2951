"""The gate counts what changes the project, and nothing that Python does for itself."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.reliability.programs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from tests.reliability import gate

project, modules = Path(sys.argv[1]), sys.argv[2]
sys.path.insert(0, modules)
sys.dont_write_bytecode = False
gate.install()
gate.GATE.arm(str(project), 0, gate.stop)
import never_imported_before
assert gate.GATE.count == 0, gate.GATE.count
(project / "a.txt").write_text("a")
assert gate.GATE.count == 1, gate.GATE.count
"""


def test_that_bytecode_that_python_writes_is_no_change_of_the_project(tmp_path: Path) -> None:
    project, modules = tmp_path / "project", tmp_path / "modules"
    project.mkdir()
    modules.mkdir()
    (modules / "never_imported_before.py").write_text("A = 1\n")

    program = [sys.executable, "-c", PROGRAM, str(project), str(modules)]
    ended = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.stderr == ""
    assert list(modules.glob("__pycache__/*.pyc"))
