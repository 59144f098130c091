"""Words are found in all of a conversation, also where nothing is laid out or open, and next and previous go there."""

from msgspec.structs import replace
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.core.message import Message, Notice, Reasoning, Status, Step, Text, ToolCall, ToolState
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.transcript.find.search import MOST
from desktop.ui.transcript.hand.selection import Selection, Spot
from desktop.ui.transcript.view import TranscriptView
from tests.ui.transcript.conftest import MakeView, answered, asked

FAR = "\n\n".join(f"Paragraph {number} of some words." for number in range(300))


def said(message_id: str, text: str) -> Message:
    return answered(message_id, Text("t", text, done=True))


def call(**fields: object) -> ToolCall:
    return replace(ToolCall("c", "look_up", state=ToolState.OUTPUT_AVAILABLE), **fields)


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def finish(view: TranscriptView) -> None:
    """All the steps that timers would take one by one."""
    while view.finding.advance(0.0):
        pass


def look_for(view: TranscriptView, text: str) -> None:
    view.finding.look_for(text)
    finish(view)


def go_on(view: TranscriptView, *, forward: bool = True) -> None:
    view.finding.go_on(forward=forward)
    finish(view)


def state(view: TranscriptView) -> tuple[int, int]:
    return view.finding.number, view.finding.count


def selected(view: TranscriptView) -> str:
    mime = view.hand.selecting.mime()
    return mime.text() if mime is not None else ""


def is_in_sight(view: TranscriptView) -> bool:
    anchor = view.hand.selecting.selection.anchor
    assert anchor is not None
    return 0 <= view.point_of(anchor).y() <= view.viewport().height()


def test_matches_are_counted_and_gone_to_in_turn(make_view: MakeView) -> None:
    view, _model = make_view(asked("q", "Where is MÜLLER?"), said("a", "Here is **Mul**ler. And muller.\n\n- müller"))
    look_for(view, "muller")
    found = []
    for _ in range(5):
        found.append((*state(view), selected(view), view.finding.turned))
        go_on(view)
    assert found == [
        (1, 4, "MÜLLER", ""),
        (2, 4, "Muller", ""),
        (3, 4, "muller", ""),
        (4, 4, "• müller", ""),
        (1, 4, "MÜLLER", "start"),
    ]
    go_on(view, forward=False)
    go_on(view, forward=False)
    assert (state(view), view.finding.turned) == ((4, 4), "end")
    go_on(view, forward=False)
    assert (state(view), view.finding.turned) == ((3, 4), "")


def test_what_is_not_there_has_no_number(make_view: MakeView) -> None:
    view, _model = make_view(asked("q"), said("a", "Words."))
    look_for(view, "nowhere")
    go_on(view)
    assert state(view) == (0, 0)
    assert not view.finding.is_counting
    look_for(view, "  ")
    assert view.finding.needle is None


def test_a_match_far_away_comes_into_the_middle_of_the_view(make_view: MakeView) -> None:
    view, _model = make_view(
        *(said(f"a{number}", FAR) for number in range(40)), said("z", FAR + "\n\nThe needle.\n\n" + FAR)
    )
    view.verticalScrollBar().setValue(0)
    look_for(view, "needle")
    anchor = view.hand.selecting.selection.anchor
    assert anchor is not None
    assert selected(view) == "needle"
    y, room = view.point_of(anchor).y(), view.viewport().height()
    assert room / 3 <= y <= room * 2 / 3
    assert not view.is_following


def test_the_end_is_not_followed_from_a_match_at_the_end(make_view: MakeView) -> None:
    view, model = make_view(said("a", FAR + "\n\nThe needle."))
    look_for(view, "needle")
    assert is_in_sight(view)
    model.put(said("a", FAR + "\n\nThe needle.\n\n" + FAR))
    view.settle()
    assert is_in_sight(view)


