"""The system keyring, asked on its thread with patience: a moment for its answer, longer while it asks its own user.

The trap: a keyring that hangs and one that waits for its owner look alike from here, and neither may hold up the
program for ever. Only one that says that it asks for its password is given the time to type it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

from desktop.chat.ports import SecretVault, WorkThread
from desktop.core.errors import Problem, SecretError

KEYRING_PATIENCE: Final = 3.0
"""Seconds until a keyring that does not answer counts as hung: one that is locked waits for its owner for ever."""
PROMPT_PATIENCE: Final = 60.0
"""Seconds that a person has to type the password of the keyring, while it is told that the system asks for it."""
_GLANCE: Final = 0.3
"""Seconds until it is looked whether the keyring asks for a password."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class PatientKeyring:
    """`on_asking` is called when the system asks its user for the password of the keyring."""

    def __init__(self, thread: WorkThread, vault: SecretVault, patience: float = KEYRING_PATIENCE) -> None:
        self._thread = thread
        self._vault = vault
        self._patience = patience
        self.on_asking: Callable[[], None] = lambda: None

    async def ask(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What a blocking call of the vault returns. Raises SecretError, also keyring_timeout and keyring_asks."""
        future = asyncio.wrap_future(self._thread.call(function, *args, **kwargs))
        glance = min(_GLANCE, self._patience)
        try:
            done, _ = await asyncio.wait({future}, timeout=glance)
            is_asking = not done and self._vault.is_asking
            if is_asking:
                self.on_asking()
            return await asyncio.wait_for(future, (PROMPT_PATIENCE if is_asking else self._patience) - glance)
        except TimeoutError:
            raise self._no_answer() from None
        except SecretError as error:
            if error.problem.code == "keyring_timeout":  # it was not even asked, since an earlier call still waits
                raise self._no_answer() from None
            raise
        finally:
            future.cancel()

    def _no_answer(self) -> SecretError:
        return SecretError(Problem("keyring_asks" if self._vault.is_asking else "keyring_timeout", retryable=True))
