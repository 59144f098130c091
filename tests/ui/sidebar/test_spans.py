"""The list is divided by days, months and years, each of which begins where the one before it ends."""

import pytest
from PySide6.QtCore import QDate, QDateTime, QTime

from desktop.ui.sidebar.spans import spans


def at(year: int, month: int, day: int) -> float:
    return float(QDateTime(QDate(year, month, day), QTime(15, 30)).toSecsSinceEpoch())


def midnight(year: int, month: int, day: int) -> float:
    return float(QDate(year, month, day).startOfDay().toSecsSinceEpoch())


def test_a_sunday_in_autumn() -> None:
    days = spans(at(2026, 11, 22))
    assert days.words[:9] == (
        *("Today", "Yesterday", "Friday", "Thursday", "Wednesday", "Tuesday", "Monday"),
        *("November", "October"),
    )
    assert days.starts[:3] == (midnight(2026, 11, 22), midnight(2026, 11, 21), midnight(2026, 11, 20))
    assert days.starts[7:9] == (midnight(2026, 11, 1), midnight(2026, 10, 1))
    assert days.until == midnight(2026, 11, 23)
    assert "December 2025" in days.words
    assert days.words[-3:] == ("2016", "2015", "Older") or days.words[-1] == "Older"


@pytest.mark.parametrize(
    "date", [(2026, 1, 1), (2026, 1, 6), (2026, 1, 7), (2024, 2, 29), (2026, 3, 29), (2026, 10, 25)]
)
def test_every_span_begins_before_the_one_above_it(date: tuple[int, int, int]) -> None:
    days = spans(at(*date))
    assert len(days.words) == len(days.starts) + 1
    assert all(above > below for above, below in zip(days.starts, days.starts[1:], strict=False))
    assert days.starts[0] <= at(*date) < days.until
    assert len(set(days.words)) == len(days.words)
