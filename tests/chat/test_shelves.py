"""How conversations are kept, for those who must not block: every call reaches the shelves of the file."""

from desktop.chat.archive import Archive
from desktop.core.conversation import ALL, Shelf
from desktop.core.outline import ChatbotCount, Outline, TagCount
from tests.fakes.clock import on_clock
from tests.fakes.ports import FakeHistoryFile, FakeThread
from tests.fakes.shelves import ONE


@on_clock
async def test_every_change_reaches_the_file_on_the_thread() -> None:
    thread, file = FakeThread(), FakeHistoryFile()
    shelves = Archive(thread, lambda: file).shelves
    await shelves.set_pinned(("1", "2"), True)
    await shelves.set_archived(("1",), False)
    await shelves.set_unread(("1",), True)
    await shelves.move_to_trash(("1",))
    await shelves.restore(("1",))
    await shelves.rename("1", "Title")
    await shelves.change_tags(("1",), ("new",), ("old",))
    await shelves.delete_for_ever(("1",))
    assert file.shelves.asked == [
        ("set_pinned", "1", "2", True),
        ("set_archived", "1", False),
        ("set_unread", "1", True),
        ("move_to_trash", "1"),
        ("restore", "1"),
        ("rename", "1", "Title"),
        ("change_tags", "1", "new", "old"),
        ("delete_for_ever", "1"),
    ]
    assert thread.calls == 8


@on_clock
async def test_the_trash_is_emptied_piece_by_piece() -> None:
    thread, file = FakeThread(), FakeHistoryFile()
    await Archive(thread, lambda: file).shelves.empty_trash(5.0)
    assert file.shelves.asked == [("empty_trash", 5.0)] * 3
    assert thread.calls == 3


@on_clock
async def test_every_answer_comes_back() -> None:
    shelves = Archive(FakeThread(), FakeHistoryFile).shelves
    assert await shelves.outline(ALL, (3.0, 2.0), 4.0) == Outline(1, (0, 0, 4))
    assert await shelves.list_ids(ALL, 4, 2) == ("4", "5")
    assert await shelves.find_row(ALL, "1") == 7
    assert await shelves.find_row(ALL, "2") is None
    assert await shelves.list_tags() == (TagCount("refund", 2),)
    assert await shelves.list_chatbots(Shelf.LIST) == (ChatbotCount("p", "b", "Helper", 3),)
    assert await shelves.count_unread() == 1
    assert await shelves.find_unread() == ONE
    assert await shelves.find_unread("1") is None
