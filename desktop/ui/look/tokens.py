"""The design tokens as values: roles of colours and fonts, sizes, and a theme, which is one set of them."""

from __future__ import annotations

from typing import Final, Literal, get_args

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont

ColorRole = Literal[
    "window", "sidebar", "surface", "surface-raised",
    "text", "text-secondary", "text-disabled",
    "line", "line-button", "line-field", "hover", "pressed",
    "accent", "accent-hover", "accent-pressed", "accent-text",
    "selection", "selection-text", "question-tint", "code-surface", "link", "info-tint",
    "success", "success-tint", "warning", "warning-tint",
    "danger", "danger-hover", "danger-pressed", "danger-text", "danger-tint",
    "focus", "focus-on-fill", "scroll", "scroll-hover",
    "found", "found-here",
    "code-keyword", "code-string", "code-number", "code-comment",
    "code-function", "code-type", "code-inserted", "code-deleted",
    "profile-blue", "profile-green", "profile-amber", "profile-red", "profile-violet", "profile-text",
]  # fmt: skip
FontRole = Literal["small", "body", "title", "heading", "code"]
ThemeName = Literal["light", "dark", "high-contrast", "high-contrast-dark"]
ThemeChoice = Literal["system", "light", "dark", "high-contrast"]

COLOR_ROLES: Final[tuple[ColorRole, ...]] = get_args(ColorRole)
THEME_NAMES: Final[tuple[ThemeName, ...]] = get_args(ThemeName)
THEME_CHOICES: Final[tuple[ThemeChoice, ...]] = get_args(ThemeChoice)


class Sizes(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Lengths in device-independent pixels, `type_*` and `line_height` as factors, `motion` in milliseconds."""

    space_xs: int
    space_s: int
    space_m: int
    space_l: int
    space_xl: int
    space_xxl: int
    radius_control: int
    radius_card: int
    line_width: int
    focus_width: int
    indicator: int
    scroll_bar: int
    icon: int
    icon_large: int
    header: int
    sidebar_min: int
    sidebar_max: int
    overlay_below: int
    column: int
    type_small: float
    type_body: float
    type_title: float
    type_heading: float
    type_code: float
    line_height: float
    motion: int


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set of tokens. Colours are asked for by role, never by hue. `zoom`, in percent, is in the sizes already."""

    name: ThemeName
    dark: bool
    colors: dict[ColorRole, str]
    sizes: Sizes
    zoom: int = 100

    def color(self, role: ColorRole) -> QColor:
        return QColor(self.colors[role])

    def font(self, role: FontRole, base: QFont) -> QFont:
        """`base` scaled for a role; for "code" hand in the system's fixed font."""
        factor: float = getattr(self.sizes, f"type_{role}")
        font = QFont(base)
        if base.pointSizeF() > 0:
            font.setPointSizeF(base.pointSizeF() * factor)
        else:
            font.setPixelSize(round(base.pixelSize() * factor))
        if role in ("title", "heading"):
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def zoomed(self, percent: int) -> Theme:
        """This theme, as it is in its file, with every length at so many percent; a line stays at least one pixel."""
        return replace(self, sizes=_zoomed(self.sizes, percent), zoom=percent)

    def room(self, size: QSize, available: QSize) -> QSize:
        """A size given for 100 %, at this zoom, but no larger than what is available."""
        return (size * (self.zoom / 100)).boundedTo(available)


_UNZOOMED: Final = ("motion",)


def _zoomed(sizes: Sizes, percent: int) -> Sizes:
    lengths = {
        name: max(1, round(value * percent / 100))
        for name, value in msgspec.structs.asdict(sizes).items()
        if isinstance(value, int) and name not in _UNZOOMED
    }
    # A line of 1.5 pixels is a blur or a bar; it grows when there is a whole pixel more.
    return replace(sizes, **lengths | {"line_width": max(1, sizes.line_width * percent // 100)})


class Pair(msgspec.Struct, frozen=True):
    """Two colours that meet on screen, and the least contrast ratio between them (WCAG 2.2, 1.4.3 and 1.4.11)."""

    foreground: ColorRole
    background: ColorRole
    minimum: float


def _pairs(minimum: float, foreground: ColorRole, *backgrounds: ColorRole) -> tuple[Pair, ...]:
    return tuple(Pair(foreground, background, minimum) for background in backgrounds)


_TEXT: Final = 4.5
_LINE: Final = 3.0
_GROUNDS: Final[tuple[ColorRole, ...]] = ("window", "sidebar", "surface", "surface-raised")

#: Every pair in use. Who paints a new combination adds it here; disabled text is exempt by the same guideline.
PAIRS: Final[tuple[Pair, ...]] = (
    *_pairs(_TEXT, "text", *_GROUNDS, "hover", "pressed", "question-tint", "code-surface"),
    *_pairs(_TEXT, "text", "info-tint", "success-tint", "warning-tint", "danger-tint"),
    *_pairs(_TEXT, "text-secondary", *_GROUNDS, "hover", "pressed", "question-tint", "code-surface"),
    *_pairs(_TEXT, "selection-text", "selection"),
    *_pairs(_TEXT, "selection-text", "found", "found-here"),
    *_pairs(_TEXT, "text-secondary", "selection", "info-tint", "success-tint", "warning-tint", "danger-tint"),
    *_pairs(_TEXT, "accent-text", "accent", "accent-hover", "accent-pressed"),
    *_pairs(_TEXT, "danger-text", "danger", "danger-hover", "danger-pressed"),
    *_pairs(_TEXT, "link", *_GROUNDS, "question-tint", "info-tint", "danger-tint"),
    *_pairs(_TEXT, "success", *_GROUNDS, "success-tint"),
    *_pairs(_TEXT, "warning", *_GROUNDS, "warning-tint"),
    *_pairs(_TEXT, "danger", *_GROUNDS, "danger-tint", "hover", "pressed", "question-tint"),
    *(Pair(role, "code-surface", _TEXT) for role in COLOR_ROLES if role.startswith("code-") and role != "code-surface"),
    *_pairs(_TEXT, "profile-text", "profile-blue", "profile-green", "profile-amber", "profile-red", "profile-violet"),
    *_pairs(_LINE, "accent", *_GROUNDS, "hover", "code-surface"),
    *_pairs(_LINE, "line-field", *_GROUNDS),
    *_pairs(_LINE, "focus", *_GROUNDS, "hover", "selection", "question-tint"),
)
