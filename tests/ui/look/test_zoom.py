"""Zoom: everything in every window, no drift, and nothing that was forgotten."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QSplitter,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Chatbot
from desktop.core.conversation import Conversation
from desktop.core.message import Message, Role, Status, Text, question
from desktop.core.settings import ZOOM_STEPS, Settings
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.look.theme import ThemeSwitch, load
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.sidebar.conversation_model import ConversationModel
from desktop.ui.widgets.wheel_zoom import WheelZoom

Make = Callable[[], MainWindow]
BOT = Chatbot("b", "Concierge", "Answers everything.", ("Where is my order?", "What can you do?"))
STORED = Conversation("c1", "s", "p", "b", "Concierge", "Where is my order?", 1.0, 1.0)
OURS = (QHBoxLayout, QVBoxLayout, QGridLayout)
"""Layouts of ours; Qt makes others for its own parts, when it wants."""
LONG = "\n\n".join(f"Paragraph {number} of an answer that is long enough to be scrolled." for number in range(60))


@pytest.fixture
def make(qtbot: QtBot, switch: ThemeSwitch, tmp_path: Path) -> Iterator[Make]:
    """A window on the screen, with something on every page of it."""
    windows: list[MainWindow] = []

    def window() -> MainWindow:
        made = MainWindow(QSettings(str(tmp_path / f"{len(windows)}.ini"), QSettings.Format.IniFormat))
        windows.append(made)
        qtbot.addWidget(made, before_close_func=lambda window: window.deleteLater())
        model = ConversationModel(made)
        made.resize(1300, 900)
        made.fill(model, switch)
        model.reset((STORED,))
        with qtbot.waitExposed(made):
            made.show()
        messages = MessageModel(made)
        messages.reset(())
        made.chat.show_model(messages, BOT, "one")
        made.chat.header.show_conversation("A title", "Concierge", "Sandbox", "s-1")
        made.show_chat()
        return made

    yield window
    switch.set_zoom(100)


def lengths(root: QWidget) -> Counter[str]:
    """Every length that a widget or layout was given."""
    QCoreApplication.sendPostedEvents()
    found = []
    for layout in root.findChildren(QLayout):
        if type(layout) not in OURS:
            continue
        sides = layout.contentsMargins()
        rooms = (layout.horizontalSpacing(), layout.verticalSpacing()) if isinstance(layout, QGridLayout) else ()
        margins = (sides.left(), sides.top(), sides.right(), sides.bottom())
        found.append(f"{type(layout).__name__} {margins} {layout.spacing()} {rooms}")
    for widget in (root, *root.findChildren(QWidget)):
        if widget.objectName().startswith("qt_"):
            continue  # parts that Qt makes for itself, and measures when it shows them
        font = f"{widget.font().pointSizeF():.3f}"
        bounds = (widget.minimumWidth(), widget.maximumWidth(), widget.minimumHeight(), widget.maximumHeight())
        side = widget.iconSize().width() if isinstance(widget, QAbstractButton) else 0
        picture = widget.pixmap().width() if isinstance(widget, QLabel) else 0
        needed = widget.sizeHint().toTuple() if is_ours(widget) else ""
        found.append(f"{type(widget).__name__} {font} {bounds} {side} {picture} {needed}")
    return Counter(found)


def is_ours(widget: QWidget) -> bool:
    return isinstance(widget, QLabel | QAbstractButton)


@pytest.mark.parametrize("percent", [50, 125, 200])
def test_a_window_that_was_zoomed_is_as_one_that_was_opened_so(make: Make, switch: ThemeSwitch, percent: int) -> None:
    window = make()
    switch.set_zoom(percent)
    zoomed, fresh = lengths(window), lengths(make())
    assert (zoomed - fresh, fresh - zoomed) == (Counter(), Counter())
    switch.set_zoom(100)
    assert lengths(window) != zoomed


@pytest.mark.parametrize("percent", [50, 125, 200])
def test_settings_that_were_zoomed_are_as_if_opened_so(switch: ThemeSwitch, qtbot: QtBot, percent: int) -> None:
    def opened() -> QDialog:
        dialog = SettingsDialog(switch.theme)
        qtbot.addWidget(dialog)
        switch.theme_changed.connect(dialog.set_theme)
        dialog.show_settings(Settings())
        dialog.show_profiles((), "")
        with qtbot.waitActive(dialog):
            dialog.open()
        return dialog

    dialog = opened()
    switch.set_zoom(percent)
    zoomed, size = lengths(dialog), dialog.size()
    dialog.close()
    again = opened()
    fresh = lengths(again)
    assert (zoomed - fresh, fresh - zoomed) == (Counter(), Counter())
    assert size == again.size()


def test_there_and_back_nothing_has_moved(make: Make, switch: ThemeSwitch, qapp: QApplication) -> None:
    window = make()
    (splitter,) = window.findChildren(QSplitter)
    before = (lengths(window), qapp.font(), qapp.styleSheet(), switch.theme, splitter.sizes())
    for percent in (*ZOOM_STEPS, *reversed(ZOOM_STEPS), 100):
        switch.set_zoom(percent)
    QCoreApplication.sendPostedEvents()
    assert (lengths(window), qapp.font(), qapp.styleSheet(), switch.theme, splitter.sizes()) == before
    assert window.size() == QSize(1300, 900)


def test_lengths_grow_and_what_is_no_length_stays(switch: ThemeSwitch) -> None:
    usual = load("light").sizes
    sizes = load("light").zoomed(150).sizes
    assert (sizes.space_m, sizes.column, sizes.icon) == (18, 1140, 24)
    assert (sizes.motion, sizes.line_height, sizes.type_small) == (usual.motion, usual.line_height, usual.type_small)
    assert load("light").zoomed(50).sizes.line_width == load("light").zoomed(199).sizes.line_width == 1
    assert load("light").zoomed(300).sizes.line_width == 3


def test_the_font_of_the_program_and_of_its_popups_grows(switch: ThemeSwitch, qapp: QApplication, qtbot: QtBot) -> None:
    usual = qapp.font().pointSizeF()
    switch.set_zoom(200)
    assert qapp.font().pointSizeF() == pytest.approx(2 * usual)
    assert QToolTip.font().pointSizeF() == pytest.approx(2 * usual)
    menu = QMenu()
    qtbot.addWidget(menu)
    assert menu.font().pointSizeF() == pytest.approx(2 * usual)
    assert f"{2 * usual * switch.theme.sizes.type_heading:.2f}pt" in qapp.styleSheet()


@pytest.mark.parametrize(("wanted", "worn"), [(10, 50), (1000, 300), (133, 133)])
def test_a_zoom_beyond_the_possible_is_the_last_possible(switch: ThemeSwitch, wanted: int, worn: int) -> None:
    switch.set_zoom(wanted)
    assert (switch.zoom, switch.theme.zoom) == (worn, worn)


def test_the_zoom_outlives_a_change_of_theme_and_is_told_once(switch: ThemeSwitch) -> None:
    told: list[tuple[str, int]] = []
    switch.theme_changed.connect(lambda theme: told.append((theme.name, theme.zoom)))
    switch.set_zoom(150)
    switch.set_zoom(150)
    switch.set_choice("dark")
    assert told == [("light", 150), ("dark", 150)]
    switch.set_choice("light")


def test_zoom_makes_a_window_narrow_and_wide_again(make: Make, switch: ThemeSwitch) -> None:
    window = make()
    window.resize(1000, 900)
    assert window.sidebar.isVisible()
    switch.set_zoom(200)
    assert not window.sidebar.isVisible()
    assert window.chat.header.sidebar_button.isVisible()
    switch.set_zoom(100)
    assert window.sidebar.isVisible()
    assert window.sidebar.width() == 280


def test_the_width_that_the_person_gave_the_sidebar_grows_and_comes_back(make: Make, switch: ThemeSwitch) -> None:
    window = make()
    (splitter,) = window.findChildren(QSplitter)
    splitter.moveSplitter(330, 1)  # what dragging the line calls
    QCoreApplication.sendPostedEvents()
    width = window.sidebar.width()
    assert width > 300
    switch.set_zoom(125)
    QCoreApplication.sendPostedEvents()
    assert window.sidebar.width() == pytest.approx(width * 1.25, abs=1)
    switch.set_zoom(100)
    QCoreApplication.sendPostedEvents()
    assert window.sidebar.width() == width


@pytest.mark.parametrize(
    ("key", "by"),
    [(Qt.Key.Key_Plus, 1), (Qt.Key.Key_Equal, 1), (Qt.Key.Key_Minus, -1), (Qt.Key.Key_0, 0)],
)
def test_the_keys_ask_for_it(make: Make, qtbot: QtBot, key: Qt.Key, by: int) -> None:
    window = make()
    with qtbot.waitActive(window):
        window.activateWindow()
    with qtbot.waitSignal(window.zoom_requested) as asked:
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == [by]


def turn(window: MainWindow, by: int, modifiers: Qt.KeyboardModifier) -> None:
    place = QPointF(50, 50)
    viewport = window.chat.transcript.viewport()
    event = QWheelEvent(
        place,
        viewport.mapToGlobal(place),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QGuiApplication.sendEvent(viewport, event)


def test_ctrl_and_the_wheel_go_a_step_for_each_notch_also_in_small_turns(make: Make) -> None:
    window = make()
    asked: list[int] = []
    window.zoom_requested.connect(asked.append)
    ctrl, none = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
    turn(window, 120, ctrl)
    turn(window, -240, ctrl)
    assert asked == [1, -1, -1]
    for _ in range(4):
        turn(window, 30, ctrl)
    assert asked == [1, -1, -1, 1]
    turn(window, 90, ctrl)
    turn(window, 120, none)
    turn(window, 90, ctrl)
    assert asked == [1, -1, -1, 1]


def test_an_event_at_exit_finds_an_emptied_filter_and_does_no_harm(make: Make) -> None:
    window = make()
    asked: list[int] = []
    window.zoom_requested.connect(asked.append)
    (zoom,) = window.findChildren(WheelZoom)
    vars(zoom).clear()
    turn(window, 120, Qt.KeyboardModifier.ControlModifier)
    assert asked == []


def show_answer(window: MainWindow) -> None:
    model = MessageModel(window)
    reply = Message("r1", Role.CHATBOT, Status.COMPLETE, (Text(text=LONG, done=True),), 2.0)
    model.reset((question("q1", "Tell me", 1.0), reply, question("q2", "More", 3.0)))
    window.chat.show_model(model, BOT, "one")
    QCoreApplication.sendPostedEvents()


def test_a_screen_reader_hears_how_large_everything_is_now(make: Make, switch: ThemeSwitch) -> None:
    window = make()
    said: list[str] = []
    window.chat.transcript.speech.announced.connect(said.append)
    switch.set_zoom(125)
    switch.set_choice("dark")
    switch.set_zoom(100)
    switch.set_choice("light")
    assert said == ["Zoom: 125 %", "Zoom: 100 %"]


def test_the_scroll_bar_of_the_transcript_grows(make: Make, switch: ThemeSwitch) -> None:
    window = make()
    show_answer(window)
    bar = window.chat.transcript.verticalScrollBar()
    for percent in (200, 50, 100):
        switch.set_zoom(percent)
        QCoreApplication.sendPostedEvents()
        assert bar.width() == switch.theme.sizes.scroll_bar
        assert bar.visibleRegion().boundingRect().width() == bar.width()


def test_the_line_that_is_read_stays_where_it_is(make: Make, switch: ThemeSwitch, qtbot: QtBot) -> None:
    window = make()
    show_answer(window)
    view = window.chat.transcript
    qtbot.waitUntil(lambda: not any(view.rows.is_waiting(row) for row in range(3)))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)

    def read() -> str:
        """The first whole paragraph in sight, once all of the answer is laid out."""
        qtbot.waitUntil(lambda: not any(view.rows.is_waiting(row) for row in range(3)))
        QCoreApplication.sendPostedEvents()
        layout, top = view.rows.layout(1), -view.row_rect(1).top()
        leaf = next(leaf for leaf, place in layout.placed_leaves() if place.y() >= top)
        return leaf.plain(0, leaf.length)

    before = read()
    assert before.startswith("Paragraph")
    for percent in (150, 67, 300, 100):
        switch.set_zoom(percent)
        QCoreApplication.sendPostedEvents()
        assert read() == before
