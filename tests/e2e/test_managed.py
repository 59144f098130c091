"""What an administrator set for everybody, from one start to the next, in the window and at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from desktop.core.chatbot import Profile
from desktop.core.message import Status
from desktop.core.proxy import ProxyChoice
from desktop.store.managed import load_managed
from desktop.store.paths import Paths
from desktop.store.settings import load_settings
from desktop.ui.dialogs.proxy_dialog import ProxyDialog
from tests.api.conftest import authority, guarded_proxy, real_proxies
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_network import far, keep_key, open_page, profile
from tests.fakes.certificates import Authority
from tests.fakes.proxies import PASSWORD, USER, RealProxy

__all__ = ["authority", "far", "guarded_proxy", "profile", "real_proxies"]  # fixtures

Live = Callable[[Journey], None]


@pytest.fixture
def managed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    file = tmp_path / "managed.json"
    monkeypatch.setenv("ROBOFY_MANAGED_FILE", str(file))
    return file


async def nothing(person: Person) -> None:
    await person.until(lambda: not person.desktop.tasks.is_running("save-settings"), "the settings on the disk")


def test_defaults_hold_from_start_to_start_until_the_user_chooses(live: Live, managed: Path, paths: Paths) -> None:
    live(nothing)
    assert paths.settings.exists()
    proxy = {"choice": "manual", "host": "proxy.example"}
    for connect in (33, 44):
        managed.write_text(json.dumps({"settings": {"network": {"connect": connect, "proxy": proxy}}}))

        async def look(person: Person, connect: int = connect) -> None:
            network = person.desktop.settings.settings.network
            assert (network.connect, network.proxy.choice) == (connect, ProxyChoice.MANUAL)
            await nothing(person)

        live(look)
        network = load_settings(paths.settings, load_managed(managed)[0])[0].network  # as the commands read them
        assert (network.connect, network.proxy.host) == (connect, "proxy.example")

    async def choose(person: Person) -> None:
        network = person.desktop.settings.settings.network
        await person.act(lambda: person.desktop.settings.change_network(replace(network, connect=10.0)))
        await nothing(person)

    live(choose)

    async def chosen(person: Person) -> None:
        network = person.desktop.settings.settings.network
        assert (network.connect, network.proxy.choice) == (10.0, ProxyChoice.MANUAL)

    live(chosen)


def test_what_is_locked_is_greyed_out_and_what_is_in_force_is_shown(live: Live, managed: Path) -> None:
    network = {"connect": 33, "proxy": {"choice": "manual", "host": "proxy.example"}, "silence": 7}
    values = {"network": network, "chat": {"fair_use": True}, "appearance": {"avatars": False}}
    managed.write_text(json.dumps({"settings": values, "locked": ["network", "chat.fair_use", "appearance.avatars"]}))

    async def journey(person: Person) -> None:
        dialog = await open_page(person, "Network")
        page = dialog.network
        assert dialog.managed.isVisible()
        locked = (*page.proxy.controls, page.connect_time, page.silence, dialog.chat.fair_use)
        assert not any(control.isEnabled() for control in (*locked, dialog.appearance.avatars))
        assert page.first_byte.isEnabled(), "it was given no value"
        await person.act(lambda: page.connect_time.setValue(99))  # as no hand can
        assert page.connect_time.value() == person.desktop.settings.settings.network.connect == 33
        await person.click(dialog.close_button)

    live(journey)


@pytest.mark.usefixtures("secret_service")
def test_behind_a_locked_proxy_whoever_signed_in_once_is_not_asked_again(
    live: Live, managed: Path, paths: Paths, profile: Profile, guarded_proxy: RealProxy, authority: Authority
) -> None:
    proxy = {"choice": "manual", "kind": guarded_proxy.kind, "host": "127.0.0.1", "port": guarded_proxy.port}
    network = {"proxy": proxy, "ca_file": str(authority.file)}
    managed.write_text(json.dumps({"settings": {"network": network}, "locked": ["network"]}))

    async def sign_in(person: Person) -> None:
        await keep_key(person, profile)
        await person.ask("Hello?")
        await person.until(lambda: isinstance(QApplication.activeModalWidget(), ProxyDialog), "the proxy's question")
        asking = QApplication.activeModalWidget()
        assert isinstance(asking, ProxyDialog)
        await person.write(asking.user.edit, USER)
        await person.write(asking.password.edit, PASSWORD)
        await person.click(asking.save_button)
        await person.reply(Status.COMPLETE)

    async def ask_again(person: Person) -> None:
        await person.ask("And after a restart?")
        await person.until(lambda: len(person.replies()) == 2, "a second reply")
        await person.reply(Status.COMPLETE)

    live(sign_in)
    assert load_settings(paths.settings, load_managed(managed)[0])[0].network.proxy.user == USER, "for the commands"
    live(ask_again)


def test_the_file_of_certificates_of_a_managed_profile_cannot_be_changed(live: Live, managed: Path) -> None:
    fleet = {"id": "fleet", "name": "Fleet", "project_id": "42", "chatbots": [{"id": "b1", "name": "Ann"}]}
    managed.write_text(json.dumps({"profiles": [fleet | {"ca_file": "/etc/company.pem"}]}))

    async def journey(person: Person) -> None:
        dialog = await open_page(person, "Chatbots")
        form = dialog.chatbots.form
        assert dialog.chatbots.list.item(0).text() == "Fleet (managed)"
        assert form.trust.ca_file == "/etc/company.pem"
        assert not any(button.isEnabled() for button in form.trust.file.buttons)
        await person.click(dialog.chatbots.add_button)
        assert form.trust.file.choose_button.isEnabled()
        await person.click(dialog.close_button)

    live(journey)
