"""Words for values."""

import time

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QTextDocument

from desktop.core.errors import Problem
from desktop.core.message import Message, Role, Status, ToolCall, ToolState, empty_reply
from desktop.ui.words import age, clock_time, day_and_time, duration, ending, position, sentence, tip, tool_state


@pytest.mark.parametrize("state", list(ToolState))
def test_every_tool_state_has_a_word(state: ToolState) -> None:
    assert tool_state(ToolCall("1", "find", state=state), reply_ended=True)


def test_a_call_under_way_when_its_reply_ended_did_not_finish() -> None:
    call = ToolCall("1", "find", state=ToolState.INPUT_AVAILABLE)
    assert tool_state(call, reply_ended=False) == "running"
    assert tool_state(call, reply_ended=True) == "not finished"


def test_a_preliminary_output_is_still_running() -> None:
    call = ToolCall("1", "find", state=ToolState.OUTPUT_AVAILABLE, preliminary=True)
    assert tool_state(call, reply_ended=False) == "running"


def test_each_ending_has_its_own_words() -> None:
    reply = Message("1", Role.CHATBOT, Status.STOPPED)
    failed = replace(reply, status=Status.FAILED, problem=Problem("server_failed"))
    interrupted = replace(reply, status=Status.INTERRUPTED, problem=Problem("cut_short"))
    words = [ending(reply), ending(failed), ending(interrupted), ending(replace(reply, status=Status.NOT_SENT))]
    assert len(set(words)) == 4
    assert all(words)
    assert ending(replace(reply, status=Status.COMPLETE)) == ""


def test_a_sentence_is_filled_and_an_unknown_code_has_words() -> None:
    assert "agents.robofy.ai" in sentence(Problem("name_not_found", {"host": "agents.robofy.ai"}))
    assert sentence(Problem("from_the_future")) == sentence(Problem("unexpected"))


@pytest.mark.parametrize(("seconds", "words"), [(0.84, "0.8 s"), (12.4, "12 s"), (125.0, "2 min 5 s")])
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_ages_grow_from_now_to_a_date() -> None:
    now = time.mktime((2026, 5, 4, 18, 0, 0, 0, 0, -1))
    assert age(now - 5, now) == "now"
    assert age(now - 300, now) == "5 min"
    assert ":" in age(now - 7200, now)
    assert ":" not in age(now - 3 * 86400, now)


def test_a_time_says_its_day_when_it_was_not_today() -> None:
    now = time.time()
    assert day_and_time(now) == clock_time(now)
    then = time.mktime((2020, 5, 4, 18, 7, 0, 0, 0, -1))
    assert "20" in day_and_time(then)
    assert day_and_time(then) != clock_time(then)
    assert clock_time(then) in day_and_time(then)


def test_a_place_among_others() -> None:
    assert position(3, 12) == "3 of 12"


@pytest.mark.parametrize("text", ["<b>x</b>", "https://x/<img src=file:///etc/hostname>", "<p>", "a <i>b\nc"])
def test_a_tool_tip_shows_what_looks_like_html_as_it_is(text: str) -> None:
    document = QTextDocument()
    document.setHtml(tip(text))
    assert document.toPlainText() == text


def test_a_plain_tool_tip_stays_as_it_is_but_not_longer_than_a_screen() -> None:
    assert tip("https://example.com/a?b=1&c=2") == "https://example.com/a?b=1&c=2"
    assert len(tip("data:," + "x" * 8_000_000)) == 500


@pytest.mark.parametrize(("reason", "said"), [("length", "longest length"), ("content-filter", "filter")])
def test_an_answer_that_the_chatbot_cut_says_so(reason: str, said: str) -> None:
    message = replace(empty_reply("a", 1.0), status=Status.COMPLETE, finish_reason=reason)
    assert said in ending(message)
    assert ending(replace(message, finish_reason="stop")) == ""
