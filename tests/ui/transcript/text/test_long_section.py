"""A section that could not be cut and is too long to be laid out in one go: another width comes to it in steps."""

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.message import Text
from desktop.ui.look import theme
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.text.growth import GrowingMarkup
from desktop.ui.transcript.text.section import Section
from tests.ui.transcript.conftest import MakeView, answered, asked, stepwise
from tests.ui.transcript.pictures import assert_same, at_once
from tests.ui.transcript.test_view import top_line

LONG = {
    "line": "some words " * 20_000,
    "quote": "> words\n" * 4_000,
    "item": "- one\n" + "  - two words\n" * 3_000,
}
EVERY = pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())


@pytest.fixture
def section(qapp: QApplication) -> Section:
    made = Section(Look(theme.load("light"), QFont()), "t", GrowingMarkup)
    made.set_text(LONG["line"], done=True)
    made.resize(500)
    made.advance()
    return made


@EVERY
def test_the_line_that_is_read_stays_in_sight(text: str, make_view: MakeView, qtbot: QtBot) -> None:
    view, _model = make_view(asked("q"), answered("a", Text("t", text, done=True)))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    bar.setValue(bar.maximum() // 2)
    before = top_line(view)
    with stepwise():
        view.resize(560, 500)
    assert view.rows.is_waiting(1)
    assert abs(top_line(view)[2] - before[2]) < 130
    qtbot.waitUntil(lambda: not view.rows.is_waiting(1))
    assert abs(top_line(view)[2] - before[2]) < 130
    layout = view.rows.layout(1)
    layout.complete()
    assert_same(layout, at_once(text, view.rows.look, layout.width, layout.setting))


def test_one_step_lays_out_one_segment(section: Section) -> None:
    assert len(section.segments) > 50
    section.resize(300)
    widths = [segment.width for segment in section.segments]
    assert section.advance(0.0)
    assert sum(before != segment.width for before, segment in zip(widths, section.segments, strict=True)) == 1
    assert not section.advance()
    assert section.is_known
    assert {segment.width for segment in section.segments} == {300}


def test_a_text_that_grows_meanwhile_ends_the_same(section: Section) -> None:
    section.set_text(LONG["line"] + "and more", done=True)
    section.resize(300)
    section.advance(0.0)
    section.set_text(LONG["line"] + "and more of it\n\nEnd", done=True)
    section.resize(320)
    section.advance()
    fresh = Section(section.look, "t", GrowingMarkup)
    fresh.set_text(section.text, done=True)
    fresh.resize(320)
    fresh.advance()
    assert [one.rect for one in section.segments] == [one.rect for one in fresh.segments]
    assert section.height == fresh.height
