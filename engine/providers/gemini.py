"""Keyframes by Gemini: the picture comes with the answer to the one POST.

Nobody can ask for it again, so it is on the disk before the answer counts.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domain.paths import ProjectPath
from engine.errors import Ambiguous, Declined, DiskFailed, Garbled, Refused, Unreachable
from engine.jobs import run_blocking
from engine.providers.arguments import timed_prompt
from engine.providers.base import (
    Fetched,
    JobState,
    JobStatus,
    ProviderFailure,
    Submission,
    Unsure,
)
from engine.providers.http import Patience
from engine.providers.payload_words import file_of, is_web, references_of, text
from engine.providers.remote import RemoteProvider, Service
from engine.store.files import copy_no_replace, make_folder, remove_quick, sha256, write_atomic
from engine.store.project_files import ProjectFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.jobs import JobContext
    from engine.providers.base import ProviderSettings, RenderRequest
    from engine.providers.http import Answer

NAME = "gemini"
KEY_VARIABLE, URL_VARIABLE = "GEMINI_API_KEY", "RECOIL_GEMINI_URL"
OFFICIAL = "https://generativelanguage.googleapis.com"
_SERVICE = Service(NAME, OFFICIAL, URL_VARIABLE, KEY_VARIABLE)
KEEPING = ProjectPath("state/downloads")
_ANSWER = ".answer"
_LARGEST = 96 * 1024 * 1024
_MOST_REFERENCES = 20 * 1024 * 1024  # bytes of a whole request, as the service takes them
_PATIENCE = Patience(answer=240.0)
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
_BLOCKED = frozenset(
    {
        "SAFETY",
        "IMAGE_SAFETY",
        "PROHIBITED_CONTENT",
        "IMAGE_PROHIBITED_CONTENT",
        "BLOCKLIST",
        "SPII",
        "RECITATION",
        "IMAGE_RECITATION",
    }
)


class GeminiProvider(RemoteProvider):
    """Asks Google's Gemini, or a server that speaks like it under ``RECOIL_GEMINI_URL``."""

    def __init__(self, settings: ProviderSettings, patience: Patience | None = None) -> None:
        super().__init__(_SERVICE, settings, patience or _PATIENCE)
        self._root = settings.root
        self._fetched: set[Path] = set()

    async def submit(self, request: RenderRequest) -> Submission:
        """Ask for a picture with one POST, and keep what comes."""
        self.check_ready()
        profile = self._profiles.find(request.model)
        endpoint = profile.endpoint_for(request.modality)
        self._root = request.root
        body = await run_blocking(lambda _ctx: _body(request))
        answer = await self._wire.send_once(
            f"{self._base}/v1beta/models/{endpoint}:generateContent",
            headers={"x-goog-api-key": self._key().secret, "idempotency-key": request.key},
            body=body,
            largest=_LARGEST,
        )
        data, suffix = self._picture(answer)
        name = f"{request.key}{_ANSWER}{suffix}"
        try:
            await run_blocking(lambda _ctx: _keep(request.root, name, data))
        except DiskFailed as error:
            raise Ambiguous(NAME, f"the picture came and could not be kept: {error}") from error
        said = answer.json().get("responseId")
        return Submission(said if isinstance(said, str) else request.key, {"file": name})

    async def status(self, submission: Submission) -> JobStatus:
        """Whether the picture is still there."""
        if self._root is None:
            raise Unreachable(NAME, "nobody said in which project the picture was kept")
        place = _place(self._root, submission.urls.get("file", ""))
        if await run_blocking(lambda _ctx: place.is_file()):
            return JobStatus(JobState.COMPLETED, progress=1.0, result={"path": str(place)})
        failure = ProviderFailure.of("lost_answer", "the picture that came is gone")
        return JobStatus(JobState.FAILED, error=failure)

    async def cancel(self, submission: Submission) -> JobStatus:
        """Nothing can be stopped: it is there, or it never will be."""
        return await self.status(submission)

    async def download(
        self, status: JobStatus, target: Path, ctx: JobContext | None = None
    ) -> Fetched:
        """Copy the picture that was kept."""
        said = (status.result or {}).get("path")
        if status.state is not JobState.COMPLETED or not isinstance(said, str):
            raise Unreachable(NAME, f"there is nothing to fetch: the job is {status.state}")
        if ctx is not None:
            ctx.check()
        source = Path(said)
        fetched = await run_blocking(lambda _ctx: _copied(source, target))
        self._fetched.add(source)
        return fetched

    async def find(self, key: str) -> Submission | Unsure:
        """The answer of a dispatch, if it was kept; Google cannot be asked."""
        for suffix in _TYPES if self._root is not None else ():
            name = f"{key}{_ANSWER}{suffix}"
            if await run_blocking(lambda _ctx, name=name: self._is_kept(name)):  # type: ignore[misc]
                return Submission(key, {"file": name})
        return Unsure("Gemini cannot be asked whether it made a picture")

    async def close(self) -> None:
        """Close the connections; pictures that were fetched are kept no longer."""
        await self._wire.close()
        for place in self._fetched:
            await run_blocking(lambda _ctx, place=place: remove_quick(place))  # type: ignore[misc]
        self._fetched.clear()

    # -- inside --------------------------------------------------------------

    def _is_kept(self, name: str) -> bool:
        return self._root is not None and _place(self._root, name).is_file()

    def _picture(self, answer: Answer) -> tuple[bytes, str]:
        """The picture in an answer.

        Raises:
            Declined: there is none, for a reason.
            Ambiguous: there is neither.
        """
        body = answer.json()
        if not answer.is_good:
            self._decline(answer.status, body)
        for part in _parts(body):
            data = part.get("inlineData") or part.get("inline_data")
            if isinstance(data, Mapping) and isinstance(data.get("data"), str):
                return _decoded(str(data["data"]))
        feedback = body.get("promptFeedback")
        if isinstance(feedback, Mapping) and feedback.get("blockReason"):
            raise Declined(NAME, "content_policy", f"blocked: {feedback['blockReason']}", 0)
        reason = _finish(body)
        if reason in _BLOCKED:
            raise Declined(NAME, "content_policy", f"stopped: {reason}")
        if reason:
            said = " ".join(text(part, "text") for part in _parts(body)).strip()
            raise Declined(NAME, "no_frames", f"no picture came: {said[:160] or reason}")
        raise Ambiguous(NAME, "an answer with neither picture nor reason")

    def _decline(self, status: int, body: Mapping[str, object]) -> None:
        error = body.get("error")
        if not isinstance(error, Mapping):
            raise Ambiguous(NAME, f"the server says {status} and no reason")
        message = self._key().hidden_in(str(error.get("message") or error.get("status") or ""))
        is_key = status in {401, 403} or "API key" in message
        raise Declined(NAME, "unauthorized" if is_key else "bad_request", message, 0)


