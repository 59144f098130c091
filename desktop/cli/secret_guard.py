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
    r"(bearer\s.*|eyJ[\w-]{10,}\.[\w-]+\.[\w-]*|(sk|pk|rk|rf|rb|key|api|secret|token)[-_](?=[\w-]*\d)[\w-]{16,})",
    re.IGNORECASE | re.DOTALL,
)
"""A header, a JSON web token, or a word with the beginning that keys are often given."""
_RANDOM: Final = re.compile(r"(?=.*\d)(?=.*[a-z])[\w.~+/=-]{28,}", re.IGNORECASE)
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OPAQUE: Final = ("--chatbot", "--project")
"""Options whose values are long and random by nature."""


def has_secret(arguments: Sequence[str]) -> bool:
    """Whether one of the words is a key, as far as that can be seen."""
    return any(_is_secret(word, before) for before, word in zip(("", *arguments), arguments, strict=False))


def _is_secret(word: str, before: str) -> bool:
    if _OPTION.fullmatch(word):
        return True
    option, sign, value = word.partition("=") if word.startswith("--") else ("", "", word)
    if sign:
        before, word = option, value
    if _KEY.fullmatch(word.strip()):
        return True
    looks_random = _RANDOM.fullmatch(word) and not _UUID.fullmatch(word) and not word.startswith(("/", "--"))
    return bool(looks_random) and before not in _OPAQUE
