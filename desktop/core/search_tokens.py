"""Words cut into tokens for the index of the search, and a part of a text into clues for which tokens to look up.

The trap: an index may give too much, never too little. So whether a character belongs to a token must depend on nothing
but its neighbours; otherwise a part of a text would have other tokens than the text around it.

A token is a run of letters and digits. In scripts without spaces between words each character is one by itself, and so
are two that stand together: one alone is in nearly every text. A syllable of Hangul, which folds to two or three
letters, counts as its first two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from unicodedata import category, unidata_version

VERSION: Final = f"2 {unidata_version}"
"""To be raised when the same text gets other tokens; the index is then built anew."""
_HOP: Final = 32
_LONGEST: Final = 2 * _HOP
"""Longer runs are cut into pieces that overlap by half, so that any part of up to `_HOP` characters is within one."""
_SLICE: Final = 16_384

_LEADS: Final = "\u1100-\u115f"
_VOWELS: Final = "\u1160-\u11a7"
_UNSPACED: Final = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf"  # Thai, Lao, Tibetan, Myanmar, Khmer, Tai
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u312f\u31a0-\u31ff"  # radicals, kana, bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua980-\ua9ff\uaa00-\uaadf\uf900-\ufaff"  # Han, Yi, Javanese, Cham
    "\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
_JAMO: Final = "\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
_UNIT_RUNS: Final = re.compile(f"([{_UNSPACED}{_JAMO}]+)")
_UNIT: Final = re.compile(f"[{_UNSPACED}]|[{_LEADS}][{_VOWELS}]")
_RUN: Final = re.compile(r"[^ ]+")


class Tokens(NamedTuple):
    """What a text is found by: `words` also by parts of them, `units` only whole."""

    words: set[str]
    units: set[str]


class Clue(NamedTuple):
    """A part of a token, or all of it: whether the token starts with it, and whether it ends with it."""

    text: str
    starts: bool
    ends: bool

    @property
    def is_whole(self) -> bool:
        return self.starts and self.ends


def add_tokens(found: Tokens, folded: str) -> None:
    """Those of a folded text. Long ones are read in slices, between which other threads can run."""
    for run in _runs(folded):
        if run.isascii():
            found.words.update(_pieces(run))
            continue
        for number, part in enumerate(_UNIT_RUNS.split(run)):
            (found.units if number % 2 else found.words).update(_units(part) if number % 2 else _pieces(part))


def clues(folded: str) -> list[Clue]:
    """What every text must have in which this folded text is, at any place."""
    kept = folded.translate(_KEPT)
    found: list[Clue] = []
    for match in _RUN.finditer(kept):
        parts = _UNIT_RUNS.split(match.group())
        for number, part in enumerate(parts):
            if number % 2:
                found += (Clue(unit, starts=True, ends=True) for unit in _units(part))
            elif part:
                starts = number > 0 or match.start() > 0
                ends = number < len(parts) - 1 or match.end() < len(kept)
                found += _word_clues(part, starts=starts, ends=ends)
    return found


def _word_clues(part: str, *, starts: bool, ends: bool) -> list[Clue]:
    if starts and ends:
        return [Clue(piece, starts=True, ends=True) for piece in _pieces(part)]
    return [Clue(part[:_HOP], starts, ends and len(part) <= _HOP)]


def _runs(folded: str) -> Iterator[str]:
    """What stands between that which belongs to no token; of a short text each once."""
    if len(folded) <= _SLICE:
        yield from set(folded.translate(_KEPT).split())
        return
    kept = "".join(folded[at : at + _SLICE].translate(_KEPT) for at in range(0, len(folded), _SLICE))
    start = 0
    while start < len(kept):
        stop = kept.find(" ", start + _SLICE)
        stop = len(kept) if stop < 0 else stop
        yield from set(kept[start:stop].split())
        start = stop


def _pieces(run: str) -> Iterator[str]:
    at = 0
    while len(run) - at > _LONGEST:
        yield run[at : at + _LONGEST]
        at += _HOP
    if run:
        yield run[at:]


def _units(run: str) -> Iterator[str]:
    last = ""
    for match in _UNIT.finditer(run):
        unit = match.group()
        yield unit
        if last:
            yield last + unit
        last = unit


class _Kept(dict[int, str]):
    """What each character of a folded text is to the tokens, found out when it is met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _keep(chr(code))
        return found


def _keep(char: str) -> str:
    """Itself for what words are made of, by itself for a sign, a space for what separates."""
    kind = category(char)
    if char.isascii():
        return char if char.isalnum() else " "
    if kind[0] in "LMN" or (_UNIT_RUNS.match(char) and kind[0] == "S"):
        return char
    return f" {char} " if kind[0] == "S" or kind == "Cn" else " "


_KEPT: Final = _Kept()
