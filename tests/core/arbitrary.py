"""Arbitrary streams: every event there is, over so few ids that they meet."""

from typing import get_args

from hypothesis import strategies as st
from msgspec import UNSET

from desktop.core import events as e
from desktop.core.errors import Problem

ids = st.sampled_from(["0", "1", "", "__proto__"])
maybe_ids = st.none() | ids
torn_text = st.text(st.sampled_from(["a", "é", "😀", "\ud83d", "\ude00", "\n"]), max_size=4)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | torn_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ids | torn_text, inner, max_size=3),
    max_leaves=6,
)
json_or_absent = st.just(UNSET) | json_values
problems = st.sampled_from([Problem("cut_short"), Problem("unauthorized", status=401)])
_LIKELY = {
    "id": ids,
    "delta": torn_text,
    "tool_call_id": ids,
    "input_text_delta": torn_text,
    "input": json_or_absent,
    "output": json_or_absent,
    "approval_id": ids,
    "message_metadata": json_or_absent,
    "parts": st.lists(json_values | st.fixed_dictionaries({"type": st.just("text"), "text": torn_text}), max_size=3),
    "data": json_values | st.fixed_dictionaries({"finishReason": json_values, "rawFinishReason": json_values}),
    "input_encoding": st.sampled_from([None, "json", "text", "another"]),
    "problem": problems,
}
EVENT_KINDS: tuple[type, ...] = get_args(e.Event)
PROSE_KINDS: tuple[type, ...] = (
    e.TextStart,
    e.TextDelta,
    e.TextEnd,
    e.ReasoningStart,
    e.ReasoningDelta,
    e.ReasoningEnd,
)


def events(*kinds: type) -> st.SearchStrategy[e.Event]:
    return st.one_of([_event(kind) for kind in kinds])


def _event(kind: type) -> st.SearchStrategy[e.Event]:
    members = {name: _LIKELY[name] for name in kind.__annotations__ if name in _LIKELY}
    if kind is e.DataEvent:
        members |= {"name": st.sampled_from(["session", "finish-reason", "weather"]), "id": maybe_ids}
    return st.builds(kind, **members)


def _burst(part_id: str, deltas: list[str]) -> list[e.Event]:
    return [e.TextStart(part_id), *(e.TextDelta(part_id, delta) for delta in deltas)]


def _streams(*kinds: type) -> st.SearchStrategy[list[e.Event]]:
    bursts = st.builds(_burst, ids, st.lists(torn_text, max_size=5))
    chunks = st.lists(st.one_of([*(_event(kind).map(lambda event: [event]) for kind in kinds), bursts]), max_size=25)
    return chunks.map(lambda lists: [event for chunk in lists for event in chunk])


prose = _streams(*PROSE_KINDS, e.StartStep, e.Done)
anything = _streams(*EVENT_KINDS)
"""Ends come as often as other events, so most of these streams end early."""
endless = _streams(*(kind for kind in EVENT_KINDS if kind not in get_args(e.End)))
