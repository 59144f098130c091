"""The quiet rows of an answer: steps, reasoning and sources."""

import pytest
from PySide6.QtGui import QFont

from desktop.core.message import Message, Notice, Part, Reasoning, Source, Status, Step, Text, ToolCall, ToolState
from desktop.ui.look import theme
from desktop.ui.transcript.groups import Setting
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene, Target
from tests.ui.transcript.conftest import NOW, answered
from tests.ui.transcript.test_layout import picture

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application

CALL = ToolCall("c", "look_up", state=ToolState.OUTPUT_AVAILABLE, output=1)
FIRST, SECOND = Text("t", "I look it up.", done=True), Text("u", "It left Leipzig.", done=True)


class Row:
    def __init__(self, look: Look, *parts: Part, status: Status = Status.COMPLETE) -> None:
        self.layout = RowLayout(look, 700)
        self.opened: frozenset[str] = frozenset()
        self.show(answered("a", *parts, status=status))

    def show(self, message: Message) -> None:
        self.message = message
        self.layout.update(message, Setting("Order desk", self.opened, NOW))

    def press(self, name: str) -> None:
        (target,) = [target for target in self.targets() if target.name.startswith(name)]
        assert target.action is Action.TOGGLE
        self.opened ^= {target.value}
        self.show(self.message)

    def targets(self) -> list[Target]:
        return [target for _index, target in self.layout.targets() if target.key != "author:details"]

    def names(self) -> list[str]:
        return [target.name for target in self.targets()]

    def words(self) -> list[str]:
        return [segment.plain(0, segment.length) for segment in self.layout.segments if segment.length]


def test_a_step_is_marked_where_the_chatbot_begins_again(look: Look) -> None:
    row = Row(look, Step(), FIRST, CALL, Step(), SECOND)
    assert row.names() == ["Look up, done", "Step 2, open"]


@pytest.mark.parametrize(
    "parts",
    [
        (Step(), CALL, Step(), CALL, Step(), SECOND),
        (FIRST, Step(), SECOND),
        (Step(), FIRST, Step()),
        (Step(), FIRST, Step(), Text("u", ""), Source("1", "https://example.com")),
        (Step(), Notice("Careful."), Step(), SECOND),
    ],
    ids=["tools alone", "first step", "nothing after", "nothing seen after", "no words of the answer before"],
)
def test_a_step_that_explains_nothing_has_no_row(look: Look, parts: tuple[Part, ...]) -> None:
    assert not [name for name in Row(look, *parts).names() if name.startswith("Step")]


def test_badges_of_several_steps_share_a_line(look: Look) -> None:
    row = Row(look, Step(), CALL, Step(), CALL, Step(), SECOND)
    first, second = row.targets()
    assert first.rects[0].top() == second.rects[0].top()


def test_a_step_folds_away_down_to_the_next(look: Look) -> None:
    row = Row(look, Step(), FIRST, Step(), CALL, SECOND, Step(), Text("v", "Anything else?", done=True))
    row.press("Step 2")
    assert row.names() == ["Step 2, closed", "Step 3, open"]
    assert row.words() == ["I look it up.", "Anything else?"]
    row.press("Step 2")
    assert row.names() == ["Step 2, open", "Look up, done", "Step 3, open"]


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_line_runs_beside_the_step_and_not_through_its_words(mirrored: bool) -> None:
    look = Look(theme.load("light"), QFont(), mirrored=mirrored)
    row = Row(look, Step(), FIRST, Step(), SECOND)
    (target,) = row.targets()
    image, line = picture(row.layout, Scene()), look.color("line")
    rect = target.rects[0].toRect()
    colored = [
        x
        for x in range(int(row.layout.column.left), int(row.layout.column.left + row.layout.column.width))
        if any(image.pixelColor(x, y) == line for y in range(rect.top(), rect.bottom()))
    ]
    assert len(colored) > 300
    assert min(colored) > rect.right() if not mirrored else max(colored) < rect.left()


def test_reasoning_is_closed_and_says_how_long_it_is(look: Look) -> None:
    row = Row(look, Reasoning("r", "First *this*, then that.", done=True), SECOND)
    assert row.names() == ["Reasoning, 4 words, closed"]
    assert row.words() == ["It left Leipzig."]
    row.press("Reasoning")
    assert row.names() == ["Reasoning, 4 words, open"]
    assert row.words() == ["First this, then that.", "It left Leipzig."]


@pytest.mark.parametrize(
    ("text", "amount"), [("Hm.", "1 word"), ("まず注文を調べてから返事をします。", "17 characters")]
)
def test_reasoning_is_counted_in_what_its_script_has(look: Look, text: str, amount: str) -> None:
    assert Row(look, Reasoning("r", text, done=True)).names() == [f"Reasoning, {amount}, closed"]


def test_reasoning_shows_the_line_being_written_while_it_streams(look: Look) -> None:
    row = Row(look, Reasoning("r", "Old line.\n**Look at** the order"), status=Status.STREAMING)
    (before,) = row.targets()
    assert before.name == "Reasoning…, closed"
    row.show(answered("a", Reasoning("r", "Old line.\n**Look at** the order and its date"), status=Status.STREAMING))
    (after,) = row.targets()
    assert after.rects[0].width() > before.rects[0].width()
    row.press("Reasoning")
    assert row.words() == ["Old line.\nLook at the order and its date"]
    row.show(answered("a", Reasoning("r", "Hm."), Text("t", "So", done=False), status=Status.STREAMING))
    assert row.names() == ["Reasoning, 1 word, open"]


def test_a_row_whose_preview_was_all_of_it_still_becomes_quiet(look: Look) -> None:
    row = Row(look, Reasoning("r", "Hm."), status=Status.STREAMING)
    row.show(answered("a", Reasoning("r", "Hm.", done=True)))
    assert row.names() == ["Reasoning, 1 word, closed"]


def pages(count: int) -> list[Source]:
    return [Source(str(at), f"https://example.com/{at}", f"Page {at}") for at in range(1, count + 1)]


def test_a_source_that_came_twice_has_one_chip_with_both_numbers(look: Look) -> None:
    row = Row(look, SECOND, *pages(2), *pages(1), Source("x", filename="a.pdf"), Source("y", filename="a.pdf"))
    assert row.names() == ["Source 1, 3: Page 1", "Source 2: Page 2", "Source 4, 5: a.pdf"]


def test_a_document_is_named_by_title_and_file(look: Look) -> None:
    (target,) = Row(look, Source("x", title="Handbook", filename="hand\ud83dbook.pdf")).targets()
    assert (target.name, target.value) == ("Source 1: Handbook · hand\ufffdbook.pdf", "")
    (bare,) = Row(look, Source("only-an-id")).targets()
    assert bare.name == "Source 1: only-an-id"


def test_many_sources_are_shown_when_asked_and_wrap(look: Look) -> None:
    row = Row(look, SECOND, *pages(30))
    assert len(row.names()) == 13
    row.press("Show all 30 sources")
    targets = row.targets()
    assert [target.value for target in targets[:30]] == [f"https://example.com/{at}" for at in range(1, 31)]
    assert len({target.rects[0].top() for target in targets}) > 3
    assert max(target.rects[0].right() for target in targets) <= row.layout.column.left + row.layout.column.width
    row.press("Show fewer sources")
    assert len(row.names()) == 13


def test_thirteen_sources_are_not_hidden_behind_one_more_chip(look: Look) -> None:
    assert len(Row(look, SECOND, *pages(13)).names()) == 13
