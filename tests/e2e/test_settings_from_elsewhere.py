"""Settings that change elsewhere while their dialog is open: nothing that is typed goes, and nothing is set back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from tests.e2e.conftest import Journey, Person
from tests.e2e.test_network import open_page

Live = Callable[[Journey], None]


async def note_a_look_for_updates(person: Person) -> None:
    """As it is noted once a day."""
    settings = person.desktop.settings
    await person.act(lambda: settings.change_section(updates=replace(settings.settings.updates, checked=1.0)))
    assert settings.settings.updates.checked == 1.0


def test_what_is_typed_for_the_proxy_stays_while_other_settings_change(live: Live) -> None:
    async def journey(person: Person) -> None:
        settings = person.desktop.settings
        box = (await open_page(person, "Network")).network.proxy
        await person.click(box.manual)
        await person.act(box.host.edit.setFocus)
        await person.write(box.host.edit, "proxy.exam")
        await note_a_look_for_updates(person)
        network = settings.settings.network
        await person.act(lambda: settings.change_network(replace(network, proxy=replace(network.proxy, user="jo"))))
        await person.write(box.host.edit, "ple")
        assert (box.host.text, box.user.text) == ("proxy.example", "jo")
        await person.press(box.host.edit, Qt.Key.Key_Return)
        proxy = settings.settings.network.proxy
        assert (proxy.host, proxy.user) == ("proxy.example", "jo")

    live(journey)


def test_a_number_stays_while_it_is_typed(live: Live) -> None:
    async def journey(person: Person) -> None:
        number = (await open_page(person, "Network")).network.connect_time
        await person.act(number.setFocus)
        await person.act(number.selectAll)
        await person.write(number, "25")
        await note_a_look_for_updates(person)
        await person.press(number, Qt.Key.Key_Return)
        assert number.value() == person.desktop.settings.settings.network.connect == 25

    live(journey)


def test_the_key_of_the_updates_stays_while_it_is_typed(live: Live) -> None:
    async def journey(person: Person) -> None:
        edit = (await open_page(person, "Desktop")).desktop.key.edit
        await person.act(edit.setFocus)
        await person.write(edit, "RWab")
        await note_a_look_for_updates(person)
        await person.write(edit, "cd")
        await person.press(edit, Qt.Key.Key_Return)
        updates = person.desktop.settings.settings.updates
        assert (updates.key, updates.checked) == ("RWabcd", 1.0)

    live(journey)


def test_a_choice_sets_nothing_back_that_changed_behind_the_dialog(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        settings, sandbox = person.desktop.settings, person.desktop.book.profiles[-1]
        dialog = await open_page(person, "Network")
        other = sandbox.chatbots[-1].id
        await person.act(lambda: person.desktop.controller.begin_with(sandbox.id, other))  # a link, the tray
        await person.act(lambda: settings.zoom(1))
        network = settings.settings.network
        await person.act(lambda: settings.change_network(replace(network, proxy=replace(network.proxy, user="jo"))))
        before = settings.settings
        assert before.last_chatbot == f"{sandbox.id}/{other}"
        await person.act(lambda: dialog.network.silence.setValue(45))
        await person.act(lambda: dialog.list.setCurrentRow(1))
        await person.click(dialog.chat.fair_use)
        await person.act(lambda: dialog.list.setCurrentRow(2))
        await person.act(dialog.appearance.avatars.click)
        assert settings.settings == replace(
            before,
            chat=replace(before.chat, fair_use=not before.chat.fair_use),
            appearance=replace(before.appearance, avatars=not before.appearance.avatars),
            network=replace(before.network, silence=45.0),
        )
        await person.act(lambda: settings.zoom(0))

    live(journey)


@pytest.mark.parametrize("page", ["Network", "Desktop"])
def test_the_program_ends_in_the_middle_of_a_word(live: Live, page: str) -> None:
    """The field is left while its dialog is taken apart."""

    async def journey(person: Person) -> None:
        dialog = await open_page(person, page)
        if page == "Network":
            await person.click(dialog.network.proxy.manual)
        edit = dialog.network.proxy.host.edit if page == "Network" else dialog.desktop.feed.edit
        await person.act(edit.setFocus)
        await person.write(edit, "updates.exam")

    live(journey)
