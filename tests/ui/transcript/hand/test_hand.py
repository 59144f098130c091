"""Mouse and keyboard on the transcript, as a person uses them."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from desktop.core.errors import Problem
from desktop.core.message import Message, Source, Status, Text, ToolCall, ToolState
from desktop.ui.transcript.segment import Action, Target
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import NOW, MakeView, answered, asked

CALL = ToolCall("c", "look_up_order", state=ToolState.OUTPUT_AVAILABLE, input={"order": 1}, output="found", started=NOW)
LINK = Text("t", "See [our page](https://example.com/a) or **write** to us.", done=True)
LEFT = Qt.MouseButton.LeftButton


def failed(code: str) -> Message:
    return answered("a", status=Status.FAILED, problem=Problem(code, retryable=True))


def target(view: TranscriptView, row: int, action: Action) -> Target:
    return next(found for _index, found in view.rows.layout(row).targets() if found.action is action)


def place(view: TranscriptView, row: int, action: Action) -> QPoint:
    inside = target(view, row, action).rects[0].center().toPoint()
    return inside + view.row_rect(row).topLeft()


def click(view: TranscriptView, row: int, action: Action) -> None:
    QTest.mouseClick(view.viewport(), LEFT, pos=place(view, row, action))


def focused(view: TranscriptView) -> str:
    return view.hand._focused[1]  # noqa: SLF001  # where the keyboard is inside the view


def drag(view: TranscriptView, start: QPoint, stop: QPoint) -> None:
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), (start + stop) / 2)
    QTest.mouseMove(view.viewport(), stop)
    QTest.mouseRelease(view.viewport(), LEFT, pos=stop)


def copied(view: TranscriptView) -> tuple[str, str]:
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    mime = QGuiApplication.clipboard().mimeData()
    return mime.text(), mime.html()


def test_a_click_opens_and_closes_a_tool(make_view: MakeView) -> None:
    view, _model = make_view(asked("q"), answered("a", CALL, LINK))
    closed = view.rows.heights[1]
    click(view, 1, Action.TOGGLE)
    assert view.rows.heights[1] > closed
    click(view, 1, Action.TOGGLE)
    assert view.rows.heights[1] == closed


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_keys_open_a_tool(make_view: MakeView, key: Qt.Key) -> None:
    view, _model = make_view(answered("a", CALL, LINK))
    closed = view.rows.heights[0]
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert focused(view) == "tool:0"
    QTest.keyClick(view, key)
    assert view.rows.heights[0] > closed


def test_tab_walks_through_everything_and_leaves_at_the_ends(make_view: MakeView) -> None:
    view, _model = make_view(asked("q"), answered("first", CALL, LINK), failed("server_failed"))
    said: list[str] = []
    view.speech.announced.connect(said.append)
    keys = []
    while view.focusNextPrevChild(True) and focused(view):
        keys.append(focused(view))
        assert len(keys) < 20
    assert keys == ["tool:0", "text:1.0.0:link4", "author:details", "ending:retry", "ending:copy"]
    assert said == ["Look up order, done", "our page", "Details", "Try again", "Copy details"]
    back = []
    while view.focusNextPrevChild(False) and focused(view):
        back.append(focused(view))
        assert len(back) < 20
    assert back == keys[::-1]


def test_tab_brings_what_it_reaches_into_sight(make_view: MakeView) -> None:
    text = Text("t", "words\n\n" * 60 + "[end](https://example.com)", done=True)
    view, _model = make_view(answered("a", CALL, text))
    QTest.keyClick(view, Qt.Key.Key_Home)
    view.focusNextPrevChild(True)
    view.focusNextPrevChild(True)
    assert focused(view).endswith("link0")
    assert view.viewport().rect().contains(place(view, 0, Action.LINK))


def test_links_hand_out_their_address(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(answered("a", LINK))
    with qtbot.waitSignal(view.link_activated) as activated:
        click(view, 0, Action.LINK)
    assert activated.args == ["https://example.com/a"]


@pytest.mark.parametrize(
    ("code", "signal"), [("server_failed", "retry_requested"), ("unauthorized", "secret_requested")]
)
def test_the_remedy_is_asked_for_by_mouse_and_by_keyboard(
    make_view: MakeView, qtbot: QtBot, code: str, signal: str
) -> None:
    view, _model = make_view(asked("q"), failed(code))
    action = Action.RETRY if code == "server_failed" else Action.SECRET
    with qtbot.waitSignal(getattr(view, signal)) as asked_for:
        click(view, 1, action)
    assert asked_for.args == ["a"]
    while focused(view) != target(view, 1, action).key:
        assert view.focusNextPrevChild(True)
    with qtbot.waitSignal(getattr(view, signal)):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_a_question_and_its_failed_reply_offer_one_way_on(make_view: MakeView) -> None:
    unsent = replace(asked("q"), status=Status.NOT_SENT)
    view, model = make_view(unsent)

    def offered() -> list[Action]:
        rows = range(model.rowCount())
        found = [found.action for row in rows for _index, found in view.rows.layout(row).targets()]
        return [action for action in found if action not in (Action.DETAILS, Action.EDIT, Action.COPY)]

    assert offered() == [Action.RETRY]
    model.put(answered("a", status=Status.STREAMING))
    assert offered() == []
    model.put(failed("server_failed"))
    assert offered() == [Action.RETRY]
    model.remove("a")
    assert offered() == [Action.RETRY]


def test_details_of_a_failure_are_copied_without_the_words_of_the_conversation(make_view: MakeView) -> None:
    view, _model = make_view(asked("q"), failed("server_failed"))
    click(view, 1, Action.COPY)
    copied = QGuiApplication.clipboard().text()
    assert "Error: server_failed" in copied
    assert asked("q").text not in copied


def test_details_are_asked_for(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(asked("q"))
    with qtbot.waitSignal(view.details_requested) as wanted:
        click(view, 0, Action.DETAILS)
    assert wanted.args == ["q"]


def test_code_is_copied_as_it_came(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", Text("t", "```py\nif x:\n\ty = '😀'\n```", done=True)))
    click(view, 0, Action.COPY)
    assert QGuiApplication.clipboard().text() == "if x:\n\ty = '😀'"
    assert view.hand.copied_in("a")


def test_dragging_selects_and_copy_takes_what_is_selected(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", LINK, Text("u", "Second text.", done=True)))
    layout = view.rows.layout(0)
    first, second = layout.segments[2], layout.segments[3]
    drag(
        view,
        QPoint(int(first.x) + 1, int(first.y) + 8),
        QPoint(int(second.x + second.width), int(second.y) + 8),
    )
    text, html = copied(view)
    assert text == "See our page or write to us.\n\nSecond text."
    assert '<a href="https://example.com/a">our page</a>' in html
    assert "<strong>write</strong>" in html


def test_selecting_releases_the_end_and_a_click_clears(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", Text("t", "words and words\n\n" * 60, done=True)))
    following = view.is_following
    drag(view, QPoint(60, 100), QPoint(200, 200))
    assert (following, view.is_following) == (True, False)
    assert copied(view)[0].count("words") < 30
    QTest.mouseClick(view.viewport(), LEFT, pos=QPoint(60, 100))
    assert copied(view)[0].count("words") == 120


def test_double_click_takes_a_word_and_a_third_the_paragraph(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", Text("t", "Several words here.\n\nMore.", done=True)))
    segment = view.rows.layout(0).segments[2]
    at = QPoint(int(segment.x) + 10, int(segment.y) + 8)
    QTest.mouseDClick(view.viewport(), LEFT, pos=at)
    assert copied(view)[0] == "Several"
    QTest.mousePress(view.viewport(), LEFT, pos=at)
    QTest.mouseRelease(view.viewport(), LEFT, pos=at)
    assert copied(view)[0] == "Several words here."


def test_a_link_that_is_dragged_over_is_selected_not_opened(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(answered("a", LINK))
    rect = target(view, 0, Action.LINK).rects[0].toRect().translated(view.row_rect(0).topLeft())
    with qtbot.assertNotEmitted(view.link_activated):
        drag(view, rect.center() - QPoint(15, 0), rect.center() + QPoint(15, 0))
    assert copied(view)[0] in "our page"


def test_copy_without_a_selection_takes_the_message_as_markdown(make_view: MakeView) -> None:
    view, _model = make_view(asked("q"), answered("a", LINK))
    text, html = copied(view)
    assert text == LINK.text
    assert html.endswith("or <strong>write</strong> to us.</p>")
    QTest.mouseClick(view.viewport(), LEFT, pos=view.row_rect(0).center())
    assert copied(view) == ("Where is my order?", "<p>Where is my order?</p>")


def test_select_all_takes_the_whole_message(make_view: MakeView) -> None:
    view, _model = make_view(asked("q"), answered("a", Text("t", "# A\n\n- b\n\n|c|\n|-|\n|d|", done=True)))
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    text, html = copied(view)
    assert text == "A\n\n• b\n\nc\nd"
    assert "<h1>A</h1>" in html
    assert "<th>c</th>" in html


def test_html_from_a_chatbot_is_escaped_on_the_clipboard(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", Text("t", "<b>x</b> `<i>`\n\n```\n</pre>\n```", done=True)))
    _text, html = copied(view)
    assert "<b>" not in html
    assert "<i>" not in html
    assert html.count("</pre>") == 1


def test_the_menu_offers_what_can_be_done(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(asked("q"), answered("a", LINK, status=Status.STOPPED))
    at = view.row_rect(1).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    menu = view.findChild(QMenu)
    assert menu is not None
    actions = {action.text(): action for action in menu.actions() if action.text()}
    copies = ["Copy as Markdown", "Copy as plain text", "Copy for mails and documents"]
    assert list(actions) == [*copies, "Try again", "Ask this with another chatbot…", "Details", "Delete"]
    actions["Copy as plain text"].trigger()
    assert QGuiApplication.clipboard().text() == "See our page or write to us."
    with qtbot.waitSignals([view.retry_requested, view.details_requested]):
        actions["Try again"].trigger()
        actions["Details"].trigger()
    with qtbot.waitSignal(menu.destroyed):
        menu.close()


def test_the_menu_key_opens_the_menu_of_the_last_message(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(asked("q"), answered("a", LINK))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(view, event)
    menu = view.findChild(QMenu)
    assert menu is not None
    with qtbot.waitSignal(view.details_requested) as wanted:
        next(action for action in menu.actions() if action.text() == "Details").trigger()
    assert wanted.args == ["a"]
    with qtbot.waitSignal(menu.destroyed):
        menu.close()


def test_hovering_shows_details_and_the_hand(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(answered("a", LINK))
    QTest.mouseMove(view.viewport(), place(view, 0, Action.LINK))
    qtbot.waitUntil(lambda: view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor)
    assert view.hand.is_row_hovered("a")
    QTest.mouseMove(view.viewport(), place(view, 0, Action.LINK) + QPoint(0, 150))
    qtbot.waitUntil(lambda: view.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor)


def test_shift_extends_the_selection(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", Text("t", "One two three.\n\nFour five six.", done=True)), asked("q"))
    text = view.rows.layout(0).segments[2]
    start = QPoint(int(text.x) + 1, int(text.y) + 8)
    QTest.mouseClick(view.viewport(), LEFT, pos=start)
    end = QPoint(int(text.x + text.width), int(text.y + text.height) - 8)
    QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, end)
    assert copied(view)[0] == "One two three.\n\nFour five six."


def test_the_target_of_a_link_is_shown_before_it_is_opened(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", LINK))
    at = place(view, 0, Action.LINK)
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    assert QToolTip.text() == "https://example.com/a"
    away = QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), view.viewport().mapToGlobal(QPoint(2, 2)))
    QApplication.sendEvent(view.viewport(), away)


def test_a_source_that_looks_like_html_is_shown_as_it_is(make_view: MakeView) -> None:
    address = "https://example.com/<img src=x>"
    view, _model = make_view(answered("a", Source("s", url=address)))
    at = place(view, 0, Action.LINK)
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at)))
    assert "&lt;img" in QToolTip.text()


def test_the_menu_of_a_refused_key_asks_for_a_new_one(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(failed("unauthorized"))
    view.hand.select_more()
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    menu = view.findChild(QMenu)
    assert menu is not None
    actions = {action.text(): action for action in menu.actions()}
    assert {"Copy selection", "Enter a new key"} <= set(actions)
    with qtbot.waitSignal(view.secret_requested):
        actions["Enter a new key"].trigger()
    with qtbot.waitSignal(menu.destroyed):
        menu.close()


def test_json_is_copied_whole_and_opened_whole(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(answered("a", replace(CALL, output=list(range(500)))))
    click(view, 0, Action.TOGGLE)
    outputs = [found for _index, found in view.rows.layout(0).targets() if found.value == "tool:0:output"]
    copy, whole = (found for found in outputs if found.action in (Action.COPY_WHOLE, Action.WHOLE))
    top = view.row_rect(0).topLeft()
    QTest.mouseClick(view.viewport(), LEFT, pos=copy.rects[0].center().toPoint() + top)
    assert QGuiApplication.clipboard().text().endswith("498,\n  499\n]")
    assert view.hand.copied_in("a") == copy.key
    with qtbot.waitSignal(view.whole_requested) as wanted:
        QTest.mouseClick(view.viewport(), LEFT, pos=whole.rects[0].center().toPoint() + top)
    assert wanted.args == ["a", "tool:0:output"]


def test_a_tree_is_walked_and_opened_by_keyboard(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", replace(CALL, output={"to": {"floors": [1, 2]}})))
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Return)
    said: list[str] = []
    view.speech.announced.connect(said.append)
    while focused(view) != "tool:0:output.0.0":
        assert view.focusNextPrevChild(True)
    assert said[-2:] == ["to, 1 field, open", "floors, 2 items, closed"]
    before = view.rows.heights[0]
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.rows.heights[0] > before
    assert focused(view) == "tool:0:output.0.0"
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.rows.heights[0] == before
