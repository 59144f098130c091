"""The second word of a command: what `conversations` and `profiles` can be told to do.

The trap: argparse hands words that an action does not know up to the program, which shows the usage of the program.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, TypeAlias

Subcommands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name


class CommandParser(argparse.ArgumentParser):
    """Refuses by itself what it does not know, with its own usage. The parsers that are added to it are such, too."""

    def parse_known_args(  # type: ignore[override]  # argparse has overloads for any kind of namespace
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[Any, list[str]]:
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown


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
