"""The list of conversations as it is used: what it shows, what is chosen in it, and which replies were not seen yet."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop.chat.archive import Archive
from desktop.chat.tasks import TaskScope
from desktop.core.conversation import ALL, Conversation, Listing, Shelf, shelf_of
from desktop.core.message import Message, Status
from desktop.core.outline import KEPT_IN_TRASH
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.open_conversation import OpenConversation
from desktop.ui.dialogs.deletion_dialog import DeletionDialog
from desktop.ui.dialogs.tags_dialog import TagsDialog
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.main_window import MainWindow
from desktop.ui.profile_marks import ProfileMarks
from desktop.ui.sidebar.chosen import Chosen
from desktop.ui.sidebar.conversation_model import ConversationModel
from desktop.ui.sidebar.list_reader import ListReader
from desktop.ui.sidebar.other_writers import OtherWriters
from desktop.ui.sidebar.shelving import Shelving


class SidebarController(QObject):
    """`left_empty` when the conversation in view went away and there is no other to show."""

    left_empty = Signal()

    def __init__(
        self,
        window: MainWindow,
        model: ConversationModel,
        chat: ChatController,
        archive: Archive,
        tasks: TaskScope,
        switch: ThemeSwitch,
        marks: ProfileMarks,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._chat = chat
        self._archive = archive
        self._tasks = tasks
        self._switch = switch
        self._marks = marks
        self._view = window.sidebar.list
        self._filter = window.sidebar.filter
        self._said = ""
        self.reader = ListReader(model, self._view, archive, tasks)
        self.shelving = Shelving(model, self._view, self.reader, chat, archive, tasks)
        self.shelving.left_empty.connect(self.left_empty)
        self.others = OtherWriters(archive, tasks, self)
        self.others.wrote.connect(self.reader.reload)
        self.others.wrote.connect(chat.reload)
        self.reader.midnight.passed.connect(lambda: tasks.start("old-trash", self._empty_old_trash))
        self._connect_commands()
        self._connect_widgets()
        self._connect_chat()

    async def load(self, last: str) -> Conversation | None:
        """Show the newest page; the rest is counted behind it. Raises StoreError.

        Gives the conversation with the id `last`, or the newest one when that one is gone or in the trash.
        """
        rows = await self.reader.first_page()
        self._tasks.start("shelves", self._load_rest)
        found = await self._archive.find_conversation(last) if last else None
        if found is not None and shelf_of(found) is not Shelf.TRASH:
            return found
        return rows[0] if rows else None

    async def _load_rest(self) -> None:
        await self.reader.read()
        await self._count_unread()
        self.others.begin()
        await self._empty_old_trash()

    async def _empty_old_trash(self) -> None:
        if any(shelf_of(one.conversation) is Shelf.TRASH for one in self._chat.opened):
            return  # somebody may be reading it, or about to go on in it; there is another midnight
        went = await self._archive.shelves.empty_trash(time.time() - KEPT_IN_TRASH)
        if went and self._model.listing.shelf is Shelf.TRASH:
            self.reader.reload()  # somebody was faster, and sees what is gone by now

    def show_listing(self, listing: Listing) -> None:
        """A shelf, or what of it is of one chatbot or has one tag."""
        self._tasks.start("filter", self._show_listing, listing)

    def undo(self) -> bool:
        """Take back what was done last to conversations; False when there is nothing."""
        self._take_notice_away()
        return self.shelving.undo()

    def _take_notice_away(self) -> None:
        self._window.banner.take_back(self._said)

    def _connect_commands(self) -> None:
        slots: dict[str, Callable[[], object]] = {
            "rename": self._rename,
            "pin": self.shelving.pin,
            "archive": self.shelving.archive,
            "tags": self._ask_for_tags,
            "unread": self.shelving.mark_unread,
            "trash": self._delete,
            "restore": self.shelving.restore,
            "next_unread": self._go_to_unread,
            "filter": self._open_filter,
            "previous": partial(self._step, -1),
            "next": partial(self._step, 1),
        }
        for command_id, slot in slots.items():
            self._window.actions_by_id[command_id].triggered.connect(lambda _checked=False, run=slot: run())

    def _connect_widgets(self) -> None:
        self._marks.changed.connect(self._on_marks_changed)
        self._view.conversation_chosen.connect(self._on_conversation_chosen)
        self._view.opened.connect(self._on_opened)
        self._view.delete_requested.connect(self._delete_selected)
        self._view.menu_requested.connect(self._open_menu)
        self._view.title_edited.connect(self.shelving.rename)
        self._filter.menu_requested.connect(self._open_filter)
        self._filter.listing_chosen.connect(self.show_listing)
        self._filter.unread_requested.connect(self._go_to_unread)
        self._filter.emptying_requested.connect(self._empty_trash)
        self.reader.listing_read.connect(self._on_listing_read)
        self.shelving.done.connect(self._on_done)
        self.shelving.told.connect(self._on_told)
        self.shelving.left_alone.connect(self._on_left_alone)
        self.shelving.withdrawn.connect(self._take_notice_away)
        self.shelving.shelves_changed.connect(self._on_shelves_changed)
        self._window.pages.currentChanged.connect(self._on_page_changed)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_window_changed)

    def _connect_chat(self) -> None:
        self._chat.conversation_shown.connect(self._on_conversation_shown)
        self._chat.conversation_changed.connect(self._on_conversation_changed)
        self._chat.conversation_removed.connect(self._on_conversation_removed)
        self._chat.streaming_changed.connect(self._on_streaming_changed)
        self._chat.reply_ended.connect(self._on_reply_ended)
        self._chat.deletions.message_deleted.connect(self.shelving.forget_undo)

    # ── choosing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _on_conversation_chosen(self, conversation_id: str) -> None:
        conversation = self._model.find(conversation_id)
        shown = self._chat.current
        if conversation is not None and (shown is None or shown.conversation.id != conversation_id):
            self._chat.open(conversation)
        self._window.put_overlay_away()

    def _on_opened(self) -> None:
        self._window.put_overlay_away()
        self._window.chat.focus_composer()

    def _on_conversation_shown(self, shown: OpenConversation) -> None:
        # It comes from the disk a moment after it was chosen, and more may be selected by then.
        if shown.conversation.id not in {one.id for one in self.shelving.targets()} or not self._view.selected_rows():
            self._view.select(shown.conversation.id)
        self._see()

    def _step(self, by: int) -> None:
        """From the one that is chosen, which may still be on its way from the disk."""
        rows = self._view.selected_rows()
        if len(rows) == 1 and len(rows[0]) == 1:
            self._go_to(rows[0].start + by)
        else:
            self._tasks.start("step", self._go_by, by)

    async def _go_by(self, by: int) -> None:
        """To the next one, also from one that is far from what was read."""
        shown = self._chat.current
        row = self._model.row_of(shown.conversation.id) if shown else -1
        if row < 0 and shown is not None:
            found = await self._archive.shelves.find_row(self._model.listing, shown.conversation.id)
            row = -1 if found is None else found
        self._go_to(row + by if row >= 0 else 0)

    def _go_to(self, row: int) -> None:
        if 0 <= row < self._model.rowCount():
            self._view.go_to(row)

    # ── what the list shows ───────────────────────────────────────────────────────────────────────────────────────

    def _open_filter(self) -> None:
        self._tasks.start("filter-menu", self._load_filter)

    async def _load_filter(self) -> None:
        shelves = self._archive.shelves
        chatbots = self._marks.named(await shelves.list_chatbots(self._filter.listing.shelf))
        menu = self._filter.menu(chatbots, await shelves.list_tags())
        button = self._filter.button
        at = button.mapToGlobal(QPoint(0, button.height())) if button.isVisible() else self._window.pos()
        menu.popup(at)
        menu.setActiveAction(menu.actions()[0])

    async def _show_listing(self, listing: Listing) -> None:
        name = await self._name_in(listing)
        self._model.listing = listing
        self._window.sidebar.show_listing(listing, name)
        await self.reader.read(to_top=True)
        shown = self._chat.current
        self._view.select(shown.conversation.id if shown else "")

    async def _name_in(self, listing: Listing) -> str:
        """Of the chatbot that a listing is narrowed to; empty for none."""
        counts = await self._archive.shelves.list_chatbots(listing.shelf) if listing.chatbot else ()
        names = self._marks.named(counts)
        return next((one.name for one in names if (one.profile_id, one.chatbot_id) == listing.chatbot), "")

    def _on_marks_changed(self) -> None:
        if self._filter.listing.chatbot:
            self._tasks.start("filter-name", self._name_filter, self._filter.listing)

    async def _name_filter(self, listing: Listing) -> None:
        name = await self._name_in(listing)
        if self._filter.listing == listing:
            self._window.sidebar.show_listing(listing, name)
            self._window.sidebar.refresh()

    def _on_listing_read(self) -> None:
        self._window.sidebar.refresh()

    def _open_menu(self, at: QPoint) -> None:
        """What can be done to the selected ones; popped up, not run."""
        if not self._view.selected_rows():
            return
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        actions, in_trash = self._window.actions_by_id, self._model.listing.shelf is Shelf.TRASH
        if in_trash:
            menu.addAction(actions["restore"])
            menu.addAction(self.tr("Delete for ever…")).triggered.connect(lambda _checked=False: self._delete())
        else:
            for command_id in ("rename", "pin", "archive", "tags", "unread"):
                menu.addAction(actions[command_id])
            menu.addSeparator()
            menu.addAction(actions["trash"])
        menu.popup(at)

    # ── what is done ──────────────────────────────────────────────────────────────────────────────────────────────

    def _rename(self) -> None:
        chosen = self.shelving.targets()
        if len(chosen) == 1 and self._model.row_of(chosen[0].id) >= 0:
            if not self._window.sidebar.isVisible():
                self._window.toggle_sidebar()
            self._view.rename(chosen[0].id)

    def _ask_for_tags(self) -> None:
        targets = self.shelving.targets()
        if targets:
            self._tasks.start("tags", self._open_tags, targets, self.shelving.choose())

    async def _open_tags(self, targets: tuple[Conversation, ...], chosen: Chosen) -> None:
        known = [one.tag for one in await self._archive.shelves.list_tags()]
        ids = await self.shelving.ids_of(chosen)
        if ids:
            dialog = TagsDialog(targets, known, self._switch.theme, self._window)
            dialog.tags_changed.connect(partial(self.shelving.change_tags, ids))
            dialog.open()

    def _delete(self) -> None:
        targets = self.shelving.targets()
        if not targets:
            return
        if shelf_of(targets[0]) is not Shelf.TRASH:
            self.shelving.trash()
            return
        chosen = self.shelving.choose()
        if chosen.known is None:
            self._tasks.start("delete", self._read_and_delete, chosen)
        else:
            self._ask_to_delete(chosen.known, self._model.title(targets[0]))

    async def _read_and_delete(self, chosen: Chosen) -> None:
        self._ask_to_delete(await self.shelving.ids_of(chosen))

    def _delete_selected(self) -> None:
        if self._view.selected_rows():
            self._delete()

    def _empty_trash(self) -> None:
        self._tasks.start("delete", self._read_trash)

    async def _read_trash(self) -> None:
        trash = Listing(Shelf.TRASH)
        count = await self._archive.count_conversations(trash)
        self._ask_to_delete(await self._archive.shelves.list_ids(trash, 0, count))

    def _ask_to_delete(self, ids: tuple[str, ...], title: str = "") -> None:
        """These and no others, whatever comes and goes while the question is open. `title` is for a single one."""
        if ids:
            dialog = DeletionDialog(len(ids), title if len(ids) == 1 else "", self._switch.theme, self._window)
            dialog.accepted.connect(partial(self.shelving.delete_for_ever, ids))
            dialog.open()

    def _on_done(self, words: str) -> None:
        self._said = words
        self._window.banner.show_text(words, self.tr("Undo"))

    def _on_left_alone(self, words: str) -> None:
        self._window.banner.show_text(words, tone="warning")

    def _on_told(self, words: str) -> None:
        self._window.chat.transcript.speech.say(words)

    # ── what the work tells ───────────────────────────────────────────────────────────────────────────────────────

    def _on_conversation_changed(self, conversation: Conversation) -> None:
        known = self._model.find(conversation.id)
        if known is None or known.updated != conversation.updated:
            self.reader.note(conversation)
        self._model.put(conversation)
        shown = self._chat.current
        if shown is not None and shown.conversation.id == conversation.id and not self._view.selected_rows():
            self._view.select(conversation.id)

    def _on_conversation_removed(self, conversation_id: str) -> None:
        self.reader.forget((conversation_id,))
        self._model.remove(conversation_id)

    def _on_streaming_changed(self, conversation_id: str, streaming: bool) -> None:
        self._model.set_streaming(conversation_id, streaming)
        asked = self._chat.find(conversation_id)
        if not streaming:
            self.reader.settle(conversation_id)
        elif asked is not None and shelf_of(asked.conversation) is not Shelf.LIST:
            self.shelving.bring_back(asked.conversation)

    # ── what was not seen yet ─────────────────────────────────────────────────────────────────────────────────────

    def _on_reply_ended(self, conversation: Conversation, reply: Message) -> None:
        seen = self._seen
        if reply.status is not Status.STOPPED and (seen is None or seen.id != conversation.id):
            self.shelving.mark(conversation.id, unread=True)

    @property
    def _seen(self) -> Conversation | None:
        """What somebody has before their eyes: not behind the search, say, nor in a window behind others."""
        shown = self._chat.current
        if shown is None or QGuiApplication.focusWindow() is None:
            return None
        return shown.conversation if self._window.pages.currentWidget() is self._window.chat else None

    def _on_focus_window_changed(self, focused: object) -> None:
        if focused is not None:
            self._see()

    def _on_page_changed(self, _index: int) -> None:
        self._see()

    def _see(self) -> None:
        seen = self._seen
        if seen is not None and seen.unread:
            self.shelving.mark(seen.id, unread=False)

    def _go_to_unread(self) -> None:
        self._tasks.start("unread", self._open_unread)

    async def _open_unread(self) -> None:
        shown = self._chat.current
        besides = shown.conversation.id if shown else ""
        conversation = await self._archive.shelves.find_unread(besides)
        if conversation is None:
            return
        if self._model.listing != ALL and self._model.row_of(conversation.id) < 0:
            await self._show_listing(ALL)
        self._chat.open(conversation)

    def _on_shelves_changed(self) -> None:
        self._tasks.start("unread-count", self._count_unread)

    async def _count_unread(self) -> None:
        count = await self._archive.shelves.count_unread()
        self._filter.show_unread(count)
        self._window.caption.show_unread(count)
