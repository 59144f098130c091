"""The profiles that a command can use: the user's, the administrator's, the one of the environment, and their keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from msgspec import Struct

from desktop.chat.profile_book import ProfileBook
from desktop.cli import output
from desktop.cli.choice import UsageError, choose_profile
from desktop.cli.problems import tell
from desktop.core.chatbot import ENVIRONMENT_PROFILE, Profile, Secret
from desktop.core.environment import read_environment, spare_key
from desktop.core.errors import Problem, ProfileError, SecretError
from desktop.core.handshake import shakes_hands
from desktop.core.managed import Managed
from desktop.store.leftovers import load_leftovers, save_leftovers
from desktop.store.managed import load_managed, managed_path
from desktop.store.paths import Paths
from desktop.store.profiles import ProfileFile
from desktop.store.secrets import Secrets, keyring_thread

ENVIRONMENT_NAME: Final = "From the environment"


class ProfileShelf(Struct, frozen=True):
    """`environment` is the profile of the environment and its key; `stored` are those of the user's own file.

    `half_named` when the environment names a profile that cannot be used.
    """

    paths: Paths
    file: ProfileFile
    managed: Managed
    stored: tuple[Profile, ...]
    environment: tuple[Profile, Secret | None] | None
    half_named: bool = False

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The one of the environment first: who sets variables for one command means them."""
        managed = {profile.id for profile in self.managed.profiles}
        own = tuple(one for one in self.stored if one.id not in managed)
        first = (self.environment[0],) if self.environment else ()
        return first + self.managed.profiles + own

    def choose(self, name: str | None) -> Profile:
        """The profile of this name or id, the first one without. Raises ProfileError, UsageError."""
        if name is None and self.half_named:  # its question is for nobody else
            raise UsageError("Nobody was asked. Complete the profile from the environment, or name another one.")
        return choose_profile(self.profiles, name)

    @contextmanager
    def book(self) -> Iterator[ProfileBook]:
        """The book of these profiles, with a keyring that may ask its user for its password, which is then told."""
        thread = keyring_thread()
        try:
            book = ProfileBook(
                thread,
                self.file.save,
                thread,
                Secrets(),
                save_leftovers=partial(save_leftovers, self.paths.leftovers),
            )
            book.load(self.stored)
            book.manage(self.managed.profiles)
            book.remember_leftovers(load_leftovers(self.paths.leftovers))
            if self.environment is not None:
                book.add_built_in(*self.environment)
            book.on_asking = lambda: output.complain("The system asks for the password of your keyring.")
            book.on_problem = tell_all
            yield book
        finally:
            thread.close(0)

    async def secret(self, profile: Profile, *, named: bool) -> Secret:
        """The secret for this profile's address, empty where none is needed. Raises ProfileError, SecretError.

        Where the keyring has none, the key of the environment is taken for a profile that the user `named`: nobody else
        knows that it is meant. A keyring that is locked, refuses or does not answer may have one, and is told.
        """
        with self.book() as book:
            try:
                secret = await book.secret(profile)
            except SecretError as error:
                if error.problem.code != "keyring_missing":  # it may hold a key, and another one is not meant
                    raise
                secret = None
            if secret := secret or _spare_key(profile, named=named):
                return secret
            if shakes_hands(profile):
                return Secret("")
            if profile.id == ENVIRONMENT_PROFILE:
                raise ProfileError(Problem("environment_incomplete", {"names": "ROBOFY_API_KEY"}), "secret")
            if problem := (await book.place(profile)).problem:
                raise SecretError(problem)
            raise ProfileError(Problem("secret_missing"), "secret")


def _spare_key(profile: Profile, *, named: bool) -> Secret | None:
    """Raises ProfileError. What fetches its tokens needs no key, so none goes there unasked."""
    return spare_key(os.environ, profile) if named and not shakes_hands(profile) else None


def load_shelf(paths: Paths) -> ProfileShelf:
    """What there is; each thing that cannot be read is told in a sentence."""
    managed, of_managed = load_managed(managed_path(os.environ))
    file = ProfileFile(paths.profiles)
    stored, of_stored = file.load()
    found = read_environment(os.environ, ENVIRONMENT_NAME)
    tell_all(of_managed, of_stored, found.problem)
    environment = (found.profile, found.secret) if found.profile is not None else None
    return ProfileShelf(paths, file, managed, stored, environment, half_named=found.problem is not None)


def tell_all(*problems: Problem | None) -> None:
    for problem in problems:
        if problem is not None:
            tell(problem)
