"""Every failure the engine expects.

* RecoilError
  x UserError          the request was wrong; nothing has changed
    + NotFound         a named thing does not exist
    + Refused          the thing exists, the request may not be done to it
    + Conflict         somebody else changed it in between
    + Busy             somebody else is at work on it
  x DataError          a file on disk is not what the contract says
    + CorruptFile      it cannot be read as what it should be; it is kept as it is
    + Offline          the project's folder or marker cannot be read
    + DiskFailed       the operating system would not write: full, read-only, gone
  x MediaError         a tool could not do its work on a media file
    + ProbeFailed      the file cannot be decoded
    + CutFailed        a clip could not be made or did not verify
  x ProviderError      a renderer said no, or could not be reached
    + NotSent          nothing left this machine: it may be sent again
    + RateLimited      the provider asks to wait
    + Declined         the provider refused the request, or its job failed
    + Ambiguous        nobody knows whether the request was taken: it is never sent again by itself
    + Unreachable      a question about a job was not answered; asking again is free
    + Garbled          the answer is none: an HTML page, rubbish, a wrong length
  x BudgetExceeded     the next dispatch would go over the cap; nothing was sent
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class RecoilError(Exception):
    """Base of all expected failures; ``code`` is stable, ``str()`` is one line for people."""

    code = "error"

    def as_json(self) -> dict[str, object]:
        """The error as ``--json`` prints it: code, message and the typed fields."""
        fields = {name: _plain(value) for name, value in vars(self).items() if name != "code"}
        return {"code": self.code, "message": str(self), **fields}


class UserError(RecoilError):
    """The request cannot be honoured and nothing was changed."""

    code = "bad_request"


class NotFound(UserError):
    """A named thing does not exist: ``pass not found: EP001_PASS_011``."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"{kind} not found: {name}")
        self.code = f"{kind.replace(' ', '_')}_not_found"
        self.kind = kind
        self.name = name


class Refused(UserError):
    """The thing exists, but this may not be done to it now."""

    code = "refused"


class Conflict(UserError):
    """Somebody else changed the thing in between; both states are kept."""

    code = "conflict"


class Busy(UserError):
    """Somebody else holds the lock: ``busy: pass X is being cut by recoil, pid 12 on host``."""

    code = "busy"

    def __init__(self, what: str, *, program: str, pid: int, host: str) -> None:
        super().__init__(f"busy: {what} is held by {program}, pid {pid} on {host}")
        self.what = what
        self.program = program
        self.pid = pid
        self.host = host


class DataError(RecoilError):
    """A file on disk is not what the contract says."""

    code = "bad_data"


class CorruptFile(DataError):
    """A document cannot be read; it stays on disk byte for byte."""

    code = "corrupt_file"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"corrupt file {path}: {reason}")
        self.path = path
        self.reason = reason


class Offline(DataError):
    """The project's folder or its marker cannot be read: nothing may be changed in it."""

    code = "offline"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"project {path.name} is offline: {reason}")
        self.path = path
        self.reason = reason


class DiskFailed(DataError):
    """The operating system refused to write; what was there before is still there."""

    code = "disk_failed"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"cannot write {path}: {reason}")
        self.path = path
        self.reason = reason


class MediaError(RecoilError):
    """A media file could not be read or written."""

    code = "media"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}")
        self.path = path
        self.reason = reason


class ProbeFailed(MediaError):
    """The file cannot be decoded."""

    code = "probe_failed"


class CutFailed(MediaError):
    """A clip could not be made, or what was made did not verify."""

    code = "cut_failed"


class ProviderError(RecoilError):
    """A renderer did not do what it was asked for."""

    code = "provider"

    def __init__(self, provider: str, reason: str) -> None:
        super().__init__(f"{provider}: {reason}")
        self.provider = provider
        self.reason = reason


class NotSent(ProviderError):
    """Nothing left this machine (name, connection, handshake): the same may be sent again."""

    code = "not_sent"


class RateLimited(ProviderError):
    """The provider took nothing and asks to wait ``retry_after`` seconds."""

    code = "rate_limited"

    def __init__(self, provider: str, retry_after: float) -> None:
        super().__init__(provider, f"asks to wait {retry_after:g} s")
        self.retry_after = retry_after


class Declined(ProviderError):
    """The provider said no. ``kind`` is its reason, ``billed_micro`` what it charged, if said."""

    code = "declined"

    def __init__(
        self, provider: str, kind: str, reason: str, billed_micro: int | None = None
    ) -> None:
        super().__init__(provider, reason)
        self.kind = kind
        self.billed_micro = billed_micro


class Ambiguous(ProviderError):
    """It may or may not have been taken: its money stays reserved until a person or proof says."""

    code = "ambiguous"


class Unreachable(ProviderError):
    """A question about a job, or a download, got no answer; it is free to ask again."""

    code = "unreachable"


class Garbled(ProviderError):
    """What came back is not an answer, or not the file that was promised."""

    code = "garbled"


class BudgetExceeded(RecoilError):
    """The next dispatch would go over a cap; nothing was sent. Money in micro-dollars."""

    code = "budget_exceeded"

    def __init__(
        self, beat_id: str, *, estimate: int, spent: int, reserved: int, budget: int, cap: str
    ) -> None:
        said = [f"${amount / 1_000_000:,.2f}" for amount in (estimate, spent, reserved, budget)]
        super().__init__(
            f"{beat_id} would cost {said[0]}: {said[1]} spent and {said[2]} reserved"
            f" of the {cap} budget of {said[3]}"
        )
        self.beat_id = beat_id
        self.estimate_micro = estimate
        self.spent_micro = spent
        self.reserved_micro = reserved
        self.budget_micro = budget
        self.cap = cap


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
