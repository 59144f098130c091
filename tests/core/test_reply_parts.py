"""Attachments, data, metadata and errors: what a reply holds besides its prose."""

import pytest

from desktop.core import events as e
from desktop.core.errors import Problem
from desktop.core.leftovers import MAX_SKIPPED
from desktop.core.message import Data, File, Message, Notice, Source, Status, Step, Text, empty_reply
from desktop.core.reducer import fold, fold_all

EMPTY = empty_reply("r", 1.0)
HIGH = "\ud83d"


def play(*stream: e.Event) -> Message:
    message = EMPTY
    for event in stream:
        message = fold(message, event)
    return message


@pytest.mark.parametrize(
    ("event", "part"),
    [
        (e.SourceUrl("s", "https://x"), Source("s", "https://x")),
        (e.SourceUrl("s", "https://x", "Page"), Source("s", "https://x", "Page")),
        (e.SourceDocument("s", "text/plain", "T"), Source("s", title="T", media_type="text/plain")),
        (
            e.SourceDocument("s", "a/b", "T", "t.txt"),
            Source("s", title="T", media_type="a/b", filename="t.txt"),
        ),
        (e.FileEvent("data:,x", "image/png"), File("data:,x", "image/png")),
        (e.ReasoningFile("data:,x", "image/png"), File("data:,x", "image/png", reasoning=True)),
        (e.Custom("robofy.card"), Data("robofy.card")),
        (
            e.SteeringMessage("m", [{"type": "text", "text": "a"}, {"type": "file"}, 1, {"text": 2}, {"text": "b"}]),
            Notice("a\nb", "m"),
        ),
    ],
)
def test_attachment_becomes_a_part(event: e.Event, part: object) -> None:
    assert play(e.StartStep(), event, event).parts == (Step(), part, part)


def test_data_without_id_is_always_appended() -> None:
    message = play(e.DataEvent("weather", 1), e.DataEvent("weather", 2), e.DataEvent("weather"))
    assert message.parts == (Data("weather", 1), Data("weather", 2), Data("weather", None))


def test_data_with_id_is_replaced_whole_and_in_place() -> None:
    message = play(
        e.DataEvent("weather", {"a": 1, "b": 2}, "__proto__"),
        e.TextStart("0"),
        e.DataEvent("weather", {"a": 3}, "__proto__"),
        e.DataEvent("traffic", 4, "__proto__"),
        e.DataEvent("weather", 5, "other"),
        e.DataEvent("weather", 6),
    )
    assert message.parts == (
        Data("weather", {"a": 3}, "__proto__"),
        Text("0"),
        Data("traffic", 4, "__proto__"),
        Data("weather", 5, "other"),
        Data("weather", 6),
    )


def test_transient_data_is_not_kept() -> None:
    message = play(e.DataEvent("weather", 1, "w"), e.DataEvent("weather", 2, "w", transient=True))
    assert message.parts == (Data("weather", 1, "w"),)


def test_session_and_finish_reason_say_where_the_reply_stands() -> None:
    message = play(
        e.DataEvent("session", "one"),
        e.DataEvent("session", "two"),
        e.Finish("stop"),
        e.DataEvent("finish-reason", {"rawFinishReason": "MAX"}),
        e.DataEvent("finish-reason", {"finishReason": 1}),
    )
    assert (message.session_id, message.finish_reason, message.raw_finish_reason) == ("two", "stop", "MAX")
    assert message.parts == ()


@pytest.mark.parametrize(
    "event", [e.DataEvent("session", ""), e.DataEvent("session", {"id": 1}), e.DataEvent("finish-reason", "stop")]
)
def test_session_and_finish_reason_of_another_shape_are_plain_data(event: e.DataEvent) -> None:
    message = play(event)
    assert message.parts == (Data(event.name, event.data),)
    assert (message.session_id, message.finish_reason) == ("", "")


# ── metadata, errors, skipped ───────────────────────────────────────────────────────────────────────────────────────


def test_metadata_merges_objects_and_replaces_the_rest() -> None:
    message = play(
        e.Start(None, {"a": {"x": 1, "y": [1, 2]}, "b": 1}),
        e.MessageMetadata({"a": {"y": [3], "z": None}, "b": {"n": 1}}),
        e.Finish(None, {"b": {"m": 2}, "__proto__": {"c": 1}}),
        e.MessageMetadata("not an object"),
        e.MessageMetadata(),
    )
    assert message.metadata == {
        "a": {"x": 1, "y": [3], "z": None},
        "b": {"n": 1, "m": 2},
        "__proto__": {"c": 1},
    }


def test_metadata_of_an_earlier_message_is_not_changed() -> None:
    before = play(e.MessageMetadata({"a": {"x": 1}}))
    fold(before, e.MessageMetadata({"a": {"x": 2}, "b": 1}))
    assert before.metadata == {"a": {"x": 1}}


def test_error_event_is_kept_with_its_words_and_the_reply_goes_on() -> None:
    message = play(e.TextStart("0"), e.ErrorEvent("No credit" + HIGH), e.TextDelta("0", "x"))
    assert message.problem == Problem("error_event", {"detail": "No credit\ufffd"}, retryable=True)
    assert (message.text, message.status) == ("x", Status.STREAMING)
    long = play(e.ErrorEvent("x" * 2000)).problem
    assert long is not None
    assert len(long.params["detail"]) == 1000


def test_skipped_events_are_counted_and_the_first_ones_kept() -> None:
    skipped = [e.Skipped("not_json", str(number)) for number in range(MAX_SKIPPED + 5)]
    message = fold_all(EMPTY, skipped)
    assert message.skipped == tuple(skipped[:MAX_SKIPPED])
    assert message.skipped_count == MAX_SKIPPED + 5
