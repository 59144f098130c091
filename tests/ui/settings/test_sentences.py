"""Where no message waits, nothing speaks of one."""

from desktop.core.errors import SENTENCES, Problem
from desktop.ui.settings.sentences import sentence


def test_a_refused_key_is_said_without_a_message() -> None:
    assert sentence(Problem("unauthorized")) == "The chatbot did not accept this key. Check it, or paste another one."
    assert sentence(Problem("silence_timeout", {"seconds": "7"})) == "No further text for 7 seconds. Try again."


def test_every_other_problem_is_said_as_elsewhere() -> None:
    assert sentence(Problem("forbidden")) == SENTENCES["forbidden"]


def test_nothing_is_promised_about_what_arrived() -> None:
    for code in ("secret_missing", "unauthorized", "connection_lost", "silence_timeout", "cut_short", "conflict"):
        assert "your message" not in sentence(Problem(code))
        assert "is kept" not in sentence(Problem(code))
        assert "in this conversation" not in sentence(Problem(code))
