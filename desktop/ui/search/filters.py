"""What a search is narrowed to: a row of menus, and below it what is chosen, each of which can be taken away again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import partial
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.core.message import Role
from desktop.core.outline import ChatbotCount, TagCount
from desktop.core.search import SearchQuery
from desktop.core.text import elide
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.look.tinted import Tint
from desktop.ui.widgets.flow_row import FlowRow
from desktop.ui.widgets.form import filled, words

_LONGEST_NAME: Final = 40
_EARLIEST, _LATEST = QDate(2000, 1, 1), QDate(2100, 12, 31)


class Days(Enum):
    """From when messages are; `RANGE` is from a first to a last day."""

    ANY = "any"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    RANGE = "range"


_DAYS: Final = ("days", "first", "last")
_BACK: Final = {Days.TODAY: 0, Days.WEEK: 6, Days.MONTH: 29}
"""How many days before today the first one is."""


class Filters(Struct, frozen=True):
    """What must be true of a message. `first` and `last` are the days of a range, both in it."""

    chatbot: tuple[str, str] | None = None
    chatbot_name: str = ""
    days: Days = Days.ANY
    first: date = date.min
    last: date = date.max
    role: Role | None = None
    has_tool: bool = False
    has_error: bool = False
    tag: str = ""

    def query(self, text: str, today: date) -> SearchQuery:
        """Days begin at midnight where this computer is."""
        since, until = 0.0, 0.0
        if self.days is Days.RANGE:
            first, last = sorted((self.first, self.last))
            since, until = _midnight(first), _midnight(last + timedelta(days=1))
        elif self.days is not Days.ANY:
            since = _midnight(today - timedelta(days=_BACK[self.days]))
        return SearchQuery(text, self.chatbot, since, until, self.role, self.has_tool, self.has_error, self.tag)


NONE: Final = Filters()


def _midnight(day: date) -> float:
    return datetime.combine(day, time()).timestamp()


class SearchFilters(QWidget):
    """`filters_changed` carries the Filters that are chosen now."""

    filters_changed = Signal(object)

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filters = NONE
        self._switch = switch
        self._chatbots: Sequence[ChatbotCount] = ()
        self._tags: Sequence[TagCount] = ()
        self.chatbot_button = self._menu_button(self.tr("Chatbot"), self._fill_chatbots)
        self.days_button = self._menu_button(self.tr("Time"), self._fill_days)
        self.role_button = self._menu_button(self.tr("Written by"), self._fill_roles)
        self.tag_button = self._menu_button(self.tr("Tag"), self._fill_tags)
        self.tool_button = self._toggle(self.tr("With a tool"), "has_tool")
        self.error_button = self._toggle(self.tr("With an error"), "has_error")
        self.chips = [self._chip(kind) for kind in ("chatbot", "days", "role", "has_tool", "has_error", "tag")]
        self.clear_button = QPushButton(self.tr("Clear"), self)
        self.clear_button.setAccessibleName(self.tr("Clear all filters"))
        set_role(self.clear_button, "quiet")
        self.clear_button.setAutoDefault(True)  # so that Enter presses it, too
        self.clear_button.clicked.connect(self.clear)
        self._range = QWidget(self)
        self.first_edit, self.last_edit = self._date(self.tr("From")), self._date(self.tr("To"))
        self._arrange()
        self._show()

    def _menu_button(self, text: str, fill: Callable[[QMenu], None]) -> QPushButton:
        button = QPushButton(text, self)
        set_role(button, "quiet")
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self._open(button, fill))
        Tint(button, "chevron-down", self._switch, "text-secondary", beside_words=True)
        return button

    def _toggle(self, text: str, field: str) -> QPushButton:
        button = QPushButton(text, self)
        set_role(button, "quiet")
        button.setCheckable(True)
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self.set_filters(replace(self.filters, **{field: button.isChecked()})))
        return button

    def _chip(self, field: str) -> QPushButton:
        chip = QPushButton(self)
        chip.setAutoDefault(True)
        chip.clicked.connect(partial(self._take_away, field))
        Tint(chip, "x", self._switch, "text-secondary", beside_words=True)
        return chip

    def _date(self, name: str) -> QDateEdit:
        edit = QDateEdit(QDate.currentDate(), self._range)
        edit.setDateRange(_EARLIEST, _LATEST)
        edit.setAccessibleName(name)
        edit.lineEdit().setAccessibleName(name)
        edit.dateChanged.connect(self._on_range_changed)
        return edit

    def _arrange(self) -> None:
        theme = self._switch.theme
        menus, self._chosen = FlowRow(self._switch, self), FlowRow(self._switch, self)
        for button in (self.chatbot_button, self.days_button, self.role_button, self.tag_button):
            menus.add(button)
        for button in (self.tool_button, self.error_button):
            menus.add(button)
        for chip in (*self.chips, self.clear_button):
            self._chosen.add(chip)
        row = spaced(QHBoxLayout(self._range), theme, "space_s")
        for text, edit in ((self.tr("From"), self.first_edit), (self.tr("To"), self.last_edit)):
            row.addWidget(words(text, wraps=False))
            row.addWidget(edit)
        row.addStretch(1)
        column = spaced(QVBoxLayout(self), theme, "space_xs")
        column.addWidget(menus)
        column.addWidget(self._range)
        column.addWidget(self._chosen)

    # ── what others call ────────────────────────────────────────────────────────────────────────────────────────

    def set_choices(self, chatbots: Sequence[ChatbotCount], tags: Sequence[TagCount]) -> None:
        """What there is to choose from; without any there is no menu."""
        self._chatbots, self._tags = chatbots, tags
        self._show()

    def set_filters(self, filters: Filters) -> None:
        if filters != self.filters:
            self.filters = filters
            self._show()
            self.filters_changed.emit(filters)

    def clear(self) -> None:
        self.set_filters(NONE)

    @property
    def spoken(self) -> str:
        """What is chosen, in words; empty when nothing is."""
        return " · ".join(text for text in self._texts() if text)

    # ── what is chosen ──────────────────────────────────────────────────────────────────────────────────────────

    def _texts(self) -> tuple[str, ...]:
        """The words of each chip, empty for what is not chosen."""
        now = self.filters
        return (
            elide(now.chatbot_name, _LONGEST_NAME) if now.chatbot else "",
            self._days_text(now) if now.days is not Days.ANY else "",
            filled(self.tr("By %1"), self._role_text(now.role)) if now.role else "",
            self.tool_button.text() if now.has_tool else "",
            self.error_button.text() if now.has_error else "",
            f"#{now.tag}" if now.tag else "",
        )

    def _days_text(self, now: Filters) -> str:
        if now.days is not Days.RANGE:
            return self._named_days()[now.days]
        first, last = sorted((now.first, now.last))
        return filled(self.tr("%1 to %2"), _written(first), _written(last))

    def _named_days(self) -> dict[Days, str]:
        return {
            Days.ANY: self.tr("Any time"),
            Days.TODAY: self.tr("Today"),
            Days.WEEK: self.tr("Last 7 days"),
            Days.MONTH: self.tr("Last 30 days"),
            Days.RANGE: self.tr("From … to …"),
        }

    def _role_text(self, role: Role | None) -> str:
        if role is None:
            return self.tr("Anyone")
        return self.tr("Me") if role is Role.USER else self.tr("The chatbot")

    def _take_away(self, field: str) -> None:
        fields = {"chatbot": ("chatbot", "chatbot_name"), "days": _DAYS}.get(field, (field,))
        self.set_filters(replace(self.filters, **{name: getattr(NONE, name) for name in fields}))

    def _on_range_changed(self) -> None:
        first, last = (_day(edit.date()) for edit in (self.first_edit, self.last_edit))
        if self.filters.days is Days.RANGE:
            self.set_filters(replace(self.filters, first=first, last=last))

    def _show(self) -> None:
        now = self.filters
        self.chatbot_button.setVisible(len(self._chatbots) > 1 or now.chatbot is not None)
        self.tag_button.setVisible(bool(self._tags) or bool(now.tag))
        self.tool_button.setChecked(now.has_tool)
        self.error_button.setChecked(now.has_error)
        self._range.setVisible(now.days is Days.RANGE)
        for chip, text in zip(self.chips, self._texts(), strict=True):
            chip.setText(text.replace("&", "&&"))
            chip.setAccessibleName(filled(self.tr("Take away the filter: %1"), text))
            chip.setToolTip(self.tr("Take this filter away"))
            chip.setVisible(bool(text))
        self._chosen.setVisible(now != NONE)

    # ── menus ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _open(self, button: QPushButton, fill: Callable[[QMenu], None]) -> None:
        """Popped up, not run; deleted when it closes."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        fill(menu)
        start = button.width() if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 0
        at = button.mapToGlobal(QPoint(start, button.height()))
        menu.popup(at - QPoint(menu.sizeHint().width() if start else 0, 0))
        checked = next((action for action in menu.actions() if action.isChecked()), menu.actions()[0])
        menu.setActiveAction(checked)

    def _choices(self, menu: QMenu, entries: Sequence[tuple[str, Filters]]) -> None:
        group = QActionGroup(menu)
        for text, filters in entries:
            action = menu.addAction(elide(text, _LONGEST_NAME).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(filters == self.filters)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, wanted=filters: self.set_filters(wanted))

    def _fill_chatbots(self, menu: QMenu) -> None:
        everyone = (self.tr("Any chatbot"), replace(self.filters, chatbot=None, chatbot_name=""))
        named = [
            (one.name, replace(self.filters, chatbot=(one.profile_id, one.chatbot_id), chatbot_name=one.name))
            for one in self._chatbots
        ]
        self._choices(menu, [everyone, *named])

    def _fill_days(self, menu: QMenu) -> None:
        first, last = (_day(edit.date()) for edit in (self.first_edit, self.last_edit))
        entries = []
        for days, text in self._named_days().items():
            wanted = replace(self.filters, days=days, first=NONE.first, last=NONE.last)
            entries.append((text, replace(wanted, first=first, last=last) if days is Days.RANGE else wanted))
        self._choices(menu, entries)

    def _fill_roles(self, menu: QMenu) -> None:
        roles = (None, Role.USER, Role.CHATBOT)
        self._choices(menu, [(self._role_text(role), replace(self.filters, role=role)) for role in roles])

    def _fill_tags(self, menu: QMenu) -> None:
        tagged = [(f"#{one.tag}", replace(self.filters, tag=one.tag)) for one in self._tags]
        self._choices(menu, [(self.tr("With or without tags"), replace(self.filters, tag="")), *tagged])


def _day(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())


def _written(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)
