"""`conversations`: the stored history from the command line, beside a window or without one.

The trap: opening a history as the window does would mend it, and end the reply that the window is just writing. So
nothing here mends, and who only reads opens it to be read.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from time import time
from typing import Final

import msgspec

from desktop.cli import output
from desktop.cli.choice import UsageError
from desktop.cli.conversation_choice import Chosen, choose_conversations
from desktop.cli.output import printable
from desktop.cli.profile_shelf import load_shelf
from desktop.cli.sentences import sentence
from desktop.cli.status import COMPLETE, FAILED, USAGE
from desktop.core.conversation import Conversation, Listing, Shelf
from desktop.core.errors import AppError, ProfileError
from desktop.core.export.forms import ExportForm, make_writer
from desktop.core.export.pieces import moment, title, written
from desktop.core.merging import Comparison
from desktop.core.message import Role
from desktop.core.progress import Cancelled, Progress
from desktop.core.search import Hit, SearchQuery
from desktop.store.backups import Backups
from desktop.store.database import Database, open_database
from desktop.store.history import History
from desktop.store.paths import Paths, find_paths
from desktop.store.reading import open_for_reading
from desktop.store.saved_text import save_pieces
from desktop.store.search import find_all
from desktop.store.staging import discard, stage

_STANDARD_OUTPUT: Final = "-"
_PAGE: Final = 500
_PIECE: Final = 1 << 16
_BUSY: Final = 10.0
"""Seconds to wait for the window to let go of the file."""


def conversations(options: argparse.Namespace) -> int:
    """The exit status. Every foreseen error is a sentence on standard error."""
    paths = find_paths(os.environ)
    try:
        if options.action == "import":
            return _import(paths, options)
        database = open_for_reading(paths.history, busy=_BUSY)
        if database is None:
            return _without_history(paths, options)
        with closing(database):
            history = History(database)
            chosen = _chosen(paths, history, options)
            match options.action:
                case "list":
                    return _list(history, chosen, options)
                case "search":
                    return _search(database, chosen, options)
                case _:
                    return _export(history, chosen, options)
    except UsageError as error:
        output.complain(str(error))
        return USAGE
    except AppError as error:
        output.complain(sentence(error.problem))
        return USAGE if isinstance(error, ProfileError) else FAILED


def _without_history(paths: Paths, options: argparse.Namespace) -> int:
    _chosen(paths, None, options)
    if options.action == "export":
        if options.ids:
            raise _unknown(options.ids[0])
        _write_out(written(make_writer(ExportForm(options.format), time()), ()), options)
    return COMPLETE


def _list(history: History, chosen: Chosen, options: argparse.Namespace) -> int:
    found = filter(chosen.has, _listed(history, Listing(Shelf(options.shelf), tag=options.tag)))
    for one in islice(found, options.limit or None):
        if options.json:
            output.write(_json(msgspec.structs.asdict(one)))
        else:
            cells = (one.id, moment(one.updated), one.chatbot_name, title(one))
            output.write("\t".join(_cell(cell) for cell in cells) + "\n")
    return COMPLETE


def _listed(history: History, listing: Listing) -> Iterator[Conversation]:
    offset = 0
    while page := history.list_conversations(listing, offset, _PAGE):
        yield from page
        offset += len(page)


def _search(database: Database, chosen: Chosen, options: argparse.Namespace) -> int:
    query = SearchQuery(
        " ".join(options.words),
        chosen.only,
        options.since,
        options.until,
        Role(options.role) if options.role else None,
        options.tool,
        options.error,
        options.tag,
    )
    found = (hit for hit in find_all(database, query) if chosen.has(hit.conversation))
    for hit in islice(found, options.limit or None):
        output.write(_json(_hit(hit)) if options.json else _hit_line(hit))
    return COMPLETE


def _chosen(paths: Paths, history: History | None, options: argparse.Namespace) -> Chosen:
    """Which conversations are meant, of every shelf. Raises ProfileError, UsageError."""
    every = (one for shelf in Shelf for one in _listed(history, Listing(shelf))) if history is not None else ()
    return choose_conversations(lambda: every, lambda: load_shelf(paths).profiles, options.profile, options.chatbot)


def _hit(hit: Hit) -> dict[str, object]:
    return {
        "conversation": {"id": hit.conversation.id, "title": hit.conversation.title},
        "message": hit.message_id,
        "role": hit.role.value,
        "created": hit.created,
        "tool": hit.tool,
        "snippet": hit.snippet,
        "marks": [list(mark) for mark in hit.marks],
    }


def _hit_line(hit: Hit) -> str:
    cells = (hit.conversation.id, moment(hit.created), title(hit.conversation), hit.role.value, hit.snippet)
    return "\t".join(_cell(cell) for cell in cells) + "\n"


def _export(history: History, chosen: Chosen, options: argparse.Namespace) -> int:
    if options.ids and chosen.pairs is not None:
        raise UsageError("Name conversations by their ids, or with --chatbot and --profile, not both.")
    form = ExportForm(options.format)
    is_json = form is ExportForm.JSON
    for wanted in options.ids:
        if history.find_conversation(wanted) is None:
            raise _unknown(wanted)
    ids = list(dict.fromkeys(options.ids)) or history.exports.ids(with_trash=is_json, newest_first=not is_json)
    if chosen.pairs is not None:
        ids = [one for one in ids if (found := history.find_conversation(one)) is not None and chosen.has(found)]
    _write_out(written(make_writer(form, time()), history.exports.pieces(ids, in_view=not is_json)), options)
    return COMPLETE


def _unknown(conversation_id: str) -> UsageError:
    return UsageError(f"There is no conversation with the id “{conversation_id}”.")


def _write_out(pieces: Iterable[str], options: argparse.Namespace) -> None:
    if options.output and options.output != _STANDARD_OUTPUT:
        save_pieces(Path(options.output), pieces)
        return
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(encoding="utf-8", newline="")  # what is in the file must not hang on where it is made
    to_person = sys.stdout.isatty() and options.format in (ExportForm.MARKDOWN, ExportForm.TEXT)
    waiting, size = [], 0
    for piece in pieces:
        waiting.append(printable(piece) if to_person else piece)
        size += len(piece)
        if size >= _PIECE:
            output.write("".join(waiting))
            waiting, size = [], 0
    output.write("".join(waiting))


def _import(paths: Paths, options: argparse.Namespace) -> int:
    paths.create()
    progress = Progress()
    staged = stage(Path(options.file), paths.data, progress)
    try:
        # Not `open_history`: that mends.
        with stopped_by_ctrl_c(progress), closing(open_database(paths.history, busy=_BUSY)) as database:
            imports = History(database).imports
            found = imports.compare(staged, progress)
            backup: Path | None = None
            if not options.preview and (found.adds_something or (options.newer and found.different)):
                backup = Backups(paths.history).make_before_import(progress)
                imports.merge(staged, progress, newer=options.newer)
    finally:
        discard(staged)
    output.write(_outcome(found, backup, options))
    return COMPLETE


@contextmanager
def stopped_by_ctrl_c(progress: Progress) -> Iterator[None]:
    """The work is told, and ends as soon as it can. SQLite would swallow what Ctrl-C raises while it works."""
    before = signal.signal(signal.SIGINT, lambda _number, _frame: progress.cancel())
    try:
        yield
    except Cancelled:
        raise KeyboardInterrupt from None
    finally:
        signal.signal(signal.SIGINT, before)


def _outcome(found: Comparison, backup: Path | None, options: argparse.Namespace) -> str:
    if options.json:
        counts: dict[str, object] = msgspec.to_builtins(found)
        return _json(counts | {"imported": backup is not None, "backup": str(backup or "")})
    lines = [
        f"new conversations: {found.new}",
        f"conversations with new messages or tags: {found.grown} ({found.new_messages} messages)",
        f"conversations that differ: {found.different} ({found.different_messages} messages)",
        f"back from the trash: {found.restored}",
        f"unchanged conversations: {found.unchanged}",
    ]
    if backup is not None:
        lines.append(printable(f"backup: {backup}"))
    elif not options.preview:
        lines.append("nothing to import")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return printable(" ".join(text.split()))


def _json(value: object) -> str:
    """On one line, ASCII only, so that no terminal or pipe can spoil it."""
    return json.dumps(value, ensure_ascii=True) + "\n"
