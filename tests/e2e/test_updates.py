"""New versions as the user looks for them, at the real window and over a real socket."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from desktop import __version__
from desktop.core.desktop_settings import UpdateSettings
from desktop.core.settings import NetworkSettings
from desktop.store.paths import Paths
from desktop.store.settings import load_settings
from desktop.ui.dialogs.update_dialog import UpdateDialog
from tests.api.conftest import authority, guarded_proxy, real_proxies
from tests.api.test_feed import CONTENT, PAGE, SIGNER, serving
from tests.e2e.conftest import Journey, Person
from tests.e2e.dialogs import modal
from tests.e2e.test_network import open_page
from tests.fakes.certificates import Authority, server_context
from tests.fakes.http_server import FakeServer
from tests.fakes.proxies import FAR, PASSWORD, USER, RealProxy

__all__ = ["authority", "guarded_proxy", "real_proxies"]  # fixtures

Live = Callable[[Journey], None]


def test_a_new_version_is_looked_for_when_the_user_says_so(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        with FakeServer(serving()) as server:
            feed = UpdateSettings(feed=f"{server.address}/feed.json", key=SIGNER.key, started=__version__)
            await person.act(lambda: person.desktop.settings.change_section(updates=feed))
            await person.trigger("updates")
            dialog = modal(UpdateDialog)
            assert dialog is not None
            assert f"127.0.0.1:{server.port}" in dialog.text.text()
            assert server.connections == 0, "it was asked before anybody said so"
            await person.click(dialog.action_button)
            await person.until(lambda: "0.2" in dialog.title.text(), "the new version")
            assert len(server.requests) == 2
            assert "downloads.example" in dialog.text.text()
            await person.click(dialog.skip_button)

    live(journey)
    kept = load_settings(paths.settings)[0].updates
    assert (kept.issued, kept.skipped, kept.started) == (json.loads(CONTENT)["issued"], "0.2", __version__)
    assert PAGE


def test_a_list_that_somebody_else_signed_is_not_believed(live: Live) -> None:
    async def journey(person: Person) -> None:
        with FakeServer(serving(signature="untrusted comment: x")) as server:
            feed = UpdateSettings(feed=f"{server.address}/feed.json", key=SIGNER.key)
            await person.act(lambda: person.desktop.settings.change_section(updates=feed))
            await person.trigger("updates")
            dialog = modal(UpdateDialog)
            assert dialog is not None
            await person.press(dialog.action_button, Qt.Key.Key_Space)
            await person.until(lambda: "not signed" in dialog.text.text(), "the sentence")
            await person.press(dialog, Qt.Key.Key_Escape)

    live(journey)


def test_it_goes_through_the_proxy_with_the_password_that_was_kept_in_the_settings(
    live: Live, guarded_proxy: RealProxy, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", guarded_proxy.address)

    async def journey(person: Person) -> None:
        with FakeServer(serving(), server_context(authority.sign("updates.pem", FAR))) as server:
            feed = UpdateSettings(feed=f"https://{FAR}:{server.port}/feed.json", key=SIGNER.key, started=__version__)
            network = NetworkSettings(ca_file=str(authority.file))
            await person.act(lambda: person.desktop.settings.change_section(updates=feed, network=network))
            settings = await open_page(person, "Network")
            box = settings.network.proxy
            await person.until(box.password.isVisible, "the place of the password")
            await person.write(box.user.edit, USER)
            await person.write(box.password.edit, PASSWORD)
            await person.click(box.keep_button)
            await person.until(lambda: not box.password.text, "the password in the keyring or in memory")
            await person.click(settings.close_button)
            await person.trigger("updates")
            dialog = modal(UpdateDialog)
            assert dialog is not None
            await person.click(dialog.action_button)
            await person.until(lambda: "0.2" in dialog.title.text(), "the new version")
            assert len(server.requests) == 2
            await person.press(dialog, Qt.Key.Key_Escape)

    live(journey)


def test_without_an_address_nothing_is_asked_and_daily_only_when_wanted(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.trigger("updates")
        dialog = modal(UpdateDialog)
        assert dialog is not None
        assert "off" in dialog.title.text()
        await person.press(dialog, Qt.Key.Key_Escape)
        with FakeServer(serving()) as server:
            feed = UpdateSettings(feed=f"{server.address}/feed.json", key=SIGNER.key)
            await person.act(lambda: person.desktop.settings.change_section(updates=feed))
            await person.act(person.desktop.residence.updates.look_if_due)
            assert server.connections == 0
            daily = UpdateSettings(daily=True, feed=feed.feed, key=feed.key)
            await person.act(lambda: person.desktop.settings.change_section(updates=daily))
            await person.act(person.desktop.residence.updates.look_if_due)
            await person.until(lambda: "0.2" in person.window.banner.text, "word of the new version")
            await person.act(person.desktop.residence.updates.look_if_due)
            assert server.connections == 2, "once a day"

    live(journey)
