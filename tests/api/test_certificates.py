"""Servers with certificates that are fine, and with such that are not; and a server on IPv6."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography import x509
from msgspec.structs import replace

from desktop.api import route
from desktop.api.trust import read_ca_file
from desktop.core.errors import Problem
from desktop.core.events import Done, Start
from desktop.core.request import ChatRequest
from tests.api.asking import DONE, PATIENT, START, ask, playing, refused, request
from tests.fakes.certificates import Authority, make_certificate, server_context
from tests.fakes.http_server import FakeServer


def secure(pem: Path, host: str = "127.0.0.1") -> FakeServer:
    return FakeServer(playing(START, DONE), server_context(pem), host)


def with_profile(asked: ChatRequest, **changes: object) -> ChatRequest:
    return replace(asked, profile=replace(asked.profile, **changes))


def test_a_file_of_the_settings_is_trusted_besides_the_system(authority: Authority) -> None:
    with secure(authority.sign("good.pem", "127.0.0.1")) as server:
        settings = replace(PATIENT, ca_file=str(authority.file))
        assert ask(request(server.address), settings) == [Start(), Done()]


def test_a_file_of_the_profile_is_trusted_for_that_profile(authority: Authority) -> None:
    with secure(authority.sign("good.pem", "127.0.0.1")) as server:
        assert ask(with_profile(request(server.address), ca_file=str(authority.file))) == [Start(), Done()]
        assert refused(request(server.address)).problem.code == "tls_unknown_issuer"
    assert len(server.requests) == 1


def test_an_unknown_issuer_is_named_and_what_to_do(authority: Authority) -> None:
    with secure(authority.sign("good.pem", "127.0.0.1")) as server:
        problem = refused(request(server.address)).problem
    assert (problem.code, problem.params["issuer"]) == ("tls_unknown_issuer", authority.name)
    assert server.requests == []


@pytest.mark.parametrize(
    ("names", "days", "code"),
    [
        (("127.0.0.1",), (-20, -10), "tls_expired"),
        (("127.0.0.1",), (10, 20), "tls_failed"),
        (("other.example", "192.0.2.7"), (-1, 10), "tls_wrong_host"),
    ],
)
def test_a_certificate_of_a_trusted_issuer_may_still_be_wrong(
    names: tuple[str, ...], days: tuple[int, int], code: str, authority: Authority
) -> None:
    with secure(authority.sign("wrong.pem", *names, days=days)) as server:
        problem = refused(request(server.address), replace(PATIENT, ca_file=str(authority.file))).problem
    assert problem.code == code
    assert server.requests == []
    if code == "tls_wrong_host":
        assert problem.params["names"] == "other.example, 192.0.2.7"


def test_one_that_is_signed_by_itself_is_said_to_be(tmp_path: Path) -> None:
    with secure(make_certificate(tmp_path)) as server:
        assert refused(request(server.address)).problem.code == "tls_self_signed"
    assert server.requests == []


def test_a_profile_may_do_without_but_never_one_of_the_administrator(authority: Authority) -> None:
    with secure(authority.sign("bad.pem", "other.example", days=(-20, -10))) as server:
        trusting = with_profile(request(server.address), verify=False)
        assert ask(trusting) == [Start(), Done()]
        managed = with_profile(request(server.address), verify=False, managed=True)
        assert refused(managed).problem.code != ""
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "ca_file_unreadable"),
        (b"", "ca_file_empty"),
        (b"\x30\x82\x01\x00", "ca_file_empty"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "ca_file_empty"),
        (b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "ca_file_empty"),
    ],
)
def test_a_file_that_is_gone_or_holds_none_is_named_before_anything_is_sent(
    content: bytes | None, code: str, authority: Authority, tmp_path: Path
) -> None:
    file = tmp_path / "extra.pem"
    if content is not None:
        file.write_bytes(content)
    with secure(authority.sign("good.pem", "127.0.0.1")) as server:
        problem = refused(request(server.address), replace(PATIENT, ca_file=str(file))).problem
    assert (problem.code, problem.params) == (code, {"file": "extra.pem"})
    assert server.connections == 0


def test_which_of_two_files_is_gone_is_said_by_where_to_choose_it_again(authority: Authority, tmp_path: Path) -> None:
    gone, there = str(tmp_path / "gone.pem"), str(authority.file)
    with secure(authority.sign("good.pem", "127.0.0.1")) as server:
        own = with_profile(request(server.address), ca_file=gone)
        problem = refused(own, replace(PATIENT, ca_file=there)).problem
        assert (problem.code, problem.params) == ("profile_ca_file_unreadable", {"file": "gone.pem"})
        assert "settings of the profile" in problem.sentence
        shared = with_profile(request(server.address), ca_file=there)
        problem = refused(shared, replace(PATIENT, ca_file=gone)).problem
        assert problem.code == "ca_file_unreadable"
        assert "under Network" in problem.sentence
    assert server.connections == 0


def test_a_file_that_only_looks_like_a_certificate_is_refused(authority: Authority, tmp_path: Path) -> None:
    """What its beginning says can be read; the rest is missing."""
    body = x509.load_pem_x509_certificate(authority.file.read_bytes()).tbs_certificate_bytes
    cut = tmp_path / "cut.pem"
    cut.write_text(ssl.DER_cert_to_PEM_cert(b"\x30\x82" + len(body).to_bytes(2, "big") + body))
    assert len(read_ca_file(str(cut))) == 1
    problem = refused(request("https://127.0.0.1:9"), replace(PATIENT, ca_file=str(cut))).problem
    assert problem == Problem("ca_file_empty", {"file": "cut.pem"})


def test_a_server_that_does_not_show_its_certificate_again(authority: Authority) -> None:
    context = server_context(authority.sign("shy.pem", "localhost"))
    greetings: list[str] = []

    def show_twice(*_: object) -> int | None:
        greetings.append("hello")
        return None if len(greetings) <= 2 else ssl.ALERT_DESCRIPTION_INTERNAL_ERROR

    context.sni_callback = show_twice
    with FakeServer(playing(START, DONE), context) as server:
        problem = refused(request(f"https://localhost:{server.port}")).problem
    assert problem.code == "tls_failed"


def test_a_server_on_ipv6_is_asked(authority: Authority) -> None:
    with secure(authority.sign("six.pem", "::1"), "::1") as server:
        assert server.address.startswith("https://[::1]:")
        assert ask(request(server.address), replace(PATIENT, ca_file=str(authority.file))) == [Start(), Done()]
    with FakeServer(playing(START, DONE), host="::1") as plain:
        assert ask(request(plain.address)) == [Start(), Done()]


def test_a_name_with_several_addresses_is_tried_at_each(authority: Authority) -> None:
    """`localhost` is ::1 and 127.0.0.1; nobody listens at the first."""
    with FakeServer(playing(START, DONE)) as server:
        assert ask(request(f"http://localhost:{server.port}")) == [Start(), Done()]


@pytest.mark.parametrize("address", ["https://203.0.113.9", "https://[2001:db8::9]", "https://chatbots.invalid"])
def test_without_a_network_nothing_is_sent(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "has_route", lambda _address: False)
    problem = refused(request(address)).problem
    assert (problem.code, problem.retryable) == ("offline", True)
