"""The words of `conversations`: what can be listed, searched, exported and imported, and how that is said."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Final

from desktop.cli.subcommands import Subcommands, add_subcommand
from desktop.core.conversation import Shelf
from desktop.core.export.forms import ExportForm
from desktop.core.message import Role

FORMS: Final = tuple(form.value for form in ExportForm if form is not ExportForm.PDF)
_EXIT: Final = """\
exit status:
  0  done
  1  failed; the reason is on standard error, and nothing was changed
  2  wrong usage, or no such conversation
  3  stopped, or the reader of a pipe left early
"""
_SEARCH: Final = """\
the JSON object (one a line for each hit):
  conversation   id and title;  message  its id;  role  user | chatbot
  created        seconds since 1970;  tool  the name of the tool the snippet is from, else ""
  snippet        what stands around the first place;  marks  from and to of each word in it
"""
_LIST: Final = """\
the JSON object (one a line for each conversation):
  id, session_id, profile_id, chatbot_id, chatbot_name, title, created, updated (seconds since
  1970), pinned, archived, removed, unread, leaf, tags
"""


def add_conversations(commands: Subcommands) -> None:
    more = "The stored conversations, also while a window is open."
    parser = add_subcommand(commands, "conversations", "list, search, export and import what was said", more, _EXIT)
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    _add_list(actions)
    _add_search(actions)
    _add_export(actions)
    _add_import(actions)


def _add_list(actions: Subcommands) -> None:
    more = "One line for each conversation: id, when it was changed, chatbot, title; with tabs between."
    parser = add_subcommand(actions, "list", "list conversations", more, f"{_LIST}\n{_EXIT}")
    parser.add_argument("--shelf", choices=[shelf.value for shelf in Shelf], default=Shelf.LIST.value)
    _add_chatbot(parser)
    parser.add_argument("--tag", metavar="TAG", default="", help="only those with this tag")
    parser.add_argument("--limit", metavar="N", type=_count, default=0, help="at most so many; 0 is all (default)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def _add_search(actions: Subcommands) -> None:
    more = (
        "Messages in which every word is, also as a part of a word. What was saved last comes first; what was imported "
        "counts from then."
    )
    parser = add_subcommand(actions, "search", "search in all messages", more, f"{_SEARCH}\n{_EXIT}")
    parser.add_argument("words", nargs="*", metavar="WORD", help="without a word: all messages that fit the rest")
    _add_chatbot(parser)
    parser.add_argument("--tag", metavar="TAG", default="", help="only conversations with this tag")
    parser.add_argument("--role", choices=[role.value for role in Role], help="only questions, or only answers")
    parser.add_argument("--since", metavar="DATE", type=_moment, default=0.0, help="2026-11-30, or with a time")
    parser.add_argument("--until", metavar="DATE", type=_moment, default=0.0, help="before this date or time")
    parser.add_argument("--tool", action="store_true", help="only where a tool was used")
    parser.add_argument("--error", action="store_true", help="only where something failed")
    parser.add_argument("--limit", metavar="N", type=_count, default=50, help="at most so many (50); 0 is all")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def _add_export(actions: Subcommands) -> None:
    from desktop.core.export.json_writer import FORMAT

    more = (
        "Conversations as a file. No key and no address of a server is in it. Where a message has several versions, "
        "json has all of them, and every other form the one that is in view."
    )
    parser = add_subcommand(actions, "export", "write conversations out", more, f"{FORMAT}\n{_EXIT}")
    parser.add_argument("ids", nargs="*", metavar="ID", help="which; without one: all (json: with those in the trash)")
    _add_chatbot(parser)
    parser.add_argument("--format", choices=FORMS, default=ExportForm.JSON.value, help="json when left out")
    parser.add_argument("--output", "-o", metavar="FILE", help='a file; standard output when left out, or "-"')


def _add_chatbot(parser: ArgumentParser) -> None:
    parser.add_argument("--chatbot", metavar="NAME", help="only with this chatbot (name or id)")
    parser.add_argument("--profile", metavar="NAME", help="only with chatbots of this profile (name or id)")


def _add_import(actions: Subcommands) -> None:
    more = (
        "Bring the conversations of an exported JSON file in. They are merged by their ids: what is here stays, "
        "what is missing comes. A backup is made first. All of the file is checked before anything is changed."
    )
    parser = add_subcommand(actions, "import", "bring exported conversations in", more, _EXIT)
    parser.add_argument("file", metavar="FILE.json")
    parser.add_argument("--preview", action="store_true", help="only say what would happen")
    parser.add_argument("--newer", action="store_true", help="where both differ, take what happened later")
    parser.add_argument("--json", action="store_true", help="print one JSON object: the counts, and the backup")


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _moment(text: str) -> float:
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError) as error:
        raise ArgumentTypeError(f"{text!r} is no date, such as 2026-11-30 or 2026-11-30T14:00") from error
