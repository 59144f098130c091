"""What is saved is what is loaded, in the order in which it happened."""

from __future__ import annotations

import sqlite3
import tracemalloc
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from desktop.core.conversation import Conversation, Draft, Listing, Shelf
from desktop.core.errors import Problem, StoreError
from desktop.core.events import Skipped
from desktop.core.message import (
    Data,
    File,
    Message,
    Notice,
    Part,
    Reasoning,
    Role,
    Source,
    Status,
    Step,
    Text,
    ToolCall,
    ToolState,
    empty_reply,
    question,
)
from desktop.store.history import History, open_history

LISTED = "removed = 0 AND archived = 0"
PARTS: tuple[Part, ...] = (
    Step(),
    Reasoning("r1", "Hm …", done=True),
    Text("t1", "Grüße 你好 👋🏽\0 end", done=True),
    ToolCall("c1", "find_order", "Find", ToolState.OUTPUT_AVAILABLE, '{"id":', {"id": 2**70}, None, started=1.5),
    ToolCall("c2", "refund", error="no", state=ToolState.OUTPUT_ERROR, approved=False),
    Source("s1", "https://example.org", "Title"),
    File("https://example.org/a.png", "image/png"),
    Data("weather", {"deep": [1, 2.5, None, True, "x"]}, "d1"),
    Notice("The support person took over.", "n1"),
)
WHOLE = Message(
    "m1",
    Role.CHATBOT,
    Status.FAILED,
    PARTS,
    10.0,
    11.0,
    12.0,
    "server-1",
    "session-2",
    "error",
    "other",
    Problem("rate_limited", {"seconds": "3"}, "slow down", 429, "too_many", retryable=True, retry_after=3.0),
    {"model": "x"},
    (Skipped("unknown_type", "…"),),
    1,
)


def conversation(key: str = "k1", updated: float = 1.0, title: str = "") -> Conversation:
    return Conversation(key, "session", "profile", "bot", "Concierge", title, 0.5, updated)


@pytest.fixture
def begun(history: History) -> History:
    history.save_conversation(conversation())
    return history


def test_every_kind_of_part_and_every_member_comes_back(begun: History) -> None:
    begun.save_messages("k1", (WHOLE,))
    assert begun.load_messages("k1") == (WHOLE,)


def test_everything_is_there_after_a_restart(begun: History, path: Path) -> None:
    begun.save_messages("k1", (question("q", "Hello?", 3.0), WHOLE))
    begun.save_draft(Draft("k1", "next"))
    begun.close()
    again = open_history(path)
    assert again.get_conversation("k1") == conversation()
    assert again.load_messages("k1") == (question("q", "Hello?", 3.0), WHOLE)
    assert again.find_draft("k1") == Draft("k1", "next")
    again.close()


def test_a_long_conversation_is_read_row_by_row(begun: History) -> None:
    begun.save_messages("k1", tuple(question(f"m{number}", "word " * 2_000, 1.0) for number in range(100)))
    tracemalloc.start()
    messages = begun.load_messages("k1")
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(messages) == 100
    assert most < 1.2 * kept


def test_messages_stay_in_the_order_of_events_when_the_clock_goes_back(begun: History) -> None:
    begun.save_messages("k1", (question("z", "first", 500.0), empty_reply("y", 400.0)))
    begun.save_messages("k1", (question("a", "second", 3.0),))
    begun.save_messages("k1", (question("z", "first, sent", 600.0),))
    assert [(message.id, message.text) for message in begun.load_messages("k1")] == [
        ("z", "first, sent"),
        ("y", ""),
        ("a", "second"),
    ]


def test_the_same_message_id_in_two_conversations_are_two_messages(begun: History) -> None:
    begun.save_conversation(conversation("k2"))
    begun.save_messages("k1", (question("q", "one", 1.0),))
    begun.save_messages("k2", (question("q", "two", 1.0),))
    assert [begun.load_messages(key)[0].text for key in ("k1", "k2")] == ["one", "two"]


def test_saving_a_conversation_again_keeps_its_messages(begun: History) -> None:
    begun.save_messages("k1", (WHOLE,))
    begun.save_conversation(conversation(title="Renamed", updated=9.0))
    assert begun.get_conversation("k1").title == "Renamed"
    assert begun.load_messages("k1") == (WHOLE,)


