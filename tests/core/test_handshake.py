"""What a handshake may say, and what is made of it when it says something else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.chatbot import Credential, Profile, Secret
from desktop.core.errors import ProfileError
from desktop.core.handshake import Handshake, Introduction, handshake_url, read_handshake, shakes_hands

BOT = {
    "chatbot_id": "bot-1",
    "agent_name": "Kitchen",
    "description": "Knows pans.",
    "greeting": "How can I assist you today?",
    "sort_order": 2,
    "quick_questions": ["Which pan?", " Which  pan? ", "", 7],
}
WIDGET = {
    "header": {"input_placeholder": "Type message here.."},
    "branding": {"theme_color": "#2563EB"},
    "loader": {"loader_texts": ["Thinking", "Collecting Data"], "enable_loader": True},
}
PATH = Profile("p", "Shop", "https://agents.example/v2", credential=Credential.CLIENT_TOKEN, handshake_path="/hs")


def read(**data: object) -> Handshake:
    found = read_handshake({"message": "ok", "data": {"token": "JWT", **data}})
    assert found is not None
    return found


def test_what_is_documented_is_read() -> None:
    found = read(chatbots=[BOT, {**BOT, "chatbot_id": "bot-0", "sort_order": 0}], widget=WIDGET)
    assert found.token == Secret("JWT")
    assert [one.chatbot_id for one in found.introductions] == ["bot-0", "bot-1"]
    assert found.introduction("bot-1") == Introduction(
        "bot-1", "Kitchen", "Knows pans.", "How can I assist you today?", ("Which pan?",), 2
    )
    assert (found.placeholder, found.colour) == ("Type message here..", (0x25, 0x63, 0xEB))
    assert found.loader_texts == ("Thinking", "Collecting Data")


def test_without_an_envelope_the_body_itself_is_read() -> None:
    found = read_handshake({"token": "JWT", "chatbots": [BOT], "data": {"token": 3}})
    assert found is not None
    assert found.introduction("bot-1").greeting == BOT["greeting"]


@pytest.mark.parametrize(
    "body", [None, [], "JWT", {}, {"data": None}, {"token": ""}, {"data": {"token": 7}}, {"token": "a b"}]
)
def test_without_a_token_it_is_no_handshake(body: object) -> None:
    assert read_handshake(body) is None


@pytest.mark.parametrize("bots", [None, {}, "bots", [None, 3, [], {}, {"chatbot_id": 3}, {"chatbot_id": " "}]])
@pytest.mark.parametrize("widget", [None, [], {"header": 3}, {"loader": {"loader_texts": "x"}, "branding": []}])
def test_other_types_count_as_not_said(bots: object, widget: object) -> None:
    assert read(chatbots=bots, widget=widget) == Handshake(Secret("JWT"))


def test_members_of_a_chatbot_with_other_types_count_as_not_said() -> None:
    odd = {"chatbot_id": "b", "agent_name": 1, "greeting": [], "quick_questions": "Why?", "sort_order": True}
    assert read(chatbots=[odd]).introduction("b") == Introduction("b")


def test_quick_questions_may_be_objects() -> None:
    asked = [{"question": "One?"}, {"text": "Two?"}, {"title": 3}, {"label": "Four?"}]
    assert read(chatbots=[{**BOT, "quick_questions": asked}]).introduction("bot-1").questions == (
        "One?",
        "Two?",
        "Four?",
    )


def test_a_loader_that_is_off_says_nothing() -> None:
    off = {"loader": {"loader_texts": ["Thinking"], "enable_loader": False}}
    assert read(widget=off).loader_texts == ()


def test_the_only_chatbot_answers_to_any_id_and_one_of_many_does_not() -> None:
    assert read(chatbots=[BOT]).introduction("agent_1").name == "Kitchen"
    two = read(chatbots=[BOT, {**BOT, "chatbot_id": "bot-2"}])
    assert two.introduction("agent_1") == Introduction("agent_1")


def test_what_is_too_long_is_cut() -> None:
    huge = {**BOT, "greeting": "x" * 100_000, "quick_questions": [f"{n}" + "y" * 5000 for n in range(5000)]}
    found = read(chatbots=[huge] * 3000).introductions
    assert len(found) == 1000
    assert (len(found[0].greeting), len(found[0].questions)) == (500, 12)
    assert max(map(len, found[0].questions)) <= 120


def test_half_characters_are_mended() -> None:
    assert read(chatbots=[{**BOT, "greeting": "Hi \ud83d"}]).introduction("bot-1").greeting.encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(sorted({*BOT, *WIDGET, "data", "chatbots"})), inner)
    ),
    max_leaves=30,
)


@given(JSON, JSON)
def test_whatever_comes_is_read_without_an_error(bots: object, widget: object) -> None:
    found = read(chatbots=bots, widget=widget)
    assert json.dumps([one.greeting for one in found.introductions])


def test_a_token_does_not_print() -> None:
    assert "JWT" not in repr(read())


def test_only_a_client_token_with_a_path_is_fetched() -> None:
    assert shakes_hands(PATH)
    assert not shakes_hands(Profile("p", "Shop", handshake_path="/hs"))
    assert not shakes_hands(Profile("p", "Shop", credential=Credential.CLIENT_TOKEN, handshake_path=" "))


def test_the_path_stands_on_the_origin_of_the_address() -> None:
    assert handshake_url(PATH) == "https://agents.example:443/hs"


@pytest.mark.parametrize(
    "path",
    ["hs", "//evil.example/hs", "/\\evil.example", "https://evil.example/", "/a b", "/a#b", "/a\nb", "/ä", "@evil/x"],
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    profile = Profile("p", "Shop", "https://agents.example", handshake_path=path)
    with pytest.raises(ProfileError) as caught:
        handshake_url(profile)
    assert (caught.value.problem.code, caught.value.field) == ("handshake_path_invalid", "handshake_path")
