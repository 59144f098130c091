"""What is searched of a message, and what is shown of what was found."""

import math

import pytest

from desktop.core.errors import Problem
from desktop.core.find import Needle, fold
from desktop.core.message import (
    Data,
    Message,
    Notice,
    Part,
    Reasoning,
    Role,
    Source,
    Status,
    Text,
    ToolCall,
    ToolState,
)
from desktop.core.search import SearchQuery
from desktop.core.search_text import (
    Found,
    Piece,
    find_words,
    fits,
    has_error,
    marks,
    needles,
    pieces,
    snippet,
    wanted_marks,
)
from desktop.core.search_tokens import Tokens, add_tokens

DAY = 86_400.0


def reply(*parts: Part, created: float = 0.0) -> Message:
    return Message("m", Role.CHATBOT, Status.COMPLETE, parts, created)


def said(text: str) -> Message:
    return reply(Text(text=text))


def shown(query: str, text: str) -> tuple[str, list[str]]:
    words = needles(query)
    found = find_words(words, said(text), "")
    assert found is not None
    line, places = snippet(words, found)
    return line, [line[start:stop] for start, stop in places]


def test_every_text_of_every_part_is_searched() -> None:
    tool = ToolCall(
        "1", "find_order", "Find", input={"query": ["blue", {"deep": 7}], "ok": True}, output="done", error="no"
    )
    message = reply(
        Text(text="Hello"),
        Reasoning(text="Hm"),
        Notice("Taken over"),
        tool,
        Source("s", "https://e.org", "Page", filename="a.pdf"),
        Data("weather", "not searched"),
    )
    assert [piece.text for piece in pieces(message, "Title")] == [
        "Hello",
        "Hm",
        "Taken over",
        "find_order",
        "Find",
        "no",
        "query\nblue\ndeep: 7\nok: true",
        "done",
        "Page",
        "https://e.org",
        "a.pdf",
        "Title",
    ]
    assert [piece.tool for piece in pieces(message)].count("find_order") == 5


@pytest.mark.parametrize(
    ("tool", "texts"),
    [
        (ToolCall("1", "t", input_text='{"que'), ["t", '{"que']),
        (ToolCall("1", "t", input_text='{"a":1}', input={"a": 1}), ["t", "a: 1"]),
        (ToolCall("1", "t", output=None), ["t"]),
        (ToolCall("1", "t", output=[None, 1.5, {"a": None, "b": {}}, []]), ["t", "null\n1.5\na: null\nb"]),
        (ToolCall("1", "", output=""), [""]),
    ],
)
def test_tool_is_searched_as_far_as_it_is_known(tool: ToolCall, texts: list[str]) -> None:
    assert [piece.text for piece in pieces(reply(tool))] == texts


def test_deeply_nested_output_is_searched() -> None:
    value: object = "inside"
    for _ in range(5000):
        value = [value]
    assert find_words(needles("inside"), reply(ToolCall("1", "t", output=value)), "") is not None


def test_an_apostrophe_is_the_same_however_it_was_written() -> None:
    for text, query in (("I don’t", "don't"), ("I don't", "don’t")):
        assert find_words(needles(query), reply(Text("t", text)), "") is not None
        found = Tokens(set(), set()), Tokens(set(), set())
        for tokens, written in zip(found, (text, query), strict=True):
            add_tokens(tokens, fold(written))
        assert found[1].words < found[0].words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (' "" " ', []),
        ("two words", ["two", "words"]),
        ('say "two words" now', ["say", "two words", "now"]),
        ('"not closed yet', ["not closed yet"]),
        ('5" screen', ["5", "screen"]),
        ("a A a", ["a"]),
        ("NOT (a* OR b) ^c:-", ["not", "(a*", "or", "b)", "^c:-"]),
        ("don´t", ["don t"]),
        ("\u200b \u3000", []),
    ],
)
def test_query_is_words_and_nothing_else(text: str, words: list[str]) -> None:
    assert [needle.folded for needle in needles(text)] == words


