"""A key from standard input: the way for scripts, where no other program can read it."""

from __future__ import annotations

import sys
from typing import Final

from desktop.cli.choice import UsageError
from desktop.core.chatbot import Secret, clean_secret

_MOST: Final = 100_000
"""Bytes that are read; whatever is longer is refused for its length."""


def read_key() -> Secret:
    """Raises ProfileError, UsageError."""
    typed = sys.stdin.buffer.read(_MOST).decode("utf-8-sig", "replace") if sys.stdin is not None else ""
    if not typed.strip():
        raise UsageError("There is no key on standard input.")
    return clean_secret(typed)


def check_key_input(*, sandbox: bool, taken: bool = False) -> None:
    """Raise UsageError where no key is wanted, and where standard input is `taken` by something else."""
    if sandbox:
        raise UsageError("The sandbox needs no key.")
    if taken:
        raise UsageError("Standard input can bring the question or the key, not both.")
