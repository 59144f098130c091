"""A history as large as years of work make it, filled in one go: English of many words, ids, and one tenth Chinese."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from typing import Final

from desktop.core.message import Message, Role, Status, Text, ToolCall, ToolState
from desktop.store.history import History, open_history
from desktop.store.record import to_record

TALK: Final = 10
"""Messages of one conversation."""
_WORDS: Final = 120_000
_SYLLABLES: Final = (
    "an ar be ca co de di el en er es fa for gra hi in ing ion is it ka la li lo ma me mi mo na ne ni no nu on or ou"
    " pa per pla po pre pro qua ra re ri ro sa se si so sta ta te ti to tra tri tu un ur va ve vi wa we win xy yo za zi"
)
_COMMON: Final = (
    "the of and to in is you that it for on are with as this have your order not can be from or we by our please an"
    " has if will at account refund shipping address customer password reset invoice would which when"
)
_HAN: Final = 3_500


class Author:
    """Writes texts of which the words are as unequally common as in a real language."""

    def __init__(self) -> None:
        self._random = random.Random(4)
        syllables = _SYLLABLES.split()
        made = ("".join(self._random.choices(syllables, k=self._random.randint(1, 4))) for _ in range(_WORDS))
        self.words = list(dict.fromkeys([*_COMMON.split(), *made]))
        self._weights = list(accumulate(1 / (place + 2.7) for place in range(len(self.words))))
        han = [chr(0x4E00 + number) for number in self._random.sample(range(20_900), _HAN)]
        self.han = han
        self._han_weights = list(accumulate(1 / (place + 8) for place in range(_HAN)))
        made_words = ("".join(self._han(self._random.choice((1, 2, 2, 2, 3)))) for _ in range(30_000))
        self.han_words = list(dict.fromkeys(made_words))
        self._han_word_weights = list(accumulate(1 / (place + 5) for place in range(len(self.han_words))))

    def messages(self, count: int) -> Iterator[Message]:
        for number in range(count):
            is_question = number % 2 == 0
            text = self._text(number, self._random.randint(4, 20) if is_question else self._random.randint(15, 70))
            role, status = (Role.USER, Status.SENT) if is_question else (Role.CHATBOT, Status.COMPLETE)
            parts: tuple[Text | ToolCall, ...] = (Text(text=text, done=True),)
            if number % 40 == 1:
                parts = (self._tool(number), *parts)
            yield Message(f"m{number}", role, status, parts, 1_600_000_000.0 + number * 60)

    def _text(self, number: int, size: int) -> str:
        if number // TALK % 10 == 9:
            words = self._random.choices(self.han_words, cum_weights=self._han_word_weights, k=size)
            return "".join(word + ("，" if place % 8 == 7 else "") for place, word in enumerate(words)) + "。"
        words = self._random.choices(self.words, cum_weights=self._weights, k=size)
        if number % 7 == 0:
            words.append(f"#{self._random.randrange(10_000_000)}")
        return " ".join(words).capitalize() + "."

    def _tool(self, number: int) -> ToolCall:
        words = self._random.choices(self.words, cum_weights=self._weights, k=3)
        output = {"status": words[0], "number": self._random.randrange(10_000_000), "note": " ".join(words)}
        return ToolCall(f"t{number}", "find_order", "", ToolState.OUTPUT_AVAILABLE, None, {"query": words[1]}, output)

    def _han(self, count: int) -> list[str]:
        return self._random.choices(self.han, cum_weights=self._han_weights, k=count)


def fill(path: Path, count: int) -> tuple[float, int]:
    """A history with so many messages, all in the index: seconds of work for the index, and bytes of the text."""
    with closing(open_history(path)) as history:
        size = _write(path, count)
        return _index(history), size


def _write(path: Path, count: int) -> int:
    size = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for number, message in enumerate(Author().messages(count)):
            key = f"c{number // TALK}"
            if number % TALK == 0:
                bot = f"bot{number // TALK % 5}"
                connection.execute(
                    "INSERT INTO conversations (id, session_id, profile_id, chatbot_id, chatbot_name, title, created,"
                    " updated, activity) VALUES (?, '', 'p', ?, 'Bot', '', 0, 0, ?)",
                    (key, bot, number),
                )
            record = to_record(message)
            size += len(record.text.encode())
            connection.execute(
                "INSERT INTO messages (conversation_id, id, role, status, created, format, text, body)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (key, *record),
            )
        connection.execute("COMMIT")
    return size


def _index(history: History) -> float:
    started = time.thread_time()
    while history.search_index.advance(0.1):
        pass
    return time.thread_time() - started
