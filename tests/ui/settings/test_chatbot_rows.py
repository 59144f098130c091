"""Profiles with more chatbots than there is room for: none is lost, and the window does not wait for their fields."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Chatbot
from desktop.ui.settings.chatbot_rows import ChatbotRows
from tests.ui.settings.conftest import SALES, SUPPORT, Desk, chatbot_edits, enter, press, settle

BOTS = tuple(Chatbot(f"bot-{number}", f"Bot {number}", "Kept, without a field.") for number in range(1, 1001))
MANY = replace(SUPPORT, chatbots=BOTS)


@pytest.fixture
def rows(desk: Desk) -> ChatbotRows:
    desk.dialog.show_profiles((MANY,), MANY.id)
    return desk.form.chatbots


def count(desk: Desk) -> int:
    return len(chatbot_edits(desk.form))


def wait_for(qtbot: QtBot, desk: Desk, wanted: int) -> None:
    qtbot.waitUntil(lambda: count(desk) == wanted)


def test_of_a_thousand_a_page_gets_fields_a_few_at_a_time(desk: Desk, rows: ChatbotRows, qtbot: QtBot) -> None:
    assert 10 <= count(desk) < 50
    wait_for(qtbot, desk, 50)
    assert not desk.form.is_dirty()
    assert rows.more_button.text() == "Show 50 of 950 more"
    enter(chatbot_edits(desk.form)[49][0], "Renamed")
    desk.save()
    assert desk.submitted[-1][0].chatbots == (*BOTS[:49], replace(BOTS[49], name="Renamed"), *BOTS[50:])


def test_more_are_shown_when_asked_for(desk: Desk, rows: ChatbotRows, qtbot: QtBot) -> None:
    rows.show_chatbots(BOTS[:110])
    wait_for(qtbot, desk, 50)
    press(rows.more_button)
    assert desk.dialog.focusWidget() is chatbot_edits(desk.form)[50][0]
    assert rows.more_button.text() == "Show 10 of 10 more"
    wait_for(qtbot, desk, 100)
    press(rows.more_button)
    wait_for(qtbot, desk, 110)
    assert not rows.more_button.isVisible()
    assert rows.typed() == BOTS[:110]
    passed = chatbot_edits(desk.form)
    for (_, above), (below, _) in pairwise(passed):
        above.setFocus()
        for _ in range(2):
            QTest.keyClick(desk.dialog, Qt.Key.Key_Tab)
        assert desk.dialog.focusWidget() is below


def test_a_chatbot_is_added_below_those_in_sight_and_a_removed_one_makes_room(
    desk: Desk, rows: ChatbotRows, qtbot: QtBot
) -> None:
    press(rows.add_button)
    assert count(desk) == 51
    enter(chatbot_edits(desk.form)[50][1], "by-hand")
    assert rows.typed() == (*BOTS[:50], Chatbot("by-hand", ""), *BOTS[50:])
    press(next(one for one in rows.findChildren(QToolButton) if one.isVisible()))
    assert count(desk) == 51
    assert rows.typed() == (*BOTS[1:50], Chatbot("by-hand", ""), *BOTS[50:])
    assert rows.more_button.text() == "Show 50 of 949 more"


def test_those_that_were_found_are_added_once_and_shown_a_page_at_most(
    desk: Desk, rows: ChatbotRows, qtbot: QtBot
) -> None:
    rows.show_chatbots(())
    rows.add_found(BOTS)
    assert 10 <= count(desk) < 50
    wait_for(qtbot, desk, 50)
    assert rows.typed() == BOTS
    rows.add_found((*BOTS[900:], Chatbot("new", "New")))
    assert rows.typed() == (*BOTS, Chatbot("new", "New"))
    rows.show_chatbots(BOTS[:50])
    wait_for(qtbot, desk, 50)
    rows.add_found(BOTS[50:53])
    assert count(desk) == 53, "what was just added is seen"
    assert desk.dialog.focusWidget() is chatbot_edits(desk.form)[52][0]


def test_what_is_wrong_gets_a_row_to_be_marked(desk: Desk, rows: ChatbotRows) -> None:
    rows.show_chatbots((*BOTS[:60], Chatbot("not an id", "Wrong"), *BOTS[61:]))
    desk.save()
    assert desk.submitted == []
    settle()
    marked = chatbot_edits(desk.form)[60][1]
    assert marked is desk.dialog.focusWidget()
    assert marked.property("invalid") == "true"
    enter(marked, "an-id")
    assert marked.property("invalid") == "false"
    desk.save()
    assert [bot.id for bot in desk.submitted[-1][0].chatbots][59:62] == ["bot-60", "an-id", "bot-62"]


def test_what_was_left_empty_is_no_chatbot_wherever_it_stands(desk: Desk, rows: ChatbotRows) -> None:
    rows.show_chatbots((*BOTS[:60], Chatbot("", ""), Chatbot("bot-61", "")))
    desk.save()
    assert desk.submitted[-1][0].chatbots == (*BOTS[:60], Chatbot("bot-61", "Chatbot"))


def test_all_chatbots_of_a_managed_profile_can_be_seen_and_none_changed(desk: Desk, qtbot: QtBot) -> None:
    managed = replace(MANY, chatbots=BOTS[:60], managed=True)
    desk.dialog.show_profiles((managed, SALES), managed.id)
    rows = desk.form.chatbots
    wait_for(qtbot, desk, 50)
    press(rows.more_button)
    wait_for(qtbot, desk, 60)
    assert [name.text() for name, _ in chatbot_edits(desk.form)] == [bot.name for bot in managed.chatbots]
    assert not rows.more_button.isVisible()
    assert not any(edit.isEnabled() for row in chatbot_edits(desk.form) for edit in row)
    buttons = [*rows.findChildren(QToolButton), rows.add_button, rows.find_button]
    assert len(buttons) == 62
    assert not any(button.isEnabled() for button in buttons)
    desk.choose("Sales")
    ((name, bot),) = chatbot_edits(desk.form)
    assert all(one.isEnabled() for one in (name, bot, rows.add_button, rows.find_button))


def test_what_is_wrong_near_the_top_leaves_the_page_whole(desk: Desk, rows: ChatbotRows, qtbot: QtBot) -> None:
    rows.show_chatbots((*BOTS[:12], Chatbot("not an id", "Wrong"), *BOTS[13:120]))
    assert desk.form.checked() is None
    assert chatbot_edits(desk.form)[12][1].property("invalid") == "true"
    wait_for(qtbot, desk, 50)
    assert rows.more_button.text() == "Show 50 of 70 more"
