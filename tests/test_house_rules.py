"""The habits of the house that a machine can check."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    path for package in ("engine", "recoil_desktop") for path in (ROOT / package).rglob("*.py")
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
# Where a bug may be caught: the command boundary, the end of a job and of an agent's call, the
# command line's main.
BROAD_CATCHERS = {
    "engine/cli.py",
    "engine/commands/registry.py",
    "engine/mcp/calls.py",
    "recoil_desktop/jobs.py",
}


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_that_every_file_can_be_read_in_a_sitting() -> None:
    long_files = {
        name_of(path): lines
        for path in [*SOURCES, *TESTS]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert long_files == {}


def test_that_every_function_fits_a_screen() -> None:
    long_functions = [
        f"{name_of(path)}:{function.name}"
        for path in [*SOURCES, *TESTS]
        for function in functions(parsed(path))
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ]

    assert long_functions == []


def test_that_every_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in SOURCES if not ast.get_docstring(parsed(path))]

    assert silent == []


def test_that_every_public_class_says_what_it_owns() -> None:
    silent = [
        f"{name_of(path)}:{node.name}"
        for path in SOURCES
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def swallows_bugs(handler: ast.ExceptHandler) -> bool:
    """Whether it catches everything and does not pass it on after cleaning up."""
    names = (
        {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
        if (handler.type)
        else {"BaseException"}
    )
    last = handler.body[-1]
    passes_on = isinstance(last, ast.Raise) and last.exc is None
    return bool(names & {"Exception", "BaseException"}) and not passes_on


def test_that_bugs_are_caught_at_three_places_only() -> None:
    catchers = {
        name_of(path)
        for path in SOURCES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and swallows_bugs(node)
    }

    assert catchers <= BROAD_CATCHERS


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "NotImplementedError"])
def test_that_nothing_is_left_for_later(word: str) -> None:
    left = [name_of(path) for path in SOURCES if word in path.read_text(encoding="utf-8")]

    assert left == []


def test_that_no_test_is_skipped_or_sleeps() -> None:
    lazy = re.compile(r"mark\.skip|pytest\.skip|xfail|time\.sleep\(")
    found = [
        name_of(path)
        for path in TESTS
        if path != Path(__file__) and lazy.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_that_qt_is_a_version_that_survives_python_3_11() -> None:
    minor = tuple(int(part) for part in version("PySide6-Essentials").split(".")[:2])

    assert (6, 8) <= minor < (6, 12)


def test_that_every_dependency_is_pinned_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
    }

    names = {re.split(r"[<>=~\[ ]", line)[0].lower() for line in declared}

    assert names <= pinned