def test_messages_are_saved_all_or_none(begun: History) -> None:
    bad = msgspec.structs.replace(WHOLE, id="bad", created=float("nan"))
    with pytest.raises(StoreError) as caught:
        begun.save_messages("k1", (question("q", "one", 1.0), bad))
    assert caught.value.problem.code == "store_failed"
    assert begun.load_messages("k1") == ()


def test_a_whole_conversation_is_saved_with_its_tags_and_leaves_the_trash(history: History) -> None:
    whole = msgspec.structs.replace(conversation(), tags=("inbox",))
    history.save_whole(whole, (WHOLE,))
    history.shelves.move_to_trash(("k1",))
    history.save_whole(whole, (WHOLE,))
    assert history.get_conversation("k1") == whole
    assert history.load_messages("k1") == (WHOLE,)


def test_a_whole_conversation_that_is_saved_again_stands_in_the_list(history: History) -> None:
    history.save_whole(conversation(), (WHOLE,))
    history.shelves.set_archived(("k1",), True)
    history.shelves.move_to_trash(("k1",))
    history.save_whole(conversation(), (WHOLE,))
    assert history.list_conversations() == (conversation(),)


def test_of_a_whole_conversation_nothing_is_saved_when_a_message_is_refused(history: History) -> None:
    bad = msgspec.structs.replace(WHOLE, id="bad", created=float("nan"))
    with pytest.raises(StoreError):
        history.save_whole(conversation(), (WHOLE, bad))
    assert history.find_conversation("k1") is None


def test_messages_need_their_conversation(history: History) -> None:
    with pytest.raises(StoreError):
        history.save_messages("nowhere", (WHOLE,))


def test_pages_hold_each_conversation_once_in_the_order_of_what_happened(history: History) -> None:
    for number in (3, 1, 4, 0, 2, 5):
        history.save_conversation(conversation(f"k{number}", updated=float(-number)))
    pages = [[one.id for one in history.list_conversations(offset=offset, limit=4)] for offset in (0, 4, 8)]
    assert pages == [["k5", "k2", "k0", "k4"], ["k1", "k3"], []]
    assert history.count_conversations() == 6


def test_only_what_happens_in_a_conversation_brings_it_up(history: History) -> None:
    for name in ("k1", "k2"):
        history.save_conversation(conversation(name, updated=5.0))
    history.save_conversation(conversation("k1", title="Renamed", updated=5.0))
    assert [one.id for one in history.list_conversations()] == ["k2", "k1"]
    history.save_conversation(conversation("k1", updated=4.0))  # the clock went back
    assert [one.id for one in history.list_conversations()] == ["k1", "k2"]


def test_each_shelf_chatbot_and_tag_has_its_own_listing(history: History, path: Path) -> None:
    for name in ("k1", "k2", "k3", "k4", "k5"):
        history.save_conversation(conversation(name, updated=1.0))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE conversations SET pinned = 1, unread = 1, leaf = 'm' WHERE id = 'k2'")
        connection.execute("UPDATE conversations SET archived = 1 WHERE id IN ('k3', 'k4')")
        connection.execute("UPDATE conversations SET removed = 7.0 WHERE id = 'k4'")
        connection.execute("UPDATE conversations SET chatbot_id = 'other' WHERE id = 'k5'")
        connection.executemany("INSERT INTO tags VALUES (?, ?)", [("k1", "b"), ("k1", "a"), ("k2", "b")])
    connection.close()

    def listed(listing: Listing) -> list[str]:
        assert history.count_conversations(listing) == len(history.list_conversations(listing))
        return [one.id for one in history.list_conversations(listing)]

    assert listed(Listing()) == ["k2", "k5", "k1"]
    assert listed(Listing(Shelf.ARCHIVE)) == ["k3"]
    assert listed(Listing(Shelf.TRASH)) == ["k4"]
    assert listed(Listing(chatbot=("profile", "other"))) == ["k5"]
    assert listed(Listing(tag="b")) == ["k2", "k1"]
    kept = history.get_conversation("k2")
    assert (kept.pinned, kept.unread, kept.leaf, kept.tags) == (True, True, "m", ("b",))
    assert history.get_conversation("k1").tags == ("a", "b")
    history.save_conversation(conversation("k2", updated=9.0))
    assert history.get_conversation("k2") == msgspec.structs.replace(kept, updated=9.0)


