"""Arbitrary texts: nothing raises, and what can be asked of a row has an answer that fits the others."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from desktop.ui.look import theme
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Segment
from desktop.ui.transcript.text import text_run
from tests.ui.transcript.corpus import DOCUMENTS
from tests.ui.transcript.pictures import assert_same, at_once, painted, streamed, words

_PIECES = st.sampled_from(
    [
        *"ab1 \t\n#*_~`>-+|:=[]()!<&;\\$.",
        *("\n\n", "**", "```", "\n- ", "\n1. ", "\n> ", "|-|-|", "](", "](http://a.b)", "![", "<b>", "&#x0;", "- [x] "),
        *("\0", "\r", "\r\n", "\x1b", "\u200b", "\u202e", "\u2066", "\u0301", "\ud83d", "\ude00", "\N{GRINNING FACE}"),
        *(
            "\u05d0",
            "\u0645",
            "\u65e5",
            "\u2028",
            "\x85",
            "\u00a0",
            "\t- ",
            "    ",
            "    x\n",
            "\n\n[a]: b\n",
            "[a]",
            "~~~",
        ),
    ]
)
_TEXTS = st.lists(_PIECES, max_size=60).map("".join) | st.lists(
    st.sampled_from([document.text for document in DOCUMENTS]), max_size=4
).map("\n".join)
_LOOKS = st.tuples(st.sampled_from(["light", "dark"]), st.booleans())


@pytest.fixture(scope="module", autouse=True)
def tiny_sections() -> Iterator[None]:
    """Cut wherever a text can be cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_run, "SIZE", 1)
        yield


@pytest.fixture(scope="module")
def looks(qapp: QApplication) -> dict[tuple[str, bool], Look]:
    return {
        (name, mirrored): Look(theme.load(name), QFont(), mirrored=mirrored)
        for name in ("light", "dark")
        for mirrored in (False, True)
    }


@given(_TEXTS, st.lists(st.floats(0, 1), max_size=6), st.integers(1, 1_200), _LOOKS)
@settings(max_examples=250)
def test_any_text(
    looks: dict[tuple[str, bool], Look], text: str, cuts: list[float], width: int, look: tuple[str, bool]
) -> None:
    places = sorted(int(cut * len(text)) for cut in cuts)
    row = streamed(text, places, looks[look], float(width), hurried=3)
    assert_same(row, at_once(text, looks[look], float(width)))
    assert_stands(row)
    assert_asked(row)
    assert_resized(row, width)


def assert_stands(row: RowLayout) -> None:
    """Everything stands below what is before it, and the row ends below everything."""
    assert all(segment.height >= 0 and segment.width > 0 for segment in row.leaves)
    assert all(above.y + above.height <= below.y + 1 for above, below in pairwise(row.segments))
    assert row.segments[-1].y + row.segments[-1].height <= row.height
    assert all(page.width() for page in painted(row))


def assert_asked(row: RowLayout) -> None:
    for segment in row.segments:
        segment.html(0, segment.length)
        for position in (0, segment.length // 2, segment.length):
            assert 0 <= segment.position_at(0, segment.top_of(position) + 1) <= segment.length
            first, last = segment.word_at(position)
            assert 0 <= first <= last <= segment.length
            assert segment.plain(0, segment.length).startswith(segment.plain(0, position).removesuffix("\ufffd"))
        assert_targets(segment)


def assert_targets(segment: Segment) -> None:
    for target in segment.targets():
        if target.action is Action.LINK:
            assert target.value.lower().startswith(("http://", "https://", "mailto:"))


def assert_resized(row: RowLayout, width: int) -> None:
    """Made narrower and wide again it is what it was."""
    before, height = words(row), row.height
    row.resize(float(max(width // 2, 1)))
    row.complete()
    assert_stands(row)
    row.resize(float(width))
    row.complete()
    assert (words(row), row.height) == (before, height)


_LETTERS = st.text(alphabet="abcd \n*_~>#+=<!$\\.-\t", max_size=120)


@given(_LETTERS, st.integers(20, 900))
def test_no_letter_is_lost(looks: dict[tuple[str, bool], Look], text: str, width: int) -> None:
    row = at_once(text, looks["light", False], float(width))
    assert letters("".join(words(row)[1:])) == letters(text)


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())
