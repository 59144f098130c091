"""The icon set (`resources/icons/`, Lucide) tinted by colour role.

Icons are drawn as shapes first and filled with colour after, for each screen scale: a pixmap scaled by Qt at 150 % is
blurred, and a QIcon made from the SVG file would keep the file's own black.
"""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.ui.look.resources import resource_path
from desktop.ui.look.tokens import ColorRole, Theme

_RATIOS: Final = (1.0, 1.5, 2.0)
_ENOUGH: Final = 512


class UnknownIconError(LookupError):
    """An icon was asked for that `resources/icons/` does not have."""


def icon(name: str, theme: Theme, role: ColorRole = "text", size: int = 0, *, room: int = 0) -> QIcon:
    """An icon by its Lucide name, `size` in device-independent pixels, the theme's when 0.

    `room` is left empty behind it, before it when negative: a button leaves no more than 4 pixels to its words.
    UnknownIconError when there is no such file.

    Disabled and selected states are tinted too, so buttons, menus and lists show the right one by themselves.
    """
    colors = (theme.colors[role], theme.colors["text-disabled"], theme.colors["selection-text"])
    return _tinted(name, colors, size or theme.sizes.icon, room)


def icon_names() -> tuple[str, ...]:
    """Every name that `icon` takes."""
    return tuple(sorted(path.stem for path in resource_path("icons").glob("*.svg")))


@lru_cache(maxsize=_ENOUGH)
def _tinted(name: str, colors: tuple[str, str, str], size: int, room: int) -> QIcon:
    normal, disabled, selected = (QColor(color) for color in colors)
    made = QIcon()
    for ratio in _RATIOS:
        shape = _shape(name, size, ratio, room)
        made.addPixmap(_filled(shape, normal), QIcon.Mode.Normal)
        made.addPixmap(_filled(shape, disabled), QIcon.Mode.Disabled)
        made.addPixmap(_filled(shape, selected), QIcon.Mode.Selected)
    return made


def _shape(name: str, size: int, ratio: float, room: int) -> QPixmap:
    source = QByteArray(_source(name))  # before there is a painter: one that an error leaves open makes Qt complain
    pixels = round(size * ratio)
    shape = QPixmap(pixels + round(abs(room) * ratio), pixels)
    shape.fill(Qt.GlobalColor.transparent)
    painter = QPainter(shape)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(source).render(painter, QRectF(max(-room, 0) * ratio, 0, pixels, pixels))
    painter.end()
    shape.setDevicePixelRatio(ratio)
    return shape


def _filled(shape: QPixmap, color: QColor) -> QPixmap:
    filled = QPixmap(shape)
    painter = QPainter(filled)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(filled.rect(), color)
    painter.end()
    return filled


def _source(name: str) -> bytes:
    try:
        return resource_path("icons", f"{name}.svg").read_bytes()
    except FileNotFoundError:
        raise UnknownIconError(f"there is no icon named {name!r} in resources/icons") from None
