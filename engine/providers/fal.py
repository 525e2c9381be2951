"""fal.ai's queue: one POST, then only the addresses it answered with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from engine.errors import Ambiguous, Declined, Garbled, Unreachable
from engine.providers.addresses import same_origin
from engine.providers.arguments import files_needed, spoken
from engine.providers.base import (
    Fetched,
    JobState,
    JobStatus,
    ProviderFailure,
    Submission,
    Unsure,
)
from engine.providers.downloads import Promise, fetch
from engine.providers.fal_errors import CANCELLED, billed, failed, failure_of, kind_of, told
from engine.providers.fal_files import OFFICIAL as OFFICIAL_STORE
from engine.providers.fal_files import FalFiles
from engine.providers.http import Patience, never, retry_after
from engine.providers.remote import RemoteProvider, Service

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.jobs import JobContext
    from engine.providers.base import ProviderSettings, RenderRequest
    from engine.providers.http import Answer
    from engine.providers.profiles import ModelProfile

NAME = "fal"
KEY_VARIABLE, URL_VARIABLE = "FAL_KEY", "RECOIL_FAL_URL"
OFFICIAL = "https://queue.fal.run"
_SERVICE = Service(NAME, OFFICIAL, URL_VARIABLE, KEY_VARIABLE)
LIST = "/requests"  # of servers for rehearsals; fal.ai itself has no list by our key
KEY_HEADER = "idempotency-key"
_NEEDED = ("status_url", "response_url", "cancel_url")
_NOT_FOUND, _REFUSED, _BUSY = 404, frozenset({401, 403}), frozenset({408, 425, 429})


class FalProvider(RemoteProvider):
    """Asks fal.ai, or a server that speaks like it under ``RECOIL_FAL_URL``."""

    def __init__(self, settings: ProviderSettings, patience: Patience | None = None) -> None:
        super().__init__(_SERVICE, settings, patience)
        store = OFFICIAL_STORE if self._base == OFFICIAL else self._base
        self._files = FalFiles(self._wire, store, self._headers)

    async def submit(self, request: RenderRequest) -> Submission:
        """Bring the pictures there, then ask for the job with one POST."""
        self.check_ready()
        profile = self._profiles.find(request.model)
        call = profile.call_for(request.modality)
        urls = await self._files.urls_of(request.root, files_needed(request, call))
        body = spoken(request, profile, call, urls)
        answer = await self._wire.send_once(
            f"{self._base}/{call.endpoint}",
            headers={**self._headers(), KEY_HEADER: request.key},
            body=body,
        )
        if answer.is_good:
            return self._submission(answer, request.model)
        failure = failure_of(answer, profile)
        if failure is None:
            raise Ambiguous(NAME, f"the server says {answer.status} and no reason")
        message = self._key().hidden_in(failure.message)
        raise Declined(NAME, failure.kind, message, failure.billed_micro)

    async def status(self, submission: Submission) -> JobStatus:
        """Where the job is; its result comes along when it has one."""
        answer = await self._asked("GET", self._address(submission, "status_url"))
        if answer.status == _NOT_FOUND:
            return _gone(answer)
        body = self._good(answer)
        match str(body.get("status", "")).upper():
            case "IN_QUEUE":
                place = body.get("queue_position")
                note = f"{place} before it" if isinstance(place, int) else ""
                return JobStatus(JobState.QUEUED, note=note, retry_after=_wait(answer))
            case "IN_PROGRESS":
                return _running(body, answer)
            case "COMPLETED" if str(body.get("error_type") or "") in CANCELLED:
                return JobStatus(JobState.CANCELLED, cost_micro=self._billed(answer, submission))
            case "CANCELED" | "CANCELLED":
                return JobStatus(JobState.CANCELLED, cost_micro=self._billed(answer, submission))
            case "FAILED":
                return self._failed(answer, submission)
            case "COMPLETED":
                return await self._result(submission, body)
            case other:
                raise Garbled(NAME, f"answered with a state nobody knows: {other[:40]!r}")

    async def cancel(self, submission: Submission) -> JobStatus:
        """Ask to stop it; a job that runs already may go on and cost."""
        await self._asked("PUT", self._address(submission, "cancel_url"))
        return await self.status(submission)

    async def download(
        self, status: JobStatus, target: Path, ctx: JobContext | None = None
    ) -> Fetched:
        """Fetch the first output."""
        url = (status.result or {}).get("url")
        if status.state is not JobState.COMPLETED or not isinstance(url, str):
            raise Unreachable(NAME, f"there is nothing to fetch: the job is {status.state}")
        result = status.result or {}
        size, sha256 = result.get("size"), result.get("sha256")
        promise = Promise(
            url,
            size if isinstance(size, int) and size > 0 else None,
            sha256 if isinstance(sha256, str) and sha256 else None,
        )
        return await fetch(self._wire, promise, target, ctx)

    async def find(self, key: str) -> Submission | Unsure | None:
        """Ask for the list of jobs by key, where there is one; fal.ai itself has none."""
        if self._base == OFFICIAL:
            return Unsure("fal.ai cannot be asked whether it took a request: look on its page")
        query = urlencode({"idempotency_key": key})
        answer = await self._asked("GET", f"{self._base}{LIST}?{query}")
        if not answer.is_good:
            return Unsure(f"the server has no list of requests ({answer.status})")
        listed = answer.json().get("requests")
        if not isinstance(listed, list):
            raise Garbled(NAME, "answered with no list of requests")
        for one in listed:
            if isinstance(one, Mapping) and _is_whole(one):
                return _as_submission(one, str(one.get("model") or ""))
        return None

    def recall(self, request_id: str, model: str, modality: str) -> Submission:
        """The addresses of a job whose id somebody read on fal.ai's page."""
        endpoint = self._profiles.find(model).call_for(modality).endpoint
        app = "/".join(endpoint.split("/")[:2])  # what is below is said in the request only
        job = f"{self._base}/{app}/requests/{request_id}"
        urls = {"response_url": job, "status_url": f"{job}/status", "cancel_url": f"{job}/cancel"}
        return Submission(request_id, {**urls, "model": model})

    async def close(self) -> None:
        """Close the connections; jobs go on."""
        await self._wire.close()

    # -- inside --------------------------------------------------------------

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Key {self._key().secret}", "accept": "application/json"}

    async def _asked(
        self, method: str, url: str, is_answer: Callable[[Answer], bool] = never
    ) -> Answer:
        answer = await self._wire.ask(method, url, headers=self._headers(), is_answer=is_answer)
        if answer.status in _REFUSED:
            raise Unreachable(NAME, f"the key is refused ({answer.status})")
        return answer

    def _address(self, submission: Submission, word: str) -> str:
        url = submission.urls.get(word, "")
        if not same_origin(url, self._base):
            # The key goes to nobody else; the job may still be there, at the other server.
            raise Unreachable(NAME, f"the job belongs to another server than {self._base}")
        return url

    def _submission(self, answer: Answer, model: str) -> Submission:
        body = answer.json()
        if not _is_whole(body):
            raise Ambiguous(NAME, f"took a request without its addresses{_id_of(answer)}")
        made = _as_submission(body, model)
        if not all(same_origin(made.urls[word], self._base) for word in _NEEDED):
            raise Ambiguous(NAME, f"answered with addresses of another server{_id_of(answer)}")
        return made

    async def _result(self, submission: Submission, status: Mapping[str, object]) -> JobStatus:
        """The result of a job that is over, or why it has none."""
        url = self._address(submission, "response_url")
        answer = await self._asked("GET", url, is_answer=_tells_of_a_job)
        if answer.status == _NOT_FOUND:
            return _gone(answer)
        if not answer.is_good:
            return self._failed(answer, submission)
        body = answer.json()
        output = _output(body)
        cost = self._billed(answer, submission)
        if output is not None:
            return JobStatus(JobState.COMPLETED, progress=1.0, result=output, cost_micro=cost)
        kind, message = told(body) if told(body)[1] else told(status)
        if not message:
            raise Garbled(NAME, "a completed job has neither result nor error")
        found = kind_of(kind, message, answer.status)
        failure = failed(answer, found, message, self._profile(submission))
        return JobStatus(JobState.FAILED, error=failure, cost_micro=cost)

    def _failed(self, answer: Answer, submission: Submission) -> JobStatus:
        profile = self._profile(submission)
        failure = failure_of(answer, profile)
        if failure is None:
            raise Garbled(NAME, f"a job failed without a reason ({answer.status})")
        is_told = failure.billed_micro is not None or failure.is_billed_kind
        if failure.kind == "server" and not is_told:
            # fal.ai says that answers of the 500s are not billed.
            failure = ProviderFailure.of(failure.kind, failure.message, 0)
        return JobStatus(JobState.FAILED, error=failure, cost_micro=failure.billed_micro)

    def _good(self, answer: Answer) -> Mapping[str, object]:
        body = answer.json()
        if not answer.is_good:
            raise Garbled(NAME, f"the server says {answer.status}")
        return body

    def _billed(self, answer: Answer, submission: Submission) -> int | None:
        return billed(answer, self._profile(submission))

    def _profile(self, submission: Submission) -> ModelProfile | None:
        known = {profile.id: profile for profile in self._profiles.all()}
        return known.get(submission.urls.get("model", ""))


