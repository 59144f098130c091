"""What the quick switcher lists, and in which order: chatbots, conversations, commands, each with its section.

The trap: conversations come from the disk, later than the rest. A row that comes late must not push the first one away
just when Enter is pressed, so they never go above a section that is there at once.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QLocale

from desktop.core.fuzzy import Candidate, Marks, words_of

Key = tuple[str, ...]


class Kind(StrEnum):
    CHATBOT = "chatbot"
    CONVERSATION = "conversation"
    COMMAND = "command"


class Entry(Struct, frozen=True):
    """Something to go to. `place` says where it is, `hint` stands at the end of the row: keys, or how old it is.

    `key` is (profile id, chatbot id), (conversation id,) or (command id,).
    """

    kind: Kind
    key: Key
    title: str
    place: str = ""
    hint: str = ""
    avatar: str = ""


class Row(Struct, frozen=True):
    """An entry with the letters that were found in its title and its place, or a heading of words alone."""

    entry: Entry | None
    words: str = ""
    marks: Marks = ()
    place_marks: Marks = ()


_FEW: Final = {Kind.CHATBOT: 6, Kind.CONVERSATION: 8, Kind.COMMAND: 50}
"""Rows of each section when nothing is typed."""
_MANY: Final = {Kind.CHATBOT: 12, Kind.CONVERSATION: 30, Kind.COMMAND: 8}


_Ranked = tuple[int, Entry, Candidate]
"""A score, and what has it."""


class Roster:
    """The entries of one kind, ready to be asked at every key."""

    def __init__(self, kind: Kind, entries: Sequence[Entry]) -> None:
        self.kind = kind
        self._known = [(entry, Candidate(entry.title, entry.place)) for entry in entries]

    def ranked(self, words: Sequence[str], recent: Mapping[Key, int]) -> tuple[list[_Ranked], int]:
        """Those that fit best, as many as are shown, and how many fit; of those that fit alike, what was used last.

        `recent` has a place for keys that were used, the last one 0; a negative one puts an entry last.
        """
        found, never = [], len(recent)
        for number, (entry, candidate) in enumerate(self._known):
            score = candidate.score(words)
            if score is not None:
                place = recent.get(entry.key, never)
                found.append((-score, place < 0, place, number))
        most = (_MANY if words else _FEW)[self.kind]
        best = heapq.nsmallest(most, found)  # the number of an entry is its own, so nothing else is ever compared
        return [(-score, *self._known[number]) for score, _last, _place, number in best], len(found)


def rows(
    query: str, rosters: Sequence[Roster], recent: Mapping[Key, int], conversations: Sequence[Entry] = ()
) -> tuple[Row, ...]:
    """The rows for what is typed. `conversations` come in their order; those that do not fit any more are left out."""
    words = words_of(query)
    sections: list[tuple[int, list[Row]]] = []
    for roster in rosters:
        best, total = roster.ranked(words, recent)
        if best:
            sections.append((best[0][0], _section(roster.kind, best, total, words)))
    sections.sort(key=lambda section: -section[0])  # stable: those that fit alike stay in their order
    known = [(0, entry, Candidate(entry.title, entry.place)) for entry in conversations]
    still = [one for one in known if one[2].score(words) is not None][: (_MANY if words else _FEW)[Kind.CONVERSATION]]
    if still:
        sections.insert(min(1, len(sections)), (0, _section(Kind.CONVERSATION, still, len(still), words)))
    return tuple(row for _score, section in sections for row in section)


def _section(kind: Kind, best: Sequence[_Ranked], total: int, words: Sequence[str]) -> list[Row]:
    made = [Row(None, heading(kind))]
    for _score, entry, candidate in best:
        marks = candidate.marks(words)
        made.append(Row(entry, "", marks[0], marks[1]))
    if total > len(best):
        more = QCoreApplication.translate("switcher", "%1 more: type to find them")
        made.append(Row(None, more.replace("%1", QLocale().toString(total - len(best)))))
    return made


def heading(kind: Kind) -> str:
    match kind:
        case Kind.CHATBOT:
            return QCoreApplication.translate("switcher", "Chatbots")
        case Kind.CONVERSATION:
            return QCoreApplication.translate("switcher", "Conversations")
        case Kind.COMMAND:
            return QCoreApplication.translate("switcher", "Commands")


def spoken(entry: Entry) -> str:
    """An entry as a screen reader says it: name, kind, place, keys."""
    kinds = {
        Kind.CHATBOT: QCoreApplication.translate("switcher", "chatbot"),
        Kind.CONVERSATION: QCoreApplication.translate("switcher", "conversation"),
        Kind.COMMAND: QCoreApplication.translate("switcher", "command"),
    }
    return ", ".join(filter(None, (entry.title, kinds[entry.kind], entry.place, entry.hint)))
