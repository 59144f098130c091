"""What tests of the transcript share: a look, a shown view, and messages in every state."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.errors import Problem
from desktop.core.message import Message, Part, Status, empty_reply, question
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.look import theme
from desktop.ui.transcript import scroll
from desktop.ui.transcript.find import finding
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.view import TranscriptView

NOW = 1_700_000_000.0


def asked(message_id: str, text: str = "Where is my order?") -> Message:
    return replace(question(message_id, text, NOW), status=Status.SENT)


def answered(
    message_id: str, *parts: Part, status: Status = Status.COMPLETE, problem: Problem | None = None
) -> Message:
    return replace(empty_reply(message_id, NOW), parts=parts, status=status, problem=problem)


@pytest.fixture
def look(qapp: QApplication) -> Look:
    return Look(theme.load("light"), QFont())


@contextmanager
def stepwise() -> Iterator[None]:
    """Long texts come one step at a time, also on a machine that is fast enough for all of them in one go."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scroll, "BUDGET", 0.0)
        patch.setattr(finding, "BUDGET", 0.0)
        yield


MakeView = Callable[..., tuple[TranscriptView, MessageModel]]


@pytest.fixture
def make_view(qtbot: QtBot) -> MakeView:
    def make(
        *messages: Message, width: int = 800, height: int = 500, whole: bool = True
    ) -> tuple[TranscriptView, MessageModel]:
        view, model = TranscriptView(theme.load("light"), clock=lambda: NOW), MessageModel()
        qtbot.addWidget(view)
        model.setParent(view)
        model.reset(messages)
        view.setModel(model)
        view.resize(width, height)
        with qtbot.waitExposed(view):
            view.show()
        # Long texts are laid out in steps; on a slow machine the last one comes after the first paint.
        if whole:
            first = range(min(len(messages), 20))
            qtbot.waitUntil(lambda: not any(map(view.rows.is_waiting, first)))
        return view, model

    return make
