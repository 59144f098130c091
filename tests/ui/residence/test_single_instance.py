"""One program per data folder; a second one is a knock at the first one's door. Real locks, sockets and processes."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.start import data_folder
from desktop.store.paths import find_paths
from desktop.ui.residence.single_instance import (
    InstanceLock,
    InstanceServer,
    hand_over,
    socket_name,
    with_whole_paths,
)

PATIENCE = 20

HOLDER = """
import sys
from pathlib import Path
from desktop.ui.residence.single_instance import InstanceLock
lock = InstanceLock(Path(sys.argv[1]))
print("held" if lock.take() else "refused", flush=True)
sys.stdin.read()
"""

SECOND = """
import sys
from pathlib import Path
from desktop.ui.residence.single_instance import hand_over
sys.exit(0 if hand_over(Path(sys.argv[1]), sys.argv[2:]) else 1)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a short path, as a home has."""
    with tempfile.TemporaryDirectory(prefix="robofy-") as name:
        yield Path(name)


@pytest.fixture
def server(folder: Path, qtbot: QtBot) -> Iterator[InstanceServer]:
    server = InstanceServer(folder)
    assert server.is_listening
    yield server
    server.close()


def hold(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def knock(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", SECOND, str(folder), *words], text=True)


def test_one_folder_has_one_lock_and_two_folders_have_two(folder: Path, tmp_path: Path) -> None:
    with hold(folder) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        assert not InstanceLock(folder).take()
        other = InstanceLock(tmp_path)
        assert other.take()
        other.release()
        first.kill()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_after_a_kill_the_next_takes_over_at_once(folder: Path) -> None:
    with hold(folder) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        first.send_signal(signal.SIGKILL)
    lock = InstanceLock(folder)
    assert lock.take()
    lock.release()


def test_a_lock_is_not_taken_from_the_living(folder: Path) -> None:
    with hold(folder) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        assert not InstanceLock(folder).take_from_the_dead()
        first.kill()


def test_a_file_that_nobody_holds_is_no_lock(folder: Path) -> None:
    (folder / "lock").write_text(f"{os.getppid()}\nanother program\n{os.uname().nodename}\n")
    lock = InstanceLock(folder)
    assert lock.take() or lock.take_from_the_dead()
    lock.release()


def test_a_folder_that_is_not_there_keeps_nobody_from_starting(tmp_path: Path) -> None:
    assert InstanceLock(tmp_path / "nowhere").take()


def test_the_second_hands_over_its_words_and_its_right_to_the_front(
    folder: Path, server: InstanceServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "token-1")
    with qtbot.waitSignal(server.started_again, timeout=PATIENCE * 1000) as told, knock(folder, "ü", "a b") as second:
        monkeypatch.delenv("XDG_ACTIVATION_TOKEN")
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=PATIENCE * 1000)
    assert second.returncode == 0
    assert told.args == [["ü", "a b"]]
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "token-1"


def test_files_are_handed_over_from_where_the_second_was_started(
    folder: Path, server: InstanceServer, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    monkeypatch.chdir(tmp_path)
    kept = ["--log=x.json", "file:///x.json", "Robofy-Chat:new?text=x.json", str(tmp_path / "y.json"), "other.txt"]
    words = ["talks.JSON", "../a b.robofy-conversations", *kept]
    with qtbot.waitSignal(server.started_again, timeout=PATIENCE * 1000) as told, knock(folder, *words) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=PATIENCE * 1000)
    assert told.args == [[str(tmp_path / "talks.JSON"), str(tmp_path / "../a b.robofy-conversations"), *kept]]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that is in use")
def test_in_a_folder_that_is_gone_the_words_stay_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert with_whole_paths(["talks.json", "robofy-chat:new"]) == ["talks.json", "robofy-chat:new"]


def test_only_the_user_may_knock(folder: Path, server: InstanceServer) -> None:
    if os.name == "posix":
        assert stat.S_IMODE(Path(socket_name(folder)).stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize(
    "line", [b"\n", b"[]\n", b'{"arguments": 1, "environment": {}}\n', b"\xff\xfe\n", b"[" * 9000 + b"\n"]
)
def test_a_message_that_is_none_only_shows_the_window(
    folder: Path, server: InstanceServer, qtbot: QtBot, line: bytes
) -> None:
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    with qtbot.waitSignal(server.started_again, timeout=PATIENCE * 1000) as told:
        socket.connectToServer(socket_name(folder))
        socket.write(line)
    assert told.args == [[]]
    socket.abort()


def test_a_message_without_an_end_is_cut_off(folder: Path, server: InstanceServer, qtbot: QtBot) -> None:
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    with qtbot.waitSignal(socket.disconnected, timeout=PATIENCE * 1000):
        socket.connectToServer(socket_name(folder))
        socket.write(b"x" * (2 << 20))


def test_a_socket_that_a_killed_one_left_is_no_hindrance(folder: Path, qtbot: QtBot) -> None:
    Path(socket_name(folder)).touch()
    server = InstanceServer(folder)
    assert server.is_listening
    server.close()


def test_nobody_answers_where_nobody_listens(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.ui.residence.single_instance._TRIES", 2)
    monkeypatch.setattr("desktop.ui.residence.single_instance._ANSWERS", 20)
    assert not hand_over(folder, [])


@pytest.mark.parametrize("length", [40, 79, 80, 81, 107, 108, 180])
def test_a_folder_may_have_a_long_path(
    folder: Path, qtbot: QtBot, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    folder.chmod(0o700)
    long = folder / ("x" * (length - len(str(folder)) - len("/window.socket") - 1))
    long.mkdir()
    assert len(str(long / "window.socket")) == length
    assert len(socket_name(long)) <= 107
    server = InstanceServer(long)
    assert server.is_listening
    server.close()


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_where_the_system_names_no_folder_for_sockets_one_of_our_own_is_made(
    folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("TMPDIR", str(folder))
    long = folder / ("x" * 120)
    long.mkdir()
    server = InstanceServer(long)
    assert server.is_listening
    server.close()
    own = Path(socket_name(long)).parent
    assert own.parent == folder
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    own.chmod(0o777)
    server = InstanceServer(long)
    assert not server.is_listening, "somebody else may have made it"
    server.close()


def test_the_folder_is_the_one_of_the_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert data_folder() == find_paths(os.environ).data
    monkeypatch.setenv("ROBOFY_DATA_DIR", str(tmp_path / "mine"))
    assert data_folder() == find_paths(os.environ).data
