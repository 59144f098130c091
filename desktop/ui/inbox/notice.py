"""What stands where an inbox cannot be shown, or not yet: a sentence, and what to do about it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.core.errors import NEEDS_SECRET, Problem
from desktop.ui.look.measures import spaced
from desktop.ui.look.tokens import Theme
from desktop.ui.problem_facts import told
from desktop.ui.widgets.copy_details import CopyDetails
from desktop.ui.widgets.form import announce, words
from desktop.ui.words import sentence

FOR_KEY: Final = NEEDS_SECRET | {"read_unauthorized", "read_secret_missing"}
"""Codes that a key typed now would mend."""
_FOR_SETTINGS: Final = {
    "inbox_client_token", "inbox_forbidden", "inbox_not_found",
    "profile_gone", "chatbot_gone", "address_invalid", "address_insecure", "address_userinfo", "project_missing",
}  # fmt: skip
"""Codes that the settings can mend."""
_IN_VAIN: Final = frozenset({"inbox_client_token", "profile_gone", "chatbot_gone"})
"""Codes that stay however often it is tried."""


class InboxNotice(QWidget):
    """Empty until it is told what to show."""

    retry_requested = Signal()
    settings_requested = Signal()
    key_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words()
        self._detail = words(role="secondary")
        self.retry_button = self._button(self.tr("Try again"), self.retry_requested)
        self.settings_button = self._button(self.tr("Open the settings"), self.settings_requested)
        self.key_button = self._button(self.tr("Enter a key"), self.key_requested)
        self.copy_button = CopyDetails(self)
        column = spaced(QVBoxLayout(self), theme, "space_s", margins="space_l")
        column.addWidget(self._words)
        column.addWidget(self._detail)
        for button in (self.key_button, self.retry_button, self.settings_button, self.copy_button):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        self.show_words("")

    def _button(self, text: str, wish: object) -> QPushButton:
        made = QPushButton(text, self)
        made.setAutoDefault(True)  # so that Enter presses it, too
        made.clicked.connect(wish)
        return made

    @property
    def text(self) -> str:
        return self._words.text()

    @property
    def detail(self) -> str:
        return self._detail.text()

    def show_words(self, text: str) -> None:
        """A sentence without anything to do."""
        self._show(text, None)

    def show_problem(self, problem: Problem) -> None:
        self._show(sentence(problem), problem)
        announce(self)

    def _show(self, text: str, problem: Problem | None) -> None:
        self._words.setText(text)
        detail = told(problem) if problem is not None else ""
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        code = problem.code if problem is not None else ""
        self.retry_button.setVisible(bool(code) and code not in _IN_VAIN)
        self.settings_button.setVisible(code in _FOR_SETTINGS)
        self.key_button.setVisible(code in FOR_KEY)
        self.copy_button.show_problem(problem, text)
        self.setAccessibleName(text)
