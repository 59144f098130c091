"""What the README says about connecting, done at the window in its order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from desktop.core.chatbot import ENVIRONMENT_PROFILE, Chatbot, Credential, Profile, Secret, origin
from desktop.core.errors import SENTENCES
from desktop.core.message import Status
from desktop.core.settings import NetworkSettings, Settings
from desktop.sandbox.bots import BOTS
from desktop.sandbox.handshake import GREETINGS, PATH
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths, find_paths
from desktop.store.profiles import save_profiles
from desktop.store.secrets import Secrets
from desktop.store.settings import save_settings
from desktop.ui.dialogs.proxy_dialog import ProxyDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.api.asking import DONE, START, playing
from tests.api.conftest import authority, guarded_proxy, real_proxies
from tests.cli.conftest import Program
from tests.e2e.conftest import Journey, Person
from tests.fakes.certificates import Authority, server_context
from tests.fakes.http_server import FakeServer
from tests.fakes.proxies import FAR, PASSWORD, USER, RealProxy
from tests.fakes.secret_service import SecretService

__all__ = ["authority", "guarded_proxy", "real_proxies"]  # fixtures
pytestmark = [
    pytest.mark.usefixtures("secret_service"),
    # The keyring library leaves its D-Bus socket to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
Live = Callable[[Journey], None]
HERE = b'data: {"type":"text-start","id":"0"}\n\ndata: {"type":"text-delta","id":"0","delta":"Here."}\n\n'


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """As the variable that the window and the commands are started with names them."""
    return find_paths({"ROBOFY_DATA_DIR": str(tmp_path / "all")})


async def new_profile(person: Person) -> SettingsDialog:
    """*Settings*, and *Add a profile*."""
    await person.trigger("settings")
    await person.until(lambda: isinstance(QApplication.activeModalWidget(), SettingsDialog), "the settings")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    assert dialog.list.currentItem().text() == "Chatbots"
    await person.act(dialog.chatbots.add_button.click)
    return dialog


def named(dialog: SettingsDialog, name: str) -> QLineEdit:
    """The field with this name, as a screen reader would find it."""
    form = dialog.chatbots.form
    return next(edit for edit in form.findChildren(QLineEdit) if edit.accessibleName() == name and edit.isVisible())


async def fill(person: Person, dialog: SettingsDialog, values: dict[str, str]) -> None:
    for name, value in values.items():
        edit = named(dialog, name)
        await person.act(edit.clear)
        await person.write(edit, value)


def test_a_chatbot_is_connected_with_what_the_dashboard_says(
    live: Live, server: Sandbox, secret_service: SecretService
) -> None:
    async def journey(person: Person) -> None:
        dialog = await new_profile(person)
        form = dialog.chatbots.form
        await fill(person, dialog, {"Name": "Support", "Address": "no address at all"})
        await person.act(form.address.edit.editingFinished.emit)  # as when it is left
        assert form.address.error == SENTENCES["address_invalid"]
        await fill(person, dialog, {"Address": server.address, "Project ID": server.project_id})
        await fill(
            person, dialog, {"Chatbot ID": BOTS[0].id, "Key": f'"Bearer {server.secret}"', "Label": "production"}
        )
        await person.act(form.connection.button.click)
        said = form.connection.findChildren(QLabel)
        await person.until(lambda: any(" answered in " in label.text() for label in said), "how the test went")
        assert secret_service.labels() == []
        await person.act(form.save_button.click)
        await person.until(lambda: person.desktop.book.stored, "the saved profile")
        await person.until(lambda: person.desktop.chat.current is not None, "a conversation")
        await person.act(dialog.reject)
        assert len(secret_service.labels()) == 1
        assert "production" in person.composer.send_button.text()
        await person.ask("Hello, instantly")
        assert (await person.reply(Status.COMPLETE)).text

    live(journey)


def test_a_client_token_is_fetched_at_the_path_that_was_typed(live: Live, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        dialog = await new_profile(person)
        form = dialog.chatbots.form
        await fill(person, dialog, {"Name": "Shop", "Address": server.address, "Project ID": server.project_id})
        await fill(person, dialog, {"Chatbot ID": BOTS[0].id})
        await person.act(form.credential.client_token.click)
        await fill(person, dialog, {"Path of the handshake": PATH})
        await person.act(form.save_button.click)
        await person.until(lambda: person.desktop.chat.current is not None, "a conversation")
        await person.act(dialog.reject)
        assert person.desktop.book.stored[0].credential is Credential.CLIENT_TOKEN
        words = person.window.chat.starters.findChildren(QLabel)
        await person.until(lambda: any(GREETINGS[BOTS[0].name] in one.text() for one in words), "the greeting")
        await person.ask("Hello, instantly")
        assert (await person.reply(Status.COMPLETE)).text

    live(journey)


def test_the_key_of_the_environment_is_asked_for_when_it_is_missing(
    live: Live, server: Sandbox, monkeypatch: pytest.MonkeyPatch, secret_service: SecretService
) -> None:
    monkeypatch.setenv("ROBOFY_ADDRESS", server.address)
    monkeypatch.setenv("ROBOFY_PROJECT_ID", server.project_id)
    monkeypatch.setenv("ROBOFY_CHATBOT_ID", BOTS[0].id)

    async def journey(person: Person) -> None:
        await person.ask("Hello, instantly")
        box = await person.asked_for_key()
        assert box.profile_id == ENVIRONMENT_PROFILE
        assert box.session_box.isHidden()
        await person.give_key(server.secret)
        await person.reply(Status.COMPLETE)
        assert secret_service.labels() == []

    live(journey)


def test_who_signs_in_to_a_proxy_at_the_window_is_known_to_the_commands(
    live: Live, paths: Paths, guarded_proxy: RealProxy, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.create()
    program = Program(paths.data)
    monkeypatch.setenv("all_proxy", guarded_proxy.address)
    program.environment["all_proxy"] = guarded_proxy.address
    save_settings(paths.settings, Settings(network=NetworkSettings(ca_file=str(authority.file))))
    context = server_context(authority.sign("far-connecting.pem", FAR))

    async def journey(person: Person) -> None:
        await person.desktop.book.keep_secret(profile, Secret("rk_live_0123456789abcdefWXYZ"))
        await person.ask("Hello?")
        await person.until(lambda: isinstance(QApplication.activeModalWidget(), ProxyDialog), "the proxy's question")
        asking = QApplication.activeModalWidget()
        assert isinstance(asking, ProxyDialog)
        assert person.messages()[0].status is Status.NOT_SENT
        await person.write(asking.user.edit, USER)
        await person.write(asking.password.edit, PASSWORD)
        await person.click(asking.save_button)
        assert (await person.reply(Status.COMPLETE)).text == "Here."

    with FakeServer(playing(START, HERE, DONE), context) as far:
        profile = Profile("p1", "Support", f"https://{FAR}:{far.port}", "42", (Chatbot("bot", "Helper"),))
        save_profiles(paths.profiles, (profile,))
        live(journey)
        assert program.run("ask", "Hello?") == (0, "Here.\n", "")
        assert program.run("profiles", "test", "Support")[0] == 0
        status, said, _ = program.run("diagnose", "--profile", "Support")
    assert status == 0
    assert PASSWORD not in said


def test_who_leaves_a_prompt_alone_enters_the_key_for_this_session(
    live: Live, paths: Paths, server: Sandbox, secret_service: SecretService
) -> None:
    paths.create()
    profile = Profile("p1", "Support", server.address, server.project_id, (Chatbot(BOTS[0].id, "Helper"),))
    save_profiles(paths.profiles, (profile,))
    secrets = Secrets()
    secrets.keep("p1", origin(server.address), Secret("rk_live_0123456789abcdefWXYZ"))
    secrets.save("p1", origin(server.address))
    secret_service.lock()

    async def journey(person: Person) -> None:
        with secret_service.start_prompter() as prompter:
            await person.ask("Hello, instantly")
            await person.until(lambda: "asks for the password" in person.window.banner.text, "word of the prompt")
            await person.trigger("stop")
            await person.until(person.composer.stop_button.isHidden, "the end of the turn")
            await person.act(lambda: person.desktop.settings.show("p1"))
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, SettingsDialog)
            box = dialog.chatbots.form.secret
            await person.press(box.session_box, Qt.Key.Key_Space)
            await person.write(box.field.edit, server.secret)
            await person.act(dialog.chatbots.form.save_button.click)
            await person.until(box.keep_button.isVisible, "where the key is")
            await person.act(dialog.reject)
            await person.trigger("retry")
            assert (await person.reply(Status.COMPLETE)).text
            prompter.close()

    live(journey)
