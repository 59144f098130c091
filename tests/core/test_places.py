"""Messages with more parts than anybody writes: how many are kept, and what looking for one of them costs."""

import pytest

from desktop.core import events as e
from desktop.core import places
from desktop.core.leftovers import MAX_PARTS, MAX_SKIPPED
from desktop.core.message import Data, Message, Step, Text, ToolState, empty_reply
from desktop.core.places import Places
from desktop.core.reducer import fold, fold_all

EMPTY = empty_reply("r", 1.0)
FULL = fold_all(EMPTY, [e.TextStart(str(number)) for number in range(MAX_PARTS)])


@pytest.mark.parametrize(
    "event",
    [
        e.TextStart("more"),
        e.ReasoningStart("more"),
        e.StartStep(),
        e.SourceUrl("s", "https://example.com"),
        e.DataEvent("card", 1, "more"),
        e.ToolInputStart("call", "search"),
        e.Custom("card"),
    ],
)
def test_a_message_that_is_full_takes_no_more_parts(event: e.Event) -> None:
    after = fold(FULL, event)
    assert after.parts is FULL.parts
    assert ([skipped.reason for skipped in after.skipped], after.skipped_count) == (["too_many_parts"], 1)


def test_what_a_full_message_has_still_grows() -> None:
    after = fold(FULL, e.TextDelta("0", "words"))
    assert after.parts[0] == Text("0", "words")
    assert after.skipped_count == 0


def test_only_the_first_that_are_left_out_keep_their_text() -> None:
    after = fold_all(FULL, [e.StartStep()] * (MAX_SKIPPED + 5))
    assert len(after.skipped) == MAX_SKIPPED
    assert after.skipped_count == MAX_SKIPPED + 5


@pytest.mark.parametrize(
    "event",
    [e.TextDelta("0", "a"), e.TextEnd("nobody"), e.ToolOutputAvailable("nobody"), e.DataEvent("card", 1, "0")],
)
def test_looking_for_a_part_does_not_go_through_all_of_them_each_time(
    event: e.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, key = [], places.key_of

    def counting(part: Data) -> object:
        looked.append(part)
        return key(part)

    monkeypatch.setattr(places, "key_of", counting)
    fold_all(FULL, [event, e.ToolInputDelta("nobody", "")] * 500)
    assert len(looked) < 2 * MAX_PARTS


def test_the_newest_of_a_kind_is_found_also_after_parts_were_taken_away() -> None:
    stream: list[e.Event] = [
        *(e.StartStep(), e.TextStart("0"), e.TextEnd("0"), e.ToolInputStart("c", "search")),
        *(e.StartStep(), e.TextStart("0"), e.TextDelta("0", "gone"), e.ResetStep(), e.ResetStep()),
        *(e.TextDelta("0", "orphan"), e.TextStart("1"), e.TextStart("0"), e.TextDelta("1", "kept")),
        *(e.ToolOutputAvailable("c", 1), e.ToolInputStart("c", "again")),
    ]
    whole = fold_all(EMPTY, stream)
    singly: Message = EMPTY
    for event in stream:
        singly = fold(singly, event)
    assert whole == singly
    assert [type(part) for part in whole.parts].count(Step) == 2
    assert [call.state for call in whole.tool_calls] == [ToolState.OUTPUT_AVAILABLE, ToolState.INPUT_STREAMING]
    assert whole.skipped_count == 1


def test_parts_without_an_identity_are_not_found() -> None:
    parts = (Data("card"), Text("0"))
    assert Places().find(parts, Data, ("card", "0")) == -1
    assert Places().find((), Text, "0") == -1
