"""`python -m desktop`: the window, or one of the commands that need none."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status. The window's imports wait until it is clear that a window is wanted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not is_for_window(given):
        from desktop.cli.commands import run_command

        status = run_command(given)
        if status is not None:
            return status
    from desktop.plain_import import import_qt_plainly

    import_qt_plainly()
    if "--selftest" in given:
        from desktop.selftest import print_selftest

        return print_selftest()
    from desktop.start import run

    return run(given)


def is_for_window(arguments: Sequence[str]) -> bool:
    """Whether the first word is a link or a file with conversations, as a desktop hands them over."""
    first = arguments[0].lower() if arguments else ""
    return first.startswith(("robofy-chat:", "file:")) or first.endswith((".json", ".robofy-conversations"))


if __name__ == "__main__":
    sys.exit(main())
