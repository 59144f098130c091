"""A theme from `resources/themes/`, and what Qt needs made of its tokens: palette, fonts, style sheet.

A style sheet silently overrides the palette for the widgets it names, so both are made from one `Theme`
and set together, by `apply` alone. Zoom is a theme with larger sizes and a larger font of the application: always
made from what the files and the system say, never from what is worn, so that nothing drifts.
"""

from __future__ import annotations

from string import Template
from typing import Final, get_args

import msgspec
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop.core.settings import LEAST_ZOOM, MOST_ZOOM
from desktop.ui.look.marks import mark_url
from desktop.ui.look.measures import measure
from desktop.ui.look.resources import resource_path
from desktop.ui.look.tokens import COLOR_ROLES, ColorRole, FontRole, Sizes, Theme, ThemeChoice, ThemeName


def load(name: ThemeName) -> Theme:
    """Reads a theme's file over the shared sizes; msgspec.ValidationError names what a file has wrong."""
    tokens: dict[str, object] = msgspec.json.decode(resource_path("themes", f"{name}.json").read_bytes())
    sizes: dict[str, object] = msgspec.json.decode(resource_path("themes", "sizes.json").read_bytes())
    own = msgspec.convert(tokens.get("sizes", {}), dict[str, object])
    theme = msgspec.convert({**tokens, "sizes": sizes | own}, Theme)
    missing = sorted(set(COLOR_ROLES) - set(theme.colors))
    if missing:
        raise msgspec.ValidationError(f"theme {name} lacks {', '.join(missing)}")
    return theme


def palette(theme: Theme) -> QPalette:
    """For what the style sheet does not reach: text cursors, native fallbacks, widgets that paint themselves."""
    roles: dict[QPalette.ColorRole, ColorRole] = {
        QPalette.ColorRole.Window: "window",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "hover",
        QPalette.ColorRole.ToolTipBase: "surface-raised",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "text-secondary",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.BrightText: "danger",
        QPalette.ColorRole.Light: "surface-raised",
        QPalette.ColorRole.Midlight: "hover",
        QPalette.ColorRole.Mid: "line",
        QPalette.ColorRole.Dark: "line-field",
        QPalette.ColorRole.Shadow: "text-disabled",
        QPalette.ColorRole.Highlight: "selection",
        QPalette.ColorRole.HighlightedText: "selection-text",
        QPalette.ColorRole.Accent: "accent",
        QPalette.ColorRole.Link: "link",
        QPalette.ColorRole.LinkVisited: "link",
    }
    made = QPalette()
    for qt_role, role in roles.items():
        made.setColor(qt_role, theme.color(role))
    for qt_role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, qt_role, theme.color("text-disabled"))
    return made


class _Sheet(Template):
    idpattern = r"[a-z][a-z0-9-]*"


def style_sheet(theme: Theme, base: QFont | None = None) -> str:
    """The Qt style sheet for one theme; `base` is the font that sizes are relative to (the application's if None)."""
    base = base or QGuiApplication.font()
    pixels = {name: f"{value}px" for name, value in (msgspec.to_builtins(theme.sizes) | _derived(theme.sizes)).items()}
    fonts = {f"type-{role}": _font_size(theme.font(role, base)) for role in get_args(FontRole)}
    marks = {f"mark-{name}": mark_url(icon, theme.colors[role]) for name, (icon, role) in _MARKS.items()}
    sheet = _Sheet(resource_path("themes", "style.qss").read_text("utf-8"))
    return sheet.substitute(theme.colors | pixels | fonts | marks)


_MARKS: Final[dict[str, tuple[str, ColorRole]]] = {
    "check": ("check", "accent-text"),
    "check-disabled": ("check", "text-disabled"),
    "minus": ("minus", "accent-text"),
    "down": ("chevron-down", "text-secondary"),
    "down-disabled": ("chevron-down", "text-disabled"),
    "up": ("chevron-up", "text-secondary"),
    "up-disabled": ("chevron-up", "text-disabled"),
}


