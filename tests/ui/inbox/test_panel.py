"""The inbox in the sidebar: what it says in each of its states, what is chosen, and how it looks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.errors import SENTENCES, Problem
from desktop.core.inbox import InboxSession, moment
from desktop.ui.inbox.model import InboxModel
from desktop.ui.inbox.panel import InboxPanel
from desktop.ui.look.theme import ThemeSwitch

SESSIONS = tuple(InboxSession(f"s-{n}", f"Visitor {n}", "Words", when=moment(2_000_000_000 - n)) for n in range(3))


@pytest.fixture
def panel(qtbot: QtBot, switch: ThemeSwitch) -> InboxPanel:
    model = InboxModel()
    made = InboxPanel(model, switch)
    model.setParent(made)
    made.resize(280, 500)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def fill(panel: InboxPanel, *sessions: InboxSession) -> InboxModel:
    model = panel.list.model()
    assert isinstance(model, InboxModel)
    model.show(sessions)
    return model


def test_while_it_is_asked_for_what_is_here_stays(panel: InboxPanel) -> None:
    panel.show_loading()
    assert panel.notice.isVisible()
    assert not panel.refresh_button.isEnabled()
    fill(panel, *SESSIONS)
    panel.show_loading()
    assert not panel.notice.isVisible()
    panel.show_loaded(more=True, unusable=0)
    assert panel.more_button.isVisible()
    assert panel.refresh_button.isEnabled()


def test_an_empty_inbox_says_so(panel: InboxPanel) -> None:
    panel.show_loaded(more=False, unusable=0)
    assert panel.notice.text == "No visitor has written to this chatbot yet."
    assert not panel.notice.retry_button.isVisible()
    assert not panel.more_button.isVisible()


def test_what_is_not_known_is_said_below_the_list(panel: InboxPanel) -> None:
    fill(panel, InboxSession("s", when=moment("2025-01-15 10:30:00")))
    panel.show_loaded(more=False, unusable=2)
    assert "does not say their time zone" in panel.note.text()
    assert "session: 2." in panel.note.text()
    fill(panel, *SESSIONS)
    panel.show_loaded(more=False, unusable=0)
    assert not panel.note.isVisible()


@pytest.mark.parametrize(
    ("code", "buttons"),
    [
        ("inbox_client_token", {"settings", "copy"}),
        ("inbox_forbidden", {"retry", "settings", "copy"}),
        ("read_secret_missing", {"retry", "key", "copy"}),
        ("read_unauthorized", {"retry", "key", "copy"}),
        ("keyring_locked", {"retry", "key", "copy"}),
        ("name_not_found", {"retry", "copy"}),
        ("read_timeout", {"retry", "copy"}),
        ("inbox_unknown", {"retry", "copy"}),
        ("profile_gone", {"settings", "copy"}),
    ],
)
def test_each_trouble_has_its_words_and_what_mends_it(panel: InboxPanel, code: str, buttons: set[str]) -> None:
    panel.show_problem(Problem(code, {"host": "h", "seconds": "5", "found": "{…}"}, detail="Said so.", status=403))
    notice = panel.notice
    assert notice.text[:20] == SENTENCES[code].replace("{host}", "h")[:20]
    assert notice.accessibleName() == notice.text
    shown = {"retry": notice.retry_button, "settings": notice.settings_button, "copy": notice.copy_button}
    shown |= {"key": notice.key_button}
    assert {name for name, button in shown.items() if button.isVisible()} == buttons
    assert notice.detail == ("" if code == "inbox_unknown" else "403 · Said so.")


def test_of_what_was_asked_nowhere_there_is_nothing_to_copy(panel: InboxPanel) -> None:
    panel.show_problem(Problem("inbox_client_token"))
    assert not panel.notice.copy_button.isVisible()


def test_what_came_is_copied(panel: InboxPanel) -> None:
    panel.show_problem(Problem("inbox_unknown", {"found": "{a: 0}"}, detail='{"a": 0}'))
    QTest.keyClick(panel.notice.copy_button, Qt.Key.Key_Space)
    assert '{"a": 0}' in QGuiApplication.clipboard().text()


def test_the_keyboard_chooses_and_opens(panel: InboxPanel) -> None:
    fill(panel, *SESSIONS)
    chosen: list[str] = []
    opened: list[bool] = []
    panel.list.session_chosen.connect(chosen.append)
    panel.list.opened.connect(lambda: opened.append(True))
    panel.list.select("s-0")
    assert chosen == []
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    QTest.keyClick(panel.list, Qt.Key.Key_V)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert (chosen, opened) == (["s-1"], [True])
    panel.list.select("gone")
    assert not panel.list.currentIndex().isValid()


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_the_chosen_row_is_painted_as_chosen(
    panel: InboxPanel, switch: ThemeSwitch, direction: Qt.LayoutDirection
) -> None:
    panel.setLayoutDirection(direction)
    fill(panel, *SESSIONS)
    panel.list.select("s-1")
    picture = panel.list.viewport().grab().toImage()
    ratio = panel.list.devicePixelRatioF()
    row = panel.list.visualRect(panel.list.model().index(1, 0))
    other = panel.list.visualRect(panel.list.model().index(2, 0))
    wanted = switch.theme.color("selection")

    def ground(top: int) -> QColor:
        return picture.pixelColor(round(picture.width() / 2), round((top + 4) * ratio))

    assert ground(row.top()) == wanted
    assert ground(other.top()) != wanted
