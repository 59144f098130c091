"""How profiles are marked in lists of conversations and of chatbots, as soon as there is something to tell apart.

The trap: the list asks for the mark of each row at each paint, so marks are made once and again only when the profiles
have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from desktop.chat.profile_book import ProfileBook
from desktop.core.chatbot import Profile
from desktop.core.outline import ChatbotCount
from desktop.core.profile_names import Key, ProfileMark, profile_marks, told_apart


class ProfileMarks(QObject):
    """`changed` when rows that were painted have other marks."""

    changed = Signal()

    def __init__(self, book: ProfileBook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._profiles: tuple[Profile, ...] = ()
        self._marks: dict[str, ProfileMark] = {}
        self._used: set[str] = set()

    def note(self, profile_ids: Iterable[str]) -> None:
        """There are conversations of these profiles."""
        before = len(self._used)
        self._used.update(profile_ids)
        if before < 2 <= len(self._used):
            self.changed.emit()

    def refresh(self) -> None:
        """The profiles changed."""
        self.changed.emit()

    def of_conversation(self, profile_id: str) -> ProfileMark | None:
        """None while all conversations are of one profile, and for a profile that was removed."""
        return self._all().get(profile_id) if len(self._used) > 1 else None

    def told_apart(self, names: Mapping[Key, str]) -> dict[Key, str]:
        """Names of chatbots, those that several have followed by their profiles."""
        return told_apart(names, self._all())

    def chatbot_names(self) -> dict[Key, str]:
        """Of every chatbot that is set up, as it is called among all of them."""
        return self.told_apart(self._every())

    def named(self, counts: Sequence[ChatbotCount]) -> list[ChatbotCount]:
        """The same chatbots by names that tell them apart, which are those of today as long as they are set up."""
        every = self._every()
        keys = [(one.profile_id, one.chatbot_id) for one in counts]
        names = self.told_apart({key: every.get(key, one.name) for key, one in zip(keys, counts, strict=True)})
        return [replace(one, name=names[(one.profile_id, one.chatbot_id)]) for one in counts]

    def _every(self) -> dict[Key, str]:
        return {(profile.id, bot.id): bot.name for profile in self._book.profiles for bot in profile.chatbots}

    def _all(self) -> Mapping[str, ProfileMark]:
        profiles = self._book.profiles
        if profiles != self._profiles:
            self._profiles, self._marks = profiles, profile_marks(profiles)
        return self._marks
