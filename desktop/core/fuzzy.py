"""How well typed letters fit a name, and which of its letters they are: for a list that is narrowed while one types.

The trap: letters found anywhere in their order fit almost everything, and then the best row is chance. So letters have
to begin at beginnings of words, stand together, or be one word with a slip in it; what fits less well fits not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from desktop.core.find import fold

WHOLE: Final = 1000
START: Final = 900
WORD: Final = 800
INITIALS: Final = 650
INSIDE: Final = 500
SLIP: Final = 200
_PIECE: Final = 25
"""What each further beginning of a word costs."""
_ELSEWHERE: Final = 150
"""What it costs to be found in another field than the first."""
_MOST_WORDS: Final = 8
_LONGEST_WORD: Final = 64
_LONGEST_FIELD: Final = 200
_LEAST_FOR_SLIP: Final = 4
_MOST_INITIALS: Final = 12
_MOST_STARTS: Final = 24
"""Letters and words beyond which nobody abbreviates, and trying all ways would take its time."""
_PART: Final = "\0"

Marks = tuple[tuple[int, int], ...]
"""Places in a text, in characters: from, to. In order; they do not overlap."""


def words_of(query: str) -> tuple[str, ...]:
    """The words that were typed, folded; too many or too long ones are a text that was pasted, and are cut."""
    return tuple(word[:_LONGEST_WORD] for word in fold(query[:_LONGEST_FIELD]).split()[:_MOST_WORDS])


class Candidate:
    """Something with texts to be found by, the first of which counts most. Made once, asked at every key."""

    __slots__ = ("_fields", "_letters")

    def __init__(self, *fields: str) -> None:
        self._fields = tuple(_field(text[:_LONGEST_FIELD]) for text in fields)
        self._letters = frozenset("".join(field.folded for field in self._fields))

    def score(self, words: Sequence[str]) -> int | None:
        """How well all of these words fit, from 0 for no words; None when one of them does not fit."""
        total = 0
        for word in words:
            points = self._best(word)[0] if self._letters.issuperset(word) else 0
            if not points:
                return None
            total += points
        return total // len(words) if words else 0

    def marks(self, words: Sequence[str]) -> tuple[Marks, ...]:
        """For each text the places of the letters of words that fit. Dearer than the score."""
        spans: list[list[tuple[int, int]]] = [[] for _ in self._fields]
        for word in words:
            points, at = self._best(word)
            if points:
                spans[at].extend(self._fields[at].spans(word))
        return tuple(field.in_text(found) for field, found in zip(self._fields, spans, strict=True))

    def _best(self, word: str) -> tuple[int, int]:
        """The most points for a word, 0 for none, and the field that has them."""
        best, at, less = 0, 0, 0
        for number, field in enumerate(self._fields):
            if best > WHOLE - _ELSEWHERE:
                break
            points = field.points(word)
            if points and points - less > best:
                best, at = points - less, number
            less = _ELSEWHERE
        return best, at


class _Field:
    """One text, folded, with the beginnings of its words."""

    __slots__ = ("_length", "_origins", "_parted", "_starts", "folded", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._origins: list[int] | None = None
        if text.isascii():
            self.folded = text.lower()
        else:
            folds = [fold(char) for char in text]
            self.folded = "".join(folds)
            self._origins = [at for at, parts in enumerate(folds) for _ in parts]
        self._length = min(len(self.folded), _LONGEST_FIELD) // 4
        """Of two that fit alike the shorter one is meant."""
        self._starts: tuple[int, ...] | None = None
        self._parted = ""

    def points(self, word: str) -> int:
        """0 when it does not fit."""
        if word in self.folded:
            if self.folded.startswith(word):
                return WHOLE if len(word) == len(self.folded) else START - self._length
            return (WORD if _PART + word in self.parted else INSIDE) - self._length
        pieces = self._initials(word)
        if pieces:
            return max(INITIALS - _PIECE * len(pieces) - self._length, SLIP + 1)
        return SLIP - self._length if self._slip(word) else 0

    def spans(self, word: str) -> list[tuple[int, int]]:
        """Where the letters of a word that fits are in the folded text."""
        if word in self.folded:
            starts = (one for one in self.starts if self.folded.startswith(word, one))
            at = 0 if self.folded.startswith(word) else next(starts, self.folded.find(word))
            return [(at, at + len(word))]
        return self._initials(word) or self._slip(word)

    @property
    def parted(self) -> str:
        """The folded text with a mark before each word."""
        if not self._parted:
            cuts = (0, *self.starts, len(self.folded))
            self._parted = _PART.join(self.folded[cut:end] for cut, end in pairwise(cuts))
        return self._parted

    @property
    def starts(self) -> tuple[int, ...]:
        """Where words begin: after what is no letter or digit, and at a capital after a small letter."""
        if self._starts is None:
            text = self.text if self._origins is None else self.folded
            self._starts = tuple(at for at in range(len(text)) if _is_start(text, at))
        return self._starts

    def in_text(self, spans: list[tuple[int, int]]) -> Marks:
        """The places in the text as it is; what touches or overlaps is one."""
        joined: list[tuple[int, int]] = []
        for start, stop in sorted(self._in_text(span) for span in spans):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
            else:
                joined.append((start, stop))
        return tuple(joined)

    def _in_text(self, span: tuple[int, int]) -> tuple[int, int]:
        if self._origins is None:
            return span
        return self._origins[span[0]], self._origins[span[1] - 1] + 1

    def _initials(self, word: str) -> list[tuple[int, int]]:
        """The word cut into beginnings of words, in their order: `nc` and `newco` for New conversation."""
        starts = self.starts[:_MOST_STARTS]
        if not word or len(word) > _MOST_INITIALS or not any(self.folded.startswith(word[0], at) for at in starts):
            return []
        dead: set[tuple[int, int]] = set()

        def rest(done: int, number: int) -> list[tuple[int, int]] | None:
            if done == len(word):
                return []
            if (done, number) in dead:
                return None
            for at in range(number, len(starts)):
                start = starts[at]
                for size in range(_common(word, done, self.folded, start), 0, -1):
                    found = rest(done + size, at + 1)
                    if found is not None:
                        return [(start, start + size), *found]
            dead.add((done, number))
            return None

        return rest(0, 0) or []

    def _slip(self, word: str) -> list[tuple[int, int]]:
        """One word of the text with a letter left out of it, or two that changed places."""
        if len(word) < _LEAST_FOR_SLIP:
            return []
        for start in self.starts:
            if not self.folded.startswith(word[0], start):
                continue
            same = _common(word, 0, self.folded, start)
            end = start + same
            rest = word[same:]
            if self.folded.startswith(rest, end + 1):
                return [(start, end), (end + 1, end + 1 + len(rest))]
            if len(rest) > 1 and self.folded.startswith(rest[1] + rest[0] + rest[2:], end):
                return [(start, end + len(rest))]
        return []


@lru_cache(maxsize=4096)  # many chatbots are of one place
def _field(text: str) -> _Field:
    return _Field(text)


def _is_start(text: str, at: int) -> bool:
    if not text[at].isalnum():
        return False
    before = text[at - 1] if at else " "
    return not before.isalnum() or (text[at].isupper() and before.islower())


def _common(word: str, done: int, text: str, at: int) -> int:
    """How many letters from these two places on are the same."""
    size, most = 0, min(len(word) - done, len(text) - at)
    while size < most and word[done + size] == text[at + size]:
        size += 1
    return size
