"""A second start finds the first window; a dead one's name stops nobody."""

import subprocess
import sys
import uuid
from pathlib import Path

from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from app.gui.instance import RaiseServer, raise_window, server_name

_SECOND_START = """
import sys
from PySide6.QtCore import QCoreApplication
from app.gui.instance import raise_window
app = QCoreApplication([])
sys.exit(0 if raise_window(sys.argv[1]) else 1)
"""


def fresh() -> str:
    return f"topsort-inspector-test-{uuid.uuid4().hex[:8]}"


def test_the_first_window_is_raised(qtbot: QtBot) -> None:
    name = fresh()
    server = RaiseServer(name)
    assert server.is_listening()
    with qtbot.waitSignal(server.raised, timeout=20_000):
        other = subprocess.Popen([sys.executable, "-c", _SECOND_START, name])
    assert other.wait(20) == 0
    server.close()


def test_without_a_window_the_answer_is_no(qtbot: QtBot) -> None:
    assert raise_window(fresh()) is False


def test_a_second_server_takes_over_a_name_that_nobody_answers(qtbot: QtBot) -> None:
    name = fresh()
    first = RaiseServer(name)
    first.close()
    second = RaiseServer(name)
    assert second.is_listening()
    second.close()


def test_another_word_is_not_obeyed(qtbot: QtBot) -> None:
    name = fresh()
    server = RaiseServer(name)
    told: list[int] = []
    server.raised.connect(lambda: told.append(1))
    socket = QLocalSocket()
    socket.connectToServer(name)
    assert socket.waitForConnected(1000)
    socket.write(b"\x00" * 100_000)
    qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    assert told == []
    server.close()


def test_each_profile_and_port_has_its_own_name() -> None:
    names = {
        server_name(Path("/a"), 8765),
        server_name(Path("/b"), 8765),
        server_name(Path("/a"), 8766),
    }
    assert len(names) == 3
    assert all(len(name) < 60 for name in names)
