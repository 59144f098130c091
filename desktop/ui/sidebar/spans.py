"""The spans of time by which the list is divided: today, yesterday, the days of a week, months, years."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

_DAYS: Final = 7
_MONTHS: Final = 24
_YEARS: Final = 10


class Spans(NamedTuple):
    """`starts` are seconds since the epoch, the newest first; `words` has one more, for what is older than all.

    `until` is the end of today: a time after it is an error of a clock.
    """

    starts: tuple[float, ...]
    until: float
    words: tuple[str, ...]


def spans(now: float) -> Spans:
    """As the calendar of this computer has them at this time."""
    today = QDateTime.fromSecsSinceEpoch(int(now)).date()
    dated = [(today, _said("Today")), (today.addDays(-1), _said("Yesterday"))]
    locale = QLocale()
    for back in range(2, _DAYS):
        date = today.addDays(-back)
        dated.append((date, locale.standaloneDayName(date.dayOfWeek())))
    week = dated[-1][0]
    month = QDate(today.year(), today.month(), 1)
    months = [month.addMonths(-back) for back in range(_MONTHS)]
    dated += [(date, _month(date, today)) for date in months if date < week]
    first = dated[-1][0]
    years = [QDate(first.year() - back, 1, 1) for back in range(_YEARS)]
    dated += [(date, str(date.year())) for date in years if date < first]
    starts = tuple(float(date.startOfDay().toSecsSinceEpoch()) for date, _words in dated)
    until = float(today.addDays(1).startOfDay().toSecsSinceEpoch())
    return Spans(starts, until, (*(words for _date, words in dated), _said("Older")))


def _month(date: QDate, today: QDate) -> str:
    name = QLocale().standaloneMonthName(date.month())
    if date.year() == today.year():
        return name
    return QCoreApplication.translate("spans", "%1 %2").replace("%1", name).replace("%2", str(date.year()))


def _said(text: str) -> str:
    return QCoreApplication.translate("spans", text)
