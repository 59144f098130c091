"""The left side: how the connection stands in words and icon, an empty list that says so, and its buttons."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop.core.conversation import ALL, Conversation, Listing, Shelf
from desktop.ui.look.icons import icon
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tokens import ColorRole
from desktop.ui.sidebar.conversation_model import ConversationModel
from desktop.ui.sidebar.sidebar import Connection, Sidebar

EMPTY = "Your conversations appear here."


@pytest.fixture
def model(qtbot: QtBot) -> ConversationModel:
    return ConversationModel()


@pytest.fixture
def sidebar(qtbot: QtBot, switch: ThemeSwitch, model: ConversationModel) -> Sidebar:
    made = Sidebar(model, switch)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(280, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


def conversation(conversation_id: str) -> Conversation:
    return Conversation(conversation_id, "", "p", "b", "Bot", "Title", 0.0, 1.0)


def labels(sidebar: Sidebar) -> list[str]:
    return [label.text() for label in sidebar.findChildren(QLabel) if label.isVisible() and label.text()]


def mark(sidebar: Sidebar) -> QLabel | None:
    marks = [label for label in sidebar.findChildren(QLabel) if not label.pixmap().isNull()]
    return next((label for label in marks if label.isVisible()), None)


def test_before_the_first_exchange_nothing_is_claimed(sidebar: Sidebar) -> None:
    assert labels(sidebar) == [EMPTY]
    assert mark(sidebar) is None


@pytest.mark.parametrize(
    ("connection", "words", "name", "role"),
    [
        (Connection.CONNECTED, "Connected", "wifi", "success"),
        (Connection.OFFLINE, "Not connected", "wifi-off", "warning"),
        (Connection.SIGN_IN, "A key is needed", "key-round", "danger"),
    ],
)
def test_each_state_has_words_an_icon_and_a_colour(
    sidebar: Sidebar, switch: ThemeSwitch, connection: Connection, words: str, name: str, role: ColorRole
) -> None:
    sidebar.show_connection(connection)
    assert words in labels(sidebar)
    shown = mark(sidebar)
    assert shown is not None
    wanted = icon(name, switch.theme, role, 16).pixmap(shown.pixmap().deviceIndependentSize().toSize())
    assert shown.pixmap().toImage() == wanted.toImage()
    switch.set_choice("dark")
    assert shown.pixmap().toImage() != wanted.toImage()
    sidebar.show_connection(Connection.IDLE)
    assert words not in labels(sidebar)
    assert mark(sidebar) is None


def test_an_empty_list_says_so_until_there_is_a_conversation(sidebar: Sidebar, model: ConversationModel) -> None:
    assert EMPTY in labels(sidebar)
    model.put(conversation("1"))
    assert EMPTY not in labels(sidebar)
    model.reset(())
    assert EMPTY in labels(sidebar)
    model.reset((conversation("1"),))
    assert EMPTY not in labels(sidebar)


@pytest.mark.parametrize(
    ("listing", "chatbot", "words", "way_on"),
    [
        (Listing(Shelf.ARCHIVE), "", "The archive is empty.", "Show conversations"),
        (Listing(Shelf.TRASH), "", "stays here for 30 days", "Show conversations"),
        (Listing(chatbot=("p", "b")), "Concierge", "Nothing here for Concierge (Conversations).", "Show all"),
        (Listing(Shelf.TRASH, tag="vip"), "", "Nothing here for #vip (Trash).", "Show all"),
    ],
)
def test_what_is_empty_says_why_and_shows_a_way_on(
    sidebar: Sidebar, model: ConversationModel, listing: Listing, chatbot: str, words: str, way_on: str
) -> None:
    chosen: list[Listing] = []
    sidebar.filter.listing_chosen.connect(chosen.append)
    sidebar.show_listing(listing, chatbot)
    sidebar.refresh()
    assert any(words in text for text in labels(sidebar))
    assert sidebar.back_button.text() == way_on
    QTest.keyClick(sidebar.back_button, Qt.Key.Key_Return)
    assert chosen == [Listing(listing.shelf) if way_on == "Show all" else ALL]
    model.reset((conversation("1"),))
    sidebar.refresh()
    assert not sidebar.back_button.isVisible()


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("new_button", "new_requested"),
        ("chooser_button", "chooser_requested"),
        ("settings_button", "settings_requested"),
    ],
)
def test_each_button_asks_for_one_thing(sidebar: Sidebar, name: str, wish: str) -> None:
    asked: list[str] = []
    for signal in ("new_requested", "chooser_requested", "settings_requested"):
        getattr(sidebar, signal).connect(lambda signal=signal: asked.append(signal))
    button: QAbstractButton = getattr(sidebar, name)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert asked == [wish]
