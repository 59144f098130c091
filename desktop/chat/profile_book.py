"""The profiles and their secrets, while the program runs.

Profiles live in a file, secrets in the system keyring, and both answer late or never, so everything here is awaited
and the keyring gets three seconds. The traps: a secret belongs to the origin it was given for, so it is looked up by
profile and origin together, and a changed address never meets the old secret. And a keyring may answer after its three
seconds, so a secret is kept in memory first, and what the keyring does late is the newest wish.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from desktop.chat.patient_keyring import KEYRING_PATIENCE, PatientKeyring
from desktop.chat.ports import SecretVault, WorkThread
from desktop.core.chatbot import SANDBOX_PROFILE, Profile, Secret, origin
from desktop.core.errors import Problem, ProfileError, SecretError, StoreError
from desktop.core.handshake import shakes_hands
from desktop.core.request import ChatRequest
from desktop.core.secret_place import PlaceKind, SecretPlace


class ProfileBook:
    """`save` writes the stored profiles, on the disk thread; built-in and managed ones are not stored.

    What the user must know about a file that was saved, `on_problem` is told.

    `save_leftovers` writes the names of the keys that the keyring still has to remove. `on_asking` is called when the
    system asks for the password of the keyring.
    """

    def __init__(
        self,
        disk: WorkThread,
        save: Callable[[tuple[Profile, ...]], Problem | None],
        keyring: WorkThread,
        vault: SecretVault,
        *,
        patience: float = KEYRING_PATIENCE,
        save_leftovers: Callable[[tuple[tuple[str, str], ...]], None] = lambda _names: None,
    ) -> None:
        self._disk = disk
        self._save = save
        self._keyring = PatientKeyring(keyring, vault, patience)
        self._keyring.on_asking = self._tell_asking
        self._vault = vault
        self._save_leftovers = save_leftovers
        self.on_asking: Callable[[], None] = lambda: None
        self.on_problem: Callable[[Problem], None] = lambda _problem: None
        self.on_new_secret: Callable[[str], None] = lambda _profile_id: None
        self._leftovers: tuple[tuple[str, str], ...] = ()
        self._managed: tuple[Profile, ...] = ()
        self._stored: tuple[Profile, ...] = ()
        self._built_in: tuple[Profile, ...] = ()
        self._why_session: dict[tuple[str, str], Problem] = {}
        self._writing = asyncio.Lock()

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The managed ones, the stored ones, then the built-in ones. A managed one hides a stored one of its id."""
        managed = {profile.id for profile in self._managed}
        return self._managed + tuple(one for one in self._stored if one.id not in managed) + self._built_in

    @property
    def stored(self) -> tuple[Profile, ...]:
        return self._stored

    @property
    def connected(self) -> tuple[Profile, ...]:
        """All but the sandbox: those that somebody set up."""
        return tuple(profile for profile in self.profiles if profile.id != SANDBOX_PROFILE)

    def find(self, profile_id: str) -> Profile | None:
        return next((profile for profile in self.profiles if profile.id == profile_id), None)

    def load(self, profiles: Sequence[Profile]) -> None:
        """Take over what the file held."""
        self._stored = tuple(profiles)

    async def fetch(self, read: Callable[[], tuple[tuple[Profile, ...], Problem | None]]) -> Problem | None:
        """Take over what the file holds, which `read` tells on the disk thread, with what is wrong with the file.

        A profile that is saved meanwhile waits: it joins those in the file, and does not stand in their place.
        """
        async with self._writing:
            profiles, problem = await asyncio.wrap_future(self._disk.call(read))
            self.load(profiles)
        return problem

    def manage(self, profiles: Sequence[Profile]) -> None:
        """Take over what the administrator set."""
        self._managed = tuple(profiles)

    def remember_leftovers(self, names: Iterable[tuple[str, str]]) -> None:
        """Take over the names of keys that the keyring would not remove when the program ran last."""
        self._leftovers = tuple(names)

    def add_built_in(self, profile: Profile, secret: Secret | None) -> None:
        """A profile that is not stored; its secret lives as long as the program."""
        self._built_in = (*(other for other in self._built_in if other.id != profile.id), profile)
        if secret is not None:
            self._vault.keep(*_key(profile), secret)

    async def put(self, profile: Profile) -> Problem | None:
        """Add or replace by id. Raises StoreError, and ProfileError for a managed one; then nothing changed.

        The key for an address that is no longer in use is removed. The problem is that the keyring may still hold it.
        """
        self._refuse_managed(profile.id)
        async with self._writing:
            before = next((other for other in self._stored if other.id == profile.id), None)
            replaced = tuple(profile if other.id == profile.id else other for other in self._stored)
            await self._write(replaced if before else (*self._stored, profile))
        if before is None or _has_origin_of(profile, before):
            return None
        try:
            await self.forget_secret(before)
        except SecretError as error:
            return error.problem
        return None

    async def remove(self, profile_id: str) -> None:
        """Remove a profile and its secret. A keyring that does not answer does not keep the profile alive.

        Raises StoreError, and ProfileError for a managed one; then nothing changed. Raises SecretError afterwards.
        """
        self._refuse_managed(profile_id)
        profile = self.find(profile_id)
        async with self._writing:
            await self._write(tuple(other for other in self._stored if other.id != profile_id))
        if profile is not None:
            await self.forget_secret(profile)

    async def take_over(self, look: Callable[[], tuple[Profile, ...] | None]) -> tuple[str, ...]:
        """Take over what another program made of the file, which `look` tells on the disk thread; None for nothing.

        The ids of the profiles that are not as they were. What is kept in memory for those that are gone is forgotten.
        """
        async with self._writing:
            found = await asyncio.wrap_future(self._disk.call(look))
            if found is None:
                return ()
            before, self._stored = {one.id: one for one in self._stored}, found
        now = {one.id: one for one in found}
        for profile in before.values():
            if profile.id not in now:
                self._forget_in_memory(profile)
        return tuple(key for key in {**before, **now} if before.get(key) != now.get(key))

    async def secret(self, profile: Profile) -> Secret | None:
        """The secret given for this profile's address, None when there is none. Raises SecretError, ProfileError."""
        key = _key(profile)
        kept = self._vault.find(*key)
        if kept is not None or self._is_built_in(profile):
            return kept
        if key in self._leftovers:  # what the keyring may still hold is not wanted any more
            await self.sweep()
            return None
        found = await self._keyring.ask(self._vault.get, *key)
        await self.sweep()
        return found

    async def keep_secret(self, profile: Profile, secret: Secret, *, session_only: bool = False) -> SecretPlace:
        """Keep a secret in the keyring, or until the program ends when that does not work or was asked for.

        Always until then for a built-in profile: its address, and with it the key, is another one at the next start.
        """
        key = _key(profile)
        is_new = secret != self._vault.find(*key)
        self._vault.keep(*key, secret, private=session_only)
        if is_new:
            self.on_new_secret(profile.id)
        self._why_session.pop(key, None)
        if session_only and not self._is_built_in(profile):
            self._why_session[key] = Problem("session_chosen")
            await self._remove_older(key)
            return await self.place(profile)
        await self._put_leftovers(name for name in self._leftovers if name != key)
        if self._is_built_in(profile):
            return await self.place(profile)
        try:
            await self._keyring.ask(self._vault.save, *key)
        except SecretError as error:
            self._why_session[key] = error.problem
        else:
            await self.sweep()
        return await self.place(profile)

    async def keep_for_good(self, profile: Profile) -> SecretPlace:
        """Move a secret that is kept until the program ends into the keyring, if that works by now."""
        kept = self._vault.find(*_key(profile))
        return await self.keep_secret(profile, kept) if kept is not None else await self.place(profile)

    async def sweep(self) -> None:
        """Remove what the keyring would not remove earlier, when it is open by now. Nobody is asked for a password."""
        if not self._leftovers:
            return
        try:
            if await self._keyring.ask(self._vault.is_locked):
                return
            for name in self._leftovers:
                if name not in self._leftovers:  # a key was given again while the one before was removed
                    continue
                if self._vault.find(*name) is None:  # one that is kept in memory alone stays there
                    self._vault.forget(*name)
                await self._keyring.ask(self._vault.save, *name)
                await self._put_leftovers(other for other in self._leftovers if other != name)
        except SecretError:
            return  # another time

    async def forget_secret(self, profile: Profile) -> None:
        """Delete the secret wherever it is; raises SecretError when the keyring may still hold it.

        secret_left_later: it is removed when the keyring can be used again. secret_left: that cannot be remembered.
        """
        try:
            key = _key(profile)
        except ProfileError:
            return  # no secret was ever kept for such an address
        self._vault.forget(*key)
        if self._is_built_in(profile):
            return
        try:
            await self._keyring.ask(self._vault.save, *key)
        except SecretError as error:
            remembered = await self._put_leftovers((*self._leftovers, key))
            raise SecretError(Problem("secret_left_later" if remembered else "secret_left")) from error

    async def place(self, profile: Profile) -> SecretPlace:
        """Where the secret of this profile is kept, in words for the settings dialog."""
        try:
            key = _key(profile)
        except ProfileError as error:
            return SecretPlace(PlaceKind.NONE, problem=error.problem)
        kept = self._vault.find(*key)
        if self._is_built_in(profile):
            kind, hint = (PlaceKind.SESSION, kept.hint) if kept else (PlaceKind.NONE, "")
            return SecretPlace(kind, hint=hint, problem=Problem("session_only"))
        if kept is not None:
            why = self._why_session.get(key)
            return SecretPlace(PlaceKind.SESSION if why else PlaceKind.WAITING, hint=kept.hint, problem=why)
        try:
            name = await self._keyring.ask(self._vault.keyring_name)
            secret = None if key in self._leftovers else await self._keyring.ask(self._vault.get, *key)
        except SecretError as error:
            waits = error.problem.code in ("keyring_timeout", "keyring_asks")
            kind = PlaceKind.WAITING if waits else PlaceKind.NONE
            return SecretPlace(kind, problem=error.problem)
        if secret is not None:
            return SecretPlace(PlaceKind.KEYRING, name=name, hint=secret.hint)
        return SecretPlace(PlaceKind.NONE, name=name, problem=None if name else Problem("keyring_missing"))

    async def request(
        self, profile_id: str, chatbot_id: str, session_id: str, query: str, *, streaming: bool
    ) -> ChatRequest:
        """A request with the secret that belongs to the profile's address. Raises ProfileError, SecretError.

        The secret may be missing, and is empty then, where a handshake fetches a token.
        """
        profile = self.find(profile_id)
        if profile is None:
            raise ProfileError(Problem("profile_gone"), "")
        if profile.find_chatbot(chatbot_id) is None:
            raise ProfileError(Problem("chatbot_gone"), "")
        secret = await self.secret(profile)
        if secret is None and not shakes_hands(profile):
            raise ProfileError(Problem("secret_missing"), "secret")
        return ChatRequest(profile, chatbot_id, secret or Secret(""), session_id, query, streaming)

    async def _remove_older(self, key: tuple[str, str]) -> None:
        """What the keyring holds under the name of a key that it shall not have; a locked one loses it later."""
        is_remembered = await self._put_leftovers((*self._leftovers, key))
        if not self._vault.is_asking:  # its user may take a minute, or leave it alone
            await self.sweep()
        if key in self._leftovers and not is_remembered:
            self.on_problem(Problem("secret_left"))

    def _forget_in_memory(self, profile: Profile) -> None:
        """Who removed the profile has told the keyring."""
        try:
            key = _key(profile)
        except ProfileError:
            return  # no secret was ever kept for such an address
        if self._vault.find(*key) is not None:
            self._vault.forget(*key)
            self._why_session.pop(key, None)

    def _tell_asking(self) -> None:
        self.on_asking()

    def _is_built_in(self, profile: Profile) -> bool:
        return any(other.id == profile.id for other in self._built_in)

    async def _write(self, profiles: tuple[Profile, ...]) -> None:
        problem = await asyncio.wrap_future(self._disk.call(self._save, profiles))
        self._stored = profiles
        if problem is not None:
            self.on_problem(problem)

    async def _put_leftovers(self, names: Iterable[tuple[str, str]]) -> bool:
        """Whether they are remembered over a restart."""
        before, self._leftovers = self._leftovers, tuple(dict.fromkeys(names))
        if self._leftovers == before:
            return True
        try:
            await asyncio.wrap_future(self._disk.call(self._save_leftovers, self._leftovers))
        except StoreError:
            return False
        return True

    def _refuse_managed(self, profile_id: str) -> None:
        if any(profile.id == profile_id for profile in self._managed):
            raise ProfileError(Problem("managed_profile"), "")


def _has_origin_of(profile: Profile, before: Profile) -> bool:
    """Whether the key for the one is a key for the other; a stored address that may not be used never had one."""
    try:
        return _key(before) == _key(profile)
    except ProfileError:
        return before.address == profile.address


def _key(profile: Profile) -> tuple[str, str]:
    """What a secret is kept under; raises ProfileError for an address that may not be used."""
    return profile.id, origin(profile.address)
