"""What every row's layout depends on besides its message and width: theme, fonts, measures, character formats.

One `Look` is made per theme, font and reading direction and never changes, so a layout that holds the old one is out
of date. The trap: QTextCharFormat is dear to build, and a row needs hundreds; they are made once per style.
"""

from __future__ import annotations

import unicodedata
from functools import cache, cached_property
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QTextCharFormat, QTextOption

from desktop.core.blocks import Span
from desktop.ui.look.theme import fixed_font
from desktop.ui.look.tokens import ColorRole, Sizes, Theme

_HEADINGS: Final = (1.33, 1.2, 1.13, 1.07, 1.0, 1.0)
_MEASURE: Final = 84
_SAMPLE: Final = "the quick brown fox jumps over a lazy dog, and the rest of the text reads on "


class Look:
    """Fonts and measures in device-independent pixels for one theme; `mirrored` when the window reads right to left."""

    def __init__(self, theme: Theme, base: QFont, *, mirrored: bool = False, reduced_motion: bool = False) -> None:
        self.theme = theme
        self.sizes: Sizes = theme.sizes
        self.mirrored = mirrored
        self.reduced_motion = reduced_motion
        self.body = theme.font("body", base)
        self.small = theme.font("small", base)
        self.strong = _bold(self.body)
        self.small_strong = _bold(self.small)
        self.code = theme.font("code", fixed_font(base))
        self._colors: dict[ColorRole, QColor] = {}
        self._formats: dict[Span, QTextCharFormat] = {}
        self._options: dict[tuple[Qt.AlignmentFlag | None, bool, bool], QTextOption] = {}
        self._pitches: dict[str, float] = {}
        self._metrics: dict[str, QFontMetricsF] = {}

    def color(self, role: ColorRole) -> QColor:
        if role not in self._colors:
            self._colors[role] = self.theme.color(role)
        return self._colors[role]

    def metrics(self, font: QFont) -> QFontMetricsF:
        key = font.key()
        if key not in self._metrics:
            self._metrics[key] = QFontMetricsF(font)
        return self._metrics[key]

    def pitch(self, font: QFont) -> float:
        """From one base line to the next: the theme's line height times the font's size, never less than it needs."""
        key = font.key()
        if key not in self._pitches:
            wanted = QFontInfo(font).pixelSize() * self.sizes.line_height
            self._pitches[key] = float(round(max(wanted, self.metrics(font).height() + 1)))
        return self._pitches[key]

    def heading(self, level: int) -> QFont:
        font = QFont(self.body)
        factor = _HEADINGS[min(max(level, 1), len(_HEADINGS)) - 1]
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * factor)
        else:
            font.setPixelSize(round(font.pixelSize() * factor))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    @cached_property
    def measure(self) -> float:
        """The widest a line of prose gets: more is hard to read."""
        return self.metrics(self.body).horizontalAdvance(_SAMPLE) / len(_SAMPLE) * _MEASURE

    @cached_property
    def gutter(self) -> float:
        """Room for a list's mark."""
        return max(self.sizes.space_xl, self.metrics(self.body).horizontalAdvance("00.") + self.sizes.space_s)

    @cached_property
    def code_advance(self) -> float:
        return self.metrics(self.code).horizontalAdvance("M")

    def option(self, align: Qt.AlignmentFlag | None, *, rtl: bool, breaks_anywhere: bool) -> QTextOption:
        """How lines run and break; without an alignment they begin at the side where they are read from."""
        key = (align, rtl, breaks_anywhere)
        if key not in self._options:
            # Qt mirrors an alignment for whole documents only: here "at the start" has to be said as a side.
            option = QTextOption(align or (Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft))
            option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
            wrap = QTextOption.WrapMode
            option.setWrapMode(wrap.WrapAnywhere if breaks_anywhere else wrap.WrapAtWordBoundaryOrAnywhere)
            option.setTabStopDistance(4 * self.code_advance)
            self._options[key] = option
        return self._options[key]

    def format(self, span: Span) -> QTextCharFormat | None:
        """How a span is written where it differs from the text around it; None when it does not."""
        style = Span("", span.bold, span.italic, span.code, span.strike, "link" if span.link else "")
        if style == Span(""):
            return None
        if style not in self._formats:
            self._formats[style] = self._made(style)
        return self._formats[style]

    def _made(self, style: Span) -> QTextCharFormat:
        made = QTextCharFormat()
        if style.code:
            made.setFontFamilies(self.code.families())
            made.setFontFixedPitch(True)
            made.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
            made.setFontPointSize(self.code.pointSizeF() if self.code.pointSizeF() > 0 else self.body.pointSizeF())
        if style.bold:
            made.setFontWeight(QFont.Weight.Bold)
        if style.italic:
            made.setFontItalic(True)
        if style.strike:
            made.setFontStrikeOut(True)
        if style.link:
            made.setForeground(self.color("link"))
            made.setFontUnderline(True)
        return made


def reads_right_to_left(text: str) -> bool:
    """By the first strong character, as the Unicode bidirectional algorithm finds a paragraph's direction."""
    if not has_right_to_left(text):
        return False
    for char in text:
        direction = _direction(char)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


@cache
def _direction(char: str) -> str:
    return unicodedata.bidirectional(char)


def has_right_to_left(text: str) -> bool:
    """Whether any of it is written right to left."""
    return not text.isascii() and any(_direction(char) in ("R", "AL", "RLE", "RLO", "RLI") for char in set(text))


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made
