"""The view in a real window: where the reader is, what is laid out, what the screen reader is told."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.core.message import Message, Part, Status, Text, ToolCall, ToolState, empty_reply, question
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.look import theme
from desktop.ui.transcript.rows import MOST, WEIGHED
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import NOW, MakeView, answered, asked, stepwise

MUCH = "A paragraph of some words that goes on for a while and wraps.\n\n" * 30


def many(count: int) -> list[Message]:
    return [
        asked(f"m{i}", f"Question {i}")
        if i % 2 == 0
        else answered(f"m{i}", Text("t", MUCH[: 64 * (i % 7 + 1)], done=True))
        for i in range(count)
    ]


def streaming(text: str) -> Message:
    return answered("live", Text("t", text), status=Status.STREAMING)


def pill(view: TranscriptView) -> QPushButton:
    found = view.findChild(QPushButton)
    assert found is not None
    return found


def wheel(view: TranscriptView, notches: float, pixels: int = 0) -> None:
    at = view.viewport().rect().center()
    event = QWheelEvent(
        at.toPointF(),
        view.viewport().mapToGlobal(at).toPointF(),
        QPoint(0, pixels),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def top_line(view: TranscriptView) -> tuple[str, int, int]:
    """What stands at the top of the viewport: message, segment, position."""
    row = view.rows.heights.row_at(view.verticalOffset())
    offset = view.verticalOffset() - view.rows.heights.top(row)
    index, position, _rest = view.rows.layout(row).mark(offset)
    return view.rows.message(row).id, index, position


def test_opens_at_the_end_with_few_rows_laid_out(make_view: MakeView) -> None:
    view, _model = make_view(*many(10_000))
    assert view.is_following
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum() > 100_000
    assert view.rows.realised < 30
    assert view.rows_in_sight()[-1] == 9_999


def test_paging_through_keeps_few_rows(make_view: MakeView) -> None:
    view, _model = make_view(*many(2_000))
    view.verticalScrollBar().setValue(0)
    for _ in range(400):
        QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert 0 < view.rows.realised <= MOST
    for row in view.rows_in_sight():
        assert view.rows.find(row) is not None


def test_follows_a_growing_answer(make_view: MakeView) -> None:
    view, model = make_view(asked("q"), streaming("Be"))
    for end in range(0, len(MUCH), 97):
        model.put(streaming(MUCH[:end]))
        assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    assert view.verticalScrollBar().maximum() > 0
    assert not pill(view).isVisible()


def test_scrolling_up_holds_what_is_read(make_view: MakeView) -> None:
    view, model = make_view(asked("q"), answered("a", Text("t", MUCH, done=True)), streaming(MUCH))
    wheel(view, 1)
    assert not view.is_following
    before = (view.verticalScrollBar().value(), top_line(view))
    model.put(streaming(MUCH * 2))
    model.put(answered("live", Text("t", MUCH * 2, done=True)))
    assert (view.verticalScrollBar().value(), top_line(view)) == before


def test_keys_and_scroll_bar_release_as_well(make_view: MakeView) -> None:
    view, _model = make_view(streaming(MUCH))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
        view.scroll_to_end()
        QTest.keyClick(view, key)
        assert not view.is_following
        QTest.keyClick(view, Qt.Key.Key_End)
        assert view.is_following
    view.verticalScrollBar().setValue(10)
    assert not view.is_following


def test_the_pill_tells_of_new_text_and_leads_to_it(make_view: MakeView) -> None:
    view, model = make_view(streaming(MUCH))
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert not pill(view).isVisible()
    model.put(streaming(MUCH * 2))
    assert pill(view).isVisible()
    assert pill(view).accessibleName()
    assert view.rect().contains(pill(view).geometry())
    QTest.mouseClick(pill(view), Qt.MouseButton.LeftButton)
    assert view.is_following
    assert not pill(view).isVisible()
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_the_pill_says_nothing_of_what_is_no_text(make_view: MakeView) -> None:
    said = [answered("a", Text("t", MUCH, done=True)), replace(asked("q"), status=Status.NOT_SENT)]
    view, model = make_view(asked("p"), *said[:1], asked("o"), answered("b", Text("t", MUCH, done=True)))
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert not view.is_following
    model.put(replace(model.message_at(3), server_id="x"))
    model.put(replace(model.message_at(2), status=Status.SENT))
    model.put(answered("a", Text("t", MUCH * 2, done=True)))
    model.set_chatbot_name("Other")
    assert not pill(view).isVisible()
    view, model = make_view(*said)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    model.put(replace(said[1], status=Status.SENT))
    assert not pill(view).isVisible()
    model.put(answered("r", Text("t", "More", done=True)))
    assert pill(view).isVisible()


@pytest.mark.parametrize("status", [Status.COMPLETE, Status.FAILED])
def test_the_pill_tells_how_a_reply_ended(status: Status, make_view: MakeView) -> None:
    view, model = make_view(streaming(MUCH))
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    model.put(replace(streaming(MUCH), status=status))
    assert pill(view).isVisible()


def test_asking_goes_to_the_end(make_view: MakeView) -> None:
    view, model = make_view(*many(50))
    QTest.keyClick(view, Qt.Key.Key_Home)
    model.put(empty_reply("other", NOW))
    assert not view.is_following
    model.put(question("mine", "Hello?", NOW))
    assert view.is_following


def test_what_is_read_stays_when_rows_above_turn_out_higher(make_view: MakeView) -> None:
    view, _model = make_view(*many(400))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for _ in range(60):
        before = view.rows.message(view.rows_in_sight()[0]).id
        wheel(view, 1)
        now = view.rows.message(view.rows_in_sight()[0]).id
        assert int(before[1:]) - int(now[1:]) in (0, 1)


def test_home_reaches_the_very_start(make_view: MakeView) -> None:
    tall = answered("tall", ToolCall("c", "find"), Text("t", "# A\n\n---\n\n" * 60, done=True), status=Status.STOPPED)
    view, _model = make_view(tall, *many(30))
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.verticalScrollBar().value() == 0
    assert view.rows.find(0) is not None


def test_resizing_keeps_the_line_that_is_read(make_view: MakeView, qtbot: QtBot) -> None:
    text = "some words that wrap here and there " * 150
    view, _model = make_view(asked("q"), answered("a", Text("t", text, done=True)), *many(20))
    view.verticalScrollBar().setValue(view.rows.heights.top(1) + view.rows.heights[1] // 2)
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    before = top_line(view)
    for width in (600, 420, 500, 800):
        view.resize(width, 500)
        now = top_line(view)
        assert now[:2] == before[:2]
        assert abs(now[2] - before[2]) < 130
    assert top_line(view) == before


def test_a_new_theme_or_font_keeps_the_place(make_view: MakeView) -> None:
    view, _model = make_view(*many(60))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    before = top_line(view)[:2]
    view.set_theme(theme.load("dark"))
    assert top_line(view)[:2] == before
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    view.setFont(font)
    assert top_line(view)[:2] == before


def test_rows_can_go_and_all_can_change(make_view: MakeView) -> None:
    view, model = make_view(*many(30))
    QTest.keyClick(view, Qt.Key.Key_Home)
    model.remove("m0")
    assert top_line(view)[0] == "m1"
    model.reset(many(4))
    assert view.is_following
    assert len(view.rows.heights) == 4
    model.reset([])
    assert view.rows_in_sight() == range(0)
    view.setModel(MessageModel(view))
    assert view.rows.realised == 0


def test_qt_asks_for_places(make_view: MakeView) -> None:
    view, model = make_view(*many(100))
    view.scrollTo(model.index(0))
    assert view.visualRect(model.index(0)).top() == 0
    assert view.indexAt(QPoint(5, 5)).row() == 0
    view.scrollTo(model.index(50))
    assert view.viewport().rect().contains(view.visualRect(model.index(50)).topLeft())
    assert not view.visualRect(model.index(-1)).isValid()
    assert not view.indexAt(QPoint(5, -500_000)).isValid()


def test_a_huge_answer_comes_bit_by_bit(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = make_view(asked("q"))
    with stepwise():
        model.put(answered("a", Text("t", "words " * 20_000, done=True)))
    assert view.rows.is_waiting(1)
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_seconds_of_a_running_tool_are_counted(make_view: MakeView, qtbot: QtBot) -> None:
    call = ToolCall("c", "find", state=ToolState.INPUT_AVAILABLE, started=NOW - 4)
    view, _model = make_view(answered("live", call, status=Status.STREAMING))
    later = [NOW]
    view.rows._clock = lambda: later[0]  # noqa: SLF001  # the clock and the beat are what this is about

    def names() -> list[str]:
        return [target.name for _index, target in view.rows.layout(0).targets()]

    assert "Find, running 4.0 s" in names()
    later[0] += 2
    qtbot.waitUntil(lambda: "Find, running 6.0 s" in names())


def test_dots_beat_only_while_they_are_seen_and_wanted(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = make_view(empty_reply("live", NOW))
    with qtbot.waitSignal(view._pulse.beat):  # noqa: SLF001  # the clock and the beat are what this is about
        pass
    view.set_reduced_motion(True)
    assert not view._pulse._beat.isActive()  # noqa: SLF001  # the clock and the beat are what this is about
    view.set_reduced_motion(False)
    assert view._pulse._beat.isActive()  # noqa: SLF001  # the clock and the beat are what this is about
    model.put(answered("live", Text("t", "Done", done=True)))
    assert not view._pulse._beat.isActive()  # noqa: SLF001  # the clock and the beat are what this is about


def test_beginning_and_end_of_a_reply_are_announced(make_view: MakeView) -> None:
    view, model = make_view(asked("q"))
    said: list[str] = []
    view.speech.announced.connect(said.append)
    model.put(empty_reply("live", NOW))
    model.put(streaming("Your"))
    model.put(streaming("Your order"))
    model.put(replace(streaming("Your order"), status=Status.STOPPED))
    assert len(said) == 2
    assert said[1].startswith("Your order Stopped by you.")


def test_has_a_name_and_mirrors(make_view: MakeView) -> None:
    view, _model = make_view(*many(3))
    assert view.accessibleName() == "Transcript"
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert view.rows.look.mirrored
    assert not view.grab().isNull()


def test_a_screen_reader_reads_the_rows(make_view: MakeView) -> None:
    view, model = make_view(asked("q"), answered("a", Text("t", "It left **Leipzig**.", done=True)))
    model.set_chatbot_name("Order desk")
    found = QAccessible.queryAccessibleInterface(view)
    assert found.text(QAccessible.Text.Name) == "Transcript"
    assert found.childCount() == 2
    assert found.child(1).text(QAccessible.Text.Name).startswith("Order desk, ")
    assert "Leipzig" in found.child(1).text(QAccessible.Text.Name)
    assert found.child(1).rect().height() == view.rows.heights[1]


def test_a_screen_reader_starts_at_the_newest_row_and_letters_search_nothing(make_view: MakeView) -> None:
    view, _model = make_view(*many(500))
    start = view.moveCursor(QAbstractItemView.CursorAction.MoveNext, Qt.KeyboardModifier.NoModifier)
    assert start.row() == 499
    QTest.keyClicks(view, "q")
    assert not view.currentIndex().isValid() or view.currentIndex().row() == 499
    assert view.rows.realised < 30


def test_a_scroll_bar_that_goes_when_less_is_shown_than_expected_starts_nothing_anew(
    make_view: MakeView, qtbot: QtBot
) -> None:
    definitions = "".join(f"[a{number}]: https://example.com/{number}\n" for number in range(2_000))
    view, model = make_view()
    with stepwise():
        model.put(answered("a", Text("t", definitions, done=True)))
    first = view.rows.find(0)
    assert first is not None
    assert view.verticalScrollBar().maximum() > 0
    qtbot.waitUntil(lambda: not view.rows.is_waiting(0))
    assert view.verticalScrollBar().maximum() == 0
    assert view.rows.find(0) is first


def test_what_is_painted_while_an_answer_grows_is_what_a_new_painting_shows(make_view: MakeView, qtbot: QtBot) -> None:
    """Growth moves what stands and paints only what is new: the pixels on the screen must not tell."""
    view, model = make_view(asked("q"), height=400)
    parts: list[Part] = [ToolCall("c", "find", state=ToolState.OUTPUT_AVAILABLE, output=1)]
    text = "# Title\n\n" + MUCH[:200] + "\n- one\n- two\n\n```py\na = 1\nb = 2\n```\n\n> quoted\n\n" + MUCH[:600]
    for end in range(23, len(text), 23):
        model.put(answered("live", *parts, Text("t", text[:end]), status=Status.STREAMING))
        qtbot.waitUntil(lambda: on_screen(view) == painted_anew(view))
    model.put(answered("live", *parts, Text("t", text, done=True)))
    qtbot.waitUntil(lambda: on_screen(view) == painted_anew(view))
    assert view.verticalScrollBar().maximum() > 300


def painted_anew(view: TranscriptView) -> QImage:
    return inner(view.viewport().grab().toImage())


def on_screen(view: TranscriptView) -> QImage:
    """What really stands on the screen."""
    return inner(view.screen().grabWindow(view.winId()).toImage().copy(view.viewport().geometry()))


def inner(image: QImage) -> QImage:
    """Without the first line of pixels: what is cut there is smoothed by how much of it was in sight when painted."""
    return image.copy(0, 1, image.width(), image.height() - 1).convertToFormat(QImage.Format.Format_RGB32)


def test_a_long_conversation_is_weighed_at_its_end_alone(make_view: MakeView) -> None:
    short, long = answered("s", Text("t", "Hi.", done=True)), answered("l", Text("t", MUCH, done=True))
    messages = [replace(long if number < 900 else short, id=f"m{number}") for number in range(900 + WEIGHED)]
    view, _model = make_view(*messages, whole=False)
    assert view.rows.heights[0] == view.rows.heights[899] == view.rows.heights[900]
    view.verticalScrollBar().setValue(0)
    assert view.rows.heights[0] > 3 * view.rows.heights[900]


def test_a_touchpad_moves_the_text_by_the_pixels_that_it_says(make_view: MakeView) -> None:
    view, _model = make_view(*many(60))
    before = view.row_rect(59).top()
    wheel(view, 0.5, pixels=37)
    assert view.row_rect(59).top() - before == 37
    assert not view.is_following
    wheel(view, -0.1, pixels=-3)
    assert view.row_rect(59).top() - before == 34
