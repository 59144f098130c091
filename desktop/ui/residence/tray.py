"""The icon in the tray of the desktop, with what it says of the window, and its menu.

The trap: many desktops have no tray, and some get one only a while after the login. Nothing may depend on it alone.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QWindow
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tokens import COLOR_ROLES, ColorRole, Theme

_SIDES = (16, 22, 24, 32, 48, 64)


class Tray(QObject):
    """Hidden until `set_shown`. `message_clicked` carries the key of the last message."""

    show_requested = Signal()
    new_requested = Signal()
    quit_requested = Signal()
    message_clicked = Signal(str)

    def __init__(self, icon: QIcon, switch: ThemeSwitch, parent: QObject) -> None:
        super().__init__(parent)
        self._icon = icon
        self._theme = switch.theme
        self._colour = ""
        self._unread = False
        self.menu = QMenu()
        self.menu.addAction(self.tr("Show the window")).triggered.connect(self.show_requested)
        self.menu.addAction(self.tr("New conversation")).triggered.connect(self.new_requested)
        self.menu.addSeparator()
        self.menu.addAction(self.tr("Quit")).triggered.connect(self.quit_requested)
        self.icon = QSystemTrayIcon(icon, self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self._is_wanted = False
        self._told = ""
        self.icon.messageClicked.connect(self._on_message_clicked)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_changed)
        self.destroyed.connect(self.menu.deleteLater)
        switch.theme_changed.connect(self._on_theme_changed)

    @property
    def is_possible(self) -> bool:
        """Whether this desktop has a tray now."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def set_shown(self, shown: bool) -> None:
        self._is_wanted = shown
        self.icon.setVisible(shown)

    def show_state(self, title: str, colour: str, *, unread: bool) -> None:
        """`title` is what the window says; marks on the icon are the profile's colour, and that something is unread."""
        self.icon.setToolTip(title)
        if (colour, unread) != (self._colour, self._unread):
            self._colour, self._unread = colour, unread
            self._draw()

    def notify(self, key: str, title: str, text: str) -> None:
        """A message at the icon, for systems without another way; the icon is shown until somebody comes for it."""
        self._told = key
        self.icon.setVisible(True)
        self.icon.showMessage(title, text, self._icon)

    def _draw(self) -> None:
        worn = next((role for role in COLOR_ROLES if role == f"profile-{self._colour}"), None)
        is_marked = self._unread or worn is not None
        self.icon.setIcon(_marked(self._icon, self._theme, worn, unread=self._unread) if is_marked else self._icon)

    def _on_theme_changed(self, theme: Theme) -> None:
        self._theme = theme
        self._draw()

    def _on_message_clicked(self) -> None:
        self.icon.setVisible(self._is_wanted)
        self.message_clicked.emit(self._told)

    def _on_focus_changed(self, window: QWindow | None) -> None:
        if window is not None and self.icon.isVisible() != self._is_wanted:
            self.icon.setVisible(self._is_wanted)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.show_requested.emit()


def _marked(icon: QIcon, theme: Theme, worn: ColorRole | None, *, unread: bool) -> QIcon:
    """The icon with a square of the worn colour in its upper corner, and a dot in the lower one across from it.

    The two differ in form and place, for those who cannot tell their colours apart.
    """
    made = QIcon()
    for side in _SIDES:
        picture = icon.pixmap(QSize(side, side), 1.0)
        if picture.isNull():
            picture = QPixmap(side, side)
            picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if worn is not None:
            _paint_square(painter, side, theme, worn)
        if unread:
            _paint_dot(painter, side, theme)
        painter.end()
        made.addPixmap(picture)
    return made


def _paint_square(painter: QPainter, side: int, theme: Theme, worn: ColorRole) -> None:
    whole, edge = side * 7 / 16, side / 16
    painter.setBrush(theme.color("window"))
    painter.drawRect(QRectF(0, 0, whole, whole))
    painter.setBrush(theme.color(worn))
    painter.drawRect(QRectF(0, 0, whole - edge, whole - edge))


def _paint_dot(painter: QPainter, side: int, theme: Theme) -> None:
    radius = side / 4
    at = QPointF(side - radius, side - radius)
    painter.setBrush(theme.color("window"))
    painter.drawEllipse(at, radius, radius)
    painter.setBrush(theme.color("accent"))
    painter.drawEllipse(at, radius * 3 / 4, radius * 3 / 4)
