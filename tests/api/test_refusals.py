"""No answer: set up wrong, not heard, or refused."""

from __future__ import annotations

import pytest

from desktop.api.response import MAX_ERROR_BODY
from desktop.core.errors import NetworkError, Problem, ProfileError, ServerError
from desktop.core.request import ChatRequest
from desktop.core.settings import NetworkSettings
from tests.api.asking import DONE, KEY, QUICK, START, answering, playing, refused, request
from tests.fakes.http_server import STREAM_HEAD, FakeServer, Peer, Script


@pytest.mark.parametrize("head", [b"", STREAM_HEAD], ids=["nothing", "a head alone"])
def test_no_first_byte_in_time_is_no_answer(head: bytes) -> None:
    def script(peer: Peer) -> None:
        peer.send(head)
        peer.wait_until_left()

    with FakeServer(script) as server:
        error = refused(request(server.address), QUICK)
    assert isinstance(error, NetworkError)
    assert error.problem == Problem("first_byte_timeout", {"seconds": "0.05"}, retryable=True)
    assert len(server.requests) == 1


@pytest.mark.parametrize("broken", [Peer.reset, lambda peer: None, lambda peer: peer.send(b"SSH-2.0-x\r\n")])
def test_a_question_that_may_have_been_heard_is_never_sent_twice(broken: Script) -> None:
    with FakeServer(broken) as server:
        error = refused(request(server.address))
    assert isinstance(error, NetworkError)
    assert error.problem == Problem("connection_lost", retryable=True)
    assert len(server.requests) == 1


def test_a_refusal_carries_the_words_of_the_server_without_the_key() -> None:
    body = f'{{"message":"Unauthorized","error":{{"code":"UNAUTHORIZED","detail":"Not {KEY}."}}}}'.encode()
    with FakeServer(answering("401 Unauthorized", body)) as server:
        error = refused(request(server.address))
    assert isinstance(error, ServerError)
    assert error.problem == Problem("unauthorized", detail="Not [redacted].", status=401, server_code="UNAUTHORIZED")


def test_too_many_messages_name_the_wait() -> None:
    with FakeServer(answering("429 Too Many Requests", b"", "retry-after: 7")) as server:
        problem = refused(request(server.address)).problem
    assert (problem.code, problem.params, problem.retry_after) == ("rate_limited_for", {"seconds": "7"}, 7.0)


def test_a_web_page_with_status_500_is_not_taken_for_an_answer_of_the_chatbot() -> None:
    with FakeServer(answering("500 Internal Server Error", b"<h1>Oops</h1>")) as server:
        problem = refused(request(server.address)).problem
    assert problem == Problem("html_refusal", {"status": "500"}, status=500, retryable=True)


@pytest.mark.parametrize("header", ["X-Request-Id", "request-id", "x-amzn-RequestId", "CF-RAY"])
def test_a_refusal_keeps_the_name_of_the_request(header: str) -> None:
    with FakeServer(answering("500 Internal Server Error", b"{}", f"{header}: r-42 {KEY}")) as server:
        assert refused(request(server.address)).problem.request_id == "r-42 [redacted]"


def test_a_name_of_a_request_is_cut() -> None:
    with FakeServer(answering("500 Internal Server Error", b"{}", f"x-request-id: {'x' * 5000}")) as server:
        assert refused(request(server.address)).problem.request_id == "x" * 100


def test_a_redirect_is_not_followed_so_the_key_goes_nowhere() -> None:
    with FakeServer(playing(START, DONE)) as other:
        script = answering("307 Temporary Redirect", b"", f"location: {other.address}/")
        with FakeServer(script) as server:
            error = refused(request(server.address))
    assert (error.problem.code, error.problem.status) == ("redirected", 307)
    assert other.connections == 0


def test_an_endless_error_body_is_read_to_64_kib() -> None:
    def script(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        try:
            while True:
                peer.send(b"x" * MAX_ERROR_BODY)
        except ConnectionError:
            return

    with FakeServer(script) as server:
        problem = refused(request(server.address)).problem
    assert (problem.code, problem.detail) == ("bad_request", "x" * 1000)


def test_an_error_body_that_does_not_end_costs_only_its_words() -> None:
    def script(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 403 Forbidden\r\n\r\nstay out")
        peer.wait_until_left()

    settings = NetworkSettings(first_byte=20, silence=0.05)
    with FakeServer(script) as server:
        problem = refused(request(server.address), settings).problem
    assert (problem.code, problem.detail) == ("forbidden", "stay out")


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        (request("http://example.org"), "address_insecure", "address"),
        (request("https://user:pw@example.org"), "address_userinfo", "address"),
        (request("not an address"), "address_invalid", "address"),
        (request("https://999.1.1.1"), "address_invalid", "address"),
        (request("https://[::1%25x]"), "address_invalid", "address"),
        (request("https://example.org", project=" "), "project_missing", "project_id"),
        (request("https://example.org", chatbot=""), "chatbot_missing", "chatbot_id"),
        (request("https://example.org", key=""), "secret_missing", "secret"),
        (request("https://example.org", key="a\nb: c"), "secret_invalid", "secret"),
    ],
)
def test_a_wrong_setting_names_its_field_before_anything_is_sent(asked: ChatRequest, code: str, field: str) -> None:
    error = refused(asked)
    assert isinstance(error, ProfileError)
    assert (error.problem.code, error.field) == (code, field)
