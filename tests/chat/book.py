"""A book of profiles with its fakes, and the profiles and keys that stand in it."""

from desktop.chat.profile_book import ProfileBook
from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.errors import Problem, StoreError
from tests.fakes.ports import FakeThread, FakeVault

SHOP = Profile("shop", "Shop", "https://a.example", "project", (Chatbot("b", "Helper"),))
BLOG = Profile("blog", "Blog", "https://b.example", "project", (Chatbot("b", "Writer"),))
SANDBOX = Profile("sandbox", "Sandbox", "http://127.0.0.1:8000", "project", (Chatbot("b", "Concierge"),))
KEY = Secret("rb_live_0123456789abcdef")
NEWER = Secret("rb_live_fedcba9876543210")
AT = ("shop", "https://a.example:443")
TIMEOUT = Problem("keyring_timeout", retryable=True)


class Shelf:
    """A book with its fakes, and what the file holds."""

    def __init__(self, *profiles: Profile, keyring: str = "Test keyring") -> None:
        self.disk, self.keyring, self.vault = FakeThread(), FakeThread(), FakeVault(keyring)
        self.file: tuple[Profile, ...] = profiles
        self.full = False
        self.problem: Problem | None = None
        self.forgetful = False
        self.leftovers: tuple[tuple[str, str], ...] = ()
        self.book = ProfileBook(self.disk, self._write, self.keyring, self.vault, save_leftovers=self._write_leftovers)
        self.book.load(profiles)

    def _write(self, profiles: tuple[Profile, ...]) -> Problem | None:
        if self.full:
            raise StoreError(Problem("disk_full"))
        self.file = profiles
        return self.problem

    def _write_leftovers(self, names: tuple[tuple[str, str], ...]) -> None:
        if self.forgetful:
            raise StoreError(Problem("disk_full"))
        self.leftovers = names
