"""The menu of a message: what can be done with it, also by who does not use a mouse."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu

from desktop.core.message import Message, Role, Status
from desktop.ui.actions import message_keys
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.look.icons import icon
from desktop.ui.transcript.notes import remedies
from desktop.ui.transcript.segment import Action

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView


def message_menu(view: TranscriptView, message_id: str, *, has_selection: bool, link: str = "") -> QMenu:
    """A menu that deletes itself when it closes; show it with `popup`. `link` is the address that it was asked on."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    theme, hand = view.theme, view.hand

    if link:
        menu.addAction(_tr("Open link"), partial(view.link_activated.emit, link))
        menu.addAction(_tr("Copy link address"), partial(hand.copy_address, link))
        menu.addSeparator()
    if has_selection:
        chosen = menu.addAction(icon("copy", theme), _tr("Copy selection"), hand.copy)
        chosen.setShortcut(message_keys("copy_message"))
    whole = menu.addAction(icon("copy", theme), _tr("Copy as Markdown"), lambda: hand.copy_message(message_id))
    if not has_selection:
        whole.setShortcut(message_keys("copy_message"))
    plain = menu.addAction(_tr("Copy as plain text"), lambda: hand.copy_message(message_id, "plain"))
    rich = menu.addAction(_tr("Copy for mails and documents"), lambda: hand.copy_message(message_id, "rich"))
    menu.addSeparator()
    model = view.messages
    message = model.find(message_id) if model is not None else None
    for copy in (whole, plain, rich):
        copy.setEnabled(message is not None and bool(message.text))
    if model is None or message is None:
        return menu
    if not view.read_only:
        _add_questions(menu, view, model, message)
        _add_versions(menu, view, model, message)
    details = menu.addAction(icon("info", theme), _tr("Details"), partial(view.details_requested.emit, message_id))
    details.setShortcut(message_keys("details"))
    if view.read_only:
        return menu
    menu.addSeparator()
    delete = menu.addAction(icon("trash-2", theme), _tr("Delete"), partial(view.delete_requested.emit, message_id))
    delete.setShortcut(message_keys("delete"))
    delete.setEnabled(not is_being_written(model, message_id))
    return menu


def _add_questions(menu: QMenu, view: TranscriptView, model: MessageModel, message: Message) -> None:
    """What mends it, when something went wrong; asking again always."""
    again = None
    for chip in remedies(message, "menu", has_question=model.question_of(message.id) is not None):
        signal = view.secret_requested if chip.action is Action.SECRET else view.retry_requested
        action = menu.addAction(icon(chip.icon, view.theme), chip.text, partial(signal.emit, message.id))
        again = again or (action if chip.action is Action.RETRY else None)
    if again is None and message.role is Role.CHATBOT:
        ask = partial(view.retry_requested.emit, message.id)
        again = menu.addAction(icon("rotate-ccw", view.theme), _tr("Ask again"), ask)
    if again is not None:
        again.setEnabled(can_ask(model, message.id))
        again.setShortcut(message_keys("ask_again"))
    if model.question_of(message.id) is not None:
        menu.addAction(_tr("Ask this with another chatbot…"), partial(view.elsewhere_requested.emit, message.id))


def _add_versions(menu: QMenu, view: TranscriptView, model: MessageModel, message: Message) -> None:
    """Another version of a question, the versions there are, and asking the questions so far in a new session."""
    if view.rows.can_edit and is_question(model, message.id):
        edit = menu.addAction(icon("pencil", view.theme), _tr("Edit"), partial(view.edit_requested.emit, message.id))
        edit.setShortcut(message_keys("edit"))
        again = menu.addAction(_tr("Restart from here"), partial(view.restart_requested.emit, message.id))
        again.setShortcut(message_keys("restart_from"))
    if model.version_of(message.id)[1] > 1:
        for command_id, text, by in (
            ("version_before", _tr("Previous version"), -1),
            ("version_after", _tr("Next version"), 1),
        ):
            action = menu.addAction(text, partial(view.hand.turn, message.id, "", by))
            action.setShortcut(message_keys(command_id))


def is_question(model: MessageModel, message_id: str) -> bool:
    message = model.find(message_id)
    return message is not None and message.is_question


def can_ask(model: MessageModel, message_id: str) -> bool:
    """Whether the question of a message is there to be asked again, and no other reply is on its way."""
    is_busy = any(other.status is Status.STREAMING for other in model.messages())
    return not is_busy and model.question_of(message_id) is not None


def is_being_written(model: MessageModel, message_id: str) -> bool:
    """Whether this is the reply that is being written, or its question."""
    live = [message.id for message in model.messages() if message.status is Status.STREAMING]
    asked = (model.question_of(reply) for reply in live)
    return message_id in live or any(one is not None and one.id == message_id for one in asked)


def _tr(text: str) -> str:
    return QCoreApplication.translate("transcript", text)
