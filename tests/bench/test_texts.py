"""The benchmarks mean what they say only when their texts are as long as they say."""

import pytest

from desktop.core.message import Status, empty_reply
from desktop.core.reducer import fold_all
from tests.bench import texts


@pytest.mark.parametrize("characters", [1, 5_000, 250_000])
def test_an_answer_is_as_long_as_it_says_and_ends_with_the_known_end(characters: int) -> None:
    answer = texts.answer(characters)
    assert characters <= len(answer) < characters + 2_000
    assert answer.endswith(texts.LAST)


def test_an_answer_is_the_same_each_time_and_another_with_another_seed() -> None:
    assert texts.answer(20_000) == texts.answer(20_000)
    assert texts.answer(20_000) != texts.answer(20_000, seed=1)


def test_an_answer_does_not_repeat_its_blocks() -> None:
    blocks = [block for block in texts.answer(100_000).split("\n\n") if len(block) > 40]
    assert len(set(blocks)) == len(blocks)


def test_a_torn_text_has_the_deltas_that_were_wanted_and_loses_nothing() -> None:
    text = texts.answer(50_000)
    deltas = texts.torn(text, 10_000)
    assert len(deltas) == 10_000
    assert "".join(deltas) == text
    assert {len(delta) for delta in deltas} <= {5, 6}


def test_the_events_become_one_complete_reply() -> None:
    text = texts.answer(1_000)
    reply = fold_all(empty_reply("reply", 0.0), texts.events(texts.torn(text, 200)), 1.0)
    assert reply.status is Status.COMPLETE
    assert reply.text == text


def test_a_conversation_has_as_many_messages_and_each_its_own_id() -> None:
    messages = texts.messages(100)
    assert len({message.id for message in messages}) == 100
    assert messages[-1].text.endswith(texts.LAST)
