"""The rehearsal server's jobs: what was accepted, how far it is, and what was billed for it."""

from __future__ import annotations

import json
import threading
import uuid
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.errors import CorruptFile
from engine.store.files import make_folder, read_json, write_quick

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_QUEUED, _RUNNING, _COMPLETED = "IN_QUEUE", "IN_PROGRESS", "COMPLETED"


@dataclass(slots=True)
class FakeJob:
    """One accepted request. ``fate`` is a kind of failure, ``forgotten``, or ``""``.

    ``units`` are what is billed of it when it ends; ``polls`` how often it was asked after.
    """

    request_id: str
    endpoint: str
    key: str
    body: dict[str, object]
    fate: str = ""
    polls: int = 0
    is_cancelled: bool = False
    has_ended: bool = False
    units: float = 0.0

    @property
    def is_failed(self) -> bool:
        """Whether it ends without a result."""
        return bool(self.fate) and self.fate != "forgotten"

    @property
    def is_billed(self) -> bool:
        """Whether it has been charged."""
        return self.has_ended and not self.is_cancelled and self.units > 0

    @property
    def is_picture(self) -> bool:
        """Whether a picture was asked for."""
        return "video" not in self.endpoint and "duration" not in self.body


@dataclass(frozen=True, slots=True)
class Counts:
    """What the server has seen: POSTs that asked for jobs, jobs accepted, jobs billed, money.

    ``jobs_by_key`` and ``billed_by_key`` are by the idempotency key that came along.
    """

    posts: int
    jobs: int
    billed: int
    billed_micro: int
    jobs_by_key: Mapping[str, int] = field(default_factory=dict)
    billed_by_key: Mapping[str, int] = field(default_factory=dict)


class FakeJobs:
    """All jobs, safe to use from any thread; kept in ``folder`` over restarts of the server.

    A job waits for ``queued`` questions and runs for ``running`` more: its clock are the questions,
    so that a test decides how long it takes.
    """

    def __init__(self, folder: Path | None, *, queued: int, running: int, price_micro: int) -> None:
        self._folder = folder and folder / "jobs"
        self._queued, self._running, self._price = queued, running, price_micro
        self._lock = threading.RLock()
        self._jobs = {job.request_id: job for job in self._kept()}
        self._posts = len(self._jobs)

    def post_seen(self) -> None:
        """Count a request for a job, accepted or not."""
        with self._lock:
            self._posts += 1

    def accept(self, endpoint: str, key: str, body: dict[str, object], fate: str) -> FakeJob:
        """Take a job."""
        job = FakeJob(str(uuid.uuid4()), endpoint, key, body, fate)
        with self._lock:
            self._jobs[job.request_id] = job
            self._keep(job)
        return job

    def find(self, request_id: str) -> FakeJob | None:
        """A job; none when it is forgotten."""
        with self._lock:
            job = self._jobs.get(request_id)
            return None if job is None or job.fate == "forgotten" else job

    def of_key(self, key: str) -> tuple[FakeJob, ...]:
        """The jobs that came with a key."""
        with self._lock:
            return tuple(
                job for job in self._jobs.values() if job.key == key and job.fate != "forgotten"
            )

    def polled(self, job: FakeJob, *, is_ready: bool, counts: bool = True) -> str:
        """The state of a job that is asked after; it ends only when what it makes ``is_ready``."""
        with self._lock:
            if counts and not job.has_ended:
                job.polls += 1
            if not job.has_ended and not job.is_cancelled:
                is_over = job.polls > self._queued + self._running and (is_ready or job.is_failed)
                if is_over:
                    self._end(job)
            self._keep(job)
            if job.has_ended or job.is_cancelled:
                return _COMPLETED
            return _QUEUED if job.polls <= self._queued else _RUNNING

    def finished(self, job: FakeJob) -> None:
        """End a job at once, as a service does that answers with the result."""
        with self._lock:
            job.polls = self._queued + self._running + 1
            self._end(job)
            self._keep(job)

    def share(self, job: FakeJob) -> float:
        """How far a job is, 0 to 1."""
        return min(max(job.polls - self._queued, 0) / (self._running + 1), 1.0)

    def place(self, job: FakeJob) -> int:
        """How many stand before a waiting job."""
        return max(self._queued - job.polls, 0)

    def cancel(self, job: FakeJob) -> bool:
        """Cancel a job that still waits; a running one goes on."""
        with self._lock:
            if job.has_ended or job.polls > self._queued:
                return False
            job.is_cancelled = True
            self._keep(job)
            return True

    def counts(self) -> Counts:
        """What was seen so far."""
        with self._lock:
            jobs = list(self._jobs.values())
            billed = [job for job in jobs if job.is_billed]
            return Counts(
                posts=self._posts,
                jobs=len(jobs),
                billed=len(billed),
                billed_micro=sum(self.billed_micro(job) for job in billed),
                jobs_by_key=_by_key(jobs),
                billed_by_key=_by_key(billed),
            )

    def billed_micro(self, job: FakeJob) -> int:
        """What a job was charged, in micro-dollars."""
        return round(Fraction(str(job.units)) * self._price) if job.is_billed else 0

    # -- inside --------------------------------------------------------------

    def _end(self, job: FakeJob) -> None:
        job.has_ended = True
        if not job.is_failed or job.fate.endswith(":billed"):
            job.units = 1.0 if job.is_picture else seconds_of(job.body)

    def _keep(self, job: FakeJob) -> None:
        if self._folder is not None:
            make_folder(self._folder)
            data = json.dumps(asdict(job)).encode()
            write_quick(self._folder / f"{job.request_id}.json", data)

    def _kept(self) -> list[FakeJob]:
        if self._folder is None or not self._folder.is_dir():
            return []
        found = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                found.append(FakeJob(**(read_json(path) or {})))  # type: ignore[arg-type]
            except TypeError as error:
                raise CorruptFile(path, str(error)) from error
        return found


def seconds_of(body: Mapping[str, object]) -> float:
    """The seconds of video that a request asks for."""
    said = str(body.get("duration", "5")).removesuffix("s")
    try:
        return max(float(said), 0.0)
    except ValueError:
        return 5.0


def _by_key(jobs: list[FakeJob]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for job in jobs:
        counted[job.key] = counted.get(job.key, 0) + 1
    return counted
