"""The second word of a command: what `conversations` and `profiles` can be told to do."""

from __future__ import annotations

import argparse
from typing import TypeAlias

Subcommands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name


def add_subcommand(actions: Subcommands, name: str, words: str, more: str, epilog: str) -> argparse.ArgumentParser:
    """`words` stand in the list, `more` and `epilog` in its own help, as they are."""
    return actions.add_parser(
        name,
        help=words,
        description=more,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
