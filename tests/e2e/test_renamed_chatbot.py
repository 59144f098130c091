"""A chatbot gets another name while it is in use: it has that one wherever it is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.message import Status
from desktop.sandbox.bots import CONCIERGE
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.conversation.header import ElidedLabel
from desktop.ui.conversation.page import ChatPage
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]


@pytest.fixture
def profile(paths: Paths, server: Sandbox) -> Profile:
    made = Profile("p1", "Support", server.address, server.project_id, (Chatbot(CONCIERGE.id, CONCIERGE.name),))
    paths.create()
    save_profiles(paths.profiles, (made,))
    return made


async def ask(person: Person, text: str) -> str:
    """In a conversation of its own; its id."""
    await person.act(lambda: person.desktop.controller.begin_with("p1", CONCIERGE.id))
    await person.ask(text)
    await person.reply(Status.COMPLETE)
    return in_view(person)


async def rename(person: Person, profile: Profile) -> None:
    """As it is after another program did it."""
    await person.desktop.book.put(replace(profile, chatbots=(Chatbot(CONCIERGE.id, "Porter"),)))
    await person.act(lambda: person.desktop.settings.take_over(("p1",)))


def in_view(person: Person) -> str:
    current = person.desktop.chat.current
    return current.conversation.id if current else ""


def headed(page: ChatPage) -> str:
    return page.header.findChildren(ElidedLabel)[1].accessibleName()


def signed(page: ChatPage) -> str:
    """Who the last answer in view is from."""
    model = page.transcript.messages
    assert model is not None
    return model.author(model.messages()[-1])


def test_it_has_one_name_in_the_header_and_at_its_answers(live: Live, profile: Profile, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        page = person.window.chat
        await person.desktop.book.keep_secret(profile, Secret(server.secret))
        first = await ask(person, "One, instantly")
        await ask(person, "Two, instantly")
        await rename(person, profile)
        assert (headed(page), signed(page)) == ("Porter · Support", "Porter")
        conversation = await person.desktop.archive.find_conversation(first)
        assert conversation is not None
        await person.act(lambda: person.desktop.chat.open(conversation))
        await person.until(lambda: in_view(person) == first, "the other conversation")
        assert (headed(page), signed(page)) == ("Porter · Support", "Porter")
        await person.trigger("restart")
        await person.ask("Three, instantly")
        await person.reply(Status.COMPLETE)
        assert (headed(page), signed(page)) == ("Porter · Support", "Porter")
        begun = await person.desktop.archive.find_conversation(in_view(person))
        assert begun is not None
        assert begun.chatbot_name == "Porter"

    live(journey)

    async def after_a_restart(person: Person) -> None:
        page = person.window.chat
        conversations = await person.desktop.archive.list_conversations()
        await person.act(lambda: person.desktop.chat.open(conversations[-1]))
        await person.until(lambda: in_view(person) == conversations[-1].id, "the oldest conversation")
        assert conversations[-1].chatbot_name == CONCIERGE.name, "as it was called when it was begun"
        assert signed(page) == "Porter"

    live(after_a_restart)
