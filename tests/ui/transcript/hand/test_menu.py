"""The menu of a message offers what is possible now, and nothing else."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.core.errors import Problem
from desktop.core.message import Message, Status, Text
from desktop.ui.transcript.hand.menu import message_menu
from desktop.ui.transcript.segment import Action
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked

ANSWER = replace(answered("r1", Text(text="Here it is.", done=True)), question_id="q1")
LIVE = replace(answered("r2", status=Status.STREAMING), question_id="q2")


def offered(make_view: MakeView, qtbot: QtBot, *messages: Message, about: str) -> dict[str, bool]:
    """The words in the menu of a message, and whether they can be chosen."""
    view, _model = make_view(*messages)
    menu: QMenu = message_menu(view, about, has_selection=False)
    found = {action.text(): action.isEnabled() for action in menu.actions() if not action.isSeparator()}
    menu.deleteLater()
    return found


def test_while_a_reply_is_written_it_and_its_question_stay_and_nothing_is_asked(
    make_view: MakeView, qtbot: QtBot
) -> None:
    row = (asked("q1"), ANSWER, asked("q2"), LIVE)
    assert not offered(make_view, qtbot, *row, about="r2")["Delete"]
    assert not offered(make_view, qtbot, *row, about="q2")["Delete"]
    older = offered(make_view, qtbot, *row, about="r1")
    assert older["Delete"]
    assert not older["Ask again"]


def test_a_reply_without_its_question_cannot_be_asked_for_again(make_view: MakeView, qtbot: QtBot) -> None:
    assert offered(make_view, qtbot, asked("q1"), ANSWER, about="r1")["Ask again"]
    assert not offered(make_view, qtbot, asked("other"), ANSWER, about="r1")["Ask again"]


def test_a_reply_that_failed_offers_to_try_again_once(make_view: MakeView, qtbot: QtBot) -> None:
    failed = replace(ANSWER, status=Status.FAILED, problem=Problem("server_failed", retryable=True))
    found = offered(make_view, qtbot, asked("q1"), failed, about="r1")
    assert found["Try again"]
    assert "Ask again" not in found


def test_a_reply_that_failed_offers_nothing_without_its_question_or_while_another_is_written(
    make_view: MakeView, qtbot: QtBot
) -> None:
    failed = replace(ANSWER, status=Status.FAILED, problem=Problem("server_failed", retryable=True))
    orphan = offered(make_view, qtbot, asked("other"), failed, about="r1")
    assert "Try again" not in orphan
    assert not orphan["Ask again"]
    assert not offered(make_view, qtbot, asked("q1"), failed, asked("q2"), LIVE, about="r1")["Try again"]


def test_a_question_is_not_asked_again_from_here(make_view: MakeView, qtbot: QtBot) -> None:
    assert "Ask again" not in offered(make_view, qtbot, asked("q1"), ANSWER, about="q1")


def test_a_question_can_be_edited_and_restarted_from(make_view: MakeView, qtbot: QtBot) -> None:
    found = offered(make_view, qtbot, asked("q1"), ANSWER, about="q1")
    assert found["Edit"]
    assert found["Restart from here"]
    assert not {"Edit", "Restart from here"} & offered(make_view, qtbot, asked("q1"), ANSWER, about="r1").keys()


def test_versions_are_offered_where_there_are_some(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = make_view(asked("q1"), ANSWER)
    for versions, there in (({}, False), ({"r1": (1, 2)}, True)):
        model.show(model.messages(), versions)
        menu = message_menu(view, "r1", has_selection=False)
        found = {action.text(): action for action in menu.actions()}
        assert ("Previous version" in found) is there
        if there:
            with qtbot.waitSignal(view.version_requested) as wished:
                found["Next version"].trigger()
            assert wished.args == ["r1", 1]
        menu.deleteLater()


def test_words_of_others_can_be_looked_at_and_copied_and_nothing_else(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(asked("q1"), ANSWER)
    view.read_only = True
    menu = message_menu(view, "r1", has_selection=False)
    found = [action.text() for action in menu.actions() if not action.isSeparator()]
    menu.deleteLater()
    assert found == ["Copy as Markdown", "Copy as plain text", "Copy for mails and documents", "Details"]


# ── a link ───────────────────────────────────────────────────────────────────────────────────────────────────────


def asked_for(view: TranscriptView, at: QPoint, *, by_keys: bool = False) -> QMenu:
    """The menu that opens at a point of the view, or by the keyboard."""
    reason = QContextMenuEvent.Reason.Keyboard if by_keys else QContextMenuEvent.Reason.Mouse
    port = view if by_keys else view.viewport()
    QApplication.sendEvent(port, QContextMenuEvent(reason, at, port.mapToGlobal(at)))
    (menu,) = view.findChildren(QMenu)
    return menu


def chosen(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def place(view: TranscriptView) -> QPoint:
    (target,) = (one for _index, one in view.rows.layout(0).targets() if one.action is Action.LINK)
    return target.rects[0].center().toPoint() + view.row_rect(0).topLeft()


@pytest.mark.parametrize(
    ("words", "target", "copied"),
    [
        ("www.example.com/a", "https://www.example.com/a", "https://www.example.com/a"),
        ("me@example.org", "mailto:me@example.org", "me@example.org"),
    ],
)
def test_a_link_is_opened_and_its_address_copied(
    make_view: MakeView, qtbot: QtBot, words: str, target: str, copied: str
) -> None:
    view, _model = make_view(answered("a", Text(text=f"see {words} there", done=True)))
    with qtbot.waitSignal(view.link_activated) as opened:
        chosen(asked_for(view, place(view)), "Open link")
    assert opened.args == [target]
    qtbot.waitUntil(lambda: not view.findChildren(QMenu))
    chosen(asked_for(view, place(view)), "Copy link address")
    assert QGuiApplication.clipboard().text() == copied


def test_the_menu_is_about_the_link_that_has_the_keyboard(make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(answered("a", Text(text="see https://example.com there", done=True)))
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    while not view.hand.focused_in("a").rpartition(":")[2].startswith("link"):
        assert view.hand.walk(forward=True)
    chosen(asked_for(view, QPoint(1, 1), by_keys=True), "Copy link address")
    assert QGuiApplication.clipboard().text() == "https://example.com"


def test_beside_a_link_the_menu_is_about_the_message_alone(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", Text(text="see https://example.com there", done=True)))
    menu = asked_for(view, view.row_rect(0).bottomLeft() + QPoint(4, -4))
    assert not {"Open link", "Copy link address"} & {action.text() for action in menu.actions()}
    menu.close()
