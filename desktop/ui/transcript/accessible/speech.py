"""Tells a screen reader what happens in the transcript: when a reply begins and when it ends, what the keyboard is on.

Not every word of a reply, which nobody could follow. The trap: a reply that grows is put sixty times a second, so
nothing here looks at its text before it has ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

from desktop.core.message import Message, Role, Status
from desktop.ui import words
from desktop.ui.conversation.spoken import plain_words
from desktop.ui.transcript.accessible.transcript import AccessibleTranscript
from desktop.ui.transcript.segment import Target

if TYPE_CHECKING:
    from desktop.ui.conversation.message_model import MessageModel
    from desktop.ui.transcript.view import TranscriptView

_LONGEST: Final = 1000
"""Characters of an answer that are said without being asked for."""


class Speech(QObject):
    """`announced` carries what was said."""

    announced = Signal(str)

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._transcript = AccessibleTranscript(view)
        self._model: MessageModel | None = None
        self._streaming: set[str] = set()

    def set_model(self, model: MessageModel | None) -> None:
        """The messages are those of another conversation."""
        if self._model is not None:
            self._model.rowsInserted.disconnect(self._on_rows_inserted)
            self._model.rowsAboutToBeRemoved.disconnect(self._on_rows_about_to_be_removed)
            self._model.modelReset.disconnect(self._on_reset)
        self._model = model
        if model is not None:
            model.rowsInserted.connect(self._on_rows_inserted)
            model.rowsAboutToBeRemoved.connect(self._on_rows_about_to_be_removed)
            model.modelReset.connect(self._on_reset)
        self._on_reset()
        if not self._transcript.is_asked:
            self._transcript.delete()  # first, since it takes along what Qt knows of the view
            self._transcript = AccessibleTranscript(self._view)

    def changed(self, message: Message) -> None:
        """A message is new or not as it was before."""
        if message.role is Role.USER:
            return
        if message.status is Status.STREAMING:
            if message.id not in self._streaming:
                self._streaming.add(message.id)
                self.say(self.tr("The chatbot is answering."))
        elif message.id in self._streaming:
            self._streaming.discard(message.id)
            said = f"{plain_words(message.text, _LONGEST)} {words.ending(message)}".strip()
            self.say(said or self.tr("The answer is empty."))
            self._renamed(message.id)

    def say(self, text: str) -> None:
        self.announced.emit(text)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, text))

    def point_at(self, message_id: str, target: Target) -> None:
        """The keyboard is on something that can be pressed."""
        self.announced.emit(target.name)
        node = self._transcript.row(message_id).target(target.key) if QAccessible.isActive() else None
        if node is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(node, QAccessible.Event.Focus))

    def _renamed(self, message_id: str) -> None:
        """Screen readers keep the names that they asked for."""
        row = self._transcript.find(message_id) if QAccessible.isActive() else None
        if row is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(row, QAccessible.Event.NameChanged))

    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        if QAccessible.isActive() and self._model is not None and first == last:  # many are a conversation, not news
            row = self._transcript.row(self._model.message_at(first).id)
            QAccessible.updateAccessibility(QAccessibleEvent(row, QAccessible.Event.ObjectCreated))

    def _on_rows_about_to_be_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        for index in range(first, last + 1) if self._model is not None else ():
            message_id = self._model.message_at(index).id if self._model is not None else ""
            self._streaming.discard(message_id)
            row = self._transcript.find(message_id)
            if row is not None and QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleEvent(row, QAccessible.Event.ObjectDestroyed))
            self._transcript.forget(message_id)

    def _on_reset(self) -> None:
        model = self._model
        self._streaming = {one for one in self._streaming if model is not None and model.row_of(one) >= 0}
        self._transcript.forget_all()
