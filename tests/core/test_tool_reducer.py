"""Tool calls: how an input grows, which call an event finds, and what an odd one leaves behind."""

import pytest
from msgspec import UNSET

from desktop.core import events as e
from desktop.core.json_text import partial_json
from desktop.core.message import Message, Step, ToolCall, ToolState, empty_reply
from desktop.core.reducer import fold

EMPTY = empty_reply("r", 1.0)
START = e.ToolInputStart("c", "search")
HIGH, LOW = "\ud83d", "\ude00"


def play(*stream: e.Event, at: float = 0.0) -> Message:
    message = EMPTY
    for event in stream:
        message = fold(message, event, at)
    return message


def only_call(message: Message) -> ToolCall:
    (call,) = message.tool_calls
    assert message.skipped == ()
    return call


def orphans(message: Message) -> int:
    assert {skipped.reason for skipped in message.skipped} <= {"orphan"}
    return message.skipped_count


def deep(levels: int) -> object:
    value: object = "bottom"
    for _ in range(levels):
        value = [value]
    return value


def test_a_call_from_its_first_sign_to_its_output() -> None:
    message = fold(EMPTY, e.ToolInputStart("c", "search", "Searching"), 1.0)
    assert only_call(message) == ToolCall("c", "search", "Searching", input_text="", started=1.0)
    message = fold(message, e.ToolInputDelta("c", '{"q":"sh'), 2.0)
    message = fold(message, e.ToolInputDelta("c", 'oes"'), 2.5)
    call = only_call(message)
    assert (call.state, call.input, partial_json(call.input_text or "")) == (
        ToolState.INPUT_STREAMING,
        UNSET,
        {"q": "shoes"},
    )
    message = fold(message, e.ToolInputAvailable("c", "search", {"q": "shoes"}), 3.0)
    call = only_call(message)
    assert (call.state, call.input, call.started, call.title) == (
        ToolState.INPUT_AVAILABLE,
        {"q": "shoes"},
        3.0,
        "Searching",
    )
    message = fold(message, e.ToolOutputAvailable("c", [1, 2]), 4.5)
    call = only_call(message)
    assert (call.state, call.output, call.finished, call.input) == (
        ToolState.OUTPUT_AVAILABLE,
        [1, 2],
        4.5,
        {"q": "shoes"},
    )


def test_input_may_come_whole() -> None:
    call = only_call(play(e.ToolInputAvailable("c", "search", {"q": 1}, "Searching"), at=2.0))
    assert call == ToolCall("c", "search", "Searching", ToolState.INPUT_AVAILABLE, input={"q": 1}, started=2.0)


@pytest.mark.parametrize("value", [None, False, 0, "", [], {}])
def test_empty_input_and_output_are_real_values(value: object) -> None:
    call = only_call(play(e.ToolInputAvailable("c", "search", value), e.ToolOutputAvailable("c", value)))
    assert (call.input, call.output) == (value, value)
    assert type(call.input) is type(call.output) is type(value)


def test_absent_input_and_output_stay_unset() -> None:
    call = only_call(play(e.ToolInputAvailable("c", "search"), e.ToolOutputAvailable("c")))
    assert (call.input, call.output) == (UNSET, UNSET)


@pytest.mark.parametrize(
    "event",
    [
        e.ToolInputDelta("c", "{"),
        e.ToolOutputAvailable("c", 1),
        e.ToolOutputError("c", "no"),
        e.ToolOutputDenied("c"),
        e.ToolApprovalRequest("a", "c"),
        e.ToolApprovalResponse("a", approved=True),
    ],
)
def test_event_of_an_unknown_call_is_an_orphan(event: e.Event) -> None:
    message = play(e.StartStep(), e.ToolInputStart("other", "search"), event)
    assert orphans(message) == 1
    assert message.parts == play(e.StartStep(), e.ToolInputStart("other", "search")).parts


def test_delta_for_an_input_that_came_whole_is_an_orphan() -> None:
    message = play(e.ToolInputAvailable("c", "search", 1), e.ToolInputDelta("c", "{"))
    assert orphans(message) == 1
    assert message.tool_calls[0].input_text is None


def test_late_delta_grows_the_raw_text_only() -> None:
    call = only_call(play(START, e.ToolInputAvailable("c", "search", "whole"), e.ToolInputDelta("c", "late")))
    assert (call.state, call.input, call.input_text) == (ToolState.INPUT_AVAILABLE, "whole", "late")


