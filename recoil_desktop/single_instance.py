"""One window per user and state folder: a second start hands its arguments to the first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, Signal

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 1500
_LARGEST = 1_000_000


class SingleInstance(QObject):
    """``claim`` to be the window, else ``hand_over``; the one that is it has to ``listen``.

    Qt's network module is imported only when it is needed: most starts are the first.
    """

    called = Signal(object)  # tuple[str, ...]: the arguments of a later start

    def __init__(self, state_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        state_dir.mkdir(parents=True, exist_ok=True)
        self._name = _name_for(state_dir)
        self._lock = QLockFile(str(state_dir / "window.lock"))
        self._lock.setStaleLockTime(0)  # only a dead owner makes it stale, never its age
        self._server: QLocalServer | None = None
        self._heard: dict[QLocalSocket, bytes] = {}

    def claim(self) -> bool:
        """Be the window; False when another process is it. A dead owner is taken over."""
        return self._lock.tryLock(0)

    def hand_over(self, arguments: tuple[str, ...]) -> bool:
        """Give ``arguments`` to the window that runs; False when it doesn't answer."""
        from PySide6.QtNetwork import QLocalSocket  # late: see the class

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(json.dumps(arguments).encode() + b"\n")
        socket.waitForBytesWritten(_WAIT_MS)
        # The answer may have come while the question was still being written.
        is_heard = socket.bytesAvailable() > 0 or socket.waitForReadyRead(_WAIT_MS)
        socket.disconnectFromServer()
        return is_heard

    def listen(self) -> bool:
        """Let later starts talk to this window; a name left by a crash is taken over."""
        from PySide6.QtNetwork import QLocalServer  # late: see the class

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)
            return self._server.listen(self._name)
        return True

    def close(self) -> None:
        """Stop listening, and let another start be the window."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _greet(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            self._heard[socket] = b""
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(lambda socket=socket: self._forget(socket))

    def _read(self, socket: QLocalSocket) -> None:
        heard = self._heard.get(socket, b"") + bytes(socket.readAll().data())
        self._heard[socket] = heard[:_LARGEST]
        if not heard.endswith(b"\n"):
            return
        socket.write(b"ok\n")
        socket.flush()
        self.called.emit(_arguments(heard))

    def _forget(self, socket: QLocalSocket) -> None:
        self._heard.pop(socket, None)
        socket.deleteLater()


def _name_for(state_dir: Path) -> str:
    # The state folder is in the user's own, so its name tells users apart as well.
    place = str(state_dir.resolve()).encode()
    digest = QCryptographicHash.hash(place, QCryptographicHash.Algorithm.Sha256).toHex()
    return f"recoil-{digest.toStdString()[:16]}"


def _arguments(heard: bytes) -> tuple[str, ...]:
    try:
        found = json.loads(heard)
    except ValueError:
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()
