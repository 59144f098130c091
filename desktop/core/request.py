"""What is asked of a chatbot: one question, on its way to one address with one secret."""

from __future__ import annotations

from msgspec import Struct

from desktop.core.chatbot import Profile, Secret


class ChatRequest(Struct, frozen=True):
    """`secret` was given for the origin of `profile.address`; `session_id` continues a conversation or begins it.

    `reply_id` is the message that the answer becomes; empty when it becomes none, and then nothing records it.
    """

    profile: Profile
    chatbot_id: str
    secret: Secret
    session_id: str
    query: str
    streaming: bool = True
    reply_id: str = ""
