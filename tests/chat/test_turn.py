"""One turn: what is saved, shown and sent, in which order, however it ends."""

import asyncio

import pytest
from msgspec.structs import replace

from desktop.chat.turn import Turn
from desktop.core import events as e
from desktop.core.conversation import Draft
from desktop.core.errors import (
    AppError,
    NetworkError,
    Problem,
    ProfileError,
    ProtocolError,
    SecretError,
    ServerError,
)
from desktop.core.message import Message, Status
from desktop.core.request import ChatRequest
from tests.chat.stage import DONE, REQUEST, SAID, TURN, Stage, stop_after, wait
from tests.fakes.clock import idle, later, on_clock
from tests.fakes.ports import FakeHistory, batch

# ── how it goes well ────────────────────────────────────────────────────────────────────────────────────────────────


@on_clock
async def test_question_is_saved_before_the_request_leaves_and_the_reply_when_it_ended() -> None:
    stage = Stage(SAID, DONE)
    reply = await stage.run()
    assert stage.diary == [
        "save c",
        "save q:not_sent r:streaming",
        "save q:sent",
        "request",
        "show q:sent",
        "hang up",
        "show r:complete",
        "save q:sent r:complete",
    ]
    assert (reply.text, reply.status, reply.finished) == ("Hi!", Status.COMPLETE, 5.0)
    assert stage.history.messages["r"] == stage.shown[-1] == reply
    assert stage.robofy.requests == [replace(REQUEST, reply_id="r")]
    assert stage.robofy.closed == 1


@on_clock
async def test_reply_is_shown_once_a_frame_and_saved_once_a_second_with_its_question() -> None:
    deltas = [step for _ in range(400) for step in (wait(1 / 128), batch(e.TextDelta("0", "x")))]
    stage = Stage(SAID, *deltas, DONE)
    reply = await stage.run()
    assert reply.text == "Hi" + "x" * 400 + "!"
    growing = [messages for _, messages in stage.history.saved[2:-1]]
    assert [[message.id for message in messages] for messages in growing] == [["q", "r"]] * 3
    assert {messages[0].status for messages in growing} == {Status.SENT}
    assert 100 < len(stage.seen("r")) <= 60 * 400 / 128
    assert stage.errors == []


@on_clock
async def test_what_is_saved_while_it_grows_is_the_newest() -> None:
    stage = Stage(SAID, wait(0.5), batch(e.TextDelta("0", " there")), wait(1.0), DONE)
    await stage.run()
    assert [messages[-1].text for _, messages in stage.history.saved] == ["", "Hello", "Hi there", "Hi there!"]


@on_clock
async def test_a_crash_while_waiting_for_the_first_word_leaves_no_question_that_is_called_not_sent() -> None:
    stage = Stage(wait(10.0), SAID, DONE)
    stage.scope.start("turn", stage.run)
    await later(5.0)
    assert stage.stored() == (Status.SENT, Status.STREAMING)
    assert stage.seen("q") == []
    await stage.scope.aclose()


@on_clock
async def test_question_that_was_sent_before_stays_sent_and_is_not_shown_again() -> None:
    sent = Turn(TURN.conversation, Message("q", TURN.question.role, Status.SENT, TURN.question.parts), TURN.reply)
    stage = Stage(SAID, DONE)
    await stage.run(sent)
    assert stage.seen("q") == []
    refused = Stage(NetworkError(Problem("not_reached")))
    await refused.run(sent)
    assert refused.stored() == (Status.SENT, Status.FAILED)


@on_clock
async def test_body_without_an_end_is_cut_short() -> None:
    stage = Stage(SAID)
    reply = await stage.run()
    assert (reply.status, reply.text) == (Status.INTERRUPTED, "Hi")
    assert reply.problem == Problem("cut_short", retryable=True)
    assert stage.stored() == (Status.SENT, Status.INTERRUPTED)
    silent = Stage()
    assert (await silent.run()).status is Status.INTERRUPTED
    assert silent.stored()[0] is Status.SENT


@on_clock
async def test_failure_told_by_the_body_is_kept_with_its_words() -> None:
    stage = Stage(SAID, batch(e.Failed(Problem("html_answer"))))
    reply = await stage.run()
    assert (reply.status, reply.problem) == (Status.FAILED, Problem("html_answer"))
    assert stage.stored() == (Status.SENT, Status.FAILED)


# ── errors that were foreseen ───────────────────────────────────────────────────────────────────────────────────────


def status(number: int) -> ServerError:
    return ServerError(Problem("server_refused", {"status": str(number)}, status=number))


NEVER_SENT: list[AppError] = [
    *(NetworkError(Problem(code)) for code in ("name_not_found", "connection_refused", "not_reached")),
    *(NetworkError(Problem(code)) for code in ("tls_failed", "proxy_failed", "connect_timeout")),
    *(status(number) for number in (301, 400, 401, 403, 404, 429, 499)),
    ProfileError(Problem("secret_missing"), "secret"),
    SecretError(Problem("keyring_locked")),
]
MAY_BE_SENT: list[AppError] = [
    *(NetworkError(Problem(code)) for code in ("first_byte_timeout", "connection_lost", "silence_timeout")),
    NetworkError(Problem("some_new_code")),
    *(status(number) for number in (500, 502, 503)),
    ProtocolError(Problem("unreadable_answer")),
]


def label(error: AppError) -> str:
    return f"{error.problem.code}{error.problem.status or ''}"


@pytest.mark.parametrize("error", NEVER_SENT, ids=label)
@on_clock
async def test_question_that_certainly_never_arrived_is_not_sent(error: AppError) -> None:
    stage = Stage(error)
    reply = await stage.run()
    assert (reply.status, reply.problem) == (Status.FAILED, error.problem)
    assert stage.stored() == (Status.NOT_SENT, Status.FAILED)
    assert stage.shown == [reply]


