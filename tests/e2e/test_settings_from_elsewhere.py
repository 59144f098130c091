"""Settings that change elsewhere while their dialog is open."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from tests.e2e.conftest import Journey, Person
from tests.e2e.test_network import open_page

Live = Callable[[Journey], None]


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
