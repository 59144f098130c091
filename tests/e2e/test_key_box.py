"""The box that asks for a key: in whose conversation it stands, for which address, and when it goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.core.chatbot import Profile, Secret
from desktop.core.message import Status
from desktop.sandbox.bots import CONCIERGE
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_sending import begin, profile

__all__ = ["profile"]  # a fixture
Live = Callable[[Journey], None]


async def refused(person: Person, profile: Profile, question: str = "Hello, instantly") -> None:
    """A new conversation whose first message waits for a key, and the box that says so."""
    await person.act(lambda: begin(person, profile, CONCIERGE.id))
    await person.ask(question)
    await person.reply(Status.FAILED)
    await person.until(lambda: person.window.chat.secret_request.profile_id == profile.id, "whose key is asked for")
    await person.asked_for_key()


@pytest.mark.parametrize("cover", ["search", "inbox"])
def test_the_box_of_one_profile_does_not_stand_in_a_conversation_of_another(
    live: Live, profile: Profile, cover: str
) -> None:
    async def journey(person: Person) -> None:
        chat, box = person.desktop.chat, person.window.chat.secret_request
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        other = chat.current
        assert other is not None
        await refused(person, profile)
        await person.trigger(cover)
        await person.until(lambda: not person.window.chat.isVisible(), "another page")
        await person.act(lambda: chat.open(other.conversation))
        await person.until(person.window.chat.isVisible, "the conversation")
        assert chat.current is other
        assert box.isHidden()

    live(journey)


def test_the_box_of_one_profile_goes_before_that_of_another_comes(live: Live, paths: Paths, profile: Profile) -> None:
    second = replace(profile, id="p2", name="Second")
    save_profiles(paths.profiles, (profile, second))
    seen: list[bool] = []

    async def journey(person: Person) -> None:
        chat, box = person.desktop.chat, person.window.chat.secret_request
        await refused(person, profile)
        first = chat.current
        assert first is not None
        await refused(person, second)

        def go_back() -> None:
            chat.open(first.conversation)
            seen.append(box.isHidden())  # at once: where the keys are may take its time to answer

        await person.act(go_back)
        await person.until(box.isVisible, "the box of the first one")
        assert (box.profile_id, seen) == (profile.id, [True])

    live(journey)


async def change(person: Person, profile: Profile) -> None:
    """As another program does."""
    await person.desktop.book.put(profile)
    await person.act(lambda: person.desktop.settings.take_over((profile.id,)))


def test_half_a_key_for_one_address_is_not_offered_to_another(live: Live, profile: Profile) -> None:
    elsewhere = profile.address.replace("127.0.0.1", "localhost")

    async def journey(person: Person) -> None:
        await refused(person, profile)
        box = person.window.chat.secret_request
        await person.write(box.field.edit, "rk_half_of_a_key")
        await change(person, replace(profile, address=elsewhere))
        assert (box.isHidden(), box.field.text) == (True, "")
        await person.trigger("retry")
        await person.asked_for_key()
        assert any(elsewhere in label.text() for label in box.findChildren(QLabel))
        assert not box.field.text

    live(journey)


def test_half_a_key_is_forgotten_with_its_profile(live: Live, profile: Profile) -> None:
    async def journey(person: Person) -> None:
        await refused(person, profile)
        box = person.window.chat.secret_request
        await person.write(box.field.edit, "rk_half_of_a_key")
        await person.desktop.book.remove(profile.id)
        await person.act(lambda: person.desktop.settings.take_over((profile.id,)))
        assert (box.isHidden(), box.field.text) == (True, "")

    live(journey)


def test_the_box_stays_when_only_the_name_of_the_profile_changes(live: Live, profile: Profile) -> None:
    async def journey(person: Person) -> None:
        await refused(person, profile)
        box = person.window.chat.secret_request
        await person.act(box.field.edit.setFocus)
        await person.write(box.field.edit, "half a k")
        await change(person, replace(profile, name="Renamed"))
        assert box.isVisible()
        await person.until(lambda: box.accessibleName() == "Renamed needs a valid key", "the new name")
        assert (box.isVisible(), box.field.text, box.send_button.isVisible()) == (True, "half a k", True)
        assert person.window.focusWidget() is box.field.edit

    live(journey)


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_the_box_goes_when_a_key_is_given_at_another_place(live: Live, profile: Profile, is_elsewhere: bool) -> None:
    async def journey(person: Person) -> None:
        await refused(person, profile)
        box, shown = person.window.chat.secret_request, person.desktop.chat.current
        assert shown is not None
        await person.write(box.field.edit, "half a k")
        if is_elsewhere:
            await person.act(person.desktop.controller.begin_in_sandbox)
        await person.desktop.book.keep_secret(profile, Secret("rk_given_in_the_settings"))
        await change(person, profile)
        assert (box.isHidden(), box.field.text) == (True, "")
        await person.act(lambda: person.desktop.chat.open(shown.conversation))
        await person.desktop.tasks.ended("ask-secret")
        assert box.isHidden()

    live(journey)


def test_the_keyboard_goes_to_the_composer_when_the_box_goes(live: Live, profile: Profile) -> None:
    async def journey(person: Person) -> None:
        await refused(person, profile)
        box = person.window.chat.secret_request
        await person.act(box.field.edit.setFocus)
        await change(person, replace(profile, address=profile.address.replace("127.0.0.1", "localhost")))
        assert box.isHidden()
        assert person.window.focusWidget() is person.composer.field

    live(journey)


def test_the_box_goes_with_the_message_that_waited(live: Live, profile: Profile) -> None:
    async def journey(person: Person) -> None:
        await refused(person, profile)
        first = person.desktop.chat.current
        assert first is not None
        await refused(person, profile, "Another one, instantly")
        box = person.window.chat.secret_request
        await person.until(lambda: "2" in box.send_button.text(), "both of them in the box")
        await delete_all(person)
        await person.until(lambda: box.send_button.text() == "Save and send again", "one of them in the box")
        await person.write(box.field.edit, "half a k")
        await person.act(lambda: person.desktop.chat.open(first.conversation))
        await delete_all(person)
        assert (box.isHidden(), box.field.text) == (True, "")

    live(journey)


async def delete_all(person: Person) -> None:
    for message in reversed(person.messages()):
        await person.act(partial(person.desktop.chat.delete_message, message.id))
    assert person.messages() == ()


def test_the_box_that_somebody_opened_stays_when_a_message_is_deleted(live: Live, profile: Profile) -> None:
    async def journey(person: Person) -> None:
        await refused(person, profile)
        box = person.window.chat.secret_request
        await person.press(box.field.edit, Qt.Key.Key_Escape)
        await delete_all(person)
        await person.act(lambda: person.window.chat.transcript.secret_requested.emit(""))
        await person.until(lambda: box.isVisible() and box.send_button.isHidden(), "the box, with nothing to send")
        for count in (1, 2):
            await person.trigger("undo")
            await person.until(lambda count=count: len(person.messages()) == count, "a message")  # type: ignore[misc]  # mypy cannot infer the default of a lambda
        await person.until(box.send_button.isVisible, "one that waits again")
        await delete_all(person)
        assert box.isVisible()
        await person.until(box.send_button.isHidden, "that it is not offered to be sent any more")

    live(journey)


def test_all_that_the_box_counts_are_sent_after_another_program_wrote(
    live: Live, profile: Profile, server: Sandbox
) -> None:
    async def journey(person: Person) -> None:
        archive, chat, box = person.desktop.archive, person.desktop.chat, person.window.chat.secret_request
        await refused(person, profile)
        await refused(person, profile, "Another one, instantly")
        await person.until(lambda: "2" in box.send_button.text(), "both of them in the box")
        await person.until(lambda: not any(one.draft_waits for one in chat.opened), "what was typed on the disk")
        await person.act(chat.reload)
        await person.give_key(server.secret)
        await person.until(lambda: len(answered(person)) == 2, "both answers")
        listed = await archive.list_conversations()
        last = [(await archive.load_messages(one.id))[-1].status for one in listed]
        assert last == [Status.COMPLETE] * 2

    live(journey)


def answered(person: Person) -> list[str]:
    """Conversations whose last message is a complete reply."""
    last = {one.conversation.id: one.model.messages()[-1:] for one in person.desktop.chat.opened}
    return [key for key, found in last.items() if found and found[0].status is Status.COMPLETE]


def test_all_that_the_box_counts_stay_open(live: Live, profile: Profile) -> None:
    async def journey(person: Person) -> None:
        box = person.window.chat.secret_request
        await refused(person, profile)
        await refused(person, profile, "Another one, instantly")
        for number in range(9):
            await person.act(person.desktop.controller.begin_in_sandbox)
            await person.ask(f"Number {number}, instantly")
            await person.reply(Status.COMPLETE)
        await person.act(lambda: begin(person, profile, CONCIERGE.id))
        await person.asked_for_key()
        assert "2" in box.send_button.text()

    live(journey)
