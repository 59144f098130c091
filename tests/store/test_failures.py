"""Each failure of the disk has its own words."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from desktop.store.failures import is_damage, is_index_damage, store_error

FILE = Path("/data/history.db")


def sqlite_error(code: int, words: str = "words with a /secret/path") -> sqlite3.Error:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), "disk_full"),
        (sqlite_error(4874), "disk_full"),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), "store_locked"),
        (sqlite_error(sqlite3.SQLITE_READONLY_DIRECTORY), "store_read_only"),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), "store_read_only"),
        (sqlite_error(sqlite3.SQLITE_CORRUPT_INDEX), "store_failed"),
        (sqlite_error(sqlite3.SQLITE_IOERR_READ), "store_failed"),
        (sqlite3.ProgrammingError("none"), "store_failed"),
        (OSError(errno.ENOSPC, "no space"), "disk_full"),
        (OSError(errno.EROFS, "read-only"), "store_read_only"),
        (OSError(errno.EIO, "broken"), "store_failed"),
        (OSError("no number"), "store_failed"),
    ],
)
def test_each_failure_has_its_own_words(error: sqlite3.Error | OSError, code: str) -> None:
    problem = store_error(error, FILE).problem
    assert problem.code == code
    assert "{" not in problem.sentence
    assert "secret" not in problem.sentence


def test_damage_is_told_from_other_failures() -> None:
    assert is_damage(sqlite_error(sqlite3.SQLITE_NOTADB))
    assert is_damage(sqlite_error(sqlite3.SQLITE_CORRUPT_INDEX))
    assert not is_damage(sqlite_error(sqlite3.SQLITE_IOERR))
    assert not is_damage(sqlite3.ProgrammingError("none"))


def test_damage_of_the_index_is_told_from_that_of_the_file() -> None:
    assert is_index_damage(sqlite_error(sqlite3.SQLITE_CORRUPT_VTAB))
    assert not is_damage(sqlite_error(sqlite3.SQLITE_CORRUPT_VTAB))
    assert not is_index_damage(sqlite_error(sqlite3.SQLITE_CORRUPT))
    assert is_index_damage(sqlite_error(sqlite3.SQLITE_CORRUPT, 'fts5: corruption found reading blob 7 from table "s"'))
    assert not is_index_damage(sqlite_error(sqlite3.SQLITE_ERROR, 'fts5: syntax error near "("'))
    assert is_index_damage(sqlite_error(sqlite3.SQLITE_ERROR, "invalid fts5 file format (found 99, expected 4)"))
