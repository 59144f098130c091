"""What SQLite's check says of a file, in the words of every version of it."""

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from desktop.core.conversation import Conversation
from desktop.core.message import question
from desktop.store.history import open_history
from desktop.store.index_mark import IndexMark
from desktop.store.recovery_mark import RecoveryMark
from desktop.store.soundness import Soundness, check, judge
from tests.store.damage import garble_the_end


def test_a_sound_file_is_sound(path: Path) -> None:
    open_history(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert check(connection) is Soundness.SOUND


def test_a_broken_page_is_damage(path: Path) -> None:
    with closing(open_history(path)) as history:
        history.save_conversation(Conversation("k", "s", "p", "b", "Bot"))
        history.save_messages("k", tuple(question(f"m{number}", "lamp " * 100, 1.0) for number in range(200)))
    garble_the_end(path)
    with closing(sqlite3.connect(path)) as connection:
        assert check(connection) is Soundness.DAMAGED


@pytest.mark.parametrize(
    ("first", "soundness"),
    [
        ("ok", Soundness.SOUND),
        ("*** in database main ***\nTree 4 page 7: btreeInitPage() returns error code 11", Soundness.DAMAGED),
        ("malformed inverted index for FTS5 table main.search_index", Soundness.INDEX_DAMAGED),
        ('fts5: corruption found reading blob 137438953473 from table "search_index"', Soundness.INDEX_DAMAGED),
    ],
)
def test_what_newer_versions_say_of_the_index_is_no_damage_of_the_history(first: str, soundness: Soundness) -> None:
    assert judge(first) is soundness


class NewerSqlite(sqlite3.Connection):
    """Checks as SQLite does from 3.44 on, of a damaged index."""

    def execute(self, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
        if sql.startswith("PRAGMA quick_check"):
            raise sqlite3.OperationalError("invalid fts5 file format (found 99, expected 4 or 5) - run 'rebuild'")
        return super().execute(sql, parameters)  # type: ignore[arg-type]  # handed on as it came


def test_a_check_that_stops_at_the_index_is_no_damage_of_the_history(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_history(path).close()
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=NewerSqlite))
    open_history(path).close()
    assert IndexMark(path).is_set
    assert not RecoveryMark(path).names()
