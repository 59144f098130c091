"""A session of an inbox on the screen: the transcript as of any conversation, and in the composer's place what can be
done with words of somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.core.errors import Problem
from desktop.ui.actions import with_keys
from desktop.ui.conversation.page import ChatPage
from desktop.ui.inbox.notice import InboxNotice
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tinted import Tint
from desktop.ui.widgets.form import selectable, words


class InboxBar(QFrame):
    """Says that this is read only, and whose words these are."""

    continue_requested = Signal()
    save_requested = Signal()
    export_requested = Signal()
    details_requested = Signal()
    refresh_requested = Signal()

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words()
        self._notes = selectable(words(role="secondary"))
        self.continue_button = self._button(self.tr("Continue in a copy"), self.continue_requested)
        self.save_button = self._button(self.tr("Save"), self.save_requested)
        self.save_button.setToolTip(self.tr("Save it among your conversations, with the tag “inbox”"))
        self.export_button = self._button(self.tr("Export…"), self.export_requested)
        self.export_button.setToolTip(with_keys(self.tr("Export…"), "export"))
        self.details_button = self._tool(self.tr("Details of the session"), "info", self.details_requested, switch)
        refresh = with_keys(self.tr("Refresh the session"), "refresh")
        self.refresh_button = self._tool(refresh, "rotate-ccw", self.refresh_requested, switch)
        buttons = spaced(QHBoxLayout(), switch.theme, "space_s")
        for button in (self.continue_button, self.save_button, self.export_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.details_button)
        buttons.addWidget(self.refresh_button)
        column = spaced(QVBoxLayout(self), switch.theme, "space_s")
        column.addWidget(self._words)
        column.addWidget(self._notes)
        column.addLayout(buttons)
        self.show_notes(())

    @property
    def text(self) -> str:
        return self._words.text()

    @property
    def notes(self) -> str:
        return self._notes.text()

    def show_chatbot(self, name: str) -> None:
        self._words.setText(self.tr("Read only: what visitors said to %1").replace("%1", name))
        self.setAccessibleName(self._words.text())

    def show_notes(self, notes: Sequence[str]) -> None:
        self._notes.setText("\n".join(notes))
        self._notes.setVisible(bool(notes))

    def show_use(self, *, is_there: bool, is_saved: bool = False) -> None:
        """Whether there is something to be used, and whether it is among one's own already."""
        for button in (self.continue_button, self.export_button, self.details_button):
            button.setEnabled(is_there)
        self.save_button.setEnabled(is_there and not is_saved)
        self.save_button.setText(self.tr("Saved") if is_saved else self.tr("Save"))

    def _button(self, text: str, wish: SignalInstance) -> QPushButton:
        made = QPushButton(text, self)
        made.setAutoDefault(True)  # so that Enter presses it, too
        made.clicked.connect(wish)
        return made

    def _tool(self, name: str, icon: str, wish: SignalInstance, switch: ThemeSwitch) -> QToolButton:
        made = QToolButton(self)
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.clicked.connect(wish)
        Tint(made, icon, switch, "text-secondary")
        return made


class InboxPage(ChatPage):
    """Nothing can be written here, asked again or deleted."""

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(switch, parent)
        self.notice = InboxNotice(switch.theme)
        self.bar = InboxBar(switch, self)
        below = QWidget(self)
        rows = spaced(QVBoxLayout(below), switch.theme, "space_s")
        rows.addWidget(self.secret_request)
        rows.addWidget(self.bar)
        self.put_in_place_of_composer(below)
        self.transcript.read_only = True
        self.transcript.rows.allow_editing(False)
        self._body.addWidget(self.notice)
        self._on_rows_changed()

    def focus_composer(self) -> None:
        """There is none; the words are what there is."""
        self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_find(self) -> None:
        if self._has_rows:
            super().open_find()

    def find_next(self, *, forward: bool) -> None:
        if self._has_rows:
            super().find_next(forward=forward)

    def show_words(self, text: str) -> None:
        """Why there is nothing to read; stands there as long as there is no message."""
        self.notice.show_words(text)

    def show_problem(self, problem: Problem) -> None:
        self.notice.show_problem(problem)

    def _on_typed(self, text: str) -> None:
        """Words belong nowhere here."""

    def _on_rows_changed(self) -> None:
        self._body.setCurrentWidget(self.transcript if self._has_rows else self.notice)

    @property
    def _has_rows(self) -> bool:
        return self._model is not None and self._model.rowCount() > 0
