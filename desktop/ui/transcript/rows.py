"""The rows that are laid out, and how high all of them are: exact near the eye, estimated elsewhere.

Layouts are kept for the rows used last, about 64 of them. The trap: a row that was dropped keeps its exact height
only while width and look stay; after that it counts with an estimate again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from math import ceil, inf
from typing import Final

from desktop.core.message import Message, Reasoning, Role, Source, Status, Text, ToolCall
from desktop.ui import words
from desktop.ui.conversation.message_model import MessageModel
from desktop.ui.transcript.groups import Setting
from desktop.ui.transcript.heights import Heights
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import LIVE
from desktop.ui.transcript.spacing import column

MOST: Final = 64
"""How many laid-out rows are kept."""
WEIGHED: Final = 400
"""Messages from the last one up whose height is guessed each by itself when a conversation is opened."""
_Weight = tuple[int, int, int]


class Rows:
    """Layouts and heights of a model's rows. `clock` gives seconds since the epoch."""

    def __init__(self, look: Look, clock: Callable[[], float]) -> None:
        self.look = look
        self.width = 600.0
        self.heights = Heights()
        self._clock = clock
        self._model: MessageModel | None = None
        self._layouts: OrderedDict[str, RowLayout] = OrderedDict()
        self._stale: set[str] = set()
        self._waiting: set[str] = set()  # text waits to be put into sections
        self._asleep: set[str] = set()  # sections in sight wait to be laid out
        self._weights: list[_Weight] = []
        self._opened: dict[str, frozenset[str]] = {}
        self.can_edit = True
        self.waiting_words: dict[str, str] = {}
        """What is said of replies that are waited for."""
        self.renumbered: Callable[[str, Mapping[int, int]], None] = lambda _message_id, _moved: None
        """Called when segments of a message have other numbers: old number -> new number."""

    @property
    def realised(self) -> int:
        """How many rows are laid out."""
        return len(self._layouts)

    def allow_editing(self, allowed: bool) -> None:
        """Whether questions can be asked in other words; without that it is not offered."""
        if allowed != self.can_edit:
            self.can_edit = allowed
            self._stale.update(self._layouts)

    @property
    def opened(self) -> Mapping[str, frozenset[str]]:
        """The keys of what the reader opened, by message."""
        return dict(self._opened)

    @opened.setter
    def opened(self, opened: Mapping[str, frozenset[str]]) -> None:
        for message_id in {*self._opened, *opened}:
            self._stale.add(message_id)
        self._opened = dict(opened)

    @property
    def model(self) -> MessageModel | None:
        return self._model

    def opened_in(self, message_id: str) -> frozenset[str]:
        """The keys of what the reader opened in one message."""
        return self._opened.get(message_id, frozenset())

    def set_model(self, model: MessageModel | None) -> None:
        self._model = model
        self._opened.clear()
        self.reset()

    def reset(self) -> None:
        """Every row is new."""
        self._forget()
        messages = self._model.messages() if self._model else ()
        far = max(len(messages) - WEIGHED, 0)
        near = [_weight(message) for message in messages[far:]]
        self._weights = [_mean(near)] * far + near
        self.heights.reset(self._estimates(self._weights[:1]) * far + self._estimates(near))

    def arrange(self, look: Look, width: float) -> None:
        """Every row is to be laid out at this width and in this look, when it is asked for."""
        if look is not self.look:
            kept = {key: layout for key, layout in self._layouts.items() if layout.dress(look, width)}
            self._forget()
            self._layouts.update(kept)
            self._stale.update(kept)
        self.look, self.width = look, width
        self.heights.reset(self._estimates(self._weights))

    def _forget(self) -> None:
        self._layouts.clear()
        self._stale.clear()
        self._waiting.clear()
        self._asleep.clear()

    def insert(self, first: int, last: int) -> None:
        fresh = [_weight(self.message(row)) for row in range(first, last + 1)]
        if first == len(self._weights):
            for height in self._estimates(fresh):
                self.heights.append(height)
        else:
            known = list(self.heights)
            known[first:first] = self._estimates(fresh)
            self.heights.reset(known)
        self._weights[first:first] = fresh

    def remove(self, first: int, last: int) -> None:
        """Before the model lets go of them."""
        for row in range(first, last + 1):
            self._drop(self.message(row).id)
            self._opened.pop(self.message(row).id, None)
        known = list(self.heights)
        del known[first : last + 1], self._weights[first : last + 1]
        self.heights.reset(known)

    def _drop(self, message_id: str) -> None:
        self._layouts.pop(message_id, None)
        self._stale.discard(message_id)
        self._waiting.discard(message_id)
        self._asleep.discard(message_id)

    def message(self, row: int) -> Message:
        if self._model is None:
            raise IndexError(row)
        return self._model.message_at(row)

    @property
    def newest(self) -> Message | None:
        """The last message; None where there is none."""
        return self._model.message_at(self._model.rowCount() - 1) if self._model and self._model.rowCount() else None

    def touch(self, row: int) -> None:
        """The message of this row changed; it is laid out again when it is asked for."""
        message = self.message(row)
        self._weights[row] = _weight(message)
        if message.id in self._layouts:
            self._stale.add(message.id)
        else:
            self.heights[row] = self._estimates([self._weights[row]])[0]

    def touch_beside(self, row: int) -> bool:
        """A message beside this row changed. True when the row looks other by that."""
        layout = self.find(row)
        if layout is None or self._setting(row) == layout.setting:
            return False
        self._stale.add(self.message(row).id)
        return True

    def touch_replies(self, row: int) -> None:
        """A question above this row came or went: every reply to it, from this row on, says what can be done now."""
        while row < len(self.heights) and self.message(row).role is Role.CHATBOT:
            self.touch(row)
            row += 1

    def find(self, row: int) -> RowLayout | None:
        """The layout of a row, when it has one, as it was when last asked for."""
        return self._layouts.get(self.message(row).id)

    def layout(self, row: int, deadline: float | None = 0.0) -> RowLayout:
        """The layout of a row as its message is now, with its height put into the sum.

        Text that waits is taken in until the deadline; by those who give none, only when the row is new or changed.
        """
        message = self.message(row)
        found = self._layouts.get(message.id)
        if found is None:
            found = RowLayout(self.look, self.width)
            self._layouts[message.id] = found
            self._update(found, row, deadline)
            while len(self._layouts) > MOST:
                self._drop(next(iter(self._layouts)))
        elif message.id in self._stale:
            self._update(found, row, deadline)
        elif message.id in self._waiting and deadline != 0.0:
            self._count(found, row, more=found.advance(deadline))
        if found.width != self.width:
            found.resize(self.width)
            self._count(found, row, more=message.id in self._waiting)
        self._layouts.move_to_end(message.id)
        return found

    def _update(self, layout: RowLayout, row: int, deadline: float | None) -> None:
        message = self.message(row)
        if message.status is Status.STREAMING:
            self._opened[message.id] = self._opened.get(message.id, frozenset()) | {LIVE}
        self._stale.discard(message.id)
        self._count(layout, row, more=layout.update(message, self._setting(row), deadline=deadline))

    def begin_waking(self) -> None:
        """Before all that is in sight is woken."""
        self._asleep.clear()

    def wake_down(self, row: int, index: int, room: float, deadline: float) -> None:
        """Lay out what stands within `room` pixels from the start of a segment on, in this row."""
        layout = self.find(row) or self.layout(row, deadline)
        self._woken(layout, row, whole=layout.wake_down(index, room, deadline))

    def reach(self, row: int, index: int, position: int) -> bool:
        """Lay out a segment of this row as far as a position in it. False when it was so before."""
        layout = self.find(row) or self.layout(row, inf)
        reached = layout.reach(index, position)
        self._woken(layout, row, whole=True)
        return reached

    def wake_up(self, row: int, index: int, room: float, deadline: float) -> None:
        """Lay out what stands within `room` pixels above a segment, in this row; -1 for all of it from its end."""
        layout = self.find(row) or self.layout(row, deadline)
        index = len(layout.segments) if index < 0 else index
        self._woken(layout, row, whole=layout.wake_up(index, room, deadline))

    def _woken(self, layout: RowLayout, row: int, *, whole: bool) -> None:
        if not whole:
            self._asleep.add(self.message(row).id)
        layout.rest()
        self._note(layout, row)

    def is_waiting(self, row: int) -> bool:
        """Whether some of its text that should be in sight is not laid out yet."""
        message_id = self.message(row).id
        return message_id in self._waiting or message_id in self._asleep

    def _count(self, layout: RowLayout, row: int, *, more: bool) -> None:
        (self._waiting.add if more else self._waiting.discard)(self.message(row).id)
        self._note(layout, row)

    def _note(self, layout: RowLayout, row: int) -> None:
        self.heights[row] = layout.height
        moved = layout.take_moved()
        if moved:
            self.renumbered(self.message(row).id, moved)

    def _setting(self, row: int) -> Setting:
        message = self.message(row)
        author = self._model.author(message) if self._model else ""
        after = self._model.message_at(row + 1) if self._model and row + 1 < self._model.rowCount() else None
        has_reply = message.role is Role.USER and after is not None and after.role is Role.CHATBOT
        in_flight = has_reply and after is not None and after.status is Status.STREAMING
        day = words.day(message.created, self._clock()) if self._model and self._model.opens_day(row) else ""
        asked = self._model is not None and self._model.question_of(message.id) is not None
        opened = self._opened.get(message.id, frozenset())
        version = self._model.version_of(message.id) if self._model else (1, 1)
        said = self.waiting_words.get(message.id, "")
        now = self._clock()
        return Setting(
            author, opened, now, in_flight, has_reply, day, has_question=asked, version=version, waiting=said,
            can_edit=self.can_edit,
        )  # fmt: skip

    def toggle(self, row: int, key: str) -> None:
        """Open or close something in a row."""
        message_id = self.message(row).id
        self._opened[message_id] = self._opened.get(message_id, frozenset()) ^ {key}
        self._stale.add(message_id)

    def _estimates(self, weights: Sequence[_Weight]) -> list[int]:
        look = self.look
        width = min(column(look, self.width).width, look.measure)
        pitch = look.pitch(look.body)
        per_line = max(width / (look.measure / 84), 1.0)
        base = 3 * look.sizes.space_m + pitch + look.sizes.space_s
        known: dict[_Weight, int] = {}
        for size, breaks, others in set(weights):  # many are alike
            lines = size / per_line + breaks * 0.8 + 1
            known[size, breaks, others] = ceil(base + lines * pitch + others * (pitch + look.sizes.space_l))
        return [*map(known.__getitem__, weights)]


def _mean(weights: Sequence[_Weight]) -> _Weight:
    """What a message is taken for that was not weighed."""
    count = max(len(weights), 1)
    size, breaks, others = (sum(column) // count for column in zip(*weights, strict=True)) if weights else (0, 0, 0)
    return size, breaks, others


def _weight(message: Message) -> _Weight:
    """What a message's height is guessed from: characters, line breaks, other parts."""
    size = breaks = others = 0
    for part in message.parts:
        if isinstance(part, Text):
            size += len(part.text)
            breaks += part.text.count("\n")
        elif isinstance(part, ToolCall | Reasoning | Source):
            others += 1
    return size, breaks, min(others, 3)
