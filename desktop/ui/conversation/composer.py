"""Where a question is written: a field that grows, and a button that says who will get the message.

The trap: an input method commits with the same Return that sends. While it is composing, Return belongs to it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QShowEvent, QTextOption
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.settings import SendKey
from desktop.ui.actions import native, with_keys
from desktop.ui.conversation.edit_bar import EditBar, Editing
from desktop.ui.look.measures import Margins, spaced
from desktop.ui.look.theme import ThemeSwitch, restyle, set_role
from desktop.ui.look.tinted import Tint
from desktop.ui.widgets.form import filled

_MOST_LINES: Final = 8
_RETURN: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ComposerField(QPlainTextEdit):
    """Plain text, one to eight lines high. `send_pressed` when the send key is pressed and nothing is composing."""

    send_pressed = Signal()
    focus_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._send_key = SendKey.ENTER
        self._composing = False
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def set_send_key(self, key: SendKey) -> None:
        self._send_key = key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _RETURN and not self._composing:
            modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if modifiers == self._sending_modifiers():
                self.send_pressed.emit()
                return
            if modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
                self.insertPlainText("\n")
                self.ensureCursorVisible()
                return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A field with nothing to undo leaves the key to the window, which may have: a deletion, for one."""
        is_key = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        if is_key and event.type() == QEvent.Type.ShortcutOverride and not self.document().isUndoAvailable():
            event.ignore()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type] # Qt hands over a QFocusEvent
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QEvent) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type] # Qt hands over a QFocusEvent
        self._composing = False
        self.focus_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # the style sheet sets the font only now

    def _sending_modifiers(self) -> Qt.KeyboardModifier:
        if self._send_key is SendKey.CTRL_ENTER:
            return Qt.KeyboardModifier.ControlModifier
        return Qt.KeyboardModifier.NoModifier

    @Slot()
    def _fit(self) -> None:
        """As high as the text, within its limits; a scroll bar only beyond them."""
        lines = max(1, round(self.document().size().height()))
        line = self.fontMetrics().lineSpacing()
        margins = self.contentsMargins()
        around = margins.top() + margins.bottom() + round(2 * self.document().documentMargin())
        self.setFixedHeight(min(lines, _MOST_LINES) * line + around)
        more = lines > _MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)