def test_plain_text_input_is_known_as_it_streams() -> None:
    start = e.ToolInputStart("c", "write", None, "text")
    call = only_call(play(start, e.ToolInputDelta("c", "Dear "), e.ToolInputDelta("c", "all")))
    assert (call.input, call.input_text) == ("Dear all", "Dear all")
    assert only_call(play(e.ToolInputStart("c", "write", None, "json"), e.ToolInputDelta("c", "1"))).input is UNSET


# ── errors, outputs that follow each other ──────────────────────────────────────────────────────────────────────────


def test_bad_input_is_kept_with_its_error() -> None:
    made = only_call(play(e.ToolInputError("c", "search", "not valid", {"q": 1}, "Searching"), at=2.0))
    assert made == ToolCall(
        "c", "search", "Searching", ToolState.OUTPUT_ERROR, input={"q": 1}, error="not valid", started=2.0, finished=2.0
    )
    grown = only_call(play(START, e.ToolInputDelta("c", "{x"), e.ToolInputError("c", "search", "not valid", "{x")))
    assert (grown.state, grown.input, grown.input_text, grown.error) == (
        ToolState.OUTPUT_ERROR,
        "{x",
        "{x",
        "not valid",
    )


@pytest.mark.parametrize(
    ("end", "state", "error"),
    [
        (e.ToolOutputError("c", "no stock"), ToolState.OUTPUT_ERROR, "no stock"),
        (e.ToolOutputDenied("c"), ToolState.OUTPUT_DENIED, ""),
    ],
)
def test_failed_and_denied_calls_end_and_keep_what_came(end: e.Event, state: ToolState, error: str) -> None:
    message = play(e.ToolInputAvailable("c", "search", 1), e.ToolOutputAvailable("c", "part", preliminary=True))
    call = only_call(fold(message, end, 7.0))
    assert (call.state, call.error, call.finished, call.preliminary) == (state, error, 7.0, False)
    assert (call.input, call.output) == (1, "part")


def test_later_output_replaces_a_preliminary_one() -> None:
    message = play(START, e.ToolOutputAvailable("c", "half", preliminary=True), at=1.0)
    assert (only_call(message).output, only_call(message).preliminary) == ("half", True)
    call = only_call(fold(message, e.ToolOutputAvailable("c", "whole"), 2.0))
    assert (call.output, call.preliminary, call.finished) == ("whole", False, 2.0)
    failed = fold(message, e.ToolOutputError("c", "no"), 2.0)
    assert only_call(fold(failed, e.ToolOutputAvailable("c", "after all"), 3.0)).error == ""


@pytest.mark.parametrize(
    ("again", "state"),
    [(START, ToolState.INPUT_STREAMING), (e.ToolInputAvailable("c", "search", 2), ToolState.INPUT_AVAILABLE)],
)
def test_call_that_begins_again_forgets_how_it_ended(again: e.Event, state: ToolState) -> None:
    for end in (e.ToolOutputAvailable("c", 1, preliminary=True), e.ToolOutputError("c", "no")):
        message = play(START, e.ToolInputDelta("c", "{}"), end, at=2.0)
        call = only_call(fold(message, again, 3.0))
        assert (call.state, call.output, call.error, call.preliminary) == (state, UNSET, "", False)
        assert (call.started, call.finished) == (3.0, 0.0)


# ── which call ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_id_in_two_steps_is_two_calls() -> None:
    message = play(
        e.StartStep(),
        e.ToolInputAvailable("c", "search", 1),
        e.ToolOutputAvailable("c", "first"),
        e.StartStep(),
        e.ToolInputStart("c", "search"),
        e.ToolInputDelta("c", "2"),
        e.ToolInputAvailable("c", "search", 2),
        e.ToolOutputAvailable("c", "second"),
    )
    assert [(call.input, call.output) for call in message.tool_calls] == [(1, "first"), (2, "second")]
    assert message.skipped == ()


def test_input_delta_looks_only_inside_its_step() -> None:
    message = play(START, e.StartStep(), e.ToolInputDelta("c", "{"))
    assert orphans(message) == 1
    assert message.tool_calls[0].input_text == ""


