"""Keys: asked for, kept, refused, replaced; and the message that waits for one is never lost."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from desktop.core.chatbot import Chatbot, Profile
from desktop.core.message import Role, Status
from desktop.sandbox.server import Sandbox
from desktop.store.paths import Paths
from desktop.store.profiles import save_profiles
from desktop.ui.settings.settings_dialog import SettingsDialog
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
WRONG = "rk_not_the_right_one_0123456789"


def stored_profile(paths: Paths, server: Sandbox, profile_id: str = "p1") -> Profile:
    """A profile in the profiles file, as it is after a restart without a keyring: its key is gone."""
    bots = tuple(Chatbot(bot.id, bot.name) for bot in server.chatbots)
    profile = Profile(profile_id, "Support", server.address, server.project_id, bots)
    paths.create()
    save_profiles(paths.profiles, (profile,))
    return profile


async def dialog_of(person: Person, kind: type[QDialog]) -> QDialog:
    await person.until(lambda: isinstance(QApplication.activeModalWidget(), kind), kind.__name__)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def test_without_a_key_the_question_waits_and_is_sent_when_the_key_is_given(
    live: Live, paths: Paths, server: Sandbox
) -> None:
    stored_profile(paths, server)

    async def journey(person: Person) -> None:
        await person.ask("Hello, instantly")
        failed = await person.reply(Status.FAILED)
        assert failed.problem is not None
        assert failed.problem.code == "secret_missing"
        assert person.messages()[0].status is Status.NOT_SENT
        await person.give_key(f"Bearer {server.secret}")
        reply = await person.reply(Status.COMPLETE)
        assert reply.text
        assert [message.role for message in person.messages()] == [Role.USER, Role.CHATBOT]
        assert person.messages()[0].status is Status.SENT

    live(journey)


def test_a_refused_key_is_asked_for_again_and_nothing_is_lost(live: Live, paths: Paths, server: Sandbox) -> None:
    stored_profile(paths, server)

    async def journey(person: Person) -> None:
        await person.ask("What can you do? instantly")
        await person.give_key(WRONG)
        await person.until(lambda: _http_status(person) == 401, "the refusal")
        refused = await person.reply(Status.FAILED)
        assert refused.problem is not None
        assert refused.problem.status == 401
        assert person.messages()[0].status is Status.NOT_SENT
        await person.give_key(server.secret)
        reply = await person.reply(Status.COMPLETE)
        assert reply.text
        assert person.messages()[0].text == "What can you do? instantly"
        assert len(person.messages()) == 2

    live(journey)


def test_saying_not_now_keeps_the_question_also_over_a_restart(live: Live, paths: Paths, server: Sandbox) -> None:
    stored_profile(paths, server)

    async def before(person: Person) -> None:
        await person.ask("Please keep me")
        await person.click((await person.asked_for_key()).later_button)
        assert person.window.chat.secret_request.isHidden()

    async def after(person: Person) -> None:
        await person.until(person.messages, "the conversation")
        assert person.messages()[0].text == "Please keep me"
        assert person.messages()[0].status is Status.NOT_SENT
        await person.trigger("retry")
        await person.give_key(server.secret)
        await person.reply(Status.COMPLETE)

    live(before)
    live(after)


def test_connecting_a_chatbot_from_the_welcome_page_to_the_first_answer(
    live: Live, paths: Paths, server: Sandbox
) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.window.welcome.connect_requested.emit)
        dialog = await dialog_of(person, SettingsDialog)
        assert isinstance(dialog, SettingsDialog)
        form = dialog.chatbots.form
        await person.write(form.name.edit, "Support")
        await person.act(form.address.edit.selectAll)
        await person.write(form.address.edit, server.address)
        await person.write(form.project.edit, server.project_id)
        await person.act(lambda: _fill_chatbot(form, server.chatbots[0].id))
        await person.write(form.secret.field.edit, server.secret)
        await person.act(form.connection.button.click)
        await person.until(lambda: "answered in" in form.connection.answer, "the answer to the test")
        await person.act(form.save_button.click)
        await person.until(lambda: person.desktop.book.stored, "the profile")
        await person.until(lambda: not form.is_dirty(), "the form as it is saved")
        assert _is_nowhere(dialog, server.secret)
        await person.act(dialog.close_button.click)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)

    live(journey)
    assert not _files_with(paths.data.parent, server.secret)


def test_a_wrong_key_is_named_at_its_field_by_the_test(live: Live, server: Sandbox) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.window.welcome.connect_requested.emit)
        dialog = await dialog_of(person, SettingsDialog)
        assert isinstance(dialog, SettingsDialog)
        form = dialog.chatbots.form
        await person.act(lambda: form.address.set_text(server.address))
        await person.write(form.project.edit, server.project_id)
        await person.act(lambda: _fill_chatbot(form, server.chatbots[0].id))
        await person.write(form.secret.field.edit, WRONG)
        await person.act(form.connection.button.click)
        await person.until(lambda: form.secret.field.error, "a sentence at the key")
        assert "did not accept this key" in form.secret.field.error
        await person.act(dialog.reject)

    live(journey)


def _http_status(person: Person) -> int:
    problem = person.replies()[-1].problem
    return problem.status if problem else 0


def _fill_chatbot(form: QWidget, chatbot_id: str) -> None:
    edits = [edit for edit in form.findChildren(QLineEdit) if edit.accessibleName() == "Chatbot ID"]
    QTest.keyClicks(edits[0], chatbot_id)


def _is_nowhere(root: QWidget, secret: str) -> bool:
    """Whether no widget shows or holds the secret any more."""
    for widget in root.findChildren(QWidget):
        for reader in ("text", "toPlainText", "accessibleName", "accessibleDescription", "toolTip"):
            read = getattr(widget, reader, None)
            shown = read() if callable(read) else read
            if secret in str(shown):
                return False
    return True


def _files_with(folder: Path, secret: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
