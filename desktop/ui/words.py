"""Words for values: sentences of problems, states of tool calls, times and durations, in the user's language.

The trap: these texts come from tables below the window, where nothing can translate; here they get their context.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale
from PySide6.QtGui import Qt

from desktop.core.endings import CUT_SHORT
from desktop.core.errors import SENTENCES, Problem, fill
from desktop.core.message import Message, Status, ToolCall, ToolState
from desktop.core.text import elide, well_formed

_LONGEST_TIP: Final = 500
_LONGEST_DAY: Final = 50 * 3600.0
"""Seconds that no day has, even where the clock was set back by a whole day: asking the calendar costs more."""
_YEAR: Final = re.compile(r"^y+年|(,|'de'|\s)*\by+\b(\s*('г'\.?|г\.))?$")
"""The year at the start or the end of a long date format, with what joins it to the rest; elsewhere it stays."""


def sentence(problem: Problem) -> str:
    """What happened and what to do."""
    template = SENTENCES.get(problem.code, SENTENCES["unexpected"])
    return fill(QCoreApplication.translate("errors", template), problem.params)


def tool_state(call: ToolCall, *, reply_ended: bool) -> str:
    """The state of a tool call in a word or two. A call that was under way when its reply ended did not finish."""
    if reply_ended and call.state in (ToolState.INPUT_STREAMING, ToolState.INPUT_AVAILABLE):
        return QCoreApplication.translate("words", "not finished")
    match call.state:
        case ToolState.INPUT_STREAMING:
            return QCoreApplication.translate("words", "preparing")
        case ToolState.INPUT_AVAILABLE | ToolState.APPROVAL_RESPONDED:
            return QCoreApplication.translate("words", "running")
        case ToolState.APPROVAL_REQUESTED:
            return QCoreApplication.translate("words", "waiting for approval")
        case ToolState.OUTPUT_AVAILABLE if call.preliminary:
            return QCoreApplication.translate("words", "running")
        case ToolState.OUTPUT_AVAILABLE:
            return QCoreApplication.translate("words", "done")
        case ToolState.OUTPUT_ERROR:
            return QCoreApplication.translate("words", "failed")
        case ToolState.OUTPUT_DENIED:
            return QCoreApplication.translate("words", "denied")


def ending(message: Message) -> str:
    """How a message ended, when that is worth saying; empty for one that is complete or still on its way."""
    match message.status:
        case Status.STOPPED:
            return QCoreApplication.translate("words", "Stopped by you. The chatbot may still finish on its side.")
        case Status.INTERRUPTED:
            lost = message.problem or Problem("cut_short")
            return QCoreApplication.translate("words", "Interrupted: %1").replace("%1", sentence(lost))
        case Status.FAILED:
            return sentence(message.problem or Problem("unexpected"))
        case Status.NOT_SENT:
            return QCoreApplication.translate("words", "Not sent")
        case Status.COMPLETE:
            return _cut_short(message.finish_reason)
        case Status.SENT | Status.STREAMING:
            return ""


def _cut_short(finish_reason: str) -> str:
    """Why the chatbot itself ended an answer early; empty when it did not."""
    words = CUT_SHORT.get(finish_reason)
    return QCoreApplication.translate("words", words) if words else ""


def tip(text: str) -> str:
    """A text of somebody else as a tool tip: Qt would read what looks like HTML as such, and fetch its files."""
    text = elide(well_formed(text), _LONGEST_TIP)
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text


def duration(seconds: float) -> str:
    """`0.8 s`, `12 s`, `2 min 5 s`."""
    if seconds < 10:
        return QCoreApplication.translate("words", "%1 s").replace("%1", QLocale().toString(seconds, "f", 1))
    if seconds < 60:
        return QCoreApplication.translate("words", "%1 s").replace("%1", str(round(seconds)))
    minutes, rest = divmod(round(seconds), 60)
    whole = QCoreApplication.translate("words", "%1 min %2 s")
    return whole.replace("%1", str(minutes)).replace("%2", str(rest))


def precise(seconds: float) -> str:
    """`12 ms` below a second, then as a duration."""
    if seconds >= 1:
        return duration(seconds)
    return QCoreApplication.translate("words", "%1 ms").replace("%1", QLocale().toString(round(seconds * 1000)))


def data_size(count: int) -> str:
    """`3.4 MB`: bytes in thousands, as the limits in the settings count them."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def percent(value: int) -> str:
    """`125 %`, as this computer's locale writes it."""
    return QCoreApplication.translate("words", "%1 %").replace("%1", QLocale().toString(value))


def clock_time(at: float) -> str:
    """The time of day, as this computer's locale writes it."""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(at)).time(), QLocale.FormatType.ShortFormat)


def day_and_time(at: float) -> str:
    """The time of day, with the date before it when that is not today's."""
    then = QDateTime.fromSecsSinceEpoch(int(at))
    if then.date() == QDate.currentDate():
        return clock_time(at)
    return QLocale().toString(then, QLocale.FormatType.ShortFormat)


def position(number: int, count: int) -> str:
    """`3 of 12`."""
    whole = QCoreApplication.translate("words", "%1 of %2")
    return whole.replace("%1", QLocale().toString(number)).replace("%2", QLocale().toString(count))


def exact_time(at: float) -> str:
    """Date and time with seconds and zone, as this computer's locale writes them; empty for 0."""
    when = QDateTime.fromMSecsSinceEpoch(int(at * 1000))
    return QLocale().toString(when, QLocale.FormatType.LongFormat) if at else ""


def is_same_day(one: float, other: float) -> bool:
    """Whether two moments are of one day, on the calendar of this computer."""
    return one == other or (abs(one - other) < _LONGEST_DAY and _date(one) == _date(other))


def day(at: float, now: float) -> str:
    """`Today`, `Yesterday`, `Monday, 16 November`, and with its year when that is another one."""
    date, today = _date(at), _date(now)
    if date == today:
        return QCoreApplication.translate("words", "Today")
    if date == today.addDays(-1):
        return QCoreApplication.translate("words", "Yesterday")
    written = QLocale().dateFormat(QLocale.FormatType.LongFormat)
    if date.year() == today.year():
        written = _YEAR.sub("", written)
    return QLocale().toString(date, written)


def _date(at: float) -> QDate:
    return QDateTime.fromSecsSinceEpoch(int(at)).date()


def age(at: float, now: float) -> str:
    """When something happened, for a list: `now`, `5 min`, the time today, else the date."""
    passed = now - at
    if passed < 60:
        return QCoreApplication.translate("words", "now")
    if passed < 3600:
        return QCoreApplication.translate("words", "%1 min").replace("%1", str(int(passed // 60)))
    then, today = QDateTime.fromSecsSinceEpoch(int(at)), QDateTime.fromSecsSinceEpoch(int(now))
    if then.date() == today.date():
        return clock_time(at)
    return QLocale().toString(then.date(), QLocale.FormatType.ShortFormat)
