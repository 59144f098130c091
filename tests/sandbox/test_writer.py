import re

import pytest

from desktop.sandbox import bots
from desktop.sandbox.prose import essay
from desktop.sandbox.snippets import NAMES, SNIPPETS
from tests.sandbox.conftest import Caller, Clock


def _told(caller: Caller, query: str) -> str:
    answer: str = caller.ask(bots.WRITER, query).json()["data"]["answer"]
    return answer


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Write 2,000 words", 2_000),
        ("800 words about tea", 800),
        ("3k words, please", 3_000),
        ("write 1 word", 1),
        ("a short note", 60),
        ("a long answer", 1_000),
        ("a very long answer", 2_000),
        ("Write something at 100 words a second", 300),
    ],
)
def test_is_as_long_as_asked(caller: Caller, query: str, words: int) -> None:
    assert words <= len(_told(caller, query).split()) < words + 40


@pytest.mark.parametrize("words", range(1, 1_500, 37))
def test_essay_is_never_too_short(words: int) -> None:
    assert words <= len(essay(words, "# On tea").split()) < words + 40


def test_is_the_same_every_time(caller: Caller) -> None:
    assert _told(caller, "Write 5,000 words about tea") == _told(caller, "Write 5,000 words about tea")


def test_topic_is_taken_up(caller: Caller) -> None:
    told = _told(caller, "Write 700 words about night trains, slowly")
    assert told.startswith("# On night trains\n\nYou asked for **night trains**.")
    assert "\n\n## Part 1: a small shop\n\n### Listen first\n\n" in told
    assert _told(caller, "Write 800 words about answering customers well").startswith("# On answering well\n\n##")
    with_code = _told(caller, "Write about tea with code")
    assert with_code.startswith("# On tea\n")
    assert "```python" in with_code


def test_code_comes_in_the_languages_named(caller: Caller) -> None:
    told = _told(caller, "Show me code in Python, Go and C")
    assert re.findall(r"^```(\w+)$", told, re.MULTILINE) == ["python", "go", "c"]
    assert re.findall(r"^```(\w+)$", _told(caller, "yaml!"), re.MULTILINE) == ["yaml"]
    assert len(re.findall(r"^```\w+$", _told(caller, "code (go ahead)"), re.MULTILINE)) == 5


def test_every_snippet_has_a_name_and_ends_its_line() -> None:
    assert SNIPPETS.keys() == NAMES.keys()
    assert all(code.endswith("\n") and "```" not in code for code in SNIPPETS.values())


@pytest.mark.parametrize(
    ("query", "rows"), [("a table", 6), ("Make a table with 12 rows", 12), ("table, 99,999 rows", 5_000)]
)
def test_table_has_the_rows_asked_for(caller: Caller, query: str, rows: int) -> None:
    lines = _told(caller, query).splitlines()
    assert len(lines) == rows + 2
    assert {line.count("|") for line in lines} == {6}


@pytest.mark.parametrize(("query", "items"), [("a list", 5), ("a list of 20 things", 20), ("a list of 7", 7)])
def test_list_has_the_items_asked_for(caller: Caller, query: str, items: int) -> None:
    assert _told(caller, query).splitlines()[-1].startswith(f"{items}. ")


def test_long_answer_holds_all_that_was_asked_for(caller: Caller) -> None:
    told = _told(caller, "A long answer with code, a table and a list")
    assert len(told.split()) > 1_000
    assert all(mark in told for mark in ("```python", "| --: |", "5. **"))


@pytest.mark.parametrize("query", ["hello", "0 deltas"])
def test_without_a_wish_it_says_what_it_can_do(caller: Caller, query: str) -> None:
    assert _told(caller, query).startswith("Tell me what to write")


@pytest.mark.parametrize("bot", [bots.WRITER, bots.TROUBLE])
@pytest.mark.parametrize(
    ("query", "count"), [("1 delta", 1), ("10,000 deltas", 10_000), ("50k deltas, please", 50_000)]
)
def test_floods_with_exactly_so_many_deltas_at_once(
    caller: Caller, clock: Clock, bot: bots.Bot, query: str, count: int
) -> None:
    heard = caller.stream(bot, query)
    assert heard.done
    assert len(heard.deltas) == count
    assert clock.slept == []
    assert caller.ask(bot, query).json()["data"]["answer"] == heard.text


def test_flood_can_be_slowed_down(caller: Caller, clock: Clock) -> None:
    caller.stream(bots.WRITER, "30 deltas at 100 deltas a second")
    assert clock.slept == pytest.approx([0.01] * 30)
