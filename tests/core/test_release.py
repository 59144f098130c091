"""The list of new versions: what is offered, and what is refused."""

import json

import pytest

from desktop.core.errors import ProtocolError
from desktop.core.release import Feed, Release, newest, notes_of, numbers, parse_feed

PAGE = "https://downloads.example/robofy"


def feed(*versions: str, issued: int = 100) -> Feed:
    return Feed(issued, tuple(Release(version, PAGE) for version in versions))


def encoded(**changes: object) -> bytes:
    release = {"version": "0.2.0", "page": PAGE, "notes": "- *New*", "published": "2026-12-01", "size": 3}
    return json.dumps({"format": 1, "issued": 100, "releases": [release], "more": {}} | changes).encode()


def test_a_feed_is_read_also_with_members_of_tomorrow() -> None:
    assert parse_feed(encoded()) == Feed(100, (Release("0.2.0", PAGE, "- *New*", "2026-12-01"),))


@pytest.mark.parametrize(
    "changes",
    [
        {"issued": 0},
        {"issued": "now"},
        {"releases": [{"version": "0.2.0", "page": "http://downloads.example"}]},
        {"releases": [{"version": "0.2.0", "page": "file:///etc/passwd"}]},
        {"releases": [{"version": "0.2.0", "page": "https://a b"}]},
        {"releases": [{"version": "new", "page": PAGE}]},
        {"releases": [{"page": PAGE}]},
    ],
)
def test_what_does_not_fit_is_refused_whole(changes: dict[str, object]) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_feed(encoded(**changes))
    assert caught.value.problem.code == "update_unreadable"


@pytest.mark.parametrize("content", [b"", b"\xff", b"<html>", b"[]"])
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(ProtocolError):
        parse_feed(content)


def test_a_form_of_tomorrow_is_said_to_be_one() -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_feed(encoded(format=2))
    assert caught.value.problem.code == "update_newer"


def test_the_highest_version_above_ours_is_offered() -> None:
    found = newest(feed("0.9.0", "0.10.0", "0.1.0"), "0.2.0", 0)
    assert found is not None
    assert found.version == "0.10.0"


@pytest.mark.parametrize("running", ["0.2.0", "0.2", "0.3.0", "0.2.0.dev1"])
def test_nothing_older_and_nothing_equal_is_offered(running: str) -> None:
    assert newest(feed("0.2.0", "0.1.9"), running, 100) is None


def test_an_older_feed_than_one_seen_before_is_a_replay() -> None:
    with pytest.raises(ProtocolError) as caught:
        newest(feed("9.0.0", issued=99), "0.1.0", 100)
    assert caught.value.problem.code == "update_replayed"


def test_numbers_of_what_is_no_version() -> None:
    assert numbers("x") == ()
    assert numbers("1.0.0") == (1,)


def test_notes_can_always_be_shown() -> None:
    assert notes_of(Release("1", PAGE, "a\ud83d")) == "a\ufffd"
