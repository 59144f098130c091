"""The page about living on a desktop: tray, login, notifications, updates, and what the log tells."""

from __future__ import annotations

import time

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.desktop_settings import DesktopSettings, LogSettings, UpdateSettings
from desktop.ui.look.measures import gap, spaced
from desktop.ui.look.tokens import Theme
from desktop.ui.settings.locks import Controls, allow
from desktop.ui.widgets.form import Field, column, words
from desktop.ui.words import day_and_time


class DesktopPage(QWidget):
    """`changed` carries DesktopSettings. Whether the program starts with the login is for the system to say."""

    changed = Signal(object)
    updates_changed = Signal(object)
    log_changed = Signal(object)
    autostart_toggled = Signal(bool)
    check_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._settings = DesktopSettings()
        self._updates = UpdateSettings()
        self._log = LogSettings()
        self.tray = QCheckBox(self.tr("Keep running in the tray when the window is closed"))
        self.no_tray = words(
            self.tr("This desktop shows no tray now. Without one the window is minimized instead."), "secondary"
        )
        self.autostart = QCheckBox(self.tr("Start when I log in, without opening the window"))
        self.notify = QCheckBox(self.tr("Notify me when an answer is there and the window is not in front"))
        self.notify_text = QCheckBox(self.tr("Show the title and the beginning of the answer in it"))
        self.daily = QCheckBox(self.tr("Look for a new version once a day"))
        self.feed = Field(self.tr("Address of the updates"), self.tr("Empty: nothing is ever asked."), theme)
        self.key = Field(
            self.tr("Public key of the updates"),
            self.tr("One line of minisign that begins with RW. What it has not signed is not read."),
            theme,
        )
        self.check_button = QPushButton(self.tr("Check for updates…"))
        self.check_button.setAutoDefault(False)
        self.detailed = QCheckBox(self.tr("Write a detailed log for 24 hours"))
        self.until = words(role="secondary")
        self._lay_out(theme)
        for box in (self.tray, self.notify, self.notify_text):
            box.clicked.connect(self._on_changed)
        self.daily.clicked.connect(self._on_updates_changed)
        self.feed.edit.editingFinished.connect(self._on_updates_changed)
        self.key.edit.editingFinished.connect(self._on_updates_changed)
        self.detailed.clicked.connect(self._on_log_changed)
        self.autostart.clicked.connect(self.autostart_toggled)
        self.check_button.clicked.connect(self.check_requested)
        self._show_log(0.0)

    @property
    def controls(self) -> Controls:
        return {
            "desktop.tray": (self.tray,),
            "desktop.notify": (self.notify,),
            "desktop.notify_text": (self.notify_text,),
            "updates.daily": (self.daily,),
            "updates.feed": (self.feed.edit,),
            "updates.key": (self.key.edit,),
            "log.detailed_since": (self.detailed,),
        }

    def show_settings(self, desktop: DesktopSettings, updates: UpdateSettings, log: LogSettings) -> None:
        before = self._updates
        self._settings, self._updates, self._log = desktop, updates, log
        self.tray.setChecked(desktop.tray)
        self.notify.setChecked(desktop.notify)
        self.notify_text.setChecked(desktop.notify_text)
        allow(self.notify_text, enabled=desktop.notify)
        self.daily.setChecked(updates.daily)
        allow(self.daily, enabled=bool(updates.feed))
        self.feed.follow(before.feed, updates.feed)
        self.key.follow(before.key, updates.key)
        self._show_log(time.time())

    def show_system(self, *, autostart: bool, tray: bool) -> None:
        """What the system says: whether the program starts with the login, and whether there is a tray."""
        self.autostart.setChecked(autostart)
        self.no_tray.setVisible(not tray)

    def _lay_out(self, theme: Theme) -> None:
        layout = column(theme, "space_s", margins="space_xl")
        layout.addWidget(words(self.tr("Window"), "title"))
        layout.addWidget(self.tray)
        layout.addWidget(self.no_tray)
        layout.addWidget(self.autostart)
        layout.addWidget(gap(theme, "space_l"))
        layout.addWidget(words(self.tr("Notifications"), "title"))
        layout.addWidget(self.notify)
        layout.addWidget(self.notify_text)
        privacy = self.tr("Notifications can be seen on a locked screen, and by others when you share yours.")
        layout.addWidget(words(privacy, "secondary"))
        layout.addWidget(gap(theme, "space_l"))
        layout.addWidget(words(self.tr("Updates"), "title"))
        layout.addWidget(self.daily)
        layout.addWidget(self.feed)
        layout.addWidget(self.key)
        row = spaced(QHBoxLayout(), theme)
        row.addWidget(self.check_button)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(gap(theme, "space_l"))
        self._lay_out_log(layout)
        self.setLayout(layout)

    def _lay_out_log(self, layout: QVBoxLayout) -> None:
        layout.addWidget(words(self.tr("Log"), "title"))
        layout.addWidget(self.detailed)
        layout.addWidget(
            words(self.tr("A detailed log holds what you write and what is answered. Keys are in no log."), "secondary")
        )
        layout.addWidget(self.until)
        layout.addStretch(1)

    def _show_log(self, now: float) -> None:
        detailed = self._log.is_detailed(now)
        self.detailed.setChecked(detailed)
        since = self.tr("Since %1; it ends by itself.").replace("%1", day_and_time(self._log.detailed_since))
        self.until.setText(since if detailed else "")
        self.until.setVisible(detailed)

    def _on_changed(self) -> None:
        allow(self.notify_text, enabled=self.notify.isChecked())
        settings = replace(
            self._settings,
            tray=self.tray.isChecked(),
            notify=self.notify.isChecked(),
            notify_text=self.notify_text.isChecked(),
        )
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)

    def _on_updates_changed(self) -> None:
        feed, key = self.feed.text.strip(), self.key.text.strip()
        allow(self.daily, enabled=bool(feed))
        updates = replace(self._updates, feed=feed, key=key, daily=self.daily.isChecked() and bool(feed))
        if feed != self._updates.feed:
            updates = replace(updates, issued=0, skipped="")  # they were about another feed
        if updates != self._updates:
            self._updates = updates
            self.daily.setChecked(updates.daily)
            self.updates_changed.emit(updates)

    def _on_log_changed(self) -> None:
        now = time.time()
        self._log = LogSettings(detailed_since=now if self.detailed.isChecked() else 0.0)
        self._show_log(now)
        self.log_changed.emit(self._log)