def make(settings: ProviderSettings) -> GeminiProvider:
    """The provider; ``options["patience"]`` is for tests."""
    patience = settings.options.get("patience")
    return GeminiProvider(settings, patience if isinstance(patience, Patience) else None)


def _body(request: RenderRequest) -> dict[str, object]:
    """The request in Gemini's words, pictures and all; blocking."""
    parts: list[dict[str, object]] = [{"text": timed_prompt(request.payload)}]
    size = 0
    for reference in references_of(request.payload):
        data, kind = _read(request.root, reference)
        size += len(data)
        parts.append({"inlineData": {"mimeType": kind, "data": base64.b64encode(data).decode()}})
    if size * 4 // 3 > _MOST_REFERENCES:
        raise Refused(f"the references of {request.key} are too large together for Gemini")
    config: dict[str, object] = {"responseModalities": ["IMAGE"]}
    if ratio := text(request.payload, "aspect_ratio"):
        config["imageConfig"] = {"aspectRatio": ratio}
    seed = request.payload.get("seed")
    if isinstance(seed, int) and not isinstance(seed, bool):
        config["seed"] = seed & 0x7FFFFFFF
    return {"contents": [{"role": "user", "parts": parts}], "generationConfig": config}


def _read(root: Path, reference: str) -> tuple[bytes, str]:
    from engine.media.sniff import suffix_of  # late: media for who has a file

    if is_web(reference):
        raise Refused(f"Gemini takes only pictures of the project: {reference}")
    data = file_of(root, reference).read_bytes()
    suffix = suffix_of(data[:64]) or ""
    if suffix not in _TYPES:
        raise Refused(f"{reference} is no picture")
    return data, _TYPES[suffix]


def _parts(body: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    candidates = body.get("candidates")
    for candidate in candidates if isinstance(candidates, list) else ():
        content = candidate.get("content") if isinstance(candidate, Mapping) else None
        parts = content.get("parts") if isinstance(content, Mapping) else None
        yield from (part for part in parts or () if isinstance(part, Mapping))


def _finish(body: Mapping[str, object]) -> str:
    candidates = body.get("candidates")
    first = candidates[0] if isinstance(candidates, list) and candidates else None
    return str(first.get("finishReason") or "") if isinstance(first, Mapping) else ""


def _decoded(text_of_picture: str) -> tuple[bytes, str]:
    from engine.media.sniff import suffix_of  # late: media for who has a file

    try:
        data = base64.b64decode(text_of_picture, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Ambiguous(NAME, "the picture that came cannot be read") from error
    suffix = suffix_of(data[:64]) or ""
    if suffix not in _TYPES:
        raise Ambiguous(NAME, "what came is no picture")
    return data, suffix


def _place(root: Path, name: str) -> Path:
    if not name or "/" in name:
        raise Garbled(NAME, f"no name of a kept picture: {name!r}")
    return ProjectFiles(root).place(KEEPING / name)


def _keep(root: Path, name: str, data: bytes) -> None:
    place = _place(root, name)
    make_folder(place.parent)
    write_atomic(place, data)


def _copied(source: Path, target: Path) -> Fetched:
    if not source.is_file():
        raise Unreachable(NAME, "the picture that came is gone")
    remove_quick(target)
    copy_no_replace(source, target)
    return Fetched(target.stat().st_size, sha256(target), source.suffix)
