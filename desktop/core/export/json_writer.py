"""Conversations as the JSON that can be imported again. `FORMAT` documents it.

The trap: what is stored may have been written by a newer version. So a message is written as it is stored, and not as
this version understands it.
"""

from __future__ import annotations

from typing import Final

import msgspec

from desktop import __version__
from desktop.core.conversation import Conversation
from desktop.core.export.pieces import Opened, Said
from desktop.core.text import well_formed_json

NAME: Final = "robofy-conversations"
VERSION: Final = 1

FORMAT: Final = """\
the JSON file (UTF-8; members may be added, none is taken away; what is empty, false or 0 may be left out):
  format         "robofy-conversations"
  version        1
  program        the version of the program that wrote it
  exported       when: seconds since 1970
  conversations  list, the one in which something happened last at the end; each has
    id, session_id, profile_id, chatbot_id, chatbot_name, title
    created, updated    seconds since 1970
    pinned, archived, unread
    removed             when it went to the trash, seconds since 1970
    leaf                the last message of the branch that is shown; "" for the newest
    tags                list of strings
    draft               what was written and not sent
    messages            list, in the order in which they were first saved; each has
      format            the version of the members below, 3
      id, role          role: user | chatbot
      status            not_sent | sent | streaming | complete | stopped | interrupted | failed
      parts             list; each has a "kind", and what `replay --help` says of it
      created, first_text, finished    seconds since 1970
      server_id, session_id, question_id, author, finish_reason, raw_finish_reason, metadata
      problem           code, params, detail, status, server_code, retryable, retry_after
      skipped           list of reason, excerpt; skipped_count says how many there were
"""

_OBJECT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


class JsonWriter:
    """One line for each message, so that a text tool can look into a big file."""

    def __init__(self, now: float) -> None:
        self._now = now
        self._is_first = True
        self._is_first_message = True

    def begin(self) -> str:
        head = {"format": NAME, "version": VERSION, "program": __version__, "exported": round(self._now, 3)}
        return f'{msgspec.json.encode(head).decode()[:-1]},"conversations":['

    def conversation(self, opened: Opened) -> str:
        before = "\n" if self._is_first else "\n]},\n"
        self._is_first, self._is_first_message = False, True
        return f'{before}{_head(opened.conversation, opened.draft)[:-1]},"messages":['

    def message(self, said: Said) -> str:
        before = "\n" if self._is_first_message else ",\n"
        self._is_first_message = False
        members = {"format": msgspec.Raw(str(said.format).encode())} | _members(said)
        return before + msgspec.json.encode(members).decode()

    def end(self) -> str:
        return "\n]}\n" if self._is_first else "\n]}\n]}\n"


def _head(conversation: Conversation, draft: str) -> str:
    values: dict[str, object] = msgspec.to_builtins(conversation)
    if draft:
        values["draft"] = draft
    return msgspec.json.encode(well_formed_json(values)).decode()


def _members(said: Said) -> dict[str, msgspec.Raw]:
    """What is stored; of a body that is damaged, what could be read of it."""
    try:
        members = _OBJECT.decode(said.body)
    except (msgspec.DecodeError, RecursionError):
        members = _OBJECT.decode(msgspec.json.encode(said.message))
    members.pop("format", None)
    return members
