"""The command line: which words mean a command that needs no window, and what is common to their ends."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from typing import Final

from desktop import __version__
from desktop.cli import output
from desktop.cli.conversation_options import add_conversations
from desktop.cli.profile_options import add_profiles
from desktop.cli.secret_guard import SENTENCE, has_secret
from desktop.cli.status import COMPLETE, FAILED, INTERRUPTED, USAGE
from desktop.cli.subcommands import CommandParser

_COMMANDS: Final = ("ask", "conversations", "diagnose", "profiles", "replay")
_OPTIONS: Final = ("--version", "--help", "-h")
_EPILOG: Final = """\
Without a command the window opens.

exit status of ask and replay:
  0  complete
  1  failed: there is no answer, or no file, and the reason is on standard error
  2  nothing was asked: wrong usage, or the profile is not set up
  3  interrupted or stopped: the answer is not complete, what arrived is printed
"""


def run_command(arguments: Sequence[str]) -> int | None:
    """Run the command that the arguments name; None when they ask for the window.

    A first word without a dash is meant as a command. Options that only Qt knows (-style, -reverse and the like)
    belong to the window.
    """
    is_word = bool(arguments) and not arguments[0].startswith("-")
    if not is_word and not any(word in (*_COMMANDS, *_OPTIONS) for word in arguments):
        return None
    output.make_safe()
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        output.complain("Stopped.")
        return INTERRUPTED
    except output.OutputError as error:
        if not str(error):
            return INTERRUPTED
        output.complain(str(error))
        return FAILED
    finally:
        output.let_go()


def _run(arguments: Sequence[str]) -> int:
    if "profiles" in arguments[:1] and has_secret(arguments[1:]):
        output.complain(SENTENCE)
        return USAGE
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as end:  # --help, --version and wrong usage have had their say
        return end.code if isinstance(end.code, int) else COMPLETE
    # The log is the window's; here each warning has a sentence of its own.
    logging.getLogger("desktop").addHandler(logging.NullHandler())
    if options.command == "replay":
        from desktop.cli.replay import replay

        if not (options.files or options.message):
            output.complain("Name a file, or a message with --message.")
            return USAGE
        return replay(options.files, options.message, as_json=options.json)
    if options.command == "conversations":
        from desktop.cli.conversations import conversations

        return conversations(options)
    if options.command == "profiles":
        from desktop.cli.profiles import profiles

        return profiles(options)
    if options.command == "diagnose":
        from desktop.cli.diagnose import diagnose

        return diagnose(options.profile, sandbox=options.sandbox, as_json=options.json, key_stdin=options.key_stdin)
    from desktop.cli.ask import AskOptions, ask

    return ask(
        AskOptions(
            options.question,
            options.profile,
            options.sandbox,
            options.chatbot,
            not options.no_stream,
            options.json,
            options.key_stdin,
        )
    )


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = CommandParser(
        prog="robofy-desktop",
        description="A desktop chat client for Robofy chatbots.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"robofy-desktop {__version__}")
    parser.add_argument("--selftest", action="store_true", help="check this installation and print the result as JSON")
    commands = parser.add_subparsers(dest="command", metavar="command", required=True)
    _add_ask(commands)
    add_conversations(commands)
    add_profiles(commands)
    _add_diagnose(commands)
    _add_replay(commands)
    return parser


def _add_ask(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ask = commands.add_parser(
        "ask",
        help="ask a chatbot one question",
        description="Ask a chatbot one question. The answer goes to standard output as it arrives, "
        "tool calls go to standard error. The key comes from standard input (--key-stdin), else from the system "
        "keyring, else for a profile that is named from ROBOFY_API_KEY.",
        allow_abbrev=False,
    )
    ask.add_argument("question", help='the question, or "-" to read it from standard input')
    where = ask.add_mutually_exclusive_group()
    where.add_argument("--profile", metavar="NAME", help="the profile to ask with; the first one when left out")
    where.add_argument("--sandbox", action="store_true", help="ask a chatbot of the built-in sandbox")
    ask.add_argument("--chatbot", metavar="NAME", help="the chatbot to ask; the first of the profile when left out")
    ask.add_argument("--key-stdin", action="store_true", help="read the key from standard input; it is not kept")
    ask.add_argument("--no-stream", action="store_true", help="wait for the whole answer")
    ask.add_argument("--json", action="store_true", help="print one JSON object at the end, as replay does")


def _add_diagnose(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    diagnose = commands.add_parser(
        "diagnose",
        help="look at the way to a chatbot, step by step",
        description="Look up the name, connect, pass the proxy, check the certificate, and ask the first chatbot of "
        "the profile the word “Hello”: each step with its time, up to the first that fails. "
        "The report holds no key and no password. Exit status: 0 when an answer began, 1 when a step failed.",
        allow_abbrev=False,
    )
    where = diagnose.add_mutually_exclusive_group()
    where.add_argument("--profile", metavar="NAME", help="the profile to look at; the first one when left out")
    where.add_argument("--sandbox", action="store_true", help="look at the built-in sandbox")
    diagnose.add_argument("--key-stdin", action="store_true", help="read the key from standard input; it is not kept")
    diagnose.add_argument("--json", action="store_true", help="print one JSON object")


def _add_replay(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from desktop.cli.report import FORMAT

    replay = commands.add_parser(
        "replay",
        help="show what recorded answers become",
        description="Fold each recorded answer into the message that it becomes, "
        "and say when its parts came and what was wrong with the stream.\n\n"
        "The window records the answers of its conversations; what ask is answered is kept in no history.",
        epilog=FORMAT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    replay.add_argument(
        "files", nargs="*", metavar="FILE", help='a recording (.rec) or a plain body (.sse); "-" is standard input'
    )
    replay.add_argument(
        "--message",
        metavar="ID",
        action="append",
        default=[],
        help="a reply of the history whose recording is kept: its id, or the server's (Details in the window)",
    )
    replay.add_argument("--json", action="store_true", help="print one JSON object a line for each file")
