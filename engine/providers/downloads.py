"""Fetches a result: whole, of the promised length and hash, really a video or a picture."""

from __future__ import annotations

import base64
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from engine.errors import Garbled, Unreachable
from engine.jobs import JobContext, run_blocking
from engine.providers.addresses import check_address, check_peer, goes_by_proxy
from engine.providers.base import Fetched
from engine.store.files import Arriving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx2

    from engine.providers.http import Wire

LARGEST = 2 * 1024**3
_PIECE = 1024 * 1024
_HEAD = 4096
_MOST_HOPS = 5
_PICTURES = frozenset({".png", ".jpg", ".webp"})
_BUSY = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Promise:
    """Where a result lies, and what was said of it; what is None was not said."""

    url: str
    size: int | None = None
    sha256: str | None = None


async def fetch(
    wire: Wire,
    promise: Promise,
    target: Path,
    ctx: JobContext | None = None,
    *,
    largest: int = LARGEST,
) -> Fetched:
    """Fetch a file to ``target``, over an older one, whole or not at all.

    Raises:
        Unreachable: it did not arrive; it may be tried again.
        Garbled: it is not what was promised, or its address leads where nobody should go.
        DiskFailed: it could not be written.
        Stopped: ``ctx`` was cancelled.
    """
    job = ctx or JobContext()
    url = promise.url
    for _ in range(_MOST_HOPS):
        await check_address(wire.provider, url, allow_loopback=wire.is_rehearsal)
        # The key stays at home: results lie with whoever stores files, not with the provider.
        async with wire.stream(url, {"accept-encoding": "identity"}) as answer:
            _check_peer(wire, url, answer)
            if answer.is_redirect:
                url = urljoin(url, answer.headers.get("location", ""))
                continue
            _check_answer(wire, answer)
            return await _Arrival(wire, promise, answer, largest).store(target, job)
    raise Garbled(wire.provider, "the address leads from one to the next without end")


class _Arrival:
    """One transfer, checked while it comes and when it has come."""

    def __init__(self, wire: Wire, promise: Promise, answer: httpx2.Response, largest: int) -> None:
        self._provider = wire.provider
        self._promise = promise
        self._answer = answer
        self._largest = largest
        self._announced = _length(answer)
        self._hash = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)  # as some stores of files announce it
        self._size = 0
        self._head = b""

    async def store(self, target: Path, job: JobContext) -> Fetched:
        """Write it beside ``target``, and give it that name when all is well."""
        self._check_announced()
        with Arriving(target) as file:
            async for piece in self._pieces():
                job.report(self._size, self._announced or self._promise.size)
                await run_blocking(lambda _ctx, piece=piece: file.write(piece))  # type: ignore[misc]
            self._check_whole()
            suffix = self._kind(target)
            await run_blocking(lambda _ctx: file.sync())
            await run_blocking(lambda _ctx: self._check_structure(file.temporary, suffix))
            job.check()
            await run_blocking(lambda _ctx: file.finish())
        return Fetched(self._size, self._hash.hexdigest(), suffix)

    async def _pieces(self) -> AsyncIterator[bytes]:
        gathered = bytearray()
        async for raw in self._answer.aiter_raw():
            self._take(raw)
            gathered += raw
            if len(gathered) >= _PIECE:
                yield bytes(gathered)
                gathered.clear()
        if gathered:
            yield bytes(gathered)

    def _take(self, raw: bytes) -> None:
        self._size += len(raw)
        if self._size > self._largest:
            raise Garbled(self._provider, "the file is larger than anything that was asked for")
        self._hash.update(raw)
        self._md5.update(raw)
        if len(self._head) < _HEAD:
            self._head += raw[: _HEAD - len(self._head)]

    def _check_announced(self) -> None:
        """Do not begin what cannot end well."""
        promised = self._promise.size
        if self._announced is not None and self._announced > self._largest:
            raise Garbled(self._provider, "the file is larger than anything that was asked for")
        if None not in {promised, self._announced} and promised != self._announced:
            raise Garbled(
                self._provider, f"a file of {self._announced} bytes instead of {promised}"
            )

    def _check_whole(self) -> None:
        for said in (self._announced, self._promise.size):
            if said is not None and said != self._size:
                raise Unreachable(self._provider, f"{self._size} of {said} bytes arrived")
        expected = self._promise.sha256
        is_other = expected is not None and expected.lower() != self._hash.hexdigest()
        if is_other or not _agree(self._answer, self._hash.digest(), self._md5.digest()):
            raise Garbled(self._provider, "the file is not the one that was promised: other hash")

    def _kind(self, target: Path) -> str:
        from engine.media.sniff import is_text, suffix_of  # late: media for who has a file

        suffix = suffix_of(self._head)
        if suffix is None:
            start = self._head.lstrip()[:15].lower()
            what = "an HTML page" if start.startswith((b"<!doctype", b"<html")) else "a text"
            other = what if is_text(self._head) else "something else"
            raise Garbled(self._provider, f"{other} instead of a file" if self._size else "nothing")
        if target.suffix.lower() == ".mp4" and suffix in _PICTURES:
            raise Garbled(self._provider, "a picture instead of a video")
        if target.suffix.lower() in _PICTURES and suffix not in _PICTURES:
            raise Garbled(self._provider, "a video instead of a picture")
        return suffix

    def _check_structure(self, path: Path, suffix: str) -> None:
        """A video that was cut off says so in its boxes, also when nobody announced its length."""
        from engine.media.boxes import declared_size  # late: media for who has a file
        from engine.media.sniff import Container  # late: with it

        if suffix in _PICTURES:
            return
        with suppress(IndexError):  # a Matroska head that ends within a number
            if declared_size(path, Container(suffix[1:])) > self._size:
                raise Unreachable(self._provider, "the video is cut off")


