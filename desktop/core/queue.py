"""Questions that wait for the reply before them: values, and what becomes of them when a reply ends.

The trap: a queue must never run on over an error. Anything but a complete reply pauses it, until somebody says go on.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from desktop.core.message import Status


class Queued(Struct, frozen=True):
    """A question that waits. Its `id` becomes that of the message, so that it is never asked twice."""

    id: str
    text: str


class Pause(StrEnum):
    """Why a queue waits for somebody to say go on."""

    FAILED = "failed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    RESTARTED = "restarted"


_PAUSES = {Status.STOPPED: Pause.STOPPED, Status.INTERRUPTED: Pause.INTERRUPTED}


class Queue(Struct, frozen=True):
    """The queue of one conversation. `held` is the id of a question that is being edited, and not asked meanwhile.

    `again` are the ids of the questions of another conversation that are asked again in this one, in all `total`.
    """

    waiting: tuple[Queued, ...] = ()
    pause: Pause | None = None
    held: str = ""
    again: frozenset[str] = frozenset()
    total: int = 0

    @property
    def next(self) -> Queued | None:
        """What is asked as soon as no reply is on its way; None while the queue is paused, or that is being edited."""
        if self.pause is not None or not self.waiting or self.waiting[0].id == self.held:
            return None
        return self.waiting[0]

    @property
    def asked_again(self) -> int:
        """How many of the questions that are asked again had their turn, the one under way among them."""
        return self.total - len(self.again)

    def find(self, question_id: str) -> Queued | None:
        return next((one for one in self.waiting if one.id == question_id), None)


EMPTY = Queue()


def add(queue: Queue, *questions: Queued) -> Queue:
    return replace(queue, waiting=(*queue.waiting, *questions))


def change(queue: Queue, question_id: str, text: str) -> Queue:
    """The question says something else, at its place."""
    return replace(
        queue, waiting=tuple(replace(one, text=text) if one.id == question_id else one for one in queue.waiting)
    )


def remove(queue: Queue, question_id: str) -> Queue:
    """Without the question: it is asked now, or not wanted any more. A queue that is empty is not paused."""
    waiting = tuple(one for one in queue.waiting if one.id != question_id)
    return replace(
        queue,
        waiting=waiting,
        pause=queue.pause if waiting else None,
        held="" if queue.held == question_id else queue.held,
        again=queue.again - {question_id},
    )


def move_up(queue: Queue, question_id: str) -> Queue:
    """One place nearer to its turn; the first one stays."""
    waiting = list(queue.waiting)
    at = next((index for index, one in enumerate(waiting) if one.id == question_id), 0)
    if at > 0:
        waiting[at - 1], waiting[at] = waiting[at], waiting[at - 1]
    return replace(queue, waiting=tuple(waiting))


def after(queue: Queue, status: Status) -> Queue:
    """The queue when the reply before it has ended like this. Stopping one ends the asking again, too."""
    if status is Status.STOPPED and queue.total:
        queue = stop_again(queue)
    if status is Status.COMPLETE:
        return queue if queue.again else replace(queue, total=0)
    return replace(queue, pause=_PAUSES.get(status, Pause.FAILED)) if queue.waiting else replace(queue, total=0)


def stop_again(queue: Queue) -> Queue:
    """Without the questions that were to be asked again; those that somebody wrote meanwhile stay."""
    waiting = tuple(one for one in queue.waiting if one.id not in queue.again)
    return replace(queue, waiting=waiting, pause=queue.pause if waiting else None, again=frozenset(), total=0)
