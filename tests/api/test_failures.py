from __future__ import annotations

import itertools
import socket
import ssl

import httpx
import pytest

from desktop.api.failures import network_error
from desktop.core.errors import Problem
from desktop.core.settings import NetworkSettings

SETTINGS = NetworkSettings(connect=10)
WORDS = "http://name:password@proxy"


def caused(error: httpx.HTTPError, *causes: BaseException) -> httpx.HTTPError:
    """The error as httpx raises it: each error is the cause of the one before."""
    chain: list[BaseException] = [error, *causes]
    for effect, cause in itertools.pairwise(chain):
        effect.__cause__ = cause
    return error


REFUSED = ConnectionRefusedError(111, WORDS)
NO_NAME = socket.gaierror(-2, WORDS)
UNTRUSTED = ssl.SSLCertVerificationError(1, WORDS)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (caused(httpx.ConnectError(WORDS), OSError(WORDS), REFUSED), "connection_refused"),
        (caused(httpx.ConnectError(WORDS), ExceptionGroup(WORDS, [TimeoutError(), REFUSED])), "connection_refused"),
        (caused(httpx.ConnectError(WORDS), OSError(WORDS), NO_NAME), "name_not_found"),
        (caused(httpx.ConnectError(WORDS), UNTRUSTED), "tls_failed"),
        (httpx.ConnectError(WORDS), "not_reached"),
        (httpx.UnsupportedProtocol(WORDS), "not_reached"),
    ],
)
def test_what_kept_a_request_from_leaving_is_named(error: httpx.HTTPError, code: str) -> None:
    found = network_error(error, "example.org", SETTINGS, proxied=False).problem
    assert found == Problem(code, {"host": "example.org"}, retryable=True)
    assert "{" not in found.sentence


def test_a_connection_that_takes_too_long_names_the_seconds() -> None:
    found = network_error(httpx.ConnectTimeout(WORDS), "example.org", SETTINGS, proxied=False).problem
    assert found == Problem("connect_timeout", {"host": "example.org", "seconds": "10"}, retryable=True)


@pytest.mark.parametrize("error", [httpx.ReadError(""), httpx.WriteError(""), httpx.RemoteProtocolError(WORDS)])
def test_what_broke_later_may_have_been_heard(error: httpx.HTTPError) -> None:
    found = network_error(error, "example.org", SETTINGS, proxied=True).problem
    assert found == Problem("connection_lost", retryable=True)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (httpx.ProxyError(WORDS), "proxy_failed"),
        (caused(httpx.ConnectError(WORDS), REFUSED), "proxy_failed"),
        (caused(httpx.ConnectError(WORDS), UNTRUSTED), "tls_failed"),
    ],
)
def test_behind_a_proxy_it_is_the_proxy_unless_the_certificate_is_wrong(error: httpx.HTTPError, code: str) -> None:
    assert network_error(error, "example.org", SETTINGS, proxied=True).problem.code == code
