"""The page of profiles: the list at the side, the form of the chosen one beside it."""

from __future__ import annotations

import uuid
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.chatbot import SANDBOX_PROFILE, Profile, Secret
from desktop.core.connection_result import ConnectionResult
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.ui.dialogs.profile_form import FormDraft, ProfileForm
from desktop.ui.form import column, scrolled, words
from desktop.ui.measures import Length, Margins, bounded, spaced
from desktop.ui.theme import Theme

_ID = Qt.ItemDataRole.UserRole


class ChatbotsPage(QWidget):
    """What was typed for a profile stays until it is saved, also when another one is looked at meanwhile."""

    profile_submitted = Signal(object, object)
    profile_removal_requested = Signal(str)
    secret_removal_requested = Signal(str)
    test_requested = Signal(object, object)
    test_cancel_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._profiles: dict[str, Profile] = {}
        self._new: dict[str, Profile] = {}
        self._drafts: dict[str, FormDraft] = {}
        self._submitted: dict[str, FormDraft] = {}
        self._places: dict[str, SecretPlace] = {}
        self._shown = ""
        part: Length = ("sidebar_min", 3 / 4)
        self.list = bounded(QListWidget(), theme, least_width=part, most_width=part)
        self.list.setAccessibleName(self.tr("Profiles"))
        self.add_button = QPushButton(self.tr("Add a profile"))
        self.add_button.setAutoDefault(False)
        self.form = ProfileForm(theme)
        self._pages = QStackedWidget()
        self._sandbox = self._sandbox_page(theme)
        self._form_area = scrolled(self.form, self.tr("Profile"))
        self._pages.addWidget(self._form_area)
        self._pages.addWidget(self._sandbox)
        self._lay_out(theme)
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        self.form.set_theme(theme)

    def show_profiles(self, profiles: tuple[Profile, ...], selected: str) -> None:
        """The profiles as they are saved. Drafts that were saved meanwhile are gone; others stay."""
        self._keep_draft()
        self._profiles = {profile.id: profile for profile in profiles}
        self._new = {key: profile for key, profile in self._new.items() if key not in self._profiles}
        known = {*self._profiles, *self._new}
        left = {key: self._unsaved(key, draft, key == selected) for key, draft in self._drafts.items() if key in known}
        self._drafts = {key: draft for key, draft in left.items() if draft is not None}
        self._submitted.pop(selected, None)
        self._fill(selected if selected in self._profiles else self._shown)

    def begin_new_profile(self) -> None:
        self._keep_draft()
        profile = next(iter(self._new.values()), None) or Profile(str(uuid.uuid4()), "")
        self._new = {profile.id: profile}
        self._fill(profile.id)
        self.form.name.setFocus()

    def show_place(self, profile_id: str, place: SecretPlace) -> None:
        """An empty id says where the key of a new profile would be kept."""
        self._places[profile_id] = place
        if profile_id == self._shown or (not profile_id and self._shown in self._new):
            self.form.show_place(place)

    def show_test(self, profile_id: str, result: ConnectionResult | None) -> None:
        if profile_id == self._shown:
            self.form.show_test(result)

    def mark(self, profile_id: str, field: str, text: str) -> None:
        self._submitted.pop(profile_id, None)
        if profile_id == self._shown:
            self.form.mark(field, text)

    def _unsaved(self, profile_id: str, draft: FormDraft, was_saved: bool) -> FormDraft | None:
        """What of a draft is not saved yet. One may be typed on while the keyring takes its time to save it."""
        submitted = self._submitted.get(profile_id) if was_saved else None
        if draft == submitted or (not draft.secret and draft.profile == self._profiles.get(profile_id)):
            return None
        return replace(draft, secret="") if submitted and draft.secret == submitted.secret else draft

    def _fill(self, selected: str) -> None:
        """List the profiles, the unsaved one last, and show the selected one, else the first."""
        self.list.blockSignals(True)
        self.list.clear()
        for profile in (*self._profiles.values(), *self._new.values()):
            item = QListWidgetItem(profile.name or self.tr("New profile"))
            item.setData(_ID, profile.id)
            self.list.addItem(item)
        ids = [*self._profiles, *self._new]
        row = ids.index(selected) if selected in ids else 0
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        if ids:
            self._show(ids[row])

    def _show(self, profile_id: str) -> None:
        self._shown = profile_id
        if profile_id == SANDBOX_PROFILE:
            self.form.secret.clear()  # it stands in its draft; nothing is typed for the sandbox
            self._pages.setCurrentWidget(self._sandbox)
            return
        self._pages.setCurrentWidget(self._form_area)
        is_new = profile_id in self._new
        profile = self._new[profile_id] if is_new else self._profiles[profile_id]
        self.form.show_profile(profile, self._drafts.get(profile_id), is_new=is_new)
        unknown = self._places.get("", SecretPlace(PlaceKind.WAITING))
        self.form.show_place(self._places.get(profile_id, unknown))
        self._form_area.verticalScrollBar().setValue(0)

    def _keep_draft(self) -> None:
        if self._shown in self._profiles or self._shown in self._new:
            draft = self.form.draft() if self._shown != SANDBOX_PROFILE else None
            if draft is not None:
                self._drafts[self._shown] = draft
            else:
                self._drafts.pop(self._shown, None)

    def _lay_out(self, theme: Theme) -> None:
        sides: Margins = ("space_m", "space_xl", "space_m", "space_m")
        side = spaced(QVBoxLayout(), theme, "space_s", margins=sides)
        side.addWidget(self.list, 1)
        side.addWidget(self.add_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(side)
        row.addWidget(self._pages, 1)

    def _sandbox_page(self, theme: Theme) -> QWidget:
        page = QWidget()
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(self.tr("Sandbox"), "title"))
        layout.addWidget(
            words(
                self.tr(
                    "A small server on this computer with chatbots to try. "
                    "It runs while you talk to it, needs no key, and sends nothing anywhere."
                )
            )
        )
        layout.addStretch(1)
        page.setLayout(layout)
        return page

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._on_current_item_changed)
        self.add_button.clicked.connect(self.begin_new_profile)
        form = self.form
        form.submitted.connect(self._on_submitted)
        form.test_requested.connect(self.test_requested)
        form.test_cancel_requested.connect(self.test_cancel_requested)
        form.removal_requested.connect(lambda: self.profile_removal_requested.emit(self._shown))
        form.secret_removal_requested.connect(lambda: self.secret_removal_requested.emit(self._shown))

    def _on_submitted(self, profile: Profile, secret: Secret | None) -> None:
        draft = self.form.draft()
        if draft is not None:
            self._submitted[profile.id] = draft
        self.profile_submitted.emit(profile, secret)

    def _on_current_item_changed(self, current: QListWidgetItem | None) -> None:
        if current is not None:
            self._keep_draft()
            self._show(str(current.data(_ID)))
