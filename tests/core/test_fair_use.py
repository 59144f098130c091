"""Thirty a minute, counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.chatbot import SANDBOX_PROFILE, Profile
from desktop.core.fair_use import A_MINUTE, Sent, account_of

DAY = 86_400.0


def sent(*times: float) -> Sent:
    made = Sent()
    for at in times:
        made.note(at)
    return made


def test_thirty_go_at_once_and_the_next_a_minute_after_the_first() -> None:
    assert sent(*[0.0] * 29).wait(0.0) == 0.0
    assert sent(*[0.0] * 30).wait(12.0) == 48.0
    assert sent(*[0.0] * 30).wait(61.0) == 0.0


def test_who_waits_counts_those_before_it() -> None:
    full = sent(*(float(at) for at in range(30)))
    assert [full.wait(30.0, before) for before in (0, 1, 29, 30, 31)] == [30.0, 31.0, 59.0, 90.0, 91.0]
    assert sent().wait(0.0, 30) == 60.0


@given(st.lists(st.floats(0, 30), max_size=100))
def test_no_minute_ever_has_more_than_thirty(pauses: list[float]) -> None:
    now, times, counted = 0.0, [], Sent()
    for pause in pauses:
        now += pause
        now += counted.wait(now)
        counted.note(now)
        times.append(now)
    for at in times:
        assert sum(at - 60 + 1e-6 < other <= at for other in times) <= A_MINUTE


def test_a_day_forgets_the_day_before() -> None:
    counted = sent(0.0, 10.0)
    assert counted.note(DAY + 5) == 2
    assert counted.note(DAY + 20) == 2


def test_an_account_is_a_project_at_an_origin_and_the_sandbox_is_none() -> None:
    one = Profile("p", "Shop", "https://agents.example/v2", "31")
    assert account_of(one) == account_of(Profile("q", "Other", "https://AGENTS.example:443", "31"))
    assert account_of(one) != account_of(Profile("p", "Shop", "https://agents.example", "32"))
    assert account_of(Profile(SANDBOX_PROFILE, "Sandbox", "http://127.0.0.1:1")) == ""
    with pytest.raises(Exception, match="web address"):
        account_of(Profile("p", "Shop", "nowhere at all"))
