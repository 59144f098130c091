"""The day above its first message, the exact time under the mouse, and both kept right as time and messages pass."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QLocale, QObject, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.core.message import Message, Text, empty_reply, question
from desktop.ui import words
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.look import theme
from desktop.ui.transcript.midnight import Midnight
from desktop.ui.transcript.notes import DayLine
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import answered, asked

NOON = datetime(2026, 11, 16, 12).astimezone()
"""A Monday."""


class Clock:
    """Seconds since the epoch, by hand."""

    def __init__(self) -> None:
        self.now = at()

    def __call__(self) -> float:
        return self.now


def at(days: float = 0.0, hours: float = 0.0) -> float:
    return (NOON + timedelta(days=days, hours=hours)).timestamp()


def said(message_id: str, when: float) -> Message:
    return question(message_id, "Where is my order?", when)


@pytest.fixture(autouse=True)
def plain_locale() -> Iterator[None]:
    usual = QLocale()
    QLocale.setDefault(QLocale.c())
    yield
    QLocale.setDefault(usual)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def shown(qtbot: QtBot, clock: Clock, *messages: Message) -> tuple[TranscriptView, MessageModel]:
    view, model = TranscriptView(theme.load("light"), clock=clock), MessageModel(clock=clock)
    qtbot.addWidget(view)
    model.setParent(view)
    model.reset(messages)
    view.setModel(model)
    view.resize(800, 900)
    with qtbot.waitExposed(view):
        view.show()
    return view, model


def days(view: TranscriptView) -> list[str]:
    """The day named in each row, empty where there is none."""
    found = []
    for row in range(len(view.rows.heights)):
        lines = [part for part in view.rows.layout(row).segments if isinstance(part, DayLine)]
        assert len(lines) <= 1
        assert lines == view.rows.layout(row).segments[: len(lines)]
        found.append(lines[0]._day if lines else "")  # noqa: SLF001  # the day is drawn, nowhere told
    return found


def test_the_first_message_of_each_day_names_it(qtbot: QtBot, clock: Clock) -> None:
    view, _model = shown(
        qtbot,
        clock,
        said("a", at(days=-400)),
        said("b", at(days=-2, hours=-1)),
        said("c", at(days=-2)),
        said("d", at(days=-1)),
        said("e", at(hours=-11.5)),
        said("f", at()),
    )
    assert days(view) == ["Sunday, 12 October 2025", "Saturday, 14 November", "", "Yesterday", "Today", ""]


def test_a_message_without_a_time_names_no_day_and_hides_none(qtbot: QtBot, clock: Clock) -> None:
    view, _model = shown(qtbot, clock, said("a", 0.0), said("b", at()), said("c", 0.0), said("d", at(hours=1)))
    assert days(view) == ["", "Today", "", ""]


def test_when_the_first_message_of_a_day_goes_the_next_one_names_it_and_back(qtbot: QtBot, clock: Clock) -> None:
    first = said("a", at(days=-1))
    view, model = shown(qtbot, clock, first, said("b", at(days=-1, hours=1)), said("c", at()))
    assert days(view) == ["Yesterday", "", "Today"]
    model.remove("a")
    assert days(view) == ["Yesterday", "Today"]
    model.insert(0, first)
    assert days(view) == ["Yesterday", "", "Today"]


def test_a_message_that_comes_on_another_day_names_it(qtbot: QtBot, clock: Clock) -> None:
    view, model = shown(qtbot, clock, said("a", at(days=-1)))
    model.put(empty_reply("b", at()))
    assert days(view) == ["Yesterday", "Today"]


def test_at_midnight_today_becomes_yesterday(qtbot: QtBot, clock: Clock) -> None:
    view, _model = shown(qtbot, clock, said("a", at()))
    assert days(view) == ["Today"]
    clock.now = at(days=1)
    midnight = view.findChild(Midnight)
    assert midnight is not None
    midnight.look()
    assert days(view) == ["Yesterday"]


def test_a_day_has_passed_once(clock: Clock, qapp: QApplication) -> None:
    owner = QObject()
    midnight = Midnight(clock, owner)
    passed: list[bool] = []
    midnight.passed.connect(lambda: passed.append(True))
    for hours, times in ((0, 0), (11, 0), (12.5, 1), (13, 1), (36.5, 2), (-1, 3)):
        clock.now = at(hours=hours)
        midnight.look()
        assert len(passed) == times


def test_the_day_stands_outside_the_tint_of_a_question(qtbot: QtBot, clock: Clock) -> None:
    view, _model = shown(qtbot, clock, said("a", at()), said("b", at(days=1)))
    for row in (0, 1):
        layout = view.rows.layout(row)
        ((_name, tint),) = layout.frames
        assert layout.segments[0].rect.bottom() < tint.top()
        assert tint.bottom() <= layout.height
        middle = layout.segments[0].rect.center().x()
        assert middle == pytest.approx(layout.column.left + layout.column.width / 2, abs=1)


def test_the_day_cannot_be_selected_or_pressed(qtbot: QtBot, clock: Clock) -> None:
    view, _model = shown(qtbot, clock, said("a", at()))
    line = view.rows.layout(0).segments[0]
    assert (line.length, list(line.targets())) == (0, [])


def test_a_screen_reader_hears_the_day_with_its_first_message(qtbot: QtBot, clock: Clock) -> None:
    _view, model = shown(qtbot, clock, said("a", at(days=-1)), said("b", at()), said("c", at()))
    spoken = [str(model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole)) for row in range(3)]
    assert spoken[0].startswith("Yesterday. You, ")
    assert spoken[1].startswith("Today. You, ")
    assert spoken[2].startswith("You, ")


def test_the_time_says_under_the_mouse_what_it_is_exactly(qtbot: QtBot, clock: Clock) -> None:
    answer = replace(answered("a", Text(text="Here.", done=True)), created=at(hours=-1))
    view, _model = shown(qtbot, clock, asked("q"), answer)
    author = view.rows.layout(1).segments[1]
    place = author.rect.translated(QPointF(view.row_rect(1).topLeft()))
    for x, said_there in ((place.right() - 3, words.exact_time(answer.created)), (place.left() + 3, "")):
        inside = QPointF(x, place.center().y()).toPoint()
        event = QHelpEvent(QEvent.Type.ToolTip, inside, view.viewport().mapToGlobal(inside))
        QApplication.sendEvent(view.viewport(), event)
        qtbot.waitUntil(lambda told=said_there: (QToolTip.text() if QToolTip.isVisible() else "") == told)  # type: ignore[misc]  # mypy cannot infer the default of a lambda
    assert ":00:00" in words.exact_time(answer.created)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en_GB", "Saturday 14 November"),
        ("en_US", "Saturday, November 14"),
        ("de_DE", "Samstag, 14. November"),
        ("fr_FR", "samedi 14 novembre"),
        ("es_ES", "sábado, 14 de noviembre"),
        ("ja_JP", "11月14日土曜日"),
        ("zh_CN", "11月14日星期六"),
        ("C", "Saturday, 14 November"),
    ],
)
def test_a_day_of_this_year_is_written_without_the_year(language: str, written: str) -> None:
    QLocale.setDefault(QLocale(language))
    assert words.day(at(days=-2), at()).replace(",", "") == written.replace(",", "")
    assert "2025" in words.day(at(days=-400), at())
