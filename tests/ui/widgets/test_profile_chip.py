"""The mark of a profile: in words and colour, or not there at all."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import PROFILE_COLOURS
from desktop.ui.conversation.composer import Composer
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.widgets.profile_chip import ProfileChip


@pytest.mark.parametrize(
    ("label", "colour", "text"),
    [("production", "red", "production"), ("", "blue", "Shop"), ("test", "", "test"), ("", "", None)],
)
def test_it_says_where_in_words(qtbot: QtBot, switch: ThemeSwitch, label: str, colour: str, text: str | None) -> None:
    chip = ProfileChip()
    qtbot.addWidget(chip)
    chip.show_profile("Shop", label, colour)
    assert chip.isHidden() is (text is None)
    if text is not None:
        assert (chip.text(), chip.accessibleName()) == (text, f"Profile: {text}")
    assert switch.theme is not None


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
@pytest.mark.parametrize("colour", PROFILE_COLOURS[1:])
def test_chip_and_send_button_wear_the_colour_in_every_theme(
    qtbot: QtBot, switch: ThemeSwitch, theme: str, colour: str
) -> None:
    switch.set_choice(theme)  # type: ignore[arg-type]  # a parameter is any text to mypy
    wanted = QColor(switch.theme.colors[f"profile-{colour}"])  # type: ignore[index]  # a parameter is any text to mypy
    chip, composer = ProfileChip(), Composer(switch)
    for widget in (chip, composer):
        qtbot.addWidget(widget)
    chip.show_profile("Shop", "production", colour)
    composer.set_chatbot("Ann")
    composer.set_environment("production", colour)
    composer.field.setPlainText("Hello")
    for widget in (chip, composer):
        widget.show()
    for ground in (chip, composer.send_button):
        image = ground.grab().toImage()
        assert image.pixelColor(image.width() // 2, 3) == wanted
    assert composer.send_button.text() == "Send to Ann · production"
    assert composer.send_button.accessibleName() == "Send to Ann · production"
    composer.set_environment("", "")
    assert composer.send_button.text() == "Send to Ann"


def test_a_name_with_a_place_in_it_stays_as_it_is(qtbot: QtBot, switch: ThemeSwitch) -> None:
    composer = Composer(switch)
    qtbot.addWidget(composer)
    composer.set_chatbot("100 %2 Ann")
    composer.set_environment("live", "red")
    assert composer.send_button.text() == "Send to 100 %2 Ann · live"
