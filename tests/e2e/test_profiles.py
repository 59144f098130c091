"""Profiles at the window: production looks like it, a removed one leaves no dead end, and keyrings have moods."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.core.chatbot import ENVIRONMENT_PROFILE, Chatbot, Profile, Secret, origin
from desktop.core.message import Status
from desktop.core.secret_place import PlaceKind
from desktop.sandbox.bots import BOTS
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import load_profiles, save_profiles
from desktop.store.secrets import Secrets
from desktop.ui.dialogs.profiles_import_dialog import ProfilesImportDialog
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_every_control import check, settle

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

Live = Callable[[Journey], None]
# The keyring library leaves its D-Bus socket to the garbage collector when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
ASKS = "The system asks for the password of your keyring."


@pytest.fixture
def profile(paths: Paths, server: Sandbox) -> Profile:
    bots = tuple(Chatbot(bot.id, bot.name) for bot in server.chatbots)
    made = Profile("p1", "Support", server.address, server.project_id, bots, label="production")
    paths.create()
    save_profiles(paths.profiles, (made,))
    return made


def keep(profile: Profile, secret: str) -> None:
    secrets = Secrets()
    secrets.keep(profile.id, origin(profile.address), Secret(secret))
    secrets.save(profile.id, origin(profile.address))


async def settings(person: Person, profile_id: str = "") -> SettingsDialog:
    await person.act(partial(person.desktop.settings.show, profile_id))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    return dialog


async def remove_shown(person: Person, dialog: SettingsDialog) -> None:
    form = dialog.chatbots.form
    await person.act(form.remove_button.click)
    question = form.focusWidget()
    assert question is not None
    await person.press(question, Qt.Key.Key_Space)


# ── what a conversation belongs to ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("profile", "secret_service")
def test_production_is_seen_in_header_button_and_title(live: Live, profile: Profile) -> None:
    async def journey(person: Person) -> None:
        chip = person.window.chat.header.chip
        await person.until(chip.isVisible, "the chip")
        assert (chip.text(), chip.property("tone")) == ("production", "red")
        assert person.composer.send_button.text() == f"Send to {profile.chatbots[0].name} · production"
        assert person.window.windowTitle() == "Support · production — Robofy Desktop"
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.until(lambda: not chip.isVisible(), "no chip for the sandbox")
        assert "production" not in person.composer.send_button.text()
        assert person.window.windowTitle() == "Robofy Desktop"

    live(journey)


def test_a_conversation_of_a_removed_profile_is_no_dead_end(
    live: Live, profile: Profile, server: Sandbox, secret_service: SecretService, paths: Paths
) -> None:
    keep(profile, server.secret)

    async def journey(person: Person) -> None:
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        dialog = await settings(person, "p1")
        await remove_shown(person, dialog)
        gone = person.window.chat.gone
        await person.until(lambda: gone.isVisibleTo(person.window), "why it cannot go on")
        await person.act(dialog.close)
        assert "was removed" in gone.text
        assert not person.composer.isVisible()
        await settle(person)
        check(person.window)
        assert len(person.messages()) == 2, "what was said can still be read"
        await person.click(gone.choose_button)
        await person.until(lambda: QApplication.activePopupWidget() is not None, "the list of chatbots")
        menu = QApplication.activePopupWidget()
        assert menu is not None
        await person.press(menu, Qt.Key.Key_Return)
        await person.until(person.composer.isVisible, "a conversation that can go on")
        await person.until(lambda: person.window.focusWidget() is person.composer.field, "the focus in the composer")
        assert not gone.isVisible()

    live(journey)
    assert load_profiles(paths.profiles) == ((), None)
    assert secret_service.labels() == []


@pytest.mark.usefixtures("profile", "secret_service")
def test_a_file_that_is_spoiled_meanwhile_costs_no_profile(live: Live, profile: Profile, paths: Paths) -> None:
    other = replace(profile, id="p2", name="Other")
    save_profiles(paths.profiles, (profile, other))

    async def journey(person: Person) -> None:
        paths.profiles.write_text(paths.profiles.read_text() + ",")  # an editor, in the middle of a change
        await person.desktop.book.put(replace(profile, name="Renamed"))
        await person.until(lambda: "it was kept aside as" in person.window.banner.text, "word of the file")
        assert [one.name for one in person.desktop.book.stored] == ["Renamed", "Other"]

    live(journey)
    assert [one.name for one in load_profiles(paths.profiles)[0]] == ["Renamed", "Other"]


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("secret_service")
def test_profiles_go_to_a_file_and_come_from_one(live: Live, profile: Profile, tmp_path: Path, paths: Paths) -> None:
    file = tmp_path / "out.json"
    other = replace(profile, address="https://other.example")

    async def journey(person: Person) -> None:
        dialog = await settings(person)
        await person.act(dialog.chatbots.export_button.click)
        chooser = QApplication.activeModalWidget()
        assert isinstance(chooser, QFileDialog)
        await person.act(partial(chooser.fileSelected.emit, str(file)))
        await person.act(chooser.close)
        await person.until(file.exists, "the file")
        changed = json.loads(file.read_text())
        assert [one["name"] for one in changed["profiles"]] == ["Support"]
        changed["profiles"][0]["address"] = other.address
        file.write_text(json.dumps(changed))
        await person.act(partial(dialog.chatbots.import_requested.emit, str(file)))
        await person.until(lambda: isinstance(QApplication.activeModalWidget(), ProfilesImportDialog), "the preview")
        preview = QApplication.activeModalWidget()
        assert isinstance(preview, ProfilesImportDialog)
        await settle(person)
        check(preview)
        await person.act(preview.boxes[0][0].click)
        await person.click(preview.import_button)
        await person.until(lambda: dialog.chatbots.list.count() == 3, "the second profile")
        file.write_text("{}")
        await person.act(partial(dialog.chatbots.import_requested.emit, str(file)))
        words = "out.json holds no profiles of Robofy Desktop. No profile was imported."
        await person.until(lambda: words in said_on(dialog), "why not")
        await person.act(dialog.close)

    live(journey)
    stored, _ = load_profiles(paths.profiles)
    assert [(one.name, one.address) for one in stored] == [
        ("Support", profile.address),
        ("Support (2)", "https://other.example"),
    ]
    assert stored[0].id != stored[1].id


def said_on(dialog: SettingsDialog) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


# ── the environment and the administrator ─────────────────────────────────────────────────────────────────────────


def test_the_environment_is_a_profile_that_is_not_stored(
    live: Live, server: Sandbox, monkeypatch: pytest.MonkeyPatch, paths: Paths
) -> None:
    monkeypatch.setenv("ROBOFY_ADDRESS", server.address)
    monkeypatch.setenv("ROBOFY_PROJECT_ID", server.project_id)
    monkeypatch.setenv("ROBOFY_CHATBOT_ID", BOTS[0].id)
    monkeypatch.setenv("ROBOFY_API_KEY", server.secret)

    async def journey(person: Person) -> None:
        assert "ROBOFY_API_KEY" not in os.environ
        await person.ask("Hello, instantly")
        assert (await person.reply(Status.COMPLETE)).text
        current = person.desktop.chat.current
        assert current is not None
        assert current.conversation.profile_id == ENVIRONMENT_PROFILE

    live(journey)
    assert load_profiles(paths.profiles) == ((), None)


@pytest.mark.usefixtures("profile", "secret_service")
def test_what_the_administrator_set_holds(
    live: Live, server: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, paths: Paths
) -> None:
    managed = tmp_path / "managed.json"
    bots = [{"id": BOTS[0].id, "name": "Fleet bot"}]
    fleet = {"id": "fleet", "name": "Fleet", "address": server.address, "project_id": "42", "chatbots": bots}
    managed.write_text(
        json.dumps({"profiles": [fleet], "settings": {"appearance": {"zoom": 125}}, "locked": ["appearance.zoom"]})
    )
    monkeypatch.setenv("ROBOFY_MANAGED_FILE", str(managed))

    async def journey(person: Person) -> None:
        assert person.desktop.switch.zoom == 125
        await person.act(partial(person.desktop.settings.zoom, 1))
        assert person.desktop.switch.zoom == 125
        dialog = await settings(person, "fleet")
        assert dialog.managed.isVisible()
        assert dialog.chatbots.list.item(0).text() == "Fleet (managed)"
        form = dialog.chatbots.form
        assert form.name.edit.isReadOnly()
        await person.write(form.secret.field.edit, server.secret)
        await person.click(form.save_button)
        await person.until(lambda: any("is kept in the GNOME Keyring" in one for one in said_on(dialog)), "where it is")
        await person.act(dialog.close)

    live(journey)
    assert Secrets().get("fleet", origin(server.address)) == Secret(server.secret)
    assert [one.name for one in load_profiles(paths.profiles)[0]] == ["Support"]


@pytest.mark.usefixtures("profile", "secret_service")
def test_a_bad_managed_file_is_a_sentence_and_everything_works(
    live: Live, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    managed = tmp_path / "managed.json"
    managed.write_text('{"profiles": ')
    monkeypatch.setenv("ROBOFY_MANAGED_FILE", str(managed))

    async def journey(person: Person) -> None:
        assert str(managed) in person.window.banner.text
        assert person.desktop.book.find("p1") is not None

    live(journey)


# ── the keyring ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_prompt_of_a_locked_keyring_is_announced_and_blocks_nothing(
    live: Live, profile: Profile, server: Sandbox, secret_service: SecretService
) -> None:
    keep(profile, server.secret)
    secret_service.lock()

    async def journey(person: Person) -> None:
        with secret_service.start_prompter() as prompter:
            await person.ask("Hello, instantly")
            await person.until(lambda: person.window.banner.text == ASKS, "word of the prompt")
            await person.write(person.composer.field, "still writing")
            assert person.composer.text() == "still writing"
            assert person.replies()[-1].status is Status.STREAMING
            assert prompter.close()
        await person.reply(Status.FAILED)
        await person.give_key(server.secret)
        assert (await person.reply(Status.COMPLETE)).text
        assert (await person.desktop.book.place(profile)).kind is PlaceKind.SESSION
        secret_service.unlock()
        dialog = await settings(person, "p1")
        await person.until(dialog.chatbots.form.secret.keep_button.isVisible, "the offer to keep it")
        await person.click(dialog.chatbots.form.secret.keep_button)
        await person.until(lambda: any("is kept in the GNOME Keyring" in one for one in said_on(dialog)), "where it is")
        await person.act(dialog.close)

    live(journey)
    assert Secrets().get(profile.id, origin(profile.address)) == Secret(server.secret)


def test_a_prompt_can_be_left_alone_and_the_reply_stopped(
    live: Live, profile: Profile, server: Sandbox, secret_service: SecretService
) -> None:
    keep(profile, server.secret)
    secret_service.lock()

    async def journey(person: Person) -> None:
        with secret_service.start_prompter() as prompter:
            await person.ask("Hello, instantly")
            await person.until(lambda: person.window.banner.text == ASKS, "word of the prompt")
            await person.trigger("stop")
            await person.until(person.composer.stop_button.isHidden, "the end of the turn")
            prompter.close()

    live(journey)


def test_a_key_that_a_locked_keyring_would_not_remove_goes_at_a_later_start(
    live: Live, profile: Profile, server: Sandbox, secret_service: SecretService, paths: Paths
) -> None:
    keep(profile, server.secret)

    async def first(person: Person) -> None:
        secret_service.lock()
        dialog = await settings(person, "p1")
        await remove_shown(person, dialog)
        await person.until(lambda: "is removed when the keyring can be used again" in person.window.banner.text, "word")
        await person.act(dialog.close)

    async def second(person: Person) -> None:
        await person.until(lambda: secret_service.labels() == [], "the key to go")

    live(first)
    assert load_profiles(paths.profiles) == ((), None)
    assert server.secret not in paths.leftovers.read_text()
    secret_service.unlock()
    assert len(secret_service.labels()) == 1
    live(second)


def test_a_save_that_takes_its_time_leaves_alone_what_is_typed_for_another_profile_meanwhile(
    live: Live, profile: Profile, server: Sandbox, secret_service: SecretService, paths: Paths
) -> None:
    save_profiles(paths.profiles, (profile, replace(profile, id="p2", name="Other")))

    async def journey(person: Person) -> None:
        dialog = await settings(person, "p1")
        chatbots, form = dialog.chatbots, dialog.chatbots.form
        secret_service.pause()
        await person.press(form.name.edit, Qt.Key.Key_End)
        await person.write(form.name.edit, " desk")
        await person.write(form.secret.field.edit, server.secret)
        await person.act(form.save_button.click)
        await person.act(partial(chatbots.list.setCurrentRow, 1))
        await person.press(form.name.edit, Qt.Key.Key_Home)
        await person.write(form.name.edit, "An")
        secret_service.resume()
        await person.until(lambda: chatbots.list.item(0).text() == "Support desk", "the saved name")
        await person.write(form.name.edit, "-")
        assert (form.name.text, chatbots.list.currentRow()) == ("An-Other", 1)
        await person.act(partial(chatbots.list.setCurrentRow, 0))
        assert (form.name.text, form.secret.field.text, form.is_dirty()) == ("Support desk", "", False)
        await person.act(dialog.close)

    try:
        live(journey)
    finally:
        secret_service.resume()


def test_a_keyring_that_nobody_may_speak_with_costs_a_key_that_is_kept_until_the_end(
    live: Live, profile: Profile, server: Sandbox, secret_service: SecretService
) -> None:
    secret_service.deny()

    async def journey(person: Person) -> None:
        await person.ask("Hello, instantly")
        failed = await person.reply(Status.FAILED)
        assert failed.problem is not None
        assert failed.problem.code == "keyring_refused"
        await person.give_key(server.secret)
        assert (await person.reply(Status.COMPLETE)).text
        place = await person.desktop.book.place(profile)
        assert (place.kind, place.problem and place.problem.code) == (PlaceKind.SESSION, "keyring_refused")

    live(journey)
