"""Runs the programs of this folder and says what they counted."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def run(program: str, *arguments: object, seed: int | None = None) -> dict[str, object]:
    """The figures of ``python -m tests.reliability.<program>``; the seed is random unless given."""
    chosen = secrets.randbelow(10**6) if seed is None else seed
    command = [sys.executable, "-m", f"tests.reliability.{program}", str(chosen)]
    command += [str(one) for one in arguments]
    say(program, {"seed": chosen, "arguments": arguments})  # known even where it never ends
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"seed {chosen}: {result.stderr[-3000:]}"
    figures: dict[str, object] = json.loads(result.stdout)
    say(program, figures)
    return figures


def say(what: str, figures: object) -> None:
    """Print figures; shown with ``-s`` or when the test fails."""
    print(f"\n{what}: {json.dumps(figures)}")  # noqa: T201 - the figures are the result
