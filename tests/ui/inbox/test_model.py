"""The rows of an inbox: newest first, each with a name, and times that say what they do not know."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.core.inbox import InboxSession, moment
from desktop.ui.inbox.model import SESSION_ROLE, TIME_ROLE, InboxModel

NOW = 1_736_937_000
ANNA = InboxSession("s-1", "Anna", "Thank you!", when=moment(NOW - 240), page="https://shop.example.com/")
NOBODY = InboxSession("6ff922ed-0007", when=moment("2025-01-15 09:00:00"))


@pytest.fixture
def model() -> InboxModel:
    made = InboxModel(clock=lambda: float(NOW))
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.show((NOBODY, ANNA))
    return made


def test_the_newest_stands_first_with_its_age(model: InboxModel) -> None:
    first = model.index(0)
    assert (first.data(), first.data(TIME_ROLE), first.data(SESSION_ROLE)) == ("Anna", "4 min", ANNA)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "Anna, Thank you!, 4 min"
    assert "https://shop.example.com/" in first.data(Qt.ItemDataRole.ToolTipRole)


def test_a_time_without_a_zone_stands_as_it_was_given_and_says_so(model: InboxModel) -> None:
    second = model.index(1)
    assert second.data(TIME_ROLE) == "2025-01-15 09:00:00"
    assert second.data() == "Visitor …0007"
    assert second.data(Qt.ItemDataRole.AccessibleTextRole) == "Visitor …0007, 2025-01-15 09:00:00, time zone not known"


def test_rows_are_found_by_their_id_and_go_together(model: InboxModel) -> None:
    assert (model.row_of("6ff922ed-0007"), model.find("s-1"), model.row_of("gone")) == (1, ANNA, -1)
    model.show(())
    assert model.rowCount() == 0
    assert model.find("s-1") is None


def test_what_is_the_same_is_not_told_anew(model: InboxModel) -> None:
    told: list[bool] = []
    model.modelReset.connect(lambda: told.append(True))
    model.show((ANNA, NOBODY))
    assert told == []
