"""The Writer: as much text as asked for, with code, tables, lists. Nothing is random, so a benchmark can lean on it."""

import re
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Final

from desktop.sandbox.prose import PLACES, SECTIONS, essay
from desktop.sandbox.script import Flood, Reply, Say, Script, pieces
from desktop.sandbox.sessions import Session
from desktop.sandbox.snippets import NAMES, SNIPPETS

MAX_WORDS: Final = 200_000
MAX_DELTAS: Final = 1_000_000
MAX_ROWS: Final = 5_000
ROUND: Final = 4_000
"""Deltas of real text; a flood of more goes through them again."""

WELCOME: Final = """\
Tell me what to write and how much of it. For example:

- *Write 800 words about answering customers well*
- *A short note about libraries*
- *A long answer with code, a table and a list*
- *Show me code in Python, TypeScript and Rust*
- *Make a table with 12 rows* · *A list of 20 things*
- *10,000 deltas*, for those who measure

Add *slowly*, *at 100 words a second* or *as fast as you can* to set the pace."""

_QUANTITY: Final = r"(?<![\d,.])(\d{1,3}(?:,\d{3}){1,3}|\d{1,9})\s*(k\b)?"
_TOPIC: Final = re.compile(
    r"\babout\s+(?!\d)([^,.;:!?\n]{2,60}?)(?=\s+(?:in|with|at|as|and)\b|\s+(?:slowly|quickly|instantly)|[,.;:!?\n]|$)",
    re.IGNORECASE,
)
_OWN_SUBJECT: Final = re.compile(r"answer|customer|support|service", re.IGNORECASE)
_RATE: Final = re.compile(r"\bat\s+\d[\d,.]*\s*(?:words?|deltas?)\s*(?:a|per|/)\s*\w+", re.IGNORECASE)
_LENGTHS: Final = ((r"\b(?:very|really) long\b", 2_000), (r"\blong\b", 1_000), (r"\b(?:short|brief)\b", 60))


def answer(query: str, session: Session) -> Reply:
    del session
    wanted = _RATE.sub("", query)
    if deltas := amount(wanted, "deltas?|pieces|tokens?"):
        return flood(min(deltas, MAX_DELTAS))
    return Script((Say(_text(wanted)),))


def amount(query: str, unit: str) -> int | None:
    """The number in front of the unit: "2,000 words", "10k deltas". None without one, or for none."""
    if found := re.search(rf"{_QUANTITY}\s*(?:{unit})\b", query, re.IGNORECASE):
        return int(found[1].replace(",", "")) * (1_000 if found[2] else 1) or None
    return None


def flood(deltas: int) -> Script:
    """Exactly this many deltas in one text part."""
    text = essay(min(deltas, ROUND))
    return Script((Flood(tuple(pieces(text)[: min(deltas, ROUND)]), deltas),), measured=True)


def _text(query: str) -> str:
    words = amount(query, "words?") or next(
        (size for phrase, size in _LENGTHS if re.search(phrase, query, re.IGNORECASE)), None
    )
    extras = [make(query) for phrase, make in _EXTRAS if re.search(phrase, query, re.IGNORECASE)]
    topic = _TOPIC.search(query)
    if words is None and not extras and not topic and not re.search(r"\bwrite\b", query, re.IGNORECASE):
        return WELCOME
    if extras and words is None and not topic:
        return "\n\n".join(extras)
    prose = essay(min(words or 300, MAX_WORDS), _opening(topic[1] if topic else ""))
    return "\n\n".join([prose, *extras])


def _opening(topic: str) -> str:
    if not topic or _OWN_SUBJECT.search(topic):
        return "# On answering well"
    return (
        f"# On {topic}\n\nYou asked for **{topic}**. I know only one subject by heart, how to answer people well, "
        f"and I keep to it; the length is the one you wanted."
    )


def _code(query: str) -> str:
    named = [language for language in SNIPPETS if re.search(_language(language), query, re.IGNORECASE)]
    chosen = named or ["python", "typescript", "rust", "sql", "bash"]
    blocks = [f"**{NAMES[language]}**\n\n```{language}\n{SNIPPETS[language]}```" for language in chosen]
    return "\n\n".join(["Here is one small task, counting words, written out.", *blocks])


def _language(name: str) -> str:
    # "go" and "c" are words and letters first: as languages they stand after "in", a comma or "and".
    return rf"(?:\bin|,|\band|\bor)\s+{name}(?![\w+#])" if name in {"c", "go"} else rf"\b{name}\b"


def _table(query: str) -> str:
    rows = min(amount(query, "rows?|lines?") or 6, MAX_ROWS)
    lines = (
        f"| {number} | {place} | {section} | {number * 37 % 90 + 10} | {number * 13 % 48 + 2} min |"
        for number, (place, section) in enumerate(islice(_matters(), rows), 1)
    )
    head = "| No. | Place | What they care about | Questions a day | First answer |\n| --: | :-- | :-- | --: | --: |"
    return "\n".join([head, *lines])


def _list(query: str) -> str:
    things = min(amount(query, "things?|items?|points?") or _size_of_list(query) or 5, MAX_ROWS)
    return "\n".join(
        f"{number}. **{section}.** Think of {place}."
        for number, (place, section) in enumerate(islice(_matters(), things), 1)
    )


def _size_of_list(query: str) -> int | None:
    found = re.search(r"\blist of (\d{1,9})\b", query, re.IGNORECASE)
    return int(found[1]) if found else None


def _matters() -> Iterator[tuple[str, str]]:
    # 10 places and 6 sections: the pairs come round after 30 rows, which is enough for a table to look alive.
    return zip(cycle(PLACES), cycle(section for section, _ in SECTIONS), strict=False)


_LANGUAGES: Final = "|".join(language for language in SNIPPETS if language not in {"c", "go"})
_EXTRAS: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    (rf"\bcode\b|\b(?:{_LANGUAGES})\b", _code),
    (r"\btables?\b", _table),
    (r"\blists?\b", _list),
)
