import pytest

from desktop.sandbox import bots, speed
from desktop.sandbox.speed import INSTANT, NAMED, NORMAL, Speed
from tests.sandbox.conftest import Caller, Clock


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Write as fast as you can", INSTANT),
        ("10,000 deltas at instant speed", INSTANT),
        ("Tell me slowly", NAMED["slow"]),
        ("quickly, please", NAMED["fast"]),
        ("at normal speed", NORMAL),
        ("slow first byte", None),
        ("Is fast food about speed?", None),
        ("at 50 deltas a second", Speed(delay=0.02)),
        ("at 0 words a second, slowly", NAMED["slow"]),
        ("hello", None),
    ],
)
def test_words_set_the_speed(query: str, wanted: Speed | None) -> None:
    assert speed.from_words(query) == wanted


@pytest.mark.parametrize("query", ["100 words a second", "at 100 words per second", "100 words/s", "100.0 words/sec"])
def test_words_a_second_go_by_characters(query: str) -> None:
    found = speed.from_words(query)
    assert found is not None
    assert 100 * found.of("words ") == pytest.approx(1.0)


def test_absurd_rate_is_bounded() -> None:
    assert speed.from_words(f"{'9' * 500} deltas a second") == Speed(delay=1e-6)


def test_address_sets_the_speed() -> None:
    assert speed.from_address(None, None) is None
    assert speed.from_address("fast", None) == NAMED["fast"]
    assert speed.from_address("fast", "0") == INSTANT
    assert speed.from_address(None, "12.5") == Speed(delay=0.0125)


def test_normal_speed_is_that_of_a_quick_model() -> None:
    assert 40 <= 1 / NORMAL.of("words") <= 60


@pytest.mark.parametrize(
    ("query", "params", "each"),
    [
        ("thanks", {}, NORMAL.delay),
        ("thanks, slowly", {}, NAMED["slow"].delay),
        ("thanks, slowly", {"speed": "fast"}, NAMED["fast"].delay),
        ("thanks", {"delay_ms": "7"}, 0.007),
        ("thanks, as fast as you can", {}, None),
    ],
)
def test_stream_waits_before_each_delta(
    caller: Caller, clock: Clock, query: str, params: dict[str, str], each: float | None
) -> None:
    heard = caller.stream(bots.CONCIERGE, query, **params)
    assert len(heard.deltas) == 14
    assert clock.slept == ([] if each is None else pytest.approx([each] * 14))


def test_plain_answer_does_not_wait(caller: Caller, clock: Clock) -> None:
    caller.ask(bots.ORDER_DESK, "Where is my order 4711?")
    assert clock.slept == []
