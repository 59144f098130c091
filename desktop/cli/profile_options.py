"""The words of `profiles`: how chatbots are connected where there is no window, and how that is said."""

from __future__ import annotations

from typing import Final

from desktop.cli.subcommands import Subcommands, add_subcommand
from desktop.core.chatbot import DEFAULT_ADDRESS, PROFILE_COLOURS, Chatbot, Credential
from desktop.core.profile_file import FORMAT

_EXIT: Final = """\
exit status:
  0  done; for test: the chatbot answered
  1  failed; the reason is on standard error
  2  wrong usage, or something is not set up
  3  stopped, or the reader of a pipe left early
"""
_LIST: Final = """\
the JSON object (one a line for each profile):
  id, name, address, project_id, colour, label, credential
  source    file | managed (by the administrator) | environment
  chatbots  a list of objects: id, name
"""
_KEY: Final = """\
the key:
  --key-stdin reads it from standard input; else ROBOFY_API_KEY is taken; else it is asked for on a terminal.
  It goes into the system keyring and nowhere else. It is never an argument.
"""
_TEST: Final = """\
the JSON object:
  ok, profile (its id), chatbot (its name), seconds
  excerpt   how the answer begins
  problem   null, or an object: code, sentence, detail, status, server_code,
            asked_at (seconds since 1970), request_id
  field     what should be changed, else ""
"""


def add_profiles(commands: Subcommands) -> None:
    more = "Profiles: where chatbots are, and as whom they are asked."
    words = "list, add, remove and test what is connected, and replace keys"
    parser = add_subcommand(commands, "profiles", words, more, f"{FORMAT}\n{_EXIT}")
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    more = "One line each: id, name, label, address, project, chatbots."
    listing = add_subcommand(actions, "list", "list profiles", more, f"{_LIST}\n{_EXIT}")
    _add_add(actions)
    more = "Keep a key for a profile that is there, in place of the one it has."
    key = add_subcommand(actions, "key", "give a profile a new key", more, f"{_KEY}\n{_EXIT}")
    key.add_argument("profile", metavar="NAME", help="name or id")
    key.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    removal = add_subcommand(actions, "remove", "remove a profile and its key", "Its conversations stay.", _EXIT)
    removal.add_argument("profile", metavar="NAME", help="name or id")
    more = "Ask the first chatbot of a profile, and say how it went."
    test = add_subcommand(actions, "test", "ask a chatbot “Hello”", more, f"{_TEST}\n{_EXIT}")
    test.add_argument("profile", metavar="NAME", nargs="?", help="name or id; the first profile when left out")
    test.add_argument("--chatbot", metavar="NAME", help="another chatbot than the first (name or id)")
    test.add_argument("--key-stdin", action="store_true", help="try the key on standard input; it is not kept")
    for made in (listing, key, removal, test):
        made.add_argument("--json", action="store_true", help="print JSON")


def _add_add(actions: Subcommands) -> None:
    parser = add_subcommand(actions, "add", "add a profile", "Prints the id of the new profile.", f"{_KEY}\n{_EXIT}")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--project", metavar="NUMBER", required=True, help="the project ID")
    parser.add_argument(
        "--chatbot",
        metavar="ID[=NAME]",
        action="append",
        required=True,
        type=_chatbot,
        help="a chatbot of the project; may be given several times",
    )
    parser.add_argument("--address", metavar="URL", default=DEFAULT_ADDRESS, help=f"{DEFAULT_ADDRESS} when left out")
    parser.add_argument("--label", metavar="WORD", default="", help="for example production or staging")
    parser.add_argument("--colour", choices=[one for one in PROFILE_COLOURS if one], default="")
    parser.add_argument(
        "--credential",
        choices=[one.value for one in Credential],
        default=Credential.API_KEY.value,
        help="what the key is",
    )
    parser.add_argument("--handshake-path", metavar="PATH", default="", help="where a client token is fetched")
    parser.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _chatbot(text: str) -> Chatbot:
    key, _, name = text.partition("=")
    return Chatbot(key, name)
