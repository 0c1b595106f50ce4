"""One window for each port of a profile: a second start raises the first window instead."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_RAISE = b"raise\n"
_DONE = b"done\n"
_WAIT = 1000


def server_name(data: Path, port: int) -> str:
    """The name under which the window of this profile and port can be reached."""
    profile = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return f"topsort-inspector-{profile}-{port}"


def raise_window(name: str) -> bool:
    """Ask the window called `name` to come to the front; False where there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_WAIT):
        return False
    socket.write(_RAISE)
    socket.flush()
    answered = socket.waitForReadyRead(_WAIT) and bytes(socket.readAll().data()) == _DONE
    socket.abort()
    return answered


class RaiseServer(QObject):
    """Waits for `raise_window`.

    Signals:
        raised: somebody started the program again.
    """

    raised = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """A name that a killed process has left behind is taken over; without any name (the
        system refuses) the window works all the same."""
        super().__init__(parent)
        self._sockets: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def is_listening(self) -> bool:
        """Whether another start can find this window."""
        return self._server.isListening()

    def close(self) -> None:
        """Be found no more."""
        self._server.close()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._sockets.append(socket)
            socket.readyRead.connect(self._look)
            socket.disconnected.connect(self._look)
        self._look()

    def _look(self) -> None:
        """Answer who has asked, and forget who has gone."""
        for socket in tuple(self._sockets):
            if socket not in self._sockets:
                continue  # a disconnect under way has come back to here
            if socket.state() == QLocalSocket.LocalSocketState.UnconnectedState:
                self._sockets.remove(socket)
                socket.deleteLater()
            elif socket.bytesAvailable() >= len(_RAISE):
                if bytes(socket.read(len(_RAISE)).data()) == _RAISE:
                    socket.write(_DONE)
                    socket.flush()
                    self.raised.emit()
                socket.disconnectFromServer()
