import pytest

from desktop.sandbox import bots, guide
from desktop.sandbox.concierge import TOPICS, answer
from desktop.sandbox.markdown_tour import TOUR
from desktop.sandbox.script import Script
from desktop.sandbox.sessions import Session


def _told(query: str, session: Session | None = None) -> str:
    reply = answer(query, session or Session())
    assert isinstance(reply, Script)
    return reply.text


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("How do I connect my own chatbot?", guide.CONNECT),
        ("Where does the API key go?", guide.KEY),
        ("where do I put my token", guide.KEY),
        ("How can I stop an answer?", guide.STOP),
        ("How do I copy an answer?", guide.COPY),
        ("Switch to the dark theme", guide.THEME),
        ("How do I search?", guide.SEARCH),
        ("How do I find an old conversation?", guide.SEARCH),
        ("What do the badges mean?", guide.BADGES),
        ("Which keyboard shortcuts are there?", guide.KEYS),
        ("Does Enter send?", guide.SEND),
        ("Can I switch streaming off?", guide.STREAMING),
        ("What does interrupted mean?", guide.ERRORS),
        ("Is my data private?", guide.PRIVACY),
        ("What is the sandbox?", guide.SANDBOX),
        ("Who else is here?", guide.OTHERS),
        ("How do I start a new conversation?", guide.NEW),
        ("What is a session?", guide.SESSION),
        ("Which languages do you speak?", guide.LANGUAGES),
        ("Answer in Arabic, please", guide.ARABIC),
        ("مرحبا", guide.ARABIC),
        ("Show me Markdown of every kind", TOUR),
        ("What can you do?", guide.CAPABILITIES),
        ("help", guide.CAPABILITIES),
    ],
)
def test_explains_the_app(query: str, wanted: str) -> None:
    assert _told(query) == wanted


@pytest.mark.parametrize("query", bots.STARTERS[bots.CONCIERGE.id])
def test_first_questions_have_answers(query: str) -> None:
    assert not _told(query).startswith("I do not know")


@pytest.mark.parametrize("query", ["Hello!", "hi", "Good morning", "hey there"])
def test_greets(query: str) -> None:
    assert _told(query).startswith("Hello! Welcome to Robofy Desktop.")


def test_says_who_it_is() -> None:
    assert _told("Who are you?").startswith("I am the Concierge")


def test_remembers_a_name() -> None:
    session = Session()
    assert _told("What is my name?", session).startswith("You have not told me yet")
    assert _told("Hello, my name is Zoë.", session).startswith("Pleased to meet you, Zoë.")
    assert _told("Do you know my name?", session) == "You are Zoë."
    assert _told("hello", session).startswith("Hello, Zoë!")
    assert _told("thank you", session).startswith("You are welcome, Zoë.")
    assert _told("bye", session).startswith("Goodbye, Zoë.")


def test_what_it_does_not_know_it_says_and_helps_on() -> None:
    told = _told("Will it rain tomorrow?")
    assert told.startswith("I do not know about that")
    assert guide.CAPABILITIES in told


def test_every_topic_can_be_reached() -> None:
    first_words = {topic.words.split("|")[0].replace(r"\b", "") for topic in TOPICS}
    assert {_told(f"{words}?") for words in first_words} == {topic.answer for topic in TOPICS}


def test_markdown_tour_has_every_kind() -> None:
    inline = ["**bold**", "*italic*", "~~", "`code", "](https://", "<https://", "![", "\\\n", "$5", "<script>"]
    blocks = ["# ", "- A point", "  - ", "1. ", "- [x]", "> ", "> > ", "```python", "| :-- | --: |", "\n---\n"]
    assert [mark for mark in (*inline, *blocks) if mark not in TOUR] == []