@pytest.mark.parametrize("error", MAY_BE_SENT, ids=label)
@on_clock
async def test_question_that_may_have_arrived_is_sent(error: AppError) -> None:
    stage = Stage(error)
    reply = await stage.run()
    assert (reply.status, reply.problem) == (Status.FAILED, error.problem)
    assert stage.stored() == (Status.SENT, Status.FAILED)
    assert stage.seen("q") == [Status.SENT]


@pytest.mark.parametrize("error", [*NEVER_SENT, *MAY_BE_SENT], ids=label)
@on_clock
async def test_error_after_the_first_words_keeps_them_and_the_question_was_sent(error: AppError) -> None:
    stage = Stage(SAID, error)
    reply = await stage.run()
    assert (reply.text, reply.status) == ("Hi", Status.FAILED)
    assert stage.stored() == (Status.SENT, Status.FAILED)
    assert stage.robofy.closed == 1


@pytest.mark.parametrize("error", [*NEVER_SENT, *MAY_BE_SENT], ids=label)
@on_clock
async def test_request_that_cannot_be_made_ends_the_reply_and_nothing_is_sent(error: AppError) -> None:
    async def refuse() -> ChatRequest:
        raise error

    stage = Stage(SAID, DONE)
    reply = await stage.run(ask=refuse)
    assert (reply.status, reply.problem) == (Status.FAILED, error.problem)
    assert stage.stored() == (Status.NOT_SENT, Status.FAILED)
    assert stage.robofy.requests == []


class HastyHistory(FakeHistory):
    """A disk that takes every save the moment it is asked, and answers in five seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def save_messages(self, conversation_id: str, messages: tuple[Message, ...]) -> None:
        self.asked.append(f"{messages[-1].text} {messages[-1].status}")
        await later(5.0)


@on_clock
async def test_save_that_waits_for_another_at_the_end_is_not_made_after_the_last() -> None:
    history = HastyHistory()
    stage = Stage(SAID, wait(1.5), batch(e.TextDelta("0", " there")), wait(1.0), DONE, history=history)
    await stage.run()
    await idle()
    assert history.asked == [" streaming", "Hello sent", "Hi streaming", "Hi there! complete"]


# ── Stop ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@on_clock
async def test_stop_keeps_what_came_and_closes_the_connection() -> None:
    stage = Stage(SAID, wait(10.0), DONE)
    await stop_after(2.0, stage)
    assert stage.stored() == (Status.SENT, Status.STOPPED)
    assert stage.history.messages["r"].text == "Hi"
    assert stage.shown[-1] == stage.history.messages["r"]
    assert stage.robofy.closed == 1
    assert stage.errors == []


@on_clock
async def test_stop_before_the_first_word_leaves_it_open_whether_the_question_arrived() -> None:
    stage = Stage(wait(10.0), DONE)
    await stop_after(2.0, stage)
    assert stage.stored() == (Status.SENT, Status.STOPPED)


@on_clock
async def test_stop_while_the_question_is_saved_sends_nothing() -> None:
    stage = Stage(SAID, DONE, delay=4.0)
    await stop_after(2.0, stage)
    assert stage.stored() == (Status.NOT_SENT, Status.STOPPED)
    assert stage.seen("r") == [Status.STOPPED]
    assert stage.robofy.requests == []
    assert stage.errors == []


@on_clock
async def test_question_is_saved_when_it_is_stopped_while_the_disk_is_busy() -> None:
    stage = Stage(SAID, DONE, delay=4.0)
    stage.scope.start("draft", stage.history.save_draft, Draft("c", "before"))
    await idle()
    await stop_after(2.0, stage)
    assert stage.stored() == (Status.NOT_SENT, Status.STOPPED)
    assert stage.errors == []


@on_clock
async def test_stop_in_the_same_turn_of_the_loop_leaves_question_and_reply_on_disk() -> None:
    stage = Stage(SAID, DONE)
    stage.scope.start("turn", stage.run)
    stage.scope.cancel("turn")
    await later(1.0)
    assert stage.stored() == (Status.NOT_SENT, Status.STOPPED)
    assert stage.shown == [stage.history.messages["r"]]
    assert stage.robofy.requests == []
    assert not stage.scope.is_running("turn")


@on_clock
async def test_stop_reaches_whoever_runs_the_turn() -> None:
    ended: list[str] = []

    async def outer() -> None:
        try:
            await stage.run()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    stage = Stage(SAID, wait(10.0))
    stage.scope.start("outer", outer)
    await later(1.0)
    await stage.scope.aclose()
    assert ended == ["cancelled"]


@on_clock
async def test_stop_while_the_request_is_made_sends_nothing() -> None:
    async def slow() -> ChatRequest:
        await later(10.0)
        return REQUEST

    stage = Stage(SAID, DONE)
    await stop_after(2.0, stage, slow)
    assert stage.stored() == (Status.NOT_SENT, Status.STOPPED)
    assert stage.robofy.requests == []


@on_clock
async def test_last_save_is_not_cut_by_any_number_of_stops() -> None:
    stage = Stage(SAID, wait(10.0), delay=3.0)
    stage.scope.start("turn", stage.run)
    await later(11.0)
    for _ in range(3):
        stage.scope.cancel("turn")
        await later(0.5)
        assert "save q:sent r:stopped" not in stage.diary
    await stage.scope.aclose()
    assert stage.stored() == (Status.SENT, Status.STOPPED)


@on_clock
async def test_stop_after_the_end_changes_nothing() -> None:
    stage = Stage(SAID, DONE, wait(10.0))
    await stop_after(5.0, stage)
    assert stage.stored() == (Status.SENT, Status.COMPLETE)
