"""What a killed program leaves beside the history, and what becomes of it: logs, their index, a half-written change."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.store.history import open_history
from tests.store.test_database import fill

_HALF_WRITTEN = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA journal_mode = DELETE")
c.execute("PRAGMA cache_size = 5")
c.execute("BEGIN IMMEDIATE")
c.execute("DELETE FROM messages")
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_what_was_killed_before_there_was_a_log_is_rolled_back(path: Path) -> None:
    fill(path)
    subprocess.run([sys.executable, "-c", _HALF_WRITTEN, str(path)], check=False, timeout=60)
    assert path.with_name("history.db-journal").stat().st_size
    opened = open_history(path)
    assert len(opened.load_messages("k1")) == 200
    opened.close()


_KILLED_WITH_A_LOG = """
import os, sys
from pathlib import Path
from desktop.core.message import question
from desktop.store.history import open_history
history = open_history(Path(sys.argv[1]))
history.save_messages("k1", (question("late", "in the log", 1.0),))
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_log_that_somebody_deleted_costs_only_what_was_in_it(path: Path) -> None:
    fill(path)
    subprocess.run([sys.executable, "-c", _KILLED_WITH_A_LOG, str(path)], check=False, timeout=60)
    path.with_name("history.db-wal").unlink()
    opened = open_history(path)
    assert len(opened.load_messages("k1")) == 200
    opened.close()


@pytest.mark.parametrize("content", [b"", b"\xff" * 32_768, b"left over"])
def test_an_index_of_the_log_that_was_left_over_is_no_harm(path: Path, content: bytes) -> None:
    fill(path)
    path.with_name("history.db-shm").write_bytes(content)
    opened = open_history(path)
    assert len(opened.load_messages("k1")) == 200
    opened.close()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_broken_index_beside_a_log_is_made_anew(path: Path) -> None:
    fill(path)
    subprocess.run([sys.executable, "-c", _KILLED_WITH_A_LOG, str(path)], check=False, timeout=60)
    path.with_name("history.db-shm").write_bytes(b"\xff" * 32_768)
    opened = open_history(path)
    assert [message.id for message in opened.load_messages("k1")][-1] == "late"
    opened.close()
