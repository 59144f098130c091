"""Links from anywhere: what they may ask for, and that nothing else comes through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.deep_link import (
    LONGEST_TEXT,
    BadLink,
    ConversationLink,
    NewLink,
    conversation_link,
    is_link,
    parse_link,
)

ID = "0d6f8a1e-6a3b-4d0e-9a55-2f6f7d0c1b2a"


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("robofy-chat:new", NewLink()),
        ("robofy-chat://new/", NewLink()),
        ("ROBOFY-CHAT:new?chatbot=order-desk", NewLink("order-desk")),
        ("robofy-chat:new?text=Where%20is+it%3F&chatbot=Order%20desk", NewLink("Order desk", "Where is it?")),
        ("robofy-chat:new?text=One%0D%0Atwo%09%E2%80%AEthree%00", NewLink("", "One\ntwo three")),
        ("robofy-chat:new?text=", NewLink()),
        (f"robofy-chat:conversation/{ID}", ConversationLink(ID)),
        (f"robofy-chat://conversation/{ID}/", ConversationLink(ID)),
    ],
)
def test_what_a_link_asks_for(link: str, wanted: object) -> None:
    assert parse_link(link) == wanted


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://robofy.example/new",
        "robofy-chat:",
        "robofy-chat:delete",
        "robofy-chat:new/more",
        "robofy-chat:new?send=1",
        "robofy-chat:new?text=a&text=b",
        "robofy-chat:new?text",
        "robofy-chat:new?text=%zz",
        "robofy-chat:new?text=%ff",
        "robofy-chat:new?chatbot=a%0Ab",
        "robofy-chat:new?chatbot=" + "b" * 201,
        "robofy-chat:new?text=" + "b" * (LONGEST_TEXT + 1),
        "robofy-chat:new?text=" + "%61" * 3 * LONGEST_TEXT,
        "robofy-chat:new#send",
        "robofy-chat:conversation/",
        "robofy-chat:conversation/..%2F..%2Fetc",
        f"robofy-chat:conversation/{ID}?text=hello",
        "robofy-chat://[new",
    ],
)
def test_what_says_nothing_known_does_nothing(link: str) -> None:
    assert isinstance(parse_link(link), BadLink)


def test_the_reason_of_a_bad_link_holds_nothing_of_it() -> None:
    bad = parse_link("robofy-chat:new?send=private")
    assert isinstance(bad, BadLink)
    assert "private" not in bad.reason


def test_a_link_to_a_conversation_leads_back_to_it() -> None:
    assert parse_link(conversation_link(ID)) == ConversationLink(ID)
    assert is_link(conversation_link(ID))
    assert not is_link("robofy-chats:new")


@given(st.text(max_size=200))
def test_no_link_can_break_it(rest: str) -> None:
    link = parse_link("robofy-chat:new?text=" + rest)
    if isinstance(link, NewLink):
        assert all(char == "\n" or char.isprintable() for char in link.text)
