"""The choice whether pictures of chatbots are fetched, with what that means."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from desktop.ui.widgets.form import words


def avatar_choice(layout: QVBoxLayout) -> QCheckBox:
    """Adds title, box and explanation to a page; the box."""
    box = QCheckBox(_tr("Show pictures of chatbots"))
    said = _tr("They come from where the server says they are, over an encrypted connection and without your key.")
    box.setAccessibleDescription(said)
    layout.addWidget(words(_tr("Chatbots"), "title"))
    layout.addWidget(box)
    layout.addWidget(words(said, "secondary"))
    return box


def _tr(text: str) -> str:
    return QCoreApplication.translate("AvatarChoice", text)