def _derived(sizes: Sizes) -> dict[str, int]:
    """Lengths that follow from tokens, in pixels.

    A focused border grows inward: the padding gives up what the border takes, so that nothing moves.
    """
    grown = sizes.focus_width - sizes.line_width
    ring = sizes.indicator // 3
    margin = sizes.scroll_bar // 4
    return {
        "space-button": sizes.space_xs + grown,
        "space-button-focus": sizes.space_xs,
        "space-xs-focus": sizes.space_xs - grown,
        "space-s-focus": sizes.space_s - grown,
        "space-m-focus": sizes.space_m - grown,
        "control-text": sizes.icon_large,
        "radius-indicator": sizes.radius_control - sizes.focus_width,
        "radius-round": sizes.indicator // 2 + sizes.line_width,
        "radio-ring": ring,
        "radio-dot": sizes.indicator + 2 * sizes.line_width - 2 * ring,
        "scroll-margin": margin,
        "scroll-radius": (sizes.scroll_bar - 2 * margin) // 2,
        "bar-radius": sizes.space_xs // 2,
    }


def _font_size(font: QFont) -> str:
    return f"{font.pointSizeF():.2f}pt" if font.pointSizeF() > 0 else f"{font.pixelSize()}px"


def set_role(widget: QWidget, role: str, *, tone: str = "") -> None:
    """Names what a widget is for, which the style sheet dresses: see `style.qss` for the roles of each class."""
    widget.setProperty("role", role)
    widget.setProperty("tone", tone)
    restyle(widget)


def restyle(widget: QWidget) -> None:
    """Makes Qt look at a widget's dynamic properties again: it reads them only when it polishes."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def system_theme(app: QApplication) -> ThemeName:
    """What the desktop asks for: dark or light, and strong contrast. Light when it does not say."""
    hints = app.styleHints()
    return _named(
        dark=hints.colorScheme() is Qt.ColorScheme.Dark,
        strong=hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast,
    )


def _named(*, dark: bool, strong: bool) -> ThemeName:
    if strong:
        return "high-contrast-dark" if dark else "high-contrast"
    return "dark" if dark else "light"


def apply(app: QApplication, theme: Theme) -> None:
    """Dresses the whole program. Fusion is the base everywhere: native styles take only half of a dark palette."""
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    font = _system_font(theme.zoom)
    if font.pointSizeF() != app.font().pointSizeF() or font.pixelSize() != app.font().pixelSize():
        app.setFont(font)
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))
    for window in app.topLevelWidgets():
        measure(window, theme)


def fixed_font(base: QFont) -> QFont:
    """The system's font of fixed pitch, at the size of `base`."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    if base.pointSizeF() > 0:
        font.setPointSizeF(base.pointSizeF())
    else:
        font.setPixelSize(base.pixelSize())
    return font


def _system_font(percent: int) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * percent / 100)
    else:
        font.setPixelSize(round(font.pixelSize() * percent / 100))
    return font


class ThemeSwitch(QObject):
    """Holds the person's choice and keeps the program dressed for it; "system" follows the desktop while running."""

    theme_changed = Signal(object)  # Theme

    def __init__(
        self, app: QApplication, choice: ThemeChoice = "system", parent: QObject | None = None, *, zoom: int = 100
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._choice: ThemeChoice = choice
        self._zoom = _possible(zoom)
        self._theme = load(self._wanted()).zoomed(self._zoom)
        apply(app, self._theme)
        app.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)
        app.styleHints().accessibility().contrastPreferenceChanged.connect(self._on_contrast_preference_changed)

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def choice(self) -> ThemeChoice:
        return self._choice

    @property
    def zoom(self) -> int:
        """In percent."""
        return self._zoom

    def set_choice(self, choice: ThemeChoice) -> None:
        self._choice = choice
        self._follow()

    def set_zoom(self, percent: int) -> None:
        """How large everything is, in percent, kept within what `AppearanceSettings` allows."""
        self._zoom = _possible(percent)
        self._follow()

    def _wanted(self) -> ThemeName:
        system = system_theme(self._app)
        if self._choice == "system":
            return system
        if self._choice == "high-contrast":
            return _named(dark=system.endswith("dark"), strong=True)
        return self._choice

    def _follow(self) -> None:
        wanted = self._wanted()
        if (wanted, self._zoom) == (self._theme.name, self._theme.zoom):
            return
        self._theme = load(wanted).zoomed(self._zoom)
        apply(self._app, self._theme)
        self.theme_changed.emit(self._theme)

    @Slot(Qt.ColorScheme)
    def _on_color_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._follow()

    @Slot(Qt.ContrastPreference)
    def _on_contrast_preference_changed(self, _preference: Qt.ContrastPreference) -> None:
        self._follow()


def _possible(percent: int) -> int:
    return min(max(percent, LEAST_ZOOM), MOST_ZOOM)