@pytest.mark.parametrize(
    "output", [e.ToolOutputAvailable("c", 1), e.ToolOutputError("c", "no"), e.ToolOutputDenied("c")]
)
def test_output_looks_back_through_the_whole_message(output: e.Event) -> None:
    message = play(START, e.StartStep(), e.ToolInputStart("other", "search"), e.StartStep(), output, at=2.0)
    assert message.skipped == ()
    assert [call.finished for call in message.tool_calls] == [2.0, 0.0]
    assert isinstance(message.parts[1], Step)


def test_output_finds_the_newest_call() -> None:
    message = play(START, e.StartStep(), START, e.ToolOutputAvailable("c", "new"))
    assert [call.output for call in message.tool_calls] == [UNSET, "new"]


def test_ids_are_ordinary_words() -> None:
    message = play(
        e.ToolInputStart("__proto__", "constructor"),
        e.ToolInputStart("", "empty"),
        e.ToolInputDelta("__proto__", "1"),
        e.ToolInputDelta("", "2"),
        e.ToolInputAvailable("__proto__", "constructor", {"__proto__": {"x": 1}}),
    )
    assert [(call.id, call.input_text) for call in message.tool_calls] == [("__proto__", "1"), ("", "2")]
    assert message.tool_calls[0].input == {"__proto__": {"x": 1}}


# ── approval ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("approved", [True, False])
def test_approval_is_asked_for_and_answered(approved: bool) -> None:
    asked = play(
        START, e.ToolInputAvailable("other", "x", 1), e.StartStep(), e.TextStart("0"), e.ToolApprovalRequest("a", "c")
    )
    first, second = asked.tool_calls
    assert (first.state, first.approval_id, first.approved) == (ToolState.APPROVAL_REQUESTED, "a", None)
    assert second.state is ToolState.INPUT_AVAILABLE
    answered = fold(asked, e.ToolApprovalResponse("a", approved=approved))
    assert answered.tool_calls[0].state is ToolState.APPROVAL_RESPONDED
    assert answered.tool_calls[0].approved is approved
    assert answered.tool_calls[1] == second


def test_answer_without_an_id_meets_no_call_that_was_never_asked_about() -> None:
    message = play(START, e.ToolApprovalResponse("", approved=True))
    assert orphans(message) == 1
    assert message.tool_calls[0].approved is None


# ── odd values ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_character_split_over_two_input_deltas_is_whole_again() -> None:
    message = play(START, e.ToolInputDelta("c", '"' + HIGH), e.ToolInputDelta("c", LOW + '"'))
    assert only_call(message).input_text == '"😀"'


@pytest.mark.parametrize(
    "end",
    [
        e.Done(),
        e.Stopped(),
        e.ToolInputAvailable("c", "search", HIGH),
        e.ToolInputError("c", "search", "no", [HIGH]),
    ],
)
def test_half_a_character_in_an_input_is_mended(end: e.Event) -> None:
    for encoding in ("json", "text"):
        start = e.ToolInputStart("c", "search", None, encoding)
        call = only_call(play(start, e.ToolInputDelta("c", "a" + HIGH), end))
        assert call.input_text == "a\ufffd"
        assert call.input in (UNSET, "a\ufffd", "\ufffd", ["\ufffd"])


def test_values_too_deep_to_walk_are_replaced_by_a_note() -> None:
    note = "(nested too deeply to keep)"
    message = play(
        e.ToolInputAvailable("c", "search", deep(5000)),
        e.ToolOutputAvailable("c", {"k": [deep(5000)]}),
        e.DataEvent("d", deep(5000)),
    )
    assert (message.tool_calls[0].input, message.tool_calls[0].output) == (note, note)
    assert only_call(play(e.ToolInputAvailable("c", "search", deep(99)))).input == deep(99)


@pytest.mark.parametrize(
    "event",
    [
        e.ToolOutputAvailable("gone", deep(5000)),
        e.ToolOutputAvailable("gone", HIGH),
        e.ToolInputDelta("gone" + HIGH, "x"),
        e.ToolOutputAvailable("gone", [HIGH, 2**70]),
    ],
)
def test_orphan_with_an_odd_value_is_still_told_about(event: e.Event) -> None:
    excerpt = play(event).skipped[0].excerpt
    assert excerpt.startswith('{"type":"tool-')
    assert "gone" in excerpt
    excerpt.encode()


def test_excerpt_of_an_orphan_is_cut() -> None:
    assert len(play(e.ToolOutputAvailable("gone", "x" * 10_000)).skipped[0].excerpt) == 500
