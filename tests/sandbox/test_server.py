import asyncio
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from desktop.sandbox import bots
from desktop.sandbox.server import Sandbox
from desktop.sandbox.service import Service
from tests.sandbox.conftest import Caller

PATIENCE = 30.0


def _caller(sandbox: Sandbox) -> Caller:
    bearer = {"authorization": f"Bearer {sandbox.secret}"}
    return Caller(sandbox, httpx.Client(base_url=sandbox.address, headers=bearer))


class Held:
    """A clock whose first wait lasts until the client is gone."""

    def __init__(self) -> None:
        self.waiting = threading.Event()
        self.left = threading.Event()

    async def sleep(self, seconds: float) -> None:
        del seconds
        self.waiting.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.left.set()


def test_importing_it_loads_no_server() -> None:
    program = (
        "import sys, desktop.sandbox.bots, desktop.sandbox.server\n"
        "print([name for name in ('starlette', 'uvicorn', 'anyio', 'h11') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_says_where_it_is_and_what_opens_it() -> None:
    with Sandbox.start() as sandbox:
        assert sandbox.address == f"http://127.0.0.1:{sandbox.port}"
        assert sandbox.project_id == bots.PROJECT_ID
        assert [name for _, name, _ in sandbox.chatbots] == ["Concierge", "Order desk", "Writer", "Trouble"]
        assert sandbox.secret not in repr(sandbox)
        with _caller(sandbox).client as client:
            assert client.get("/").status_code == 404


def test_two_at_once_have_their_own_doors() -> None:
    with Sandbox.start() as one, Sandbox.start() as other:
        assert one.address != other.address
        assert one.secret != other.secret
        stranger = _caller(one)
        stranger.client.headers["authorization"] = f"Bearer {other.secret}"
        with stranger.client, _caller(other).client:
            assert stranger.ask(bots.CONCIERGE, "hello").status_code == 401
        with _caller(other).client as client:
            assert Caller(other, client).ask(bots.CONCIERGE, "hello").status_code == 200


def test_any_secret_opens_when_so_wished_but_none_does_not() -> None:
    with Sandbox.start(any_secret=True) as sandbox, httpx.Client(base_url=sandbox.address) as client:
        caller = Caller(sandbox, client)
        assert caller.ask(bots.CONCIERGE, "hello").status_code == 401
        client.headers["authorization"] = "Bearer whatever"
        assert caller.ask(bots.CONCIERGE, "hello").status_code == 200


def test_taken_port_is_an_error_and_a_freed_one_is_not() -> None:
    with Sandbox.start() as sandbox, pytest.raises(OSError, match="in use"):
        Sandbox.start(sandbox.port)
    with Sandbox.start(sandbox.port) as again:
        assert again.port == sandbox.port


def test_close_ends_an_open_stream_and_a_second_close_does_nothing() -> None:
    held = Held()
    sandbox = Sandbox.start(sleep=held.sleep)
    caller = _caller(sandbox)
    body = caller.body(bots.TROUBLE, "silence as fast as you can")
    with caller.client, caller.client.stream("POST", "/v1/ai-agent/chat/stream", json=body) as response:
        chunks = response.iter_bytes()
        assert b"first half" in next(chunks).replace(b'"}\n\ndata: {"type":"text-delta","id":"0","delta":"', b"")
        assert held.waiting.wait(PATIENCE)
        sandbox.close()
        with pytest.raises(httpx.RemoteProtocolError):
            list(chunks)
    sandbox.close()
    assert held.left.is_set()
    with httpx.Client() as client, pytest.raises(httpx.ConnectError):
        client.get(sandbox.address)


@pytest.mark.parametrize("query", ["slow first byte", "silence as fast as you can"])
@pytest.mark.parametrize("path", ["chat", "chat/stream"])
def test_client_that_leaves_ends_its_answer(query: str, path: str, caplog: pytest.LogCaptureFixture) -> None:
    held = Held()
    with Sandbox.start(sleep=held.sleep) as sandbox:
        caller = _caller(sandbox)
        request = caller.client.build_request("POST", f"/v1/ai-agent/{path}", json=caller.body(bots.TROUBLE, query))
        lines = [f"POST {request.url.path} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers.items())]
        with caller.client, socket.create_connection(("127.0.0.1", sandbox.port)) as wire:
            wire.sendall("\r\n".join([*lines, "", ""]).encode() + request.content)
            assert held.waiting.wait(PATIENCE)
            assert not held.left.is_set()
        assert held.left.wait(PATIENCE)
    assert not caplog.records


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_that_it_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async def startup(service: Service, sockets: list[socket.socket] | None = None) -> None:
        for listening in sockets or []:
            listening.close()
        raise OSError

    monkeypatch.setattr(Service, "startup", startup)
    with pytest.raises(OSError, match="did not start"):
        Sandbox.start()
