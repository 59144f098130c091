from __future__ import annotations

import itertools
import socket
import ssl
import time

import httpx
import pytest
from msgspec.structs import replace

from desktop.api.failures import network_error, not_connected
from desktop.api.journey import Journey, Stage
from desktop.core.certificate import Certificate
from desktop.core.errors import Problem
from desktop.core.settings import NetworkSettings

SETTINGS = NetworkSettings(connect=10)
PROXY = "http://proxy:3128"
WORDS = "http://name:password@proxy"


def caused(error: httpx.HTTPError, *causes: BaseException) -> httpx.HTTPError:
    """The error as httpx raises it: each error is the cause of the one before."""
    chain: list[BaseException] = [error, *causes]
    for effect, cause in itertools.pairwise(chain):
        effect.__cause__ = cause
    return error


def far(stage: Stage) -> Journey:
    """A request behind a proxy that came this far."""
    journey = Journey(proxied=True)
    journey.stage, journey.has_left = stage, stage is Stage.HTTP
    return journey


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
    found = network_error(error, "example.org", SETTINGS).problem
    assert found == Problem(code, {"host": "example.org"}, retryable=True)
    assert "{" not in found.sentence


def test_a_connection_that_takes_too_long_names_the_seconds() -> None:
    found = network_error(httpx.ConnectTimeout(WORDS), "example.org", SETTINGS).problem
    assert found == Problem("connect_timeout", {"host": "example.org", "seconds": "10"}, retryable=True)


@pytest.mark.parametrize("error", [httpx.ReadError(""), httpx.WriteError(""), httpx.RemoteProtocolError(WORDS)])
def test_what_broke_later_may_have_been_heard(error: httpx.HTTPError) -> None:
    found = network_error(error, "example.org", SETTINGS, PROXY, far(Stage.HTTP)).problem
    assert found == Problem("connection_lost", retryable=True)


@pytest.mark.parametrize(
    ("error", "stage", "code"),
    [
        (httpx.ProxyError(WORDS), Stage.PROXY, "proxy_failed"),
        (httpx.ProxyError("407 " + WORDS), Stage.PROXY, "proxy_sign_in"),
        (httpx.ProxyError("403 " + WORDS), Stage.PROXY, "proxy_failed"),
        (httpx.ProxyError("Invalid username/password"), Stage.PROXY, "proxy_sign_in"),
        (caused(httpx.ConnectError(WORDS), REFUSED), Stage.TCP, "proxy_not_reached"),
        (caused(httpx.ConnectError(WORDS), NO_NAME), Stage.TCP, "proxy_not_reached"),
        (httpx.ConnectTimeout(WORDS), Stage.TCP, "proxy_not_reached"),
        (httpx.ReadError(WORDS), Stage.PROXY, "proxy_failed"),
        (caused(httpx.ConnectError(WORDS), UNTRUSTED), Stage.PROXY, "proxy_failed"),
        (caused(httpx.ConnectError(WORDS), UNTRUSTED), Stage.TLS, "tls_failed"),
        (httpx.ConnectTimeout(WORDS), Stage.TLS, "connect_timeout"),
    ],
)
def test_behind_a_proxy_it_is_the_proxy_until_the_server_is_spoken_to(
    error: httpx.HTTPError, stage: Stage, code: str
) -> None:
    found = network_error(error, "example.org", SETTINGS, PROXY, far(stage)).problem
    assert found.code == code
    assert "{" not in found.sentence
    assert "password@" not in repr(found)


NOW = time.time()
MADE = Certificate("example.org", "Example CA", NOW - 9000, NOW + 9000, ("example.org", "www.example.org"))


@pytest.mark.parametrize(
    ("verify_code", "certificate", "code", "said"),
    [
        (62, MADE, "tls_wrong_host", "www.example.org"),
        (64, MADE, "tls_wrong_host", "www.example.org"),
        (62, replace(MADE, names=()), "tls_unknown_issuer", "Example CA"),
        (10, replace(MADE, ends=0.0), "tls_expired", "1970-01-01"),
        (9, replace(MADE, begins=NOW + 5000, ends=NOW + 9000), "tls_failed", "example.org"),
        (18, replace(MADE, is_self_signed=True), "tls_self_signed", "example.org"),
        (20, MADE, "tls_unknown_issuer", "Example CA"),
    ],
)
def test_why_a_certificate_is_not_trusted_is_said(
    verify_code: int, certificate: Certificate, code: str, said: str
) -> None:
    distrust = ssl.SSLCertVerificationError(1, WORDS)
    distrust.verify_code = verify_code
    error = caused(httpx.ConnectError(WORDS), distrust)
    found = network_error(error, "example.org", SETTINGS, certificate=certificate).problem
    assert found.code == code
    assert said in found.sentence
    assert "{" not in found.sentence


def test_time_that_is_over_before_anything_left_is_no_answer_that_is_late() -> None:
    direct, proxied = not_connected("example.org", 3.0, ""), not_connected("example.org", 3.0, PROXY)
    assert direct.problem == Problem("connect_timeout", {"host": "example.org", "seconds": "3"}, retryable=True)
    assert proxied.problem == Problem("proxy_not_reached", {"proxy": "proxy:3128"}, retryable=True)
