"""The recordings of replies for those who must not block: how large they are, what is in one, and their end.

The trap: a reply is deleted on the disk thread and its recording on another one, and the program may die in between. So
the history keeps the id of what was deleted until the recording is gone as well.
"""

from __future__ import annotations

import asyncio

from desktop.chat.archive import Archive
from desktop.chat.ports import RecordingFiles, WorkThread
from desktop.core.recording import RecordingUsage


class RecordingArchive:
    """`files` belong to `thread`. All that came before a call is written when the call is answered."""

    def __init__(self, thread: WorkThread, files: RecordingFiles, archive: Archive) -> None:
        self._thread = thread
        self._files = files
        self._archive = archive

    async def size_of(self, message_id: str) -> int:
        """Bytes on the disk; 0 when there is no recording of this message."""
        return await asyncio.wrap_future(self._thread.call(self._files.size_of, message_id))

    async def content(self, message_id: str, *, plain: bool) -> bytes:
        """The file, or the body alone as it came. Raises StoreError."""
        return await asyncio.wrap_future(self._thread.call(self._files.content, message_id, plain=plain))

    async def usage(self) -> RecordingUsage:
        return await asyncio.wrap_future(self._thread.call(self._files.usage))

    async def delete_all(self) -> None:
        await asyncio.wrap_future(self._thread.call(self._files.delete_all))

    async def prune(self) -> None:
        """Delete what the settings have no room for."""
        await asyncio.wrap_future(self._thread.call(self._files.prune))

    async def sweep(self, *, undoable: bool) -> None:
        """Delete the recordings of deleted replies; also of those that could be put back, at a start. StoreError."""
        gone = await self._archive.list_forgotten(undoable=undoable)
        if gone:
            await asyncio.wrap_future(self._thread.call(self._files.delete, gone))
            await self._archive.clear_forgotten(gone)
