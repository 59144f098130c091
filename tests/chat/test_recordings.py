"""Recordings for those who must not block: every call reaches the files, and deleted replies take theirs along."""

from collections.abc import Iterable

import pytest

from desktop.chat.archive import Archive
from desktop.chat.recordings import RecordingArchive
from desktop.core.errors import Problem, StoreError
from desktop.core.recording import RecordingUsage
from tests.fakes.clock import on_clock
from tests.fakes.ports import FakeHistoryFile, FakeThread


class FakeFiles:
    def __init__(self, *names: str) -> None:
        self.names = set(names)
        self.pruned = 0

    def size_of(self, message_id: str) -> int:
        return 10 if message_id in self.names else 0

    def content(self, message_id: str, *, plain: bool) -> bytes:
        if message_id not in self.names:
            raise StoreError(Problem("recording_gone"))
        return b"plain" if plain else b"whole"

    def usage(self) -> RecordingUsage:
        return RecordingUsage(len(self.names), 10 * len(self.names))

    def delete(self, message_ids: Iterable[str]) -> None:
        self.names -= set(message_ids)

    def delete_all(self) -> None:
        self.names.clear()

    def prune(self) -> None:
        self.pruned += 1


@on_clock
async def test_every_call_reaches_the_files_on_their_thread() -> None:
    thread, files = FakeThread(), FakeFiles("a", "b")
    recordings = RecordingArchive(thread, files, Archive(FakeThread(), FakeHistoryFile))
    assert (await recordings.size_of("a"), await recordings.size_of("c")) == (10, 0)
    assert await recordings.content("a", plain=True) == b"plain"
    assert await recordings.content("a", plain=False) == b"whole"
    with pytest.raises(StoreError):
        await recordings.content("c", plain=True)
    assert await recordings.usage() == RecordingUsage(2, 20)
    await recordings.prune()
    assert files.pruned == 1
    await recordings.delete_all()
    assert files.names == set()
    assert thread.calls == 8


@on_clock
async def test_the_recording_of_a_deleted_reply_goes_and_is_then_forgotten() -> None:
    files, file = FakeFiles("gone", "undoable", "kept"), FakeHistoryFile()
    file.forgotten.for_ever, file.forgotten.undoable = ["gone", "never recorded"], ["undoable"]
    recordings = RecordingArchive(FakeThread(), files, Archive(FakeThread(), lambda: file))
    await recordings.sweep(undoable=False)
    assert files.names == {"undoable", "kept"}
    assert (file.forgotten.for_ever, file.forgotten.undoable) == ([], ["undoable"])
    await recordings.sweep(undoable=True)
    assert files.names == {"kept"}
    assert file.forgotten.undoable == []


@on_clock
async def test_nothing_deleted_asks_the_files_nothing() -> None:
    thread = FakeThread()
    await RecordingArchive(thread, FakeFiles(), Archive(FakeThread(), FakeHistoryFile)).sweep(undoable=True)
    assert thread.calls == 0
