"""What tests of widgets share: a theme in force and the application's own font."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.theme import ThemeSwitch


@pytest.fixture
def switch(qapp: QApplication) -> ThemeSwitch:
    return ThemeSwitch(qapp, "light", qapp)
