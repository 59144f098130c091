"""A conversation is looked through in small steps, and what is counted is what its rows show."""

import gc
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from desktop.core.find import Needle
from desktop.core.message import Message, Source, Text, ToolCall, ToolState
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.look import theme
from desktop.ui.transcript import utf16
from desktop.ui.transcript.find.matches import Match, Reading
from desktop.ui.transcript.find.search import MOST, Search
from desktop.ui.transcript.groups import Setting
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.reader_place import ReaderPlace
from tests.ui.transcript.conftest import answered, asked

FAR = "\n\n".join(f"Paragraph {number} of some words." for number in range(300))


def said(message_id: str, text: str) -> Message:
    return answered(message_id, Text("t", text, done=True))


def found(message: Message, needle: str, look: Look) -> list[Match]:
    return [match for match in Reading(message, Needle(needle), look) if match is not None]


PIECES = st.sampled_from(
    ["needle", "Needle ", "needle\n", "**nee**dle ", "\n\n", "- ", "1. ", "> ", "```\n", "|needle|x|\n|-|-|\n", "\t",
     "😀 ", "[needle](http://x.y) ", "words " * 300, "\n\n" + "line\n" * 100, "&amp; ", "# "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join), st.booleans())
def test_what_is_counted_is_what_the_row_shows(qapp: QApplication, text: str, by_user: bool) -> None:
    look = Look(theme.load("light"), QApplication.font())
    message = asked("q", text) if by_user else said("a", text)
    layout = RowLayout(look, 700)
    layout.update(message, Setting())
    layout.complete()
    shown = [
        (segment.key, at + start, at + stop)
        for segment in layout.segments
        for at, words in segment.passages()
        for start, stop in _places(words)
    ]
    assert [(match.key, match.start, match.stop) for match in found(message, "needle", look)] == shown


def _places(words: str) -> list[tuple[int, int]]:
    wide = [len(words[:at].encode("utf-16-le")) // 2 for at in range(len(words) + 1)]
    return [(wide[start], wide[stop]) for start, stop in Needle("needle").places(words)]


def test_what_stands_behind_very_many_lines_is_found_in_the_section_that_shows_it(look: Look) -> None:
    text = "\n" * 160_000 + FAR + "\n\nThe needle."
    layout = RowLayout(look, 700)
    layout.update(said("a", text), Setting())
    layout.complete()
    (match,) = found(said("a", text), "needle", look)
    assert [match.key] == [segment.key for segment in layout.segments if "needle" in segment.content]


def test_only_sections_that_may_hold_the_words_are_read(look: Look) -> None:
    message = said("a", f"{FAR}\n\nThe needle.\n\n{FAR}")
    read = sum(match is None for match in Reading(message, Needle("needle"), look))
    every = sum(match is None for match in Reading(message, Needle("words"), look))
    assert every > 2 * read


class Ticks:
    """A clock that goes on by one whenever it is looked at."""

    def __init__(self) -> None:
        self._ticks = count(1)

    def __call__(self) -> float:
        return float(next(self._ticks))


@pytest.fixture
def many(qapp: QApplication) -> Iterator[MessageModel]:
    model = MessageModel()
    model.reset(said(f"m{number}", f"Message {number} of **many**.") for number in range(10_000))
    yield model
    del model
    gc.collect()


def test_ten_thousand_messages_are_looked_through_in_small_steps(many: MessageModel, look: Look) -> None:
    clock = Ticks()
    search = Search(Needle("message 7777 of many"), many, look, clock)
    search.begin_at(9_999)
    now, steps = clock(), 0
    while search.advance(now + 20):
        assert clock() - now < 30, "a step does no more than it was given time for"
        now, steps = clock(), steps + 1
    assert steps > 500
    assert (search.tally.total, search.tally.unknown) == (1, 0)


def test_the_next_match_is_found_before_all_is_looked_through(many: MessageModel, look: Look) -> None:
    search = Search(Needle("many"), many, look, Ticks())
    search.begin_at(0)
    search.set_out(ReaderPlace("m5000", None), forward=False, or_at=False)
    while search.arrived_at is None:
        search.advance(0.0)
    assert search.arrived_at.message_id == "m5000"
    assert search.tally.unknown == 9_999


def test_a_common_word_is_not_counted_to_the_end(many: MessageModel, look: Look) -> None:
    search = Search(Needle("many"), many, look, Ticks())
    search.begin_at(0)
    while search.advance(float("inf")):
        pass
    assert search.is_capped
    assert search.tally.total == MOST
    search.set_out(ReaderPlace("m9000", (0, 0, 0)), forward=True, or_at=False)
    while search.arrived_at is None:
        search.advance(float("inf"))
    assert search.arrived_at.message_id == "m9000"


@pytest.mark.parametrize("filling", ["plain ", "wörd 🙂 "])
def test_a_very_long_string_is_looked_through_in_pieces(look: Look, filling: str) -> None:
    text = "".join(filling * (number % 5) + "the needle" for number in range(4_000)) + "the \n needle"
    message = answered("a", ToolCall("c", "t", state=ToolState.OUTPUT_AVAILABLE, output=text))
    steps = list(Reading(message, Needle("the  needle"), look))
    places = [(match.start, match.stop) for match in steps if match is not None]
    assert places == utf16.places(text, Needle("the needle").places(text))
    assert len(places) == 4_001
    assert steps.count(None) > len(text) / 25_000


def test_a_search_may_begin_among_the_sources(look: Look) -> None:
    sources = [Source(str(number), title=f"Page {number}") for number in range(5)]
    matches = found(answered("a", *sources), "page", look)
    assert [match.at for match in matches] == [0, 1, 2, 3, 4]
    since = Reading(answered("a", *sources), Needle("page"), look, since=matches[3].order[:2])
    assert [match for match in since if match] == matches[3:]