REASONED = answered(
    "a",
    Reasoning("r", "A **needle** in thought.\n\n" + FAR + "\n\nNeedle again.", done=True),
    Step(),
    Text("t", "Before.", done=True),
    Step(),
    Notice("A notice with a needle."),
    call(
        title="Look up",
        input={"needle": 1, "deep": {"a": {"b": ["x", {"c": "the needle"}]}}},
        output={
            "rows": [*({"text": f"row {number}"} for number in range(250)), "needle row"],
            "long": "x" * 400 + "needle",
        },
    ),
    call(error="No needle."),
    call(input_text='{"needle": "unfinis', state=ToolState.INPUT_STREAMING),
    Text("u", "> quoted needle\n\n```\ncode needle\n```\n\n|needle|b|\n|-|-|\n|1|needle|", done=True),
)  # fmt: skip


def test_what_is_closed_is_opened_for_the_match_in_it(make_view: MakeView) -> None:
    view, _model = make_view(REASONED)
    view.rows.toggle(0, "step:3:closed")
    view.verticalScrollBar().setValue(0)
    look_for(view, "needle")
    assert view.finding.count == 13
    for number in range(13):
        assert state(view) == (number + 1, 13)
        assert view.finding.is_at_match
        assert is_in_sight(view)
        anchor, head = view.hand.selecting.selection.anchor, view.hand.selecting.selection.head
        assert anchor is not None
        assert head is not None
        segment = view.rows.layout(0).segments[anchor.segment]
        assert segment.content[anchor.position : head.position].lower() == "needle"
        go_on(view)
    assert view.finding.turned == "start"


def test_one_answer_with_too_many_is_capped_too(make_view: MakeView) -> None:
    view, _model = make_view(said("a", "word " * (MOST + 500)))
    view.verticalScrollBar().setValue(0)
    look_for(view, "word")
    assert (view.finding.count, view.finding.is_capped, view.finding.number) == (MOST, True, 1)


def test_a_message_that_grows_is_counted_again_and_the_place_stays(make_view: MakeView, qtbot: QtBot) -> None:
    view, model = make_view(asked("q", "needle"), streaming("a", "needle one"))
    look_for(view, "needle")
    go_on(view)
    assert (state(view), selected(view)) == ((2, 2), "needle")
    for size in range(2, 6):
        model.put(streaming("a", "needle one" + f"\n\n{FAR} needle" * size))
    qtbot.waitUntil(lambda: state(view) == (2, 7) and not view.finding.is_counting)
    model.put(asked("r", "Another needle"))
    finish(view)
    assert state(view) == (2, 8)
    model.remove("q")
    finish(view)
    assert state(view) == (1, 7)
    model.remove("a")
    finish(view)
    assert state(view) == (0, 1)
    go_on(view)
    assert (state(view), selected(view)) == ((1, 1), "needle")


def streaming(message_id: str, text: str) -> Message:
    return answered(message_id, Text("t", text), status=Status.STREAMING)


def test_another_conversation_is_looked_through_without_moving_in_it(make_view: MakeView) -> None:
    view, _model = make_view(asked("q", "needle"))
    look_for(view, "needle")
    other = MessageModel(view)
    other.reset([asked("r", "two needles, needle")])
    view.setModel(other)
    finish(view)
    assert state(view) == (0, 2)
    assert view.hand.selecting.selection.is_empty
    other.reset([asked("s", "needle")])
    finish(view)
    assert state(view) == (0, 1)
    view.setModel(None)
    finish(view)
    assert state(view) == (0, 0)


def test_enter_begins_at_what_is_in_sight_where_nothing_was_gone_to(make_view: MakeView) -> None:
    view, _model = make_view(*(said(f"a{number}", f"{FAR}\n\nneedle") for number in range(6)))
    view.finding.look_for("needle", go=False)
    finish(view)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    assert state(view) == (0, 6)
    go_on(view)
    assert state(view)[0] in (3, 4)


def test_typing_on_keeps_the_place(make_view: MakeView) -> None:
    view, _model = make_view(asked("q", "new needle news"), said("a", "new needle"))
    view.verticalScrollBar().setValue(0)
    look_for(view, "ne")
    go_on(view)
    assert (state(view), selected(view)) == ((2, 5), "ne")
    look_for(view, "nee")
    assert (state(view), selected(view)) == ((1, 2), "nee")
    look_for(view, "neex")
    assert state(view) == (0, 0)
    look_for(view, "new")
    assert state(view) == (2, 3), "on from where the last match was"


