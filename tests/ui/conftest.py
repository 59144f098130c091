"""What tests of widgets share: a theme in force, the application's own font, and patience."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.look.theme import ThemeSwitch

PATIENCE: Final = 60_000
"""Milliseconds after which a wait is in vain; the usual 5,000 can pass on a machine that is busy."""


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    made = QtBot(request)
    for wait in ("waitActive", "waitExposed", "waitSignal", "waitSignals", "waitUntil"):
        setattr(made, wait, partial(getattr(made, wait), timeout=PATIENCE))
    return made


@pytest.fixture
def switch(qapp: QApplication) -> Iterator[ThemeSwitch]:
    made = ThemeSwitch(qapp, "light", qapp)
    yield made
    made.set_zoom(100)
