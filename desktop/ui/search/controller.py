"""The search in all conversations as it is used: what is typed becomes results, and a result a place in a conversation.

The trap: an answer may come when something else is looked for already, and a conversation may be gone when its hit is
chosen. So the newest search wins, and a hit is looked up on the disk before it is gone to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.chat.archive import Archive
from desktop.chat.search import Search
from desktop.chat.tasks import TaskScope
from desktop.core.conversation import Conversation, Shelf
from desktop.core.errors import AppError
from desktop.core.find import Needle
from desktop.core.outline import ChatbotCount
from desktop.core.search import Hit, SearchQuery
from desktop.core.search_text import needles
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.open_conversation import OpenConversation
from desktop.ui.main_window import MainWindow
from desktop.ui.profile_marks import ProfileMarks
from desktop.ui.words import sentence

_SOME: Final = 40
"""Hits that are looked for at once: more than a window shows, and no more than a page has."""
_BREATH: Final = 0.02
"""Seconds between what was found first and looking on: both threads share one interpreter, and painting comes first."""
_PATIENCE: Final = 150
"""Milliseconds until it is said that the search goes on."""
_AGAIN: Final = 3000
"""Milliseconds until what was not searchable yet is looked for again."""


class _Goal(NamedTuple):
    """The message that a conversation is opened for, and the words to find in it."""

    conversation_id: str
    message_id: str
    text: str


class SearchController(QObject):
    """Owns what is looked for, and where the next page of it begins."""

    def __init__(
        self,
        window: MainWindow,
        chat: ChatController,
        archive: Archive,
        search: Search,
        tasks: TaskScope,
        marks: ProfileMarks,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.search
        self._chat = chat
        self._archive = archive
        self._search = search
        self._tasks = tasks
        self._marks = marks
        self._page.results.found.show_marks(marks)
        self._query: SearchQuery | None = SearchQuery("")
        """What is shown or on its way; None after an error."""
        self._found_for = ""
        self._after: int | None = None
        self._wanted = 0
        self._is_fresh = False
        self._is_busy = False
        self._goal: _Goal | None = None
        self._before: QWidget = window.chat
        self._was_reading = False
        self._slow = self._timer(_PATIENCE, self._page.show_searching)
        self._again = self._timer(_AGAIN, self._look_again)
        self._connect()

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    def _connect(self) -> None:
        actions, page, window = self._window.actions_by_id, self._page, self._window
        actions["search"].triggered.connect(self.open)
        actions["composer"].triggered.connect(self._write)
        actions["find"].triggered.connect(self._focus_again)
        window.sidebar.search_requested.connect(self.open)
        window.sidebar.list.clicked.connect(self._leave_for_list)
        window.sidebar.list.opened.connect(self._write)
        window.chat.find_bar.back_requested.connect(self.open)
        page.search_changed.connect(self._on_search_changed)
        page.more_requested.connect(self._on_more_requested)
        page.hit_chosen.connect(self._on_hit_chosen)
        page.close_requested.connect(self.leave)
        self._chat.conversation_shown.connect(self._on_conversation_shown)

    # ── opening and leaving ─────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the page as it was left, with the keyboard in the field."""
        now = self._window.pages.currentWidget()
        if now is None or not self._window.actions_by_id["search"].isEnabled():
            return  # there is no history to search
        self._chat.let_wait()
        if now is not self._page:
            self._before = now
            self._was_reading = self._window.chat.transcript.hasFocus()
            self._window.show_search()
            self._tasks.start("search-choices", self._get_ready)
        self._window.put_overlay_away()
        self._page.focus_field()
        self._on_search_changed()  # after an error, or midnight

    def leave(self) -> None:
        """Back to what was shown before, as it was."""
        if not self._is_shown:
            return
        if self._before is not self._window.chat:
            self._window.show_page(self._before)
            return
        self._window.show_chat()
        if self._was_reading:
            self._window.chat.transcript.setFocus()
        else:
            self._window.chat.focus_composer()

    @property
    def _is_shown(self) -> bool:
        return self._window.pages.currentWidget() is self._page

    def _write(self) -> None:
        if self._is_shown:
            self._was_reading = False
            self.leave()

    def _focus_again(self) -> None:
        if self._is_shown:
            self._page.focus_field()

    def _leave_for_list(self) -> None:
        """A click on the conversation that is open already; another one opens by itself."""
        shown = self._chat.current
        chosen = {row for rows in self._window.sidebar.list.selected_rows() for row in rows}
        row = -1 if shown is None else self._window.sidebar.list.row_of(shown.conversation.id)
        if chosen == {row}:
            self.leave()

    async def _get_ready(self) -> None:
        """What there is to choose from, which may have changed, and the words of the history in memory."""
        shelves = self._archive.shelves
        try:
            counts = [one for shelf in (Shelf.LIST, Shelf.ARCHIVE) for one in await shelves.list_chatbots(shelf)]
            tags = await shelves.list_tags()
            self._page.filters.set_choices(self._marks.named(_merged(counts)), tags)
            await self._search.warm()
        except AppError as error:
            self._fail(error)

    # ── searching ───────────────────────────────────────────────────────────────────────────────────────────────

    def _on_search_changed(self) -> None:
        text, filters = self._page.text.strip(), self._page.filters.filters
        query = filters.query(text, datetime.now().astimezone().date())
        if query != self._query:
            self._page.show_whole(True)
            self._begin(query)
            if self._is_fresh and not self._slow.isActive():
                self._slow.start()

    def _begin(self, query: SearchQuery) -> None:
        self._query, self._after, self._wanted, self._is_fresh = query, None, _SOME, True
        self._again.stop()
        if not needles(query.text) and query == SearchQuery(query.text):
            self._slow.stop()
            self._tasks.cancel("search")
            self._search.stop()
            self._is_fresh = False
            self._page.show_hint()
            return
        self._tasks.start("search", self._find, query)

    def _on_more_requested(self) -> None:
        if self._after is None or self._is_fresh or self._query is None:
            return
        self._wanted = self._count + _SOME
        if not self._is_busy:
            self._tasks.start("search", self._find, self._query)

    @property
    def _count(self) -> int:
        return self._page.results.found.rowCount()

    async def _find(self, query: SearchQuery) -> None:
        """Go on until there are as many as are wanted, or no more."""
        self._is_busy = True
        try:
            await self._archive.shelves.list_tags()  # the history is opened by whoever asks first
            while True:
                found = await self._search.find(query, self._after)
                self._after = found.after
                self._take(query, found.hits, is_last=found.after is None)
                self._page.show_whole(found.is_whole)
                if found.after is None or (not self._is_fresh and self._count >= self._wanted):
                    break
                if not self._is_fresh:
                    await asyncio.sleep(_BREATH)
        except AppError as error:
            self._fail(error)
        else:
            if not found.is_whole:
                self._again.start()
        finally:
            self._is_busy = False

    def _fail(self, error: AppError) -> None:
        self._slow.stop()
        self._query, self._after, self._is_fresh = None, None, False
        self._page.show_problem(sentence(error.problem))

    def _take(self, query: SearchQuery, hits: tuple[Hit, ...], *, is_last: bool) -> None:
        if not self._is_fresh:
            self._page.add_hits(hits, more=not is_last)
            return
        if not hits and not is_last:
            return  # what was found before stays until there is something else
        self._slow.stop()
        self._is_fresh, self._found_for = False, query.text  # showing them may ask for more
        if hits:
            self._page.show_hits(hits, more=not is_last)
        else:
            self._page.show_none()

    def _look_again(self) -> None:
        """More may be searchable by now; a reader who went down the results is not disturbed."""
        results = self._page.results
        is_at_top = results.currentIndex().row() <= 0 and not results.verticalScrollBar().value()
        if self._is_shown and is_at_top and self._query is not None:
            self._begin(self._query)

    # ── going there ─────────────────────────────────────────────────────────────────────────────────────────────

    def _on_hit_chosen(self, hit: Hit) -> None:
        self._tasks.start("jump", self._jump, hit)

    async def _jump(self, hit: Hit) -> None:
        try:
            conversation = await self._archive.find_conversation(hit.conversation.id)
        except AppError as error:
            self._page.tell(sentence(error.problem))
            return
        if conversation is None or conversation.removed:
            self._page.tell(_gone(conversation, self))
            return
        self._goal = _Goal(conversation.id, hit.message_id, words_to_find(self._found_for, hit))
        self._chat.open(conversation)

    def _on_conversation_shown(self, shown: OpenConversation) -> None:
        goal, self._goal = self._goal, None
        if self._is_shown:  # it came behind
            self._before, self._was_reading = self._window.chat, False
        if goal is None or goal.conversation_id != shown.conversation.id:
            return
        self._window.put_overlay_away()
        self._chat.reveal(goal.message_id)
        if not self._window.chat.show_message(goal.message_id, goal.text):
            self._window.banner.show_text(self.tr("The message is not there any more: it was deleted."))


def words_to_find(text: str, hit: Hit) -> str:
    """What the search in the conversation looks for: all of it where it stands together, else the word in sight."""
    wanted = " ".join(text.replace('"', " ").split())
    if len(needles(text)) < 2 or Needle(wanted).places(hit.snippet):
        return wanted
    return next((hit.snippet[start:stop] for start, stop in hit.marks), "")


def _gone(conversation: Conversation | None, context: QObject) -> str:
    if conversation is None:
        return context.tr("This conversation is not there any more: it was deleted.")
    return context.tr("This conversation is in the trash. Restore it to read it.")


def _merged(counts: list[ChatbotCount]) -> list[ChatbotCount]:
    """Each chatbot once, by the name that it has in the list rather than in the archive."""
    return list({(one.profile_id, one.chatbot_id): one for one in reversed(counts)}.values())[::-1]
