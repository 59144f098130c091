"""Secrets: in the system keyring when there is a real one, otherwise in memory until the program ends.

The traps: the keyring library falls back to plain files when such a backend is installed or configured, so only the
backends named here are asked. Each call may block for as long as a person looks at a password prompt, or for ever, so
all of them run on `keyring_thread()`. And a secret belongs to the origin that it was given for: the origin is part of
the name under which it is kept, so it cannot be found for another one. A call may also end much later than it began, so
what the keyring is told is always the newest wish, never what was wished when the call was made.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from traceback import clear_frames
from typing import Final, ParamSpec, Protocol, TypeVar

from msgspec import Struct

from desktop.core.chatbot import Secret
from desktop.core.errors import Problem, SecretError
from desktop.store.secret_service import ServiceState, look_at_service
from desktop.store.thread import DaemonThread

log = logging.getLogger(__name__)

SERVICE: Final = "Robofy Desktop"
HANG: Final = 3.0
"""Seconds after which a call to the keyring counts as hanging."""

_CODES: Final = {
    "NoKeyringError": "keyring_missing",
    "SecretServiceNotAvailableException": "keyring_missing",
    "ConnectionRefusedError": "keyring_missing",
    "ConnectionResetError": "keyring_missing",
    "FileNotFoundError": "keyring_missing",
    "KeyringLocked": "keyring_locked",
    "LockedException": "keyring_locked",
    "PromptDismissedException": "keyring_refused",
    "PasswordSetError": "keyring_refused",
    "PasswordDeleteError": "keyring_refused",
    "KeychainDenied": "keyring_refused",
    "SecAuthFailure": "keyring_refused",
    "org.freedesktop.DBus.Error.AccessDenied": "keyring_refused",
    "org.freedesktop.Secret.Error.IsLocked": "keyring_locked",
}
"""Codes by the names of errors, of Python and of D-Bus: their modules exist on their own systems only."""

P = ParamSpec("P")
T = TypeVar("T")


class Backend(Protocol):
    """The shape of the keyring library's backends."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class Keyring(Struct, frozen=True):
    """A backend that may be used, and what a person calls it; `look` asks it about itself, where that can be done."""

    name: str
    backend: Backend
    look: Callable[[], ServiceState | None] | None = None


class _Wish:
    """What the keyring does not hold yet: a secret, or that there be none. Each is another one, however equal.

    One that is `private` the keyring shall not hold at all.
    """

    def __init__(self, secret: Secret | None, *, private: bool = False) -> None:
        self.secret = secret
        self.private = private


