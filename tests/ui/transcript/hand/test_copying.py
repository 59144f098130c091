"""What is copied has all its forms, however long it is and whatever part of it is selected."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Final

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.blocks import Block
from desktop.core.message import Message, Status, Text
from desktop.core.rich_text import blocks_html
from desktop.ui.transcript.hand import clipboard, copying
from desktop.ui.transcript.hand.clipboard import Form
from desktop.ui.transcript.hand.selection import Selection, Spot
from desktop.ui.transcript.text.section import END, Section
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked

CONTROL = Qt.KeyboardModifier.ControlModifier
OTHER_PROGRAM: Final = """
import sys
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

class Held(QMimeData):
    def formats(self):
        print("asked", flush=True)
        return ["text/plain"]

    def retrieveData(self, mimetype, type_):
        print("asked", flush=True)
        return "precious"

app = QApplication(sys.argv)
app.clipboard().setMimeData(Held())
print("holds", app.clipboard().ownsClipboard(), flush=True)
app.exec()
"""
LISTS = "1. first\n2. second\n   - nested\n     - deep\n3. third\n\n> a quote\n\nThe end."


def said(message_id: str, text: str) -> Message:
    return answered(message_id, Text("t", text, done=True))


def clip() -> QMimeData:
    return QGuiApplication.clipboard().mimeData()


def markdown() -> str:
    return clip().data("text/markdown").toStdString()


def copy(view: TranscriptView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    qtbot.waitUntil(lambda: not view.hand.copying.is_under_way)


def select(view: TranscriptView, message_id: str, start: int, before_end: int) -> None:
    """All of a text but so many characters at both ends."""
    model = view.messages
    assert model is not None
    layout = view.rows.layout(model.row_of(message_id), None)
    layout.complete()
    sections = [index for index, one in enumerate(layout.segments) if isinstance(one, Section)]
    stop = layout.segments[sections[-1]].length - before_end
    view.hand.selecting.set_selection(
        Selection(Spot(message_id, sections[0], start), Spot(message_id, sections[-1], stop))
    )


@pytest.mark.parametrize(("form", "has_html"), [("plain", False), ("rich", True), ("markdown", True)])
def test_a_very_long_message_is_copied_in_every_form(
    make_view: MakeView, qtbot: QtBot, form: Form, has_html: bool
) -> None:
    text = "**Bold** answer\n\n" * 4_000
    view, _model = make_view(said("a", text), whole=False)
    with qtbot.waitSignal(view.hand.copying.copied):
        view.hand.copy_message("a", form)
        assert view.hand.copying.is_under_way
        assert clip().text() == text  # until all is made
    assert clip().text() == (text if form == "markdown" else "\n\n".join(["Bold answer"] * 4_000))
    assert (markdown() == text) is has_html
    assert (clip().html().count("<p><strong>Bold</strong> answer</p>") == 4_000) is has_html


def test_a_long_conversation_is_copied_with_its_format(make_view: MakeView, qtbot: QtBot) -> None:
    answers = [said(f"a{number}", "**Bold** words\n\n" * 500) for number in range(8)]
    view, _model = make_view(*answers, whole=False)
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    copy(view, qtbot)
    assert clip().html().count("<p><strong>Bold</strong> words</p>") == 4_000
    assert clip().text().count("Chatbot:\nBold words\n\nBold words") == 8


def test_what_was_copied_elsewhere_meanwhile_stays(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(said("a", "**Bold** answer\n\n" * 1_000), said("b", "Short."), whole=False)
    view.hand.copy_message("a", "rich")
    QGuiApplication.clipboard().setText("precious")
    qtbot.waitUntil(lambda: not view.hand.copying.is_under_way)
    assert clip().text() == "precious"
    view.hand.copy_message("a", "rich")
    view.hand.copy_message("b", "rich")
    assert not view.hand.copying.is_under_way
    assert clip().html() == "<p>Short.</p>"


@pytest.fixture
def other_program() -> Iterator[subprocess.Popen[str]]:
    """One that takes the clipboard, and says when it is asked for what it holds."""
    with subprocess.Popen([sys.executable, "-c", OTHER_PROGRAM], stdout=subprocess.PIPE, text=True) as program:
        yield program
        program.kill()


def test_who_took_the_clipboard_meanwhile_is_not_waited_for(
    make_view: MakeView, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    view, _model = make_view(said("a", "**Bold** answer\n\n" * 4_000), whole=False)
    view.hand.copy_message("a", "rich")
    assert QGuiApplication.clipboard().ownsClipboard()
    program: subprocess.Popen[str] = request.getfixturevalue("other_program")
    assert program.stdout is not None
    while program.stdout.readline() != "holds True\n":
        pass
    assert view.hand.copying.is_under_way
    qtbot.waitUntil(lambda: not view.hand.copying.is_under_way)
    assert not QGuiApplication.clipboard().ownsClipboard()
    program.kill()
    assert program.stdout.read() == ""


def test_a_copy_outlives_its_message(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = make_view(asked("q"), said("a", "**Bold** answer\n\n" * 1_000), whole=False)
    select(view, "a", 0, 1)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    model.reset([])
    qtbot.waitUntil(lambda: not view.hand.copying.is_under_way)
    assert clip().html().count("<strong>Bold</strong>") == 1_000


@pytest.mark.parametrize("before_end", [0, 1])
def test_lists_and_quotes_stay_what_they_are(make_view: MakeView, qtbot: QtBot, before_end: int) -> None:
    view, _model = make_view(said("a", LISTS))
    select(view, "a", 0, before_end)
    copy(view, qtbot)
    end = "The end" if before_end else "The end."
    nested = "<ul><li><p>nested</p><ul><li><p>deep</p></li></ul></li></ul>"
    assert clip().html() == (
        f'<ol start="1"><li><p>first</p></li><li><p>second</p>{nested}</li><li><p>third</p></li></ol>'
        f"<blockquote><p>a quote</p></blockquote><p>{end}</p>"
    )
    assert clip().text() == f"1. first\n2. second\n  • nested\n    • deep\n3. third\n\na quote\n\n{end}"


def test_what_begins_inside_a_list_is_no_code(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(said("a", LISTS))
    select(view, "a", len("first\nsecond\nnested\nde"), 1)
    copy(view, qtbot)
    assert clip().html().startswith('<p>ep</p><ol start="3"><li><p>third</p></li></ol>')
    assert markdown().startswith("ep\n\n3. third")


def test_what_stands_in_items_stays_in_them(make_view: MakeView, qtbot: QtBot) -> None:
    items = "9. nine\n   - inner\n     1. deep\n10. ten\n    - inner\n\n      more\n\n      ```\n      x\n      ```\n"
    view, _model = make_view(said("a", f"{items}11. end"))
    select(view, "a", len("nine\ninner\nd"), 1)
    copy(view, qtbot)
    inner = "<ul><li><p>inner</p><p>more</p><pre><code>x</code></pre></li></ul>"
    assert clip().html() == f'<p>eep</p><ol start="10"><li><p>ten</p>{inner}</li><li><p>en</p></li></ol>'


def test_a_list_over_many_sections_is_one(make_view: MakeView, qtbot: QtBot) -> None:
    items = "".join(f"{number}. item {number}\n" for number in range(1, 400))
    view, _model = make_view(said("a", items), whole=False)
    select(view, "a", 2, 1)
    copy(view, qtbot)
    assert clip().html().count("<ol") == clip().html().count('<ol start="2">') == 1
    assert clip().html().count("<li>") == 398
    assert "\n399. item 39" in clip().text()
    assert "\n\n3. " not in clip().text()


def test_what_is_not_laid_out_yet_is_copied_in_steps(
    make_view: MakeView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_BUDGET", 0.0)
    rows = "".join(f"|row {number}|**cell** {number}|\n" for number in range(1_500))
    view, _model = make_view(said("a", f"|a|b|\n|-|-|\n{rows}"), asked("q", "Where is it?"), whole=False)
    view.verticalScrollBar().setValue(0)
    layout = view.rows.layout(0)
    index, section = next((at, one) for at, one in enumerate(layout.segments) if isinstance(one, Section))
    before = section.length
    view.hand.selecting.set_selection(Selection(Spot("a", index, 4), Spot("q", 1, 5)))
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert (view.hand.copying.is_under_way, section.length) == (True, before)
    turns = []
    view.hand.copying._next.timeout.connect(lambda: turns.append(1))  # noqa: SLF001 - its turns are counted
    qtbot.waitUntil(lambda: len(turns) > 20)
    assert view.hand.copying.is_under_way
    assert clip().text().endswith("row 1499\tcell 1499\n\nYou:\nWhere")  # who asks now waits for it
    qtbot.waitUntil(lambda: not view.hand.copying.is_under_way)
    assert clip().text().startswith("Chatbot:\nrow 0\tcell 0\nrow 1")
    assert clip().text().endswith("row 1499\tcell 1499\n\nYou:\nWhere")
    assert clip().html().count("<strong>cell</strong> 1499") == 1


def test_a_long_question_is_copied_as_it_was_typed(make_view: MakeView, qtbot: QtBot) -> None:
    lines = "".join(f"line {number}\n" + "\n" * (number % 7 == 0) for number in range(2_000)) + "last"
    view, _model = make_view(asked("q", lines), said("a", "Yes."), whole=False)
    view.hand.selecting.set_selection(Selection(Spot("q", 0, 0), Spot("a", END, END)))
    copy(view, qtbot)
    assert clip().text() == f"You:\n{lines}\n\nChatbot:\nYes."
    select(view, "q", 2, 1)
    copy(view, qtbot)
    assert clip().text() == lines[2:-1]


def test_how_it_ended_is_in_the_rich_text_too(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(answered("a", Text("t", "**One**", done=True), status=Status.STOPPED))
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    copy(view, qtbot)
    assert clip().text().startswith("One\n\nStopped")
    assert clip().html().startswith("<p><strong>One</strong></p><p>Stopped")


def test_a_step_is_short(make_view: MakeView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no time at all, each turn of the event loop makes one step."""
    monkeypatch.setattr(copying, "_BUDGET", 0.0)
    view, _model = make_view(said("a", "- item\n\n" * 2_000), whole=False)
    view.hand.copy_message("a", "rich")
    turns = []
    view.hand.copying._next.timeout.connect(lambda: turns.append(1))  # noqa: SLF001 - its turns are counted
    qtbot.waitUntil(lambda: not view.hand.copying.is_under_way)
    assert len(turns) > 20
    assert clip().html().count("<ul>") == 1


@pytest.mark.parametrize(
    ("text", "mark", "count"),
    [
        ("- item\n" * 6_000, "<li><p>item</p></li>", 6_000),
        ("|a|b|\n|-|-|\n" + "|one|two|\n" * 6_000, "<tr><td>one</td><td>two</td></tr>", 6_000),
        ("```\n" + "x < y\n" * 20_000 + "```", "x &lt; y\n", 19_999),
        ("```\n" + "<" * 20_000 + "\n```", "&lt;", 20_000),
    ],
    ids=["list", "table", "code", "line"],
)
def test_a_long_block_is_written_in_steps(monkeypatch: pytest.MonkeyPatch, text: str, mark: str, count: int) -> None:
    written = [0]

    def counted(found: Iterable[Block]) -> str:
        html = blocks_html(found)
        written[-1] += len(html)
        return html

    monkeypatch.setattr(clipboard, "blocks_html", counted)
    making = clipboard.Making([("", clipboard.whole(said("a", text)))])
    while making.step():
        written.append(0)
    assert max(written) < 60_000
    assert making.mime().html().count(mark) == count
