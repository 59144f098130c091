"""Starts the app on the history in a folder and says `painted` once what the history had in it is on the screen."""

from __future__ import annotations

import asyncio
import os
import sys

from PySide6.QtCore import QTimer


def _say() -> None:
    print("painted", flush=True)
    os._exit(0)  # what follows is not measured


class Started(asyncio.Event):
    """Set when the history was read and the window shows it; what was shown is painted before a timer is due."""

    def set(self) -> None:
        super().set()
        QTimer.singleShot(0, _say)


def _main(folder: str) -> None:
    os.environ["ROBOFY_DATA_DIR"] = folder
    from desktop import app, start

    built = app.build

    def build(*args: object, **options: object) -> app.Desktop:
        desktop: app.Desktop = built(*args, **options)  # type: ignore[arg-type] # handed on as they came
        desktop.started = Started()
        return desktop

    vars(app)["build"] = build
    start.run([])


if __name__ == "__main__":
    _main(sys.argv[1])
