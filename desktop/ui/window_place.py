"""Where the window stands: kept whenever it changes, and checked against the screens that are there at the next start.

The traps: the screen it stood on may be gone, smaller, or scaled otherwise by then, and a window outside every screen
is lost. Under Wayland a program neither knows nor says where its windows are; only the size counts there, and Qt
forgets the one that a maximized window goes back to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QByteArray, QMargins, QObject, QRect, QSettings, QSize, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_KEY: Final = "window"
_SIZE: Final = "size"  # when it last was neither maximized nor filled the screen
_DELAY: Final = 300
"""Milliseconds from a move to its saving: a window is dragged over hundreds of places."""


class WindowPlace(QObject):
    """The place of one window in one settings file, which may be lost or damaged."""

    def __init__(self, window: QWidget, settings: QSettings, platform: str = "") -> None:
        """`platform` is Qt's name of the window system, by itself that in use."""
        super().__init__(window)
        self._on_wayland = (platform or QGuiApplication.platformName()).startswith("wayland")
        self._window = window
        self._settings = settings
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_DELAY)
        self._saving.timeout.connect(self.save)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenRemoved.connect(self.come_back)

    def restore(self) -> None:
        """Where it stood, or as large as there is room for."""
        saved = self._settings.value(_KEY)
        if isinstance(saved, QByteArray):  # a damaged file gives anything
            self._window.restoreGeometry(saved)
        if self._on_wayland and self._is_filled():
            self._restore_size()
        self.come_back()

    def _restore_size(self) -> None:
        """Of a window that comes back filled: it goes back to the size with which it was made."""
        size = self._settings.value(_SIZE)
        if isinstance(size, QSize) and size.isValid():
            state = self._window.windowState()
            self._window.resize(size)
            self._window.setWindowState(state)  # the new size ended it

    def come_back(self) -> None:
        """Into a screen that is there."""
        window = self._window
        if self._is_filled():
            return
        areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]  # the first one is the primary
        if not areas:
            return  # all screens are gone for a moment
        place = fitted(window.geometry(), _frame(window), areas)
        if place != window.geometry():
            window.setGeometry(place)

    def note(self) -> None:
        """It was moved or resized; kept in a moment."""
        if self._window.isVisible():
            self._saving.start()

    def save(self) -> None:
        self._saving.stop()
        self._settings.setValue(_KEY, self._window.saveGeometry())
        if not self._is_filled():
            self._settings.setValue(_SIZE, self._window.size())

    def _is_filled(self) -> bool:
        return self._window.isMaximized() or self._window.isFullScreen()


def fitted(wanted: QRect, frame: QMargins, screens: Sequence[QRect]) -> QRect:
    """A window's inner rectangle, so that it and its frame are wholly on one screen and no larger than that.

    `screens` are the areas that windows may use, the first one being where a window goes that is on none of them.
    """
    outer = wanted.marginsAdded(frame)
    screen = max(screens, key=lambda area: _size_of(area & outer))
    size = outer.size().boundedTo(screen.size())
    is_lost = not screen.intersects(outer)
    outer.setSize(size)
    if is_lost:
        outer.moveCenter(screen.center())
    outer.moveLeft(max(screen.left(), min(outer.left(), screen.right() - size.width() + 1)))
    outer.moveTop(max(screen.top(), min(outer.top(), screen.bottom() - size.height() + 1)))
    return outer.marginsRemoved(frame)


def _size_of(area: QRect) -> int:
    return max(area.width(), 0) * max(area.height(), 0)


def _frame(window: QWidget) -> QMargins:
    """What the system draws around it; nothing before it was shown."""
    inner, outer = window.geometry(), window.frameGeometry()
    return QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )
