"""Words looked for as readers mean them: capitals, accents and how wide a space is make no difference.

The trap: a letter may fold to two (ß), and an accent that stands alone to none, so places are told in characters of
the text as it is, and a match never takes half of one.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final
from unicodedata import category, normalize

_SPACES: Final = re.compile(r"\s{2,}|[^\S ]")
_ACCENTS: Final = (
    *(range(0x300, 0x370), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00), range(0x20D0, 0x2100), range(0xFE20, 0xFE30)),
    *(range(0x591, 0x5C8), range(0x610, 0x61B), range(0x64B, 0x660), range(0x670, 0x671)),
)
"""Marks above and below letters that readers leave out; in other scripts such marks are letters."""
_ALIKE: Final = str.maketrans(
    {
        **dict(zip("łøđðħŧı", "loddhti", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        **dict.fromkeys("‘’‚‛ʹʼ′", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
"""Letters whose stroke Unicode does not call an accent, and marks that people type in another way than they are set."""
_MARKS: Final = frozenset(string.punctuation)
_BARE: Final = str.maketrans("", "", string.punctuation + string.whitespace + "\x1c\x1d\x1e\x1f")
_SAFE_TARGET: Final = re.compile(r"\]\((?:https?://|mailto:)[^()<>\"'\\&\s]*\)")
_CHANGED: Final = re.compile(r"&[#a-zA-Z]|\]\[|\]:|\[\]\(|<[^<>\s]+[:@]")
"""What may be shown as other characters than it is written with."""
_LONG: Final = 50_000
_SLICE: Final = 16_384
"""Characters that are folded at once: about a millisecond in which no other thread can run."""


class Needle:
    """What is looked for. Two that find the same are equal; one of spaces alone is false and is nowhere."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded = fold(text)
        self._bare = self._folded.translate(_BARE)
        self._marks = _MARKS.intersection(self._folded)

    def __bool__(self) -> bool:
        return bool(self._folded.strip())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Needle) and self._folded == other._folded

    def __hash__(self) -> int:
        return hash(self._folded)

    @property
    def folded(self) -> str:
        return self._folded

    def find_loose(self, folded: str, at: int) -> tuple[int, int] | None:
        """Where it is next in a folded text in which spaces are not single yet: from, to."""
        words = self._folded.split(" ")
        if len(words) == 1:
            found = folded.find(self._folded, at)
            return (found, found + len(self._folded)) if found >= 0 and self else None
        if not all(word in folded for word in words):
            return None
        match = re.compile(r"\s+".join(map(re.escape, words))).search(folded, at)
        return match.span() if match else None

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a text, in characters: from, to. Places do not overlap."""
        folded = fold(text)
        if not self or self._folded not in folded:
            return []
        size = len(self._folded)
        if text.isascii() and len(folded) == len(text):
            return [(at, at + size) for at in self._found(folded)]
        origins = [*_origins(text), len(text)]
        return [(origins[at], origins[at + size]) for at in self._found(folded, origins)]

    def _found(self, folded: str, origins: list[int] | None = None) -> Iterator[int]:
        """Each place in the folded text that begins and ends with a character of the text itself."""
        at, size = folded.find(self._folded), len(self._folded)
        while at >= 0:
            stop = at + size
            is_whole = origins is None or (
                (at == 0 or origins[at - 1] < origins[at]) and origins[stop - 1] < origins[stop]
            )
            if is_whole:
                yield at
            at = folded.find(self._folded, stop if is_whole else at + 1)

    def may_be_in(self, markdown: str) -> bool:
        """Whether it is worth reading a Markdown text: false only when it is certainly not in its words."""
        if len(markdown) > _LONG and not markdown.isascii():
            return True  # looking would take longer than a step may
        words = _SAFE_TARGET.sub("]", markdown) if "](" in markdown else markdown
        if "](" in words or _CHANGED.search(markdown):
            return True
        folded = _folded(markdown)
        if not all(mark in folded for mark in self._marks):
            return False
        return self._bare in folded.translate(_BARE) or (
            words is not markdown and self._bare in _folded(words).translate(_BARE)
        )


class FoldedText:
    """A text in which several needles are looked for. It is folded once, in slices, so that other threads can run."""

    def __init__(self, text: str) -> None:
        self.text = text
        slices = _slices(text)
        self._folded = "".join(slices)
        self._starts = [0, *accumulate(map(len, slices[:-1]))]

    def first(self, words: Needle) -> tuple[int, int] | None:
        """The first of `words.places(self.text)`, for a needle without spaces at its ends."""
        at = 0
        while (found := words.find_loose(self._folded, at)) is not None:
            if self.text.isascii():
                return found
            start, stop = self._origin(found[0]), self._origin(found[1])
            if start[1] and stop[1]:
                return start[0], stop[0]
            at = found[0] + 1
        return None

    def _origin(self, at: int) -> tuple[int, bool]:
        """The character of the text that a place in the folded one is from, and whether it is the first from there."""
        if at == len(self._folded):
            return len(self.text), True
        number = bisect_right(self._starts, at) - 1
        place, index = self._starts[number], number * _SLICE
        while (after := place + len(_FOLDS[ord(self.text[index])])) <= at:
            place, index = after, index + 1
        return index, place == at


def fold_loose(text: str) -> str:
    """As `fold`, but spaces stay as they are; in slices, so that other threads can run."""
    return "".join(_slices(text))


def _slices(text: str) -> list[str]:
    if len(text) <= _SLICE or text.isascii():
        return [_folded(text)]
    return [_folded(text[at : at + _SLICE]) for at in range(0, len(text), _SLICE)]


def fold(text: str) -> str:
    """The text without what makes no difference, and with single spaces."""
    return _SPACES.sub(" ", _folded(text))


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_FOLDS)


class _Folds(dict[int, str]):
    """What each character folds to, found out when it is met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _fold_char(chr(code))
        return found


_FOLDS: Final = _Folds()


def _fold_char(char: str) -> str:
    if char.isspace():
        return " "
    parts = normalize("NFKD", normalize("NFKD", char).casefold()).translate(_ALIKE)
    return "".join(part for part in parts if category(part) != "Cf" and not _is_accent(part))


def _is_accent(char: str) -> bool:
    return any(ord(char) in accents for accents in _ACCENTS)


def _origins(text: str) -> Iterator[int]:
    """For each character of the folded text, the number of the one in `text` that it comes from."""
    last = ""
    for index, char in enumerate(text):
        for part in _FOLDS[ord(char)]:
            if part != " " or last != " ":
                yield index
            last = part
