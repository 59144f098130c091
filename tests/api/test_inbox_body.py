"""Inbox JSON of any shape at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.api import inbox_body, inbox_fields
from desktop.core.errors import ProtocolError
from desktop.core.inbox import InboxMessage, Side
from desktop.core.message import File

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=())) | st.sampled_from(["user", "2025-01-15 10:30:00", "[DONE]"])
)  # fmt: skip
NAMES = st.sampled_from(
    sorted({name for table in vars(inbox_fields).values() if isinstance(table, tuple) for name in table})
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES | st.text(), inner, max_size=6)
)


@given(JSON)
def test_whatever_comes_is_read_or_told_by_its_shape(value: object) -> None:
    for parse in (inbox_body.sessions, inbox_body.messages, lambda body: inbox_body.leads(body, "s")):
        try:
            page = parse(value)
        except ProtocolError as error:
            assert error.problem.code == "inbox_unknown"  # noqa: PT017 - either end is right
            json.dumps(error.problem.params)
        else:
            repr(page).encode()  # well formed


def message(**members: object) -> tuple[InboxMessage, ...]:
    return inbox_body.messages([members]).messages


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ({"message": " Hello "}, "Hello"),
        ({"text": "Hello"}, "Hello"),
        ({"content": [{"type": "text", "text": "Hello"}, {"type": "image"}, "there"]}, "Hello\n\nthere"),
        ({"message": {"content": "Hello"}}, "Hello"),
        ({"body": 4711}, "4711"),
        ({"content": {"order": 1}}, '```json\n{\n  "order": 1\n}\n```'),
        ({"parts": [{"order": 1}]}, '```json\n[\n  {\n    "order": 1\n  }\n]\n```'),
    ],
)
def test_the_words_of_a_message_are_found(members: dict[str, object], text: str) -> None:
    (found,) = message(**members)
    assert found.text == text


@pytest.mark.parametrize(
    ("direction", "side"),
    [
        ("user", Side.VISITOR),
        (" Inbound ", Side.VISITOR),
        ("AGENT", Side.CHATBOT),
        ("tool", Side.OTHER),
        ("", Side.OTHER),
    ],
)
def test_directions_are_read_whatever_their_case(direction: str, side: Side) -> None:
    (found,) = message(role=direction, text="x")
    assert (found.side, found.direction) == (side, direction.strip())


def test_a_question_with_its_answer_is_two_messages() -> None:
    asked, answered = message(id=7, query="Where?", answer="Here.", created_at=1_736_937_000)
    assert (asked.id, asked.side, asked.text) == ("7:question", Side.VISITOR, "Where?")
    assert (answered.id, answered.side, answered.text) == ("7", Side.CHATBOT, "Here.")
    assert asked.when.at == answered.when.at == 1_736_937_000
    assert [one.side for one in message(query="Where?")] == [Side.VISITOR]
    assert [one.id for one in message(query="Where?")] == [""]
    (only,) = message(answer="Here.", files=["https://example.com/a"])
    assert only.files == (File("https://example.com/a"),)


def test_attachments_are_addresses_and_nothing_else() -> None:
    (found,) = message(files=["https://a", "", {"url": "https://b", "mime_type": "image/png"}, {"name": "c"}, 4])
    assert found.files == (File("https://a"), File("https://b", "image/png"))


def test_a_list_of_texts_is_one_of_messages() -> None:
    page = inbox_body.messages(["Hello", " ", 4])
    assert [one.text for one in page.messages] == ["Hello"]
    assert page.unusable == 2


def test_items_without_an_id_are_counted_and_left_out() -> None:
    page = inbox_body.sessions({"sessions": [{"session_id": "a"}, {"name": "x"}, 3], "nextPageToken": 7})
    assert [one.id for one in page.sessions] == ["a"]
    assert (page.unusable, page.more) == (2, "7")


@pytest.mark.parametrize("body", [[], {"sessions": []}, {"data": None}, {"message": "Success", "data": {"chats": []}}])
def test_nothing_there_is_an_empty_inbox(body: object) -> None:
    assert inbox_body.sessions(body).sessions == ()
    assert inbox_body.messages(body).messages == ()


@pytest.mark.parametrize(
    "body", [None, {}, {"data": "agent_12345"}, {"data": {"data": {"data": {"data": {"data": []}}}}}]
)
def test_no_list_is_no_inbox(body: object) -> None:
    with pytest.raises(ProtocolError):
        inbox_body.sessions(body)


@pytest.mark.parametrize("token", ["a\nb", "x" * 5000, True, ["a"], None, ""])
def test_what_cannot_ask_for_a_page_does_not(token: object) -> None:
    assert inbox_body.sessions({"sessions": [], "next_page_token": token}).more == ""


def test_leads_of_others_are_left_out() -> None:
    rows = [
        {"session_id": "s", "lead_data": [{"field_name": "name", "field_value": "Anna"}, "x"]},
        {"session_id": "other", "lead_data": [{"field_name": "name", "field_value": "Ben"}]},
        {"lead_data": {"email": "c@example.com", "age": None}},
        {"lead_data": "none"},
        5,
    ]
    found = inbox_body.leads({"data": {"report": {"rows": rows}}}, "s").leads
    assert [lead.fields for lead in found] == [(("name", "Anna"),), (("email", "c@example.com"),)]
