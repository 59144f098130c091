"""What a person meets around sending: a key that is asked for, a wait, a token that expires, a chatbot that greets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.core.chatbot import Chatbot, Credential, Profile
from desktop.core.fair_use import A_MINUTE
from desktop.core.message import Message, Status
from desktop.core.request import ChatRequest
from desktop.core.secret_place import PlaceKind
from desktop.sandbox.bots import CONCIERGE, STARTERS, TROUBLE
from desktop.sandbox.handshake import GREETINGS, PATH
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.conversation.starters import AccentButton
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
WRONG = "rk_wrong_0123456789abcdef"


@pytest.fixture
def profile(paths: Paths, server: Sandbox) -> Profile:
    bots = tuple(Chatbot(bot.id, bot.name) for bot in server.chatbots)
    return store(paths, Profile("p1", "Support", server.address, server.project_id, bots))


def store(paths: Paths, profile: Profile) -> Profile:
    paths.create()
    save_profiles(paths.profiles, (profile,))
    return profile


def handshaking(profile: Profile, query: str = "") -> Profile:
    return replace(profile, credential=Credential.CLIENT_TOKEN, handshake_path=PATH + query)


def begin(person: Person, profile: Profile, chatbot_id: str) -> None:
    chatbot = profile.find_chatbot(chatbot_id)
    assert chatbot is not None
    person.desktop.chat.begin(profile.id, chatbot)


# ── a key ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_conversations_wait_for_one_key_and_one_box_sends_both(
    live: Live, profile: Profile, server: Sandbox
) -> None:
    async def journey(person: Person) -> None:
        box = person.window.chat.secret_request
        for question in ("One, instantly", "Two, instantly"):
            await person.act(lambda: begin(person, profile, CONCIERGE.id))
            await person.ask(question)
            await person.reply(Status.FAILED)
        await person.until(lambda: box.isVisible() and "2" in box.send_button.text(), "both of them in the box")
        await person.give_key(f" Bearer {WRONG} ")
        await person.until(lambda: _statuses(person) == {401}, "two refusals")
        await person.until(lambda: box.isVisible() and "2" in box.send_button.text(), "both of them again")
        await person.give_key(server.secret)
        await person.until(lambda: _ended(person) == [Status.COMPLETE] * 2, "both answers")
        assert [open_.model.rowCount() for open_ in person.desktop.chat.opened if open_.model.rowCount()] == [2, 2]
        assert box.isHidden()
        assert not box.field.text

    live(journey)


def _statuses(person: Person) -> set[int]:
    return {one.problem.status if one.problem is not None else 0 for one in _last(person)}


def _ended(person: Person) -> list[Status]:
    return [one.status for one in _last(person)]


def _last(person: Person) -> list[Message]:
    return [open_.model.messages()[-1] for open_ in person.desktop.chat.opened if open_.model.rowCount()]


def test_a_key_that_is_only_saved_sends_nothing(live: Live, profile: Profile, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        await person.ask("Hello, instantly")
        box = await person.asked_for_key()
        await person.write(box.field.edit, server.secret)
        await person.click(box.keep_button)
        await person.until(box.isHidden, "the end of the question")
        kept = person.desktop.book
        await person.until(lambda: person.window.focusWidget() is person.composer.field, "the composer")
        place = await kept.place(profile)
        while place.kind not in (PlaceKind.SESSION, PlaceKind.KEYRING):
            await person.act(lambda: None)
            place = await kept.place(profile)
        assert person.messages()[0].status is Status.NOT_SENT
        await person.trigger("retry")
        await person.reply(Status.COMPLETE)

    live(journey)


def test_the_box_stays_with_its_profile(live: Live, profile: Profile) -> None:
    async def journey(person: Person) -> None:
        await person.ask("Hello, instantly")
        box = await person.asked_for_key()
        await person.write(box.field.edit, "half a k")
        sandbox = person.desktop.book.profiles[-1]
        await person.act(lambda: begin(person, sandbox, sandbox.chatbots[0].id))
        await person.until(box.isHidden, "a conversation that needs no key")
        await person.act(lambda: begin(person, profile, CONCIERGE.id))
        await person.until(box.isVisible, "the box again")
        assert box.field.text == "half a k"
        await person.press(box.field.edit, Qt.Key.Key_Escape)
        await person.until(box.isHidden, "the end of the question")
        assert not box.field.text

    live(journey)


# ── a wait ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ticked_message_is_sent_at_the_end_of_its_wait_also_when_another_conversation_is_shown(live: Live) -> None:
    async def journey(person: Person) -> None:
        countdown = person.window.chat.countdown
        await person.begin_with("Trouble")
        await person.ask("429, try again after 5 seconds")
        await person.reply(Status.FAILED)
        await person.until(countdown.isVisible, "the countdown")
        asked_in = person.desktop.chat.current
        assert asked_in is not None
        first = asked_in.model.messages()[-1]
        await person.click(countdown.tick)
        await person.begin_with("Concierge")
        assert countdown.isHidden()
        await person.until(lambda: asked_in.model.messages()[-1].created > first.created, "it was sent again")
        assert asked_in.model.rowCount() == 2

    live(journey)


def test_an_unticked_message_is_never_sent_by_itself(live: Live) -> None:
    async def journey(person: Person) -> None:
        countdown = person.window.chat.countdown
        await person.begin_with("Trouble")
        await person.ask("429, try again after 5 seconds")
        failed = await person.reply(Status.FAILED)
        await person.until(countdown.send_button.isVisible, "the end of the wait")
        assert person.replies() == [failed]
        await person.click(countdown.send_button)
        await person.until(lambda: person.replies()[-1].created > failed.created, "it was sent again")

    live(journey)


def test_the_wait_is_that_of_the_version_in_view(live: Live) -> None:
    async def journey(person: Person) -> None:
        chat, countdown = person.desktop.chat, person.window.chat.countdown
        await person.begin_with("Trouble")
        await person.ask("429, try again after 3 seconds")
        refused = await person.reply(Status.FAILED)
        await person.until(countdown.send_button.isVisible, "the end of the wait")
        await person.act(lambda: chat.edit(person.messages()[0].id, "Hello, all is well"))
        await person.reply(Status.COMPLETE)
        assert countdown.isHidden()
        await person.act(lambda: chat.show_version(person.messages()[0].id, -1))
        assert person.replies() == [refused]
        assert countdown.send_button.isVisible()
        await person.act(lambda: chat.show_version(person.messages()[0].id, 1))
        assert countdown.isHidden()
        await person.act(lambda: chat.reveal(refused.id))
        assert countdown.isVisible()
        await person.act(lambda: chat.delete_message(refused.id))
        assert countdown.isHidden()
        await person.trigger("undo")
        await person.until(countdown.isVisible, "the wait of the message that came back")

    live(journey)


def test_a_wait_that_nobody_named_is_only_a_sentence(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Trouble")
        await person.ask("429 without a wait")
        failed = await person.reply(Status.FAILED)
        assert failed.problem is not None
        assert failed.problem.code == "rate_limited"
        assert person.window.chat.countdown.isHidden()

    live(journey)


@pytest.mark.usefixtures("profile")
def test_the_thirty_first_message_of_a_minute_waits_and_stopping_it_sends_nothing(
    live: Live, profile: Profile, server: Sandbox
) -> None:
    async def journey(person: Person) -> None:
        await person.ask("Hello, instantly")
        await person.give_key(server.secret)
        await person.reply(Status.COMPLETE)
        secret = await person.desktop.book.secret(profile)
        assert secret is not None
        for _ in range(A_MINUTE - 1):
            await person.desktop.limiter.admit(ChatRequest(profile, CONCIERGE.id, secret, "s", ""))
        await person.ask("One too many, instantly")
        said = person.window.chat.transcript.rows.waiting_words
        await person.until(lambda: any("30 messages a minute" in text for text in said.values()), "why it waits")
        await person.click(person.composer.stop_button)
        await person.reply(Status.STOPPED)
        assert person.messages()[-2].status is Status.NOT_SENT
        assert not said

    live(journey)


# ── a handshake ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_chatbot_with_a_handshake_greets_and_answers_without_any_key(
    live: Live, paths: Paths, profile: Profile
) -> None:
    shaking = store(paths, handshaking(profile, "?uses=1"))

    async def journey(person: Person) -> None:
        page = person.window.chat
        await person.act(lambda: begin(person, shaking, CONCIERGE.id))
        greeting = GREETINGS["Concierge"]
        await person.until(lambda: greeting in _labels(person), "the greeting")
        await person.act(lambda: begin(person, shaking, CONCIERGE.id))
        assert greeting in _labels(person), "of another conversation"
        await person.act(person.desktop.controller.refresh)
        assert greeting in _labels(person), "after something else in the profiles changed"
        starters = list(STARTERS[CONCIERGE.id])
        await person.until(lambda: [chip.text() for chip in _chips(person)] == starters, "its own questions")
        assert all(chip.accent is not None for chip in _chips(person))
        assert page.composer.field.placeholderText() == "Type your question here…"
        for count in (1, 2, 3):  # a token for one message each
            await person.ask("Hello, instantly")
            await person.until(lambda count=count: len(person.replies()) == count, "a reply")  # type: ignore[misc]  # mypy cannot infer the default of a lambda
            await person.reply(Status.COMPLETE)
        assert greeting not in [message.text for message in person.messages()]

    live(journey)
    written = b"".join(path.read_bytes() for path in paths.data.parent.rglob("*") if path.is_file())
    assert b"eyJhbGci" not in written, "a token is in memory alone"


def test_what_a_handshake_said_is_not_shown_for_another_one(live: Live, paths: Paths, profile: Profile) -> None:
    shaking = store(paths, handshaking(profile))

    async def journey(person: Person) -> None:
        page, greeting = person.window.chat, GREETINGS["Concierge"]
        await person.act(lambda: begin(person, shaking, CONCIERGE.id))
        await person.until(lambda: greeting in _labels(person), "the greeting")
        await person.desktop.book.put(handshaking(profile, "?case=token"))  # tells nothing else
        await person.act(lambda: person.desktop.settings.profiles_changed.emit(profile.id))
        await person.desktop.tasks.ended("meet")
        assert greeting not in _labels(person)
        assert not [one for one in page.starters.findChildren(AccentButton) if one.isVisible()]
        assert page.composer.field.placeholderText() == "Ask Concierge…"

    live(journey)


def test_what_comes_of_a_handshake_that_is_not_the_profiles_any_more_is_not_shown(
    live: Live, paths: Paths, profile: Profile
) -> None:
    shaking = store(paths, handshaking(profile))

    async def journey(person: Person) -> None:
        def change_at_once() -> None:
            begin(person, shaking, CONCIERGE.id)
            person.desktop.book.load((profile,))
            person.desktop.settings.profiles_changed.emit(profile.id)

        await person.act(change_at_once)
        await person.desktop.tasks.ended("meet")
        assert GREETINGS["Concierge"] not in _labels(person)

    live(journey)


def _chips(person: Person) -> list[AccentButton]:
    return [one for one in person.window.chat.starters.findChildren(AccentButton) if one.isVisible()]


def _labels(person: Person) -> list[str]:
    return [label.text() for label in person.window.chat.starters.findChildren(QLabel) if label.isVisible()]


def test_a_handshake_that_is_refused_says_why_and_asks_for_a_key(
    live: Live, paths: Paths, profile: Profile, server: Sandbox
) -> None:
    shaking = store(paths, handshaking(profile, "?case=key"))

    async def journey(person: Person) -> None:
        await person.act(lambda: begin(person, shaking, CONCIERGE.id))
        await person.until(
            lambda: any("did not accept" in text for text in _labels(person)), "why there is no greeting"
        )
        await person.ask("Hello, instantly")
        refused = await person.reply(Status.FAILED)
        assert refused.problem is not None
        assert refused.problem.status == 401
        assert person.messages()[0].status is Status.NOT_SENT
        await person.give_key(server.secret)
        await person.reply(Status.COMPLETE)

    live(journey)


@pytest.mark.parametrize("case", ["missing", "html", "no-token"])
def test_a_handshake_that_brings_nothing_is_a_sentence_on_the_message(
    live: Live, paths: Paths, profile: Profile, case: str
) -> None:
    shaking = store(paths, handshaking(profile, f"?case={case}"))

    async def journey(person: Person) -> None:
        await person.act(lambda: begin(person, shaking, TROUBLE.id))
        await person.ask("Hello, instantly")
        refused = await person.reply(Status.FAILED)
        assert refused.problem is not None
        assert refused.problem.code in ("handshake_not_found", "html_answer", "handshake_unreadable")
        assert person.messages()[0].status is Status.NOT_SENT
        assert person.window.chat.secret_request.isHidden()

    live(journey)


def test_details_of_a_refusal_are_copied_without_the_key(live: Live, profile: Profile, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        await person.act(lambda: begin(person, profile, TROUBLE.id))
        await person.ask("409")
        await person.give_key(server.secret)
        await person.until(lambda: _statuses(person) == {409}, "the refusal")
        view = person.window.chat.transcript
        await person.act(view.setFocus)
        layout = view.rows.layout(1)
        (copy,) = [found for _index, found in layout.targets() if found.key == "ending:copy"]
        await person.act(lambda: view.hand.act(view.rows.message(1).id, copy))
        copied = QGuiApplication.clipboard().text()
        assert "Request ID: sandbox-409" in copied
        assert "HTTP status: 409" in copied
        assert server.secret not in copied

    live(journey)


def test_every_button_of_the_box_is_reached_by_the_keyboard(live: Live, profile: Profile) -> None:
    async def journey(person: Person) -> None:
        await person.ask("Hello, instantly")
        box = await person.asked_for_key()
        await person.until(lambda: person.window.focusWidget() is box.field.edit, "the field of the key")
        buttons = box.findChildren(QPushButton)
        reached: set[str] = set()
        for _ in range(len(buttons) + 1):
            focused = person.window.focusWidget()
            reached.add(focused.text() if isinstance(focused, QPushButton) else "")
            await person.press(focused, Qt.Key.Key_Tab)
        assert {button.text() for button in buttons} <= reached

    live(journey)
