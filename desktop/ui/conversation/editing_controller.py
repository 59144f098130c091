"""Editing in the composer what was written earlier: each conversation may have one such editing under way.

The trap: switching conversations in the middle of it must neither lose what was typed nor put it into another one's
draft. So what is typed is kept here, by conversation, and the draft stays with its own. For the next start, after a
crash too, it is saved below that draft.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt

from desktop.ui.conversation.composer import Composer
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.edit_bar import Editing
from desktop.ui.conversation.open_conversation import OpenConversation


@dataclass
class _Edit:
    original: str
    text: str
    editing: Editing
    commit: Callable[[str], bool]
    ended: Callable[[], object]


class EditingController(QObject):
    """To be made after what fills the composer with drafts: both hear of a conversation that is shown."""

    def __init__(self, composer: Composer, chat: ChatController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._composer = composer
        self._chat = chat
        self._edits: dict[str, _Edit] = {}
        self._at = ""
        composer.edit_changed.connect(self._on_edit_changed)
        composer.edit_submitted.connect(self._on_edit_submitted)
        composer.edit_cancelled.connect(self.cancel)
        chat.conversation_shown.connect(self._on_conversation_shown)
        chat.conversation_removed.connect(self._on_conversation_removed)

    def begin(
        self,
        text: str,
        editing: Editing,
        commit: Callable[[str], bool],
        ended: Callable[[], object] = lambda: None,
    ) -> None:
        """Edit a text in the conversation in view. `commit` takes the new one or refuses it; `ended` comes at last."""
        if self._chat.current is None:
            return
        self._finish()
        self._at = self._chat.current.conversation.id
        self._edits[self._at] = _Edit(text, text, editing, commit, ended)
        self._composer.begin_editing(text, editing)
        self._composer.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel(self) -> None:
        """Leave everything as it was."""
        self._finish()
        self._composer.end_editing()

    def _finish(self) -> None:
        at, self._at = self._at, ""
        edit = self._edits.pop(at, None)
        if edit is not None:
            self._chat.set_edited(at, "")
            edit.ended()

    def _on_edit_changed(self, text: str) -> None:
        edit = self._edits.get(self._at)
        if edit is not None:
            edit.text = text
            self._chat.set_edited(self._at, text if text != edit.original else "")

    def _on_edit_submitted(self, text: str) -> None:
        edit = self._edits.get(self._at)
        if edit is not None and edit.commit(text):
            self.cancel()

    def _on_conversation_shown(self, shown: OpenConversation) -> None:
        """The draft of the conversation is in the composer by now, or kept aside in it.

        Who goes through the list with the keys stays there: the keyboard is where it was.
        """
        self._at = ""
        self._composer.end_editing()
        edit = self._edits.get(shown.conversation.id)
        if edit is not None:
            self._at = shown.conversation.id
            self._composer.begin_editing(edit.text, edit.editing)

    def _on_conversation_removed(self, conversation_id: str) -> None:
        self._edits.pop(conversation_id, None)
