"""A renderer for tests: answers at once, does what its script says, counts what it was asked."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import ProviderError
from engine.providers.base import Fetched, JobState, JobStatus, Submission

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.jobs import JobContext
    from engine.providers.base import RenderRequest, Unsure

Answer = ProviderError | JobStatus | Submission | None


@dataclass(slots=True)
class ScriptedRenderer:
    """Every job completes with the same video, unless the script says otherwise.

    ``submits``, ``statuses``, ``downloads`` and ``finds`` are answers given first, in turn; an
    error is raised. ``jobs`` counts what was taken, by key: two of one key would be paid twice.
    """

    video: Path
    name: str = "scripted"
    is_free: bool = False
    takes_keys: bool = False
    cost_micro: int | None = None
    submits: list[ProviderError | None] = field(default_factory=list)
    statuses: list[ProviderError | JobStatus] = field(default_factory=list)
    downloads: list[ProviderError] = field(default_factory=list)
    finds: list[Submission | Unsure | None] = field(default_factory=list)
    jobs: Counter[str] = field(default_factory=Counter)
    requests: list[RenderRequest] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    on_submit: Callable[[RenderRequest], None] = lambda _request: None
    is_closed: bool = False

    def check_ready(self) -> None:
        """Always ready."""

    async def submit(self, request: RenderRequest) -> Submission:
        """Take the job, unless the script says otherwise."""
        self.requests.append(request)
        self.on_submit(request)
        said = self.submits.pop(0) if self.submits else None
        if said is not None:
            raise said
        self.jobs[request.key] += 1
        return Submission(f"r_{request.key}", {"status": "here"})

    async def status(self, submission: Submission) -> JobStatus:
        """Done, unless the script says otherwise."""
        if submission.request_id in self.cancelled:
            return JobStatus(JobState.CANCELLED, cost_micro=0)
        if self.statuses:
            said = self.statuses.pop(0)
            if isinstance(said, ProviderError):
                raise said
            return said
        return JobStatus(JobState.COMPLETED, 1.0, result={}, cost_micro=self.cost_micro)

    async def cancel(self, submission: Submission) -> JobStatus:
        """Stop at once."""
        self.cancelled.append(submission.request_id)
        return JobStatus(JobState.CANCELLED, cost_micro=0)

    async def download(
        self, _status: JobStatus, target: Path, _ctx: JobContext | None = None
    ) -> Fetched:
        """The prepared video."""
        if self.downloads:
            raise self.downloads.pop(0)
        data = self._data()
        await asyncio.to_thread(target.write_bytes, data)
        return Fetched(len(data), hashlib.sha256(data).hexdigest(), target.suffix)

    async def find(self, _key: str) -> Submission | Unsure | None:
        """What the script says; nothing otherwise."""
        return self.finds.pop(0) if self.finds else None

    def _data(self) -> bytes:
        return self.video.read_bytes()

    async def close(self) -> None:
        """Note that it was closed."""
        self.is_closed = True
