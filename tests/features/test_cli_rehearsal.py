"""``recoil doctor --fake-fal``: a server to rehearse with, until Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from tests.helpers.cli import recoil
from tests.helpers.providers import a_fal, a_fal_request

if TYPE_CHECKING:
    from pathlib import Path


def begun(*words: object) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "engine.cli", "doctor", "--fake-fal", *map(str, words)]
    return subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out, err


@pytest.mark.slow
async def test_that_a_rehearsal_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    process = begun("--keep", tmp_path)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    fal = a_fal(url)
    submission = await fal.submit(a_fal_request(key="d_1"))
    await fal.cancel(submission)
    await fal.close()

    out, _ = ended(process)

    assert url.startswith("http://127.0.0.1:")
    assert out.strip() == "1 requests, 1 jobs, 0 billed"


@pytest.mark.slow
def test_that_with_json_standard_output_holds_one_object() -> None:
    process = begun("--json")
    assert process.stderr is not None
    url = process.stderr.readline().strip()
    with urlopen(f"{url}/rehearsal") as answer:
        served = json.load(answer)

    out, _ = ended(process)

    assert json.loads(out) == served
    assert served["jobs"] == 0


def test_that_unknown_faults_are_refused_before_anything_listens() -> None:
    said = recoil("doctor", "--fake-fal", "--faults", "submit=explode")

    assert said.code == 1
    assert "explode" in said.err
