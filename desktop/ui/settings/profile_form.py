"""The form of one profile: where, as whom, with which key, and whether it works.

The trap: what was typed must survive a look at another profile, so the form can hand out its draft and take it back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.core.chatbot import Profile, Secret, clean_address, clean_secret, origin
from desktop.core.connection_result import ConnectionResult
from desktop.core.errors import ProfileError
from desktop.core.profile_check import (
    LONGEST_LABEL,
    check_handshake,
    clean_handshake_path,
    clean_name,
    clean_project_id,
)
from desktop.core.secret_place import SecretPlace
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.settings.chatbot_rows import ChatbotRows
from desktop.ui.settings.connection_box import ConnectionBox
from desktop.ui.settings.credential_box import CredentialBox
from desktop.ui.settings.look_box import LookBox
from desktop.ui.settings.secret_box import SecretBox
from desktop.ui.settings.sentences import sentence
from desktop.ui.settings.trust_box import TrustBox
from desktop.ui.widgets.form import Field, column, words


@dataclass
class FormDraft:
    """What stood in the form when it was left."""

    profile: Profile
    secret: str = field(repr=False)
    session_only: bool = False


class ProfileForm(QWidget):
    """`submitted` and `test_requested` carry a checked Profile and the typed Secret or None; the former also whether
    that is to be kept out of the keyring. `spoke` names the part that has just said something.

    A field is checked when it is left, too. What is missing is said only on saving: nobody has typed it yet.
    """

    submitted = Signal(object, object, bool)
    test_requested = Signal(object, object)
    test_cancel_requested = Signal()
    removal_requested = Signal()
    secret_removal_requested = Signal()
    secret_keeping_requested = Signal()
    duplicate_requested = Signal()
    spoke = Signal(object)  # QWidget

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
        self.credential = CredentialBox(theme)
        self.secret = SecretBox(theme)
        self.look = LookBox(theme)
        self._managed = words(self.tr("This profile is managed by your administrator. The key is yours."), "secondary")
        self.trust = TrustBox(theme)
        self.connection = ConnectionBox(theme)
        self._removal = _RemovalQuestion(theme)
        self.save_button = QPushButton(self.tr("Save"))
        set_role(self.save_button, "primary")
        self.remove_button = QPushButton(self.tr("Remove profile…"))
        set_role(self.remove_button, "quiet")
        self.duplicate_button = QPushButton(self.tr("Duplicate"))
        set_role(self.duplicate_button, "quiet")
        self._state = words(role="secondary", wraps=False)
        self._fields = {
            "address": self.address,
            "project_id": self.project,
            "handshake_path": self.credential.path,
            "secret": self.secret.field,
        }
        self._lay_out(theme)
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        self.chatbots.set_theme(theme)
        self.look.set_theme(theme)
        self.connection.set_theme(theme)

    def show_profile(self, profile: Profile, draft: FormDraft | None, *, is_new: bool) -> None:
        """Show a profile as it is saved, or as it was left in the middle of a change."""
        self._saved, self._is_new = profile, is_new
        shown = draft.profile if draft else profile
        self.name.set_text(shown.name)
        self.address.set_text(shown.address)
        self.project.set_text(shown.project_id)
        self.chatbots.show_chatbots(shown.chatbots)
        self.credential.show_profile(shown)
        self.look.show_profile(shown)
        self.trust.show_trust(ca_file=shown.ca_file, verify=shown.verify, managed=shown.managed, profile_id=shown.id)
        self._let_edit(enabled=not profile.managed)
        self.secret.clear()
        if draft and draft.secret:
            self.secret.restore(draft.secret, session_only=draft.session_only)
        self._clear_errors()
        self.connection.clear()
        self._removal.hide()
        self.remove_button.setVisible(not is_new and not profile.managed)
        self.duplicate_button.setVisible(not is_new)
        self._on_changed()

    @property
    def profile_id(self) -> str:
        """Whose form it is now."""
        return self._saved.id

    def draft(self) -> FormDraft | None:
        """What is not saved yet, None when nothing is."""
        if not self.is_dirty():
            return None
        return FormDraft(self._typed(), self.secret.field.text, self.secret.session_only)

    def is_dirty(self) -> bool:
        return self.secret.is_dirty() or _plain(self._typed()) != _plain(self._saved)

    def show_place(self, place: SecretPlace) -> None:
        self.secret.show_place(place)

    def show_test(self, result: ConnectionResult | None) -> None:
        self.connection.show_result(result)
        if result is not None and result.problem is not None and result.field:
            self.mark(result.field, sentence(result.problem))
        self.spoke.emit(self.connection)

    def mark(self, field: str, text: str) -> None:
        """Say at a field what is wrong with it; at no field in particular it stands above the buttons."""
        match field:
            case "chatbot_id":
                if self.chatbots.error != text:  # else it has marked the row that is meant
                    self.chatbots.set_error(text)
                self.spoke.emit(self.chatbots)
            case "address" | "project_id" | "handshake_path" | "secret":
                if field == "secret":
                    self.secret.ask()
                self._fields[field].set_error(text)
                self.spoke.emit(self._fields[field])
            case _:
                self.connection.show_words(text, good=False)
                self.spoke.emit(self.connection)

    def _lay_out(self, theme: Theme) -> None:
        layout = column(theme, "space_l", margins="space_xl")
        layout.addWidget(self._managed)
        edited = (self.name, self.address, self.project, self.chatbots, self.credential, self.secret, self.look)
        for widget in (*edited, self.trust):
            layout.addWidget(widget)
        layout.addWidget(self.connection)
        layout.addWidget(self._removal)
        foot = spaced(QHBoxLayout(), theme, "space_s")
        foot.addWidget(self.remove_button)
        foot.addWidget(self.duplicate_button)
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
        for part, check in (
            (self.address, clean_address),
            (self.project, clean_project_id),
            (self.credential.path, clean_handshake_path),
            (self.secret.field, clean_secret),
        ):
            part.edit.editingFinished.connect(partial(_check, part, check))
        for box in (self.credential, self.look):
            box.changed.connect(self._on_changed)
        self.credential.submitted.connect(self._on_save)
        self.look.label.edit.returnPressed.connect(self._on_save)
        self.chatbots.changed.connect(self._on_changed)
        self.chatbots.submitted.connect(self._on_save)
        self.trust.changed.connect(self._on_changed)
        self.secret.changed.connect(self._on_changed)
        self.secret.field.edit.returnPressed.connect(self._on_save)
        self.secret.removal_requested.connect(self.secret_removal_requested)
        self.secret.keeping_requested.connect(self.secret_keeping_requested)
        self.connection.test_requested.connect(self._on_test)
        self.connection.cancel_requested.connect(self.test_cancel_requested)
        self.remove_button.clicked.connect(self._removal.ask)
        self._removal.confirmed.connect(self.removal_requested)
        self.duplicate_button.clicked.connect(self.duplicate_requested)
        for button in (self.save_button, self.remove_button, self.duplicate_button):
            button.setAutoDefault(False)
        self.save_button.clicked.connect(self._on_save)

    def _typed(self) -> Profile:
        """The profile as it stands in the fields, unchecked."""
        credential, path = self.credential.typed()
        label, colour = self.look.typed()
        return replace(
            self._saved,
            name=self.name.text,
            address=self.address.text,
            project_id=self.project.text,
            chatbots=self.chatbots.typed(),
            credential=credential,
            handshake_path=path,
            label=label,
            colour=colour,
            ca_file=self.trust.ca_file,
            verify=self.trust.verify,
        )

    def checked(self) -> tuple[Profile, Secret | None] | None:
        """The profile and the typed secret; None after marking the first field that is wrong."""
        self._clear_errors()
        try:
            address = clean_address(self.address.text)
            project = self._checked_project()
            chatbots = self.chatbots.chatbots()
            path = clean_handshake_path(self.credential.typed()[1])
            secret = self.secret.typed()
            check_handshake(replace(self._typed(), address=address, handshake_path=path))
        except ProfileError as error:
            self.mark(error.field, sentence(error.problem))
            self._focus(error.field)
            return None
        profile = replace(
            self._typed(),
            name=clean_name(self.name.text) or chatbots[0].name,
            address=address,
            project_id=project,
            chatbots=chatbots,
            handshake_path=path,
            label=clean_name(self.look.label.text, LONGEST_LABEL),
        )
        return profile, secret

    def reachable(self) -> tuple[Profile, Secret | None] | None:
        """What is needed to ask the server for its chatbots; None after marking the first field that is wrong."""
        self._clear_errors()
        try:
            address = clean_address(self.address.text)
            project = self._checked_project()
            secret = self.secret.typed()
        except ProfileError as error:
            self.mark(error.field, sentence(error.problem))
            self._focus(error.field)
            return None
        return replace(self._typed(), address=address, project_id=project), secret

    def _checked_project(self) -> str:
        """As it is where it was not touched: an id that works is none of our business."""
        typed = self.project.text
        return typed if typed and typed == self._saved.project_id else clean_project_id(typed)

    def _let_edit(self, *, enabled: bool) -> None:
        for part in (self.name, self.address, self.project):
            part.edit.setReadOnly(not enabled)
        self.chatbots.set_enabled(enabled=enabled)
        self.credential.set_enabled(enabled=enabled)
        self.look.set_enabled(enabled=enabled)
        self._managed.setVisible(not enabled)

    def _clear_errors(self) -> None:
        for part in (self.name, self.address, self.project, self.credential.path, self.secret.field):
            part.clear_error()
        self.chatbots.set_error("")

    def _focus(self, field: str) -> None:
        if field in self._fields:
            self._fields[field].setFocus()

    def _on_changed(self) -> None:
        self.secret.ask_again(needed=not self._is_new and _origin(self.address.text) != _origin(self._saved.address))
        self._state.setText(self.tr("Not saved yet") if self.is_dirty() else "")

    def _on_save(self) -> None:
        if (checked := self.checked()) is not None:
            self.submitted.emit(*checked, self.secret.session_only)

    def _on_test(self) -> None:
        if (checked := self.checked()) is not None:
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
    look = (profile.colour, profile.label, profile.credential, profile.handshake_path)
    return profile.name, profile.address, profile.project_id, bots, look, profile.ca_file, profile.verify


def _check(part: Field, clean: Callable[[str], object]) -> None:
    """Say at a field that was left what is wrong with it."""
    if not part.text.strip() or part.edit.isReadOnly():
        return
    try:
        clean(part.text)
    except ProfileError as error:
        part.set_error(sentence(error.problem))


def _origin(address: str) -> str:
    """The origin, or the text itself while it is none."""
    try:
        return origin(clean_address(address))
    except ProfileError:
        return address
