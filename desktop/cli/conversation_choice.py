"""Which conversations `--profile` and `--chatbot` mean.

The trap: profiles and their chatbots are renamed and removed, and their conversations stay. So an id may be known from
a conversation alone, and a chatbot goes by every name that it had in a conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct

from desktop.cli.choice import UsageError, choose_profile
from desktop.core.chatbot import SANDBOX_PROFILE, Chatbot, Profile
from desktop.core.conversation import Conversation

_SANDBOX: Final = Profile(SANDBOX_PROFILE, "Sandbox")
"""Not stored anywhere, but its conversations are."""


class Chosen(Struct, frozen=True):
    """`pairs` are (profile id, chatbot id), None when every conversation is meant."""

    pairs: frozenset[tuple[str, str]] | None = None

    @property
    def only(self) -> tuple[str, str] | None:
        """The chatbot, when it is one alone."""
        return next(iter(self.pairs)) if self.pairs is not None and len(self.pairs) == 1 else None

    def has(self, conversation: Conversation) -> bool:
        return self.pairs is None or (conversation.profile_id, conversation.chatbot_id) in self.pairs


def choose_conversations(
    conversations: Callable[[], Iterable[Conversation]],
    profiles: Callable[[], Sequence[Profile]],
    profile: str | None,
    chatbot: str | None,
) -> Chosen:
    """Each of the two is a name or an id, None for any. Nothing is read for what is not asked.

    Raises ProfileError, UsageError for a name that nobody has.
    """
    if profile is None and chatbot is None:
        return Chosen()
    known, set_up = tuple(conversations()), profiles()
    if profile is not None:
        of_profile = _profile_id(known, set_up, profile)
        known = tuple(one for one in known if one.profile_id == of_profile)
        set_up = [one for one in set_up if one.id == of_profile]
    if chatbot is not None:
        known = tuple(one for one in known if _goes_by(Chatbot(one.chatbot_id, one.chatbot_name), chatbot))
        if not known and not any(_goes_by(one, chatbot) for owner in set_up for one in owner.chatbots):
            where = "" if profile is None else " in this profile"
            raise UsageError(f"There is no conversation with a chatbot with the name or id “{chatbot}”{where}.")
    return Chosen(frozenset((one.profile_id, one.chatbot_id) for one in known))


def _profile_id(known: Iterable[Conversation], profiles: Sequence[Profile], name: str) -> str:
    if any(one.profile_id == name for one in known):
        return name
    return choose_profile((*profiles, _SANDBOX), name).id


def _goes_by(chatbot: Chatbot, name: str) -> bool:
    return chatbot.id == name or chatbot.name.casefold() == name.casefold()
