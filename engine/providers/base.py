"""What a renderer can be asked, and how it answers: the same for a local one and a paid one.

One dispatch is one ``submit`` with one request on the wire. Everything after it (status, cancel,
download, find) may be asked as often as one likes, and again after a restart of the program.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.jobs import JobContext

# Failures that providers charge for although there is nothing to show.
BILLED_KINDS = frozenset({"content_policy", "partner_validation"})


class MissingKey(UserError):
    """A paid provider has no key: nothing was sent and nothing spent."""

    code = "missing_key"

    def __init__(self, provider: str, variable: str) -> None:
        super().__init__(f"no key for {provider}: set {variable}, or store one in the keyring")
        self.provider = provider
        self.variable = variable


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """One job, in words that no provider owns.

    ``key`` is the dispatch id: the idempotency key where the provider takes one. ``payload`` has
    ``prompt``, ``duration_s``, ``aspect_ratio``, ``size`` [width, height], ``start_frame``,
    ``end_frame``, ``references`` (project-relative or http), ``segments`` [{shot_id, prompt,
    duration_s, start_s}], ``seed``, ``generate_audio``...; what is absent is left to the provider.
    ``root`` is the project's folder, where the references lie.
    """

    key: str
    model: str
    endpoint: str
    modality: str
    payload: Mapping[str, object]
    root: Path
    shot_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything that is needed to find a job again, also in another process on another day."""

    request_id: str
    urls: Mapping[str, str] = field(default_factory=dict)


class JobState(StrEnum):
    """Where a job is at its provider. GONE: the provider answers, and denies knowing it."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GONE = "gone"

    @property
    def is_end(self) -> bool:
        """Whether nothing will change any more."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


@dataclass(frozen=True, slots=True)
class ProviderFailure:
    """Why a job ended without a result.

    ``kind`` is one of content_policy, partner_validation, bad_request, unauthorized, no_frames,
    timeout, server, lost_answer, unknown. ``billed_micro`` is what the provider says it charged,
    None when it does not say; ``is_billed_kind``: it usually charges for such a failure.
    """

    kind: str
    message: str
    billed_micro: int | None = None
    is_billed_kind: bool = False

    @classmethod
    def of(cls, kind: str, message: str, billed_micro: int | None = None) -> ProviderFailure:
        """A failure that knows by its kind whether it is usually charged."""
        return cls(kind, message, billed_micro, kind in BILLED_KINDS or kind == "lost_answer")


@dataclass(frozen=True, slots=True)
class JobStatus:
    """What a provider says of a job now.

    ``progress`` is 0 to 1, None while nobody knows. ``result`` is there when the job completed;
    only the same provider's ``download`` reads it. ``cost_micro`` is what was charged, None when
    the provider does not say. ``retry_after`` are seconds it asks to wait before the next question.
    """

    state: JobState
    progress: float | None = None
    note: str = ""
    result: Mapping[str, object] | None = None
    cost_micro: int | None = None
    error: ProviderFailure | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that arrived whole. ``suffix`` is what it is by its first bytes: .mp4, .png, ..."""

    size: int
    sha256: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """The provider cannot be asked whether it took a job; only a person can find out."""

    reason: str


@runtime_checkable
class Provider(Protocol):
    """A renderer. Made for one run or one collecting, closed at its end; asyncio, one loop."""

    @property
    def name(self) -> str:
        """What it is called in profiles, ledger and settings."""
        ...

    @property
    def is_free(self) -> bool:
        """Whether it never costs anything."""
        ...

    @property
    def takes_keys(self) -> bool:
        """Whether the same dispatch id sent twice is the same job to it."""
        ...

    def check_ready(self) -> None:
        """Raise MissingKey or Refused when it could not be used at all; asks nobody."""
        ...

    async def submit(self, request: RenderRequest) -> Submission:
        """Ask for a job, with one request that is never repeated here.

        Raises:
            UserError: the request cannot be made into one for this provider; nothing was sent.
            NotSent: nothing that costs left this machine; the same may be sent again.
            RateLimited: nothing was taken; wait and send the same again.
            Declined: the provider said no, for a reason.
            Ambiguous: anything else: it may have been taken.
        """
        ...

    async def status(self, submission: Submission) -> JobStatus:
        """Where the job is.

        Raises:
            Unreachable: no answer now; ask again later.
            Garbled: something answered that is not the provider, or not as it should.
        """
        ...

    async def cancel(self, submission: Submission) -> JobStatus:
        """Ask to stop the job and say the provider's last word; it may still be charged.

        Raises:
            Unreachable, Garbled: as ``status``.
        """
        ...

    async def download(
        self, status: JobStatus, target: Path, ctx: JobContext | None = None
    ) -> Fetched:
        """Fetch the result of a completed job into the file ``target``, whole or not at all.

        An older file of that name is replaced: it is the same download, begun before.

        Raises:
            Unreachable: it did not arrive; try again, that is free.
            Garbled: what arrived is not the file that was promised.
            DiskFailed: it could not be written.
            Stopped: ``ctx`` was cancelled.
        """
        ...

    async def find(self, key: str) -> Submission | Unsure | None:
        """The job that was submitted with this key; None when the provider is sure it has none.

        Raises:
            Unreachable, Garbled: as ``status``.
        """
        ...

    async def close(self) -> None:
        """Give back connections, threads and files; paid jobs go on at their provider."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """What all providers are made with; each reads what concerns it.

    ``environment`` is where keys and URLs are looked for; ``key_file`` is the file of keys outside
    of all projects; ``options`` are words of one provider (see there). ``root`` is the project's
    folder: a provider that gets its result with the answer itself keeps it there until it is
    fetched, and looks there after a restart.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    key_file: Path | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    root: Path | None = None
