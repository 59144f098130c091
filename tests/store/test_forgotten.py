"""Whatever way a reply goes, its id stays until what it left is deleted; one that was put back is not told."""

from __future__ import annotations

from desktop.core.conversation import Conversation
from desktop.core.message import empty_reply, question
from desktop.store.history import History


def fill(history: History) -> None:
    for key in ("k1", "k2"):
        history.save_conversation(Conversation(key, "s", "p", "b", "Helper"))
        history.save_messages(key, (question(f"q-{key}", "Hello", 1.0), empty_reply(f"r-{key}", 1.0)))


def test_replies_go_with_their_conversation(history: History) -> None:
    fill(history)
    history.delete_conversation("k1")
    assert history.forgotten.list_ids(undoable=False) == ("r-k1",)
    history.forgotten.clear(("r-k1",))
    assert history.forgotten.list_ids(undoable=True) == ()


def test_a_reply_that_can_be_put_back_is_told_at_the_next_start(history: History) -> None:
    fill(history)
    history.delete_message("k1", "q-k1")
    history.delete_message("k1", "r-k1")
    assert history.forgotten.list_ids(undoable=False) == ()
    assert history.forgotten.list_ids(undoable=True) == ("r-k1",)


def test_a_reply_that_was_put_back_is_not_told(history: History) -> None:
    fill(history)
    removed = history.delete_message("k1", "r-k1")
    assert removed is not None
    history.restore_message(removed)
    assert history.forgotten.list_ids(undoable=True) == ()
    history.delete_message("k1", "r-k1")
    history.delete_conversation("k1")
    assert history.forgotten.list_ids(undoable=False) == ("r-k1",)
