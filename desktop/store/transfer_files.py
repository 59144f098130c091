"""The files of exports and imports, as one thing: what an export writes, and what an import is staged in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from secrets import token_hex
from typing import Final

from desktop.core.progress import Progress
from desktop.store.backups import Backups
from desktop.store.saved_text import save_by, save_pieces
from desktop.store.staging import discard, stage, sweep

_WINDOW: Final = "window-"


class TransferFiles:
    """`folder` is where imports are staged: private, and on the disk that they go to. `history` is the file into which
    they are merged. There is one window of a folder at a time: what others staged was left there. Raises StoreError.
    """

    def __init__(self, folder: Path, history: Path) -> None:
        self._folder = folder
        self._history = history
        self._owner = f"{_WINDOW}{token_hex(4)}-"

    def save_pieces(self, path: Path, pieces: Iterable[str]) -> None:
        save_pieces(path, pieces)

    def save_by(self, path: Path, write: Callable[[Path], None]) -> None:
        save_by(path, write)

    def stage(self, path: Path, progress: Progress) -> Path:
        return stage(path, self._folder, progress, self._owner)

    def back_up(self, progress: Progress) -> Path:
        return Backups(self._history).make_before_import(progress)

    def discard(self, staged: Path) -> None:
        discard(staged)

    def tidy_up(self) -> None:
        sweep(self._folder, _WINDOW, self._owner)
