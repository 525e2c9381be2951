"""``recoil`` called in this process, with what it printed and its exit code."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Said:
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output."""
        return json.loads(self.out)


def recoil(*words: object, project: Path | None = None) -> Said:
    """Call ``recoil``; ``project`` is the folder of the project to work in."""
    out, err = io.StringIO(), io.StringIO()
    arguments = [str(word) for word in words]
    if project is not None:
        arguments += ["--projects-root", str(project.parent), "--project", project.name]
    with redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return Said(code, out.getvalue(), err.getvalue())
