"""The import rules hold, and a planted bad import is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = Path(sys.executable).with_name("lint-imports")
HEAVY = (
    *("av", "cv2", "numpy", "scenedetect", "httpx2", "keyring"),
    *("opentimelineio", "fpdf", "fontTools", "uharfbuzz", "mcp", "anyio"),
)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )


def test_that_imports_point_one_way() -> None:
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("engine/domain/ids.py", "import PySide6.QtCore", "knows no Qt"),
        ("engine/domain/ids.py", "import engine.store.files", "point downwards"),
        ("engine/media/sniff.py", "import engine.commands.registry", "point downwards"),
        ("engine/providers/base.py", "import engine.orchestration.events", "point downwards"),
        ("engine/orchestration/events.py", "import engine.commands.registry", "point downwards"),
        ("engine/export/timeline.py", "import engine.commands.registry", "point downwards"),
        ("engine/workspace/tree.py", "import engine.export.timeline", "point downwards"),
        ("recoil_desktop/widgets/__init__.py", "import recoil_desktop.session", "window's layers"),
        ("recoil_desktop/views/costs.py", "import engine.orchestration.desk", "by their events"),
    ],
)
def test_that_a_planted_bad_import_is_refused(
    tmp_path: Path, module: str, line: str, contract: str
) -> None:
    for package in ("engine", "recoil_desktop", "resources"):
        shutil.copytree(ROOT / package, tmp_path / package)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as source:
        source.write(f"\n{line}\n")

    result = lint_imports(tmp_path)

    assert result.returncode != 0
    assert f"{contract}" in result.stdout
    assert "BROKEN" in result.stdout


@pytest.mark.parametrize("module", ["engine.cli", "recoil_desktop.app"])
def test_that_nothing_heavy_is_imported_before_it_is_needed(module: str) -> None:
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"

    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == "[]"
