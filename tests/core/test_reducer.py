"""Prose, steps and ends: what each event makes of a reply."""

import pytest

from desktop.core import events as e
from desktop.core.errors import Problem
from desktop.core.message import Message, Reasoning, Source, Status, Step, Text, ToolCall, question
from desktop.core.message import empty_reply as make_reply
from desktop.core.reducer import fold, fold_all

EMPTY = make_reply("r", 1.0)
LOST = Problem("cut_short", retryable=True)
REFUSED = Problem("unauthorized", status=401)
HIGH, LOW = "\ud83d", "\ude00"


def play(*stream: e.Event, at: float = 0.0) -> Message:
    message = EMPTY
    for event in stream:
        message = fold(message, event, at)
    return message


def reasons(message: Message) -> list[str]:
    assert message.skipped_count == len(message.skipped)
    return [skipped.reason for skipped in message.skipped]


def test_a_documented_reply() -> None:
    message = play(
        e.Start("server-1"),
        e.StartStep(),
        e.TextStart("0"),
        e.TextDelta("0", "Hello"),
        e.TextDelta("0", "! How can I help you today?"),
        e.TextEnd("0"),
        e.FinishStep(),
        e.Finish("stop"),
        e.DataEvent("session", "6ff922ed"),
        e.DataEvent("finish-reason", {"finishReason": "stop", "rawFinishReason": "STOP"}),
        e.Done(),
        at=5.0,
    )
    assert message == Message(
        "r",
        EMPTY.role,
        Status.COMPLETE,
        (Step(), Text("0", "Hello! How can I help you today?", done=True)),
        created=1.0,
        first_text=5.0,
        finished=5.0,
        server_id="server-1",
        session_id="6ff922ed",
        finish_reason="stop",
        raw_finish_reason="STOP",
    )


# ── order ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "event",
    [
        e.TextDelta("0", "x"),
        e.TextEnd("0"),
        e.ReasoningDelta("0", "x"),
        e.ReasoningEnd("0"),
        e.TextDelta("__proto__", ""),
    ],
)
def test_prose_of_a_part_that_never_started_is_an_orphan(event: e.Event) -> None:
    message = play(event, at=3.0)
    assert reasons(message) == ["orphan"]
    assert (message.parts, message.first_text) == ((), 0.0)


def test_orphan_is_kept_as_it_looked_on_the_wire() -> None:
    assert play(e.TextDelta("7", "x")).skipped[0].excerpt == '{"type":"text-delta","id":"7","delta":"x"}'


@pytest.mark.parametrize(
    ("start", "delta", "end", "part"),
    [
        (e.TextStart("0"), e.TextDelta("0", "x"), e.TextEnd("0"), Text("0", "x", done=True)),
        (e.ReasoningStart("0"), e.ReasoningDelta("0", "x"), e.ReasoningEnd("0"), Reasoning("0", "x", done=True)),
    ],
)
def test_prose_after_its_end_is_an_orphan(start: e.Event, delta: e.Event, end: e.Event, part: Text) -> None:
    message = play(start, delta, end, delta, end)
    assert message.parts == (part,)
    assert reasons(message) == ["orphan", "orphan"]


def test_text_and_reasoning_have_ids_of_their_own() -> None:
    message = play(
        e.TextStart("0"), e.ReasoningStart("0"), e.TextDelta("0", "t"), e.ReasoningDelta("0", "r"), e.TextEnd("0")
    )
    assert message.parts == (Text("0", "t", done=True), Reasoning("0", "r"))
    assert reasons(play(e.TextStart("0"), e.ReasoningDelta("0", "r"))) == ["orphan"]


def test_interleaved_parts_each_get_their_own_text() -> None:
    message = play(
        e.TextStart("a"),
        e.TextStart("__proto__"),
        e.TextDelta("a", "1"),
        e.TextDelta("__proto__", "2"),
        e.TextDelta("a", "3"),
        e.TextEnd("__proto__"),
        e.TextDelta("a", "4"),
    )
    assert message.parts == (Text("a", "134"), Text("__proto__", "2", done=True))
    assert message.text == "134\n\n2"


def test_id_used_again_after_its_end_is_a_new_part() -> None:
    message = play(e.TextStart("0"), e.TextEnd("0"), e.TextStart("0"), e.TextDelta("0", "new"))
    assert message.parts == (Text("0", "", done=True), Text("0", "new"))