def make(settings: ProviderSettings) -> FalProvider:
    """The provider; ``options["patience"]`` is for tests."""
    patience = settings.options.get("patience")
    return FalProvider(settings, patience if isinstance(patience, Patience) else None)


def _gone(answer: Answer) -> JobStatus:
    """A 404 is a denial only when the provider itself says it, in its own form."""
    if not told(answer.json())[1] and "status" not in answer.json():
        raise Garbled(NAME, "says 404 and nothing of the job")
    return JobStatus(JobState.GONE, note="fal.ai denies knowing the job")


def _tells_of_a_job(answer: Answer) -> bool:
    """Whether a 5xx is how the job ended, and no trouble of the server that was asked."""
    try:
        return answer.status not in _BUSY and bool(told(answer.json())[0])
    except Garbled:
        return False


def _running(body: Mapping[str, object], answer: Answer) -> JobStatus:
    logs = body.get("logs")
    last = logs[-1] if isinstance(logs, list) and logs else None
    note = str(last.get("message") or "")[:120] if isinstance(last, Mapping) else ""
    said = body.get("progress")
    share = float(said) if isinstance(said, int | float) and 0 <= said <= 1 else None
    return JobStatus(JobState.RUNNING, progress=share, note=note, retry_after=_wait(answer))


def _output(body: Mapping[str, object]) -> dict[str, object] | None:
    """The first file of a result: a video, or a picture."""
    for word in ("video", "videos", "image", "images"):
        said = body.get(word)
        first = said[0] if isinstance(said, list) and said else said
        if isinstance(first, Mapping) and isinstance(first.get("url"), str):
            return {
                "url": first["url"],
                "size": first.get("file_size"),
                "sha256": first.get("sha256"),
            }
    return None


def _is_whole(body: Mapping[str, object]) -> bool:
    words = ("request_id", *_NEEDED)
    return all(isinstance(body.get(word), str) and body.get(word) for word in words)


def _as_submission(body: Mapping[str, object], model: str) -> Submission:
    urls = {word: str(body[word]) for word in _NEEDED}
    return Submission(str(body["request_id"]), {**urls, "model": model})


def _id_of(answer: Answer) -> str:
    said = answer.json().get("request_id") or answer.headers.get("x-fal-request-id")
    return f" (request {said})" if said else ""


def _wait(answer: Answer) -> float | None:
    return retry_after(answer.headers)
