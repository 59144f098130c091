"""Pictures of chatbots at the real window: the sandbox's, over a real socket, and none when they are switched off."""

from collections.abc import Callable

from msgspec.structs import replace

from desktop.core.message import Status
from desktop.sandbox.bots import CONCIERGE, WRITER
from desktop.store.paths import Paths
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]


def address_of(person: Person, chatbot_id: str) -> str:
    return person.desktop.navigation.avatars.address_of(("sandbox", chatbot_id))


async def talk(person: Person) -> None:
    """The sandbox runs from then on, and says where its pictures are."""
    await person.begin_with(CONCIERGE.name)
    await person.ask("What can you do? instantly")
    await person.reply(Status.COMPLETE)
    await person.begin_with(WRITER.name)


def test_the_picture_of_a_chatbot_comes_and_nothing_of_the_sandbox_is_kept(live: Live, paths: Paths) -> None:
    async def journey(person: Person) -> None:
        await talk(person)
        pictures = person.desktop.navigation.switcher.pictures
        await person.until(lambda: pictures.has(address_of(person, WRITER.id)), "the picture")
        assert not paths.avatars.exists()

    live(journey)


def test_switched_off_nothing_is_fetched(live: Live) -> None:
    async def journey(person: Person) -> None:
        settings = person.desktop.settings
        person.desktop.settings.show()
        dialog = settings._dialog  # noqa: SLF001 - it has no other name
        assert dialog is not None
        await person.act(dialog.appearance.avatars.click)
        await person.act(dialog.reject)
        assert settings.settings.appearance == replace(settings.settings.appearance, avatars=False)
        asked: list[str] = []
        pictures = person.desktop.navigation.switcher.pictures
        pictures.wanted.connect(lambda address, _profile: asked.append(address))
        await talk(person)
        person.window.chat.header.picture.grab()
        assert address_of(person, WRITER.id)
        assert not asked

    live(journey)
