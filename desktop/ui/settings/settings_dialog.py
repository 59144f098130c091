"""The settings: chatbots, chat, appearance, network, storage. Shows values; who hears of a wish makes the change."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QHBoxLayout,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.chatbot import Profile
from desktop.core.connection_result import ConnectionResult
from desktop.core.desktop_settings import DesktopSettings, LogSettings, UpdateSettings
from desktop.core.secret_place import SecretPlace
from desktop.core.settings import AppearanceSettings, ChatSettings, NetworkSettings, RecordingSettings, Settings
from desktop.ui.look.icons import icon
from desktop.ui.look.measures import Length, Margins, bounded, spaced
from desktop.ui.look.tokens import Theme
from desktop.ui.settings.chatbots_page import ChatbotsPage
from desktop.ui.settings.desktop_page import DesktopPage
from desktop.ui.settings.locks import Controls, lock
from desktop.ui.settings.network_page import NetworkPage
from desktop.ui.settings.preference_pages import AppearancePreferences, ChatPreferences
from desktop.ui.settings.storage_page import StoragePage
from desktop.ui.widgets.form import line, scrolled, words
from desktop.ui.widgets.word_list import WordList

_SIZE: Final = QSize(880, 640)
_SMALLEST: Final = QSize(840, 420)  # the list of pages, that of profiles, and the form of one beside them
_ICONS: Final = ("bot", "message-square", "palette", "wifi", "hard-drive", "monitor")


class SettingsDialog(QDialog):
    """The first page is the one that newcomers need; a choice on the others is in force at once."""

    profile_submitted = Signal(object, object, bool)  # Profile, Secret or None, whether that is kept out of the keyring
    profile_removal_requested = Signal(str)
    secret_removal_requested = Signal(str)
    test_requested = Signal(object, object)  # Profile, Secret or None
    test_cancel_requested = Signal()
    section_changed = Signal(str, object)  # the name of the section in Settings, its value
    recordings_deletion_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._zoom = 0
        self.chatbots = ChatbotsPage(theme)
        self.chat = ChatPreferences(theme)
        self.appearance = AppearancePreferences(theme)
        self.network = NetworkPage(theme)
        self.storage = StoragePage(theme)
        self.desktop = DesktopPage(theme)
        part: Length = ("sidebar_min", 2 / 3)
        self.list = bounded(WordList(), theme, least_width=part, most_width=part)
        self.list.setAccessibleName(self.tr("Pages"))
        self._pages = QStackedWidget()
        titles = (
            self.tr("Chatbots"),
            self.tr("Chat"),
            self.tr("Appearance"),
            self.tr("Network"),
            self.tr("Storage"),
            self.tr("Desktop"),
        )
        pages = (self.chat, self.appearance, self.network, self.storage, self.desktop)
        areas = (self.chatbots, *(scrolled(page, title) for page, title in zip(pages, titles[1:], strict=True)))
        for title, page in zip(titles, areas, strict=True):
            self.list.addItem(QListWidgetItem(title))
            self._pages.addWidget(page)
        self.list.currentRowChanged.connect(self._pages.setCurrentIndex)
        self.managed = words(self.tr("What is greyed out is set by your administrator."), "secondary", wraps=False)
        self.managed.hide()
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self._lay_out(theme)
        self._connect()
        self.set_theme(theme)
        self.list.setCurrentRow(0)

    def set_theme(self, theme: Theme) -> None:
        for row, name in enumerate(_ICONS):
            self.list.item(row).setIcon(icon(name, theme, "text-secondary"))
        self.chatbots.set_theme(theme)
        self.appearance.set_theme(theme)
        if theme.zoom != self._zoom:
            self._zoom = theme.zoom
            available = self.screen().availableSize()
            self.setMinimumSize(theme.room(_SMALLEST, available))
            self.resize(theme.room(_SIZE, available))

    def show_settings(self, settings: Settings) -> None:
        """What is in force now; what is just being typed stays."""
        self.chat.show_settings(settings.chat)
        self.appearance.show_settings(settings.appearance)
        self.network.show_settings(settings.network)
        self.storage.show_settings(settings.recordings)
        self.desktop.show_settings(settings.desktop, settings.updates, settings.log)

    def show_profiles(self, profiles: tuple[Profile, ...], selected: str) -> None:
        """`selected` is the profile that was asked for; empty keeps the one in view."""
        self.chatbots.show_profiles(profiles, selected)

    def show_saved(self, profiles: tuple[Profile, ...], saved: str) -> None:
        """`saved` is the profile that was just saved or removed."""
        self.chatbots.show_saved(profiles, saved)

    def lock(self, locked: frozenset[str]) -> None:
        """Settings that the administrator set for good, as `section.field`."""
        self.managed.setVisible(lock(self.controls, locked))

    @property
    def controls(self) -> Controls:
        pages = (self.chat, self.appearance, self.network, self.storage, self.desktop)
        return {name: controls for page in pages for name, controls in page.controls.items()}

    def begin_new_profile(self) -> None:
        self.list.setCurrentRow(0)
        self.chatbots.begin_new_profile()

    def show_secret(self, profile_id: str, place: SecretPlace) -> None:
        self.chatbots.show_place(profile_id, place)

    def show_test(self, profile_id: str, result: ConnectionResult | None) -> None:
        """None while the test runs."""
        self.chatbots.show_test(profile_id, result)

    def show_problem(self, profile_id: str, field: str, sentence: str) -> None:
        self.chatbots.mark(profile_id, field, sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus. None is the default one: in a field, Enter saves by itself."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, theme: Theme) -> None:
        sides: Margins = ("space_m", "space_xl", "space_m", "space_m")
        side = spaced(QVBoxLayout(), theme, margins=sides)
        side.addWidget(self.list)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addLayout(side)
        body.addWidget(line("vertical"))
        body.addWidget(self._pages, 1)
        foot = spaced(QHBoxLayout(), theme, margins=("space_l", "space_m", "space_l", "space_m"))
        foot.addWidget(self.managed)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(body, 1)
        layout.addWidget(line())
        layout.addLayout(foot)

    def _connect(self) -> None:
        page = self.chatbots
        page.profile_submitted.connect(self.profile_submitted)
        page.profile_removal_requested.connect(self.profile_removal_requested)
        page.secret_removal_requested.connect(self.secret_removal_requested)
        page.test_requested.connect(self.test_requested)
        page.test_cancel_requested.connect(self.test_cancel_requested)
        self.finished.connect(self.network.proxy.keep_what_was_typed)
        self.storage.deletion_requested.connect(self.recordings_deletion_requested)
        self.chat.changed.connect(self._on_chat_changed)
        self.appearance.changed.connect(self._on_appearance_changed)
        self.network.changed.connect(self._on_network_changed)
        self.storage.changed.connect(self._on_recordings_changed)
        self.desktop.changed.connect(self._on_desktop_changed)
        self.desktop.updates_changed.connect(self._on_updates_changed)
        self.desktop.log_changed.connect(self._on_log_changed)

    # Slots of the dialog itself: a field may be left while the dialog is taken apart, and then nobody must be called.

    def _on_chat_changed(self, chat: ChatSettings) -> None:
        self.section_changed.emit("chat", chat)

    def _on_appearance_changed(self, appearance: AppearanceSettings) -> None:
        self.section_changed.emit("appearance", appearance)

    def _on_network_changed(self, network: NetworkSettings) -> None:
        self.section_changed.emit("network", network)

    def _on_recordings_changed(self, recordings: RecordingSettings) -> None:
        self.section_changed.emit("recordings", recordings)

    def _on_desktop_changed(self, desktop: DesktopSettings) -> None:
        self.section_changed.emit("desktop", desktop)

    def _on_updates_changed(self, updates: UpdateSettings) -> None:
        self.section_changed.emit("updates", updates)

    def _on_log_changed(self, log: LogSettings) -> None:
        self.section_changed.emit("log", log)
