"""The key in the form of a profile: what is kept, never the key itself, or a field for a new one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop.core.chatbot import Secret, clean_secret
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.settings.places import kept, may_choose, outlook, was_chosen
from desktop.ui.widgets.form import Field, column, words
from desktop.ui.words import sentence


class SecretBox(QWidget):
    """`typed` gives the new key, None when nothing was typed; it may raise ProfileError.

    `session_only` is whether it is to be kept out of the keyring.

    `keeping_requested` asks to move a key that is kept until the program ends into the keyring.
    """

    changed = Signal()
    removal_requested = Signal()
    keeping_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._place = SecretPlace(PlaceKind.WAITING)
        self._asked_again = False
        self._replacing = self._chosen = False
        edit = QLineEdit()
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.field = Field(self.tr("Key"), "", theme, edit=edit)
        edit.textEdited.connect(self.changed)
        self.session_box = QCheckBox(self.tr("Keep it only until I quit"))
        self.session_box.clicked.connect(self._on_session_chosen)
        self._label = words(self.tr("Key"), wraps=False)
        self._kept = words(role="secondary")
        self._why = words(role="secondary")
        self.keep_button = QPushButton(self.tr("Keep in the keyring now"))
        self.keep_button.clicked.connect(self.keeping_requested)
        self.replace_button = QPushButton(self.tr("Replace…"))
        self.remove_button = QPushButton(self.tr("Remove key"))
        for button in (self.keep_button, self.replace_button, self.remove_button):
            button.setAutoDefault(False)
        set_role(self.remove_button, "quiet")
        self.replace_button.clicked.connect(self._on_replace)
        self.remove_button.clicked.connect(self.removal_requested)
        self._buttons = QWidget()
        row = spaced(QHBoxLayout(self._buttons), theme, "space_s")
        row.addWidget(self.keep_button)
        row.addWidget(self.replace_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        layout = column(theme, "space_xs")
        for widget in (self._label, self._kept, self._why, self._buttons, self.field, self.session_box):
            layout.addWidget(widget)
        self.setLayout(layout)
        self._show()

    def show_place(self, place: SecretPlace) -> None:
        self._place = place
        self._show()

    def ask_again(self, *, needed: bool) -> None:
        """The address changed: the key that is kept belongs to the old one."""
        if self._asked_again != needed:
            self._asked_again = needed
            self._show()

    def ask(self) -> None:
        """Open the field for another key, whatever is kept."""
        self._replacing = True
        self._show()

    def clear(self) -> None:
        """Forget what was typed, and show what is kept."""
        self.field.set_text("")
        self.field.clear_error()
        self._asked_again = self._replacing = self._chosen = False
        self._show()

    def restore(self, text: str, *, session_only: bool) -> None:
        """What was typed and not saved yet."""
        self.field.set_text(text)
        self.session_box.setChecked(session_only)
        self._chosen = True
        self._show()

    @property
    def session_only(self) -> bool:
        return self.session_box.isChecked() and may_choose(self._place)

    def typed(self) -> Secret | None:
        text = self.field.text
        return clean_secret(text) if text.strip() else None

    def is_dirty(self) -> bool:
        return bool(self.field.text)

    def _show(self) -> None:
        has_one = self._place.kind in (PlaceKind.KEYRING, PlaceKind.SESSION) and not self._asked_again
        editing = not has_one or self._replacing or self.is_dirty()
        self._label.setVisible(not editing)
        self._kept.setText(kept(self._place))
        self._kept.setVisible(not editing)
        is_session = self._place.kind is PlaceKind.SESSION
        why = sentence(self._place.problem) if is_session and self._place.problem else ""
        self._why.setText(why)
        self._why.setVisible(bool(why) and not editing)
        built_in = self._place.problem is not None and self._place.problem.code == "session_only"
        self.keep_button.setVisible(is_session and not built_in)
        self._buttons.setVisible(not editing)
        self.field.setVisible(editing)
        if not self._chosen:
            self.session_box.setChecked(was_chosen(self._place))
        self.session_box.setVisible(editing and may_choose(self._place))
        words_now = outlook(self._place, session_only=self.session_box.isChecked())
        if self._asked_again:
            again = self.tr("A key belongs to one address. Paste the key for the new address.")
            words_now = f"{again} {words_now}"
        self.field.set_help(words_now)

    def _on_session_chosen(self) -> None:
        self._chosen = True
        self._show()
        self.changed.emit()

    def _on_replace(self) -> None:
        self.ask()
        self.field.setFocus()
