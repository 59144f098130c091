"""The menu of a message: what can be done with it, also by who does not use a mouse."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from desktop.ui.icons import icon
from desktop.ui.transcript.notes import remedies
from desktop.ui.transcript.segment import Action

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView


def message_menu(view: TranscriptView, message_id: str, *, has_selection: bool) -> QMenu:
    """A menu that deletes itself when it closes; show it with `popup`."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    theme, hand = view.theme, view.hand

    if has_selection:
        chosen = menu.addAction(icon("copy", theme), _tr("Copy selection"), hand.copy)
        chosen.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    menu.addAction(icon("copy", theme), _tr("Copy as Markdown"), lambda: hand.copy_message(message_id))
    menu.addAction(_tr("Copy as plain text"), lambda: hand.copy_message(message_id, "plain"))
    menu.addAction(_tr("Copy for mails and documents"), lambda: hand.copy_message(message_id, "rich"))
    menu.addSeparator()
    model = view.messages
    message = model.find(message_id) if model is not None else None
    for chip in remedies(message, "menu") if message is not None else []:
        signal = view.secret_requested if chip.action is Action.SECRET else view.retry_requested
        menu.addAction(icon(chip.icon, theme), chip.text, partial(signal.emit, message_id))
    menu.addAction(icon("info", theme), _tr("Details"), lambda: view.details_requested.emit(message_id))
    return menu


def _tr(text: str) -> str:
    return QCoreApplication.translate("transcript", text)
