"""The command line: which words mean a command that needs no window, and the exit statuses."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final

from desktop import __version__

COMPLETE: Final = 0
FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 3

_EPILOG: Final = """\
Without a command the window opens.

exit status of ask and replay:
  0  complete    1  failed    2  wrong usage    3  interrupted: the answer is not complete
"""


def run_command(arguments: Sequence[str]) -> int | None:
    """Run the command that the arguments name; None when they ask for the window.

    Arguments that only Qt knows (-style, -reverse and the like) belong to the window.
    """
    if not any(word in ("ask", "replay", "--version", "--help", "-h") for word in arguments):
        return None
    options = _parser().parse_args(arguments)
    if options.command is None:
        return None
    if options.command == "replay":
        from desktop.cli.replay import replay

        return replay(options.files, as_json=options.json)
    from desktop.cli.ask import AskOptions, ask

    return ask(
        AskOptions(
            options.question, options.profile, options.sandbox, options.chatbot, not options.no_stream, options.json
        )
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="robofy-desktop",
        description="A desktop chat client for Robofy chatbots.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"robofy-desktop {__version__}")
    parser.add_argument("--selftest", action="store_true", help="check this installation and print the result as JSON")
    commands = parser.add_subparsers(dest="command", metavar="command")
    _add_ask(commands)
    _add_replay(commands)
    return parser


def _add_ask(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ask = commands.add_parser(
        "ask",
        help="ask a chatbot one question",
        description="Ask a chatbot one question. The answer goes to standard output as it arrives, "
        "tool calls go to standard error. The key comes from the system keyring.",
        allow_abbrev=False,
    )
    ask.add_argument("question", help='the question, or "-" to read it from standard input')
    where = ask.add_mutually_exclusive_group()
    where.add_argument("--profile", metavar="NAME", help="the profile to ask with; the first one when left out")
    where.add_argument("--sandbox", action="store_true", help="ask a chatbot of the built-in sandbox")
    ask.add_argument("--chatbot", metavar="NAME", help="the chatbot to ask; the first of the profile when left out")
    ask.add_argument("--no-stream", action="store_true", help="wait for the whole answer")
    ask.add_argument("--json", action="store_true", help="print one JSON object at the end, as replay does")


def _add_replay(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from desktop.cli.report import FORMAT

    replay = commands.add_parser(
        "replay",
        help="show what recorded answers become",
        description="Fold the recorded body of each answer into the message that it becomes, "
        "and say what was wrong with the stream.",
        epilog=FORMAT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    replay.add_argument("files", nargs="+", metavar="FILE.sse", help='a recorded body; "-" is standard input')
    replay.add_argument("--json", action="store_true", help="print one JSON object a line for each file")
