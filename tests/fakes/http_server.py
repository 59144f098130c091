"""A server of raw sockets on loopback that plays a script: it breaks off wherever a test wants it to."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

PATIENCE = 20.0
"""Seconds after which a socket of a test gives up, so that a failing test ends."""
STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire; header names in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return json.loads(self.body)


class Peer:
    """One connection, as a script sees it."""

    def __init__(self, connection: socket.socket, request: Received) -> None:
        self.request = request
        self._connection = connection

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def send_answer(self, status: str, body: bytes, *headers: str) -> None:
        head = "\r\n".join([f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers])
        self.send(head.encode() + b"\r\n\r\n" + body)

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()

    def wait_until_left(self) -> None:
        """Return when the other side has closed its end; an error when it does not."""
        try:
            while self._connection.recv(4096):
                pass
        except ConnectionResetError:
            pass


Script = Callable[[Peer], None]


class FakeServer:
    """Plays the script on each connection, one after the other. `requests` holds what was asked."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.left = threading.Event()
        self._script = script
        self._tls = tls
        self._stopping = False
        self._failures: list[BaseException] = []
        self._host = host
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self._thread = threading.Thread(target=self._serve)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def address(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http{'s' if self._tls else ''}://{host}:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stopping = True
        socket.create_connection((self._host, self.port)).close()
        self._thread.join(PATIENCE)
        self._listener.close()
        if self._failures and error is None:
            raise self._failures[0]

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._stopping:
                    return
                self.connections += 1
                connection.settimeout(PATIENCE)
                try:
                    self._handle(connection)
                except (OSError, AssertionError) as error:
                    self._failures.append(error)

    def _handle(self, connection: socket.socket) -> None:
        if self._tls is None:
            self._play(connection)
            return
        try:
            secure = self._tls.wrap_socket(connection, server_side=True)
        except (ssl.SSLError, ConnectionError):
            return  # the client did not trust us and left, which is what such a test looks at
        with secure:
            self._play(secure)

    def _play(self, connection: socket.socket) -> None:
        request = _receive(connection)
        if request is not None:
            self.requests.append(request)
            self._script(Peer(connection, request))


def _receive(connection: socket.socket) -> Received | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    line, *fields = head.decode("ascii").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Received(line, headers, body)
