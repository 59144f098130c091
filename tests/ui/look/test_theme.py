"""The tokens: complete, readable, and followed by the program."""

import re
from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.ui.look import theme as module
from desktop.ui.look.resources import resource_path
from desktop.ui.look.theme import ThemeSwitch, load, palette, set_role, style_sheet, system_theme
from desktop.ui.look.tokens import COLOR_ROLES, PAIRS, THEME_NAMES, Pair, ThemeName

names = pytest.mark.parametrize("name", THEME_NAMES)


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    shown = QColor(color)
    return 0.2126 * linear(shown.redF()) + 0.7152 * linear(shown.greenF()) + 0.0722 * linear(shown.blueF())


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def weak_pairs(name: ThemeName, pairs: tuple[Pair, ...]) -> list[str]:
    colors = load(name).colors
    return [
        f"{pair.foreground} on {pair.background}: {contrast(colors[pair.foreground], colors[pair.background]):.2f}"
        for pair in pairs
        if contrast(colors[pair.foreground], colors[pair.background]) < pair.minimum
    ]


def test_black_on_white_is_the_strongest_contrast_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@names
def test_every_pair_in_use_can_be_read(name: ThemeName) -> None:
    assert weak_pairs(name, PAIRS) == []


def test_a_weak_pair_is_found() -> None:
    assert weak_pairs("light", (Pair("window", "surface", 4.5),)) != []


def test_words_need_more_contrast_than_lines() -> None:
    assert {pair.minimum for pair in PAIRS} == {4.5, 3.0}
    assert any(pair.foreground == "text" and pair.background == "window" and pair.minimum == 4.5 for pair in PAIRS)


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selector and body of each rule, tokens not yet filled in."""
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    for match in re.finditer(r"([^{}]+)\{([^{}]*)\}", bare):
        yield match.group(1).strip(), match.group(2)


def test_what_the_style_sheet_puts_on_a_ground_is_a_pair_that_is_held() -> None:
    held = {(pair.foreground, pair.background) for pair in PAIRS}
    missing = []
    for selector, body in rules(resource_path("themes", "style.qss").read_text("utf-8")):
        ink = re.search(r"(?<![-\w])color:\s*\$([a-z-]+)", body)
        ground = re.search(r"(?<![-\w])background:\s*\$([a-z-]+)", body)
        if ink and ground and ":disabled" not in selector and (ink.group(1), ground.group(1)) not in held:
            missing.append(f"{selector}: {ink.group(1)} on {ground.group(1)}")
    assert missing == []


@names
def test_every_theme_has_every_role_as_a_colour(name: ThemeName) -> None:
    theme = load(name)
    assert set(theme.colors) == set(COLOR_ROLES)
    assert all(theme.color(role).isValid() for role in COLOR_ROLES)
    assert theme.dark == (luminance(theme.colors["window"]) < luminance(theme.colors["text"]))


@names
def test_the_style_sheet_has_no_token_left_and_qt_understands_it(name: ThemeName, qtbot: QtBot) -> None:
    sheet = style_sheet(load(name))
    assert "$" not in sheet
    label = QLabel("x")
    qtbot.addWidget(label)
    label.setStyleSheet(sheet)  # Qt's complaint about a bad sheet would fail the test
    label.ensurePolished()


def test_a_theme_that_lacks_a_colour_is_refused_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COLOR_ROLES", (*COLOR_ROLES, "made-up"))
    with pytest.raises(msgspec.ValidationError, match="made-up"):
        load("light")


def test_the_palette_takes_its_colours_from_the_theme() -> None:
    dark = load("dark")
    made = palette(dark)
    assert made.color(QPalette.ColorRole.Window) == dark.color("window")
    assert made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == dark.color("text-disabled")


def test_fonts_grow_and_shrink_with_the_base(qapp: QApplication) -> None:
    theme, base = load("light"), qapp.font()
    base.setPointSizeF(20)
    assert theme.font("heading", base).pointSizeF() == pytest.approx(20 * theme.sizes.type_heading)
    base.setPixelSize(30)
    assert theme.font("small", base).pixelSize() == round(30 * theme.sizes.type_small)


def test_a_choice_changes_the_program_and_says_so_once(switch: ThemeSwitch, qapp: QApplication) -> None:
    seen: list[str] = []
    switch.theme_changed.connect(lambda theme: seen.append(theme.name))
    switch.set_choice("dark")
    switch.set_choice("dark")
    assert seen == ["dark"]
    assert qapp.palette().color(QPalette.ColorRole.Window) == load("dark").color("window")
    switch.set_choice("light")


def test_only_the_choice_system_follows_the_system(
    switch: ThemeSwitch, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = qapp.styleHints()
    switch.set_choice("light")
    monkeypatch.setattr(module, "system_theme", lambda _app: "dark")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    worn: list[str] = [switch.theme.name]
    switch.set_choice("system")
    worn.append(switch.theme.name)
    monkeypatch.setattr(module, "system_theme", lambda _app: "light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    worn.append(switch.theme.name)
    assert worn == ["light", "dark", "light"]


def test_high_contrast_is_dark_where_the_system_is_dark(switch: ThemeSwitch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "system_theme", lambda _app: "dark")
    switch.set_choice("high-contrast")
    assert switch.theme.name == "high-contrast-dark"
    monkeypatch.undo()
    switch.set_choice("light")


def test_the_system_is_asked(qapp: QApplication) -> None:
    assert system_theme(qapp) in THEME_NAMES


def test_a_role_changes_how_a_button_looks(switch: ThemeSwitch, qtbot: QtBot) -> None:
    button = QPushButton("Send")
    qtbot.addWidget(button)
    plain = button.grab().toImage()
    set_role(button, "primary")
    assert button.grab().toImage() != plain
    assert button.grab().toImage().pixelColor(5, button.height() // 2) == switch.theme.color("accent")
