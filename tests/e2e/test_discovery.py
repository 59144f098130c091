"""*Find chatbots* at the real window, against a real server: the list, what is no list, and the way by hand."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.message import Status
from desktop.sandbox.bots import ORDER_DESK, WRITER
from desktop.sandbox.handshake import PATH
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.settings.discovery_dialog import DiscoveryDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]


async def open_form(person: Person, address: str, project: str, key: str) -> SettingsDialog:
    """The settings at a new profile, with everything typed but a chatbot."""
    await person.act(lambda: person.desktop.settings.show("new"))
    await person.until(lambda: isinstance(QApplication.activeModalWidget(), SettingsDialog), "the settings")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    form = dialog.chatbots.form
    await person.act(form.address.edit.clear)
    await person.write(form.address.edit, address)
    await person.write(form.project.edit, project)
    await person.write(form.secret.field.edit, key)
    return dialog


async def find(person: Person, settings: SettingsDialog) -> DiscoveryDialog:
    await person.act(settings.chatbots.form.chatbots.find_button.click)
    await person.until(lambda: isinstance(QApplication.activeModalWidget(), DiscoveryDialog), "the list")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DiscoveryDialog)
    return dialog


def test_chatbots_are_found_ticked_added_and_talked_to(live: Live, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        settings = await open_form(person, server.address, server.project_id, server.secret)
        dialog = await find(person, settings)
        await person.until(lambda: dialog.list.count() == 4, "the chatbots")
        assert "Ready" in dialog.list.item(0).text()
        await person.write(dialog.search, "writ")
        shown = [row for row in range(4) if not dialog.list.item(row).isHidden()]
        assert [dialog.list.item(row).text().split("\n")[0] for row in shown] == [WRITER.name]
        await person.press(dialog.search, Qt.Key.Key_Down)
        await person.press(dialog.list, Qt.Key.Key_Space)
        await person.act(dialog.search.clear)
        await person.act(lambda: dialog.list.item(1).setCheckState(Qt.CheckState.Checked))
        assert "2" in dialog.add_button.text()
        await person.click(dialog.add_button)
        rows = settings.chatbots.form.chatbots
        assert [(bot.id, bot.name) for bot in rows.typed()] == [ORDER_DESK[:2], WRITER[:2]]
        await person.act(settings.chatbots.form.save_button.click)
        await person.until(lambda: person.desktop.book.stored, "the saved profile")
        saved = person.desktop.book.stored[0]
        assert saved.chatbots[0].description == ORDER_DESK.description
        assert saved.chatbots[0].avatar == f"{server.address}/avatars/{ORDER_DESK.id}.png"
        await person.act(settings.reject)
        await person.ask("Where is my order 4711? instantly")
        assert (await person.reply(Status.COMPLETE)).text

    live(journey)


def test_those_in_the_profile_already_are_not_added_twice(live: Live, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        settings = await open_form(person, server.address, server.project_id, server.secret)
        first = await find(person, settings)
        await person.until(lambda: first.list.count() == 4, "the chatbots")
        await person.act(first.all_button.click)
        await person.click(first.add_button)
        dialog = await find(person, settings)
        await person.until(lambda: dialog.list.count() == 4, "the chatbots again")
        await person.act(dialog.all_button.click)
        assert len(settings.chatbots.form.chatbots.typed()) == 4
        assert not dialog.ticked()
        assert not dialog.add_button.isEnabled()
        await person.act(dialog.reject)
        await person.act(settings.reject)

    live(journey)


async def hear_that_a_token_lists_nothing(person: Person, settings: SettingsDialog) -> None:
    dialog = await find(person, settings)
    await person.until(lambda: "API key" in dialog.state.text(), "why there is no list")
    assert "client token" in dialog.state.text()
    assert dialog.retry_button.isHidden()
    assert dialog.focusWidget() is dialog.hand_button
    await person.press(dialog.hand_button, Qt.Key.Key_Return)


def test_a_client_token_lists_nothing_and_the_way_by_hand_is_open(live: Live, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        settings = await open_form(person, server.address, server.project_id, "")
        form = settings.chatbots.form
        await person.act(form.credential.client_token.click)
        await person.write(form.credential.path.edit, PATH)
        await hear_that_a_token_lists_nothing(person, settings)
        await person.act(form.credential.path.edit.clear)
        await person.write(form.secret.field.edit, server.secret)  # a token that was pasted
        await hear_that_a_token_lists_nothing(person, settings)
        await person.act(settings.reject)

    live(journey)


def test_what_is_no_list_is_told_and_a_chatbot_is_entered_by_hand(live: Live, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        address = f"{server.address}/shapes/other"
        settings = await open_form(person, address, server.project_id, server.secret)
        dialog = await find(person, settings)
        await person.until(dialog.came.isVisible, "what came")
        assert "200" in dialog.state.text()
        assert dialog.came.text().startswith("What came: ")
        assert "trial" in dialog.came.text()
        assert server.secret not in dialog.came.text()
        await person.click(dialog.hand_button)
        rows = settings.chatbots.form.chatbots
        await person.write(rows._rows[0].id, "by-hand")  # noqa: SLF001 - rows have no names
        assert rows.typed()[0].id == "by-hand"
        await person.act(settings.reject)

    live(journey)


def test_a_refused_key_is_said_and_asking_again_works(live: Live, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        settings = await open_form(person, server.address, server.project_id, "rk_not_the_right_one_0123")
        dialog = await find(person, settings)
        await person.until(dialog.retry_button.isVisible, "the refusal")
        assert "did not accept this key" in dialog.state.text()
        await person.click(dialog.retry_button)
        await person.until(dialog.retry_button.isVisible, "the refusal once more")
        await person.act(dialog.reject)
        assert len(settings.chatbots.form.chatbots.typed()) == 1
        await person.act(settings.reject)

    live(journey)


def test_without_a_project_the_field_is_marked_and_nothing_is_asked(live: Live, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        settings = await open_form(person, server.address, "", server.secret)
        await person.act(settings.chatbots.form.chatbots.find_button.click)
        assert settings.chatbots.form.project.error
        assert QApplication.activeModalWidget() is settings
        await person.act(settings.reject)

    live(journey)


def test_what_was_found_for_a_profile_that_is_gone_goes_to_no_other(live: Live, paths: Paths, server: Sandbox) -> None:
    first = Profile("p1", "First", server.address, server.project_id, (Chatbot("one", "One"),))
    second = replace(first, id="p2", name="Second", chatbots=(Chatbot("two", "Two"),))
    paths.create()
    save_profiles(paths.profiles, (first, second))

    async def journey(person: Person) -> None:
        await person.desktop.book.keep_secret(first, Secret(server.secret))
        await person.act(lambda: person.desktop.settings.show(first.id))
        settings = QApplication.activeModalWidget()
        assert isinstance(settings, SettingsDialog)
        dialog = await find(person, settings)
        await person.until(lambda: dialog.list.count() == 4, "the chatbots")
        await person.act(dialog.all_button.click)
        person.desktop.book.load((second,))  # as it is after `profiles remove`
        await person.act(lambda: person.desktop.settings.take_over((first.id,)))
        form = settings.chatbots.form
        assert form.name.text == "Second"
        await person.click(dialog.add_button)
        assert [bot.id for bot in form.chatbots.typed()] == ["two"]
        again = await find(person, settings)
        await person.act(again.hand_button.click)
        assert len(form.chatbots.typed()) == 2, "by hand, for the one in view"
        await person.act(settings.reject)

    live(journey)
