"""The history file of one run: opened late, on the disk's thread, and copied for safety before and while it is used.

The trap: the copy before a new version is owed until it was made, also when the disk was full at its first start.
"""

from __future__ import annotations

from collections.abc import Callable

from desktop.core.errors import AppError, Problem
from desktop.store.backups import Backups
from desktop.store.history import History, open_history
from desktop.store.paths import Paths
from desktop.store.read_only import open_read_only


class HistoryKeeper:
    """`reads_only` says whether nothing may be written, `is_new_version` whether this version never had the history.

    `is_copied` is set when what there was before this version needs no copy any more; `tell` hears what kept one from
    being made.
    """

    def __init__(
        self,
        paths: Paths,
        reads_only: Callable[[], bool],
        is_new_version: Callable[[], bool],
        tell: Callable[[Problem], None],
    ) -> None:
        self._paths = paths
        self._reads_only = reads_only
        self._is_new_version = is_new_version
        self._tell = tell
        self._history: History | None = None
        self.is_copied = False

    def open(self) -> History:
        """On the disk's thread. Raises StoreError."""
        if self._reads_only():
            self._history = open_read_only(self._paths.history)
            return self._history
        self._paths.create()
        if not self.is_copied:
            self._copy_before_version()
        self._history = open_history(self._paths.history)
        return self._history

    def back_up(self, goes_on: Callable[[], bool]) -> None:
        """The copy of the day, on the thread for it, once the history is open; given up when the program ends."""
        if self._history is not None and not self._reads_only():
            Backups(self._paths.history).make_daily(goes_on)

    def close(self) -> None:
        """On the disk's thread."""
        if self._history is not None:
            self._history.close()

    def _copy_before_version(self) -> None:
        try:
            if self._is_new_version():
                Backups(self._paths.history).make_before_version()
            self.is_copied = True
        except AppError as error:
            self._tell(error.problem)
