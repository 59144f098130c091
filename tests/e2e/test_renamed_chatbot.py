"""A chatbot gets another name while it is in use: it has that one wherever it is named."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QMenu

from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.conversation import Listing, Shelf
from desktop.core.message import Role, Status
from desktop.sandbox.bots import CONCIERGE, WRITER, Bot
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.conversation.header import ElidedLabel
from desktop.ui.conversation.page import ChatPage
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_inbox import page_of, panel_of, read_first, said

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
    await person.desktop.book.put(replace(profile, chatbots=(Chatbot(profile.chatbots[0].id, "Porter"),)))
    await person.act(lambda: person.desktop.settings.take_over(("p1",)))


def in_view(person: Person) -> str:
    current = person.desktop.chat.current
    return current.conversation.id if current else ""


def headed(page: ChatPage) -> str:
    return page.header.findChildren(ElidedLabel)[1].accessibleName()


def titled(page: ChatPage) -> str:
    return page.header.findChildren(ElidedLabel)[0].accessibleName()


def signed(page: ChatPage) -> str:
    """Who the last message in view is from."""
    model = page.transcript.messages
    assert model is not None
    return model.author(model.messages()[-1])


def signatures(page: ChatPage, message_ids: Collection[str]) -> set[str]:
    """Who these messages are from, without the times that may stand behind the names."""
    model = page.transcript.messages
    assert model is not None
    return {model.author(one).partition(" · ")[0] for one in model.messages() if one.id in message_ids}


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


def test_the_filter_of_the_list_has_its_name_too(live: Live, profile: Profile, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        await person.desktop.book.keep_secret(profile, Secret(server.secret))
        await ask(person, "One, instantly")
        shown = person.window.sidebar.filter
        await person.act(lambda: shown.listing_chosen.emit(Listing(Shelf.LIST, ("p1", CONCIERGE.id))))
        await person.until(lambda: shown.narrowed == CONCIERGE.name, "the list of one chatbot")
        await rename(person, profile)
        await person.until(lambda: shown.narrowed == "Porter", "its new name")
        assert shown.note.text() == "Porter"
        await person.click(shown.button)
        await person.until(lambda: QApplication.activePopupWidget() is not None, "what else can be listed")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert "Porter" in [action.text() for action in menu.actions()]
        await person.act(menu.close)
        await person.desktop.book.remove("p1")
        await person.act(lambda: person.desktop.settings.take_over(("p1",)))
        await person.until(lambda: shown.narrowed == CONCIERGE.name, "the name that is kept with what was said")

    live(journey)


@pytest.mark.parametrize("bot", [CONCIERGE, WRITER], ids=lambda bot: str(bot.id))
def test_its_inbox_has_its_name_too(live: Live, paths: Paths, profile: Profile, server: Sandbox, bot: Bot) -> None:
    """The Writer's has times without a zone, beside which its name stands in each message."""
    of_bot = replace(profile, chatbots=(Chatbot(bot.id, bot.name),))
    save_profiles(paths.profiles, (of_bot,))

    async def journey(person: Person) -> None:
        await person.desktop.book.keep_secret(of_bot, Secret(server.secret))
        await person.act(lambda: person.desktop.controller.begin_with("p1", bot.id))
        await person.trigger("inbox")
        await read_first(person)
        panel, page = panel_of(person), page_of(person)
        title, answers = titled(page), [one.id for one in said(person) if one.role is Role.CHATBOT]
        assert signatures(page, answers) == {bot.name}
        await rename(person, of_bot)
        for _ in range(2):
            assert "Porter" in panel.chatbot_button.text()
            assert "Porter" in panel.chatbot_button.accessibleName()
            assert page.bar.text.endswith("Porter")
            assert (titled(page), headed(page)) == (title, "Porter · Support")
            assert signatures(page, answers) == {"Porter"}
            await person.desktop.book.remove("p1")  # then it has the name that it had
            await person.act(lambda: person.desktop.settings.take_over(("p1",)))

    live(journey)