@pytest.mark.parametrize(
    ("where", "index"),
    [
        (f"{LISTED} ORDER BY pinned DESC, activity DESC", "conversations_listed"),
        (
            f"{LISTED} AND profile_id = 'p' AND chatbot_id = 'c' ORDER BY pinned DESC, activity DESC",
            "conversations_of_chatbot",
        ),
        ("removed = 0 AND archived = 1 ORDER BY activity DESC", "conversations_archived"),
        ("removed > 0 ORDER BY removed DESC", "conversations_removed"),
    ],
)
def test_a_page_is_read_from_the_index(where: str, index: str, begun: History, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN SELECT * FROM conversations WHERE {where} LIMIT 60 OFFSET 9"  # noqa: S608 - of this test
        ).fetchall()
    connection.close()
    assert index in str(plan)
    assert "TEMP B-TREE" not in str(plan)


def test_a_deleted_conversation_is_gone_with_messages_and_draft(begun: History) -> None:
    begun.save_messages("k1", (WHOLE,))
    begun.save_draft(Draft("k1", "half a sentence"))
    begun.delete_conversation("k1")
    begun.delete_conversation("k1")
    assert begun.find_conversation("k1") is None
    assert begun.load_messages("k1") == ()
    assert begun.find_draft("k1") is None
    with pytest.raises(KeyError):
        begun.get_conversation("k1")


def test_a_draft_is_replaced_and_an_empty_one_removed(history: History) -> None:
    history.save_draft(Draft("not yet there", "one"))
    history.save_draft(Draft("not yet there", "two"))
    assert history.find_draft("not yet there") == Draft("not yet there", "two")
    history.save_draft(Draft("not yet there", ""))
    assert history.find_draft("not yet there") is None


def test_half_a_character_is_mended_everywhere(history: History) -> None:
    history.save_conversation(conversation("k\ud83d", title="t\udc00"))
    history.save_draft(Draft("k\ud83d", "d\ud83d"))
    tool = ToolCall("c", "t", input={"key\ud83d": ["v\udc00"]})
    history.save_messages("k\ud83d", (Message("m\ud83d", Role.CHATBOT, Status.COMPLETE, (Text(text="x\ud83d"), tool)),))
    (message,) = history.load_messages("k\ud83d")
    assert message.id == "m\ufffd"
    assert message.parts == (Text(text="x\ufffd"), ToolCall("c", "t", input={"key\ufffd": ["v\ufffd"]}))
    assert [item.title for item in history.list_conversations()] == ["t\ufffd"]
    assert history.find_draft("k\ud83d") == Draft("k\ufffd", "d\ufffd")


def test_what_is_nested_too_deeply_is_refused_with_words(begun: History) -> None:
    deep: list[object] = []
    for _ in range(200_000):
        deep = [deep]
    with pytest.raises(StoreError):
        begun.save_messages("k1", (Message("m", Role.CHATBOT, Status.COMPLETE, (Data("deep", deep),)),))
    while deep:  # taken apart by hand: freeing it in one go is recursive too
        deep = deep.pop()  # type: ignore[assignment]  # a nest of lists
    assert begun.load_messages("k1") == ()


def test_a_reply_that_was_being_written_is_interrupted_at_the_next_start(begun: History, path: Path) -> None:
    streaming = Message("r", Role.CHATBOT, Status.STREAMING, (Text("t", "Half a sen"),), 4.0)
    asked = msgspec.structs.replace(question("q", "Hello?", 3.0), status=Status.SENT)
    begun.save_messages("k1", (asked, streaming, WHOLE))
    begun.close()
    again = open_history(path)
    first, reply, whole = again.load_messages("k1")
    again.close()
    assert (first, whole) == (asked, WHOLE)
    assert reply.status is Status.INTERRUPTED
    assert reply.problem is not None
    assert reply.problem.code == "program_ended"
    assert reply.text == "Half a sen"


