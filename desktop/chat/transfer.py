"""Exports and imports for those who must not block: the history is read on the disk thread, files are written and read
on a thread for files.

The trap: both take long, and must end soon when nobody wants them any more. So a cancelled task tells the work, and
waits until that has taken its hands off the file.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Final, Protocol, TypeVar

import msgspec
from msgspec import Struct

from desktop.chat.archive import Archive
from desktop.chat.ports import WorkThread
from desktop.core.conversation import Conversation
from desktop.core.export.forms import ExportForm, make_writer
from desktop.core.export.pieces import Opened, Piece, Said, written
from desktop.core.merging import Comparison
from desktop.core.message import Message
from desktop.core.progress import Progress

_T = TypeVar("_T")
_AT_ONCE: Final = 1_000_000
"""Characters of messages that are read in one go of the disk thread; other calls come between."""
_MOST: Final = 100
"""Pieces that are, at most."""
_FORMAT: Final = 3
"""The version of the body of a message, as the history stores it."""


class TextFiles(Protocol):
    """What the disk does for an export and an import but for the history. Blocking; raises StoreError."""

    def save_pieces(self, path: Path, pieces: Iterable[str]) -> None: ...
    def save_by(self, path: Path, write: Callable[[Path], None]) -> None: ...
    def stage(self, path: Path, progress: Progress) -> Path:
        """Check the whole file, and keep what is in it until `discard`; raises Cancelled too (see `Progress`)."""
        ...

    def discard(self, staged: Path) -> None: ...
    def tidy_up(self) -> None:
        """Discard what was staged when the program was killed."""
        ...

    def back_up(self, progress: Progress) -> Path:
        """A copy of the history, which goes on being written meanwhile; raises Cancelled too."""
        ...


class Export(Struct, frozen=True):
    """What is written and where. No ids: all there are. JSON has all that is stored, those in the trash and versions
    that are not in view as well.
    """

    path: Path
    form: ExportForm
    ids: tuple[str, ...] = ()


class Staged(Struct, frozen=True):
    """A checked file, and what merging it would do."""

    path: Path
    comparison: Comparison


class Transfer:
    """Every method raises StoreError. A task that is cancelled in one leaves nothing behind but a backup, if that was
    complete.
    """

    def __init__(self, archive: Archive, files: WorkThread, disk: TextFiles) -> None:
        self._archive = archive
        self._files = files
        self._disk = disk
        self._lent: tuple[Piece, ...] = ()

    def lend(self, conversation: Conversation, messages: Iterable[Message]) -> None:
        """A conversation that is not in the history, to be used by its id like one that is; the one before goes."""
        said = (Said(one, msgspec.json.encode(one).decode(), _FORMAT) for one in messages)
        self._lent = (Opened(conversation), *said)

    def take_back(self) -> None:
        """Nothing is lent any more."""
        self._lent = ()

    async def export(
        self,
        export: Export,
        progress: Progress,
        render: Callable[[Path, Iterator[Piece]], None] | None = None,
    ) -> None:
        """Write the file; `progress` counts conversations. `render` makes what is no text: it fills the file from the
        pieces, on the thread for files.
        """
        ids = await self._ids(export)
        progress.total = len(ids)

        def work() -> None:
            pieces = self._pieces(ids, progress, in_view=export.form is not ExportForm.JSON)
            if render is not None:
                self._disk.save_by(export.path, lambda part: render(part, pieces))
            else:
                self._disk.save_pieces(export.path, written(make_writer(export.form, time.time()), pieces))

        await _ended(self._files.call(work), progress)

    async def use(self, ids: Sequence[str], use: Callable[[Iterator[Piece]], _T], progress: Progress) -> _T:
        """What `use` makes of some conversations as they are in view, on the thread for files."""
        progress.total = len(ids)
        return await _ended(self._files.call(lambda: use(self._pieces(ids, progress, in_view=True))), progress)

    async def stage(self, path: Path, progress: Progress) -> Staged:
        """Check a file and compare it with the history; `progress` counts bytes."""
        staging = self._files.call(self._disk.stage, path, progress)
        staged = await _ended(staging, progress, late=lambda path: self._files.call(self._disk.discard, path))
        try:
            found = await _ended(self._archive.call(lambda file: file.imports.compare(staged, progress)), progress)
        except BaseException:
            self._files.call(self._disk.discard, staged)
            raise
        return Staged(staged, found)

    async def merge(self, staged: Staged, progress: Progress, tell: Callable[[Path], None], *, newer: bool) -> None:
        """Bring in what was staged, which is gone then.

        `tell` gets the backup that was made before when the history has changed: that is so, too, when this task was
        cancelled too late.
        """
        try:
            backup = await _ended(self._files.call(self._disk.back_up, progress), progress)
            merging = self._archive.call(lambda file: file.imports.merge(staged.path, progress, newer=newer))
            await _ended(merging, progress, late=lambda _nothing: tell(backup))
            tell(backup)
        finally:
            self.discard(staged)

    def discard(self, staged: Staged) -> None:
        """Nobody wants the file any more."""
        self._files.call(self._disk.discard, staged.path)

    def tidy_up(self) -> None:
        """What an earlier run could not discard goes."""
        self._files.call(self._disk.tidy_up)

    async def _ids(self, export: Export) -> Sequence[str]:
        if export.ids:
            return export.ids
        is_json = export.form is ExportForm.JSON
        listed = self._archive.call(lambda file: file.exports.ids(with_trash=is_json, newest_first=not is_json))
        return await asyncio.wrap_future(listed)

    def _pieces(self, ids: Sequence[str], progress: Progress, *, in_view: bool) -> Iterator[Piece]:
        """On the thread for files, which waits for the disk thread."""
        lent = self._lent
        if lent and isinstance(lent[0], Opened) and tuple(ids) == (lent[0].conversation.id,):
            yield from lent
            progress.report(1)
            return
        source = self._archive.call(lambda file: file.exports.pieces(ids, in_view=in_view)).result()
        done = 0
        while batch := self._archive.call(lambda _file: _some(source)).result():
            for piece in batch:
                progress.report(done)
                done += isinstance(piece, Opened)
                yield piece
        progress.report(len(ids))


def _some(source: Iterator[Piece]) -> list[Piece]:
    found: list[Piece] = []
    size = 0
    for piece in source:
        found.append(piece)
        size += len(piece.body) if isinstance(piece, Said) else 0
        if size >= _AT_ONCE or len(found) >= _MOST:
            break
    return found


async def _ended(future: Future[_T], progress: Progress, late: Callable[[_T], object] | None = None) -> _T:
    """The result. When this task is cancelled the work is told so, and its end awaited before that is raised.

    `late` gets the result of work that was done all the same.
    """
    waiting = asyncio.wrap_future(future)
    cancelled: asyncio.CancelledError | None = None
    while not waiting.done():
        try:
            await asyncio.wait([waiting])
        except asyncio.CancelledError as cancel:
            cancelled = cancel
            progress.cancel()
    if cancelled is not None:
        # Read in any case, so that a failure is not also reported as forgotten.
        if waiting.exception() is None and late is not None:
            late(waiting.result())
        raise cancelled
    return waiting.result()
