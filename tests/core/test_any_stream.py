"""What holds for every stream, however it is ordered, torn or cut into batches."""

from functools import reduce
from itertools import pairwise
from typing import get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core import events as e
from desktop.core.json_text import MAX_DEPTH
from desktop.core.leftovers import MAX_SKIPPED
from desktop.core.message import Data, Message, Reasoning, Status, Text, ToolCall, empty_reply
from desktop.core.reducer import fold, fold_all
from desktop.core.text import well_formed
from tests.core.arbitrary import EVENT_KINDS, anything, endless, events, json_values, prose

EMPTY = empty_reply("r", 1.0)


def play(stream: list[e.Event], at: float = 0.0) -> Message:
    return reduce(lambda message, event: fold(message, event, at), stream, EMPTY)


def test_the_streams_know_every_event() -> None:
    assert set(EVENT_KINDS) == {*get_args(e.Decodable), *get_args(e.End), e.DataEvent, e.Skipped}


@settings(max_examples=300)
@given(anything | endless)
def test_any_stream_folds_into_a_message_and_every_unused_event_is_counted(stream: list[e.Event]) -> None:
    message = play(stream)
    assert len(message.skipped) == min(message.skipped_count, MAX_SKIPPED)
    assert all(skipped.reason in e.SKIP_REASONS or skipped in stream for skipped in message.skipped)
    for skipped in message.skipped:
        assert len(skipped.excerpt) <= 500 or skipped in stream
    assert message.id == EMPTY.id


@given(endless, st.sampled_from([e.Done(), e.Stopped()]))
def test_what_grew_can_be_saved_when_the_stream_is_over(stream: list[e.Event], end: e.Event) -> None:
    message = play([*stream, end])
    for part in message.parts:
        if isinstance(part, Text | Reasoning | ToolCall | Data):
            msgspec.json.encode(part)
    msgspec.json.encode(message.metadata)


@settings(max_examples=300)
@given(prose)
def test_no_text_is_lost_put_elsewhere_or_made_up(stream: list[e.Event]) -> None:
    message = play([*stream, e.Done()])
    expected, unused = _tell_again(stream)
    told = [(type(part), part.id, part.text) for part in message.parts if isinstance(part, Text | Reasoning)]
    assert told == expected
    assert message.skipped_count == unused


@settings(max_examples=300)
@given(anything | endless | prose, st.lists(st.integers(0, 40), max_size=4), st.sampled_from([0.0, 7.0]))
def test_batches_make_no_difference(stream: list[e.Event], cuts: list[int], at: float) -> None:
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    message = EMPTY
    for begin, end in pairwise(edges):
        message = fold_all(message, stream[begin:end], at)
    assert _comparable(message) == _comparable(play(stream, at))


@given(endless, anything)
def test_nothing_changes_a_message_that_has_ended(stream: list[e.Event], late: list[e.Event]) -> None:
    ended = play([*stream, e.Done()])
    after = fold_all(ended, late, 9.0)
    ends = sum(isinstance(event, get_args(e.End)) for event in late)
    assert after.skipped_count == ended.skipped_count + len(late) - ends
    unchanged = msgspec.structs.replace(after, skipped=ended.skipped, skipped_count=ended.skipped_count)
    assert _comparable(unchanged) == _comparable(ended)


@given(st.lists(events(e.Start, e.MessageMetadata, e.Finish), max_size=8), json_values)
def test_metadata_stays_an_object_that_can_be_walked(stream: list[e.Event], value: object) -> None:
    deep = value
    for _ in range(MAX_DEPTH + 1):
        deep = {"k": deep}
    before = play(stream)
    assert fold(before, e.MessageMetadata(deep)).metadata == before.metadata or not before.metadata
    assert "k" not in fold(before, e.MessageMetadata(deep)).metadata


@given(prose)
def test_replies_are_told_apart_from_their_ends(stream: list[e.Event]) -> None:
    assert (play(stream).status is Status.STREAMING) == (e.Done() not in stream)


def _tell_again(stream: list[e.Event]) -> tuple[list[tuple[type, str, str]], int]:
    """The prose of a stream by the words of the protocol: an id is active from its start to its end."""
    told: list[tuple[type, str, list[str]]] = []
    active: dict[tuple[type, str], list[str]] = {}
    unused, is_over = 0, False
    for event in stream:
        kind = Text if type(event).__name__.startswith("Text") else Reasoning
        key = (kind, getattr(event, "id", ""))
        if isinstance(event, e.Done):
            is_over = True
        elif is_over:
            unused += 1
        elif isinstance(event, e.TextStart | e.ReasoningStart):
            active[key] = []
            told.append((*key, active[key]))
        elif isinstance(event, e.TextDelta | e.ReasoningDelta | e.TextEnd | e.ReasoningEnd):
            if key not in active:
                unused += 1
            elif isinstance(event, e.TextDelta | e.ReasoningDelta):
                active[key].append(event.delta)
            else:
                del active[key]
    return [(kind, part_id, well_formed("".join(deltas))) for kind, part_id, deltas in told], unused


def _comparable(message: Message) -> str:
    """As text, because NaN is not equal to itself."""
    return ascii(message)