def test_start_on_an_open_id_takes_over_and_the_old_part_stays_open() -> None:
    message = play(
        e.TextStart("0"),
        e.TextDelta("0", "old"),
        e.TextStart("0"),
        e.TextDelta("0", "new"),
        e.TextEnd("0"),
        e.TextEnd("0"),
    )
    assert message.parts == (Text("0", "old"), Text("0", "new", done=True))
    assert reasons(message) == ["orphan"]


@pytest.mark.parametrize(
    "stream",
    [
        [e.TextStart("0"), e.TextDelta("0", "x")],
        [e.TextStart("0"), e.TextDelta("0", "x"), e.Start("m"), e.Start(None)],
        [e.StartStep(), e.StartStep(), e.TextStart("0"), e.TextDelta("0", "x")],
        [e.FinishStep(), e.TextStart("0"), e.FinishStep(), e.TextDelta("0", "x")],
        [e.TextStart("0"), e.Finish("stop"), e.TextDelta("0", "x"), e.Finish("length"), e.Finish()],
        [e.TextStart("0"), e.TextDelta("0", ""), e.TextDelta("0", "x"), e.TextDelta("0", "")],
        [e.TextStart("0"), e.StartStep(), e.TextDelta("0", "x")],
    ],
)
def test_loose_order_is_no_error(stream: list[e.Event]) -> None:
    message = play(*stream)
    assert message.text == "x"
    assert (message.status, message.skipped) == (Status.STREAMING, ())


def test_last_start_and_last_finish_count() -> None:
    message = play(e.Start("a"), e.Start("b"), e.Start(None), e.Finish("stop"), e.Finish("length"), e.Finish(None))
    assert (message.server_id, message.finish_reason) == ("b", "length")


def test_first_text_is_when_the_first_word_came() -> None:
    message = fold(EMPTY, e.TextDelta("nowhere", "x"), 1.0)
    message = fold_all(message, [e.TextStart("0"), e.TextDelta("0", "")], 2.0)
    assert message.first_text == 0.0
    message = fold(message, e.TextDelta("0", "x"), 3.0)
    assert fold(message, e.TextDelta("0", "y"), 4.0).first_text == 3.0


def test_burst_for_one_part_is_as_good_as_its_deltas() -> None:
    burst = [e.TextDelta("0", delta) for delta in ("", "a" + HIGH, LOW, "b")]
    message = fold_all(play(e.TextStart("0"), e.TextStart("1")), [*burst, e.TextDelta("1", "x"), e.TextEnd("0")], 3.0)
    assert message.parts == (Text("0", "a😀b", done=True), Text("1", "x"))
    assert message.first_text == 3.0
    assert reasons(fold_all(message, burst)) == ["orphan"] * 4


# ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reset_takes_back_the_step_and_everything_open() -> None:
    message = play(
        e.TextStart("0"),
        e.TextDelta("0", "kept" + HIGH),
        e.ReasoningStart("0"),
        e.StartStep(),
        e.TextStart("1"),
        e.TextDelta("1", "gone"),
        e.ToolInputStart("c", "search"),
        e.ResetStep(),
        e.TextDelta("0", "x"),
        e.TextDelta("1", "x"),
        e.ReasoningDelta("0", "x"),
        e.ToolInputDelta("c", "{}"),
    )
    assert message.parts == (Text("0", "kept\ufffd", done=True), Reasoning("0", "", done=True), Step())
    assert reasons(message) == ["orphan"] * 4


def test_reset_without_a_step_takes_everything_back() -> None:
    assert play(e.TextStart("0"), e.TextDelta("0", "x"), e.ResetStep()).parts == ()


def test_reset_goes_back_to_the_last_of_several_steps() -> None:
    assert play(e.StartStep(), e.SourceUrl("s", "https://x"), e.StartStep(), e.Custom("a.b"), e.ResetStep()).parts == (
        Step(),
        Source("s", "https://x"),
        Step(),
    )


# ── torn characters ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "delta"), [(e.TextStart("0"), e.TextDelta), (e.ReasoningStart("0"), e.ReasoningDelta)]
)
def test_character_split_over_two_deltas_is_whole_again(
    start: e.Event, delta: type[e.TextDelta | e.ReasoningDelta]
) -> None:
    message = play(start, delta("0", "a" + HIGH), delta("0", LOW + "b"))
    assert message.parts[0] in (Text("0", "a😀b"), Reasoning("0", "a😀b"))


