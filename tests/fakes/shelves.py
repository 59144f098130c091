"""The shelves of a history as blocking calls: they write down what was asked, and give simple answers."""

from collections.abc import Iterable, Sequence

from desktop.core.conversation import Conversation, Listing, Shelf
from desktop.core.outline import ChatbotCount, Outline, TagCount

ONE = Conversation("1", "s", "p", "b", "Helper", unread=True)


class FakeShelves:
    """`asked` has a tuple for each call: its name and what it was given. The trash is emptied in `pieces`."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.pieces = [20, 3, 0]

    def set_pinned(self, ids: Iterable[str], pinned: bool) -> None:
        self.asked.append(("set_pinned", *ids, pinned))

    def set_archived(self, ids: Iterable[str], archived: bool) -> None:
        self.asked.append(("set_archived", *ids, archived))

    def set_unread(self, ids: Iterable[str], unread: bool) -> None:
        self.asked.append(("set_unread", *ids, unread))

    def move_to_trash(self, ids: Iterable[str]) -> None:
        self.asked.append(("move_to_trash", *ids))

    def restore(self, ids: Iterable[str]) -> None:
        self.asked.append(("restore", *ids))

    def rename(self, conversation_id: str, title: str) -> None:
        self.asked.append(("rename", conversation_id, title))

    def change_tags(self, ids: Iterable[str], added: Iterable[str], removed: Iterable[str] = ()) -> None:
        self.asked.append(("change_tags", *ids, *added, *removed))

    def delete_for_ever(self, ids: Iterable[str]) -> None:
        self.asked.append(("delete_for_ever", *ids))

    def empty_trash(self, before: float, limit: int = 20) -> int:
        self.asked.append(("empty_trash", before))
        return self.pieces.pop(0)

    def outline(self, listing: Listing, starts: Sequence[float], until: float) -> Outline:
        return Outline(1, (*(0 for _ in starts), round(until)))

    def list_ids(self, listing: Listing, offset: int, limit: int) -> tuple[str, ...]:
        return tuple(map(str, range(offset, offset + limit)))

    def find_row(self, listing: Listing, conversation_id: str) -> int | None:
        return 7 if conversation_id == ONE.id else None

    def list_tags(self) -> tuple[TagCount, ...]:
        return (TagCount("refund", 2),)

    def list_chatbots(self, shelf: Shelf) -> tuple[ChatbotCount, ...]:
        return (ChatbotCount("p", "b", "Helper", 3),)

    def count_unread(self) -> int:
        return 1

    def find_unread(self, besides: str = "") -> Conversation | None:
        return None if besides == ONE.id else ONE
