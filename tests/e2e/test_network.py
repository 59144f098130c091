"""A person behind a proxy, behind TLS inspection, without a network, and with a test server that nobody verifies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.api import route
from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.message import Status
from desktop.core.proxy import ProxyChoice, ProxyKind, ProxySettings
from desktop.core.settings import NetworkSettings, Settings
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.store.settings import save_settings
from desktop.ui.dialogs.proxy_dialog import ProxyDialog
from desktop.ui.settings.diagnosis_dialog import DiagnosisDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.api.asking import DONE, START, playing
from tests.api.conftest import authority, guarded_proxy, real_proxies
from tests.e2e.conftest import Journey, Person
from tests.fakes.certificates import Authority, server_context
from tests.fakes.http_server import FakeServer
from tests.fakes.proxies import FAR, PASSWORD, USER, RealProxy

__all__ = ["authority", "guarded_proxy", "real_proxies"]  # fixtures

Live = Callable[[Journey], None]
KEY = "rk_live_0123456789abcdefWXYZ"
WORDS = (
    b'data: {"type":"text-start","id":"0"}\n\n',
    b'data: {"type":"text-delta","id":"0","delta":"Here I am."}\n\n',
    b'data: {"type":"text-end","id":"0"}\n\n',
)


@pytest.fixture
def far(authority: Authority) -> Iterator[FakeServer]:
    context = server_context(authority.sign("far-window.pem", FAR))
    with FakeServer(playing(START, *WORDS, DONE), context) as server:
        yield server


@pytest.fixture
def profile(far: FakeServer, paths: Paths) -> Profile:
    made = Profile("p1", "Support", f"https://{FAR}:{far.port}", "42", (Chatbot("bot", "Helper"),))
    paths.create()
    save_profiles(paths.profiles, (made,))
    return made


async def keep_key(person: Person, profile: Profile) -> None:
    await person.desktop.book.keep_secret(profile, Secret(KEY))


async def open_page(person: Person, title: str) -> SettingsDialog:
    await person.trigger("settings")
    await person.until(lambda: isinstance(QApplication.activeModalWidget(), SettingsDialog), "the settings")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    row = [dialog.list.item(at).text() for at in range(dialog.list.count())].index(title)
    await person.act(lambda: dialog.list.setCurrentRow(row))
    return dialog


def everything_written(paths: Paths) -> bytes:
    files = [path for folder in (paths.data, paths.config, paths.log) for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


def test_a_proxy_is_typed_in_asks_who_it_is_and_lets_the_message_through(
    live: Live, paths: Paths, profile: Profile, guarded_proxy: RealProxy, authority: Authority
) -> None:
    async def journey(person: Person) -> None:
        await keep_key(person, profile)
        dialog = await open_page(person, "Network")
        box = dialog.network.proxy
        await person.act(box.manual.click)
        await person.act(lambda: box.kind.setCurrentIndex(box.kind.findData(ProxyKind(guarded_proxy.kind))))
        await person.act(lambda: box.kind.activated.emit(box.kind.currentIndex()))
        await person.write(box.host.edit, "127.0.0.1")
        await person.act(lambda: box.port.setValue(guarded_proxy.port))
        await person.click(dialog.close_button)
        proxy = person.desktop.settings.settings.network.proxy
        assert (proxy.choice, proxy.kind) == (ProxyChoice.MANUAL, guarded_proxy.kind)
        assert (proxy.host, proxy.port) == ("127.0.0.1", guarded_proxy.port)
        await trust(person, authority.file)
        await person.ask("Hello?")
        await person.until(lambda: isinstance(QApplication.activeModalWidget(), ProxyDialog), "the proxy's question")
        asking = QApplication.activeModalWidget()
        assert isinstance(asking, ProxyDialog)
        assert person.messages()[0].status is Status.NOT_SENT
        await person.write(asking.user.edit, USER)
        await person.write(asking.password.edit, PASSWORD)
        await person.click(asking.save_button)
        reply = await person.reply(Status.COMPLETE)
        assert reply.text == "Here I am."
        assert person.messages()[0].status is Status.SENT
        await person.ask("And once more, without being asked?")
        await person.until(lambda: len(person.replies()) == 2, "a second reply")
        await person.reply(Status.COMPLETE)

    live(journey)
    written = everything_written(paths)
    assert USER.encode() in written
    assert PASSWORD.encode() not in written
    assert KEY.encode() not in written


async def trust(person: Person, file: Path) -> None:
    """Choose the file of certificates on the page of the network."""
    dialog = await open_page(person, "Network")
    box = dialog.network.ca_file
    await person.click(box.choose_button)
    await person.until(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), "the choice of a file")
    chooser = QApplication.activeModalWidget()
    assert isinstance(chooser, QFileDialog)
    await person.act(lambda: chooser.fileSelected.emit(str(file)))
    await person.act(chooser.reject)
    await person.until(lambda: box.state, "what is in the file")
    await person.click(dialog.close_button)


def test_behind_tls_inspection_the_issuer_is_named_and_its_file_mends_it(
    live: Live, profile: Profile, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def journey(person: Person) -> None:
        await keep_key(person, profile)
        await person.ask("Hello?")
        reply = await person.reply(Status.FAILED)
        assert reply.problem is not None
        assert reply.problem.code == "tls_unknown_issuer"
        assert authority.name in reply.problem.sentence
        assert person.messages()[0].status is Status.NOT_SENT
        empty = tmp_path / "empty.pem"
        empty.write_text("nothing")
        await trust(person, empty)
        assert person.desktop.settings.settings.network.ca_file == ""
        await trust(person, authority.file)
        await person.trigger("retry")
        assert (await person.reply(Status.COMPLETE)).text == "Here I am."

    live(journey)


def test_a_server_that_nobody_verifies_is_marked_as_long_as_it_is_in_view(
    live: Live, paths: Paths, profile: Profile
) -> None:
    save_profiles(paths.profiles, (replace(profile, verify=False),))

    async def journey(person: Person) -> None:
        await keep_key(person, profile)
        warning = person.window.warning
        await person.until(warning.isVisible, "the warning")
        assert "NOT verified" in warning.text
        await person.press(person.window, Qt.Key.Key_Escape)
        assert warning.isVisible()
        await person.ask("Hello?")
        await person.reply(Status.COMPLETE)
        await person.click(warning.button)
        await person.until(lambda: isinstance(QApplication.activeModalWidget(), SettingsDialog), "the settings")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        form = dialog.chatbots.form
        assert form.trust.anybody.isChecked()
        await person.act(form.trust.anybody.click)
        await person.click(form.save_button)
        await person.until(warning.isHidden, "the end of the warning")
        await person.click(dialog.close_button)
        await person.ask("Hello again?")
        reply = await person.reply(Status.FAILED)
        assert reply.problem is not None
        assert reply.problem.code == "tls_unknown_issuer"

    live(journey)


def test_without_a_network_the_message_stays_and_is_sent_when_there_is_one(
    live: Live, paths: Paths, profile: Profile, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_profiles(paths.profiles, (replace(profile, ca_file=str(authority.file)),))
    connected = [False]
    monkeypatch.setattr(route, "has_route", lambda _address: connected[0])

    async def journey(person: Person) -> None:
        await keep_key(person, profile)
        await person.ask("Hello?")
        reply = await person.reply(Status.FAILED)
        assert reply.problem is not None
        assert reply.problem.code == "offline"
        assert person.messages()[0].status is Status.NOT_SENT
        connected[0] = True
        await person.trigger("retry")
        await person.reply(Status.COMPLETE)

    live(journey)


def test_the_way_is_looked_at_and_the_report_can_be_handed_on(
    live: Live, paths: Paths, profile: Profile, authority: Authority
) -> None:
    save_profiles(paths.profiles, (replace(profile, ca_file=str(authority.file)),))

    async def journey(person: Person) -> None:
        await keep_key(person, profile)
        await person.trigger("diagnose")
        await person.until(lambda: isinstance(QApplication.activeModalWidget(), DiagnosisDialog), "the dialog")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DiagnosisDialog)
        for _ in range(2):
            await person.until(lambda: dialog.report, "the report")
            await person.until(lambda: len(dialog.said) == 7, "each step")
            assert authority.name in dialog.said[3]
            await person.click(dialog.copy_button)
            copied = QGuiApplication.clipboard().text()
            assert copied.count("\nok ") == 7
            assert KEY not in copied
            await person.click(dialog.again_button)
        await person.click(dialog.close_button)
        await asyncio.wrap_future(person.desktop.disk.call(int))

    live(journey)


def test_a_look_from_the_form_is_over_when_its_dialog_is(live: Live, paths: Paths) -> None:
    """With what was typed and not saved, and a server that never answers."""
    paths.create()
    with FakeServer(lambda peer: peer.wait_until_left()) as server:
        saved = Profile("p1", "Support", server.address, "42", (Chatbot("bot", "Helper"),), ca_file="/nowhere/own.pem")
        save_profiles(paths.profiles, (saved,))
        save_settings(paths.settings, Settings(network=NetworkSettings(ca_file="/nowhere/extra.pem")))

        async def journey(person: Person) -> None:
            dialog = await open_page(person, "Network")
            await person.until(lambda: "extra.pem cannot be read" in dialog.network.ca_file.state, "the missing file")
            await person.click(dialog.network.ca_file.remove_button)
            await person.act(lambda: dialog.list.setCurrentRow(0))
            form = dialog.chatbots.form
            await person.click(form.trust.file.remove_button)
            await person.write(form.secret.field.edit, KEY)
            await person.click(form.connection.diagnose_button)
            await person.until(lambda: isinstance(QApplication.activeModalWidget(), DiagnosisDialog), "the dialog")
            looking = QApplication.activeModalWidget()
            assert isinstance(looking, DiagnosisDialog)
            await person.until(lambda: len(looking.said) == 2, "the connection")
            await person.until(lambda: server.requests, "the question")
            await person.press(looking, Qt.Key.Key_Escape)
            await person.until(lambda: not person.desktop.network.is_looking, "the end of the look")
            await person.click(dialog.close_button)

        live(journey)
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("choice", [ProxyChoice.MANUAL, ProxyChoice.SYSTEM])
def test_what_is_kept_for_a_proxy_can_be_forgotten_in_the_settings(
    live: Live, paths: Paths, profile: Profile, guarded_proxy: RealProxy, authority: Authority, choice: ProxyChoice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    proxy = ProxySettings(choice, ProxyKind(guarded_proxy.kind), "127.0.0.1", guarded_proxy.port, USER)
    if choice is ProxyChoice.SYSTEM:
        proxy = ProxySettings(user=USER)
        monkeypatch.setenv("https_proxy", guarded_proxy.address)
    save_settings(paths.settings, Settings(network=NetworkSettings(proxy=proxy, ca_file=str(authority.file))))

    async def journey(person: Person) -> None:
        await keep_key(person, profile)
        dialog = await open_page(person, "Network")
        box = dialog.network.proxy
        await person.until(box.password.isVisible, "the place of the password")
        await person.write(box.password.edit, PASSWORD)
        await person.click(box.keep_button)
        await person.until(lambda: not box.password.text, "the password in the keyring or in memory")
        await person.click(dialog.close_button)
        await person.ask("Hello?")
        await person.reply(Status.COMPLETE)
        dialog = await open_page(person, "Network")
        await person.until(box.forget_button.isVisible, "the place of the password")
        await person.click(box.forget_button)
        await person.until(lambda: not person.desktop.network.is_keeping, "the end of the password")
        await person.click(dialog.close_button)
        await person.ask("Hello again?")
        await person.until(lambda: isinstance(QApplication.activeModalWidget(), ProxyDialog), "the proxy's question")
        asking = QApplication.activeModalWidget()
        assert isinstance(asking, ProxyDialog)
        assert asking.user.text == USER
        await person.click(asking.later_button)
        assert person.messages()[2].status is Status.NOT_SENT

    live(journey)
    assert PASSWORD.encode() not in everything_written(paths)


def test_the_password_for_the_proxy_of_the_system_can_be_kept_before_there_is_a_profile(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As *Test connection* asks for, when it is pressed in the first minute."""

    async def journey(person: Person) -> None:
        dialog = await open_page(person, "Network")
        box = dialog.network.proxy
        await person.until(lambda: not person.desktop.tasks.is_running("system-proxy"), "the end of the look")
        assert not box.password.isVisible()
        await person.click(dialog.close_button)
        monkeypatch.setenv("https_proxy", "http://office.invalid:3128")
        await open_page(person, "Network")
        await person.until(box.password.isVisible, "the place of the password")
        assert "office.invalid:3128" in box.password.edit.accessibleDescription()
        await person.act(box.manual.click)
        assert not box.password.isVisible()
        await person.act(box.system.click)
        await person.until(box.password.isVisible, "the place of the password")
        await person.write(box.exceptions.edit, "robofy.ai")
        await person.act(box.exceptions.edit.editingFinished.emit)
        await person.until(lambda: not box.password.isVisible(), "that no proxy is left")
        await person.click(dialog.close_button)

    live(journey)


