"""Keeps keys out of the command line, where every program on the computer can read them.

The trap: a refusal must not repeat what it refuses, and argparse repeats whatever it does not know. So this looks at
the words first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

SENTENCE: Final = (
    "A key is never an argument: other programs can read it there. "
    "Give it with --key-stdin on standard input, or in the variable ROBOFY_API_KEY. "
    "If this was a real key, replace it in the Robofy dashboard."
)
_OPTION: Final = re.compile(
    r"--?(api[-_]?)?(key|secret|token|password|bearer|authorization)(=.*)?", re.IGNORECASE | re.DOTALL
)
_KEY: Final = re.compile(
    r"(bearer\s.*|eyJ[\w-]{10,}\.[\w-]+\.[\w-]*|(sk|pk|rk|rf|rb)[-_](?=[\w-]*\d)[\w-]{16,})",
    re.IGNORECASE | re.DOTALL,
)
"""A header, a JSON web token, or a word with the beginning that keys are often given."""
_CALLED: Final = re.compile(r"(?:key|api|secret|token)[-_]([\w-]{16,})", re.IGNORECASE)
"""The beginning of names too, so it depends on what follows."""
_GROUP: Final = re.compile(r"[a-z\d]+", re.IGNORECASE)
_LONG: Final = 12
"""Characters of a group that is no word of a name when there is a digit in it."""
_MOST_MIXED: Final = 1
_MOST_DIGITS: Final = 3
"""What a name may have after such a beginning: groups of letters and digits, and digits in all of it."""
_RANDOM: Final = re.compile(r"(?=.*\d)(?=.*[a-z])[\w.~+/=-]{28,}", re.IGNORECASE)
_TURN: Final = re.compile(r"(?<=[a-z])(?=[A-Z\d])|(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_TURNS: Final = 5
"""A random word turns between capitals, small letters and digits at every second or third character, a name hardly."""
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OPAQUE: Final = ("--address", "--chatbot", "--handshake-path", "--project")
"""Options whose values may be long and random, and whatever they are no key."""


def has_secret(arguments: Sequence[str]) -> bool:
    """Whether one of the words is a key, as far as that can be seen."""
    return any(_is_secret(word, before) for before, word in zip(("", *arguments), arguments, strict=False))


def _is_secret(word: str, before: str) -> bool:
    if _OPTION.fullmatch(word):
        return True
    option, sign, value = word.partition("=") if word.startswith("--") else ("", "", word)
    if sign:
        before, word = option, value
    if _KEY.fullmatch(word.strip()) or _is_called_key(word.strip()):
        return True
    return before not in _OPAQUE and _looks_random(word)


def _is_called_key(word: str) -> bool:
    called = _CALLED.fullmatch(word)
    if called is None:
        return False
    with_digits = [group for group in _GROUP.findall(called[1]) if re.search(r"\d", group)]
    mixed = [group for group in with_digits if not group.isdigit()]
    digits = sum(map(str.isdigit, called[1]))
    return any(len(group) >= _LONG for group in with_digits) or len(mixed) > _MOST_MIXED or digits > _MOST_DIGITS


def _looks_random(word: str) -> bool:
    if _RANDOM.fullmatch(word) is None or _UUID.fullmatch(word) is not None:
        return False
    return len(_TURN.findall(word)) >= _TURNS
