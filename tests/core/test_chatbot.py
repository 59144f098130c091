"""Addresses, ids and secrets as people type them, and secrets that stay secret."""

import copy
import pickle
import traceback
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core.chatbot import (
    DEFAULT_ADDRESS,
    Chatbot,
    Profile,
    Secret,
    check_profile,
    clean_address,
    clean_id,
    clean_secret,
    is_loopback,
    origin,
)
from desktop.core.errors import ProfileError
from desktop.core.request import ChatRequest

KEY = "rb_live_0123456789abcdef"
SANE = Profile("p", "Shop", project_id="project", chatbots=(Chatbot("c", "Helper"),))


def refused(function: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(ProfileError) as caught:
        function()
    return caught.value.problem.code, caught.value.field


@pytest.mark.parametrize(
    ("typed", "address", "at"),
    [
        ("agents.robofy.ai", "https://agents.robofy.ai", "https://agents.robofy.ai:443"),
        (" https://agents.robofy.ai/ \n", "https://agents.robofy.ai", "https://agents.robofy.ai:443"),
        ("HTTPS://Agents.Robofy.AI//", "HTTPS://Agents.Robofy.AI", "https://agents.robofy.ai:443"),
        ("https://a.example:8443/base/path/", "https://a.example:8443/base/path", "https://a.example:8443"),
        ("http://localhost:8000", "http://localhost:8000", "http://localhost:8000"),
        ("http://LOCALHOST", "http://LOCALHOST", "http://localhost:80"),
        ("http://127.0.0.1", "http://127.0.0.1", "http://127.0.0.1:80"),
        ("http://127.8.9.10:1", "http://127.8.9.10:1", "http://127.8.9.10:1"),
        ("http://[::1]:80", "http://[::1]:80", "http://[::1]:80"),
        ("https://[2001:DB8::1]", "https://[2001:DB8::1]", "https://[2001:db8::1]:443"),
        ("robofy.ai:8443", "https://robofy.ai:8443", "https://robofy.ai:8443"),
        ("my_host.local.", "https://my_host.local.", "https://my_host.local.:443"),
    ],
)
def test_typed_address_becomes_one_with_an_origin(typed: str, address: str, at: str) -> None:
    assert clean_address(typed) == address
    assert origin(address) == at


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "/", "https://", "http://", "http:///", "https://?", "https://#", "://", "//host", "https:///path"),
        *("ftp://host", "file:///etc/passwd", "javascript:alert(1)", "mailto:me", "ws://localhost"),
        *("https://host:", "https://host:0", "https://host:65536", "https://host:x", "host:", "https://:443"),
        *("https://a b", "https://a\nb", "https://a\tb", "https://a\x00b", "https://a\\b", "https://<a>", 'https://a"'),
        *(
            "https://a?b=c",
            "https://a#b",
            "https://münchen.example",
            "https://a/ü",
            "https://a..b",
            "https://.",
            "https://a,b",
        ),
        *("https://[", "https://[::1", "https://[v1.x]", "https://[::1%25lo]", "https://a%2eb", "https://{host}"),
        *("https://" + "a" * 64, "https://" + "a." * 127 + "a"),
    ],
)
def test_what_is_no_address_is_refused_at_its_field(typed: str) -> None:
    assert refused(lambda: clean_address(typed)) == ("address_invalid", "address")


@pytest.mark.parametrize(
    "typed",
    [
        *("http://agents.robofy.ai", "http://192.168.0.1", "http://localhost.example", "http://127.0.0.1.example"),
        *("http://127.999.0.1", "http://127.1", "http://128.0.0.1", "http://0.0.0.0", "http://[::2]", "HTTP://example"),
    ],
)
def test_address_in_the_clear_is_only_for_this_computer(typed: str) -> None:
    assert refused(lambda: clean_address(typed)) == ("address_insecure", "address")


@pytest.mark.parametrize("typed", ["https://me@host", "https://me:word@host", "https://:word@host", "https://@host"])
def test_address_with_a_user_in_it_is_refused(typed: str) -> None:
    assert refused(lambda: clean_address(typed)) == ("address_userinfo", "address")
    assert refused(lambda: clean_address(typed.replace("https", "http")))[0] == "address_userinfo"


@pytest.mark.parametrize("host", ["127.٣.0.1", "127.0.0.1\n", "", "::2", "localhost."])
def test_only_this_computer_is_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("abc", "abc"),
        (" abc\n", "abc"),
        ('"abc"', "abc"),
        (" ' abc ' ", "abc"),
        ("a-b_c/1", "a-b_c/1"),
        ("日本", "日本"),
    ],
)
def test_id_loses_what_came_along_when_copying(typed: str, value: str) -> None:
    assert clean_id(typed, "project_missing", "project_id") == value


@pytest.mark.parametrize("typed", ["", "  ", "''", ' "" ', "' '"])
def test_empty_id_is_missing(typed: str) -> None:
    assert refused(lambda: clean_id(typed, "chatbot_missing", "chatbot_id")) == ("chatbot_missing", "chatbot_id")


@pytest.mark.parametrize("typed", ["a b", "a\nb", "a\x00b", "a\u200bb", "a\ud83d"])
def test_id_with_what_no_id_has_is_refused(typed: str) -> None:
    assert refused(lambda: clean_id(typed, "project_missing", "project_id")) == ("id_invalid", "project_id")


