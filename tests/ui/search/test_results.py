"""Results as rows: what is read of each, how its words are marked, and when more are wanted."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from desktop.core.conversation import Conversation
from desktop.core.message import Role
from desktop.core.search import Hit
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tokens import ThemeName
from desktop.ui.search.results import SearchModel, SearchResults

WIDTH = 900


def hit(
    key: str,
    snippet: str = "Where is my order?",
    marks: tuple[tuple[int, int], ...] = ((12, 17),),
    *,
    title: str = "A title",
    archived: bool = False,
    tool: str = "",
    role: Role = Role.CHATBOT,
) -> Hit:
    conversation = Conversation(f"c{key}", "s", "p", "b", "Concierge", title, archived=archived)
    return Hit(conversation, key, role, 0.0, snippet, marks, tool)


@pytest.fixture
def results(qtbot: QtBot, switch: ThemeSwitch) -> SearchResults:
    made = SearchResults(switch)
    qtbot.addWidget(made)
    made.resize(WIDTH, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def spoken(model: SearchModel, row: int) -> object:
    return model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)


def test_rows_tell_who_said_it_where(results: SearchResults) -> None:
    QAbstractItemModelTester(results.found, QAbstractItemModelTester.FailureReportingMode.Fatal)
    results.show_hits((hit("1"), hit("2", role=Role.USER, archived=True, title=""), hit("3", tool="findOrder")))
    assert spoken(results.found, 0) == "A title, Concierge, at an unknown time: Where is my order?"
    assert spoken(results.found, 1) == (
        "New conversation, You, to Concierge, in the archive, at an unknown time: Where is my order?"
    )
    assert spoken(results.found, 2) == (
        "A title, Concierge, in the tool findOrder, at an unknown time: Where is my order?"
    )
    results.found.add((hit("4"),))
    results.found.add(())
    assert results.found.rowCount() == 4
    assert results.found.hit_at(4) is None


def marked(results: SearchResults, color: QColor) -> list[int]:
    """The columns of pixels in which the colour of a mark is."""
    image: QImage = results.viewport().grab().toImage()
    columns = range(image.width())
    return [x for x in columns if any(image.pixelColor(x, y) == color for y in range(0, image.height(), 3))]


@pytest.mark.parametrize("name", ["light", "dark", "high-contrast"])
def test_words_are_marked_where_they_stand(results: SearchResults, switch: ThemeSwitch, name: ThemeName) -> None:
    switch.set_choice(name)  # type: ignore[arg-type] # one of the choices
    color = switch.theme.color("found")
    results.show_hits((hit("1", marks=()), hit("2", marks=())))
    assert marked(results, color) == []
    results.show_hits((hit("1", "one two three", ((4, 7),)),))
    late = marked(results, color)
    results.show_hits((hit("1", "one two three", ((0, 3),)),))
    early = marked(results, color)
    assert early
    assert late
    assert max(early) < min(late)


def test_marks_stand_behind_an_emoji_and_in_the_other_direction(results: SearchResults, switch: ThemeSwitch) -> None:
    color = switch.theme.color("found")
    results.show_hits((hit("1", "\U0001f600\U0001f600 word", ((3, 7),)),))
    pair = marked(results, color)
    results.show_hits((hit("1", "ab word", ((3, 7),)),))
    assert abs(len(pair) - len(marked(results, color))) <= 2
    results.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for words in ("مرحبا بالعالم", "hello world"):
        results.show_hits((hit("1", words, ((0, 5),)),))
        assert min(marked(results, color)) > WIDTH // 2


def test_a_long_snippet_ends_in_the_row(results: SearchResults, switch: ThemeSwitch) -> None:
    results.resize(260, 400)
    results.show_hits((hit("1", "word " * 60 + "end", ((300, 303),)), hit("2", "x" * 400, ((0, 400),))))
    assert marked(results, switch.theme.color("found"))
    results.show_hits((hit("1", "", ()), hit("2", "\ud83d half", ((0, 1),))))
    results.viewport().grab()


def test_the_row_of_before_stays_current(results: SearchResults) -> None:
    results.show_hits((hit("1"), hit("2"), hit("3")))
    assert results.current == hit("1")
    results.step(1)
    results.step(-5)
    results.step(2)
    assert results.current == hit("3")
    results.show_hits((hit("0"), hit("3")))
    assert results.currentIndex().row() == 1
    results.show_hits((hit("7"),))
    assert results.currentIndex().row() == 0
    results.show_hits(())
    results.step(1)
    assert results.current is None


@pytest.mark.parametrize(
    "press",
    [
        lambda view: QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 20)),
        lambda view: QTest.keyClick(view, Qt.Key.Key_Return),
        lambda view: view.choose_current(),
    ],
)
def test_one_press_chooses_once(results: SearchResults, press: Callable[[SearchResults], None]) -> None:
    chosen: list[Hit] = []
    results.hit_chosen.connect(chosen.append)
    press(results)
    assert chosen == []
    results.show_hits((hit("1"), hit("2")))
    results.setFocus()
    press(results)
    assert chosen == [hit("1")]


def test_more_is_wanted_at_the_end_only(qtbot: QtBot, results: SearchResults) -> None:
    results.show_hits(tuple(hit(str(number)) for number in range(50)))
    qtbot.waitUntil(lambda: results.verticalScrollBar().maximum() > 0)
    ends: list[None] = []
    results.end_neared.connect(lambda: ends.append(None))
    results.step(10)
    assert ends == []
    results.step(50)
    assert ends
    assert 1 < results.page < 50


def test_other_results_under_a_reader_at_their_end_want_more(qtbot: QtBot, results: SearchResults) -> None:
    """What was wanted before they came was for the ones of before."""
    hits = [hit(str(number)) for number in range(60)]
    results.show_hits(hits)
    results.step(60)
    with qtbot.waitSignal(results.end_neared, timeout=100):
        results.show_hits(hits)
    with qtbot.assertNotEmitted(results.end_neared):
        results.show_hits([hit(f"other {number}") for number in range(60)])


def test_letters_throw_the_reader_nowhere(results: SearchResults) -> None:
    results.show_hits((hit("1"), hit("2", "zebra")))
    results.setFocus()
    QTest.keyClicks(results, "zeb")
    assert results.currentIndex().row() == 0


def test_rows_grow_with_the_zoom(qtbot: QtBot, results: SearchResults, switch: ThemeSwitch) -> None:
    results.show_hits((hit("1"), hit("2")))
    before = results.visualRect(results.found.index(0)).height()
    switch.set_zoom(150)
    qtbot.waitUntil(lambda: results.visualRect(results.found.index(0)).height() > before * 1.3)
