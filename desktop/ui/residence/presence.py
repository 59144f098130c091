"""Whether the program is there: in a window, in the tray, or not any more.

The trap: a program without a window and without an icon in a tray cannot be reached. So where there is no tray the
window is minimized instead of hidden, and this is said.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from desktop.core.desktop_settings import DesktopSettings
from desktop.ui.dialogs.tray_dialog import TrayDialog
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.residence.notices import Notices
from desktop.ui.residence.tray import Tray

TRAY_PATIENCE: int = 10_000
"""Milliseconds after which a program that was started hidden, and found no tray, shows itself in the task bar."""


class Presence(QObject):
    """`quit_requested` when the program shall end; closing the window is that only where no tray is wanted.

    `change` makes other settings the ones in force.
    """

    quit_requested = Signal()

    def __init__(
        self,
        window: MainWindow,
        tray: Tray,
        notices: Notices,
        switch: ThemeSwitch,
        settings: Callable[[], DesktopSettings],
        change: Callable[[DesktopSettings], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._switch = switch
        self._tray = tray
        self._settings = settings
        self._change = change
        self._dialog: TrayDialog | None = None
        window.close_requested.connect(self.on_close_requested)
        window.caption.changed.connect(self._on_caption_changed)
        window.actions_by_id["quit"].triggered.connect(self.quit)
        window.trouble.quit_requested.connect(self.quit)
        tray.show_requested.connect(window.come_forward)
        tray.new_requested.connect(window.come_forward)
        tray.quit_requested.connect(self.quit)
        notices.chosen.connect(window.come_forward)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self._on_session_end)
        self._on_caption_changed()

    def apply(self) -> None:
        """The settings changed."""
        self._tray.set_shown(self._settings().tray)

    def start_hidden(self) -> None:
        """Wait for a tray that comes after the login; without one, be found in the task bar."""
        if not (self._settings().tray and self._tray.is_possible):
            QTimer.singleShot(TRAY_PATIENCE if self._settings().tray else 0, self, self.be_findable)

    def be_findable(self) -> None:
        """Out of the tray's reach, into the task bar."""
        if not self._window.isVisible() and not (self._settings().tray and self._tray.is_possible):
            self._window.showMinimized()

    def on_close_requested(self) -> None:
        settings = self._settings()
        if not settings.tray:
            self.quit_requested.emit()
        elif not self._tray.is_possible:
            self._minimize()
        elif settings.tray_explained:
            self._window.hide()
        else:
            self._explain()

    def quit(self) -> None:
        self._window.save_place()
        self.quit_requested.emit()

    def _minimize(self) -> None:
        quit_keys = self._window.shortcut("quit")
        text = self.tr("This desktop has no tray, so the window was minimized. %1 quits.").replace("%1", quit_keys)
        self._window.banner.show_text(text)
        self._window.setWindowState(self._window.windowState() | Qt.WindowState.WindowMinimized)

    def _explain(self) -> None:
        if self._dialog is not None:
            return
        dialog = self._dialog = TrayDialog(self._switch.theme, self._window)
        dialog.accepted.connect(self._on_explained)
        dialog.quit_requested.connect(self.quit)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_explained(self) -> None:
        self._change(replace(self._settings(), tray_explained=True))
        self._window.hide()

    def _on_finished(self) -> None:
        self._dialog = None

    def _on_caption_changed(self) -> None:
        caption = self._window.caption
        self._tray.show_state(self._window.windowTitle(), caption.colour, unread=caption.unread > 0)

    def _on_session_end(self) -> None:
        """The user logs out: a window that only hides would hold that up."""
        self.quit()
