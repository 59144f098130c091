"""An open window, while the command line adds and removes profiles beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.message import Status
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.cli.conftest import Program
from tests.e2e.beside import paths, program
from tests.e2e.conftest import Journey, Person

__all__ = ["paths", "program"]  # fixtures
Live = Callable[[Journey], None]
pytestmark = [
    pytest.mark.usefixtures("secret_service"),
    # The keyring library leaves its D-Bus socket to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


@pytest.fixture
def profile(paths: Paths, server: Sandbox) -> Profile:
    bots = tuple(Chatbot(bot.id, bot.name) for bot in server.chatbots)
    made = Profile("p1", "Support", server.address, server.project_id, bots)
    paths.create()
    save_profiles(paths.profiles, (made,))
    return made


async def command(person: Person, program: Program, *arguments: str, stdin: str = "") -> None:
    with program.start("profiles", *arguments) as process:
        assert process.stdin is not None
        process.stdin.write(stdin.encode())
        process.stdin.close()
        await person.until(lambda: process.poll() is not None, "the end of the command")
    assert process.returncode == 0


async def add(person: Person, program: Program, server: Sandbox, name: str) -> None:
    bot = server.chatbots[1]
    where = ("--project", server.project_id, "--chatbot", f"{bot.id}={name} bot", "--address", server.address)
    await command(person, program, "add", name, *where, "--key-stdin", stdin=server.secret)


def test_a_profile_that_is_added_beside_the_window_can_be_used_at_once(
    live: Live, program: Program, profile: Profile, server: Sandbox
) -> None:
    async def journey(person: Person) -> None:
        await person.desktop.book.keep_secret(profile, Secret(server.secret))
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        shown = person.desktop.chat.current
        await person.write(person.composer.field, "half a question")
        await add(person, program, server, "Added")
        await person.until(lambda: len(person.desktop.book.stored) == 2, "the new profile")
        assert person.desktop.chat.current is shown
        assert person.composer.text() == "half a question"
        await person.begin_with("Added bot")
        await person.ask("Where is my order, instantly?")
        await person.reply(Status.COMPLETE)
        await command(person, program, "remove", "Added")
        gone = person.window.chat.gone
        await person.until(lambda: gone.isVisibleTo(person.window), "why it cannot go on")
        assert "was removed" in gone.text
        assert len(person.messages()) == 2

    live(journey)


def test_what_is_typed_in_the_settings_meanwhile_is_saved_as_it_stands(
    live: Live, program: Program, paths: Paths, profile: Profile, server: Sandbox
) -> None:
    save_profiles(paths.profiles, (profile, replace(profile, id="p2", name="Other")))

    async def journey(person: Person) -> None:
        await person.act(lambda: person.desktop.settings.show("p1"))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        form = dialog.chatbots.form
        await person.press(form.name.edit, Qt.Key.Key_End)
        await person.write(form.name.edit, " team")
        await add(person, program, server, "Added")
        await command(person, program, "remove", "Other")
        profiles = dialog.chatbots.list
        listed = ["Support", "Added"]
        await person.until(
            lambda: [profiles.item(row).text() for row in range(profiles.count())][:2] == listed, "the new list"
        )
        assert form.name.text == "Support team"
        await person.write(form.name.edit, " A")
        await person.act(form.save_button.click)
        await person.until(lambda: person.desktop.book.stored[0].name == "Support team A", "the saved name")
        assert [one.name for one in person.desktop.book.stored] == ["Support team A", "Added"]
        await person.act(dialog.reject)

    live(journey)


def test_the_first_profile_of_all_begins_a_conversation(live: Live, program: Program, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        assert person.desktop.chat.current is None
        await add(person, program, server, "First")
        await person.until(lambda: person.desktop.chat.current is not None, "a conversation")
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)

    live(journey)
