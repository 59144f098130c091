"""The final picture is the same however a text came: character by character, in bursts, or all at once."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.message import Status, Text
from desktop.ui.look import theme
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.scroll import Place
from desktop.ui.transcript.text import text_run
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked
from tests.ui.transcript.corpus import DOCUMENTS, LONG, Document
from tests.ui.transcript.pictures import assert_same, at_once, streamed, unhurried, words

EVERY = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
EVERY_LONG = pytest.mark.parametrize("document", LONG, ids=lambda document: document.name)


@pytest.fixture(scope="module")
def look(qapp: QApplication) -> Look:
    return Look(theme.load("light"), QFont())


@EVERY
def test_each_character_alone(document: Document, look: Look) -> None:
    text = document.text
    wanted = at_once(text, look)
    shown = "\n".join(words(wanted))
    assert [word for word in document.words if word not in shown] == []
    assert_same(streamed(text, range(len(text)), look), wanted)


@given(st.sampled_from(DOCUMENTS), st.lists(st.integers(0, 400), max_size=8), st.sampled_from([120.0, 333.0, 900.0]))
@settings(max_examples=60)
def test_any_cuts(look: Look, document: Document, cuts: list[int], width: float) -> None:
    cuts = sorted(cut for cut in cuts if cut < len(document.text))
    assert_same(streamed(document.text, cuts, look, width, hurried=3), at_once(document.text, look, width))


@EVERY_LONG
def test_long_texts_in_bursts(document: Document, look: Look) -> None:
    text, dice = document.text, random.Random(document.name)
    some = sorted(dice.randrange(len(text)) for _ in range(12))
    burst = [1_500, 1_600, len(text) - 700]
    wanted = at_once(text, look)
    assert_same(streamed(text, some, look), wanted)
    assert_same(streamed(text, burst, look), wanted)


@EVERY_LONG
def test_where_a_text_is_cut_cannot_be_seen(document: Document, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = at_once(document.text, look)
    monkeypatch.setattr(text_run, "SIZE", 10**9)
    assert_same(cut, at_once(document.text, look), sections=False)


@EVERY
def test_short_texts_cut_wherever_they_can_be(document: Document, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = at_once(document.text, look)
    monkeypatch.setattr(text_run, "SIZE", 1)
    found = at_once(document.text, look)
    assert_same(found, wanted, sections=False)
    assert_same(streamed(document.text, range(0, len(document.text), 3), look), found)


PLACES = (0, 1, 5, 9, None)
"""Sections whose start is brought to the top of the view; None for the end."""


@pytest.mark.parametrize("document", LONG[:2] + LONG[9:12], ids=lambda document: document.name)
def test_scrolling_while_it_comes(document: Document, make_view: MakeView, qtbot: QtBot) -> None:
    text, dice = document.text, random.Random(7)
    view, model = make_view(asked("q"), whole=False)
    for end in range(0, len(text), max(len(text) // 25, 1)):
        model.put(answered("a", Text("t", text[:end]), status=Status.STREAMING))
        QTest.keyClick(view, dice.choice([Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_End]))
        view.grab()
        if dice.random() < 0.3:
            qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    model.put(answered("a", Text("t", text, done=True)))
    fresh, _model = make_view(asked("q"), answered("a", Text("t", text, done=True)), whole=False)
    for place in PLACES:
        assert seen_at(place, view, qtbot) == seen_at(place, fresh, qtbot)


def seen_at(section: int | None, view: TranscriptView, qtbot: QtBot) -> QImage:
    """What is painted, when all of it is laid out, with the start of a section at the top."""
    view.scroll_keeper.go_to(None if section is None else Place("a", section, 0))
    view.settle()
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1) and bar.isVisible() == (bar.maximum() > 0))
    view.settle()
    with unhurried():
        return view.viewport().grab().toImage()
