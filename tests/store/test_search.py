"""Everything that was said is found by any part of it, and nothing else is."""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.conversation import Conversation
from desktop.core.errors import StoreError
from desktop.core.message import Message, Role, Source, Status, Text, ToolCall, ToolState, empty_reply, question
from desktop.core.search import Hit, SearchPage, SearchQuery
from desktop.core.search_text import find_words, needles
from desktop.store.history import History, open_history
from desktop.store.search import SearchFile

LETTERS = "abAB ß1_-.\n\"'*:()中文字かが한각กไย😀é\u0301→"
MANY = 2_000


def conversation(key: str = "k1", title: str = "", chatbot: str = "bot") -> Conversation:
    return Conversation(key, "session", "profile", chatbot, "Concierge", title, 0.5, 1.0)


def said(key: str, text: str, created: float = 5.0) -> Message:
    return Message(key, Role.USER, Status.SENT, (Text(text=text),), created)


def answer(key: str, *parts: Text | ToolCall | Source, status: Status = Status.COMPLETE) -> Message:
    return Message(key, Role.CHATBOT, status, parts, 6.0)


def put_all_in(history: History) -> None:
    while history.search_index.advance():
        pass


def ids(page: SearchPage) -> list[str]:
    return [hit.message_id for hit in page.hits]


class Stand:
    """A history with a search over it."""

    def __init__(self, path: Path, history: History) -> None:
        self.path = path
        self.history = history
        self.file = SearchFile(path, seconds=60)

    def say(self, *messages: Message, key: str = "k1", title: str = "", chatbot: str = "bot") -> None:
        self.history.save_conversation(conversation(key, title, chatbot))
        self.history.save_messages(key, messages)

    def page(self, query: SearchQuery, after: int | None = None) -> SearchPage:
        return self.file.find(query, after, lambda: True)

    def found(self, text: str) -> list[str]:
        """The same before and after the messages are in the index."""
        before = ids(self.page(SearchQuery(text)))
        put_all_in(self.history)
        assert ids(self.page(SearchQuery(text))) == before
        return before

    def hit(self, text: str) -> Hit:
        [hit] = self.page(SearchQuery(text)).hits
        return hit


@pytest.fixture
def stand(path: Path, history: History) -> Iterator[Stand]:
    stand = Stand(path, history)
    yield stand
    stand.file.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("order", ["2", "1"]),
        ("rder", ["2", "1"]),
        ("o", ["2", "1"]),
        ("ORDER blue", ["1"]),
        ('"blue order"', ["1"]),
        ('"order blue"', []),
        ("strasse", ["3"]),
        ("国", ["4"]),
        ("中国", ["4"]),
        ("国中", []),
        ("ไทย", ["5"]),
        ("하나", ["6"]),
        ("b-c d@e.f", ["7"]),
        ("😀", ["7"]),
        ("NEAR(order)", []),
        ("order*", []),
        ("nothing", []),
        ("", []),
        ('  "  ', []),
    ],
)
def test_message_is_found_by_any_part_of_any_word(stand: Stand, query: str, found: list[str]) -> None:
    texts = ["My blue order", "Another ORDERS list", "Straße", "在中国", "ภาษาไทย", "하나둘", "ab-cd xd@e.fg 😀!"]
    stand.say(*(said(str(number), text) for number, text in enumerate(texts, 1)))
    assert stand.found(query) == found


def test_hit_says_what_is_needed_to_show_it(stand: Stand) -> None:
    tool = ToolCall("c", "find_order", output={"status": "shipped"}, state=ToolState.OUTPUT_AVAILABLE)
    stand.say(said("q", "Where is my order?"), answer("a", tool, Text(text="On its way")), title="Question")
    assert stand.hit("way") == Hit(conversation(title="Question"), "a", Role.CHATBOT, 6.0, "On its way", ((7, 10),))
    assert stand.hit("shipped").tool == "find_order"
    assert stand.hit("shipped").snippet == "status: shipped"