@pytest.mark.parametrize(
    "typed",
    [
        *(KEY, f" {KEY}\n", f'"{KEY}"', f"'{KEY}'", f"`{KEY}`", f"Bearer {KEY}", f"bearer  {KEY} "),
        *(f"Authorization: Bearer {KEY}", f"authorization:BEARER\t{KEY}", f'"Authorization: Bearer {KEY}"'),
        f'Bearer "{KEY}"',
    ],
)
def test_secret_loses_what_came_along_when_copying(typed: str) -> None:
    assert clean_secret(typed).reveal() == KEY


@pytest.mark.parametrize("typed", ["", " ", '""', "Bearer", "Bearer ", "bearer ''", "Authorization: Bearer"])
def test_empty_secret_is_missing(typed: str) -> None:
    assert refused(lambda: clean_secret(typed)) == ("secret_missing", "secret")


@pytest.mark.parametrize("typed", ["two words", "line\nbreak", "naïve", "a\x00b", "a\x7f", "Basic abc"])
def test_secret_that_cannot_stand_in_a_header_is_refused(typed: str) -> None:
    assert refused(lambda: clean_secret(typed)) == ("secret_invalid", "secret")


def test_longest_secret_is_taken() -> None:
    assert clean_secret("x" * 8192).reveal() == "x" * 8192


CLEANERS: list[Callable[[str], object]] = [
    clean_address,
    clean_secret,
    lambda typed: clean_id(typed, "project_missing", "project_id"),
]


@pytest.mark.parametrize("clean", CLEANERS, ids=["address", "secret", "id"])
@given(typed=st.text() | st.text(st.sampled_from("htps:/.[]@%?#127localhost\\ \n\"'")) | st.from_regex(r"https?://.*"))
@example(typed="https://host:ninety")
@example(typed="https://[::")
@example(typed="//[\u2100]")
def test_any_text_is_cleaned_or_refused_without_being_repeated(clean: Callable[[str], object], typed: str) -> None:
    marked = f"{typed}MARKED {typed}"
    for text in (typed, marked):
        try:
            clean(text)
        except ProfileError as error:
            told = "".join(traceback.format_exception(error)) + repr(error) + repr(error.problem)
            assert "MARKED" not in told
            assert "ValueError" not in told, "a foreign exception repeats what it was given"


@given(st.text() | st.from_regex(r"(https?://)?[a-z.]+(:[0-9]{1,5})?/*"))
def test_cleaning_a_clean_address_changes_nothing(typed: str) -> None:
    try:
        address = clean_address(typed)
    except ProfileError:
        return
    assert clean_address(address) == address
    assert origin(origin(address)) == origin(address)


def test_secret_does_not_print() -> None:
    secret = Secret(KEY)
    request = ChatRequest(SANE, "c", secret, "s", "Hello")
    shown = [str(secret), repr(secret), f"{secret}", f"{secret!r:>20}", f"{[secret]}", repr(request), str(request)]
    assert not [text for text in shown if "0123456789" in text]
    assert not hasattr(secret, "__dict__")


@pytest.mark.parametrize(
    "serialise",
    [pickle.dumps, copy.copy, copy.deepcopy, msgspec.json.encode, msgspec.to_builtins, lambda secret: f"{secret:x}"],
    ids=["pickle", "copy", "deepcopy", "json", "builtins", "format"],
)
def test_secret_is_not_serialised(serialise: Callable[[Secret], object]) -> None:
    with pytest.raises(TypeError) as caught:
        serialise(Secret(KEY))
    assert KEY not in "".join(traceback.format_exception(caught.value))


def test_secret_stays_out_of_the_trace_of_what_fails_with_it() -> None:
    def send(secret: Secret) -> None:
        raise ValueError(f"cannot send {secret}")

    with pytest.raises(ValueError, match="cannot send") as caught:
        send(Secret(KEY))
    trace = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert KEY not in "".join(trace.format())


def test_secrets_compare_by_value() -> None:
    assert Secret(KEY) == Secret(KEY)
    assert Secret(KEY) != Secret("other")
    assert Secret(KEY) != KEY
    assert len({Secret(KEY), Secret(KEY), Secret("other")}) == 2


@pytest.mark.parametrize(("value", "hint"), [(KEY, "…cdef"), ("x" * 12 + "abcd", "…abcd"), ("x" * 15, "…"), ("", "…")])
def test_hint_tells_long_secrets_apart_and_gives_no_short_one_away(value: str, hint: str) -> None:
    assert Secret(value).hint == hint


def test_profile_finds_its_chatbots() -> None:
    assert SANE.find_chatbot("c") == Chatbot("c", "Helper")
    assert SANE.find_chatbot("") is None
    assert Profile("p", "Shop").address == DEFAULT_ADDRESS


def test_sane_profile_passes() -> None:
    check_profile(SANE)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"address": "http://example.com"}, "address_insecure", "address"),
        ({"address": "nowhere"}, "address_invalid", "address"),
        ({"project_id": ""}, "project_missing", "project_id"),
        ({"project_id": "a b"}, "id_invalid", "project_id"),
        ({"chatbots": ()}, "chatbot_missing", "chatbot_id"),
        ({"chatbots": (Chatbot("c", "One"), Chatbot("", "Two"))}, "chatbot_missing", "chatbot_id"),
        ({"chatbots": (Chatbot("c c", "One"),)}, "id_invalid", "chatbot_id"),
    ],
)
def test_profile_is_refused_at_the_first_field_to_mend(change: dict[str, object], code: str, field: str) -> None:
    profile = msgspec.structs.replace(SANE, **change)
    assert refused(lambda: check_profile(profile)) == (code, field)
