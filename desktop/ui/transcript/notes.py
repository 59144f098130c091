"""The quiet lines around an answer: who wrote it and when, that it is being waited for, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.core.blocks import Span
from desktop.core.errors import NEEDS_SECRET
from desktop.core.message import Message, Role, Status
from desktop.core.text import elide, well_formed
from desktop.ui import words
from desktop.ui.conversation.message_facts import facts_text
from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript.chip import Chip, Flow, paint_icon
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene, Segment, Target
from desktop.ui.transcript.text.text_box import TextBox

_LONGEST: Final = 10_000
"""Characters of a notice that are laid out."""


class DayLine(Segment):
    """The day that begins here, in the middle of the column and outside of any frame."""

    wide = True
    framed = False

    def __init__(self, look: Look, day: str) -> None:
        super().__init__(look)
        self._day = day

    def resize(self, width: float) -> None:
        self.width, self.height = width, self.look.pitch(self.look.small)

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        painter.setPen(self.look.color("text-secondary"))
        painter.setFont(self.look.small)
        shown = self.look.metrics(self.look.small).elidedText(self._day, Qt.TextElideMode.ElideRight, self.width)
        painter.drawText(QRectF(0, 0, self.width, self.height), Qt.AlignmentFlag.AlignCenter, shown)


class Waiting(Segment):
    """Three dots in a slow pulse, and perhaps words; the dots stand still when the system asks for less motion."""

    def __init__(self, look: Look, text: str = "") -> None:
        super().__init__(look)
        self._text = text

    def resize(self, width: float) -> None:
        self.width, self.height = width, self.look.pitch(self.look.body)

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        size, gap = self.look.sizes.space_s - 1, self.look.sizes.space_s
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("accent"))
        for index in range(3):
            at = index * (size + gap)
            x = at if not self.look.mirrored else self.width - at - size
            painter.setOpacity(self._strength(scene.phase, index))
            painter.drawEllipse(QRectF(x, (self.height - size) / 2, size, size))
        painter.setOpacity(1.0)
        self._paint_words(painter, 3 * (size + gap) + gap)

    def _paint_words(self, painter: QPainter, lead: float) -> None:
        shown = self.look.metrics(self.look.small).elidedText(
            self._text, Qt.TextElideMode.ElideRight, self.width - lead
        )
        room = QRectF(0 if self.look.mirrored else lead, 0, self.width - lead, self.height)
        side = Qt.AlignmentFlag.AlignRight if self.look.mirrored else Qt.AlignmentFlag.AlignLeft
        painter.setPen(self.look.color("text-secondary"))
        painter.setFont(self.look.small)
        painter.drawText(room, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, shown)

    def _strength(self, phase: float, index: int) -> float:
        if self.look.reduced_motion:
            return 0.6
        away = abs((phase - index * 0.18) % 1.0 - 0.5) * 2
        return 0.25 + 0.75 * away


class IconLine(Segment):
    """A sentence with an icon before it; it can be selected, for a report."""

    def __init__(self, look: Look, icon: str, text: str, role: ColorRole, *, key: str = "") -> None:
        super().__init__(look)
        self.key = key
        self._icon = icon
        self._role: ColorRole = role
        side = Qt.AlignmentFlag.AlignRight if look.mirrored else Qt.AlignmentFlag.AlignLeft
        self._box = TextBox((Span(text),), look, role=role, align=side)

    @property
    def _indent(self) -> float:
        return self.look.sizes.icon + self.look.sizes.space_s

    @property
    def length(self) -> int:
        return self._box.length

    def resize(self, width: float) -> None:
        self._box.resize(width - self._indent)
        self.width, self.height = width, self._box.height

    @property
    def _left(self) -> float:
        return 0.0 if self.look.mirrored else self._indent

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        size = self.look.sizes.icon
        x = self.width - size if self.look.mirrored else 0
        paint_icon(painter, QPointF(x, (self._box.first_line_height - size) / 2), self._icon, self._role, self.look)
        self._box.paint(painter, self._left, 0, selection, scene if self.key else None)

    def position_at(self, x: float, y: float) -> int:
        return self._box.position_at(x - self._left, y)

    def top_of(self, position: int) -> float:
        return self._box.top_of(position)

    def point_of(self, position: int) -> QPointF:
        return self._box.point_of(position) + QPointF(self._left, 0)

    def word_at(self, position: int) -> tuple[int, int]:
        return self._box.word_at(position)

    def plain(self, start: int, stop: int) -> str:
        return self._box.plain(start, stop)


class Disclosure(Segment):
    """A quiet line that opens what stands below it. `value` is the key that flips when it is pressed, else `key`."""

    def __init__(self, look: Look, key: str, text: str, *, opened: bool, value: str = "", name: str = "") -> None:
        super().__init__(look)
        self._chip = Chip(
            key,
            Action.TOGGLE,
            value or key,
            ((text, "text-secondary"),),
            icon="chevron-down" if opened else "chevron-right",
            dress="quiet",
            name=name,
        )

    def resize(self, width: float) -> None:
        self.width, self.height = width, self._chip.height(self.look)

    @property
    def _rect(self) -> QRectF:
        pad = self.look.sizes.space_xs
        wide = min(self._chip.width(self.look), self.width)
        x = self.width - wide + pad if self.look.mirrored else -pad
        return QRectF(x, 0, wide, self.height)

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        self._chip.paint(painter, self._rect, self.look, scene)

    def targets(self) -> Iterable[Target]:
        yield self._chip.target(self._rect)


def notice(text: str, look: Look, key: str) -> Sequence[Segment]:
    """What the server has to say; of more than anybody reads here, the beginning."""
    line = IconLine(look, "info", shown_of(text), "text-secondary", key=key)
    if len(text) <= _LONGEST:
        return [line]
    label = QCoreApplication.translate("transcript", "Open all")
    chip = Chip(f"{key}:all", Action.WHOLE, key, ((label, "text-secondary"),), icon="file-text", dress="quiet")
    return [line, Flow(look, [chip])]


def shown_of(text: str) -> str:
    """What of a notice stands in its message."""
    return elide(well_formed(text[: _LONGEST + 1]), _LONGEST)


def ending(
    message: Message, look: Look, key: str, *, has_reply: bool = False, has_question: bool = True
) -> Sequence[Segment]:
    """How it ended and what can be done about it; nothing for a message that needs no word."""
    sentence = words.ending(message)
    if not sentence:
        return ()
    icon, role = _ending_mark(message)
    reason = message.problem
    if message.status is Status.NOT_SENT and reason is not None:
        sentence = f"{sentence}. {words.sentence(reason)}"
    found: list[Segment] = [IconLine(look, icon, sentence, role)]
    if reason is not None and reason.detail:
        quoted = QCoreApplication.translate("transcript", "The server said: “%1”").replace("%1", reason.detail)
        found.append(IconLine(look, "message-square", quoted, "text-secondary"))
    chips = [] if has_reply else remedies(message, key, has_question=has_question)
    if reason is not None and not has_reply:
        chips.append(_copy_details(message, key))
    return [*found, Flow(look, chips)] if chips else found


def _copy_details(message: Message, key: str) -> Chip:
    text = QCoreApplication.translate("transcript", "Copy details")
    return Chip(
        f"{key}:copy", Action.COPY, facts_text(message), ((text, "text-secondary"),), icon="copy", dress="quiet"
    )


def _ending_mark(message: Message) -> tuple[str, ColorRole]:
    match message.status:
        case Status.STOPPED:
            return "square", "text-secondary"
        case Status.INTERRUPTED:
            return "wifi-off", "warning"
        case Status.NOT_SENT:
            return "clock", "text-secondary"
        case Status.COMPLETE:
            return "info", "text-secondary"
        case _:
            return "circle-alert", "danger"


def remedies(message: Message, key: str, *, has_question: bool = True) -> list[Chip]:
    """The buttons that mend what went wrong, when something can; without its question nothing is tried again."""
    problem = message.problem
    found = []
    if problem is not None and problem.code in NEEDS_SECRET:
        text = QCoreApplication.translate("transcript", "Enter a new key")
        found.append(Chip(f"{key}:secret", Action.SECRET, "", ((text, "text"),), icon="key-round", dress="button"))
    ended_early = message.status in (Status.NOT_SENT, Status.STOPPED, Status.INTERRUPTED)
    may_pass = problem is not None and problem.retryable
    if has_question and (may_pass or (ended_early and not found)):
        queued = message.role is Role.USER
        text = QCoreApplication.translate("transcript", "Send now" if queued else "Try again")
        found.append(Chip(f"{key}:retry", Action.RETRY, "", ((text, "text"),), icon="rotate-ccw", dress="button"))
    return found
