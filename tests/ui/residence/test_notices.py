"""What a notification says, and when there is none."""

import os
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.core.conversation import Conversation
from desktop.core.desktop_settings import DesktopSettings
from desktop.core.message import Message, Role, Status, Text
from desktop.ui.residence.notices import Notices

TALK = Conversation("c1", "s1", "p1", "b1", "Order desk", title="Refund for order 4711", created=1.0, updated=1.0)
REPLY = Message("m1", Role.CHATBOT, Status.COMPLETE, (Text("t", "Your card\n\nis **4242**."),))


class Desk:
    def __init__(self, parent: QObject) -> None:
        self.settings = DesktopSettings()
        self.posted: list[tuple[str, str, str]] = []
        self.notices = Notices(lambda *words: self.posted.append(words), lambda: self.settings, parent)
        self.chosen: list[Conversation] = []
        self.notices.chosen.connect(self.chosen.append)


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    for window in qapp.topLevelWidgets():
        window.hide()  # of tests before: while one of them is active, nothing is noticed
    qtbot.waitUntil(lambda: qapp.focusWindow() is None)
    parent = QObject()
    yield Desk(parent)
    parent.deleteLater()


def test_it_says_whose_answer_is_there_and_nothing_of_it(desk: Desk) -> None:
    desk.notices.on_reply_ended(TALK, REPLY)
    assert desk.posted == [("c1", "Order desk", "The answer is there.")]


def test_what_is_in_it_is_said_when_that_is_allowed(desk: Desk) -> None:
    desk.settings = DesktopSettings(notify_text=True)
    long = replace(REPLY, parts=(Text("t", "word " * 10_000),))
    desk.notices.on_reply_ended(TALK, REPLY)
    desk.notices.on_reply_ended(TALK, long)
    assert desk.posted[0][1:] == ("Order desk: Refund for order 4711", "Your card is **4242**.")
    assert len(desk.posted[1][2]) <= 200


def test_one_that_did_not_come_to_its_end_is_said_to_have_not(desk: Desk) -> None:
    desk.settings = DesktopSettings(notify_text=True)
    desk.notices.on_reply_ended(TALK, replace(REPLY, status=Status.INTERRUPTED))
    assert desk.posted[0][2] == "The answer did not come to its end."


def test_who_stopped_it_or_wants_no_notices_hears_nothing(desk: Desk) -> None:
    desk.notices.on_reply_ended(TALK, replace(REPLY, status=Status.STOPPED))
    desk.settings = DesktopSettings(notify=False)
    desk.notices.on_reply_ended(TALK, REPLY)
    assert desk.posted == []


def test_who_looks_at_the_window_hears_nothing(desk: Desk, qtbot: QtBot) -> None:
    window = QLineEdit()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is not None)
    desk.notices.on_reply_ended(TALK, REPLY)
    assert desk.posted == []


def test_a_click_leads_to_the_conversation(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    desk.notices.on_reply_ended(TALK, REPLY)
    desk.notices.clicked.emit("unknown", "no")
    assert "XDG_ACTIVATION_TOKEN" not in os.environ
    desk.notices.clicked.emit("c1", "a token")
    assert desk.chosen == [TALK]
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "a token"
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN")


def test_it_forgets_the_oldest(desk: Desk) -> None:
    for number in range(60):
        desk.notices.on_reply_ended(replace(TALK, id=f"c{number}"), REPLY)
    desk.notices.clicked.emit("c0", "")
    desk.notices.clicked.emit("c59", "")
    assert [one.id for one in desk.chosen] == ["c59"]