@pytest.mark.parametrize("end", [e.TextEnd("0"), e.Done(), e.Stopped(), e.Interrupted(LOST), e.Failed(REFUSED)])
def test_half_a_character_at_the_end_is_mended(end: e.Event) -> None:
    assert play(e.TextStart("0"), e.TextDelta("0", "a" + HIGH), end).text == "a\ufffd"


def test_half_a_thought_is_mended() -> None:
    for end in (e.ReasoningEnd("0"), e.Done()):
        message = play(e.ReasoningStart("0"), e.ReasoningDelta("0", HIGH), end)
        assert message.parts[0] == Reasoning("0", "\ufffd", done=end != e.Done())


# ── ends ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("end", "status", "problem"),
    [
        (e.Done(), Status.COMPLETE, None),
        (e.Stopped(), Status.STOPPED, None),
        (e.Interrupted(LOST), Status.INTERRUPTED, LOST),
        (e.Failed(REFUSED), Status.FAILED, REFUSED),
    ],
)
def test_end_settles_the_status_and_keeps_the_text(end: e.End, status: Status, problem: Problem | None) -> None:
    message = fold(play(e.TextStart("0"), e.TextDelta("0", "kept")), end, 9.0)
    assert (message.status, message.problem, message.finished) == (status, problem, 9.0)
    assert message.parts == (Text("0", "kept"),)


@pytest.mark.parametrize(
    ("end", "status", "code"),
    [
        (e.Done(), Status.FAILED, "error_event"),
        (e.Interrupted(LOST), Status.FAILED, "error_event"),
        (e.Stopped(), Status.STOPPED, "error_event"),
        (e.Failed(REFUSED), Status.FAILED, "unauthorized"),
    ],
)
def test_error_event_outweighs_how_the_body_ended_but_not_the_stop(end: e.End, status: Status, code: str) -> None:
    message = play(e.ErrorEvent("No credit"), end)
    assert message.problem is not None
    assert (message.status, message.problem.code) == (status, code)


@pytest.mark.parametrize("end", [e.Done(), e.Stopped(), e.Interrupted(LOST), e.Failed(REFUSED)])
def test_first_end_counts(end: e.End) -> None:
    ended = play(e.TextStart("0"), e.Done(), at=2.0)
    assert fold(ended, end, 3.0) == ended


def test_late_events_change_nothing_and_are_counted() -> None:
    ended = play(e.TextStart("0"), e.TextDelta("0", "x"), e.Done())
    late: list[e.Event] = [
        e.TextDelta("0", "y"),
        e.DataEvent("session", "s"),
        e.Skipped("cut_event", "{"),
        e.ErrorEvent("no"),
    ]
    message = fold_all(ended, late)
    assert reasons(message) == ["after_end", "after_end", "cut_event", "after_end"]
    assert message.skipped[0].excerpt == '{"type":"text-delta","id":"0","delta":"y"}'
    assert (message.text, message.session_id, message.problem) == ("x", "", None)


def test_question_takes_no_events() -> None:
    asked = question("q", "Hello", 1.0)
    assert fold(asked, e.Done()) == asked
    assert reasons(fold(asked, e.TextStart("0"))) == ["after_end"]


def test_part_at_any_place_can_be_replaced() -> None:
    message = play(e.TextStart("a"), e.ToolInputStart("c", "search"), e.TextStart("b"), e.TextDelta("a", "x"))
    assert [type(part) for part in message.parts] == [Text, ToolCall, Text]
    assert message.text == "x"


@pytest.mark.parametrize("end", [e.Done(), e.Interrupted(Problem("cut_short"))])
def test_what_the_chatbot_gave_up_is_not_complete(end: e.End) -> None:
    """The text that came after is kept; the reason is what is said, however the stream ended."""
    message = play(e.TextStart("0"), e.TextDelta("0", "x"), e.Abort("tired\ud800"), e.TextDelta("0", "y"), end)
    assert (message.status, message.text) == (Status.INTERRUPTED, "xy")
    assert message.problem is not None
    assert (message.problem.code, message.problem.detail) == ("aborted", "tired\ufffd")


def test_an_error_outweighs_that_the_chatbot_gave_up() -> None:
    message = play(e.TextStart("0"), e.ErrorEvent("full"), e.Abort(None), e.Done())
    assert message.status is Status.FAILED
    assert message.problem is not None
    assert message.problem.code == "error_event"