def test_mending_keeps_the_problem_that_was_known(begun: History) -> None:
    known = Problem("silence_timeout", {"seconds": "60"})
    begun.save_messages("k1", (Message("r", Role.CHATBOT, Status.STREAMING, problem=known),))
    assert begun.mend() == 1
    assert begun.load_messages("k1")[0].problem == known
    assert begun.mend() == 0


def test_a_history_that_cannot_be_mended_is_closed(path: Path) -> None:
    open_history(path).close()
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught:
        open_history(path, busy=0.05)
    writer.close()
    assert caught.value.problem.code == "store_locked"


THREE = (question("q1", "One?", 1.0), question("q2", "Two?", 2.0), question("q3", "Three?", 3.0))


def test_a_message_is_deleted_and_comes_back_at_its_place(begun: History, path: Path) -> None:
    begun.save_messages("k1", THREE)
    removed = begun.delete_message("k1", "q2")
    assert begun.load_messages("k1") == (THREE[0], THREE[2])
    begun.save_messages("k1", (WHOLE,))
    assert removed is not None
    begun.restore_message(removed)
    assert begun.load_messages("k1") == (*THREE, WHOLE)
    begun.close()
    again = open_history(path)
    assert again.load_messages("k1") == (*THREE, WHOLE)
    again.close()


def test_a_message_that_was_deleted_is_gone_after_a_restart(begun: History, path: Path) -> None:
    begun.save_messages("k1", THREE)
    begun.delete_message("k1", "q2")
    begun.close()
    again = open_history(path)
    assert again.load_messages("k1") == (THREE[0], THREE[2])
    again.close()
    assert b"Two?" not in _text_of(path)


def test_the_same_id_in_another_conversation_stays(begun: History) -> None:
    begun.save_conversation(conversation("k2"))
    for key in ("k1", "k2"):
        begun.save_messages(key, THREE)
    begun.delete_message("k1", "q2")
    assert begun.load_messages("k2") == THREE


def test_what_is_not_there_cannot_be_deleted(begun: History) -> None:
    begun.save_messages("k1", THREE)
    assert begun.delete_message("k1", "other") is None
    assert begun.delete_message("other", "q1") is None
    assert begun.load_messages("k1") == THREE


def test_a_message_comes_back_once_and_not_into_a_conversation_that_is_gone(begun: History) -> None:
    begun.save_messages("k1", THREE)
    removed = begun.delete_message("k1", "q2")
    assert removed is not None
    begun.restore_message(removed)
    begun.restore_message(removed)
    assert begun.load_messages("k1") == THREE
    begun.delete_message("k1", "q2")
    begun.delete_conversation("k1")
    begun.restore_message(removed)
    assert begun.load_messages("k1") == ()


def test_what_a_newer_version_wrote_comes_back_whole(begun: History, path: Path) -> None:
    begun.save_messages("k1", THREE)
    body = '{"id":"q2","role":"user","status":"sent","from_tomorrow":true}'
    with sqlite3.connect(path) as other:
        other.execute("UPDATE messages SET format = 99, body = ? WHERE id = 'q2'", (body,))
    other.close()
    removed = begun.delete_message("k1", "q2")
    assert removed is not None
    begun.restore_message(removed)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT format, body FROM messages WHERE id = 'q2'").fetchone() == (99, body)
    other.close()


def change_elsewhere(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE conversations SET title = 'Theirs'")


def test_what_another_program_writes_is_noticed_once_and_what_we_write_never(begun: History, path: Path) -> None:
    assert not begun.was_changed_elsewhere()
    begun.save_messages("k1", THREE)
    assert not begun.was_changed_elsewhere()
    change_elsewhere(path)
    assert begun.was_changed_elsewhere()
    assert not begun.was_changed_elsewhere()


def test_what_another_program_writes_before_this_was_ever_asked_is_noticed(begun: History, path: Path) -> None:
    change_elsewhere(path)
    assert begun.was_changed_elsewhere()


def _text_of(path: Path) -> bytes:
    """What SQL finds in the messages of the file."""
    with sqlite3.connect(path) as other:
        rows = other.execute("SELECT text, body FROM messages").fetchall()
    other.close()
    return repr(rows).encode()