def test_title_is_found_in_the_first_message(stand: Stand) -> None:
    stand.say(said("1", "Hello"), said("2", "again"), title="Broken lamp")
    assert stand.found("lamp") == ["1"]
    stand.history.save_conversation(conversation(title="Broken vase"))
    assert stand.found("lamp") == []
    assert stand.found("vase hello") == ["1"]
    stand.history.delete_message("k1", "1")
    assert stand.found("vase") == ["2"]


def test_deleted_message_is_found_again_when_it_is_back(stand: Stand) -> None:
    stand.say(said("1", "lamp"))
    put_all_in(stand.history)
    removed = stand.history.delete_message("k1", "1")
    assert removed is not None
    assert stand.found("lamp") == []
    stand.history.restore_message(removed)
    assert stand.found("lamp") == ["1"]


def test_changed_message_is_found_as_it_is_now(stand: Stand) -> None:
    stand.say(said("1", "lamp"), said("2", "other"))
    put_all_in(stand.history)
    stand.say(said("1", "vase"))
    assert stand.found("lamp") == []
    assert stand.found("vase") == ["1"]


def test_reply_is_found_while_it_is_written(stand: Stand) -> None:
    stand.say(question("q", "Hi", 1.0), empty_reply("a", 2.0))
    stand.say(answer("a", Text(text="half"), status=Status.STREAMING))
    assert stand.found("half") == ["a"]
    stand.say(answer("a", Text(text="half and whole")))
    assert stand.found("whole") == ["a"]


def test_trash_is_not_searched_and_the_deleted_is_gone(stand: Stand) -> None:
    stand.say(said("1", "lamp"))
    stand.say(said("2", "lamp"), key="k2")
    put_all_in(stand.history)
    with closing(sqlite3.connect(stand.path, isolation_level=None)) as connection:
        connection.execute("UPDATE conversations SET removed = 7 WHERE id = 'k1'")
        connection.execute("UPDATE conversations SET archived = 1 WHERE id = 'k2'")
    assert stand.found("lamp") == ["2"]
    stand.history.delete_conversation("k2")
    assert stand.found("lamp") == []


