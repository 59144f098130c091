"""Icons on buttons and labels that follow the theme.

The trap: a QIcon knows nothing of a palette, so after a change of theme every icon has to be made again.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QLabel

from desktop.ui.look.icons import icon
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tokens import ColorRole, Theme


class Tint(QObject):
    """Keeps the icon of one button or label in the colours and the size of the theme; lives as long as its owner.

    `beside_words` is true of a button that has a text too.
    """

    def __init__(
        self,
        owner: QAbstractButton | QLabel,
        name: str,
        switch: ThemeSwitch,
        role: ColorRole = "text",
        *,
        beside_words: bool = False,
    ) -> None:
        super().__init__(owner)
        self._owner = owner
        self._name = name
        self._role: ColorRole = role
        self._beside_words = beside_words
        self._theme = switch.theme
        switch.theme_changed.connect(self._on_theme_changed)
        self._paint()

    def show(self, name: str, role: ColorRole) -> None:
        """Another icon, in another role."""
        self._name, self._role = name, role
        self._paint()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._theme = theme
        self._paint()

    def _paint(self) -> None:
        side = self._theme.sizes.icon
        room = self._theme.sizes.space_xs if self._beside_words else 0
        mirrored = self._owner.layoutDirection() is Qt.LayoutDirection.RightToLeft
        made = icon(self._name, self._theme, self._role, room=-room if mirrored else room)
        if isinstance(self._owner, QLabel):
            self._owner.setPixmap(made.pixmap(QSize(side, side), self._owner.devicePixelRatioF()))
        else:
            self._owner.setIcon(made)
            self._owner.setIconSize(QSize(side + room, side))
