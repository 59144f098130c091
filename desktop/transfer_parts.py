"""What brings words out of the window and in again: files, paper, and the inbox of a chatbot."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.chat.inbox import Inbox
from desktop.chat.transfer import Transfer
from desktop.late_inbox import LateInbox
from desktop.store.saved_text import save_text
from desktop.store.transfer_files import TransferFiles
from desktop.ui.conversation.code_saver import CodeSaver
from desktop.ui.inbox.controller import InboxController
from desktop.ui.transfer.export_controller import ExportController
from desktop.ui.transfer.import_controller import ImportController

if TYPE_CHECKING:
    from desktop.app import Desktop
    from desktop.late_robofy import LateRobofy
    from desktop.store.paths import Paths
    from desktop.store.thread import DaemonThread
    from desktop.ui.profile_marks import ProfileMarks


class TransferParts:
    """Made when the window's controller is there. `files` is the thread for files of the user."""

    def __init__(
        self, desktop: Desktop, robofy: LateRobofy, files: DaemonThread, paths: Paths, marks: ProfileMarks
    ) -> None:
        window, tasks, switch, chat = desktop.window, desktop.tasks, desktop.switch, desktop.chat
        self._files = files
        self.saver = CodeSaver(window, tasks, self._save_text)
        window.chat.transcript.save_requested.connect(self.saver.ask)
        self.saver.file_saved.connect(desktop.controller.tell_saved)
        self.saver.problem_raised.connect(desktop.controller.show_problem)
        transfer = Transfer(desktop.archive, files, TransferFiles(paths.data, paths.history))
        inbox = Inbox(LateInbox(robofy.client, desktop.journal), desktop.book, desktop.prepare)
        self.inbox = InboxController(window, inbox, desktop.archive, desktop.book, chat, transfer, tasks, switch, marks)
        self.inbox.settings_requested.connect(desktop.settings.show)
        self.inbox.left_empty.connect(desktop.controller.begin)
        self.exports = ExportController(window, transfer, tasks, switch, lambda: self.inbox.exported(chat.stored))
        self.imports = ImportController(window, transfer, tasks, switch, chat.wait_for_replies)
        self._connect(desktop)

    def _connect(self, desktop: Desktop) -> None:
        for command_id, slot in {
            "export": self.exports.ask,
            "copy_conversation": self.exports.copy_conversation,
            "print": self.exports.print_conversation,
            "import": self.imports.ask,
        }.items():
            desktop.window.actions_by_id[command_id].triggered.connect(slot)
        for controller in (self.exports, self.imports):
            controller.told.connect(partial(desktop.window.banner.show_text, tone="success"))
            controller.problem_raised.connect(desktop.controller.show_problem)
        self.imports.imported.connect(desktop.controller.start_restoring)
        self.imports.imported.connect(desktop.chat.reload)

    async def _save_text(self, path: Path, text: str) -> None:
        await asyncio.wrap_future(self._files.call(save_text, path, text))
