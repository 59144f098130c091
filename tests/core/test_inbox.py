"""Values of the inbox: times that say what they do not know, orders, and messages with the right author."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.inbox import (
    Authors,
    InboxMessage,
    InboxSession,
    Moment,
    Side,
    Transcript,
    as_messages,
    moment,
    newest_first,
    oldest_first,
)
from desktop.core.message import File, Role, Status, Text

AUTHORS = Authors("Anna", "Order desk", "Unknown", "(no time zone)")
AT = 1_736_937_000.0  # 2025-01-15 10:30:00 UTC


@pytest.mark.parametrize(
    ("given_time", "at"),
    [
        ("2025-01-15T10:30:00Z", AT),
        ("2025-01-15T12:30:00+02:00", AT),
        ("2025-01-15T10:30:00.500Z", AT + 0.5),
        (int(AT), AT),
        (AT * 1000, AT),
        (str(int(AT)), AT),
        (str(int(AT * 1000)), AT),
    ],
)
def test_a_time_with_a_zone_is_a_moment(given_time: object, at: float) -> None:
    found = moment(given_time)
    assert (found.at, found.order, found.lacks_zone) == (at, at, False)


@pytest.mark.parametrize("given_time", ["2025-01-15 10:30:00", "2025-01-15T10:30:00", " 2025-01-15  10:30:00 "])
def test_a_time_without_a_zone_is_kept_as_it_was_given(given_time: str) -> None:
    found = moment(given_time)
    assert (found.at, found.text, found.order) == (0.0, " ".join(given_time.split()), AT)
    assert found.lacks_zone


@pytest.mark.parametrize(
    "given_time", ["yesterday", "", "\ud800", "0001-01-01T00:00:00Z", -5, 0, 1e300, 10**4000, "9999-99-99", "1.5"]
)
def test_what_is_no_time_is_only_a_text(given_time: object) -> None:
    found = moment(given_time)
    assert (found.at, found.order, found.lacks_zone) == (0.0, 0.0, False)


@pytest.mark.parametrize("given_time", [None, True, [], {}, [1]])
def test_what_is_not_even_a_text_is_nothing(given_time: object) -> None:
    assert moment(given_time) == Moment()


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes().map(str), st.none(), st.booleans()))
def test_every_time_can_be_sorted(given_time: object) -> None:
    found = moment(given_time)
    assert math.isfinite(found.order)
    assert 0 <= found.at < 1e10


def test_sessions_come_newest_first_and_each_once() -> None:
    old, new, unknown = (
        InboxSession("a", when=moment(int(AT))),
        InboxSession("b", when=moment(int(AT) + 9)),
        InboxSession("c"),
    )
    again = InboxSession("a", "Anna", when=moment(int(AT) + 20))
    assert newest_first([old, unknown, new]) == (new, old, unknown)
    assert newest_first([old, unknown, new, again]) == (again, new, unknown)


def test_messages_are_sorted_only_when_each_has_a_time() -> None:
    late, early, unknown = (
        InboxMessage("l", when=moment(int(AT) + 9)),
        InboxMessage("e", when=moment(int(AT))),
        InboxMessage("u"),
    )
    assert oldest_first([late, early]) == (early, late)
    assert oldest_first([late, unknown, early]) == (late, unknown, early)


def test_a_transcript_becomes_messages() -> None:
    picture = File("https://example.com/a.jpg", "image/jpeg")
    asked = InboxMessage("m1", Side.VISITOR, "inbound", "Broken", (picture,), moment(int(AT)))
    answered = InboxMessage("m2", Side.CHATBOT, "agent", "**Sorry**", (), moment("2025-01-15 10:31:00"))
    tool = InboxMessage("", Side.OTHER, "tool", "{}")
    nobody = InboxMessage("m1", Side.OTHER, "", "?")
    first, second, third, fourth = as_messages(Transcript((asked, answered, tool, nobody)), AUTHORS)
    assert (first.id, first.role, first.status, first.author) == ("m1", Role.USER, Status.SENT, "Anna")
    assert (first.parts, first.created) == ((Text(text="Broken", done=True), picture), AT)
    assert (second.role, second.status, second.created) == (Role.CHATBOT, Status.COMPLETE, 0.0)
    assert second.author == "Order desk · 2025-01-15 10:31:00 (no time zone)"
    assert (third.id, third.author, third.role) == ("inbox:3", "tool", Role.USER)
    assert (fourth.id, fourth.author, fourth.server_id) == ("inbox:4", "Unknown", "m1")
    assert [one.question_id for one in (first, second, third, fourth)] == ["", "m1", "m1", "m1"]
    assert [one.is_question for one in (first, second, third, fourth)] == [True, False, False, False]
