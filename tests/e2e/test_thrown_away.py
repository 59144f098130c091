"""What was thrown away sends nothing any more, whatever waited in it."""

from collections.abc import Callable

from desktop.core.chatbot import Profile
from desktop.core.message import Status
from desktop.sandbox.bots import CONCIERGE
from desktop.sandbox.server import Sandbox
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_list import said
from tests.e2e.test_sending import begin, profile

__all__ = ["profile"]  # a fixture

Live = Callable[[Journey], None]


def test_a_message_that_was_to_be_sent_after_the_wait_is_not(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Trouble")
        await person.ask("429, try again after 4 seconds")
        refused = await person.reply(Status.FAILED)
        thrown = person.desktop.chat.current
        assert thrown is not None
        await person.click(person.window.chat.countdown.tick)
        assert thrown.is_due
        await person.trigger("trash")
        await said(person, "moved to the trash")
        await person.until(lambda: not thrown.is_due, "nothing that is to be sent")
        await person.until(lambda: not thrown.streaming, "no answer on its way")
        assert thrown.model.messages()[-1] == refused

    live(journey)


def test_a_key_sends_only_what_waits_for_it_in_the_list(live: Live, profile: Profile, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        chat = person.desktop.chat
        await person.act(lambda: begin(person, profile, CONCIERGE.id))
        await person.ask("Thrown away, instantly")
        refused = await person.reply(Status.FAILED)
        thrown = chat.current
        assert thrown is not None
        await person.trigger("trash")
        await said(person, "moved to the trash")
        await person.act(lambda: begin(person, profile, CONCIERGE.id))
        await person.ask("Wanted, instantly")
        await person.reply(Status.FAILED)
        box = await person.asked_for_key()
        assert box.send_button.text() == "Save and send again"
        await person.give_key(server.secret)
        await person.reply(Status.COMPLETE)
        await person.until(lambda: not any(one.streaming for one in chat.opened), "the end of all answers")
        assert thrown.model.messages()[-1] == refused

    live(journey)
