"""One measured run of an episode whose renderer answers at once, in a process of its own.

``python -m tests.bench.runner_run FOLDER SCENES`` makes a project with so many scenes of one shot
each, runs it, and prints seconds, processor time and peak memory as JSON. With ``unseen`` as third
word nobody looks at the takes, which a real run does.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from pathlib import Path

from engine.domain.take_checks import TakeChecks
from engine.orchestration import filing
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.renderer import ScriptedRenderer

AT_ONCE = 8
_GARBAGE_AFTER = 20_000  # as the program is set


def main(folder: Path, scenes: int, *, looks: bool) -> None:
    """Make it, run it, say what it took."""
    gc.set_threshold(_GARBAGE_AFTER)
    if not looks:
        filing.check_take = lambda *_what: TakeChecks(())  # type: ignore[attr-defined]
    film = make_clip(folder / "film.mp4", shots=(24,), size=(64, 64), audio=False).path
    project = an_episode(folder, places=[f"PLACE_{n}" for n in range(scenes)])
    stage = Stage(project, ScriptedRenderer(film))
    before, begin = time.process_time(), time.perf_counter()
    report = asyncio.run(stage.run(concurrency=AT_ONCE))
    seconds, work = time.perf_counter() - begin, time.process_time() - before
    assert len(report.outputs) == scenes, report
    print(json.dumps({"seconds": seconds, "work": work, "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """The most memory this process ever had; ``ru_maxrss`` would count its parent's too."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), looks="unseen" not in sys.argv[3:])
