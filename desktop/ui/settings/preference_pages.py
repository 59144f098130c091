"""The pages of preferences: how to chat, how it looks. A choice is in force at once."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QRadioButton, QWidget

from desktop.core.fair_use import A_MINUTE
from desktop.core.settings import ZOOM_STEPS, AppearanceSettings, ChatSettings, SendKey, ThemeChoice
from desktop.ui.actions import native
from desktop.ui.look.measures import gap, spaced
from desktop.ui.look.theme import load
from desktop.ui.look.tokens import Theme
from desktop.ui.settings.avatar_choice import avatar_choice
from desktop.ui.settings.locks import Controls
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.form import column, filled, words
from desktop.ui.words import percent


class ChatPreferences(QWidget):
    """`changed` carries ChatSettings."""

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._settings = ChatSettings()
        self._streaming = QButtonGroup(self)
        self._keys = QButtonGroup(self)
        layout = column(theme, "space_s", margins="space_xl")
        layout.addWidget(words(self.tr("Answers"), "title"))
        self.stream = self._choice(self._streaming, self.tr("Show answers while they are written"))
        self.whole = self._choice(self._streaming, self.tr("Show answers when they are complete"))
        layout.addWidget(self.stream)
        layout.addWidget(self.whole)
        layout.addWidget(
            words(
                self.tr("Complete answers come without their tool calls: the server does not send them."), "secondary"
            )
        )
        layout.addWidget(gap(theme, "space_l"))
        layout.addWidget(words(self.tr("Key that sends"), "title"))
        self.enter = self._choice(self._keys, self.tr("Enter sends, Shift+Enter makes a new line"))
        self.ctrl_enter = self._choice(
            self._keys, self.tr("%1 sends, Enter makes a new line").replace("%1", native("Ctrl+Enter"))
        )
        layout.addWidget(self.enter)
        layout.addWidget(self.ctrl_enter)
        layout.addWidget(gap(theme, "space_l"))
        layout.addWidget(words(self.tr("Fair use"), "title"))
        self.fair_use = QCheckBox(self.tr("Wait rather than send more than %1 messages a minute"))
        self.fair_use.setText(self.fair_use.text().replace("%1", str(A_MINUTE)))
        self.fair_use.clicked.connect(self._on_clicked)
        layout.addWidget(self.fair_use)
        layout.addStretch(1)
        self.setLayout(layout)

    @property
    def controls(self) -> Controls:
        return {
            "chat.streaming": (self.stream, self.whole),
            "chat.send_key": (self.enter, self.ctrl_enter),
            "chat.fair_use": (self.fair_use,),
        }

    def show_settings(self, settings: ChatSettings) -> None:
        self._settings = settings
        (self.stream if settings.streaming else self.whole).setChecked(True)
        self.fair_use.setChecked(settings.fair_use)
        (self.enter if settings.send_key is SendKey.ENTER else self.ctrl_enter).setChecked(True)

    def _choice(self, group: QButtonGroup, text: str) -> QRadioButton:
        button = QRadioButton(text)
        group.addButton(button)
        button.clicked.connect(self._on_clicked)
        return button

    def _on_clicked(self) -> None:
        key = SendKey.ENTER if self.enter.isChecked() else SendKey.CTRL_ENTER
        settings = replace(
            self._settings, streaming=self.stream.isChecked(), send_key=key, fair_use=self.fair_use.isChecked()
        )
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)


class ThemeCard(Card):
    """A theme with a small picture of it."""

    def __init__(self, choice: ThemeChoice, title: str, sentence: str, theme: Theme) -> None:
        super().__init__(title, sentence, theme, checkable=True)
        self.choice = choice
        light, dark, contrast = load("light"), load("dark"), load("high-contrast")
        self._pictured = {
            ThemeChoice.SYSTEM: (light, dark),
            ThemeChoice.LIGHT: (light, light),
            ThemeChoice.DARK: (dark, dark),
            ThemeChoice.HIGH_CONTRAST: (contrast, contrast),
        }[choice]

    def picture_height(self) -> int:
        return 2 * self.theme.sizes.space_xxl

    def paint_picture(self, painter: QPainter, area: QRect) -> None:
        half = area.width() // 2
        for at, theme in enumerate(self._pictured):
            painter.save()
            part = QRect(area.left() + at * half, area.top(), half, area.height())
            painter.setClipRect(part)
            self._paint_window(painter, QRectF(area), theme)
            painter.restore()

    def _paint_window(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        sizes = self.theme.sizes  # the picture is drawn in another theme, but grows with this one
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("window"))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), sizes.radius_control, sizes.radius_control)
        painter.setPen(theme.color("window"))
        line = QRectF(area.left() + sizes.space_m, area.top() + sizes.space_m, 0, sizes.space_xs)
        for width, role in ((0.45, "question-tint"), (0.8, "text-secondary"), (0.6, "text-secondary"), (0.3, "accent")):
            painter.setBrush(theme.color(role))  # type: ignore[arg-type] # a tuple forgets that these are roles
            painter.drawRect(QRectF(line.left(), line.top(), (area.width() - 2 * sizes.space_m) * width, line.height()))
            line.translate(0, sizes.space_m)


class AppearancePreferences(QWidget):
    """`changed` carries AppearanceSettings."""

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._settings = AppearanceSettings()
        self.cards = [
            ThemeCard(ThemeChoice.SYSTEM, self.tr("System"), self.tr("Light or dark, as the system is."), theme),
            ThemeCard(ThemeChoice.LIGHT, self.tr("Light"), self.tr("For bright rooms."), theme),
            ThemeCard(ThemeChoice.DARK, self.tr("Dark"), self.tr("For dim rooms."), theme),
            ThemeCard(ThemeChoice.HIGH_CONTRAST, self.tr("High contrast"), self.tr("Strong lines and colours."), theme),
        ]
        grid = spaced(QGridLayout(), theme, "space_m")
        for at, card in enumerate(self.cards):
            grid.addWidget(card, at // 2, at % 2)
            card.clicked.connect(self._on_clicked)
        layout = column(theme, "space_m", margins="space_xl")
        self.zoom = _zoom_box()
        self.zoom.setAccessibleName(self.tr("Size of everything"))
        self.zoom.activated.connect(self._on_zoom_activated)
        row = QHBoxLayout()
        row.addWidget(self.zoom)
        row.addStretch(1)
        keys = self.tr("%1 and %2 change it anywhere, %3 brings 100 % back.")
        layout.addWidget(words(self.tr("Theme"), "title"))
        layout.addLayout(grid)
        layout.addWidget(gap(theme, "space_m"))
        layout.addWidget(words(self.tr("Size of everything"), "title"))
        layout.addLayout(row)
        layout.addWidget(words(filled(keys, native("Ctrl++"), native("Ctrl+-"), native("Ctrl+0")), "secondary"))
        layout.addWidget(gap(theme, "space_m"))
        self.avatars = avatar_choice(layout)
        self.avatars.toggled.connect(lambda on: self._change(replace(self._settings, avatars=on)))
        layout.addStretch(1)
        self.setLayout(layout)

    @property
    def controls(self) -> Controls:
        return {"appearance.theme": self.cards, "appearance.zoom": (self.zoom,), "appearance.avatars": (self.avatars,)}

    def set_theme(self, theme: Theme) -> None:
        for card in self.cards:
            card.set_theme(theme)

    def show_settings(self, settings: AppearanceSettings) -> None:
        self._settings = settings
        for card in self.cards:
            card.setChecked(card.choice is settings.theme)
        self.avatars.setChecked(settings.avatars)
        at = self.zoom.findData(settings.zoom)
        if at < 0:  # a file can say what the steps do not
            at = sum(step < settings.zoom for step in ZOOM_STEPS)
            self.zoom.insertItem(at, percent(settings.zoom), settings.zoom)
        self.zoom.setCurrentIndex(at)

    def _on_zoom_activated(self, at: int) -> None:
        self._change(replace(self._settings, zoom=int(self.zoom.itemData(at))))

    def _change(self, settings: AppearanceSettings) -> None:
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)

    def _on_clicked(self) -> None:
        chosen = next(card.choice for card in self.cards if card.isChecked())
        self._change(replace(self._settings, theme=chosen))


def _zoom_box() -> QComboBox:
    box = QComboBox()
    for step in ZOOM_STEPS:
        box.addItem(percent(step), step)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box
