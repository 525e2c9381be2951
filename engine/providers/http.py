"""HTTP as providers need it: what costs is sent once and never again, what is free is repeated."""

from __future__ import annotations

import json
import math
import ssl
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from engine.errors import Ambiguous, Garbled, NotSent, RateLimited, Refused, Unreachable
from engine.providers.addresses import is_loopback

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    import httpx2
    from stamina import Attempt

_LARGEST_ANSWER = 4 * 1024 * 1024
_USUAL_WAIT = 5.0  # seconds, when a provider asks to wait and does not say how long
_LONGEST_WAIT = 3600.0
_BUSY = frozenset({408, 425, 429})
_UNCLEAR = frozenset({408, 409, 425})  # taken or not, nobody knows
_TOO_MANY = 429
_SERVER = 500


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often; seconds.

    ``connect`` and ``answer`` are for one request. A question that may be repeated is asked
    ``attempts`` times at most, after pauses from ``first`` to ``longest``, ``total`` in all.
    """

    connect: float = 15.0
    answer: float = 60.0
    attempts: int = 4
    first: float = 0.5
    longest: float = 8.0
    total: float = 45.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; names of headers are in small letters."""

    provider: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_good(self) -> bool:
        """Whether it is one of the 200s."""
        return 200 <= self.status < 300  # noqa: PLR2004 - as HTTP counts

    def json(self) -> Mapping[str, object]:
        """The JSON object in it.

        Raises:
            Garbled: there is none; an HTML page is called so.
        """
        try:
            value = json.loads(self.body)
        except ValueError as error:
            what = "an HTML page" if _is_html(self) else "no JSON"
            raise Garbled(self.provider, f"answered with {what} ({self.status})") from error
        if not isinstance(value, dict):
            raise Garbled(self.provider, f"answered with no JSON object ({self.status})")
        return value


def never(_answer: Answer) -> bool:
    """No answer of that kind is one."""
    return False


