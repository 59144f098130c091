"""Answers for the benchmarks: mixed Markdown as a chatbot writes it, the same in every run, and never the same twice.

Every answer ends with `LAST`, so that its end can be recognised on the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, cycle, pairwise
from random import Random
from typing import Final

from desktop.core.events import Done, Event, Start, TextDelta, TextEnd, TextStart
from desktop.core.message import Message, Role, Status, Text

CREATED: Final = 1_700_000_000.0
"""When all of it was said; seconds since the epoch."""
LAST: Final = (
    "That is all there is to say about it for now. The parcel is on its way, nothing more has to be done, and the "
    "invoice follows by mail.\n\n"
    "1. Keep the **number** at hand.\n"
    "2. Look at the [state of the parcel](https://example.com/parcel) tomorrow.\n"
    "3. Write again when `delivered` is not there by Friday.\n\n"
    "Thank you for your patience, and have a good day!\n"
)
_WORDS: Final = tuple(
    word
    for line in (
        "the order and a parcel of which customer may have left warehouse this morning with another label because",
        "weather in Leipzig was worse than expected so every van drove by night until all boxes were counted again by",
        "hand before delivery could begin on Tuesday for most places near river town harbour while paper forms stay at",
        "home office until somebody signs them quickly quietly gladly or not at all since prices change between summer",
        "winter spring über größer naïve café señor each question deserves one clear short honest answer first",
    )
    for word in line.split()
)
_CODE: Final = (
    (
        "python",
        "def total_{n}(orders: list[Order]) -> Decimal:\n    return sum(order.price * {n} for order in orders)\n",
    ),
    ("javascript", "const parcel{n} = await fetch(`/parcels/{n}`);\nconsole.log(parcel{n}.status, 'left'); // {n}\n"),
    ("sql", "SELECT id, name FROM parcels WHERE weight > {n} AND town = 'Leipzig' ORDER BY sent DESC;\n"),
    ("json", '{{\n  "parcel": {n},\n  "state": "on its way",\n  "stops": [{n}, null, true]\n}}\n'),
    ("bash", 'for box in {n} {n}1; do\n  echo "box $box" | tee -a boxes.log  # counted\ndone\n'),
)


def answer(characters: int, seed: int = 0) -> str:
    """An answer of at least so many characters, and less than 2,000 more."""
    pieces = [LAST]
    length = len(LAST)
    for block in _blocks(Random(seed)):
        if length >= characters:
            break
        pieces.insert(-1, block)
        length += len(block)
    return "".join(pieces)


def torn(text: str, deltas: int) -> list[str]:
    """The text in exactly so many deltas of nearly the same length."""
    cuts = [len(text) * at // deltas for at in range(deltas + 1)]
    return [text[begin:end] for begin, end in pairwise(cuts)]


def events(words: list[str]) -> list[Event]:
    """A whole reply, from its start to its end."""
    return [Start(), TextStart("0"), *(TextDelta("0", word) for word in words), TextEnd("0"), Done()]


def messages(amount: int) -> list[Message]:
    """Questions and replies in turn, of the lengths that such have; the last of them ends with `LAST`."""
    random = Random(amount)
    found = []
    for turn in range(amount // 2):
        found.append(_message(f"q{turn}", Role.USER, Status.SENT, _sentence(random) + "?"))
        found.append(reply(f"r{turn}", answer(len(LAST) + int(random.random() ** 3 * 2_000), seed=turn)))
    return found


def reply(message_id: str, text: str) -> Message:
    """A complete reply."""
    return _message(message_id, Role.CHATBOT, Status.COMPLETE, text)


def _message(message_id: str, role: Role, status: Status, text: str) -> Message:
    return Message(message_id, role, status, (Text(text=text, done=True),), CREATED, finished=CREATED)


def _blocks(random: Random) -> Iterator[str]:
    """Without end, in the order in which answers tend to come."""
    makers: tuple[Callable[[Random, int], str], ...] = (
        *(_paragraph, _heading, _paragraph, _bullets, _paragraph, _code, _paragraph, _table),
        *(_heading, _paragraph, _paragraph, _steps, _quote, _paragraph, _code, _paragraph),
    )
    for number, make in zip(count(1), cycle(makers), strict=False):
        yield make(random, number) + "\n"


def _word(random: Random) -> str:
    return _WORDS[int(random.random() * len(_WORDS))]


def _words(random: Random, least: int, most: int) -> str:
    return " ".join(_word(random) for _ in range(least + int(random.random() * (most - least + 1))))


def _sentence(random: Random) -> str:
    return _words(random, 6, 18).capitalize()


def _rich_sentence(random: Random) -> str:
    plain, kind = _sentence(random), random.random()
    if kind < 0.15:
        return f"{plain}, **{_words(random, 1, 3)}** {_word(random)}."
    if kind < 0.25:
        return f"{plain}: `{_word(random)}_{_word(random)}` {_word(random)}."
    if kind < 0.3:
        return f"{plain} [{_words(random, 1, 3)}](https://example.com/{int(random.random() * 1000)})."
    if kind < 0.38:
        return f"{plain}, *{_words(random, 1, 2)}*."
    return f"{plain}."


def _paragraph(random: Random, _number: int) -> str:
    return " ".join(_rich_sentence(random) for _ in range(2 + int(random.random() * 4))) + "\n"


def _heading(random: Random, number: int) -> str:
    return f"{'##' if number % 3 else '###'} {_words(random, 2, 5).capitalize()} {number}\n"


def _bullets(random: Random, number: int) -> str:
    lines = [f"- {_rich_sentence(random)}" for _ in range(3 + number % 4)]
    return "\n".join([*lines[:2], f"  - {_rich_sentence(random)}", *lines[2:]]) + "\n"


def _steps(random: Random, number: int) -> str:
    return "\n".join(f"{at}. {_rich_sentence(random)}" for at in range(1, 4 + number % 3)) + "\n"


def _quote(random: Random, _number: int) -> str:
    return f"> {_rich_sentence(random)}\n> {_rich_sentence(random)}\n"


def _code(random: Random, number: int) -> str:
    language, source = _CODE[int(random.random() * len(_CODE))]
    lines = "".join(source.format(n=number * 10 + at) for at in range(2 + number % 3))
    return f"```{language}\n{lines}```\n"


def _table(random: Random, number: int) -> str:
    rows = [
        f"| {number}-{at} | {_words(random, 1, 3)} | **{_word(random)}** | {int(random.random() * 900) / 10} |"
        for at in range(4 + number % 3)
    ]
    return "\n".join(["| Parcel | What | State | Price |", "| --- | :--- | :-: | --: |", *rows]) + "\n"
