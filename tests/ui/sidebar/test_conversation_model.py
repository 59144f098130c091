"""The rows of the conversation list."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.core.conversation import Conversation, Listing, Shelf
from desktop.core.outline import Outline
from desktop.ui.sidebar.conversation_model import CONVERSATION_ROLE, STREAMING_ROLE, ConversationModel


def conversation(name: str, updated: float) -> Conversation:
    return Conversation(name, f"s-{name}", "p", "b", "Concierge", title=f"About {name}", updated=updated)


@pytest.fixture
def model() -> ConversationModel:
    made = ConversationModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.reset((conversation("b", 2.0), conversation("a", 1.0)))
    return made


def ids(model: ConversationModel) -> list[str]:
    return [model.index(row).data(CONVERSATION_ROLE).id for row in range(model.rowCount())]


def test_a_new_conversation_stands_first(model: ConversationModel) -> None:
    model.put(conversation("c", 3.0))
    assert ids(model) == ["c", "b", "a"]


def test_a_conversation_with_news_moves_to_the_top(model: ConversationModel) -> None:
    model.put(conversation("a", 9.0))
    assert ids(model) == ["a", "b"]


def test_a_change_without_news_stays_in_place(model: ConversationModel) -> None:
    old = model.find("a")
    assert old is not None
    model.put(replace(old, session_id="other"))
    assert ids(model) == ["b", "a"]
    assert model.find("a") == replace(old, session_id="other")


def many(*rows: int) -> tuple[Conversation, ...]:
    return tuple(conversation(f"c{row}", 1000.0 - row) for row in rows)


@pytest.fixture
def long(model: ConversationModel) -> ConversationModel:
    """A thousand conversations, two of them pinned, of which the first hundred were read."""
    model.reset(many(*range(100)), Outline(2, (98, 0, 900)), ("Pinned", "Today", "Yesterday", "Older"))
    return model


def test_rows_are_there_before_they_are_read(long: ConversationModel) -> None:
    assert long.rowCount() == 1000
    assert long.index(99).data() == "About c99"
    assert long.index(100).data() is None
    assert long.index(100).data(Qt.ItemDataRole.AccessibleTextRole) == "Loading…"
    assert long.missing(0, 99) is None
    assert long.missing(50, 150) == 100
    assert long.missing(777, 790) == 700
    assert long.missing(990, 5000) == 900
    assert long.fill(700, many(*range(700, 800)))
    assert long.index(799).data() == "About c799"
    assert long.missing(777, 790) is None


@pytest.mark.parametrize(
    ("first", "rows"),
    [(100, (99, 101)), (101, (100, 5)), (98, (98, 100)), (999, (999, 1000))],
    ids=["known elsewhere below", "known elsewhere above", "another one is here", "more than there are"],
)
def test_a_page_that_does_not_fit_is_refused(long: ConversationModel, first: int, rows: tuple[int, ...]) -> None:
    assert not long.fill(first, many(*rows))


def test_an_empty_page_changes_nothing(long: ConversationModel) -> None:
    assert long.fill(100, ())
    assert long.missing(100, 100) == 100


def test_sections_without_conversations_have_no_heading(long: ConversationModel) -> None:
    assert long.headings == ((0, "Pinned"), (2, "Today"), (100, "Older"))
    spoken = long.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Today, About c2")
    assert long.index(3).data(Qt.ItemDataRole.AccessibleTextRole).startswith("About c3")


def test_what_moves_takes_the_headings_along(long: ConversationModel) -> None:
    long.put(conversation("new", 5000.0))
    assert (long.row_of("new"), long.row_of("c2"), long.row_of("c0")) == (2, 3, 0)
    assert long.headings == ((0, "Pinned"), (2, "Today"), (101, "Older"))
    long.fill(901, many(*range(900, 999)))
    long.put(replace(conversation("c950", 0.0), updated=6000.0))
    assert long.row_of("c950") == 2
    assert long.headings == ((0, "Pinned"), (2, "Today"), (102, "Older"))
    assert long.row_of("c951") == 952


def test_the_last_one_of_a_section_takes_its_heading_with_it(long: ConversationModel) -> None:
    long.remove("c0")
    long.remove("c1")
    assert long.headings == ((0, "Today"), (98, "Older"))
    assert long.rowCount() == 998


def test_a_pinned_one_with_news_goes_to_the_top_of_the_pinned_ones(long: ConversationModel) -> None:
    for row in (0, 1):
        long.change(replace(conversation(f"c{row}", 1000.0 - row), pinned=True))
    long.put(replace(conversation("c1", 5000.0), pinned=True))
    assert (long.row_of("c1"), long.row_of("c0"), long.row_of("c2")) == (0, 1, 2)
    long.put(replace(conversation("c5", 995.0), pinned=True))
    assert (long.row_of("c5"), long.row_of("c1")) == (0, 1)
    assert long.headings == ((0, "Pinned"), (3, "Today"), (100, "Older"))
    long.put(replace(conversation("c5", 995.0)))
    assert long.row_of("c5") == 2
    assert long.headings == ((0, "Pinned"), (2, "Today"), (100, "Older"))


def test_only_some_stay_in_memory() -> None:
    long = ConversationModel()  # the tester looks at every row at every change
    long.reset(many(*range(100)), Outline(0, (20_000,)), ("", ""))
    for first in range(100, 20_000, 100):
        assert long.fill(first, many(*range(first, first + 100)))
    kept = sum(long.conversation_at(row) is not None for row in range(20_000))
    assert kept <= 4000
    assert long.conversation_at(19_999) is not None
    assert long.conversation_at(0) is None
    assert long.row_of("c0") == -1


def test_the_division_changes_without_the_rows(long: ConversationModel) -> None:
    changed: list[bool] = []
    long.headings_changed.connect(lambda: changed.append(True))
    assert long.divide(Outline(2, (0, 98, 900)), ("Pinned", "Today", "Yesterday", "Older"))
    assert long.headings == ((0, "Pinned"), (2, "Yesterday"), (100, "Older"))
    assert changed == [True]
    assert not long.divide(Outline(2, (0, 98, 901)), ("Pinned", "Today", "Yesterday", "Older"))


@pytest.mark.parametrize(
    ("listing", "stays"),
    [
        (Listing(), True),
        (Listing(Shelf.ARCHIVE), False),
        (Listing(chatbot=("p", "b")), True),
        (Listing(chatbot=("p", "other")), False),
        (Listing(tag="vip"), True),
        (Listing(tag="refund"), False),
    ],
)
def test_what_is_not_of_the_listing_does_not_come_into_it(
    model: ConversationModel, listing: Listing, stays: bool
) -> None:
    model.listing = listing
    model.put(replace(conversation("c", 3.0), tags=("vip",)))
    assert ("c" in ids(model)) is stays


def test_what_leaves_the_listing_goes(model: ConversationModel) -> None:
    model.put(replace(conversation("b", 2.0), archived=True))
    assert ids(model) == ["a"]


def test_marks_are_spoken(model: ConversationModel) -> None:
    model.change(replace(conversation("a", 1.0), pinned=True, unread=True, tags=("vip",)))
    model.change(conversation("unknown", 1.0))
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("vip, pinned, unread")
    assert ids(model) == ["b", "a"]


def test_removing_and_not_finding(model: ConversationModel) -> None:
    model.remove("b")
    model.remove("unknown")
    assert ids(model) == ["a"]
    assert model.find("b") is None


def test_a_conversation_that_streams_says_so_to_eyes_and_ears(model: ConversationModel) -> None:
    model.set_streaming("a", True)
    index = model.index(model.row_of("a"))
    assert index.data(STREAMING_ROLE) is True
    assert "writing" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.is_any_streaming()
    model.set_streaming("a", False)
    assert "writing" not in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert not model.is_any_streaming()


def test_a_conversation_without_a_title_has_a_name_all_the_same(model: ConversationModel) -> None:
    model.put(replace(conversation("c", 3.0), title=""))
    assert model.index(0).data() == "New conversation"
