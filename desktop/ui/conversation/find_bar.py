"""The bar over a conversation in which words are looked for: a field, how many there are, and the way to each.

Two traps. Esc closes the bar and must not stop the reply, which is a shortcut of the whole window; so the bar takes
that key before the shortcut gets it. And a screen reader is told the count when it is known, not each step of counting.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from desktop.core.text import elide
from desktop.ui.actions import native, with_keys
from desktop.ui.conversation.header import ElidedLabel
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.look.tinted import Tint
from desktop.ui.widgets.form import announce

_QUOTED: Final = 30


class FindBar(QFrame):
    """`text_changed` carries what is looked for; `closed` comes when the bar was shut, by hand or by key.

    `back_requested` asks for the results of the search that led here. `opened` comes when it opens with words that were
    looked for before; it is true when they are selected.
    """

    text_changed = Signal(str)
    next_requested = Signal()
    previous_requested = Signal()
    back_requested = Signal()
    opened = Signal(bool)
    closed = Signal()

    _is_whole = False  # at exit Qt still sends events to an object that Python has emptied

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "find")
        self._switch = switch
        self._is_whole = True
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Find in this conversation"))
        self.field.setAccessibleName(self.tr("Find in this conversation"))
        self.field.textChanged.connect(self.text_changed)
        self.field.installEventFilter(self)
        self.status = ElidedLabel(self)
        set_role(self.status, "secondary")
        next_text, previous_text = self.tr("Next match"), self.tr("Previous match")
        self.previous_button = self._button("chevron-up", previous_text, with_keys(previous_text, "find_previous"))
        self.next_button = self._button("chevron-down", next_text, with_keys(next_text, "find_next"))
        self.back_button = QPushButton(self.tr("All results"), self)
        set_role(self.back_button, "quiet")
        self.back_button.setToolTip(with_keys(self.tr("Back to the results in all conversations"), "search"))
        self.back_button.setAutoDefault(True)  # so that Enter presses it, too
        self.back_button.clicked.connect(self.back_requested)
        Tint(self.back_button, "search", switch, "text-secondary", beside_words=True)
        close = self.tr("Close the search")
        self.close_button = self._button("x", close, f"{close} ({native('Esc')})")
        self.previous_button.clicked.connect(self.previous_requested)
        self.next_button.clicked.connect(self.next_requested)
        self.close_button.clicked.connect(self.shut)
        row = spaced(QHBoxLayout(self), switch.theme, "space_s", margins=("space_l", "space_xs", "space_s", "space_xs"))
        row.addWidget(self.field, 3)
        row.addWidget(self.status, 2)
        row.addWidget(self.back_button)
        self.back_button.hide()
        for button in (self.previous_button, self.next_button, self.close_button):
            row.addWidget(button)
        self.show_count("", 0, 0)
        self.hide()

    def _button(self, icon: str, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        Tint(button, icon, self._switch, "text-secondary")
        return button

    # ── opening and closing ─────────────────────────────────────────────────────────────────────────────────────

    def open_with(self, text: str) -> None:
        """Show the bar and put the keyboard into it; `text` takes the place of what was looked for before."""
        was_hidden = self.isHidden()
        self.show()
        if text and text != self.field.text():
            self.field.setText(text)
        elif was_hidden:
            self.opened.emit(bool(text))
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_words(self, text: str) -> None:
        """Show the bar with what was looked for in all conversations; the keyboard stays where it is."""
        was_blocked = self.field.blockSignals(True)
        self.field.setText(text)
        self.field.blockSignals(was_blocked)
        self.back_button.show()
        self.show()

    @Slot()
    def shut(self) -> None:
        self.back_button.hide()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.window().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if not self._is_whole or not isinstance(event, QKeyEvent) or event.type() not in kinds:
            return False
        is_press = event.type() is QEvent.Type.KeyPress
        if watched is self.field:
            return is_press and self._pressed_in_field(event)
        if event.key() != Qt.Key.Key_Escape or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        event.accept()
        if is_press:
            self.shut()
        return True

    def _pressed_in_field(self, event: QKeyEvent) -> bool:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        (self.previous_requested if back else self.next_requested).emit()
        return True

    # ── what it says ────────────────────────────────────────────────────────────────────────────────────────────

    def show_count(
        self, text: str, number: int, count: int, *, counting: bool = False, capped: bool = False, turned: str = ""
    ) -> None:
        """How many places there are for `text`, and which one is gone to; `turned` is the end that was passed."""
        said = self._words(text, number, count, counting=counting, capped=capped)
        if turned:
            hint = self.tr("From the start again") if turned == "start" else self.tr("From the end again")
            said = f"{said} · {hint}"
        self.previous_button.setEnabled(count > 0)
        self.next_button.setEnabled(count > 0)
        if said != self.status.accessibleName():
            self.status.show_text(said)
            if said and not counting:
                announce(self.status)

    def _words(self, text: str, number: int, count: int, *, counting: bool, capped: bool) -> str:
        if not text.strip():
            return ""
        if not count:
            return self.tr("Searching…") if counting else self.tr("No results for “%1”").replace("%1", _quoted(text))
        total = QLocale().toString(count)
        if capped:
            return self.tr("More than %1").replace("%1", total)
        total = f"{total}…" if counting else total
        if not number:
            return self.tr("%1 found").replace("%1", total)
        return self.tr("%1 of %2").replace("%1", QLocale().toString(number)).replace("%2", total)


def _quoted(text: str) -> str:
    return elide(" ".join(text.split()), _QUOTED)
