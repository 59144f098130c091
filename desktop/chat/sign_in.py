"""Tokens for chatbots that want a handshake first, in memory alone, and the chat calls that use them.

The trap: a token may expire between any two messages, and only a 401 tells. Such a refusal never reached the chatbot,
so the message goes out once more with a new token; a second 401 is the user's to hear.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final, NamedTuple

from msgspec.structs import replace

from desktop.chat.ports import Handshaker, Robofy
from desktop.core.chatbot import Profile, Secret, origin
from desktop.core.errors import NetworkError, ProtocolError, ServerError, SignInError
from desktop.core.events import Batch
from desktop.core.handshake import Handshake, shakes_hands
from desktop.core.request import ChatRequest

_UNAUTHORIZED: Final = 401


class _Key(NamedTuple):
    """Whose token: another address, path, project or key is another profile."""

    profile_id: str
    origin: str
    path: str
    project_id: str
    chatbot_id: str
    secret: Secret


class SignIns:
    """Handshakes that were made. `register` is told every token, so that no log shows one."""

    def __init__(self, robofy: Handshaker, register: Callable[[Secret], None] = lambda _token: None) -> None:
        self._robofy = robofy
        self._register = register
        self._known: dict[_Key, Handshake] = {}
        self._asking: dict[_Key, asyncio.Lock] = {}

    def find(self, profile: Profile, chatbot_id: str, secret: Secret) -> Handshake | None:
        """The handshake that was made, without asking; None when there is none."""
        return self._known.get(_key(profile, chatbot_id, secret)) if shakes_hands(profile) else None

    async def get(self, profile: Profile, chatbot_id: str, secret: Secret) -> Handshake:
        """The handshake; who asks at the same time waits for the same one. Raises what the network raises."""
        key = _key(profile, chatbot_id, secret)
        async with self._asking.setdefault(key, asyncio.Lock()):
            if key not in self._known:
                made = await self._robofy.handshake(profile, chatbot_id, secret)
                self._register(made.token)
                self._known[key] = made
            return self._known[key]

    def discard(self, profile: Profile, chatbot_id: str, secret: Secret, token: Secret) -> None:
        """This token was refused; a newer one stays."""
        key = _key(profile, chatbot_id, secret)
        if key in self._known and self._known[key].token == token:
            del self._known[key]

    def forget(self, profile_id: str) -> None:
        """The profile was changed or removed."""
        for key in [key for key in self._known if key.profile_id == profile_id]:
            del self._known[key]


class SignedRobofy:
    """Satisfies `Robofy`: with a token where the profile asks for one, else as it was asked."""

    def __init__(self, robofy: Robofy, sign_ins: SignIns) -> None:
        self._robofy = robofy
        self._sign_ins = sign_ins

    async def reply(self, request: ChatRequest) -> AsyncGenerator[Batch, None]:
        if not shakes_hands(request.profile):
            async with aclosing(self._robofy.reply(request)) as batches:
                async for batch in batches:
                    yield batch
            return
        whose = request.profile, request.chatbot_id, request.secret
        is_last = False
        while True:
            token = await self._token(*whose)
            try:
                async with aclosing(self._robofy.reply(replace(request, secret=token))) as batches:
                    async for batch in batches:
                        yield batch
                return
            except ServerError as error:  # before the first batch, or never
                if error.problem.status != _UNAUTHORIZED:
                    raise
                self._sign_ins.discard(*whose, token)
                if is_last:
                    raise
                is_last = True

    async def _token(self, profile: Profile, chatbot_id: str, secret: Secret) -> Secret:
        try:
            return (await self._sign_ins.get(profile, chatbot_id, secret)).token
        except (NetworkError, ServerError, ProtocolError) as error:
            raise SignInError(error.problem) from error


def _key(profile: Profile, chatbot_id: str, secret: Secret) -> _Key:
    return _Key(profile.id, origin(profile.address), profile.handshake_path, profile.project_id, chatbot_id, secret)
