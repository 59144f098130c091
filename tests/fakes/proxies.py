"""Real proxies for tests: tinyproxy for HTTP and microsocks for SOCKS 5, each on a port of loopback of its own.

Nothing is asked of them for this computer, so the server behind them is called by a name that only looks far away:
`127.1` is loopback to the system's look-up and no address of this computer to the program.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

TOOLS = ("tinyproxy", "microsocks")
FAR = "127.1"
USER, PASSWORD = "jo", "p4ssw0rd"
_PATIENCE = 10.0
_LONGEST_TRY = 0.05


def missing_proxies() -> list[str]:
    return [tool for tool in TOOLS if shutil.which(tool) is None]


class RealProxy:
    """As a context it ends with what it started. `said` is its log so far."""

    kind = ""

    def __init__(self, command: list[str], port: int) -> None:
        self.port = port
        self._lines: list[str] = []
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._reader = threading.Thread(target=self._read)

    @property
    def said(self) -> str:
        return "".join(self._lines)

    @property
    def address(self) -> str:
        return f"{self.kind}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._reader.start()
        _wait_for(self.port)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        self._lines.extend(self._process.stdout)


class HttpProxy(RealProxy):
    kind = "http"

    def __init__(self, folder: Path, *, signed_in: bool = False) -> None:
        port = _free_port()
        config = folder / f"tinyproxy-{port}.conf"
        lines = [f"Port {port}", "Listen 127.0.0.1", "Timeout 20", "LogLevel Info", "MaxClients 20"]
        if signed_in:
            lines.append(f"BasicAuth {USER} {PASSWORD}")
        config.write_text("\n".join(lines) + "\n")
        super().__init__(["tinyproxy", "-d", "-c", str(config)], port)


class SocksProxy(RealProxy):
    kind = "socks5"

    def __init__(self, *, signed_in: bool = False) -> None:
        port = _free_port()
        credentials = ["-u", USER, "-P", PASSWORD] if signed_in else []
        super().__init__(["microsocks", "-i", "127.0.0.1", "-p", str(port), *credentials], port)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int) -> None:
    """Until it listens; each try waits as long as a connection takes, and a little where it is refused."""
    paused = threading.Event()
    for _ in range(int(_PATIENCE / _LONGEST_TRY)):
        try:
            socket.create_connection(("127.0.0.1", port), _PATIENCE).close()
        except ConnectionRefusedError:
            paused.wait(_LONGEST_TRY)
        else:
            return
    raise TimeoutError("the proxy did not start")
