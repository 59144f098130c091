"""The window's frame: the sidebar beside the page or over it, what it remembers, and that it never closes by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QRect, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Chatbot
from desktop.core.message import question
from desktop.ui.actions import COMMANDS
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.sidebar.conversation_model import ConversationModel

Open = Callable[..., MainWindow]
NARROW, WIDE = 600, 1000


@pytest.fixture
def frame(qtbot: QtBot, tmp_path: Path) -> Callable[[], MainWindow]:
    """A window as it stands before anything is in it; each one remembers what the one before left."""

    def make() -> MainWindow:
        window = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
        qtbot.addWidget(window, before_close_func=lambda window: window.deleteLater())
        return window

    return make


@pytest.fixture
def open_window(qtbot: QtBot, switch: ThemeSwitch, frame: Callable[[], MainWindow]) -> Open:
    def make(width: int = WIDE) -> MainWindow:
        window = frame()
        model = ConversationModel()
        model.setParent(window)
        window.resize(width, 700)
        window.fill(model, switch)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.show_chat()
        return window

    return make


@pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft], ids=["ltr", "rtl"])
def direction(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Qt.LayoutDirection]:
    qapp.setLayoutDirection(request.param)
    yield request.param
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def box(widget: QWidget) -> QRect:
    """Where a widget stands in its window, once Qt has laid it out: it does so by posted events."""
    QCoreApplication.sendPostedEvents()
    window = widget.window()
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


def drag_line_to(window: MainWindow, width: int) -> int:
    (splitter,) = window.findChildren(QSplitter)
    splitter.setSizes([width, window.width() - width])
    return box(window.sidebar).width()


def submenu(part: QAction) -> list[QAction]:
    menu = part.menu()
    assert isinstance(menu, QMenu)
    return menu.actions()


def press_sidebar_keys(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)


def test_beside_the_page_the_sidebar_covers_nothing(open_window: Open, direction: Qt.LayoutDirection) -> None:
    window = open_window()
    sidebar, page = box(window.sidebar), box(window.pages)
    assert window.sidebar.isVisible()
    assert not sidebar.intersects(page)
    assert (sidebar.left() < page.left()) == (direction is Qt.LayoutDirection.LeftToRight)


def test_in_a_narrow_window_it_goes_away_and_comes_over_the_page(
    open_window: Open, switch: ThemeSwitch, direction: Qt.LayoutDirection
) -> None:
    window = open_window()
    window.resize(switch.theme.sizes.overlay_below - 1, 700)
    assert not window.sidebar.isVisible()
    assert window.chat.header.sidebar_button.isVisible()
    press_sidebar_keys(window)
    sidebar = box(window.sidebar)
    assert window.sidebar.isVisible()
    assert box(window.pages).width() == window.width()
    assert sidebar.height() == window.height()
    if direction is Qt.LayoutDirection.LeftToRight:
        assert sidebar.left() == 0
    else:
        assert sidebar.right() == window.width() - 1
    assert window.childAt(sidebar.center()) in (window.sidebar, *window.sidebar.findChildren(QWidget))
    assert not window.chat.header.sidebar_button.isVisible()


def test_at_the_very_limit_there_is_room_beside_the_page(open_window: Open, switch: ThemeSwitch) -> None:
    window = open_window()
    window.resize(switch.theme.sizes.overlay_below, 700)
    assert window.sidebar.isVisible()
    assert not box(window.sidebar).intersects(box(window.pages))


def test_wide_again_it_stands_beside_the_page_again(open_window: Open, direction: Qt.LayoutDirection) -> None:
    window = open_window()
    before = box(window.sidebar)
    window.resize(NARROW, 700)
    window.resize(WIDE, 700)
    assert window.sidebar.isVisible()
    assert not box(window.sidebar).intersects(box(window.pages))
    assert (box(window.sidebar).left() < box(window.pages).left()) == (before.left() == 0)


@pytest.mark.parametrize("brought", [False, True])
def test_what_was_hidden_by_hand_stays_so_over_a_narrow_window(open_window: Open, brought: bool) -> None:
    window = open_window()
    press_sidebar_keys(window)
    window.resize(NARROW, 700)
    if brought:
        press_sidebar_keys(window)
        window.put_overlay_away()
    window.resize(WIDE, 700)
    assert not window.sidebar.isVisible()
    press_sidebar_keys(window)
    window.resize(NARROW, 700)
    window.resize(WIDE, 700)
    assert window.sidebar.isVisible()


def test_what_was_hidden_by_hand_stays_so_over_a_zoom(open_window: Open, switch: ThemeSwitch) -> None:
    window = open_window()
    press_sidebar_keys(window)
    switch.set_zoom(200)
    switch.set_zoom(100)
    assert not window.sidebar.isVisible()
    press_sidebar_keys(window)
    switch.set_zoom(200)
    assert not window.sidebar.isVisible()
    switch.set_zoom(100)
    assert window.sidebar.isVisible()


def test_an_overlay_that_is_in_view_stays_in_view_where_there_is_room(open_window: Open) -> None:
    window = open_window()
    press_sidebar_keys(window)
    window.resize(NARROW, 700)
    press_sidebar_keys(window)
    window.resize(WIDE, 700)
    assert window.sidebar.isVisible()
    assert not box(window.sidebar).intersects(box(window.pages))


def test_the_overlay_follows_the_size_of_the_window(open_window: Open, direction: Qt.LayoutDirection) -> None:
    window = open_window(NARROW)
    if not window.sidebar.isVisible():
        press_sidebar_keys(window)
    window.resize(NARROW - 50, 650)
    assert box(window.sidebar).height() == 650
    if direction is Qt.LayoutDirection.RightToLeft:
        assert box(window.sidebar).right() == window.width() - 1


def test_the_keys_take_the_sidebar_away_and_bring_it_with_the_focus(open_window: Open) -> None:
    window = open_window()
    press_sidebar_keys(window)
    assert not window.sidebar.isVisible()
    assert window.chat.header.sidebar_button.isVisible()
    press_sidebar_keys(window)
    assert window.sidebar.isVisible()
    assert window.sidebar.list.hasFocus()
    assert not window.chat.header.sidebar_button.isVisible()


def test_the_button_in_the_header_brings_the_sidebar(open_window: Open) -> None:
    window = open_window()
    press_sidebar_keys(window)
    window.chat.header.sidebar_button.setFocus()
    QTest.keyClick(window.chat.header.sidebar_button, Qt.Key.Key_Space)
    assert window.sidebar.isVisible()


def test_after_a_choice_only_the_overlay_goes(open_window: Open) -> None:
    window = open_window()
    window.put_overlay_away()
    assert window.sidebar.isVisible()
    window.resize(NARROW, 700)
    press_sidebar_keys(window)
    window.put_overlay_away()
    assert not window.sidebar.isVisible()


def test_the_welcome_page_has_no_sidebar(open_window: Open) -> None:
    window = open_window()
    window.show_welcome()
    assert not window.sidebar.isVisible()
    assert window.welcome.isVisible()
    window.show_chat()
    assert window.sidebar.isVisible()
    assert not window.welcome.isVisible()


def test_size_place_of_the_line_and_ground_are_remembered(
    open_window: Open, frame: Callable[[], MainWindow], switch: ThemeSwitch
) -> None:
    switch.set_choice("dark")
    window = open_window()
    window.resize(913, 641)
    width = drag_line_to(window, 330)
    window.close()
    ground = switch.theme.color("window")
    switch.set_choice("light")  # a new program does not know the theme yet when it paints for the first time
    again = frame()
    assert (again.width(), again.height()) == (913, 641)
    assert again.palette().color(again.backgroundRole()) == ground != switch.theme.color("window")
    model = ConversationModel()
    model.setParent(again)
    again.fill(model, switch)
    again.show()
    again.show_chat()
    assert box(again.sidebar).width() == width > switch.theme.sizes.sidebar_min


def test_a_window_without_a_past_has_a_size_of_its_own(frame: Callable[[], MainWindow]) -> None:
    window = frame()
    assert window.width() >= WIDE
    assert window.height() >= 600


def test_closing_asks_and_does_not_close(open_window: Open) -> None:
    window = open_window()
    asked: list[bool] = []
    window.close_requested.connect(lambda: asked.append(True))
    assert not window.close()
    assert window.isVisible()
    assert asked == [True]


def test_an_empty_frame_can_be_asked_to_close_too(qtbot: QtBot, frame: Callable[[], MainWindow]) -> None:
    window = frame()
    with qtbot.waitSignal(window.painted):
        window.show()
    with qtbot.waitSignal(window.close_requested):
        window.close()
    assert window.isVisible()


def test_the_first_paint_is_told_once(qtbot: QtBot, frame: Callable[[], MainWindow]) -> None:
    window = frame()
    told: list[bool] = []
    window.painted.connect(lambda: told.append(True))
    with qtbot.waitSignal(window.painted):
        window.show()
    window.repaint()
    with qtbot.assertNotEmitted(window.painted, wait=0):
        window.grab()
    assert told == [True]


def test_f6_goes_from_pane_to_pane_and_round_again(open_window: Open) -> None:
    window = open_window()
    model = MessageModel()
    model.setParent(window)
    model.reset((question("m1", "Where is my order?", 0.0),))
    window.chat.show_model(model, Chatbot("b", "Bot"), "one")
    window.chat.focus_composer()
    order = []
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_F6)
        order.append(window.focusWidget())
    panes = [window.sidebar.list, window.chat.transcript, window.chat.composer.field]
    assert order == [*panes, panes[0]]


def test_f6_leaves_out_what_is_not_there(open_window: Open) -> None:
    window = open_window()
    press_sidebar_keys(window)
    window.chat.focus_composer()
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.focusWidget() is not window.sidebar.list
    window.show_welcome()
    window.banner.show_text("The disk is full.", "Show it")
    window.banner.findChildren(QPushButton)[0].setFocus()
    QTest.keyClick(window, Qt.Key.Key_F6)
    focused = window.focusWidget()
    assert focused is not None
    assert window.welcome.isAncestorOf(focused)


def test_the_menu_behind_the_button_holds_every_command(open_window: Open) -> None:
    window = open_window()
    QTest.mouseClick(window.sidebar.menu_button, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    held = [action.objectName() for part in menu.actions() for action in submenu(part)]
    assert held == [command.id for command in COMMANDS]
    menu.close()


def test_every_shortcut_works_without_a_menu_bar(open_window: Open) -> None:
    window = open_window()
    for command in COMMANDS:
        assert window.actions_by_id[command.id] in window.actions()
    assert window.shortcut("sidebar") == "Ctrl+B"


def test_a_damaged_file_of_window_places_costs_the_place_alone(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    path.write_text("[General]\nwindow=nonsense\nsidebar=12\nground=@Invalid()\n", "utf-8")
    window = MainWindow(QSettings(str(path), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    assert window.size().width() == 1120
