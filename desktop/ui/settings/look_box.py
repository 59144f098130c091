"""How a profile shows itself: a word such as production, and a colour."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from desktop.core.chatbot import PROFILE_COLOURS, Profile
from desktop.core.profile_check import LONGEST_LABEL
from desktop.ui.look.measures import spaced
from desktop.ui.look.tokens import COLOR_ROLES, Theme
from desktop.ui.widgets.form import Field, column, filled, words
from desktop.ui.widgets.profile_chip import ProfileChip


class LookBox(QWidget):
    """A label, a colour, and the chip that they make, as it will stand over each conversation."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.label = Field(
            self.tr("Label"),
            self.tr("A word that stands over each conversation and on the send button, for example production."),
            theme,
        )
        self.label.edit.setMaxLength(LONGEST_LABEL)
        self.colour = QComboBox()
        self.colour.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.colour.setAccessibleName(self.tr("Colour"))
        for colour, name in zip(PROFILE_COLOURS, self._names(), strict=True):
            self.colour.addItem(name, colour)
        self.chip = ProfileChip()
        caption = words(self.tr("Colour"), wraps=False)
        caption.setBuddy(self.colour)
        row = spaced(QHBoxLayout(), theme, "space_m")
        row.addWidget(self.colour)
        row.addWidget(self.chip)
        row.addStretch(1)
        layout = column(theme, "space_xs")
        layout.addWidget(self.label)
        layout.addWidget(caption)
        layout.addLayout(row)
        self.setLayout(layout)
        self.set_theme(theme)
        self.label.edit.textEdited.connect(self._on_changed)
        self.colour.activated.connect(self._on_changed)

    def set_theme(self, theme: Theme) -> None:
        for row, colour in enumerate(PROFILE_COLOURS):
            role = next((one for one in COLOR_ROLES if one == f"profile-{colour}"), None)
            self.colour.setItemIcon(row, _dot(theme.color(role), theme.sizes.icon) if role else QIcon())
        self._show_default()

    def show_profile(self, profile: Profile) -> None:
        self.label.set_text(profile.label)
        self.colour.setCurrentIndex(max(self.colour.findData(profile.colour), 0))
        self._show_chip()

    def typed(self) -> tuple[str, str]:
        """Label and colour."""
        return self.label.text, str(self.colour.currentData())

    def set_enabled(self, *, enabled: bool) -> None:
        self.label.edit.setReadOnly(not enabled)
        self.colour.setEnabled(enabled)

    def _names(self) -> tuple[str, ...]:
        """In the order of PROFILE_COLOURS."""
        return (
            self.tr("None"),
            self.tr("Blue"),
            self.tr("Green"),
            self.tr("Amber"),
            self.tr("Red"),
            self.tr("Violet"),
        )

    def _show_chip(self) -> None:
        label, colour = self.typed()
        shown = Profile("", "", label=" ".join(label.split()), colour=colour)
        self.chip.show_profile(self.tr("Name"), shown.label, shown.worn_colour)
        self._show_default()

    def _show_default(self) -> None:
        """What no chosen colour comes to: a label may bring one of its own."""
        row = self.colour.findData(Profile("", "", label=" ".join(self.label.text.split())).worn_colour)
        name = self._names()[row]
        self.colour.setItemText(0, filled(self.tr("%1, by its label"), name) if row > 0 else name)
        self.colour.setItemIcon(0, self.colour.itemIcon(row) if row > 0 else QIcon())

    def _on_changed(self) -> None:
        self._show_chip()
        self.changed.emit()


def _dot(color: QColor, side: int) -> QIcon:
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(QColor.fromRgba(0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(color)
    painter.setPen(color)
    painter.drawEllipse(pixmap.rect().adjusted(side // 5, side // 5, -side // 5, -side // 5))
    painter.end()
    return QIcon(pixmap)
