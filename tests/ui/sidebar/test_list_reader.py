"""The list stays whole while conversations reach the disk between the steps of its reading."""

import asyncio
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.chat.archive import Archive
from desktop.chat.tasks import TaskScope
from desktop.core.conversation import Conversation
from desktop.store.history import History, open_history
from desktop.store.thread import DaemonThread
from desktop.ui import loop
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.sidebar.conversation_list import ConversationList
from desktop.ui.sidebar.conversation_model import ConversationModel
from desktop.ui.sidebar.list_reader import ListReader


def test_what_is_saved_while_the_list_is_read_is_in_it(
    qapp: QApplication, qtbot: QtBot, switch: ThemeSwitch, tmp_path: Path
) -> None:
    model = ConversationModel()
    view = ConversationList(model, switch)
    qtbot.addWidget(view)
    disk = DaemonThread("disk")

    async def main(files: list[History]) -> int:
        archive = Archive(disk, lambda: files[0])
        files.append(await asyncio.wrap_future(disk.call(open_history, tmp_path / "history.sqlite3")))
        tasks = TaskScope("test", lambda name, error: None)
        reader = ListReader(model, view, archive, tasks)
        conversation = Conversation("1", "", "p", "b", "Bot", "Title", 0.0, 1.0)
        reader.note(conversation)
        reading = asyncio.ensure_future(reader.read())
        # Its question is with the disk before this one, and what it may ask after that is not.
        await asyncio.gather(reading, archive.save_conversation(conversation))
        assert [model.id_at(row) for row in range(model.rowCount())] == ["1"]
        await tasks.aclose()
        await asyncio.wrap_future(disk.call(files[0].close))
        return 0

    assert loop.run(qapp, partial(main, [])) == 0
    disk.close(5)
