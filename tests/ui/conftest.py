"""What tests of widgets share: a theme in force and the application's own font."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.look.theme import ThemeSwitch


@pytest.fixture
def switch(qapp: QApplication) -> Iterator[ThemeSwitch]:
    made = ThemeSwitch(qapp, "light", qapp)
    yield made
    made.set_zoom(100)
