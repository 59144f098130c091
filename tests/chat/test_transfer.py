"""Exports and imports beside the loop: the work ends when nobody wants it, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import msgspec
import pytest
from msgspec.structs import replace

from desktop.chat.archive import Archive
from desktop.chat.tasks import TaskScope
from desktop.chat.transfer import _MOST, Export, Staged, Transfer
from desktop.core.conversation import Conversation
from desktop.core.errors import Problem, StoreError
from desktop.core.export.forms import ExportForm
from desktop.core.export.pieces import Opened, Piece, Said
from desktop.core.merging import Comparison
from desktop.core.message import question
from desktop.core.progress import Cancelled, Progress
from desktop.store.record import FORMAT
from desktop.store.thread import DaemonThread
from tests.fakes.ports import FakeHistoryFile

STAGED = Staged(Path("a.staged"), Comparison(new=1))


class Disk:
    """Files in memory; writing waits for `gate`, and ends early when the work is cancelled."""

    def __init__(self) -> None:
        self.saved: dict[Path, str] = {}
        self.discarded: list[Path] = []
        self.begun = Event()
        self.gate = Event()
        self.gate.set()

    def save_pieces(self, path: Path, pieces: Iterable[str]) -> None:
        found = []
        for piece in pieces:
            found.append(piece)
            self.begun.set()
            self.gate.wait(20)
        self.saved[path] = "".join(found)

    def save_by(self, path: Path, write: Callable[[Path], None]) -> None:
        write(path)

    def stage(self, path: Path, progress: Progress) -> Path:
        progress.report(7)
        self.begun.set()
        self.gate.wait(20)
        return path.with_suffix(".staged")

    def discard(self, staged: Path) -> None:
        self.discarded.append(staged)

    def tidy_up(self) -> None:
        self.discarded.append(Path("left"))

    def back_up(self, progress: Progress) -> Path:
        """A copy that looks whether it is wanted when the gate opens."""
        self.begun.set()
        self.gate.wait(20)
        progress.report(1)
        return Path("history.db.backup")


class Desk:
    def __init__(self, disk: DaemonThread, files: DaemonThread) -> None:
        self.file = FakeHistoryFile()
        self.disk = Disk()
        self.archive = Archive(disk, lambda: self.file)
        self.files = files
        self.transfer = Transfer(self.archive, files, self.disk)

    def keep(self, count: int, *, text: str = "Hm") -> None:
        for at in range(count):
            self.file.save_conversation(Conversation(f"c{at}", "s", "p", "b", "Bot", f"T{at}", removed=float(at == 0)))
            self.file.save_messages(f"c{at}", (question(f"m{at}", text, 1.0),))

    async def files_are_done(self) -> None:
        await asyncio.wrap_future(self.files.call(lambda: None))


@contextmanager
def desk() -> Iterator[Desk]:
    disk, files = DaemonThread("test-disk"), DaemonThread("test-files")
    try:
        yield Desk(disk, files)
    finally:
        assert files.close(5)
        assert disk.close(5)


@pytest.mark.parametrize(
    ("form", "ids", "wanted"),
    [
        (ExportForm.TEXT, (), ["T2", "T1"]),
        (ExportForm.JSON, (), ["T0", "T1", "T2"]),
        (ExportForm.TEXT, ("c0", "gone", "c2"), ["T0", "T2"]),
    ],
)
def test_what_is_asked_for_is_written_in_order(form: ExportForm, ids: tuple[str, ...], wanted: list[str]) -> None:
    async def journey(at: Desk) -> None:
        at.keep(3)
        progress = Progress()
        await at.transfer.export(Export(Path("x"), form, ids), progress)
        text = at.disk.saved[Path("x")]
        places = [text.index(title) for title in wanted]
        assert places == sorted(places)
        assert all(title in wanted or title not in text for title in ("T0", "T1", "T2"))
        assert progress.done == progress.total == len(ids or wanted)

    with desk() as at:
        asyncio.run(journey(at))


@pytest.mark.parametrize("text", ["Hm", "x" * 600_000])
def test_the_history_is_read_a_little_at_a_time(text: str) -> None:
    async def journey(at: Desk) -> None:
        at.keep(_MOST if text == "Hm" else 4, text=text)
        before = 0
        original = at.archive.call

        def call(work: Callable[[FakeHistoryFile], object]) -> Future[object]:
            nonlocal before
            before += 1
            return original(work)  # type: ignore[arg-type] # the fake is what the archive opened

        at.archive.call = call  # type: ignore[method-assign,assignment] # counts what is asked of the disk
        await at.transfer.export(Export(Path("x"), ExportForm.TEXT, ()), Progress())
        assert before > 4

    with desk() as at:
        asyncio.run(journey(at))


def test_what_is_no_text_is_rendered_where_it_is_saved() -> None:
    rendered: list[tuple[Path, list[Piece]]] = []

    async def journey(at: Desk) -> None:
        at.keep(1)
        export = Export(Path("x.pdf"), ExportForm.PDF, ("c0",))
        await at.transfer.export(export, Progress(), lambda path, pieces: rendered.append((path, list(pieces))))
        found = await at.transfer.use(("c0",), lambda pieces: [type(piece).__name__ for piece in pieces], Progress())
        assert found == ["Opened", "Said"]

    with desk() as at:
        asyncio.run(journey(at))
    ((path, pieces),) = rendered
    assert path == Path("x.pdf")
    assert isinstance(pieces[0], Opened)


def test_only_json_has_the_versions_that_are_not_in_view() -> None:
    async def journey(at: Desk) -> None:
        at.keep(1)
        first, second = (question(key, f"Version {key}", 2.0, "m0") for key in "ab")
        at.file.save_messages("c0", (first, second))
        for form in (ExportForm.JSON, ExportForm.CSV, ExportForm.TEXT):
            await at.transfer.export(Export(Path(form), form, ("c0",)), Progress())
            assert "Version b" in at.disk.saved[Path(form)]
            assert ("Version a" in at.disk.saved[Path(form)]) is (form is ExportForm.JSON)
        used = await at.transfer.use(("c0",), list, Progress())
        assert [piece.message.id for piece in used if isinstance(piece, Said)] == ["m0", "b"]

    with desk() as at:
        asyncio.run(journey(at))


def test_an_export_that_is_cancelled_ends_before_the_task_does() -> None:
    async def journey(at: Desk) -> None:
        at.keep(3)
        at.disk.gate.clear()
        scope = TaskScope("test", _unexpected)
        progress = Progress()
        scope.start("export", at.transfer.export, Export(Path("x"), ExportForm.TEXT, ()), progress)
        await asyncio.to_thread(at.disk.begun.wait, 5)
        scope.cancel("export")
        for _ in range(3):
            await asyncio.sleep(0)
        assert progress.is_cancelled
        assert scope.is_running("export")
        at.disk.gate.set()
        await scope.aclose()
        await at.files_are_done()
        assert at.disk.saved == {}

    with desk() as at:
        asyncio.run(journey(at))


def test_work_that_ended_by_itself_says_how() -> None:
    async def journey(at: Desk) -> None:
        progress = Progress()
        progress.cancel()
        with pytest.raises(Cancelled):
            await at.transfer.stage(Path("a.json"), progress)
        with pytest.raises(ZeroDivisionError):
            await at.transfer.use((), lambda _pieces: 1 // 0, Progress())

    with desk() as at:
        asyncio.run(journey(at))


def test_a_staged_file_is_compared_merged_and_gone() -> None:
    async def journey(at: Desk) -> None:
        progress = Progress()
        staged = await at.transfer.stage(Path("a.json"), progress)
        assert staged == Staged(Path("a.staged"), Comparison(new=1))
        assert progress.done == 7
        told: list[Path] = []
        await at.transfer.merge(staged, Progress(), told.append, newer=True)
        assert told == [Path("history.db.backup")]
        await at.files_are_done()
        assert at.file.imports.merged == [(Path("a.staged"), True)]
        assert at.disk.discarded == [Path("a.staged")]
        at.transfer.discard(staged)
        at.transfer.tidy_up()
        await at.files_are_done()
        assert at.disk.discarded[1:] == [staged.path, Path("left")]

    with desk() as at:
        asyncio.run(journey(at))


def test_a_staged_file_is_gone_also_when_something_fails() -> None:
    async def journey(at: Desk) -> None:
        at.file.imports.comparison = StoreError(Problem("store_failed"))
        with pytest.raises(StoreError):
            await at.transfer.stage(Path("a.json"), Progress())
        at.file.imports.failure = StoreError(Problem("disk_full"))
        told: list[Path] = []
        with pytest.raises(StoreError):
            await at.transfer.merge(Staged(Path("b.staged"), Comparison()), Progress(), told.append, newer=False)
        assert told == []
        await at.files_are_done()
        assert at.disk.discarded == [Path("a.staged"), Path("b.staged")]

    with desk() as at:
        asyncio.run(journey(at))


def test_a_file_that_was_staged_when_nobody_wanted_it_any_more_is_gone() -> None:
    async def journey(at: Desk) -> None:
        at.disk.gate.clear()
        scope = TaskScope("test", _unexpected)
        scope.start("import", at.transfer.stage, Path("a.json"), Progress())
        await asyncio.to_thread(at.disk.begun.wait, 5)
        scope.cancel("import")
        await asyncio.sleep(0)
        at.disk.gate.set()
        await scope.aclose()
        await at.files_are_done()
        assert at.disk.discarded == [Path("a.staged")]

    with desk() as at:
        asyncio.run(journey(at))


def test_the_history_is_used_while_it_is_copied_before_an_import() -> None:
    told: list[Path] = []

    async def journey(at: Desk) -> None:
        at.disk.gate.clear()
        scope = TaskScope("test", _unexpected)
        scope.start("import", at.transfer.merge, STAGED, Progress(), told.append, newer=False)
        await asyncio.to_thread(at.disk.begun.wait, 5)
        await asyncio.wait_for(at.archive.save_conversation(Conversation("c9", "s", "p", "b", "Bot", "T9")), 5)
        assert at.file.imports.merged == []
        at.disk.gate.set()
        await scope.ended("import")
        assert told == [Path("history.db.backup")]

    with desk() as at:
        asyncio.run(journey(at))


def test_an_import_that_is_cancelled_while_the_history_is_copied_is_not_made() -> None:
    told: list[Path] = []

    async def journey(at: Desk) -> None:
        at.disk.gate.clear()
        scope = TaskScope("test", _unexpected)
        scope.start("import", at.transfer.merge, STAGED, Progress(), told.append, newer=False)
        await asyncio.to_thread(at.disk.begun.wait, 5)
        scope.cancel("import")
        await asyncio.sleep(0)
        at.disk.gate.set()
        await scope.aclose()
        await at.files_are_done()
        assert (at.file.imports.merged, told) == ([], [])
        assert at.disk.discarded == [STAGED.path]

    with desk() as at:
        asyncio.run(journey(at))


@pytest.mark.parametrize("failure", [None, Cancelled()], ids=["too late", "in time"])
def test_an_import_that_is_cancelled_is_told_when_it_was_made_all_the_same(failure: Cancelled | None) -> None:
    told: list[Path] = []

    async def journey(at: Desk) -> None:
        at.file.imports.failure = failure
        at.file.imports.gate.clear()
        scope = TaskScope("test", _unexpected)
        progress = Progress()
        scope.start("import", at.transfer.merge, STAGED, progress, told.append, newer=False)
        await asyncio.to_thread(at.file.imports.begun.wait, 5)
        scope.cancel("import")
        await asyncio.sleep(0)
        assert progress.is_cancelled
        at.file.imports.gate.set()
        await scope.aclose()
        await at.files_are_done()
        assert told == ([] if failure else [Path("history.db.backup")])
        assert at.disk.discarded == [STAGED.path]

    with desk() as at:
        asyncio.run(journey(at))


def _unexpected(name: str, error: Exception) -> None:
    raise AssertionError(name) from error


def test_a_lent_conversation_is_exported_like_one_that_is_stored() -> None:
    lent = Conversation("inbox", "s", "p", "b", "Bot", "Lent")

    async def journey(at: Desk) -> None:
        at.keep(2)
        at.transfer.lend(lent, (replace(question("m", "Where is it?", 1.0), author="Anna"),))
        progress = Progress()
        await at.transfer.export(Export(Path("x"), ExportForm.TEXT, ("inbox",)), progress)
        assert "Lent" in at.disk.saved[Path("x")]
        assert "Anna" in at.disk.saved[Path("x")]
        assert progress.done == 1
        pieces = await at.transfer.use(("inbox",), list, Progress())
        assert isinstance(pieces[1], Said)
        assert (pieces[1].format, msgspec.json.decode(pieces[1].body)["author"]) == (FORMAT, "Anna")
        await at.transfer.export(Export(Path("y"), ExportForm.TEXT, ()), Progress())
        assert "Lent" not in at.disk.saved[Path("y")]
        at.transfer.take_back()
        await at.transfer.export(Export(Path("z"), ExportForm.TEXT, ("inbox",)), Progress())
        assert "Lent" not in at.disk.saved[Path("z")]

    with desk() as at:
        asyncio.run(journey(at))
