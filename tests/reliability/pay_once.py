"""Pays once: what goes wrong at a provider, where a process dies, and who goes on.

``python -m tests.reliability.pay_once SEED CASES stop`` runs an episode of one batch per case
against a server that counts and bills. With ``kill`` each run is a process of its own that is
killed; with ``stop`` the work only stands still, as in ``kills``. A fourth word is the name of a
wrong protocol: the checks have to notice it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import shutil
import signal
import sys
import traceback
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.domain.dispatches import DispatchState
from engine.domain.take_checks import TakeChecks
from engine.errors import Busy
from engine.orchestration import filing
from engine.orchestration.collecting import collect
from engine.orchestration.desk import Desk
from engine.orchestration.order import RunOrder
from engine.orchestration.pace import Pace
from engine.orchestration.runner import EpisodeRunner
from engine.providers.base import ProviderSettings
from engine.providers.fal import FalProvider
from engine.providers.http import Patience
from engine.providers.profiles import Profiles
from engine.store.ledger_file import LEDGER, LedgerFile
from engine.store.project import Project
from tests.helpers.clips import make_clip
from tests.helpers.episodes import an_episode, at_once
from tests.reliability import gate
from tests.reliability.checker import money_faults, tree, violations, whole_lines
from tests.reliability.fal_server import FalServer
from tests.reliability.kills import DIED, folder_in_memory
from tests.reliability.pay_cases import Case, Death, cases
from tests.reliability.pay_wrong import WRONG

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Iterator
    from pathlib import Path

    from engine.domain.dispatches import Dispatch

S = DispatchState
MODEL = "seedance-2.0"
CAP = 10_000_000  # more than three takes cost
_PATIENCE = Patience(connect=2, answer=0.1, attempts=2, first=0.001, longest=0.01, total=5)
_LONGEST = 60.0  # seconds; a case that takes longer goes round in circles


# -- one process ---------------------------------------------------------------


async def _generate(root: Path, url: str) -> None:
    desk = _desk(root, url)
    with suppress(Busy):
        await EpisodeRunner(desk).run()


async def _collect(root: Path, url: str) -> None:
    desk = _desk(root, url)
    try:
        await collect(desk, 1)
    finally:
        await desk.close()


WORKS: dict[str, Callable[[Path, str], Coroutine[Any, Any, None]]] = {
    "generate": _generate,
    "collect": _collect,
}


def _desk(root: Path, url: str) -> Desk:
    settings = ProviderSettings({"FAL_KEY": "x", "RECOIL_FAL_URL": url}, root=root)
    return Desk(
        project=Project.open(root),
        order=RunOrder(episode=1, model=MODEL, budget_micro=CAP),
        profiles=_PROFILES,
        renderer=lambda _name: FalProvider(settings, _PATIENCE),
        tell=lambda _event: None,
        pace=Pace(0, 0, at_once),
    )


_PROFILES = Profiles.load()
_APPEND = LedgerFile.append


def doomed(death: Death, root: Path, end: Callable[[], None]) -> None:
    """From now on this process ends there."""
    if death.at:
        gate.GATE.arm(str(root), death.at, end)

    def append(file: LedgerFile, lines: Any) -> int:
        is_there = any(line.get("state") == death.state for line in lines)
        if is_there and death.is_before:
            end()
        size = _APPEND(file, lines)
        if is_there:
            end()
        return size

    setattr(LedgerFile, "append", append)  # noqa: B010 - a method of other people's


# -- ways to die ---------------------------------------------------------------


def run_stopped(case: Case, root: Path, url: str) -> bool:
    """The first run and who is beside it, in this process; at the death all stand still."""
    seen: list[BaseException] = []

    def stand_still() -> None:
        gate.GATE.arm(str(root), 1, gate.stop)
        raise gate.Stopped

    async def both() -> None:
        works = [WORKS[word](root, url) for word in ("generate", case.beside) if word]
        for found in await asyncio.gather(*works, return_exceptions=True):
            if isinstance(found, BaseException):
                seen.append(found)
                if not _has_stopped(found):
                    raise found

    doomed(case.death, root, stand_still)
    try:
        asyncio.run(_in_time(both()))
    finally:
        setattr(LedgerFile, "append", _APPEND)  # noqa: B010
        gate.GATE.disarm()
    return bool(seen)


def run_killed(case: Case, root: Path, url: str) -> bool:
    """The first run in a process that is killed, and who is beside it in another."""
    children = [_child("generate", root, url, case.death)]
    if case.beside:
        children.append(_child(case.beside, root, url, Death()))
    statuses = [os.waitpid(child, 0)[1] for child in children]
    if set(statuses) - {0, DIED}:
        raise RuntimeError(f"processes ended with {statuses}")
    return DIED in statuses


WAYS = {"stop": run_stopped, "kill": run_killed}


def _child(word: str, root: Path, url: str, death: Death) -> int:
    child = os.fork()
    if child:
        return child
    try:
        signal.alarm(int(_LONGEST))
        doomed(death, root, gate.kill)
        asyncio.run(WORKS[word](root, url))
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the child ends here in any case
        traceback.print_exc()
        os._exit(3)


def _has_stopped(error: BaseException) -> bool:
    """Whether an error is the death, or what comes of it in a process that lives on."""
    if isinstance(error, BaseExceptionGroup):
        return any(map(_has_stopped, error.exceptions))
    return isinstance(error, gate.Stopped)


async def _in_time(work: Coroutine[Any, Any, None]) -> None:
    async with asyncio.timeout(_LONGEST):
        await work


# -- afterwards ----------------------------------------------------------------


@dataclass(slots=True)
class Figures:
    """What a run counted; ``paid`` are the dispatches of all cases, by id."""

    seed: int
    cases: int = 0
    deaths: int = 0
    points: Counter[str] = field(default_factory=Counter)
    paid: dict[str, tuple[str, Dispatch]] = field(default_factory=dict)
    violations: Counter[str] = field(default_factory=Counter)

    def as_json(self, counts: dict[str, Any]) -> str:
        """The figures as one line."""
        return json.dumps(
            {
                "seed": self.seed,
                "cases": self.cases,
                "deaths": self.deaths,
                "faults": dict(self.points),
                "dispatches": len(self.paid),
                "posts": counts["posts"],
                "billed": counts["billed"],
                "violations": dict(self.violations.most_common(20)),
            }
        )


def recover(case: Case, root: Path, server: FalServer) -> None:
    """Nothing goes wrong any more: who comes after, and runs until there is nothing to do."""
    server.break_down("")
    project = Project.open(root)
    for word in (case.after, "generate", "generate"):
        asyncio.run(_in_time(WORKS[word](root, server.url)))
        if word == "generate" and not any(one.state.is_open for one in _dispatches(project)):
            break
    project.changes.recover()


def _dispatches(project: Project) -> Iterable[Dispatch]:
    return project.ledger.view().dispatches.values()


def faults_of(case: Case, root: Path, film: bytes) -> Iterator[str]:
    """What is wrong with a project after all that."""
    project = Project.open(root)
    view = project.ledger.view()
    files = tree(root)
    if view.problem:
        yield f"the ledger is damaged: {view.problem}"
    yield from money_faults(whole_lines(files.get(str(LEDGER), b"")), CAP)
    yield from violations(files, {}, {})
    beat = project.scenes.load(1, "BATCH_001").scene.beats[0]  # type: ignore[union-attr]
    take = beat.primary_take()
    if take is None or files.get(take.output_path or "") != film:
        yield f"the beat has no take: {[one.state.value for one in view.dispatches.values()]}"
    charged = [one for one in view.dispatches.values() if one.state is S.CHARGED]
    videos = [name for name in files if name.startswith("renders/") and name.endswith(".mp4")]
    if len(charged) != 1 or len(videos) != 1:
        yield f"{len(charged)} takes were paid and {len(videos)} are there"
    lost = S.LOST_REMOTE if "gone" in case.faults or "forgotten" in case.faults else S.CHARGED
    if stuck := [one.state.value for one in view.still_open() if one.state is not lost]:
        yield f"left open: {stuck}"


def compare(figures: Figures, counts: dict[str, Any]) -> None:
    """What the server billed against what the ledgers of all cases say."""
    for key, jobs in counts["jobs_by_key"].items():
        name, dispatch = figures.paid.get(key, ("", None))
        billed = counts["billed_by_key"].get(key, 0)
        if dispatch is None:
            figures.violations["a job that no ledger knows"] += 1
            continue
        if jobs > 1 or billed > 1:
            figures.violations[f"{name}: {jobs} jobs, {billed} billed, of one dispatch"] += 1
        if dispatch.state is S.FAILED_FREE and "job=" not in name:
            # The server bills a job when it is asked after; a real one needs nobody for that.
            figures.violations[f"{name}: a job that was taken is given up"] += 1
        is_told = dispatch.state in {S.CHARGED, S.FAILED_BILLED, S.LOST_REMOTE}
        if billed and not is_told:
            figures.violations[f"{name}: billed, and the ledger says {dispatch.state}"] += 1
        if billed and dispatch.state is S.LOST_REMOTE and "gone" not in name:
            figures.violations[f"{name}: a result that was paid for is lost"] += 1


def main(seed: int, count: int, way: str, mutant: str = "") -> None:
    """Run the cases and print the figures."""
    gate.install()
    gc.disable()
    if mutant:
        WRONG[mutant]()
    setattr(filing, "check_take", _checked)  # noqa: B010
    figures, place = Figures(seed), folder_in_memory()
    try:
        film = make_clip(place / "film.mp4", shots=(24,), size=(96, 160), audio=False).path
        start = an_episode(place / "start", places=["HALL"] * 3, seconds=2).root
        with FalServer(film) as server:
            for number, case in zip(range(count), cases(random.Random(seed)), strict=False):
                root = place / str(number) / "show"
                shutil.copytree(start, root)
                _try(case, root, server, figures, WAYS[way])
                shutil.rmtree(root.parent)
            counts = server.counts()
        compare(figures, counts)
    finally:
        shutil.rmtree(place)
    print(figures.as_json(counts))  # noqa: T201 - the answer of this program


def _checked(*_what: object) -> TakeChecks:
    """Nothing is looked at: pictures are another matter."""
    return TakeChecks(())


def _try(
    case: Case,
    root: Path,
    server: FalServer,
    figures: Figures,
    way: Callable[[Case, Path, str], bool],
) -> None:
    figures.cases += 1
    figures.points[case.faults.partition("=")[0] or "none"] += 1
    server.break_down(f"retry_after=0.01 {case.faults}")
    try:
        figures.deaths += way(case, root, server.url)
        if case.second is not None:
            figures.deaths += way(case.second, root, server.url)
        recover(case, root, server)
        found = list(faults_of(case, root, server.video.read_bytes()))
    except Exception as error:  # noqa: BLE001 - a run that crashes is a finding
        found = [f"raised {error!r} {traceback.format_exc()[-1500:]}"]
    figures.violations.update(f"{case}: {fault}" for fault in found)
    known = Project.open(root).ledger.view().dispatches
    figures.paid |= {key: (str(case), one) for key, one in known.items()}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
