"""Whether this machine has what the program needs."""

# Annotations are read at run time: the command line is made from them.
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome
from engine.jobs import Stopped

LIBRARIES = ("av", "numpy", "opencv-python", "pydantic", "PySide6-Essentials", "watchdog")
ENCODERS = ("libx264", "aac")
_LOOK = 0.2  # seconds between looks at whether somebody pressed Ctrl-C


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; what is not ``needed`` may be missing."""

    name: str
    ok: bool
    detail: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class DoctorAnswer:
    """All checks."""

    checks: tuple[Check, ...]

    @property
    def failure(self) -> str | None:
        """What is missing, in one line."""
        missing = [check.name for check in self.checks if check.needed and not check.ok]
        return f"missing: {', '.join(missing)}" if missing else None

    def as_json(self) -> dict[str, object]:
        """The checks as plain values."""
        return {
            "ok": self.failure is None,
            "checks": [
                {"name": c.name, "ok": c.ok, "detail": c.detail, "needed": c.needed}
                for c in self.checks
            ],
        }

    def lines(self) -> Iterator[str]:
        """One line per check."""
        for check in self.checks:
            mark = "ok     " if check.ok else "MISSING" if check.needed else "-      "
            yield f"{mark}  {check.name}: {check.detail}"


@dataclass(frozen=True, slots=True)
class RehearsalAnswer:
    """What a server for rehearsals has seen when it was stopped."""

    counts: dict[str, object]

    def as_json(self) -> dict[str, object]:
        """The counts as plain values."""
        return self.counts

    def lines(self) -> Iterator[str]:
        """One line."""
        seen = self.counts
        yield f"{seen['posts']} requests, {seen['jobs']} jobs, {seen['billed']} billed"


@command(
    "doctor",
    examples=("recoil doctor", "recoil doctor --fake-fal --port 8123"),
    needs_project=False,
)
def doctor(
    context: CommandContext,
    fake_fal: Annotated[
        bool, Words("Run a server that speaks like fal.ai, until Ctrl-C.", flag="--fake-fal")
    ] = False,
    port: Annotated[
        int | None, Words("Port of that server; else any.", flag="--port", metavar="N")
    ] = None,
    folder: Annotated[
        Path | None, Words("Where it keeps its jobs over a restart.", flag="--keep", metavar="DIR")
    ] = None,
    faults: Annotated[
        str | None,
        Words("What goes wrong: 'submit=drop_after status=500*2'.", flag="--faults", metavar="X"),
    ] = None,
) -> Outcome[DoctorAnswer] | Outcome[RehearsalAnswer]:
    """Check Python, libraries, encoders and folders; or rehearse without fal.ai.

    The server prints its address: set RECOIL_FAL_URL to it and FAL_KEY to anything. It renders
    animatics, counts jobs and bills, and keeps what it saw for http://.../rehearsal.
    """
    if fake_fal:
        return Outcome(_rehearse(context, port or 0, folder, faults or ""))
    places = context.places
    checks = [
        Check("python", True, f"{platform.python_version()} on {platform.platform()}"),
        *(_library(name) for name in LIBRARIES),
        *_encoders(),
        _folder("projects", places.projects_root),
        _folder("state", places.state_dir),
        _folder("cache", places.cache_dir),
        _ffmpeg(),
    ]
    return Outcome(DoctorAnswer(tuple(checks)))


def _rehearse(
    context: CommandContext, port: int, folder: Path | None, faults: str
) -> RehearsalAnswer:
    from engine.providers.fake_fal import FakeFal  # late: for this command alone
    from engine.providers.fake_fal_faults import Faults  # late: with it

    server = FakeFal(port=port, folder=folder, faults=Faults.parse(faults))
    with server:
        context.announce(server.url)
        with suppress(Stopped):
            while True:
                context.job.check()
                server.wait(_LOOK)
    return RehearsalAnswer(asdict(server.counts()))


def _library(name: str) -> Check:
    from importlib.metadata import PackageNotFoundError, version  # late: for this command alone

    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed")


def _encoders() -> Iterator[Check]:
    try:
        import av  # late: brings av
    except ImportError as error:
        yield Check("encoders", False, str(error))
        return
    for name in ENCODERS:
        there = name in av.codecs_available
        yield Check(f"encoder {name}", there, "built in" if there else "not in this build")


def _folder(name: str, folder: Path) -> Check:
    """Whether files can be made in a folder, or the folder itself can be made."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    can_write = os.access(there, os.W_OK | os.X_OK)
    state = "" if folder.exists() else " (is made when needed)"
    return Check(f"folder of {name}", can_write, f"{folder}{state}")


def _ffmpeg() -> Check:
    found = shutil.which("ffmpeg")
    return Check("ffmpeg", bool(found), found or "none on the path; none is needed", needed=False)
