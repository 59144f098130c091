"""How conversations are kept, on the disk: several at once, and counts that agree with what is listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.conversation import ALL, Conversation, Draft, Listing, Shelf
from desktop.core.message import question
from desktop.core.outline import ChatbotCount, Outline, TagCount
from desktop.store.database import open_database
from desktop.store.history import History
from desktop.store.shelves import Shelves

TRASH, ARCHIVE = Listing(Shelf.TRASH), Listing(Shelf.ARCHIVE)


def conversation(key: str, updated: float = 1.0, *, bot: str = "bot", title: str = "") -> Conversation:
    return Conversation(key, "session", "profile", bot, f"The {bot}", title, 0.5, updated)


@pytest.fixture
def shelves(history: History) -> Shelves:
    """Five conversations: e happened last, and the clock went back before it."""
    for key, updated in zip("abcde", (10.0, 20.0, 30.0, 40.0, 5.0), strict=True):
        history.save_conversation(conversation(key, updated))
    return history.shelves


class Clock:
    now = 100.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(path: Path, shelves: Shelves, clock: Clock) -> Iterator[Shelves]:
    """The same shelves, on a clock that the test sets."""
    database = open_database(path)
    yield Shelves(database, lambda: clock.now)
    database.close()


def listed(history: History, listing: Listing = ALL) -> str:
    return "".join(one.id for one in history.list_conversations(listing))


def test_pinned_ones_stand_first_and_go_back_to_their_place(history: History, shelves: Shelves) -> None:
    shelves.set_pinned(("b", "a", "nobody"), True)
    assert listed(history) == "baedc"
    assert history.get_conversation("a").pinned
    shelves.set_pinned(("b", "a"), False)
    assert listed(history) == "edcba"


def test_to_the_archive_and_back(history: History, shelves: Shelves) -> None:
    shelves.set_archived(("b", "d"), True)
    assert (listed(history), listed(history, ARCHIVE)) == ("eca", "db")
    shelves.set_archived(("b",), False)
    assert (listed(history), listed(history, ARCHIVE)) == ("ecba", "d")


def test_to_the_trash_and_back_to_the_shelf_it_was_on(history: History, timed: Shelves, clock: Clock) -> None:
    timed.set_archived(("b",), True)
    timed.move_to_trash(("b", "c"))
    clock.now = 200.0
    timed.move_to_trash(("c", "d"))
    assert listed(history, TRASH) == "dbc"
    assert [one.removed for one in history.list_conversations(TRASH)] == [200.0, 100.0, 100.0]
    timed.restore(("b", "c"))
    assert (listed(history), listed(history, ARCHIVE), listed(history, TRASH)) == ("eca", "b", "d")
    clock.now = 0.0  # a clock that was never set
    timed.move_to_trash(("a",))
    assert listed(history, TRASH) == "da"


def test_what_a_turn_saves_does_not_undo_a_new_title(history: History, shelves: Shelves) -> None:
    shelves.rename("a", "By hand")
    history.save_conversation(conversation("a", 50.0, title="By the turn"))
    history.save_conversation(conversation("b", 60.0, title="By the turn"))
    assert history.get_conversation("a").title == "By hand"
    assert history.get_conversation("a").updated == 50.0
    assert history.get_conversation("b").title == "By the turn"


def test_where_a_new_title_was_taken_back_and_nothing_is_left_a_turn_gives_one(
    history: History, shelves: Shelves
) -> None:
    shelves.rename("a", "By hand")
    shelves.rename("a", "")
    history.save_conversation(conversation("a", 50.0, title="By the turn"))
    assert history.get_conversation("a").title == "By the turn"


def test_tags_are_put_on_and_taken_off_several_at_once(history: History, shelves: Shelves) -> None:
    shelves.change_tags(("a", "b", "nobody"), (" refund ", "vip", "\n"))
    shelves.change_tags(("b", "c"), ("refund", "late"), ("vip",))
    assert history.get_conversation("a").tags == ("refund", "vip")
    assert history.get_conversation("b").tags == ("late", "refund")
    assert shelves.list_tags() == (TagCount("refund", 3), TagCount("late", 2), TagCount("vip", 1))
    shelves.move_to_trash(("a",))
    assert shelves.list_tags() == (TagCount("late", 2), TagCount("refund", 2))
    assert listed(history, Listing(tag="refund")) == "cb"


def test_deleted_for_ever_is_gone_with_all_it_had(history: History, shelves: Shelves) -> None:
    history.save_messages("a", (question("q", "Hello", 1.0),))
    history.save_draft(Draft("a", "typed"))
    shelves.change_tags(("a",), ("vip",))
    shelves.delete_for_ever(("a", "b", "nobody"))
    assert listed(history) == "edc"
    assert history.load_messages("a") == ()
    assert history.find_draft("a") is None
    assert shelves.list_tags() == ()


def test_the_trash_is_emptied_of_what_is_old_piece_by_piece(history: History, timed: Shelves, clock: Clock) -> None:
    timed.move_to_trash(("a", "b", "c"))
    clock.now = 200.0
    timed.move_to_trash(("d",))
    assert timed.empty_trash(150.0, limit=2) == 2
    assert listed(history, TRASH) == "dc"
    assert timed.empty_trash(150.0, limit=2) == 1
    assert timed.empty_trash(150.0, limit=2) == 0
    assert (listed(history), listed(history, TRASH)) == ("e", "d")


def test_the_outline_counts_by_time_in_the_order_of_what_happened(history: History, shelves: Shelves) -> None:
    # e came after d, so it is as late as d; nothing is as late as 1000.
    assert shelves.outline(ALL, (35.0, 15.0, 12.0), 1000.0) == Outline(0, (2, 2, 0, 1))
    shelves.set_pinned(("c",), True)
    assert shelves.outline(ALL, (35.0, 15.0), 1000.0) == Outline(1, (2, 1, 1))
    shelves.set_archived(("a", "e"), True)
    assert shelves.outline(ALL, (35.0, 15.0), 1000.0) == Outline(1, (1, 1, 0))
    assert shelves.outline(ARCHIVE, (35.0, 15.0), 1000.0) == Outline(0, (1, 0, 1))
    shelves.move_to_trash(("a", "b"))
    assert shelves.outline(TRASH, (35.0,), 1000.0) == Outline(0, (2,))


def test_a_time_that_has_not_come_yet_says_nothing(history: History, shelves: Shelves) -> None:
    history.save_conversation(conversation("future", 9_999.0))
    history.save_conversation(conversation("f", 41.0))
    assert shelves.outline(ALL, (41.0, 35.0), 100.0) == Outline(0, (1, 3, 3))


def test_the_outline_of_a_chatbot_and_of_a_tag(history: History, shelves: Shelves) -> None:
    history.save_conversation(conversation("x", 50.0, bot="other"))
    shelves.change_tags(("a", "d"), ("vip",))
    assert shelves.outline(Listing(chatbot=("profile", "other")), (45.0,), 100.0) == Outline(0, (1, 0))
    assert shelves.outline(Listing(tag="vip"), (35.0,), 100.0) == Outline(0, (1, 1))


@pytest.mark.parametrize("listing", [ALL, ARCHIVE, TRASH, Listing(tag="vip")])
def test_rows_and_ids_agree_with_what_is_listed(history: History, shelves: Shelves, listing: Listing) -> None:
    shelves.set_pinned(("b", "c"), True)
    shelves.change_tags(("a", "c"), ("vip",))
    if listing.shelf is Shelf.ARCHIVE:
        shelves.set_archived(("a", "b", "e"), True)
    elif listing.shelf is Shelf.TRASH:
        shelves.move_to_trash(("a", "b", "e"))
    whole = listed(history, listing)
    assert len(whole) > 1
    assert [shelves.find_row(listing, key) for key in whole] == list(range(len(whole)))
    assert shelves.list_ids(listing, 1, 10) == tuple(whole[1:])
    assert all(shelves.find_row(listing, key) is None for key in {*"abcde", "nobody"} - {*whole})


def test_the_chatbots_of_a_shelf_by_their_newest_name(history: History, shelves: Shelves) -> None:
    history.save_conversation(conversation("x", 50.0, bot="other"))
    history.save_conversation(Conversation("y", "", "profile", "other", "New name", "", 0.0, 60.0))
    assert shelves.list_chatbots(Shelf.LIST) == (
        ChatbotCount("profile", "bot", "The bot", 5),
        ChatbotCount("profile", "other", "New name", 2),
    )
    shelves.set_archived(("x",), True)
    assert shelves.list_chatbots(Shelf.ARCHIVE) == (ChatbotCount("profile", "other", "The other", 1),)
    assert shelves.list_chatbots(Shelf.TRASH) == ()


def test_unread_ones_are_counted_and_found_newest_first(history: History, shelves: Shelves) -> None:
    assert shelves.find_unread() is None
    shelves.set_unread(("a", "c", "e"), True)
    shelves.move_to_trash(("e",))
    assert shelves.count_unread() == 2
    assert shelves.find_unread() == history.get_conversation("c")
    assert shelves.find_unread(besides="c") == history.get_conversation("a")
    shelves.set_unread(("a", "c"), False)
    assert shelves.count_unread() == 0