class Secrets:
    """Secrets by profile and origin.

    `keep`, `forget` and `find` never block: they are about what is kept in memory, until the program ends. `save`,
    `get`, `keyring_name` and `is_locked` ask the keyring, block, belong on one thread, and raise SecretError:
    keyring_missing, keyring_locked, keyring_refused, keyring_failed.
    """

    def __init__(self, find: Callable[[], Sequence[Keyring]] | None = None) -> None:
        self._find = find or find_keyrings
        self._wishes: dict[str, _Wish] = {}
        self._lock = Lock()
        self._is_asking = False

    @property
    def is_asking(self) -> bool:
        """Whether the system asks its user for the password of the keyring just now. Never blocks."""
        return self._is_asking

    def keep(self, profile_id: str, origin: str, secret: Secret, *, private: bool = False) -> None:
        """Keep it in memory; the keyring gets it with the next `save`, also with one that is under way.

        One that is `private` it never gets; it loses the older one instead.
        """
        self._wish(_user(profile_id, origin), _Wish(secret, private=private))

    def forget(self, profile_id: str, origin: str) -> None:
        """From now on there is none; the keyring loses it with the next `save`, also with one that is under way."""
        self._wish(_user(profile_id, origin), _Wish(None))

    def find(self, profile_id: str, origin: str) -> Secret | None:
        """What is kept in memory."""
        wish = self._wishes.get(_user(profile_id, origin))
        return wish.secret if wish else None

    def get(self, profile_id: str, origin: str) -> Secret | None:
        """None when no secret was given for this profile and origin, or when there is no keyring to ask.

        A removal that the keyring could not make is made first.
        """
        user = _user(profile_id, origin)
        if (kept := self.find(profile_id, origin)) is not None:
            return kept
        if user in self._wishes:
            self.save(profile_id, origin)
        for keyring in self._keyrings():
            with self._announced(keyring):
                value = _ask(keyring.backend.get_password, SERVICE, user)
            if value is not None:
                return Secret(value)
        return None

    def save(self, profile_id: str, origin: str) -> None:
        """Tell the keyring what was kept or forgotten last, and let go of it in memory; what fails stays there."""
        user = _user(profile_id, origin)
        while (wish := self._wishes.get(user)) is not None:
            self._tell(user, None if wish.private else wish.secret)
            if self._fulfil(user, wish):
                return

    def keyring_name(self) -> str:
        """What a person calls the keyring in use, empty when there is none. No keyring has to be unlocked for it."""
        keyrings = self._keyrings()
        if not keyrings:
            return ""
        state = _glance(keyrings[0])
        return (state.name if state else "") or keyrings[0].name

    def is_locked(self) -> bool:
        """Whether the next look-up would ask for a password, as far as the keyring tells. Nobody is asked for it."""
        return any(state.is_locked for keyring in self._keyrings() if (state := _look(keyring)))

    @contextmanager
    def _announced(self, keyring: Keyring) -> Iterator[None]:
        """While a call to the keyring runs, `is_asking` tells whether it waits for a password."""
        state = _glance(keyring)
        self._is_asking = state is not None and state.is_locked
        try:
            yield
        finally:
            self._is_asking = False

    def _wish(self, user: str, wish: _Wish) -> None:
        with self._lock:
            self._wishes[user] = wish

    def _fulfil(self, user: str, wish: _Wish) -> bool:
        """Whether it is the last one: another one may have come while the keyring took its time."""
        with self._lock:
            is_last = self._wishes.get(user) is wish
            if is_last and not wish.private:
                del self._wishes[user]
            return is_last

    def _tell(self, user: str, secret: Secret | None) -> None:
        keyrings = self._keyrings()
        if secret is None:
            for keyring in keyrings:
                with self._announced(keyring):
                    _ask(_delete, keyring.backend, user)
        elif keyrings:
            with self._announced(keyrings[0]):
                _ask(keyrings[0].backend.set_password, SERVICE, user, secret.reveal())
        else:
            raise SecretError(Problem("keyring_missing", retryable=True))

    def _keyrings(self) -> Sequence[Keyring]:
        """Looked for each time: a keyring may be started, or stopped, while we run."""
        return _ask(self._find)


def find_keyrings() -> tuple[Keyring, ...]:
    """The keyrings of this computer that encrypt, best first. May block; the first call imports for about 100 ms."""
    from keyring.backends import SecretService, Windows, kwallet, macOS

    allowed = (
        ("system keyring", SecretService.Keyring, look_at_service),
        ("KWallet", kwallet.DBusKeyring, None),
        ("macOS Keychain", macOS.Keyring, None),
        ("Windows Credential Manager", Windows.WinVaultKeyring, None),
    )
    viable = [(kind.priority, Keyring(name, kind(), look)) for name, kind, look in allowed if kind.viable]
    return tuple(keyring for _, keyring in sorted(viable, key=lambda pair: pair[0], reverse=True))


def keyring_thread() -> DaemonThread:
    """The thread for `Secrets`. When a call hangs, the next ones fail at once with keyring_timeout."""
    return DaemonThread("keyring", patience=HANG, hung=lambda: SecretError(Problem("keyring_timeout", retryable=True)))


def _user(profile_id: str, origin: str) -> str:
    return f"{profile_id} {origin}"


def _look(keyring: Keyring) -> ServiceState | None:
    return _ask(keyring.look) if keyring.look is not None else None


def _glance(keyring: Keyring) -> ServiceState | None:
    """As `_look`; one that does not tell about itself may hand out keys all the same."""
    try:
        return _look(keyring)
    except SecretError:
        return None


def _delete(backend: Backend, user: str) -> None:
    if backend.get_password(SERVICE, user) is not None:
        backend.delete_password(SERVICE, user)


def _ask(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call into a keyring; whatever it raises becomes a SecretError that holds none of its words.

    Broad on purpose: each backend has errors of its own, of modules that other systems lack. `from None` because a
    foreign error may quote what it was given, and a problem report prints the causes.
    """
    try:
        return function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - raised again in our words
        code = _code(error)
        _release(error)
        log.warning("the keyring raised %s, told as %s", type(error).__name__, code)
        raise SecretError(Problem(code, retryable=True)) from None


def _code(error: BaseException) -> str:
    """The code of the innermost cause that has one."""
    code = "keyring_failed"
    for cause in _causes(error):
        code = _CODES.get(str(getattr(cause, "name", "")), _CODES.get(type(cause).__name__, code))
    return code


def _release(error: BaseException) -> None:
    """Let go of what the frames of the failed call hold: the secret above all."""
    for cause in _causes(error):
        clear_frames(cause.__traceback__)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
