"""A chatbot that says what it is told to, in a process of its own: `python -m tests.bench.feeder [URL]`.

It prints its port. A question says how to answer: `burst DELTAS` as fast as the socket takes it, `burst DELTAS alone`
with a chunk of its own for each event, `pace DELTAS RATE SEED` at RATE deltas a second. With a URL, a `relay` is
answered with what comes from there, as it comes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import httpx

from desktop.sandbox.bots import PROJECT_ID, WRITER
from tests.bench import texts

CHUNK: Final = 64 * 1024
RELAYED: Final = "50,000 deltas"
"""What the server behind a URL is asked; the sandbox's Writer understands it."""
_REFUSED: Final = 400
_PATIENCE: Final = 100.0
"""Seconds between two words from there."""


def lines(text: str, deltas: int) -> list[bytes]:
    """The events of a reply, as they stand in the stream."""
    events = [
        {"type": "start", "messageId": "m"},
        {"type": "text-start", "id": "0"},
        *({"type": "text-delta", "id": "0", "delta": delta} for delta in texts.torn(text, deltas)),
        {"type": "text-end", "id": "0"},
        {"type": "finish", "finishReason": "stop"},
    ]
    packed = [json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() for event in events]
    return [b"data: " + line + b"\n\n" for line in [*packed, b"[DONE]"]]


def chunk(data: bytes) -> bytes:
    """RFC 9112, 7.1."""
    return b"%x\r\n%b\r\n" % (len(data), data)


@cache
def burst(deltas: int, alone: bool) -> bytes:
    """A whole body; the last chunk included."""
    found = lines(texts.answer(deltas * 5), deltas)
    body = b"".join(found)
    pieces = found if alone else [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
    return b"".join(map(chunk, pieces)) + chunk(b"")


def paced(deltas: int, rate: float, seed: int) -> Iterator[bytes]:
    """A chunk an event, each at its time."""
    begun = time.monotonic()
    for at, line in enumerate(lines(texts.answer(deltas * 5, seed), deltas)):
        time.sleep(max(0.0, begun + at / rate - time.monotonic()))
        yield chunk(line)
    yield chunk(b"")


def relayed(url: str) -> Iterator[bytes]:
    """What another server answers. Raises HTTPStatusError when it refuses both ways of asking."""
    question = {
        "query": RELAYED,
        "pid": PROJECT_ID,
        "chatbot_id": WRITER.id,
        "user_context": {"platform": "web"},
    }
    headers = {"accept": "text/event-stream", "accept-encoding": "identity", "authorization": "Bearer any"}
    with httpx.Client(timeout=_PATIENCE, trust_env=False, headers=headers) as client:
        with client.stream("POST", url, json=question) as answer:
            if answer.status_code < _REFUSED:
                yield from map(chunk, answer.iter_bytes())
                yield chunk(b"")
                return
        with client.stream("GET", url) as answer:
            answer.raise_for_status()
            yield from map(chunk, answer.iter_bytes())
            yield chunk(b"")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    url = ""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.send_header("connection", "close")
        self.end_headers()
        for data in self._answer(str(asked["query"]).split()):
            self.wfile.write(data)

    def _answer(self, query: list[str]) -> Iterator[bytes]:
        match query:
            case ["relay"]:
                yield from relayed(self.url)
            case ["pace", deltas, rate, seed]:
                yield from paced(int(deltas), float(rate), int(seed))
            case ["burst", deltas, *alone]:
                yield burst(int(deltas), bool(alone))
            case _:
                raise ValueError(f"a question that nobody here asks: {query}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base
        """Nothing: it would be written between the figures."""


def main(url: str = "") -> None:
    Handler.url = url
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
