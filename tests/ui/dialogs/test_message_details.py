"""The details of a message: each end in words, what the server said, what was skipped, and all of it to copy."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.core.errors import SENTENCES, Problem
from desktop.core.events import SKIP_REASONS, Skipped
from desktop.core.message import Message, Status, Text, empty_reply
from desktop.ui.dialogs.message_details import MessageDetailsDialog
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.words import exact_time
from tests.ui.settings.conftest import button_called

NOW = 1_700_000_000.0
REPLY = replace(
    empty_reply("m1", NOW),
    status=Status.COMPLETE,
    parts=(Text(text="The words of the answer"),),
    first_text=NOW + 0.8,
    finished=NOW + 75,
    server_id="srv-1",
    session_id="ses-1",
    finish_reason="stop",
)
REFUSAL = Problem("unauthorized", detail="Token expired", status=401, server_code="token_expired")


@pytest.fixture
def details(qtbot: QtBot, switch: ThemeSwitch) -> "MakeDetails":
    return MakeDetails(qtbot, switch)


class MakeDetails:
    def __init__(self, qtbot: QtBot, switch: ThemeSwitch) -> None:
        self._qtbot = qtbot
        self._switch = switch

    def __call__(self, message: Message) -> MessageDetailsDialog:
        dialog = MessageDetailsDialog(message, self._switch.theme)
        self._qtbot.addWidget(dialog)
        with self._qtbot.waitActive(dialog):
            dialog.open()
        return dialog


def labels(dialog: MessageDetailsDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.NOT_SENT, "Not sent"),
        (Status.SENT, "Sent"),
        (Status.STREAMING, "Being written"),
        (Status.COMPLETE, "Complete"),
        (Status.STOPPED, "Stopped by you"),
        (Status.INTERRUPTED, "Interrupted"),
        (Status.FAILED, "Failed"),
    ],
)
def test_each_status_has_its_words(details: MakeDetails, status: Status, words: str) -> None:
    dialog = details(replace(REPLY, status=status))
    assert labels(dialog)[1:3] == ["Status", words]
    assert dialog.text().splitlines()[0] == f"Status: {words}"


def test_times_and_ids(details: MakeDetails) -> None:
    lines = details(REPLY).text().splitlines()
    for line in (
        "First word after: 0.8 s",
        "Finished after: 1 min 15 s",
        "Finish reason: stop",
        "Message ID of the server: srv-1",
        "Session ID: ses-1",
        "Message ID: m1",
    ):
        assert line in lines
    assert any(line.startswith("Made: ") for line in lines)
    assert any(line.startswith("Finished: ") and line.endswith(exact_time(REPLY.finished)) for line in lines)


def test_what_is_not_known_has_no_line(details: MakeDetails) -> None:
    lines = details(empty_reply("m1", 0.0)).text().splitlines()
    assert lines == ["Status: Being written", "Message ID: m1"]


def test_a_raw_finish_reason_is_told_when_it_differs(details: MakeDetails) -> None:
    told = replace(REPLY, finish_reason="length", raw_finish_reason="max_tokens")
    assert "Finish reason: length (max_tokens)" in details(told).text()
    assert "Finish reason: stop\n" in details(replace(REPLY, raw_finish_reason="stop")).text()
    alone = replace(REPLY, finish_reason="", raw_finish_reason="content_filter_v2")
    assert "Finish reason: content_filter_v2\n" in details(alone).text()


def test_a_problem_comes_with_what_the_server_said(details: MakeDetails) -> None:
    dialog = details(replace(REPLY, status=Status.FAILED, problem=REFUSAL))
    lines = dialog.text().splitlines()
    assert lines[1:6] == [
        f"What happened: {SENTENCES['unauthorized']}",
        "Error: unauthorized",
        "HTTP status: 401",
        "Error code: token_expired",
        "The server said: “Token expired”",
    ]
    assert {"401", "token_expired", "“Token expired”"} <= set(labels(dialog))


def test_when_it_was_asked_and_what_the_request_is_called(details: MakeDetails) -> None:
    refused = replace(REFUSAL, asked_at=1_700_000_000.0, request_id="r-42")
    text = details(replace(REPLY, status=Status.FAILED, problem=refused)).text()
    assert f"Asked: {exact_time(1_700_000_000.0)}" in text
    assert "Request ID: r-42" in text
    assert REPLY.text not in text, "it goes into reports"


def test_what_the_server_said_is_no_markup_and_may_be_long(details: MakeDetails) -> None:
    said = "<img src='https://elsewhere.example/x.png'> " + "word " * 190 + "\ud83d"
    dialog = details(replace(REPLY, status=Status.FAILED, problem=replace(REFUSAL, detail=said)))
    (label,) = [label for label in dialog.findChildren(QLabel) if "<img" in label.text()]
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert dialog.text().encode()  # half a character would not go to the clipboard
    cut = [
        label.text()
        for label in dialog.findChildren(QLabel)
        if label.isVisible() and label.height() < label.heightForWidth(label.width())
    ]
    assert cut == []
    assert button_called(dialog, "Close").geometry().bottom() < dialog.height()


def test_every_value_can_be_selected(details: MakeDetails) -> None:
    dialog = details(REPLY)
    (label,) = [label for label in dialog.findChildren(QLabel) if label.text() == "ses-1"]
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_what_was_skipped_is_counted_by_reason_and_listed(details: MakeDetails) -> None:
    skipped = (Skipped("not_json", "{oops"), Skipped("orphan", "x1"), Skipped("not_json", "more\ud83d"))
    dialog = details(replace(REPLY, skipped=skipped, skipped_count=70))
    assert "70 lines of the stream could not be used" in labels(dialog)
    (box,) = dialog.findChildren(QPlainTextEdit)
    assert box.toPlainText().splitlines() == [
        f"2 × {SKIP_REASONS['not_json']}",
        f"1 × {SKIP_REASONS['orphan']}",
        "",
        f"{SKIP_REASONS['not_json']} {{oops",
        f"{SKIP_REASONS['orphan']} x1",
        f"{SKIP_REASONS['not_json']} more\ufffd",
    ]
    assert box.isReadOnly()
    assert "Skipped in the stream: 70" in dialog.text()


def test_nothing_skipped_shows_no_list(details: MakeDetails) -> None:
    dialog = details(REPLY)
    assert dialog.findChildren(QPlainTextEdit) == []
    assert "kipped" not in dialog.text()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_copying_takes_the_details_and_not_the_conversation(details: MakeDetails, key: Qt.Key) -> None:
    dialog = details(replace(REPLY, metadata={"token": "rk_live_0123456789"}, problem=REFUSAL))
    dialog.copy_button.setFocus()
    QTest.keyClick(dialog.copy_button, key)
    copied = QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()
    assert copied == dialog.text()
    assert "rk_live" not in copied
    assert "The words of the answer" not in copied
    assert dialog.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_escape_and_enter_close_it(details: MakeDetails, key: Qt.Key) -> None:
    dialog = details(REPLY)
    QTest.keyClick(dialog, key)
    assert not dialog.isVisible()


def test_one_of_several_versions_says_that_the_chatbot_remembers(qtbot: QtBot, switch: ThemeSwitch) -> None:
    reply = empty_reply("r", 1.0)
    dialog = MessageDetailsDialog(reply, switch.theme, version=(2, 3))
    qtbot.addWidget(dialog)
    assert "Version: 2 of 3. The chatbot remembers all versions in this session." in dialog.text()
    alone = MessageDetailsDialog(reply, switch.theme)
    qtbot.addWidget(alone)
    assert "Version" not in alone.text()