@pytest.mark.usefixtures("secret_service")
def test_a_password_that_was_typed_is_kept_when_the_settings_are_closed(
    live: Live, profile: Profile, paths: Paths, guarded_proxy: RealProxy, authority: Authority
) -> None:
    proxy = ProxySettings(ProxyChoice.MANUAL, ProxyKind(guarded_proxy.kind), "127.0.0.1", guarded_proxy.port)
    save_settings(paths.settings, Settings(network=NetworkSettings(proxy=proxy, ca_file=str(authority.file))))

    async def journey(person: Person) -> None:
        await keep_key(person, profile)
        box = (await open_page(person, "Network")).network.proxy
        await person.write(box.user.edit, USER)
        await person.press(box.user.edit, Qt.Key.Key_Return)
        await person.until(box.password.isVisible, "the place of the password")
        await person.write(box.password.edit, PASSWORD)
        await person.press(box.password.edit, Qt.Key.Key_Escape)
        await person.until(lambda: not person.desktop.network.is_keeping, "the password in the keyring")
        dialog = await open_page(person, "Network")
        assert box.password.text == ""
        assert "It is kept" in box.password.edit.accessibleDescription()
        await person.click(dialog.close_button)

    async def ask(person: Person) -> None:
        await person.ask("Hello?")
        await person.reply(Status.COMPLETE)

    live(journey)
    live(ask)


def test_that_a_password_is_kept_until_the_end_alone_is_said_when_the_settings_are_closed(
    live: Live, paths: Paths
) -> None:
    paths.create()
    proxy = ProxySettings(ProxyChoice.MANUAL, host="proxy.example", user=USER)
    save_settings(paths.settings, Settings(network=NetworkSettings(proxy=proxy)))

    async def journey(person: Person) -> None:
        box = (await open_page(person, "Network")).network.proxy
        await person.write(box.password.edit, PASSWORD)
        await person.press(box.password.edit, Qt.Key.Key_Escape)
        await person.until(lambda: "until you quit" in person.window.banner.text, "why it is not in a keyring")

    live(journey)