def tag(path: Path, name: str, *keys: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executemany("INSERT INTO tags (conversation_id, tag) VALUES (?, ?)", ((key, name) for key in keys))


def test_filters_say_which_messages_are_meant(stand: Stand) -> None:
    failed = ToolCall("c", "tool", state=ToolState.OUTPUT_ERROR, error="lamp")
    stand.say(said("1", "lamp", 86_400.0), answer("2", Text(text="lamp")))
    stand.say(said("3", "lamp", 3 * 86_400.0), answer("4", failed), key="k2", chatbot="other")
    tag(stand.path, "red", "k1")
    queries = {
        SearchQuery("lamp", role=Role.USER): ["3", "1"],
        SearchQuery("l", role=Role.USER): ["3", "1"],
        SearchQuery("", role=Role.USER): ["3", "1"],
        SearchQuery("lamp", has_tool=True): ["4"],
        SearchQuery("", has_error=True): ["4"],
        SearchQuery("lamp", chatbot=("profile", "other")): ["4", "3"],
        SearchQuery("lamp", since=86_400.0, until=2 * 86_400.0): ["1"],
        SearchQuery("lamp", since=9.0, until=8.0): [],
        SearchQuery("lamp", tag="red"): ["2", "1"],
        SearchQuery("", tag="red"): ["2", "1"],
        SearchQuery("", tag="blue"): [],
        SearchQuery("lamp", tag="red", role=Role.CHATBOT): ["2"],
    }
    for _ in range(2):
        for query, expected in queries.items():
            assert ids(stand.page(query)) == expected, query
        put_all_in(stand.history)


def test_tag_of_very_many_conversations(stand: Stand) -> None:
    for number in range(510):
        stand.say(said(str(number), "lamp"), key=f"k{number}")
    tag(stand.path, "red", *(f"k{number}" for number in range(505)))
    assert ids(stand.page(SearchQuery("lamp", tag="red")))[:2] == ["504", "503"]


def test_conversation_that_changes_hands_is_found_with_its_new_chatbot(stand: Stand) -> None:
    stand.say(said("1", "lamp"))
    put_all_in(stand.history)
    stand.history.save_conversation(conversation(chatbot="other"))
    assert ids(stand.page(SearchQuery("lamp", chatbot=("profile", "other")))) == ["1"]
    put_all_in(stand.history)
    assert ids(stand.page(SearchQuery("lamp", chatbot=("profile", "other")))) == ["1"]


@pytest.mark.parametrize("text", ["lamp", "l", "lam mp", ""])
@pytest.mark.parametrize("is_in", [True, False])
def test_pages_follow_each_other_without_a_gap(stand: Stand, text: str, *, is_in: bool) -> None:
    stand.say(*(said(str(number), f"lamp{number}") for number in range(130)))
    if is_in:
        put_all_in(stand.history)
    found, after = [], None
    for size in (40, 40, 40, 10):
        page = stand.page(SearchQuery(text, role=Role.USER), after)
        assert len(page.hits) == size
        found += ids(page)
        after = page.after
    assert after is None
    assert found == [str(number) for number in reversed(range(130))]


def test_part_of_very_many_words_is_found_without_asking_for_them(stand: Stand) -> None:
    stand.say(*(said(str(number), f"x{number}y z{number}") for number in range(MANY)))
    put_all_in(stand.history)
    assert ids(stand.page(SearchQuery("x")))[:2] == [str(MANY - 1), str(MANY - 2)]
    assert ids(stand.page(SearchQuery("x1999y"))) == ["1999"]
    assert ids(stand.page(SearchQuery("y z7"))) != []
    assert len(ids(stand.page(SearchQuery("x1 z1")))) == 40


def test_few_messages_of_many_words_are_simply_read(stand: Stand) -> None:
    stand.say(said("1", " ".join(f"x{number}" for number in range(60))), said("2", "other"))
    assert stand.found("x") == ["1"]


def test_very_long_query_is_a_query(stand: Stand) -> None:
    text = " ".join(f"word{number} 中{number}" for number in range(150))
    stand.say(said("1", text), said("2", text[:500]))
    assert stand.found(text) == ["1"]
    assert stand.found(f'"{text}') == ["1"]
    assert stand.found(text[:1990] + " " * 100_000 + "nothing") == ["1"]


def ticking(step: float = 0.01) -> Callable[[], float]:
    ticks = itertools.count()
    return lambda: next(ticks) * step


def test_words_are_asked_for_when_the_newest_messages_have_none(stand: Stand) -> None:
    stand.say(*(said(str(number), f"old{number}") for number in range(90)))
    stand.say(*(said(f"n{number}", "new") for number in range(30)))
    put_all_in(stand.history)
    file = SearchFile(stand.path, clock=ticking(0.004), seconds=2)
    assert ids(file.find(SearchQuery("ol"), None, lambda: True))[:1] == ["89"]
    page = file.find(SearchQuery("ol ld"), None, lambda: True)
    assert ids(page)[:1] == ["89"]
    assert page.after is not None
    assert ids(file.find(SearchQuery("ol"), page.after, lambda: True))[0] == str(int(ids(page)[-1]) - 1)
    file.close()


def test_part_that_only_new_words_have_is_known_at_once(stand: Stand) -> None:
    stand.say(said("1", "lamp"))
    assert stand.found("amp") == ["1"]
    stand.say(said("2", "clamps"))
    assert stand.found("amp") == ["2", "1"]
    stand.say(*(said(f"v{number}", f"word{number}" * 4) for number in range(9_000)))
    put_all_in(stand.history)
    assert stand.found("ord8999word") == ["v8999"]
    stand.say(said("3", "champ"))
    assert stand.found("amp") == ["3", "2", "1"]


def test_words_are_read_again_when_the_history_was_opened_again(stand: Stand) -> None:
    stand.say(said("1", "lamp"))
    assert stand.found("amp") == ["1"]
    stand.say(said("2", "clamps"))
    put_all_in(stand.history)
    again = open_history(stand.path)
    put_all_in(again)
    assert ids(stand.page(SearchQuery("amp"))) == ["2", "1"]
    again.close()


def test_page_ends_when_its_time_is_up_and_says_where_to_go_on(stand: Stand) -> None:
    stand.say(*(said(str(number), "no lamp here" if number else "vase") for number in range(30)))
    file = SearchFile(stand.path, clock=ticking(), seconds=0.05)
    page = file.find(SearchQuery("vase"), None, lambda: True)
    pages = [page]
    while page.after is not None:
        page = file.find(SearchQuery("vase"), page.after, lambda: True)
        pages.append(page)
    assert [key for page in pages for key in ids(page)] == ["0"]
    assert len(pages) > 3
    file.close()


def test_search_that_nobody_waits_for_ends_with_what_it_has(stand: Stand) -> None:
    stand.say(*(said(str(number), "lamp") for number in range(30)))
    wanted = iter([True, True, False])
    page = stand.file.find(SearchQuery("lamp"), None, lambda: next(wanted))
    assert ids(page) == ["29", "28", "27"]
    assert ids(stand.page(SearchQuery("lamp"), page.after))[0] == "26"


def test_interrupted_statement_ends_the_search_and_not_the_file(stand: Stand) -> None:
    stand.say(*(said(str(number), "lamp") for number in range(30)))
    stand.file.interrupt()  # nothing is open yet

    def interrupt() -> bool:
        stand.file.interrupt()
        return True

    page = stand.file.find(SearchQuery("lamp"), None, interrupt)
    assert 0 < len(page.hits) < 30
    assert page.after is not None
    assert len(ids(stand.page(SearchQuery("lamp"), page.after))) == 30 - len(page.hits)


def test_messages_that_wait_in_great_numbers_are_told_of(stand: Stand) -> None:
    stand.say(*(said(str(number), "lamp") for number in range(301)))
    assert not stand.page(SearchQuery("nothing")).is_whole
    put_all_in(stand.history)
    assert stand.page(SearchQuery("nothing")).is_whole


def test_words_can_be_read_before_the_first_search(stand: Stand) -> None:
    stand.say(said("1", "lamp"))
    put_all_in(stand.history)
    stand.file.warm()
    stand.file.warm()
    assert stand.found("amp") == ["1"]


def test_history_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    file = SearchFile(tmp_path / "nowhere.db")
    with pytest.raises(StoreError):
        file.find(SearchQuery("lamp"), None, lambda: True)
    with pytest.raises(StoreError):
        file.warm()
    file.close()


def test_file_without_an_index_is_told_in_words(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").close()
    file = SearchFile(tmp_path / "other.db")
    with pytest.raises(StoreError):
        file.find(SearchQuery("lamp"), None, lambda: True)
    with pytest.raises(StoreError):
        file.warm()
    file.close()


TEXTS = st.lists(st.text(LETTERS, max_size=20), min_size=1, max_size=12)
QUERIES = st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(TEXTS, QUERIES, st.integers(0, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 15)), max_size=4))
def test_search_finds_what_reading_everything_finds(
    texts: list[str], queries: list[str], waiting: int, cuts: list[tuple[int, int]]
) -> None:
    """Texts of many scripts, some of them not in the index yet; what is looked for is also cut out of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "history.db")
        with closing(open_history(path)) as history, closing(SearchFile(path, seconds=60)) as file:
            messages = [said(str(number), text) for number, text in enumerate(texts)]
            history.save_conversation(conversation())
            history.save_messages("k1", tuple(messages[:waiting]))
            put_all_in(history)
            history.save_messages("k1", tuple(messages[waiting:]))
            for query in [*queries, *(texts[place % len(texts)][at : at + 3] for place, at in cuts)]:
                words = needles(query)
                expected = [one.id for one in reversed(messages) if words and find_words(words, one, "") is not None]
                assert ids(file.find(SearchQuery(query), None, lambda: True)) == expected, query
