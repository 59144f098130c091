"""A message as a screen reader sees it: a row with the rest of a long text, and with its links and buttons.

The trap: what is in a row is laid out when somebody looks, so a row far away is laid out for being asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface

from desktop.core.message import Message, Status
from desktop.ui import words
from desktop.ui.conversation.message_model import LONGEST_SPOKEN, spoken_words
from desktop.ui.conversation.spoken import passages
from desktop.ui.transcript.accessible.node import Node
from desktop.ui.transcript.segment import Action, Segment, Target
from desktop.ui.transcript.text.section import Section

if TYPE_CHECKING:
    from desktop.ui.transcript.accessible.transcript import AccessibleTranscript
    from desktop.ui.transcript.layout import RowLayout
    from desktop.ui.transcript.view import TranscriptView

_BUDGET: Final = 0.008
"""Seconds for which a row is laid out when something about it is asked."""
_REACH: Final = 10_000.0
"""Pixels from the start of a row on, in which its links and buttons are looked for."""
_MOST: Final = 500
"""Pieces that are said of each tree of a card, and of each reasoning."""
_READ: Final = ("tool:", "reasoning:", "notice:")
"""With what the keys of segments begin whose words are in no name."""
_PRESS: Final = QAccessibleActionInterface.pressAction()
_FOCUS: Final = QAccessibleActionInterface.setFocusAction()


def _said(segment: Segment) -> Iterator[tuple[str, str]]:
    """What of a segment is said piece by piece. What the message itself says, its row is named by."""
    if segment.key.startswith(_READ):
        said = (("", segment.text),) if isinstance(segment, Section) else segment.said()
        for key, words in said:
            yield from ((key, part) for part in (passages(words, LONGEST_SPOKEN) if words else ("",)))


class AccessibleRow(Node):
    """One message."""

    def __init__(self, transcript: AccessibleTranscript, message_id: str) -> None:
        self.transcript = transcript
        self._message_id = message_id
        self._targets: dict[str, AccessibleTarget] = {}
        self._passages: list[AccessiblePassage] = []
        self._lines: dict[str, AccessiblePassage] = {}
        self._order: tuple[Node, ...] = ()
        self._read = ""
        super().__init__({_FOCUS: self._take_focus})

    @property
    def view(self) -> TranscriptView | None:
        return self.transcript.view

    @property
    def message_id(self) -> str:
        return self._message_id

    def known(self) -> tuple[Node, ...]:
        """What is in it, as it was when last looked at."""
        return (*self._passages, *self._order)

    def target(self, key: str) -> AccessibleTarget | None:
        """Something in it that can be pressed."""
        self._look()
        return self._targets.get(key)

    def place(self) -> tuple[int, int]:
        """Its row, -1 when it is gone, and the number of rows."""
        model = self.view.messages if self.view is not None else None
        return (model.row_of(self._message_id), model.rowCount()) if model is not None else (-1, 0)

    def origin(self) -> QPoint:
        """Where its top left corner stands on the screen."""
        view, (row, _count) = self.view, self.place()
        return view.viewport().mapToGlobal(view.row_rect(row).topLeft()) if view is not None and row >= 0 else QPoint()

    def _look(self) -> None:
        view, (row, _count) = self.view, self.place()
        if view is None or row < 0:
            return
        height = view.rows.heights[row]
        deadline = perf_counter() + _BUDGET
        layout = view.rows.layout(row, deadline)
        view.rows.wake_down(row, 0, _REACH, deadline)
        placed = list(layout.targets())
        found = {target.key: target for _index, target in placed}
        if view.rows.heights[row] != height:
            view.settle()  # what is read stays where it is
        before, self._targets = self._targets, {}
        for key, target in found.items():
            node = before.pop(key, None) or AccessibleTarget(self, target)
            node.target = target
            self._targets[key] = node
        self.transcript.bury(*before.values())
        self._read_on(view.rows.message(row))
        self._read_parts(layout, placed)

    def said(self, passage: str) -> str:
        """Some of its text as it is said."""
        view, (row, _count) = self.view, self.place()
        return spoken_words(view.rows.message(row), passage) if view is not None and row >= 0 else ""

    def _read_on(self, message: Message) -> None:
        """What is said of a long message after the words that it is named by."""
        if message.text == self._read:
            return
        self._read = message.text
        more = list(passages(message.text, LONGEST_SPOKEN))[1:]
        while len(self._passages) < len(more):
            self._passages.append(AccessiblePassage(self))
        self.transcript.bury(*self._passages[len(more) :])
        del self._passages[len(more) :]
        for node, passage in zip(self._passages, more, strict=True):
            node.passage = passage

    def _read_parts(self, layout: RowLayout, placed: Iterable[tuple[int, Target]]) -> None:
        """What is said of an open card, of open reasoning and of notices, between what can be pressed there."""
        before, self._lines = self._lines, {}
        order: dict[Node, None] = {}
        pressed: dict[int, list[str]] = {}
        counted = Counter[str]()
        for index, target in placed:
            pressed.setdefault(index, []).append(target.key)
        for index, segment in enumerate(layout.segments):
            for number, (key, said) in enumerate(self._up_to_limit(segment, counted)):
                if key in self._targets:
                    order[self._targets[key]] = None
                elif said:
                    name = f"{segment.key}/{number}"
                    node = self._lines[name] = before.pop(name) if name in before else AccessiblePassage(self)
                    node.passage, node.is_marked = said, isinstance(segment, Section)
                    order[node] = None
            order.update(dict.fromkeys(self._targets[key] for key in pressed.get(index, ())))
        self._order = tuple(order | dict.fromkeys(self._targets.values()))
        self.transcript.bury(*before.values())

    def _up_to_limit(self, segment: Segment, counted: Counter[str]) -> Iterator[tuple[str, str]]:
        """What is said of a segment, and where that ends early. Sections of one text are `counted` together."""
        of = segment.key.rpartition(".")[0] if isinstance(segment, Section) else segment.key
        pieces = _said(segment)
        for piece in islice(pieces, max(_MOST - counted[of], 0)):
            counted[of] += 1
            yield piece
        if counted[of] == _MOST and any(said for _key, said in pieces):
            counted[of] += 1
            has_more = f"{segment.key}:all" in self._targets
            yield "", _tr("More is not read here. Open all shows it.") if has_more else _tr("More is not read here.")

    def _take_focus(self) -> None:
        view, (row, _count) = self.view, self.place()
        if view is not None and row >= 0:
            view.setFocus()
            view.setCurrentIndex(view.model().index(row, 0))
            view.scrollTo(view.currentIndex())

    # ── what Qt asks ────────────────────────────────────────────────────────────────────────────────────────────

    def isValid(self) -> bool:
        return self.place()[0] >= 0

    def parent(self) -> QAccessibleInterface:
        return self.transcript

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        view, (row, count) = self.view, self.place()
        if view is None or view.messages is None or row < 0:
            return ""
        match kind:
            case QAccessible.Text.Name:
                return view.messages.spoken(view.messages.message_at(row))
            case QAccessible.Text.Description:
                return words.position(row + 1, count)
            case _:
                return ""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        view, (row, _count) = self.view, self.place()
        if view is None or row < 0:
            state.invalid = 1
            return state
        message = view.rows.message(row)
        current = view.hasFocus() and view.currentIndex().row() == row
        state.readOnly = state.focusable = 1
        state.focused = int(current and not view.hand.focused_in(message.id))
        state.busy = int(message.status is Status.STREAMING)
        state.offscreen = int(not view.viewport().rect().intersects(view.row_rect(row)))
        return state

    def rect(self) -> QRect:
        view, (row, _count) = self.view, self.place()
        return QRect(self.origin(), view.row_rect(row).size()) if view is not None and row >= 0 else QRect()

    def childCount(self) -> int:
        self._look()
        return len(self.known())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        found = self.known()
        if not found:
            self._look()
            found = self.known()
        return found[index] if 0 <= index < len(found) else None

    def indexOfChild(self, node: QAccessibleInterface) -> int:
        return next((index for index, one in enumerate(self.known()) if one is node), -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        self._look()
        place = QPoint(x, y)
        return next((node for node in self._targets.values() if node.rect().contains(place)), None)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        key = self.view.hand.focused_in(self._message_id) if self.view is not None else ""
        return self.target(key) if key else None


class AccessiblePassage(Node):
    """More words of a message. `passage` is how they are written; `is_marked` says whether that is with marks."""

    def __init__(self, row: AccessibleRow) -> None:
        self._row = row
        self.passage = ""
        self.is_marked = True
        super().__init__({})

    def isValid(self) -> bool:
        return self._row.isValid()

    def parent(self) -> QAccessibleInterface:
        return self._row

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Paragraph

    def text(self, kind: QAccessible.Text) -> str:
        if kind is not QAccessible.Text.Name:
            return ""
        return self._row.said(self.passage) if self.is_marked else self.passage

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = 1
        return state

    def rect(self) -> QRect:
        return self._row.rect()


class AccessibleTarget(Node):
    """A link or a button in a message. `target` is what it was when it was last looked at."""

    def __init__(self, row: AccessibleRow, target: Target) -> None:
        self._row = row
        self.target = target
        super().__init__({_PRESS: partial(self._later, press=True), _FOCUS: partial(self._later, press=False)})

    def _later(self, *, press: bool) -> None:
        self._row.transcript.later(partial(self._reach, press=press))

    def _reach(self, *, press: bool) -> None:
        view, (row, _count) = self._row.view, self._row.place()
        target = view.rows.layout(row).target(self.target.key) if view is not None and row >= 0 else None
        if view is None or target is None:
            return
        if not press:
            view.setFocus()
        view.hand.reach(row, target, press=press)

    # ── what Qt asks ────────────────────────────────────────────────────────────────────────────────────────────

    def isValid(self) -> bool:
        return self._row.isValid()

    def parent(self) -> QAccessibleInterface:
        return self._row

    def role(self) -> QAccessible.Role:
        is_link = self.target.action is Action.LINK and self.target.value
        return QAccessible.Role.Link if is_link else QAccessible.Role.Button

    def text(self, kind: QAccessible.Text) -> str:
        match kind:
            case QAccessible.Text.Name:
                return self.target.name
            case QAccessible.Text.Description:
                return self.target.tip if self.target.tip != self.target.name else ""
            case _:
                return ""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        view = self._row.view
        state.focusable = 1
        state.focused = int(view is not None and view.hand.focused_in(self._row.message_id) == self.target.key)
        state.offscreen = int(view is None or not view.rect().translated(_corner(view)).intersects(self.rect()))
        return state

    def rect(self) -> QRect:
        joined = QRect()
        for part in self.target.rects:
            joined = joined.united(part.toAlignedRect())
        return joined.translated(self._row.origin())


def _corner(view: TranscriptView) -> QPoint:
    return view.mapToGlobal(QPoint())


def _tr(text: str) -> str:
    return QCoreApplication.translate("transcript", text)
