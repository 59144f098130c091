"""The picture of a chatbot: its avatar once that is here, until then, and without one, its initials in a circle.

The trap: a picture scaled once for the usual screen is a blur on the next one, so it is scaled for the pixels that it
is painted on. Nothing is fetched here: who hears `wanted` does that, and hands over what came with `put`.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QImage, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.core.text import well_formed
from desktop.ui.look.theme import ThemeSwitch

_KEPT: Final = 2000
"""Pictures in memory; more chatbots than that are not looked at in one go."""


class Pictures(QObject):
    """`wanted` carries an address and the id of the profile that it came with, once for each address."""

    wanted = Signal(str, str)
    changed = Signal()

    def __init__(self, switch: ThemeSwitch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._switch = switch
        self._enabled = True
        self._images: dict[str, QImage | None] = {}
        self._scaled: dict[tuple[str, int], QPixmap] = {}

    def set_enabled(self, enabled: bool) -> None:
        """Whether avatars are shown; initials always are."""
        if enabled != self._enabled:
            self._enabled = enabled
            self._images = {}
            self._scaled = {}
            self.changed.emit()

    def put(self, address: str, image: QImage | None) -> None:
        """What was fetched; None when it is no picture that may be shown."""
        if self._enabled and image is not None and not image.isNull():
            self._images[address] = image
            self.changed.emit()

    def has(self, address: str) -> bool:
        return self._images.get(address) is not None

    def paint(self, painter: QPainter, rect: QRect, name: str, address: str = "", profile_id: str = "") -> None:
        """Paint into a square; to be called with antialiasing on."""
        image = self._find(address, profile_id) if address and self._enabled else None
        if image is None:
            self._paint_initials(painter, rect, name)
            return
        ratio = painter.device().devicePixelRatio() if painter.device() is not None else 1.0
        pixels = max(1, round(rect.width() * ratio))
        key = (address, pixels)
        if key not in self._scaled:
            self._scaled[key] = _round(image, pixels)
        pixmap = self._scaled[key]
        painter.drawPixmap(QRectF(rect), pixmap, QRectF(pixmap.rect()))

    def _find(self, address: str, profile_id: str) -> QImage | None:
        if address not in self._images:
            if len(self._images) >= _KEPT:
                self._images, self._scaled = {}, {}
            self._images[address] = None
            self.wanted.emit(address, profile_id)
        return self._images[address]

    def _paint_initials(self, painter: QPainter, rect: QRect, name: str) -> None:
        theme = self._switch.theme
        painter.save()
        painter.setPen(theme.color("line-button"))
        painter.setBrush(theme.color("question-tint"))
        painter.drawEllipse(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5))
        font = QFont(painter.font())
        font.setPixelSize(max(6, round(rect.height() * 0.45)))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))
        painter.restore()


def initials(name: str) -> str:
    """One or two letters for a name; a question mark for one without any."""
    words = [word for word in "".join(char if char.isalnum() else " " for char in well_formed(name)).split() if word]
    if not words:
        return "?"
    letters = words[0][0] + (words[1][0] if len(words) > 1 else "")
    return letters.upper() if len(letters.upper()) <= 2 else letters[0]


def _round(image: QImage, pixels: int) -> QPixmap:
    """The middle of the picture as a circle of so many pixels."""
    whole = image.scaled(
        QSize(pixels, pixels),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addEllipse(QRectF(0, 0, pixels, pixels))
    painter.setClipPath(path)
    painter.drawImage(QPointF((pixels - whole.width()) / 2, (pixels - whole.height()) / 2), whole)
    painter.end()
    return made


class PictureLabel(QWidget):
    """The picture of one chatbot beside its name; says nothing to screen readers, the name does."""

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch = switch
        self._pictures: Pictures | None = None
        self._shown = ("", "", "")
        switch.theme_changed.connect(self._fit)
        self._fit()

    def show_from(self, pictures: Pictures) -> None:
        self._pictures = pictures
        pictures.changed.connect(self.update)
        self.update()

    def show_chatbot(self, name: str, address: str, profile_id: str) -> None:
        self._shown = (name, address, profile_id)
        self.update()

    def paintEvent(self, event: object) -> None:
        if self._pictures is None or not self._shown[0]:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._pictures.paint(painter, self.rect(), *self._shown)
        painter.end()

    def _fit(self) -> None:
        side = self._switch.theme.sizes.icon_large
        self.setFixedSize(side, side)
