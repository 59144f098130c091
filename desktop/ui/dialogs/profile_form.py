"""The form of one profile: where, as whom, with which key, and whether it works.

The trap: what was typed must survive a look at another profile, so the form can hand out its draft and take it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.core.chatbot import Profile, Secret, clean_address, clean_id, origin
from desktop.core.connection_result import ConnectionResult
from desktop.core.errors import ProfileError
from desktop.core.secret_place import SecretPlace
from desktop.ui.dialogs.chatbot_rows import ChatbotRows
from desktop.ui.dialogs.connection_box import ConnectionBox
from desktop.ui.dialogs.secret_box import SecretBox
from desktop.ui.form import Field, column, words
from desktop.ui.measures import spaced
from desktop.ui.theme import Theme, set_role
from desktop.ui.words import sentence


@dataclass
class FormDraft:
    """What stood in the form when it was left."""

    profile: Profile
    secret: str = field(repr=False)


class ProfileForm(QWidget):
    """`submitted` and `test_requested` carry a checked Profile and the typed Secret or None."""

    submitted = Signal(object, object)
    test_requested = Signal(object, object)
    test_cancel_requested = Signal()
    removal_requested = Signal()
    secret_removal_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._saved = Profile("", "")
        self._is_new = True
        self.name = Field(self.tr("Name"), self.tr("What you want to call it, for example Support."), theme)
        self.address = Field(self.tr("Address"), self.tr("Leave it as it is unless you were given another one."), theme)
        self.project = Field(
            self.tr("Project ID"), self.tr("A number. You find it in the Robofy dashboard, in the settings."), theme
        )
        self.chatbots = ChatbotRows(theme)
        self.secret = SecretBox(theme)
        self.connection = ConnectionBox(theme)
        self._removal = _RemovalQuestion(theme)
        self.save_button = QPushButton(self.tr("Save"))
        set_role(self.save_button, "primary")
        self.remove_button = QPushButton(self.tr("Remove profile…"))
        set_role(self.remove_button, "quiet")
        self._state = words(role="secondary", wraps=False)
        self._lay_out(theme)
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        self.chatbots.set_theme(theme)
        self.connection.set_theme(theme)

    def show_profile(self, profile: Profile, draft: FormDraft | None, *, is_new: bool) -> None:
        """Show a profile as it is saved, or as it was left in the middle of a change."""
        self._saved, self._is_new = profile, is_new
        shown = draft.profile if draft else profile
        self.name.set_text(shown.name)
        self.address.set_text(shown.address)
        self.project.set_text(shown.project_id)
        self.chatbots.show_chatbots(shown.chatbots)
        self.secret.clear()
        if draft and draft.secret:
            self.secret.field.set_text(draft.secret)
        self._clear_errors()
        self.connection.clear()
        self._removal.hide()
        self.remove_button.setVisible(not is_new)
        self._on_changed()

    def draft(self) -> FormDraft | None:
        """What is not saved yet, None when nothing is."""
        if not self.is_dirty():
            return None
        return FormDraft(self._typed(), self.secret.field.text)

    def is_dirty(self) -> bool:
        return self.secret.is_dirty() or _plain(self._typed()) != _plain(self._saved)

    def show_place(self, place: SecretPlace) -> None:
        self.secret.show_place(place)

    def show_test(self, result: ConnectionResult | None) -> None:
        self.connection.show_result(result)
        if result is not None and result.problem is not None and result.field:
            self.mark(result.field, sentence(result.problem))

    def mark(self, field: str, text: str) -> None:
        """Say at a field what is wrong with it; at no field in particular it stands above the buttons."""
        match field:
            case "address":
                self.address.set_error(text)
            case "project_id":
                self.project.set_error(text)
            case "chatbot_id":
                self.chatbots.set_error(text)
            case "secret":
                self.secret.ask()
                self.secret.field.set_error(text)
            case _:
                self.connection.show_words(text, good=False)

    def _lay_out(self, theme: Theme) -> None:
        layout = column(theme, "space_l", margins="space_xl")
        for widget in (self.name, self.address, self.project, self.chatbots, self.secret, self.connection):
            layout.addWidget(widget)
        layout.addWidget(self._removal)
        foot = spaced(QHBoxLayout(), theme, "space_s")
        foot.addWidget(self.remove_button)
        foot.addStretch(1)
        foot.addWidget(self._state)
        foot.addWidget(self.save_button)
        layout.addLayout(foot)
        layout.addStretch(1)
        self.setLayout(layout)

    def _connect(self) -> None:
        for part in (self.name, self.address, self.project):
            part.edit.textEdited.connect(self._on_changed)
            part.edit.returnPressed.connect(self._on_save)
        self.chatbots.changed.connect(self._on_changed)
        self.chatbots.submitted.connect(self._on_save)
        self.secret.changed.connect(self._on_changed)
        self.secret.field.edit.returnPressed.connect(self._on_save)
        self.secret.removal_requested.connect(self.secret_removal_requested)
        self.connection.test_requested.connect(self._on_test)
        self.connection.cancel_requested.connect(self.test_cancel_requested)
        self.remove_button.clicked.connect(self._removal.ask)
        self._removal.confirmed.connect(self.removal_requested)
        for button in (self.save_button, self.remove_button):
            button.setAutoDefault(False)
        self.save_button.clicked.connect(self._on_save)

    def _typed(self) -> Profile:
        """The profile as it stands in the fields, unchecked."""
        return replace(
            self._saved,
            name=self.name.text,
            address=self.address.text,
            project_id=self.project.text,
            chatbots=self.chatbots.typed(),
        )

    def _checked(self) -> tuple[Profile, Secret | None] | None:
        """The profile and the typed secret; None after marking the first field that is wrong."""
        self._clear_errors()
        try:
            address = clean_address(self.address.text)
            project = clean_id(self.project.text, "project_missing", "project_id")
            chatbots = self.chatbots.chatbots()
            secret = self.secret.typed()
        except ProfileError as error:
            self.mark(error.field, sentence(error.problem))
            self._focus(error.field)
            return None
        name = " ".join(self.name.text.split()) or chatbots[0].name
        profile = replace(self._saved, name=name, address=address, project_id=project, chatbots=chatbots)
        return profile, secret

    def _clear_errors(self) -> None:
        for part in (self.name, self.address, self.project, self.secret.field):
            part.clear_error()
        self.chatbots.set_error("")

    def _focus(self, field: str) -> None:
        fields = {"address": self.address, "project_id": self.project, "secret": self.secret.field}
        if field in fields:
            fields[field].setFocus()

    def _on_changed(self) -> None:
        self.secret.ask_again(needed=not self._is_new and _origin(self.address.text) != _origin(self._saved.address))
        self._state.setText(self.tr("Not saved yet") if self.is_dirty() else "")

    def _on_save(self) -> None:
        if (checked := self._checked()) is not None:
            self.submitted.emit(*checked)

    def _on_test(self) -> None:
        if (checked := self._checked()) is not None:
            self.test_requested.emit(*checked)


class _RemovalQuestion(QWidget):
    """Asked in the form, where the answer belongs, not in a box of its own."""

    confirmed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._remove = QPushButton(self.tr("Remove"))
        set_role(self._remove, "danger")
        keep = QPushButton(self.tr("Keep"))
        for button in (self._remove, keep):
            button.setAutoDefault(False)
        self._remove.clicked.connect(self.hide)
        self._remove.clicked.connect(self.confirmed)
        keep.clicked.connect(self.hide)
        layout = spaced(QHBoxLayout(self), theme, "space_s")
        question = self.tr("Remove this profile? Its key is deleted too. Conversations stay.")
        layout.addWidget(words(question), 1)
        layout.addWidget(self._remove)
        layout.addWidget(keep)
        self.hide()

    def ask(self) -> None:
        self.show()
        self._remove.setFocus()


def _plain(profile: Profile) -> tuple[object, ...]:
    """What can be edited, in a form that a saved and a typed profile share."""
    bots = tuple((bot.id, bot.name) for bot in profile.chatbots) or (("", ""),)
    return profile.name, profile.address, profile.project_id, bots


def _origin(address: str) -> str:
    """The origin, or the text itself while it is none."""
    try:
        return origin(clean_address(address))
    except ProfileError:
        return address
