"""A proxy asks who is there, and the keyring takes its time to keep the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.core.chatbot import Profile
from desktop.core.proxy import ProxyChoice, ProxyKind, ProxySettings
from desktop.core.settings import NetworkSettings, Settings
from desktop.store.paths import Paths
from desktop.store.settings import save_settings
from desktop.ui.dialogs.proxy_dialog import ProxyDialog
from tests.api.conftest import authority, guarded_proxy, real_proxies
from tests.e2e.conftest import Journey, Person
from tests.e2e.dialogs import modal
from tests.e2e.test_network import far, keep_key, profile
from tests.fakes.certificates import Authority
from tests.fakes.proxies import PASSWORD, USER, RealProxy

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

__all__ = ["authority", "far", "guarded_proxy", "profile", "real_proxies"]  # fixtures

Live = Callable[[Journey], None]


def test_the_message_is_sent_when_another_conversation_is_in_view_by_then(
    live: Live, paths: Paths, profile: Profile, guarded_proxy: RealProxy, authority: Authority,
    secret_service: SecretService,
) -> None:  # fmt: skip
    proxy = ProxySettings(ProxyChoice.MANUAL, ProxyKind(guarded_proxy.kind), "127.0.0.1", guarded_proxy.port)
    save_settings(paths.settings, Settings(network=NetworkSettings(proxy=proxy, ca_file=str(authority.file))))

    async def journey(person: Person) -> None:
        await keep_key(person, profile)
        await person.ask("Hello?")
        await person.until(lambda: modal(ProxyDialog), "the proxy's question")
        asking, asked_in = modal(ProxyDialog), person.desktop.chat.current
        assert asking is not None
        assert asked_in is not None
        secret_service.pause()
        await person.write(asking.user.edit, USER)
        await person.write(asking.password.edit, PASSWORD)
        await person.click(asking.save_button)
        await person.trigger("new")
        await person.until(lambda: person.desktop.chat.current is not asked_in, "another conversation")
        secret_service.resume()
        await person.until(lambda: not person.desktop.network.is_keeping, "the password in the keyring")
        await person.until(lambda: not asked_in.streaming, "the end of the turn")
        assert [message.text for message in asked_in.model.messages()] == ["Hello?", "Here I am."]
        assert person.messages() == ()

    try:
        live(journey)
    finally:
        secret_service.resume()
