"""The log file: rotated, without message texts, and with secrets taken out of every line."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from desktop.api.redact import SecretFilter
from desktop.core.chatbot import Secret

_NAME: Final = "robofy-desktop.log"
_SIZE: Final = 1_000_000
_KEPT: Final = 3
_TALKATIVE: Final = ("httpx", "httpcore", "asyncio", "qasync")


class Journal:
    """Open from `open` to `close`; every secret that is used must be made known to it with `register`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._filter = SecretFilter()
        self._handler: logging.Handler | None = None

    def register(self, secret: Secret) -> None:
        self._filter.register(secret)

    def open(self) -> None:
        """A folder that cannot be written costs the log and nothing else."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / _NAME
            handler = RotatingFileHandler(path, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True)
        except OSError:
            return
        handler.addFilter(self._filter)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        root = logging.getLogger()
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._handler = handler

    def set_detailed(self, detailed: bool) -> None:
        """Whether what is said at debug level goes to the log, too: there, and only there, are texts of messages."""
        logging.getLogger("desktop").setLevel(logging.DEBUG if detailed else logging.NOTSET)

    @property
    def folder(self) -> Path:
        return self._folder

    def files(self) -> list[Path]:
        """What there is of the log, the newest first."""
        known = [_NAME, *(f"{_NAME}.{number}" for number in range(1, _KEPT + 1))]
        return [path for path in (self._folder / name for name in known) if path.is_file()]

    def close(self) -> None:
        if self._handler is not None:
            self.set_detailed(False)
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
