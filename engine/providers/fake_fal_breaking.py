"""Answers over HTTP, and every way in which an answer can be none."""

from __future__ import annotations

import json
import logging
import socket
import struct
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from engine.providers.fake_fal_faults import Fault

PAGE = b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
_LARGEST = 128 * 1024 * 1024

log = logging.getLogger(__name__)


class BreakingHandler(BaseHTTPRequestHandler):
    """One connection to somebody who cannot be relied on; ``stopping`` ends all waiting."""

    stopping: threading.Event

    protocol_version = "HTTP/1.1"
    timeout = 30
    # Head and body in one packet: two small ones would wait for each other's receipt.
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True

    @override
    def log_message(self, format: str, *args: Any) -> None:
        log.debug(format, *args)

    def _break(self, fault: Fault, answer: Mapping[str, object] | None = None) -> bool:
        """Answer as the fault says; false when it does not concern the answer."""
        match fault.kind:
            case "drop":
                self._hang_up()
            case "cut":
                self._cut(json.dumps(answer or {"status": "IN_QUEUE"}).encode(), "application/json")
            case "429":
                wait = {"retry-after": f"{fault.seconds:g}"}
                self._json(429, {"detail": "Too many requests"}, wait)
            case "500":
                self._json(500, {"detail": "Internal Server Error"})
            case "html":
                self._send(200, PAGE, "text/html; charset=utf-8")
            case "garbage":
                self._send(200, b'{"request_id": "', "application/json")
            case "refused":
                self._json(403, {"detail": "Forbidden"})
            case "slow":
                self.stopping.wait(fault.seconds)
                self._hang_up()
            case _:
                return False
        return True

    def _hang_up(self) -> None:
        """End the connection without a word, as a network does that breaks."""
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    def _cut(self, data: bytes, kind: str) -> None:
        """Promise all and send half."""
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _body(self) -> bytes:
        length = int(self.headers.get("content-length") or 0)
        return self.rfile.read(min(length, _LARGEST))

    def _nothing_here(self) -> None:
        self._json(404, {"detail": "Not Found"})

    def _json(
        self, status: int, body: Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> None:
        self._send(status, json.dumps(body).encode(), "application/json", headers)

    def _send(
        self, status: int, data: bytes, kind: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
