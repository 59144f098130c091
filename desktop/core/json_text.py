"""JSON text, read strictly when it is whole and as far as it goes while it is still being written.

The trap: Python's reader takes NaN, and stops with errors of three kinds on deep nesting and long numbers; here all of
them are ValueError.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from desktop.core.text import well_formed, well_formed_json

MAX_DEPTH: Final = 100
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORD: Final = re.compile(r"[a-z]+")
_HALF_ESCAPE: Final = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_LITERALS: Final = ("true", "false", "null")
_CLOSER: Final = {"{": "}", "[": "]"}
_CLOSABLE: Final = frozenset({"first item", "first key", "next"})


def strict_json(text: str) -> object:
    """`json.loads` without NaN and Infinity; ValueError also for nesting and numbers beyond Python's limits."""
    try:
        value: object = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def partial_json(text: str) -> object:
    """The value of JSON that is still being written: what can be closed is closed, the half-written rest is left out.

    None when nothing can be read yet. Linear in the length of the text, so call it per frame, not per delta. Strings
    come well formed, and nesting ends as in `shallow`.
    """
    try:
        value = strict_json(text)
    except ValueError:
        try:
            value = strict_json(_Closer(text).closed())
        except ValueError:
            return None
    return well_formed_json(shallow(value))


def pretty_json(value: object) -> str:
    """The value as JSON with two spaces a level, well formed, however big and deep it is."""
    try:
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    except (UnicodeEncodeError, RecursionError):
        return "".join(_written(value))


def _written(value: object) -> Iterator[str]:
    """JSON in pieces, for what the fast writer refuses: half characters, and more levels than Python's stack has."""
    waiting: list[Iterator[tuple[str, object]]] = [iter([("", value)])]
    closers: list[str] = []
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
            yield f"\n{'  ' * (len(waiting) - 1)}{closers.pop()}" if waiting else ""
            continue
        before, item = found
        yield before
        if isinstance(item, dict | list) and item:
            waiting.append(_pieces(item, "  " * len(waiting)))
            closers.append("}" if isinstance(item, dict) else "]")
        elif isinstance(item, str):
            yield _quoted(item)
        else:
            yield json.dumps(item)


def _pieces(holder: list[object] | dict[object, object], indent: str) -> Iterator[tuple[str, object]]:
    """Each item with what stands before it."""
    before = f"[\n{indent}" if isinstance(holder, list) else f"{{\n{indent}"
    named = holder.items() if isinstance(holder, dict) else ((None, item) for item in holder)
    for name, item in named:
        yield before if name is None else f"{before}{_quoted(str(name))}: ", item
        before = f",\n{indent}"


def _quoted(text: str) -> str:
    return json.dumps(well_formed(text), ensure_ascii=False)


def shallow(value: object) -> object:
    """The value, or a note in its place when it nests deeper than 100 levels: later walks over it are recursive."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [item for holder in level if isinstance(holder, (list, dict)) for item in _items(holder)]
        if not level:
            return value
    return "(nested too deeply to keep)"


def _items(holder: list[object] | dict[object, object]) -> list[object]:
    return holder if isinstance(holder, list) else list(holder.values())


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number beyond the range of JSON readers")
    return number


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


class _Closer:
    """One scan over unfinished JSON that remembers the last place where it could be closed, and with what.

    It goes no deeper than `MAX_DEPTH`, so that remembering stays cheap.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[str] = []
        self._expect = "value"
        self._end = 0
        self._ending = ""

    def closed(self) -> str:
        """The longest closable start of the text, closed; empty when there is none."""
        while self._step():
            pass
        return self._text[: self._end] + self._ending

    def _step(self) -> bool:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        if self._at >= len(self._text):
            return False
        char = self._text[self._at]
        if self._expect in _CLOSABLE and self._open and char == _CLOSER[self._open[-1]]:
            self._open.pop()
            return self._advance("next", good=True)
        match self._expect:
            case "value" | "first item":
                return self._value(char)
            case "key" | "first key":
                return char == '"' and self._string(is_key=True)
            case "colon":
                return char == ":" and self._advance("value")
            case _:
                return char == "," and bool(self._open) and self._advance("key" if self._open[-1] == "{" else "value")

    def _advance(self, expect: str, *, good: bool = False) -> bool:
        self._at += 1
        self._expect = expect
        if good:
            self._keep(self._at)
        return True

    def _keep(self, end: int, ending: str = "") -> None:
        self._end = end
        self._ending = ending + "".join(_CLOSER[char] for char in reversed(self._open))

    def _value(self, char: str) -> bool:
        if char in _CLOSER:
            if len(self._open) == MAX_DEPTH - 1:  # the innermost may hold something
                return False
            self._open.append(char)
            return self._advance("first key" if char == "{" else "first item", good=True)
        if char == '"':
            return self._string(is_key=False)
        return self._scalar()

    def _string(self, *, is_key: bool) -> bool:
        match = _STRING.match(self._text, self._at)
        end = match.end() if match else len(self._text)
        if end < len(self._text) and self._text[end] == '"':
            self._at = end
            return self._advance("colon" if is_key else "next", good=not is_key)
        if not is_key:
            half = _HALF_ESCAPE.search(self._text, self._at)
            self._keep(half.start() if half and not self._escaped(half.start()) else len(self._text), '"')
        return False

    def _escaped(self, at: int) -> bool:
        """Whether the backslash at `at` is itself escaped: an odd number of backslashes stands before it."""
        before = self._text[:at]
        return (len(before) - len(before.rstrip("\\"))) % 2 == 1

    def _scalar(self) -> bool:
        number = _NUMBER.match(self._text, self._at)
        if number:
            self._at = number.end()
            self._expect = "next"
            self._keep(self._at)
            return True
        word = _WORD.match(self._text, self._at)
        literal = next((name for name in _LITERALS if word and name.startswith(word.group())), None)
        if literal is None or word is None:
            return False
        self._keep(self._at, literal)
        self._at = word.end()
        self._expect = "next"
        return word.group() == literal
