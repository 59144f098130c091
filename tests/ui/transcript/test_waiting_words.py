"""Words beside the dots: there while a reply is waited for, painted on both sides, gone at its end."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from desktop.core.message import Status, Text
from desktop.ui.transcript.notes import Waiting
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked

WRITTEN = answered("a", Text("t", "Half an answer"), status=Status.STREAMING)
WAITING = answered("a", status=Status.STREAMING)


def waits(view: TranscriptView) -> int:
    return sum(isinstance(segment, Waiting) for segment in view.rows.layout(1).segments)


def picture(view: TranscriptView) -> QImage:
    return view.viewport().grab(view.row_rect(1)).toImage()


def inked(image: QImage, ground: QImage) -> list[int]:
    """The columns in which the pictures differ."""
    rows, columns = range(min(image.height(), ground.height())), range(image.width())
    return [x for x in columns if any(image.pixel(x, y) != ground.pixel(x, y) for y in rows)]


@pytest.mark.parametrize("mirrored", [False, True])
def test_words_stand_beside_the_dots(make_view: MakeView, mirrored: bool) -> None:
    view, _model = make_view(asked("q"), WAITING)
    view.set_reduced_motion(True)  # so that nothing else moves
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    before = picture(view)
    view.show_waiting_words("a", "Slow: no word for 20 s.")
    changed = inked(picture(view), before)
    assert len(changed) > 40
    view.show_waiting_words("a", "")
    assert inked(picture(view), before) == []


def test_they_are_shown_also_when_half_an_answer_is_there(make_view: MakeView) -> None:
    view, model = make_view(asked("q"), WRITTEN)
    assert waits(view) == 0
    view.show_waiting_words("a", "Slow: no word for 20 s.")
    assert waits(view) == 1
    model.put(answered("a", Text("t", "Half an answer", done=True)))
    assert waits(view) == 0


def test_they_wait_for_their_message(make_view: MakeView) -> None:
    view, model = make_view(asked("q"))
    view.show_waiting_words("a", "Thinking")
    before = view.viewport().grab().toImage()
    model.put(WAITING)
    assert waits(view) == 1
    assert view.viewport().grab().toImage() != before
    assert view.rows.layout(1).setting.waiting == "Thinking"
