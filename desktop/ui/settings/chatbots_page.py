"""The page of profiles: the list at the side, the form of the chosen one beside it."""

from __future__ import annotations

import uuid
from dataclasses import replace

from msgspec import structs
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.chatbot import BUILT_IN_PROFILES, ENVIRONMENT_PROFILE, SANDBOX_PROFILE, Profile, Secret
from desktop.core.connection_result import ConnectionResult
from desktop.core.environment import VARIABLES
from desktop.core.errors import Problem
from desktop.core.profile_file import copy_of
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.ui.look.measures import Length, Margins, bounded, spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.settings.follower import Follower
from desktop.ui.settings.profile_form import FormDraft, ProfileForm
from desktop.ui.widgets.form import announce, column, filled, scrolled, words
from desktop.ui.widgets.word_list import WordList
from desktop.ui.words import sentence

_ID = Qt.ItemDataRole.UserRole


class ChatbotsPage(QWidget):
    """What was typed for a profile stays until it is saved, also when another one is looked at meanwhile."""

    profile_submitted = Signal(object, object, bool)
    profile_removal_requested = Signal(str)
    secret_removal_requested = Signal(str)
    test_requested = Signal(object, object)
    test_cancel_requested = Signal()
    secret_keeping_requested = Signal(str)
    import_requested = Signal(str)  # a path that was dropped, empty to ask for one
    export_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._profiles: dict[str, Profile] = {}
        self._new: dict[str, Profile] = {}
        self._drafts: dict[str, FormDraft] = {}
        self._submitted: dict[str, FormDraft] = {}
        self._places: dict[str, SecretPlace] = {}
        self._shown = ""
        part: Length = ("sidebar_min", 3 / 4)
        self.list = bounded(WordList(), theme, least_width=part, most_width=part)
        self.list.setAccessibleName(self.tr("Profiles"))
        self.add_button = QPushButton(self.tr("Add a profile"))
        self.import_button = QPushButton(self.tr("Import…"))
        self.export_button = QPushButton(self.tr("Export…"))
        for button in (self.add_button, self.import_button, self.export_button):
            button.setAutoDefault(False)
        for button in (self.import_button, self.export_button):
            set_role(button, "quiet")
        self._trouble = words(role="danger")
        self._trouble.hide()
        self.setAcceptDrops(True)
        self.form = ProfileForm(theme)
        self._pages = QStackedWidget()
        self._built_in = {
            SANDBOX_PROFILE: self._words_page(theme, self.tr("Sandbox"), self._sandbox_words()),
            ENVIRONMENT_PROFILE: self._words_page(theme, self.tr("From the environment"), self._environment_words()),
        }
        self._form_area = scrolled(self.form, self.tr("Profile"))
        self._follower = Follower(self._form_area, theme.sizes.space_m)
        self._pages.addWidget(self._form_area)
        for page in self._built_in.values():
            self._pages.addWidget(page)
        self._lay_out(theme)
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        self.form.set_theme(theme)

    def show_profiles(self, profiles: tuple[Profile, ...], selected: str) -> None:
        """The profiles as they are saved, the selected one in view; none leaves the one that is. Drafts stay."""
        self._keep_profiles(profiles)
        self._fill(selected if selected in self._profiles else self._shown)

    def show_saved(self, profiles: tuple[Profile, ...], saved: str) -> None:
        """After a profile was saved or removed. Another one that is in view by then, and edited, stays untouched."""
        self._keep_profiles(profiles, saved)
        self._submitted.pop(saved, None)
        if self._shown == saved or self._shown not in {**self._profiles, **self._new}:
            self._fill(self._shown)
        else:
            self._list(self._shown)

    def take_over(self, profiles: tuple[Profile, ...]) -> None:
        """Another program changed them. What is being edited stays; where its profile is gone it is a new one."""
        self._keep_draft()
        before, self._profiles = self._profiles, {profile.id: profile for profile in profiles}
        for key in [key for key in self._drafts if key in before and key not in self._profiles]:
            self._new[key] = Profile(key, self._drafts[key].profile.name)
        shown = self._shown
        is_same = before.get(shown) == self._profiles.get(shown) or (shown in self._drafts and shown in self._profiles)
        row = self._list(shown)
        if not is_same and self.list.count():
            self._show(str(self.list.item(row).data(_ID)))

    def begin_new_profile(self) -> None:
        self._keep_draft()
        profile = next((one for one in self._new.values() if not one.name), None) or Profile(str(uuid.uuid4()), "")
        self._new[profile.id] = profile
        self._fill(profile.id)
        self.form.name.setFocus()

    def duplicate(self) -> None:
        """A new profile like the one in view, as it stands in the form; its key is asked for."""
        self._keep_draft()
        draft = self._drafts.get(self._shown)
        shown = draft.profile if draft else (self._profiles | self._new)[self._shown]
        copy = copy_of(shown, [one.name for one in (*self._profiles.values(), *self._new.values())])
        self._new[copy.id] = copy
        self._fill(copy.id)
        self.form.secret.field.setFocus()

    def show_trouble(self, problem: Problem | None) -> None:
        """What kept a file from being taken in; None when that is past."""
        self._trouble.setText(sentence(problem) if problem else "")
        self._trouble.setVisible(problem is not None)
        if problem is not None:
            announce(self._trouble)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := _dropped_file(event):
            event.acceptProposedAction()
            self.import_requested.emit(path)

    def show_place(self, profile_id: str, place: SecretPlace) -> None:
        """An empty id says where the key of a new profile would be kept."""
        self._places[profile_id] = place
        if profile_id == self._shown or (not profile_id and self._shown in self._new):
            self.form.show_place(place)

    def show_test(self, profile_id: str, result: ConnectionResult | None) -> None:
        if profile_id == self._shown:
            self.form.show_test(result)

    def take_ca_file(self, profile_id: str, path: str) -> None:
        """A file of certificates for a profile that is out of view by now, as if it had been taken in its form."""
        profile = (self._profiles | self._new).get(profile_id)
        if profile is not None:
            draft = self._drafts.get(profile_id) or FormDraft(profile, "")
            self._drafts[profile_id] = replace(draft, profile=structs.replace(draft.profile, ca_file=path))

    def mark(self, profile_id: str, field: str, text: str) -> None:
        self._submitted.pop(profile_id, None)
        if profile_id == self._shown:
            self.form.mark(field, text)

    def _keep_profiles(self, profiles: tuple[Profile, ...], saved: str = "") -> None:
        """Drafts that were saved meanwhile are gone; others stay."""
        self._keep_draft()
        self._profiles = {profile.id: profile for profile in profiles}
        self._new = {key: profile for key, profile in self._new.items() if key not in self._profiles}
        known = {*self._profiles, *self._new}
        left = {key: self._unsaved(key, draft, key == saved) for key, draft in self._drafts.items() if key in known}
        self._drafts = {key: draft for key, draft in left.items() if draft is not None}

    def _unsaved(self, profile_id: str, draft: FormDraft, was_saved: bool) -> FormDraft | None:
        """What of a draft is not saved yet. One may be typed on while the keyring takes its time to save it."""
        submitted = self._submitted.get(profile_id) if was_saved else None
        if draft == submitted or (not draft.secret and draft.profile == self._profiles.get(profile_id)):
            return None
        return replace(draft, secret="") if submitted and draft.secret == submitted.secret else draft

    def _fill(self, selected: str) -> None:
        """List the profiles, and show the selected one, else the first."""
        row = self._list(selected)
        if self.list.count():
            self._show(str(self.list.item(row).data(_ID)))

    def _list(self, selected: str) -> int:
        """List the profiles, the unsaved ones last; the row of the selected one, else the first."""
        self.list.blockSignals(True)
        self.list.clear()
        for profile in (*self._profiles.values(), *self._new.values()):
            item = QListWidgetItem(self._title(profile))
            item.setData(_ID, profile.id)
            self.list.addItem(item)
        ids = [*self._profiles, *self._new]
        row = ids.index(selected) if selected in ids else 0
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        return row

    def _title(self, profile: Profile) -> str:
        name = profile.name or self.tr("New profile")
        return filled(self.tr("%1 (managed)"), name) if profile.managed else name

    def _show(self, profile_id: str) -> None:
        self._shown = profile_id
        if profile_id in BUILT_IN_PROFILES:
            self.form.secret.clear()  # it stands in its draft; nothing is typed for these
            self._pages.setCurrentWidget(self._built_in[profile_id])
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
            draft = self.form.draft() if self._shown not in BUILT_IN_PROFILES else None
            if draft is not None:
                self._drafts[self._shown] = draft
            else:
                self._drafts.pop(self._shown, None)

    def _lay_out(self, theme: Theme) -> None:
        sides: Margins = ("space_m", "space_xl", "space_m", "space_m")
        side = spaced(QVBoxLayout(), theme, "space_s", margins=sides)
        side.addWidget(self.list, 1)
        side.addWidget(self.add_button)
        exchange = spaced(QHBoxLayout(), theme, "space_xs")
        exchange.addWidget(self.import_button)
        exchange.addWidget(self.export_button)
        side.addLayout(exchange)
        side.addWidget(self._trouble)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(side)
        row.addWidget(self._pages, 1)

    def _words_page(self, theme: Theme, title: str, text: str) -> QWidget:
        page = QWidget()
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(title, "title"))
        layout.addWidget(words(text))
        layout.addStretch(1)
        page.setLayout(layout)
        return page

    def _sandbox_words(self) -> str:
        return self.tr(
            "A small server on this computer with chatbots to try. "
            "It runs while you talk to it, needs no key, and sends nothing anywhere."
        )

    def _environment_words(self) -> str:
        text = self.tr(
            "This profile comes from environment variables: %1. It is not stored, and its key is kept until you quit."
        )
        return text.replace("%1", ", ".join(VARIABLES.values()))

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._on_current_item_changed)
        self.add_button.clicked.connect(self.begin_new_profile)
        form = self.form
        form.spoke.connect(self._follower.follow)
        form.submitted.connect(self._on_submitted)
        form.test_requested.connect(self.test_requested)
        form.test_cancel_requested.connect(self.test_cancel_requested)
        form.removal_requested.connect(lambda: self.profile_removal_requested.emit(self._shown))
        form.secret_removal_requested.connect(lambda: self.secret_removal_requested.emit(self._shown))
        form.secret_keeping_requested.connect(lambda: self.secret_keeping_requested.emit(self._shown))
        form.duplicate_requested.connect(self.duplicate)
        self.import_button.clicked.connect(lambda: self.import_requested.emit(""))
        self.import_requested.connect(lambda: self.show_trouble(None))
        self.export_button.clicked.connect(self.export_requested)

    def _on_submitted(self, profile: Profile, secret: Secret | None, session_only: bool) -> None:
        draft = self.form.draft()
        if draft is not None:
            self._submitted[profile.id] = draft
        self.profile_submitted.emit(profile, secret, session_only)

    def _on_current_item_changed(self, current: QListWidgetItem | None) -> None:
        if current is not None:
            self._keep_draft()
            self._show(str(current.data(_ID)))


def _dropped_file(event: QDropEvent) -> str:
    """The one file on this computer that is dragged; empty for anything else."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 else ""
