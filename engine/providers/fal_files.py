"""Brings reference pictures to fal's store, so that its models can look at them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from engine.errors import Declined, Garbled, NotSent, Refused, Unreachable
from engine.jobs import run_blocking
from engine.providers.addresses import check_address
from engine.providers.payload_words import file_of, is_web

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from engine.providers.http import Wire

OFFICIAL = "https://rest.fal.ai"
_INITIATE = "/storage/upload/initiate?storage_type=fal-cdn-v3"
_LARGEST = 64 * 1024 * 1024
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}


class FalFiles:
    """Uploads, each content once as long as the provider lives. It costs nothing."""

    def __init__(self, wire: Wire, base: str, headers: Callable[[], Mapping[str, str]]) -> None:
        self._wire = wire
        self._base = base
        self._headers = headers
        self._there: dict[str, str] = {}

    async def urls_of(self, root: Path, references: Sequence[str]) -> dict[str, str]:
        """Where each reference lies for the provider; addresses stay what they are.

        Raises:
            UserError: a file cannot be sent.
            NotSent: it could not be brought there; no job was asked for.
            Declined: the provider does not want it.
        """
        found: dict[str, str] = {}
        for reference in references:
            found[reference] = (
                reference if is_web(reference) else await self._brought(root, reference)
            )
        return found

    async def _brought(self, root: Path, reference: str) -> str:
        data, suffix = await run_blocking(lambda _ctx: _read(file_of(root, reference), reference))
        content = hashlib.sha256(data).hexdigest()
        if content not in self._there:
            try:
                self._there[content] = await self._upload(content + suffix, _TYPES[suffix], data)
            except (Unreachable, Garbled) as error:
                reason = f"{reference} could not be brought there: {error.reason}"
                raise NotSent(self._wire.provider, reason) from error
        return self._there[content]

    async def _upload(self, name: str, kind: str, data: bytes) -> str:
        said = {**self._headers(), "content-type": "application/json"}
        ask = json.dumps({"file_name": name[-40:], "content_type": kind}).encode()
        answer = await self._wire.ask("POST", self._base + _INITIATE, headers=said, body=ask)
        if not answer.is_good:
            raise Declined(self._wire.provider, "unauthorized", f"no uploads ({answer.status})")
        places = answer.json()
        target, url = places.get("upload_url"), places.get("file_url")
        if not isinstance(target, str) or not isinstance(url, str):
            raise Garbled(self._wire.provider, "does not say where to upload to")
        await check_address(self._wire.provider, target, allow_loopback=self._wire.is_rehearsal)
        put = await self._wire.ask("PUT", target, headers={"content-type": kind}, body=data)
        if not put.is_good:
            raise Garbled(self._wire.provider, f"an upload was refused ({put.status})")
        return url


def _read(path: Path, reference: str) -> tuple[bytes, str]:
    from engine.media.sniff import suffix_of  # late: media for who has a file

    if path.stat().st_size > _LARGEST:
        raise Refused(f"{reference} is too large to be a reference")
    data = path.read_bytes()
    suffix = suffix_of(data[:64])
    if suffix not in _TYPES:
        raise Refused(f"{reference} is no picture")
    return data, suffix
