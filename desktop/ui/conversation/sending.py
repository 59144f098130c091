"""What surrounds the sending of a message: keys that are asked for, waits that are counted, silence that is named."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.chat.limiter import Limiter
from desktop.chat.profile_book import ProfileBook
from desktop.chat.sign_in import SignIns
from desktop.chat.tasks import TaskScope
from desktop.ui.conversation.controller import ChatController
from desktop.ui.conversation.retry_controller import RetryController
from desktop.ui.conversation.sign_in_controller import SignInController
from desktop.ui.conversation.waiting_controller import WaitingController
from desktop.ui.main_window import MainWindow


class Sending(QObject):
    """Puts its three controllers together; they live as long as the window."""

    def __init__(
        self,
        window: MainWindow,
        chat: ChatController,
        book: ProfileBook,
        sign_ins: SignIns,
        limiter: Limiter,
        tasks: TaskScope,
    ) -> None:
        super().__init__(window)
        self.sign_in = SignInController(window.chat, chat, book, sign_ins, tasks, self)
        self.retry = RetryController(chat, window.chat.countdown, self)
        self.waiting = WaitingController(chat, window, self.sign_in.loader_texts)
        limiter.tell_wait = self.waiting.show_queue
        limiter.tell_day = self.waiting.show_day
        self.sign_in.problem_raised.connect(window.banner.show_problem)