class _Again(Exception):
    """A question was not answered now; ``pause`` are the seconds it was asked to wait."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class Wire:
    """The connections to one provider; follows no redirect, repeats nothing that costs."""

    def __init__(self, provider: str, base: str, patience: Patience | None = None) -> None:
        self.provider = provider
        self.is_rehearsal = is_loopback(base)
        self.patience = patience or Patience()
        self._clients: dict[str, httpx2.AsyncClient] = {}
        self._authorities: ssl.SSLContext | None = None
        self._quiet_until = -math.inf

    def check_ready(self) -> None:
        """Refuse a proxy that cannot be used, before anything is asked."""
        try:
            self._client("usual")
        except (ImportError, ValueError) as error:
            raise Refused(f"the proxy for {self.provider} cannot be used: {error}") from error

    async def send_once(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        body: object,
        largest: int = _LARGEST_ANSWER,
    ) -> Answer:
        """POST a JSON body, exactly once, over a connection of its own.

        Answers with a good answer, or with a clear no of the provider (400s in JSON).

        Raises:
            NotSent: no connection came about.
            RateLimited: 429.
            Ambiguous: anything else: it may have been taken.
        """
        import httpx2  # late: only for who talks to a server

        try:
            client = self._client("once")
            said = {"content-type": "application/json", **headers}
            data = json.dumps(body).encode()
            request = client.build_request("POST", url, headers=said, content=data)
            answer = await self._exchange(client, request, largest)
        except (
            httpx2.ConnectError,
            httpx2.ConnectTimeout,
            httpx2.PoolTimeout,
            httpx2.ProxyError,
            httpx2.UnsupportedProtocol,
            httpx2.InvalidURL,
        ) as error:
            raise NotSent(self.provider, f"no connection: {_said(error)}") from error
        except (httpx2.HTTPError, Garbled) as error:
            raise Ambiguous(self.provider, f"no answer to the request: {_said(error)}") from error
        return self._clear(answer)

    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        is_answer: Callable[[Answer], bool] = never,
    ) -> Answer:
        """Ask something free, again and again while the server is busy or away.

        ``is_answer`` knows those of the server's errors that are an answer all the same.

        Raises:
            Unreachable: no answer in all that time.
        """
        import httpx2  # late: only for who talks to a server

        self._check_quiet()
        try:
            async for attempt in _attempts(self.patience):
                with attempt:
                    return await self._asked(method, url, headers, body, is_answer)
        except (httpx2.HTTPError, httpx2.InvalidURL, _Again) as error:
            if isinstance(error, _Again) and error.pause:
                self._quiet_until = time.monotonic() + error.pause
            raise Unreachable(self.provider, f"no answer: {_said(error)}") from error
        raise AssertionError("an attempt returns or raises")

    @asynccontextmanager
    async def stream(
        self, url: str, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx2.Response]:
        """A GET whose body is read piece by piece; nobody's key goes along unless it is said."""
        import httpx2  # late: only for who talks to a server

        try:
            async with self._client("usual").stream("GET", url, headers=dict(headers or {})) as got:
                yield got
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unreachable(self.provider, f"the transfer broke off: {_said(error)}") from error

    async def close(self) -> None:
        """Close all connections."""
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    # -- inside --------------------------------------------------------------

    def _client(self, use: str) -> httpx2.AsyncClient:
        import httpx2  # late: only for who talks to a server

        if use not in self._clients:
            patience = self.patience
            # A kept connection may be dying while a job is sent over it, and nobody could say
            # whether it arrived: jobs get one of their own.
            kept = 0 if use == "once" else 8
            self._clients[use] = httpx2.AsyncClient(
                timeout=httpx2.Timeout(patience.answer, connect=patience.connect),
                limits=httpx2.Limits(max_connections=32, max_keepalive_connections=kept),
                verify=self._trust(),
                trust_env=not self.is_rehearsal,
                follow_redirects=False,
            )
        return self._clients[use]

    def _trust(self) -> ssl.SSLContext:
        """Whom to believe: the usual authorities; in a rehearsal nobody, which is quicker."""
        if self.is_rehearsal:
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._authorities is None:
            self._authorities = ssl.create_default_context()
        return self._authorities

    async def _exchange(
        self, client: httpx2.AsyncClient, request: httpx2.Request, largest: int
    ) -> Answer:
        got = await client.send(request, stream=True)
        try:
            pieces: list[bytes] = []
            size = 0
            async for piece in got.aiter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > largest:
                    raise Garbled(self.provider, "an endless answer")
            found = {name.lower(): value for name, value in got.headers.items()}
            return Answer(self.provider, got.status_code, found, b"".join(pieces))
        finally:
            await got.aclose()

    async def _asked(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        is_answer: Callable[[Answer], bool],
    ) -> Answer:
        client = self._client("usual")
        request = client.build_request(method, url, headers=dict(headers), content=body)
        answer = await self._exchange(client, request, _LARGEST_ANSWER)
        is_trouble = answer.status >= _SERVER or answer.status in _BUSY
        if is_trouble and not is_answer(answer):
            raise _Again(f"the server says {answer.status}", retry_after(answer.headers))
        return answer

    def _clear(self, answer: Answer) -> Answer:
        """What is surely taken, or surely not."""
        if answer.status == _TOO_MANY:
            raise RateLimited(self.provider, retry_after(answer.headers) or _USUAL_WAIT)
        is_no = 400 <= answer.status < _SERVER and answer.status not in _UNCLEAR  # noqa: PLR2004
        if not answer.is_good and not is_no:
            raise Ambiguous(self.provider, f"the server says {answer.status}")
        try:
            answer.json()
        except Garbled as error:
            raise Ambiguous(self.provider, error.reason) from error
        return answer

    def _check_quiet(self) -> None:
        left = self._quiet_until - time.monotonic()
        if left > 0:
            raise Unreachable(self.provider, f"asks to wait, {left:.0f} s more")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that an answer asks to wait; None when it does not."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    try:
        seconds = float(said)
    except ValueError:
        seconds = _until(said)
    return min(max(seconds, 0.0), _LONGEST_WAIT) if math.isfinite(seconds) else None


def _until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return _USUAL_WAIT
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime.now(UTC)).total_seconds()


def _attempts(patience: Patience) -> AsyncIterator[Attempt]:
    import httpx2  # late: only for who talks to a server
    import stamina  # late: with it
    from stamina import instrumentation  # late: with it

    # Its own choice writes to standard output, which belongs to the answer of a command.
    instrumentation.set_on_retry_hooks([instrumentation.LoggingOnRetryHook])

    def is_worth_it(error: Exception) -> bool | float:
        if isinstance(error, _Again):
            pause = error.pause
            return True if pause is None else pause <= patience.longest and pause
        return isinstance(error, httpx2.TransportError)

    return aiter(
        stamina.retry_context(
            on=is_worth_it,
            attempts=patience.attempts,
            timeout=patience.total,
            wait_initial=patience.first,
            wait_max=patience.longest,
            wait_jitter=patience.first,
        )
    )


def _is_html(answer: Answer) -> bool:
    start = answer.body[:200].lstrip().lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<body"))


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