def spot(view: TranscriptView, message_id: str, position: int) -> Spot:
    """A place in the first text of a message."""
    assert view.messages is not None
    segments = view.rows.layout(view.messages.row_of(message_id)).segments
    return Spot(message_id, next(at for at, segment in enumerate(segments) if segment.length), position)


def select(view: TranscriptView, start: Spot, stop: Spot) -> None:
    view.hand.selecting.set_selection(Selection(start, stop))


def test_a_short_selection_is_what_is_looked_for(make_view: MakeView) -> None:
    view, _model = make_view(asked("q", "Some 😀 words"), said("a", "one\n\ntwo " + "x" * 200))
    assert view.finding.selected_words() == ""
    select(view, spot(view, "q", 5), spot(view, "q", 13))
    assert view.finding.selected_words() == "😀 words"
    select(view, spot(view, "a", 0), spot(view, "a", 6))
    assert view.finding.selected_words() == "", "two paragraphs"
    select(view, spot(view, "a", 0), spot(view, "a", 150))
    assert view.finding.selected_words() == "", "too long"
    select(view, spot(view, "q", 0), spot(view, "a", 2))
    assert view.finding.selected_words() == "", "two messages"


def test_the_search_begins_at_the_selection(make_view: MakeView) -> None:
    view, _model = make_view(said("a", "needle " * 5), said("b", "needle"))
    select(view, spot(view, "a", 14), spot(view, "a", 20))
    look_for(view, "needle")
    assert state(view) == (3, 6)


def test_folded_code_is_unfolded_and_what_is_out_at_its_side_comes_into_sight(make_view: MakeView) -> None:
    view, _model = make_view(said("a", "```\n" + "line\n" * 100 + "x" * 900 + "needle\n```\n\n" + FAR), width=500)
    view.verticalScrollBar().setValue(0)
    before = view.grab().toImage()
    look_for(view, "needle")
    assert (state(view), selected(view)) == ((1, 1), "needle")
    assert any(key.endswith(":whole") for key in view.rows.opened["a"])
    assert is_in_sight(view)
    shown = colours(view.grab().toImage())
    assert view.look.color("found-here").rgb() in shown
    assert view.look.color("found-here").rgb() not in colours(before)


def test_a_message_that_comes_back_at_its_place_is_counted_there(make_view: MakeView) -> None:
    view, model = make_view(*(asked(f"q{number}", "needle") for number in range(3)))
    look_for(view, "needle")
    go_on(view)
    go_on(view)
    messages = model.messages()
    model.remove("q0")
    finish(view)
    assert state(view) == (2, 2)
    model.insert(0, messages[0])
    finish(view)
    assert state(view) == (3, 3)


def test_what_hides_the_match_again_does_not_harm(make_view: MakeView) -> None:
    view, model = make_view(REASONED)
    look_for(view, "needle")
    model.put(answered("a", Text("t", "Nothing of it is left.")))
    go_on(view)
    view.finding.stop()
    assert view.finding.needle is None
    assert not view.finding.advance(0.0)


def test_what_is_said_about_the_ending_is_not_looked_through(make_view: MakeView) -> None:
    view, _model = make_view(asked("q"), answered("a", Text("t", "Words"), status=Status.STOPPED))
    look_for(view, "stopped")
    assert state(view) == (0, 0)


def test_only_the_message_that_is_asked_for_is_gone_to(make_view: MakeView) -> None:
    view, _model = make_view(
        asked("q", "words"), said("a", FAR), said("b", "none here"), said("c", "Some words"), said("d", FAR)
    )
    view.hand.go_to("c")
    view.finding.look_in("c", "words")
    finish(view)
    anchor = view.hand.selecting.selection.anchor
    assert anchor is not None
    assert (anchor.message_id, selected(view)) == ("c", "words")
    assert state(view) == (302, 602)
    view.hand.go_to("b")
    view.finding.look_in("b", "words")
    finish(view)
    assert selected(view) == ""
    assert state(view) == (0, 602)
    assert view.row_of("b") in view.rows_in_sight()
    go_on(view)
    anchor = view.hand.selecting.selection.anchor
    assert anchor is not None
    assert anchor.message_id == "c"
    view.finding.look_in("b", "")
    finish(view)
    assert view.finding.needle is None
