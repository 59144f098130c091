"""What a file of profiles would bring: seen before, chosen one by one, never over what is here."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.core.chatbot import Chatbot, Profile
from desktop.core.errors import Problem
from desktop.core.profile_file import Arrival, Incoming
from desktop.ui.dialogs.profiles_import_dialog import ProfilesImportDialog
from desktop.ui.look.theme import ThemeSwitch
from tests.ui.settings.conftest import press

SHOP = Profile("p1", "Shop", "https://shop.example", "42", (Chatbot("b", "Ann"),))
OTHER = replace(SHOP, id="p9", name="Shop (2)")
ALL = (
    Incoming("New one", Arrival.NEW, SHOP),
    Incoming("Same", Arrival.SAME),
    Incoming("Shop", Arrival.KNOWN, OTHER),
    Incoming("Bad & worse", Arrival.WRONG, problem=Problem("address_insecure")),
)


def opened(qtbot: QtBot, switch: ThemeSwitch, *found: Incoming) -> tuple[ProfilesImportDialog, list[object]]:
    dialog = ProfilesImportDialog("p.json", found, switch.theme)
    wanted: list[object] = []
    dialog.import_requested.connect(wanted.append)
    with qtbot.waitActive(dialog):
        dialog.open()
    return dialog, wanted


def test_new_ones_are_chosen_and_the_others_only_on_purpose(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog, wanted = opened(qtbot, switch, *ALL)
    assert [box.isChecked() for box, _ in dialog.boxes] == [True, False, False, False]
    assert [box.isEnabled() for box, _ in dialog.boxes] == [True, False, True, False]
    press(dialog.import_button)
    assert wanted == [(SHOP,)]


def test_one_of_a_known_id_can_stand_beside_the_other(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog, wanted = opened(qtbot, switch, *ALL)
    press(dialog.boxes[0][0])
    assert not dialog.import_button.isEnabled()
    press(dialog.boxes[2][0])
    press(dialog.import_button)
    assert wanted == [(OTHER,)]


def test_each_row_says_what_it_is(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog, wanted = opened(qtbot, switch, *ALL)
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Here already, and the same." in texts
    assert "as Shop (2); yours stays as it is." in texts
    assert "This address is not encrypted (http)." in texts
    assert dialog.boxes[0][0].text() == "New one · https://shop.example"
    press(dialog.cancel_button)
    assert wanted == []


def test_many_of_them_scroll(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog, _ = opened(qtbot, switch, *(ALL * 20))
    assert dialog.height() < dialog.screen().availableSize().height()
    press(dialog.cancel_button)


def test_nothing_to_take_in_can_only_be_closed(qtbot: QtBot, switch: ThemeSwitch) -> None:
    dialog, _ = opened(qtbot, switch, ALL[1])
    assert not dialog.import_button.isEnabled()
    assert dialog.focusWidget() is dialog.cancel_button
    press(dialog.cancel_button)
