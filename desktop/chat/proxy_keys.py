"""The passwords of proxies: in the system keyring, each under the origin of the proxy that it was given for.

The trap: a question must not wait for a keyring that hangs, or that nobody unlocks. Then there is no password, the
proxy asks, and its asking is what a person gets to see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from desktop.chat.patient_keyring import KEYRING_PATIENCE, PatientKeyring
from desktop.chat.ports import SecretVault, WorkThread
from desktop.core.chatbot import Secret
from desktop.core.errors import Problem, SecretError

OWNER: Final = "proxy"
"""Stands in the keyring where a profile's id does."""


class ProxyKeys:
    """`place` is the origin of a proxy, as `core.proxy.origin_of` gives it."""

    def __init__(self, keyring: WorkThread, vault: SecretVault, *, patience: float = KEYRING_PATIENCE) -> None:
        self._keyring = PatientKeyring(keyring, vault, patience)
        self._vault = vault

    def tell_asking(self, on_asking: Callable[[], None]) -> None:
        """Call it when the system asks for the password of the keyring."""
        self._keyring.on_asking = on_asking

    async def find(self, place: str) -> Secret | None:
        """None when there is none, and when the keyring does not say."""
        kept = self._vault.find(OWNER, place)
        if kept is not None:
            return kept
        try:
            return await self._keyring.ask(self._vault.get, OWNER, place)
        except SecretError:
            return None

    async def keep(self, place: str, password: Secret) -> Problem | None:
        """The problem is why it is only kept until the program ends."""
        self._vault.keep(OWNER, place, password)
        return await self._save(place)

    async def forget(self, place: str) -> Problem | None:
        """The problem is that the keyring may still hold it."""
        self._vault.forget(OWNER, place)
        return Problem("secret_left") if await self._save(place) is not None else None

    async def _save(self, place: str) -> Problem | None:
        try:
            await self._keyring.ask(self._vault.save, OWNER, place)
        except SecretError as error:
            return error.problem
        return None
