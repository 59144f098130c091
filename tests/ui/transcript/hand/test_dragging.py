"""Dragging goes on by what the clicks before it took, and what it took can be pasted with the middle button."""

import gc

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication

from desktop.core.message import Message, Text
from desktop.ui.transcript.hand.clipboard import Making
from desktop.ui.transcript.hand.selection import Spot
from desktop.ui.transcript.text.section import Section
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked, stepwise

LEFT = Qt.MouseButton.LeftButton
DOWN, UP = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
TWICE, MOVE = QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseMove
TABLE = "|a|b|\n|-|-|\n" + "".join(f"|row {number}|cell {number}|\n" for number in range(10_000))
WORDS = "one two three four five six\n\nseven eight nine ten"


def said(message_id: str, text: str) -> Message:
    return answered(message_id, Text("t", text, done=True))


def point(view: TranscriptView, message_id: str, position: int) -> QPoint:
    segments = view.rows.layout(view.row_of(message_id)).segments
    segment = next(index for index, one in enumerate(segments) if isinstance(one, Section))
    return view.point_of(Spot(message_id, segment, position)).toPoint() + QPoint(1, 8)


def selected(view: TranscriptView) -> str:
    mime = view.hand.selecting.mime()
    return mime.text() if mime is not None else ""


def send(
    view: TranscriptView, kind: QEvent.Type, at: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    viewport, place = view.viewport(), QPointF(at)
    held = Qt.MouseButton.NoButton if kind is UP else LEFT
    QApplication.sendEvent(viewport, QMouseEvent(kind, place, viewport.mapToGlobal(place), LEFT, held, modifiers))


def press(view: TranscriptView, at: QPoint, clicks: int) -> None:
    """Click so many times; the button is down at the end."""
    for number, kind in enumerate((DOWN, TWICE, DOWN)[:clicks]):
        if number:
            send(view, UP, at)
        send(view, kind, at)


def release(view: TranscriptView, *way: QPoint) -> None:
    for at in way:
        send(view, MOVE, at)
    send(view, UP, way[-1])


@pytest.mark.parametrize(
    ("clicks", "start", "stop", "text"),
    [
        (1, 5, 20, "wo three four f"),
        (2, 5, 20, "two three four five"),
        (2, 20, 5, "two three four five"),
        (2, 5, 5, "two"),
        (2, 5, 35, "two three four five six\n\nseven eight"),
        (3, 5, 35, WORDS),
        (3, 35, 5, WORDS),
        (3, 5, 20, "one two three four five six"),
    ],
)
def test_dragging_goes_on_by_character_word_or_paragraph(
    make_view: MakeView, clicks: int, start: int, stop: int, text: str
) -> None:
    view, _model = make_view(said("a", WORDS))
    press(view, point(view, "a", start), clicks)
    release(view, point(view, "a", 12), point(view, "a", stop))
    assert selected(view) == text


def test_words_are_taken_over_messages_and_given_back(make_view: MakeView) -> None:
    view, _model = make_view(asked("q", "Where is it?"), said("a", WORDS))
    press(view, point(view, "a", 5), 2)
    send(view, MOVE, point(view, "q", 7))
    assert selected(view) == "You:\nis it?\n\nChatbot:\none two"
    release(view, point(view, "a", 9))
    assert selected(view) == "two three"
    press(view, point(view, "a", 20), 1)
    release(view, point(view, "a", 14))
    assert selected(view) == "four f"


def test_shift_goes_on_by_character_after_a_word(make_view: MakeView) -> None:
    view, _model = make_view(said("a", WORDS))
    press(view, point(view, "a", 5), 2)
    release(view, point(view, "a", 5))
    send(view, DOWN, point(view, "a", 16), Qt.KeyboardModifier.ShiftModifier)
    release(view, point(view, "a", 17))
    assert selected(view) == "two three fou"


def pasted() -> str:
    return QGuiApplication.clipboard().text(QClipboard.Mode.Selection)


def test_what_was_dragged_over_can_be_pasted_with_the_middle_button(make_view: MakeView) -> None:
    view, model = make_view(said("a", "**one** two three\n\nfour"))
    QGuiApplication.clipboard().setText("precious")
    press(view, point(view, "a", 0), 1)
    release(view, point(view, "a", 6), point(view, "a", 7))
    model.reset([])
    gc.collect()
    mime = QGuiApplication.clipboard().mimeData(QClipboard.Mode.Selection)
    assert (mime.formats(), mime.hasText(), mime.hasHtml()) == (["text/plain"], True, False)
    assert mime.data("text/html").isEmpty()
    assert pasted() == pasted() == "one two"
    assert QGuiApplication.clipboard().text() == "precious"


def long_section(view: TranscriptView, message_id: str) -> tuple[int, Section]:
    segments = view.rows.layout(view.row_of(message_id)).segments
    found = ((index, one) for index, one in enumerate(segments) if isinstance(one, Section))
    index, section = next(found)
    assert section.is_awake
    assert not section.is_known
    return index, section


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TABLE, "a\tb\nrow 0\tcell 0\nrow 1\tcell 1"),
        (" ".join(f"word{number}" for number in range(40_000)), "word0 word1 word2 word3 word4 wor"),
    ],
)
def test_a_drag_reads_no_further_than_its_end(make_view: MakeView, text: str, words: str) -> None:
    view, model = make_view()
    with stepwise():
        model.reset([asked("q", "Where is it?"), said("a", text)])
        view.verticalScrollBar().setValue(0)
    _index, section = long_section(view, "a")
    before = section.length
    press(view, point(view, "q", 6), 1)
    release(view, point(view, "q", 8), point(view, "a", 33))
    assert pasted() == f"You:\nis it?\n\nChatbot:\n{words}"
    assert section.length == before


def test_a_drag_out_of_a_long_table_reads_it_when_it_is_pasted(make_view: MakeView) -> None:
    view, model = make_view()
    with stepwise():
        model.reset([said("a", TABLE), asked("q", "Where is it?")])
        view.verticalScrollBar().setValue(0)
    index, section = long_section(view, "a")
    before = section.length
    view.hand.selecting.begin(Spot("a", index, 4))
    view.hand.selecting.lead(Spot("q", 1, 5))
    view.hand.selecting.offer()
    assert section.length == before
    found = pasted()
    assert found.startswith("Chatbot:\nrow 0\tcell 0\n")
    assert found.endswith("row 9999\tcell 9999\n\nYou:\nWhere")
    assert section.length == before


def test_a_click_leaves_what_the_middle_button_pastes(make_view: MakeView) -> None:
    view, _model = make_view(said("a", WORDS))
    press(view, point(view, "a", 5), 2)
    release(view, point(view, "a", 5))
    send(view, DOWN, point(view, "a", 20))
    send(view, UP, point(view, "a", 20))
    assert pasted() == "two"


def test_much_text_is_not_read_after_a_drag_and_pasted_as_it_was_written(
    make_view: MakeView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, _model = make_view(said("b", "words"), said("a", "**Bold** answer\n\n" * 1_000), said("c", "**last** one"))
    view.verticalScrollBar().setValue(0)
    view.hand.selecting.begin(Spot("b", 1, 0))
    view.hand.selecting.lead(Spot("c", 1, 8))
    monkeypatch.delattr(Making, "step")
    view.hand.selecting.offer()
    assert pasted().count("**Bold** answer") == 1_000
