"""One program per data folder: the first holds a lock there, a second one raises its window and ends.

The traps: a lock that outlives its process would keep the program from ever starting again, so it counts only while the
process lives or answers. The path of a socket may have 107 bytes, while that of a folder may have more. And the first
paint waits for this module, so it imports what only the second program needs when it does.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDir, QLockFile, QObject, QThread, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

_LONGEST: Final = 80
"""Bytes in the path of a socket: 107, less what Qt adds while it makes one that only the user may use."""
_ANSWERS: Final = 2000
"""Milliseconds until the first program must have answered."""
_TRIES: Final = 20
_LARGEST: Final = 1 << 20
_TOKENS: Final = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""What a desktop hands to a program that the user started, so that its window may come to the front."""

_FILES: Final = (".json", ".robofy-conversations")
"""As in __main__.py."""
_NO_PATHS: Final = ("-", "file:", "robofy-chat:")


class InstanceLock:
    """Held from `take` to the end of the process, however that comes."""

    def __init__(self, folder: Path) -> None:
        self._file = QLockFile(str(folder / "lock"))
        self._file.setStaleLockTime(0)

    def take(self) -> bool:
        """False when another program has it. True also where no lock can be made: what the disk says comes later."""
        return self._file.tryLock(0) or self._file.error() is not QLockFile.LockError.LockFailedError

    def take_from_the_dead(self) -> bool:
        """For a lock whose holder did not answer. The system does not let go of one whose process lives."""
        return self._file.removeStaleLockFile() and self.take()

    def release(self) -> None:
        self._file.unlock()


def socket_name(folder: Path) -> str:
    """Where the first program listens: in the folder, or where that is too long under a short name elsewhere."""
    import hashlib

    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    if sys.platform == "win32":
        return f"robofy-desktop-{digest}"
    path = folder / "window.socket"
    if len(os.fsencode(path)) <= _LONGEST:
        return str(path)
    return str(_runtime_folder() / f"robofy-{digest}")


def _runtime_folder() -> Path:
    """The folder for sockets of this user; where the system names none, one of our own that nobody else can enter."""
    if named := os.environ.get("XDG_RUNTIME_DIR"):
        return Path(named)
    own = Path(QDir.tempPath(), f"robofy-{os.getuid()}")
    with suppress(OSError):
        own.mkdir(mode=0o700)
    with suppress(OSError):
        found = own.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077:
            return own
    return own / "taken by somebody else"  # nobody listens there, and nobody is asked


def hand_over(folder: Path, arguments: Sequence[str]) -> bool:
    """Give the arguments to the program that runs with this folder, which then shows its window; False: none answers.

    The other program stands in a folder of its own, so files are named from the root.

    Blocks, two seconds at most for one that hangs or is about to listen.
    """
    import json

    from PySide6.QtNetwork import QLocalSocket

    tokens = {name: os.environ[name] for name in _TOKENS if name in os.environ}
    message = json.dumps({"arguments": with_whole_paths(arguments), "environment": tokens}).encode() + b"\n"
    for _ in range(_TRIES):
        socket = QLocalSocket()
        socket.connectToServer(socket_name(folder))
        if socket.waitForConnected(_ANSWERS // _TRIES):
            socket.write(message)
            return socket.waitForBytesWritten(_ANSWERS) and socket.waitForReadyRead(_ANSWERS)
        QThread.msleep(_ANSWERS // _TRIES)
    return False


def with_whole_paths(words: Sequence[str]) -> list[str]:
    """The words of a command line, files with conversations among them with the folder that this process stands in."""
    try:
        here = Path.cwd()
    except OSError:  # it was removed
        return list(words)
    return [str(here / word) if _is_path(word) else word for word in words]


def _is_path(word: str) -> bool:
    lower = word.lower()
    return lower.endswith(_FILES) and not lower.startswith(_NO_PATHS)


class InstanceServer(QObject):
    """Listens for programs that are started beside this one. `started_again` carries their arguments."""

    started_again = Signal(list)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        from PySide6.QtNetwork import QLocalServer

        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connected)
        name = socket_name(folder)
        QLocalServer.removeServer(name)  # of one that was killed: whoever is here has the lock
        self.is_listening = self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    def _on_connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda of=socket: self._on_read(of))
            self._on_read(socket)

    def _on_read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LARGEST:
                socket.abort()
            return
        arguments, environment = _parsed(bytes(socket.readLine().data()))
        os.environ.update(environment)
        socket.write(b"shown\n")
        socket.flush()
        self.started_again.emit(arguments)


def _parsed(line: bytes) -> tuple[list[str], dict[str, str]]:
    """The words and the tokens of a message; nothing of one that is none."""
    import json

    try:
        message = json.loads(line)
        words = [str(word) for word in message["arguments"]]
        tokens = {name: str(value) for name, value in message["environment"].items() if name in _TOKENS}
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return [], {}
    return words, tokens