def _check_peer(wire: Wire, url: str, answer: httpx2.Response) -> None:
    """Who really answered: a name may lead elsewhere each time it is looked up."""
    stream = answer.extensions.get("network_stream")
    found = stream.get_extra_info("server_addr") if stream is not None else None
    if found is None or (not wire.is_rehearsal and goes_by_proxy(url)):
        return
    with suppress(ValueError):
        peer = ip_address(str(found[0]).partition("%")[0])
        check_peer(wire.provider, [peer], allow_loopback=wire.is_rehearsal)


def _check_answer(wire: Wire, answer: httpx2.Response) -> None:
    status = answer.status_code
    if status >= 500 or status in _BUSY:  # noqa: PLR2004 - as HTTP counts
        raise Unreachable(wire.provider, f"the file is not to be had now ({status})")
    if not answer.is_success:
        raise Garbled(wire.provider, f"the file is not there ({status})")
    if answer.headers.get("content-type", "").startswith("text/html"):
        raise Garbled(wire.provider, "an HTML page instead of a file")


def _length(answer: httpx2.Response) -> int | None:
    said = answer.headers.get("content-length", "")
    return int(said) if said.isdecimal() else None


def _agree(answer: httpx2.Response, sha256: bytes, md5: bytes) -> bool:
    """Whether the hashes that the server announces are those of what came."""
    headers = answer.headers
    said = [("md5", headers.get("content-md5", ""))]
    for name in ("x-goog-hash", "repr-digest", "content-digest", "digest"):
        for part in headers.get(name, "").split(","):
            method, _, value = part.strip().partition("=")
            said.append((method.lower(), value.strip(":")))
    known = {"md5": md5, "sha-256": sha256}
    return all(
        _is_same(value, known[method]) for method, value in said if value and method in known
    )


def _is_same(said: str, found: bytes) -> bool:
    try:
        return base64.b64decode(said, validate=True) == found
    except ValueError:
        return True  # no hash in the usual form: nothing is known
