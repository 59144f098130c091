"""The questions that wait are kept, in their order, and none is there twice."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.conversation import Conversation
from desktop.core.message import question
from desktop.core.queue import Queued
from desktop.store.history import History, open_history

A, B, C = Queued("a", "one"), Queued("b", "two"), Queued("c", "half \ud83d a character")


@pytest.fixture
def begun(history: History) -> History:
    for key in ("k1", "k2"):
        history.save_conversation(Conversation(key, "session", "profile", "bot", "Concierge"))
    return history


def test_a_queue_is_there_in_its_order_after_a_restart(begun: History, path: Path) -> None:
    begun.queue.save("k1", (A, B))
    begun.queue.save("k1", (B, C, A))
    begun.close()
    with closing(open_history(path)) as again:
        assert [one.id for one in again.queue.load("k1")] == ["b", "c", "a"]
        assert again.queue.load("k1")[1].text == "half \ufffd a character"
        assert again.queue.load("k2") == ()


def test_each_conversation_has_its_own(begun: History) -> None:
    begun.queue.save("k1", (A,))
    begun.queue.save("k2", (B,))
    begun.queue.save("k1", ())
    assert (begun.queue.load("k1"), begun.queue.load("k2")) == ((), (B,))


def test_a_question_that_was_asked_is_not_in_the_queue_any_more(begun: History) -> None:
    begun.queue.save("k1", (A, B))
    begun.save_messages("k1", (question("a", "one", 1.0),))
    assert begun.queue.load("k1") == (B,)


def test_a_queue_goes_with_its_conversation_and_does_not_come_back(begun: History) -> None:
    begun.queue.save("k1", (A,))
    begun.delete_conversation("k1")
    assert begun.queue.load("k1") == ()
    begun.queue.save("k1", (A,))
    assert begun.queue.load("k1") == ()
