"""A key that the inbox is missing, or that is refused there: asked for below it, and everything read with the next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.errors import SENTENCES
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.conversation.secret_request import SecretRequest
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_every_control import check, direction, settle
from tests.e2e.test_inbox import page_of, panel_of, said, sessions
from tests.fakes.secret_service import SecretService

Live = Callable[[Journey], None]
__all__ = ["direction"]  # a fixture
WRONG = "rk_live_0123456789abcdefWXYZ"
# The keyring library leaves its D-Bus socket to the garbage collector when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture
def profile(paths: Paths, server: Sandbox) -> Profile:
    bots = tuple(Chatbot(bot.id, bot.name) for bot in server.chatbots)
    made = Profile("p1", "Support", server.address, server.project_id, bots[1:])
    paths.create()
    save_profiles(paths.profiles, (made,))
    return made


async def box_of(person: Person) -> SecretRequest:
    await person.trigger("inbox")
    box = page_of(person).secret_request
    await person.until(box.isVisible, "the question for a key")
    return box


@pytest.mark.usefixtures("profile", "direction")
def test_a_missing_key_is_asked_for_and_what_waited_is_read(
    live: Live, server: Sandbox, secret_service: SecretService
) -> None:
    async def journey(person: Person) -> None:
        box = await box_of(person)
        assert SENTENCES["read_secret_missing"] in panel_of(person).notice.text
        assert person.window.focusWidget() is box.field.edit
        assert box.send_button.isHidden()
        await settle(person)
        check(person.window)
        await person.write(box.field.edit, server.secret)
        await person.press(box.field.edit, Qt.Key.Key_Return)
        await sessions(person)
        assert box.isHidden()
        assert panel_of(person).notice.isHidden()
        assert len(secret_service.labels()) == 1
        assert person.window.banner.isHidden()

    live(journey)


def test_a_refused_key_is_replaced_and_the_session_in_view_is_read_too(
    live: Live, profile: Profile, server: Sandbox, secret_service: SecretService
) -> None:
    async def journey(person: Person) -> None:
        book = person.desktop.book
        await book.keep_secret(profile, Secret(server.secret))
        await person.trigger("inbox")
        await sessions(person)
        await book.keep_secret(profile, Secret(WRONG))
        await person.press(panel_of(person).list, Qt.Key.Key_Down)
        box = page_of(person).secret_request
        await person.until(box.isVisible, "the question for a key")
        assert SENTENCES["read_unauthorized"] in page_of(person).notice.text
        await person.press(box.field.edit, Qt.Key.Key_Escape)
        assert box.isHidden()
        await person.click(page_of(person).notice.key_button)
        await person.until(box.isVisible, "the question once more")
        await person.press(box.session_box, Qt.Key.Key_Space)
        await person.write(box.field.edit, server.secret)
        await person.click(box.keep_button)
        await person.until(lambda: said(person), "the messages")
        assert box.isHidden()
        assert person.window.banner.isHidden()

    live(journey)


@pytest.mark.usefixtures("profile")
def test_without_a_keyring_the_key_is_kept_until_the_end_and_that_is_said(
    live: Live, server: Sandbox, secret_service: SecretService
) -> None:
    async def journey(person: Person) -> None:
        secret_service.kill()
        box = await box_of(person)
        assert box.field.edit.accessibleDescription() == SENTENCES["keyring_missing"]
        assert box.session_box.isHidden()
        await person.write(box.field.edit, server.secret)
        await person.press(box.field.edit, Qt.Key.Key_Return)
        await sessions(person)
        assert SENTENCES["keyring_missing"] in person.window.banner.text

    live(journey)


def test_the_question_goes_with_the_inbox_and_when_the_key_is_there_after_all(
    live: Live, profile: Profile, server: Sandbox, secret_service: SecretService
) -> None:
    async def journey(person: Person) -> None:
        box = await box_of(person)
        await person.write(box.field.edit, WRONG)
        await person.trigger("inbox")
        assert (box.isHidden(), box.field.text) == (True, "")
        box = await box_of(person)
        await person.desktop.book.keep_secret(profile, Secret(server.secret))
        await person.trigger("refresh")
        await sessions(person)
        assert box.isHidden()
        assert len(secret_service.labels()) == 1

    live(journey)
