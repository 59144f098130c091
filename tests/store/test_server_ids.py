"""A reply is found by the id that the server gave it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from desktop.core.conversation import Conversation
from desktop.core.message import Message, Role, Status, Text
from desktop.store.history import open_history
from desktop.store.reading import open_for_reading
from desktop.store.server_ids import find_by_server_id


def reply(message_id: str, server_id: str, text: str = "") -> Message:
    return Message(message_id, Role.CHATBOT, Status.COMPLETE, (Text("", text),), 1.0, server_id=server_id)


def test_the_newest_comes_first_and_what_only_quotes_the_id_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with closing(open_history(path)) as history:
        for name in ("c1", "c2"):
            history.save_conversation(Conversation(name, "s", "p", "b", "Helper", "Title", 1.0, 2.0))
        quoting = Message("q", Role.CHATBOT, Status.COMPLETE, (), 1.0, metadata={"server_id": "s-1"})
        history.save_messages("c1", (reply("a", "s-1"), reply("b", "s-12", '"server_id":"s-1"'), quoting))
        history.save_messages("c2", (reply("c", "s-1"), reply("d", "")))
        with history._database.writing() as connection:  # noqa: SLF001 - what a newer version, or damage, leaves
            connection.execute("UPDATE messages SET body = ? WHERE id = 'b'", ('{"server_id":"s-1"',))
        database = open_for_reading(path)
        assert database is not None
        with closing(database):
            assert find_by_server_id(database, "s-1") == ("c", "a")
            assert find_by_server_id(database, "s") == ()
            assert find_by_server_id(database, "") == ()
            assert find_by_server_id(database, "\ud83d") == ()
