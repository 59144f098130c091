"""The pill tells a reader who scrolled up of whatever is shown below, not of answer text alone."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.message import Data, File, Notice, Part, Reasoning, Step, Text, ToolCall, ToolState
from tests.ui.transcript.conftest import MakeView
from tests.ui.transcript.test_view import MUCH, pill, streaming


@pytest.mark.parametrize(
    ("come", "is_told"),
    [
        ((Reasoning("r", "Let me see."),), True),
        ((ToolCall("c", "find", state=ToolState.OUTPUT_AVAILABLE, output=1),), True),
        ((Notice("The chatbot hands over to a colleague."),), True),
        ((File("https://example.com/a.png", "image/png"),), True),
        ((Step(), Reasoning("r"), Text("u"), Notice(""), Data("usage"), File("x:", reasoning=True)), False),
    ],
)
def test_the_pill_tells_of_all_that_is_shown(come: tuple[Part, ...], is_told: bool, make_view: MakeView) -> None:
    before = streaming(MUCH)
    view, model = make_view(before)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    model.put(replace(before, parts=(*before.parts, *come)))
    assert pill(view).isVisible() is is_told


def test_the_pill_tells_of_a_notice_that_says_more(make_view: MakeView) -> None:
    before = streaming(MUCH)
    view, model = make_view(replace(before, parts=(*before.parts, Notice("Wait.", "n"))))
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    model.put(replace(before, parts=(*before.parts, Notice("Wait. A colleague comes.", "n"))))
    assert pill(view).isVisible()
