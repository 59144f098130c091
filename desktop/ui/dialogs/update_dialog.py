"""Looks for a new version when the user says so: the question, what was found, and the way to the page that has it.

The trap: the notes come from outside. They are shown as our own Markdown is, without pictures, and a link in them is
text; the one way out is the button, which names where it leads.
"""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QTextBrowser, QWidget

from desktop.core.markup import parse
from desktop.core.release import Release, notes_of
from desktop.core.rich_text import blocks_html
from desktop.ui.dialogs.fitted import FittedDialog
from desktop.ui.look.measures import bounded
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import announce, answers, column, filled, words


class UpdateDialog(FittedDialog):
    """`host` is where the feed is, empty when none is set up. Nothing is asked before `check_requested`."""

    check_requested = Signal()
    settings_requested = Signal()
    skip_requested = Signal(str)  # version

    def __init__(self, host: str, running: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Check for updates"), theme, parent)
        self._host = host
        self._running = running
        self._release: Release | None = None
        self.title = words(role="title")
        self.text = words()
        self.notes = bounded(QTextBrowser(), theme, height="sidebar_min")
        self.notes.setOpenLinks(False)
        self.notes.setAccessibleName(self.tr("What is new"))
        self.notes.setTabChangesFocus(True)
        self.notes.hide()
        self.action_button = QPushButton()
        set_role(self.action_button, "primary")
        self.action_button.setDefault(True)
        self.action_button.clicked.connect(self._on_action)
        self.skip_button = QPushButton(self.tr("Skip this version"))
        self.skip_button.clicked.connect(self._on_skip)
        self.skip_button.hide()
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.clicked.connect(self.reject)
        row = answers(theme, self.close_button, self.action_button, near=(self.skip_button,))
        layout = column(theme, "space_m", margins="space_xl")
        for widget in (self.title, self.text, self.notes):
            layout.addWidget(widget, 1 if widget is self.notes else 0)
        layout.addLayout(row)
        self.setLayout(layout)
        self._ask() if host else self._explain()

    def show_search(self) -> None:
        self._say(self.tr("Looking for a new version"), self.tr("Asking %1 …").replace("%1", self._host), "")

    def show_nothing(self) -> None:
        text = self.tr("Version %1 is the newest one.").replace("%1", self._running)
        self._say(self.tr("Nothing new"), text, "")

    def show_failure(self, sentence: str) -> None:
        self._say(self.tr("It is not known whether there is a new version"), sentence, self.tr("Try again"))

    def show_release(self, release: Release) -> None:
        """A newer version, signed by the key in the settings."""
        self._release = release
        title = self.tr("Version %1 is there").replace("%1", release.version)
        text = self.tr("You have version %1. Robofy Desktop downloads nothing by itself; the page is at %2.")
        self.notes.setHtml(blocks_html(parse(notes_of(release))))
        self.notes.show()
        self.skip_button.show()
        host = QUrl(release.page).host()
        self._say(title, filled(text, self._running, host), self.tr("Open the download page"))

    def _ask(self) -> None:
        text = self.tr(
            "This asks %1 for a list of versions. Nothing about you, your chatbots or your conversations is sent."
        )
        self._say(self.tr("Look for a new version?"), text.replace("%1", self._host), self.tr("Look"))

    def _explain(self) -> None:
        text = self.tr(
            "No address for updates is set up, so nothing is ever asked. You can set one up in the settings."
        )
        self._say(self.tr("Updates are off"), text, self.tr("Open the settings"))

    def _say(self, title: str, text: str, action: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.action_button.setText(action)
        self.action_button.setVisible(bool(action))
        self.fit()
        (self.action_button if action else self.close_button).setFocus()
        if self.isVisible():
            announce(self.title)

    def _on_action(self) -> None:
        if not self._host:
            self.reject()
            self.settings_requested.emit()
        elif self._release is not None:
            QDesktopServices.openUrl(QUrl(self._release.page))
            self.accept()
        else:
            self.check_requested.emit()

    def _on_skip(self) -> None:
        if self._release is not None:
            self.skip_requested.emit(self._release.version)
        self.accept()
