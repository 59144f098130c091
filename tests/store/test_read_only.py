"""A history that cannot be written can still be read, and says no to every change."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.core.conversation import Conversation
from desktop.core.errors import StoreError
from desktop.core.message import Status, empty_reply, question
from desktop.core.search import SearchQuery
from desktop.store.database import is_suspect
from desktop.store.history import open_history
from desktop.store.read_only import open_read_only
from desktop.store.search import SearchFile
from desktop.store.titles import TitleFile
from tests.store.test_released import RELEASED, make

CONVERSATION = Conversation("k1", "s", "p", "b", "Concierge", "Title", 1.0, 2.0)
LATER = Conversation("k2", "s", "p", "b", "Concierge", "Later", 3.0, 4.0)


def fill(path: Path) -> None:
    history = open_history(path)
    history.save_conversation(CONVERSATION)
    history.save_messages("k1", (question("q1", "Hello", 1.0), empty_reply("r1", 1.0)))
    history.close()


def check(path: Path, mend: Callable[[], object]) -> None:
    """`mend` lets the folder be written again."""
    history = open_read_only(path, busy=0.1)
    try:
        assert history.list_conversations() == (CONVERSATION,)
        asked, reply = history.load_messages("k1")
        assert (asked.text, reply.status) == ("Hello", Status.INTERRUPTED)
        with pytest.raises(StoreError) as caught:
            history.save_conversation(CONVERSATION)
        assert caught.value.problem.code == "store_read_only"
    finally:
        history.close()
    search, titles = SearchFile(path), TitleFile(path)
    assert [hit.snippet for hit in search.find(SearchQuery("hello"), None, lambda: True).hits] == ["Hello"]
    assert titles.find("title", 5, lambda: True) == (CONVERSATION,)
    mend()
    with closing(open_history(path)) as writer:
        writer.save_conversation(LATER)
        writer.save_messages("k2", (question("q2", "Good evening", 3.0),))
        assert [hit.snippet for hit in search.find(SearchQuery("evening"), None, lambda: True).hits] == ["Good evening"]
        assert titles.find("later", 5, lambda: True) == (LATER,)
    search.close()
    titles.close()


def refusal(path: Path) -> str:
    with pytest.raises(StoreError) as caught:
        open_read_only(path, busy=0.1)
    return caught.value.problem.code


def test_in_a_folder_that_may_not_be_written(powerless_folder: Path) -> None:
    path = powerless_folder / "history.db"
    fill(path)
    path.chmod(0o400)
    powerless_folder.chmod(0o500)

    def mend() -> None:
        powerless_folder.chmod(0o700)
        path.chmod(0o600)

    check(path, mend)


def test_what_was_written_since_is_no_damage(powerless_folder: Path) -> None:
    path = powerless_folder / "history.db"
    fill(path)
    with closing(open_history(path)) as writer:
        for number in range(500):
            writer.save_conversation(replace(LATER, id=f"l{number}", title="x" * 1000))
    powerless_folder.chmod(0o500)
    with closing(open_read_only(path)) as frozen:
        powerless_folder.chmod(0o700)
        with closing(sqlite3.connect(path)) as writer_of_all:
            writer_of_all.execute("DELETE FROM conversations")
            writer_of_all.commit()
            writer_of_all.execute("VACUUM")
        with pytest.raises(StoreError):
            frozen.list_conversations()
    assert not is_suspect(path)


def test_on_a_full_disk(small_disk: Callable[[int], Path]) -> None:
    path = small_disk(1024) / "history.db"
    fill(path)
    with suppress(OSError), path.with_name("filler").open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    check(path, path.with_name("filler").unlink)


def test_beside_a_program_that_writes(path: Path) -> None:
    fill(path)
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); c.execute('DELETE FROM conversations');"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        history = open_read_only(path, busy=0.1)
        assert history.list_conversations() == (CONVERSATION,)
        history.close()
        holder.kill()


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_with_a_log_that_cannot_be_read_it_is_not_read_at_all(powerless_folder: Path) -> None:
    path = powerless_folder / "history.db"
    fill(path)
    history = open_history(path)
    history.save_messages("k1", (question("q2", "in the log", 1.0),))
    contents = {file.name: file.read_bytes() for file in powerless_folder.iterdir() if not file.name.endswith("-shm")}
    history.close()
    for name, content in contents.items():
        (powerless_folder / name).write_bytes(content)
    powerless_folder.chmod(0o500)
    assert refusal(path) == "store_read_only"


def test_one_of_an_older_version_would_have_to_be_changed(path: Path) -> None:
    make(path, RELEASED[0])
    assert refusal(path) == "store_read_only"


def test_one_that_is_not_there_is_not_made(path: Path) -> None:
    assert refusal(path) == "store_read_only"
    assert not path.exists()
