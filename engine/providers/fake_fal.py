"""A server for rehearsals that speaks like fal.ai, renders animatics, counts jobs and bills.

It listens on this machine only. Tests start it, and ``recoil doctor --fake-fal``.
"""

from __future__ import annotations

import socket
import sys
import tempfile
import threading
from contextlib import suppress
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from typing_extensions import override

from engine.errors import Refused
from engine.providers.animatic_mischief import Mischief
from engine.providers.fake_fal_faults import Faults
from engine.providers.fake_fal_handler import FakeFalHandler
from engine.providers.fake_fal_jobs import Counts, FakeJobs
from engine.providers.fake_fal_stage import Stage
from engine.providers.fake_fal_studio import Studio
from engine.store.files import remove_own_folder

HOST = "127.0.0.1"
PRICE_MICRO = 300_000  # of a billed unit: a second of video, or a picture


class FakeFal:
    """The server; ``with FakeFal() as server`` runs it, ``server.url`` is what is to be asked.

    ``folder`` keeps jobs, uploads and outputs over a restart. ``queued`` and ``running`` are how
    many questions a job waits and runs. With ``video`` every video is that one: for speed.
    """

    def __init__(
        self,
        *,
        folder: Path | None = None,
        port: int = 0,
        faults: Faults | None = None,
        queued: int = 1,
        running: int = 1,
        video: bytes | None = None,
        mischief: Mischief | None = None,
        price_micro: int = PRICE_MICRO,
    ) -> None:
        self.faults = faults or Faults()
        self._own = None if folder else Path(tempfile.mkdtemp(prefix="recoil-rehearsal-"))
        place = folder or self._own or Path()
        self._jobs = FakeJobs(folder, queued=queued, running=running, price_micro=price_micro)
        self._stage = Stage(self._jobs, Studio(place, mischief or Mischief(), video), self.faults)
        self._stopping = threading.Event()
        self._server = self._listen(port)
        self._stage.url = f"http://{HOST}:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), name="rehearsal server"
        )

    @property
    def url(self) -> str:
        """Its address, for ``RECOIL_FAL_URL``."""
        return self._stage.url

    def start(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Answer no more; everything that was begun has ended when this returns."""
        self._stopping.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._stage.studio.close()
        if self._own is not None:
            remove_own_folder(self._own)

    def counts(self) -> Counts:
        """What it has seen and billed."""
        return self._jobs.counts()

    def wait(self, seconds: float) -> None:
        """Let it answer for a while."""
        self._stopping.wait(seconds)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def _listen(self, port: int) -> ThreadingHTTPServer:
        handler = type(
            "Handler", (FakeFalHandler,), {"stage": self._stage, "stopping": self._stopping}
        )
        try:
            return _Server((HOST, port), handler)
        except OSError as error:
            self._stage.studio.close()
            raise Refused(f"cannot listen on port {port}: {error.strerror}".lower()) from error


class _Server(ThreadingHTTPServer):
    """Does not shout when a client has gone, and hangs up when it stops."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    @override
    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    @override
    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    @override
    def server_close(self) -> None:
        # Clients keep their connections; nobody waits for them to let go.
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError | ValueError):
            super().handle_error(request, client_address)
