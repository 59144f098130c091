"""The menu of a message offers what is possible now, and nothing else."""

from msgspec.structs import replace
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop.core.errors import Problem
from desktop.core.message import Message, Status, Text
from desktop.ui.transcript.hand.menu import message_menu
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
