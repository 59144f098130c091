"""Testing a connection: who answered, or what to change."""

import pytest

from desktop.chat.connection import TEST_QUESTION, check_connection
from desktop.core import events as e
from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.errors import AppError, NetworkError, Problem, ProfileError, ServerError
from tests.fakes.clock import on_clock
from tests.fakes.ports import FakeRobofy, batch

PROFILE = Profile("p", "Shop", project_id="project", chatbots=(Chatbot("b", "Helper"),))
SECRET = Secret("rb_live_0123456789abcdef")
SAID = batch(e.TextStart("0"), e.TextDelta("0", "Hello,\n\nhow can"), e.TextDelta("0", "  I help?"))


@on_clock
async def test_answer_tells_who_answered() -> None:
    robofy = FakeRobofy(SAID, batch(e.Done()))
    result = await check_connection(robofy, PROFILE, "b", SECRET)
    assert (result.ok, result.chatbot_name, result.excerpt) == (True, "Helper", "Hello, how can I help?")
    assert (result.problem, result.field) == (None, "")
    assert result.seconds >= 0.0
    (request,) = robofy.requests
    assert (request.query, request.chatbot_id, request.secret) == (TEST_QUESTION, "b", SECRET)
    assert robofy.closed == 1


@on_clock
async def test_each_test_has_a_session_of_its_own() -> None:
    robofy = FakeRobofy(SAID, batch(e.Done()))
    await check_connection(robofy, PROFILE, "b", SECRET)
    await check_connection(robofy, PROFILE, "b", SECRET)
    first, second = robofy.requests
    assert first.session_id != second.session_id
    assert first.session_id


@on_clock
async def test_long_answer_is_cut_and_an_unknown_chatbot_has_the_name_of_its_profile() -> None:
    robofy = FakeRobofy(batch(e.TextStart("0"), e.TextDelta("0", "x" * 500), e.Done()))
    result = await check_connection(robofy, PROFILE, "unknown", SECRET)
    assert (len(result.excerpt), result.chatbot_name) == (120, "Shop")


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (ServerError(Problem("unauthorized", status=401)), "secret"),
        (ServerError(Problem("not_found", status=404)), "chatbot_id"),
        (ServerError(Problem("bad_request", status=400)), "project_id"),
        (ServerError(Problem("redirected", status=302)), "address"),
        (ServerError(Problem("server_failed", status=500)), ""),
        (NetworkError(Problem("name_not_found")), "address"),
        (NetworkError(Problem("tls_failed")), "address"),
        (NetworkError(Problem("silence_timeout")), ""),
        (ProfileError(Problem("id_invalid"), "project_id"), "project_id"),
    ],
    ids=lambda value: value.problem.code if isinstance(value, AppError) else value,
)
@on_clock
async def test_refusal_names_the_field_to_change(error: AppError, field: str) -> None:
    result = await check_connection(FakeRobofy(error), PROFILE, "b", SECRET)
    assert (result.ok, result.problem, result.field) == (False, error.problem, field)
    assert SECRET.reveal() not in repr(result)


@pytest.mark.parametrize(
    ("end", "code", "field"),
    [
        (e.Failed(Problem("html_answer")), "html_answer", "address"),
        (e.Interrupted(Problem("cut_short")), "cut_short", ""),
        (e.TextDelta("0", "no end"), "unreadable_answer", ""),
        (e.Stopped(), "unreadable_answer", ""),
    ],
)
@on_clock
async def test_answer_that_did_not_complete_is_no_success(end: e.Event, code: str, field: str) -> None:
    result = await check_connection(FakeRobofy(SAID, batch(end)), PROFILE, "b", SECRET)
    assert result.problem is not None
    assert (result.ok, result.problem.code, result.field) == (False, code, field)


@on_clock
async def test_bug_is_not_taken_for_an_answer() -> None:
    robofy = FakeRobofy(SAID, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await check_connection(robofy, PROFILE, "b", SECRET)
    assert robofy.closed == 1
