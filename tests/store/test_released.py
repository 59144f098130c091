"""Histories that released versions wrote open in this one, with everything in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.conversation import Draft
from desktop.core.message import Role, Status, ToolCall
from desktop.store.history import History, open_history
from desktop.store.schema import STEPS

RELEASED = sorted((Path(__file__).parent / "released").glob("*.sql"))
_ID = "9f1c0a52-6a55-4c8f-8a4b-0d6f0a5a100"


def make(path: Path, script: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(script.read_text("utf-8"))


@pytest.mark.parametrize("script", RELEASED, ids=lambda script: f"schema {script.stem}")
def test_it_is_the_schema_that_its_name_says(path: Path, script: Path) -> None:
    make(path, script)
    fresh = path.with_name("fresh.db")
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(fresh)) as new:
        for step in STEPS[: int(script.stem)]:
            for statement in step:
                new.execute(statement)
        query = "SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name"
        old_schema, new_schema = old.execute(query).fetchall(), new.execute(query).fetchall()
        assert old.execute("PRAGMA user_version").fetchone() == (int(script.stem),)
    strip = [(kind, name, " ".join(sql.split())) for kind, name, sql in old_schema]
    assert strip == [(kind, name, " ".join(sql.split())) for kind, name, sql in new_schema]


def test_the_first_released_history_opens_with_all_that_was_in_it(path: Path) -> None:
    make(path, RELEASED[0])
    history = open_history(path)
    check(history)
    history.close()
    (backup,) = path.parent.glob("history.db.backup-????????-??????")
    with closing(sqlite3.connect(backup)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (1,)
        assert old.execute("SELECT count(*) FROM messages").fetchone() == (6,)
    again = open_history(path)
    check(again)
    again.close()


def check(history: History) -> None:
    assert [one.id[-1] for one in history.list_conversations()] == ["4", "3", "2", "1"]
    question, reply = history.load_messages(f"{_ID}1")
    assert (question.role, question.status, question.text) == (Role.USER, Status.SENT, "Where is my order 4711?")
    call = next(part for part in reply.parts if isinstance(part, ToolCall))
    assert call.output == {"carrier": "DHL", "city": "Leipzig", "items": [1, 2, 3]}
    assert reply.text.startswith("Your order **4711** left *Leipzig*")
    assert history.get_conversation(f"{_ID}2").title == "Grüße aus Köln – 日本語で？ 🙂"
    assert history.load_messages(f"{_ID}2")[1].status is Status.STOPPED
    assert history.load_messages(f"{_ID}3")[1].status is Status.INTERRUPTED
    assert history.find_draft(f"{_ID}4") == Draft(f"{_ID}4", "half a thought\nin two lines")
