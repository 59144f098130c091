"""A conversation in which nothing was said goes when it is left, and only then."""

import pytest

from desktop.core.conversation import Conversation, Draft
from desktop.core.message import question
from desktop.store.history import History

ASKED = question("q", "Hello", 1.0)


@pytest.fixture
def begun(history: History) -> History:
    """A history with one conversation."""
    history.save_conversation(Conversation("k1", "s", "p", "b", "Helper"))
    return history


def test_one_without_messages_goes_with_its_draft(begun: History) -> None:
    begun.save_draft(Draft("k1", "half a sentence"))
    begun.delete_conversation("k1", if_empty=True)
    assert begun.find_conversation("k1") is None
    assert begun.find_draft("k1") is None


def test_one_to_which_messages_came_meanwhile_stays(begun: History) -> None:
    begun.save_messages("k1", (ASKED,))
    begun.save_draft(Draft("k1", "half a sentence"))
    begun.delete_conversation("k1", if_empty=True)
    assert begun.load_messages("k1") == (ASKED,)
    assert begun.find_draft("k1") == Draft("k1", "half a sentence")