def test_every_word_must_be_somewhere_in_the_message() -> None:
    message = reply(Text(text="Über uns"), Source("s", title="Impressum"))
    assert find_words(needles("uber IMPRESS"), message, "") == Found(Piece("Über uns"), (0, 4))
    assert find_words(needles("uber nobody"), message, "") is None
    assert find_words(needles("uber title"), message, "My title") is not None
    assert find_words(needles('"uns impressum"'), message, "") is None
    assert find_words((), message, "") == Found(Piece("Über uns"), (0, 0))
    assert find_words((), reply(), "") == Found(Piece(""), (0, 0))


def test_snippet_is_one_line_with_every_word_marked() -> None:
    assert shown("order BLUE", "Your\n  blue\torder: ORDERS") == ("Your blue order: ORDERS", ["blue", "order", "ORDER"])
    assert shown("abc bcd", "xabcdx") == ("xabcdx", ["abcd"])
    assert shown("gap", "a  gap") == ("a gap", ["gap"])
    assert shown("中", "在中国") == ("在中国", ["中"])


def test_snippet_of_a_long_text_is_cut_on_both_sides() -> None:
    line, found = shown("needle", "many words before it " * 50 + "needle" + " and words after it" * 50)
    assert line.startswith("…")
    assert line.endswith("…")
    assert 100 <= len(line) <= 122
    assert found == ["needle"]


def test_place_longer_than_a_snippet_is_shown_whole() -> None:
    text = "long " * 40 + "end"
    assert shown(f'"{text}"', f"{text} and more")[0] == f"{text}…"


def test_message_that_nobody_described_has_its_start_as_snippet() -> None:
    found = find_words((), said("All of it"), "")
    assert found is not None
    assert snippet((), found) == ("All of it", ())


def test_filters_ask_for_marks_that_the_message_has() -> None:
    tool = ToolCall("1", "t", state=ToolState.OUTPUT_ERROR)
    message = reply(tool, created=400 * DAY + 5)
    has = marks(message, "p", "b", "k")
    queries = [
        SearchQuery("", role=Role.CHATBOT),
        SearchQuery("", has_tool=True, has_error=True),
        SearchQuery("", chatbot=("p", "b")),
        SearchQuery("", since=400 * DAY),
        SearchQuery("", since=1.0, until=400 * DAY + 6),
        SearchQuery("", since=390 * DAY, until=1100 * DAY),
        SearchQuery("", until=5000 * DAY),
    ]
    for query in queries:
        assert all(has.intersection(group) for group in wanted_marks(query)), query
        assert fits(query, message, ("p", "b"))
    others = [
        SearchQuery("", role=Role.USER),
        SearchQuery("", chatbot=("p", "c")),
        SearchQuery("", since=401 * DAY),
        SearchQuery("", until=399 * DAY),
    ]
    for query in others:
        assert not all(has.intersection(group) for group in wanted_marks(query)), query
        assert not fits(query, message, ("p", "b"))
    assert not fits(SearchQuery("", since=400 * DAY + 6), message, ("p", "b"))
    assert not fits(SearchQuery("", has_tool=True), said("x"), ("p", "b"))
    assert not fits(SearchQuery("", has_error=True), said("x"), ("p", "b"))


def test_years_are_asked_for_with_few_marks() -> None:
    [group] = wanted_marks(SearchQuery("", since=11_111 * DAY, until=19_999 * DAY))
    assert len(group) < 140
    assert wanted_marks(SearchQuery("", since=5 * DAY, until=1 * DAY)) == [[]]


@pytest.mark.parametrize("created", [-1e300, 1e300, math.inf, -math.inf, math.nan])
def test_no_clock_is_too_wrong_for_a_mark(created: float) -> None:
    assert marks(reply(created=created), "p", "b", "k")


def test_error_is_one_of_the_message_or_of_a_tool() -> None:
    assert has_error(Message("m", Role.CHATBOT, Status.FAILED, problem=Problem("cut_short")))
    assert has_error(reply(ToolCall("1", "t", state=ToolState.OUTPUT_ERROR)))
    assert not has_error(reply(ToolCall("1", "t", state=ToolState.OUTPUT_AVAILABLE)))


def test_words_without_a_place_in_the_line_are_not_marked() -> None:
    assert snippet((Needle("far"),), Found(Piece("near"), (0, 4))) == ("near", ())