class Composer(QFrame):
    """`message_submitted` carries the text; the field is emptied by `clear`, when the message is taken over.

    While a reply is on its way `queue_requested` carries it instead, and `edit_submitted` while something that was
    written earlier is edited. What stood there before comes back after the editing, and is the draft meanwhile.
    """

    message_submitted = Signal(str)
    queue_requested = Signal(str)
    edit_submitted = Signal(str)
    edit_changed = Signal(str)
    edit_cancelled = Signal()
    stop_requested = Signal()
    text_changed = Signal(str)

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "composer")
        self._streaming = False
        self._editing: Editing | None = None
        self._kept_draft = ""
        self.edit_bar = EditBar(switch, self)
        self.field = ComposerField(self)
        self.field.setAccessibleName(self.tr("Message"))
        self.send_button = QPushButton(self)
        set_role(self.send_button, "primary")
        self._chatbot = self._label = ""
        self._send_tint = Tint(self.send_button, "arrow-up", switch, "accent-text", beside_words=True)
        self.stop_button = QPushButton(self.tr("Stop"), self)
        self.stop_button.setToolTip(with_keys(self.tr("Stop the answer"), "stop"))
        Tint(self.stop_button, "square", switch, beside_words=True)
        self.hint = QLabel(self)
        self.hint.setWordWrap(True)
        set_role(self.hint, "secondary")
        for button in (self.send_button, self.stop_button):
            button.setAutoDefault(True)  # so that Enter presses it, too
        self._arrange(switch)
        self.field.send_pressed.connect(self._on_send)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.focus_changed.connect(self._on_focus_changed)
        self.send_button.clicked.connect(self._on_send)
        self.stop_button.clicked.connect(self.stop_requested)
        self.edit_bar.cancel_requested.connect(self.edit_cancelled)
        self._send_words = self.tr("Send")
        self.set_send_key(SendKey.ENTER)
        self.set_streaming(False)

    def set_chatbot(self, name: str) -> None:
        """Say who will get the message, in the field and on the button."""
        self._chatbot = name
        self.field.setPlaceholderText(self.tr("Ask %1…").replace("%1", name))
        self._name_button()

    def set_environment(self, label: str, colour: str) -> None:
        """Say where the message goes, for example to production, in words and in the colour of the profile."""
        self._label = label
        set_role(self.send_button, "primary", tone=colour)
        self._send_tint.show("arrow-up", "profile-text" if colour else "accent-text")
        self._name_button()

    def _name_button(self) -> None:
        words = self.tr("Send to %1 · %2") if self._label else self.tr("Send to %1")
        self._send_words = filled(words, self._chatbot, self._label)
        self._show_state()

    def set_placeholder(self, text: str) -> None:
        """What the chatbot would like to stand in the empty field; nothing leaves what stands there."""
        if text:
            self.field.setPlaceholderText(text)

    def set_send_key(self, key: SendKey) -> None:
        self.field.set_send_key(key)
        if key is SendKey.ENTER:
            self._key_words = self.tr("Enter sends · Shift+Enter makes a new line")
        else:
            self._key_words = self.tr("%1 sends · Enter makes a new line").replace("%1", native("Ctrl+Enter"))
        self._show_state()

    def set_streaming(self, streaming: bool) -> None:
        self._streaming = streaming
        self._show_state()

    def text(self) -> str:
        return self.field.toPlainText()

    @property
    def is_editing(self) -> bool:
        return self._editing is not None

    def begin_editing(self, text: str, editing: Editing) -> None:
        """Have something that was written earlier in the field; the draft is kept aside. The keyboard stays."""
        if self._editing is None:
            self._kept_draft = self.text()
        self._editing = editing
        self._fill(text)
        self.edit_bar.show_words(editing.words)
        self._show_state()

    def end_editing(self) -> None:
        """The draft stands in the field again."""
        if self._editing is None:
            return
        self._fill(self._kept_draft)
        self._editing, self._kept_draft = None, ""
        if self._has_keyboard(self.edit_bar.cancel_button):
            self.field.setFocus()
        self.edit_bar.hide()
        self._show_state()

    def set_text(self, text: str) -> None:
        """Put the draft in; while something else is edited it waits."""
        if self._editing is not None:
            self._kept_draft = text
            return
        self._fill(text)

    def _fill(self, text: str) -> None:
        self.field.setPlainText(text)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    def clear(self) -> None:
        self.field.clear()

    def _arrange(self, switch: ThemeSwitch) -> None:
        row = spaced(QHBoxLayout(), switch.theme, "space_s")
        row.addWidget(self.hint, 1)
        row.addWidget(self.stop_button)
        row.addWidget(self.send_button)
        sides: Margins = ("space_m", "space_s", "space_s", "space_s")
        column = spaced(QVBoxLayout(self), switch.theme, "space_xs", margins=sides)
        column.addWidget(self.edit_bar)
        column.addWidget(self.field)
        column.addLayout(row)

    def _show_state(self) -> None:
        has_text = bool(self.text().strip())
        if not self._streaming and self._has_keyboard(self.stop_button):
            self.field.setFocus()
        self.stop_button.setVisible(self._streaming)
        waits = self._streaming and self._editing is not None and self._editing.waits
        self.send_button.setEnabled(has_text and not waits)
        self.send_button.setText(self._button_words())
        self.send_button.setAccessibleName(self.send_button.text())
        self.hint.setText(self._hint(waits=waits) if self._streaming and has_text else self._key_words)

    def _has_keyboard(self, button: QAbstractButton) -> bool:
        """Now; `focusWidget` of the composer is what had it here last, wherever it went from there."""
        return self.window().focusWidget() is button

    def _hint(self, *, waits: bool) -> str:
        """What becomes of the text while a reply is on its way."""
        if waits:
            return self.tr("You can send this when the answer has ended.")
        return self.tr("This is asked when the answer has ended.") if self._editing is None else self._key_words

    def _button_words(self) -> str:
        if self._editing is not None:
            return self._editing.button or self._send_words
        return self.tr("Queue") if self._streaming else self._send_words

    @Slot()
    def _on_send(self) -> None:
        text = self.text().strip()
        if not text:
            return
        if self._editing is None:
            (self.queue_requested if self._streaming else self.message_submitted).emit(text)
        elif not (self._streaming and self._editing.waits):
            self.edit_submitted.emit(text)

    @Slot()
    def _on_text_changed(self) -> None:
        self._show_state()
        (self.text_changed if self._editing is None else self.edit_changed).emit(self.text())

    @Slot(bool)
    def _on_focus_changed(self, focused: bool) -> None:
        self.setProperty("active", focused)
        restyle(self)
