"""A server that speaks like fal.ai in a process of its own, which is told what goes wrong.

``python -m tests.reliability.fal_server VIDEO`` prints its address; then it reads a line of faults
at a time (``submit=drop_after*2 status=500``), forgets those of before, and answers ``ok``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from engine.providers.fake_fal import FakeFal
from engine.providers.fake_fal_faults import Faults

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

ROOT = Path(__file__).parent.parent.parent


@dataclass(slots=True)
class FalServer:
    """The server; every job completes at once with the same video, when nothing goes wrong."""

    video: Path
    url: str = ""
    _process: subprocess.Popen[str] | None = None

    def break_down(self, faults: str) -> None:
        """From now on these faults, in their order; the empty text: none."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{faults}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ok\n"

    def counts(self) -> dict[str, Any]:
        """What it has seen and billed."""
        with urlopen(f"{self.url}/rehearsal") as answer:
            counted: dict[str, Any] = json.load(answer)
            return counted

    def __enter__(self) -> Self:
        program = (sys.executable, "-m", "tests.reliability.fal_server", str(self.video))
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(program, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        process = self._running()
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()

    def _running(self) -> subprocess.Popen[str]:
        assert self._process is not None
        return self._process


def main(video: Path) -> None:
    """Serve until standard input ends."""
    faults = Faults()
    with FakeFal(faults=faults, queued=0, running=0, video=video.read_bytes()) as server:
        print(server.url, flush=True)  # noqa: T201 - the answer of this program
        for line in sys.stdin:
            wanted = Faults.parse(line.strip())
            faults.script[:] = wanted.script
            print("ok", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
