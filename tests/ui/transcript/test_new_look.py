"""A long text in another look or found again: what was read stays, and no step lays out all of it."""

import pytest
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.blocks import Unit
from desktop.core.markup import References, units
from desktop.core.message import Text
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.look import theme
from desktop.ui.transcript.code.code_lines import CodeLines
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Scene
from desktop.ui.transcript.text import growth
from desktop.ui.transcript.text.growth import GrowingMarkup
from desktop.ui.transcript.text.section import Section
from tests.ui.transcript.conftest import MakeView, answered, asked, stepwise
from tests.ui.transcript.pictures import assert_same, at_once, unhurried
from tests.ui.transcript.test_view import top_line
from tests.ui.transcript.text.test_long_section import EVERY, LONG


def larger() -> QFont:
    font = QFont()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    return font


@EVERY
def test_the_line_that_is_read_stays_in_sight(text: str, make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(asked("q"), answered("a", Text("t", text, done=True)))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    bar.setValue(bar.maximum() // 2)  # once more, now that it is as high as it is
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    before = top_line(view)
    view.setFont(larger())
    assert abs(top_line(view)[2] - before[2]) < 130
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    assert abs(top_line(view)[2] - before[2]) < 130
    layout = view.rows.layout(1)
    layout.complete()
    assert_same(layout, at_once(text, view.look, layout.width, layout.setting))


@EVERY
def test_the_end_is_shown_in_the_new_look(text: str, make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(asked("q"), answered("a", Text("t", text, done=True)))
    view.set_theme(theme.load("dark"))
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    assert view.is_following
    layout = view.rows.layout(1)
    layout.complete()
    assert {segment.look for segment in layout.leaves} == {view.look}
    assert_same(layout, at_once(text, view.look, layout.width, layout.setting))


def test_one_step_makes_one_segment_anew(qapp: QApplication) -> None:
    section = Section(Look(theme.load("light"), QFont()), "t", GrowingMarkup)
    section.set_text(LONG["line"], done=True)
    section.resize(500)
    section.advance()
    before = list(section.segments)
    look = Look(theme.load("dark"), QFont())
    section.dress(look)
    assert section.segments == before
    assert section.advance(0.0)
    assert [segment.look is look for segment in section.segments].count(True) == 1
    assert not section.advance()
    assert {segment.look for segment in section.segments} == {look}
    assert section.is_known


def test_what_comes_meanwhile_is_made_in_the_new_look(qapp: QApplication) -> None:
    section = Section(Look(theme.load("light"), QFont()), "t", GrowingMarkup)
    section.set_text(LONG["line"], done=False)
    section.resize(500)
    section.advance()
    look = Look(theme.load("dark"), larger())
    section.dress(look)
    section.advance(0.0)
    section.set_text(LONG["line"] + "and more\n\nEnd", done=True)
    section.set_opened(frozenset({"live"}))
    section.resize(400)
    section.advance()
    fresh = Section(look, "t", GrowingMarkup)
    fresh.set_text(section.text, done=True)
    fresh.resize(400)
    fresh.advance()
    assert {segment.look for segment in section.segments} == {look}
    assert [one.rect for one in section.segments] == [one.rect for one in fresh.segments]


@EVERY
def test_a_reader_who_comes_back_waits_for_no_long_reading(
    text: str, make_view: MakeView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, model = make_view(asked("q"), answered("a", Text("t", text, done=True)))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    bar.setValue(bar.maximum() // 2)  # once more, now that it is as high as it is
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    before, memento, read = top_line(view), view.memento(), list[int]()
    view.setModel(MessageModel(view))
    view.setModel(model)

    def counting(part: str, references: References, number: int | None = None) -> tuple[Unit, ...]:
        read.append(len(part))
        return units(part, references, number)

    monkeypatch.setattr(growth, "units", counting)
    with stepwise():
        view.come_back(memento)
    assert sum(read) < len(text) / 2
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    assert top_line(view)[0] == before[0]
    assert abs(top_line(view)[2] - before[2]) < 130


def test_code_keeps_its_lines(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "```py\n" + "x = [1, 2]  # three\n" * 5_000
    section = Section(Look(theme.load("light"), QFont()), "t", GrowingMarkup)
    section.set_text(text, done=True)
    section.resize(500)
    section.advance()
    look = Look(theme.load("dark"), larger())
    section.dress(look)
    monkeypatch.setattr(CodeLines, "set_text", None)
    section.advance()
    monkeypatch.undo()
    fresh = Section(look, "t", GrowingMarkup)
    fresh.set_text(text, done=True)
    fresh.resize(500)
    fresh.advance()
    assert [one.rect for one in section.segments] == [one.rect for one in fresh.segments]
    assert picture(section) == picture(fresh)


def picture(section: Section) -> QImage:
    page = QImage(500, 400, QImage.Format.Format_RGB32)
    page.fill(0)
    painter = QPainter(page)
    painter.setClipRect(page.rect())
    with unhurried():
        section.paint(painter, Scene(), None)
    painter.end()
    return page
