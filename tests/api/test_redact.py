from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from desktop.api.redact import SecretFilter, safe_body, safe_headers, scrub, scrub_cut
from desktop.core.chatbot import Secret

SECRET = Secret("rb-live-0123456789")


def test_a_secret_is_masked_wherever_it_stands() -> None:
    assert scrub("a rb-live-0123456789, rb-live-0123456789", SECRET) == "a [redacted], [redacted]"
    assert scrub("nothing here", Secret("")) == "nothing here"


def test_headers_that_grant_access_lose_their_value() -> None:
    sent = [("Authorization", "Bearer x"), ("Set-Cookie", "a=b"), ("X-Echo", "rb-live-0123456789"), ("Server", "s")]
    assert safe_headers(sent, SECRET) == (
        ("Authorization", "[redacted]"),
        ("Set-Cookie", "[redacted]"),
        ("X-Echo", "[redacted]"),
        ("Server", "s"),
    )


@pytest.mark.parametrize("name", ["X-Auth-Token", "x-refresh-TOKEN", "X-Amz-Signature", "session-key", "X-CSRF-Token"])
def test_headers_whose_name_tells_lose_their_value_too(name: str) -> None:
    assert safe_headers([(name, "abc")], SECRET) == ((name, "[redacted]"),)


@pytest.mark.parametrize(
    ("body", "safe"),
    [
        (b'{"query":"Hi"}', '{"query":"Hi"}'),
        (b'{"token": "a\\"b", "x":"rb-live-0123456789"}', '{"token": "[redacted]", "x":"[redacted]"}'),
        (b'{"llm_api_key":"k","apiKey":"k"}', '{"llm_api_key":"[redacted]","apiKey":"[redacted]"}'),
        (b'{"client_secret":"cut of', '{"client_secret":"[redacted]"'),
        (b"\xff" + b"x" * 3000, "\ufffd" + "x" * 1999),
    ],
)
def test_bodies_lose_keys_of_every_kind(body: bytes, safe: str) -> None:
    assert safe_body(body, SECRET) == safe


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    secrets = SecretFilter()
    secrets.register(SECRET)
    handler.addFilter(secrets)
    logger = logging.Logger("test")  # noqa: LOG001  (one of its own, gone with the test)
    logger.addHandler(handler)
    yield logger, written
    handler.close()


def test_no_log_record_shows_a_registered_secret(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    logger.warning("in the text %s", "rb-live-0123456789")
    logger.warning("in an object %r", {"Authorization": "Bearer rb-live-0123456789"})
    try:
        raise ValueError("in an exception rb-live-0123456789")
    except ValueError:
        logger.exception("failed")
    logger.warning("%d does not fit", "rb-live-0123456789")
    logger.warning("where", stack_info=True)
    logger.warning("plain %s", 5)
    text = written.getvalue()
    assert "rb-live" not in text
    assert text.count("[redacted]") >= 3
    assert "ValueError: in an exception [redacted]" in text
    assert "%d does not fit (with arguments that do not fit)" in text
    assert "Stack (most recent call last)" in text
    assert "plain 5" in text


def test_arguments_stay_when_there_is_nothing_to_hide() -> None:
    record = logging.LogRecord("n", logging.INFO, "p", 1, "%s-%s", (1, 2), None)
    assert SecretFilter().filter(record)
    assert record.args == (1, 2)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("the key hush-hush, cut: hush-hu", "the key [redacted], cut: [redacted]"),
        ("hush", "[redacted]"),
        ("hus", "hus"),
        ("", ""),
        ("hush-hush and more", "[redacted] and more"),
    ],
)
def test_a_text_that_was_cut_inside_the_secret_shows_no_part_of_it(text: str, clean: str) -> None:
    assert scrub_cut(text, Secret("hush-hush")) == clean
    assert scrub_cut(text, Secret("")) == text


def test_a_secret_can_be_registered_while_another_thread_writes() -> None:
    """In the middle of a line, as the other thread would; a set that changes under way raises."""
    secrets = SecretFilter()

    class Meanwhile(Secret):
        def reveal(self) -> str:
            secrets.register(SECRET)
            return super().reveal()

    secrets.register(Meanwhile("rb-live-9876543210"))
    record = logging.LogRecord("n", logging.INFO, "p", 1, "rb-live-9876543210", (), None)
    assert secrets.filter(record)
    assert record.getMessage() == "[redacted]"
