"""What tests of dialogs share: the dialog that is open, and the icon that the start sets."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop.ui.look.resources import resource_path

T = TypeVar("T")


def modal(kind: type[T]) -> T | None:
    """The dialog that has the keyboard, when it is of this kind."""
    found = QApplication.activeModalWidget()
    return found if isinstance(found, kind) else None


@pytest.fixture
def window_icon(qapp: QApplication) -> None:
    """As the start sets it: an icon in a tray is this one."""
    qapp.setWindowIcon(QIcon(str(resource_path("app.svg"))))
