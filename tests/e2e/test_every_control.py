"""Every control of every surface has a name for a screen reader, a way there by keyboard, and room for its words."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from desktop.core.message import Status
from desktop.ui.search.filters import Days, Filters
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)


@pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft], ids=["ltr", "rtl"])
def direction(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(request.param)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def shown(root: QWidget, kinds: tuple[type[QWidget], ...]) -> list[QWidget]:
    return [widget for widget in root.findChildren(QWidget) if isinstance(widget, kinds) and widget.isVisibleTo(root)]


def nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader could only call by their kind."""
    found = []
    for widget in shown(root, CONTROLS):
        words = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        if not words.strip():
            found.append(f"{type(widget).__name__} {widget.objectName()} at {widget.geometry()}")
    return found


def out_of_reach(root: QWidget) -> list[str]:
    """Controls that Tab never comes to."""
    window = root.window()
    reached: set[QWidget | None] = {window}
    at = window.nextInFocusChain()
    while at is not None and at is not window:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached |= {at, at.focusProxy()}
        at = at.nextInFocusChain()
    return [
        f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()}"
        for widget in shown(root, CONTROLS)
        if widget.isEnabled() and widget not in reached and not isinstance(widget, QScrollBar) and not by_arrows(widget)
    ]


def by_arrows(widget: QWidget) -> bool:
    """One of several choices: Tab comes to the checked one, the arrow keys to the others."""
    return isinstance(widget, QAbstractButton) and widget.autoExclusive() and not widget.isChecked()


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons with less room than their words need."""
    found = []
    for widget in shown(root, (QLabel, QAbstractButton)):
        needed = widget.minimumSizeHint()
        if widget.hasHeightForWidth():
            too_small = widget.height() < widget.heightForWidth(widget.width())
        else:
            too_small = widget.width() < needed.width() or widget.height() < needed.height()
        if too_small:
            text = getattr(widget, "text", str)()
            found.append(f"{type(widget).__name__} “{text}” has {widget.size()}, needs {needed}")
    return found


def check(root: QWidget) -> None:
    gc.collect()  # else what Python still holds of an ended window can answer for a new widget at the same address
    assert nameless(root) == []
    assert out_of_reach(root) == []
    assert clipped(root) == []


async def settle(person: Person) -> None:
    """Until Qt has laid out what was just shown."""
    for _ in range(5):
        await person.act(lambda: None)
        await asyncio.wait([asyncio.ensure_future(_tick())])


async def _tick() -> None:
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.02, future.set_result, None)
    await future


@pytest.mark.usefixtures("direction")
def test_the_window_in_each_of_its_states(live: Live) -> None:
    async def journey(person: Person) -> None:
        await settle(person)
        check(person.window)
        await person.act(person.desktop.controller.begin_in_sandbox)
        await settle(person)
        check(person.window)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        await person.act(lambda: person.window.banner.show_text("Something to say", "Do it"))
        await settle(person)
        check(person.window)
        await person.trigger("find")
        await person.write(person.window.chat.find_bar.field, "hello")
        await settle(person)
        check(person.window)
        await person.act(lambda: person.window.resize(500, 600))
        await settle(person)
        check(person.window)

    live(journey)


@pytest.mark.usefixtures("direction")
def test_while_questions_wait_and_one_of_them_is_edited(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.begin_with("Writer")
        await person.ask("Write 2,000 words, slowly")
        await person.until(lambda: person.replies() and person.replies()[-1].text, "the reply")
        for text in ("one", "two of them, and a rather long question it is, " * 4, "three", "four", "five", "six"):
            await person.ask(text)
        queue = person.window.chat.queue
        await person.until(lambda: len(queue.texts()) == 6, "the queue")
        await settle(person)
        check(person.window)
        await person.act(queue.rows[1].buttons["edit"].click)
        await settle(person)
        check(person.window)
        await person.act(person.composer.stop_requested.emit)
        await person.reply(Status.STOPPED)
        await settle(person)
        check(person.window)
        await person.act(lambda: person.window.resize(500, 600))
        await settle(person)
        check(person.window)

    live(journey)


@pytest.mark.usefixtures("direction")
def test_the_search_in_each_of_its_states(live: Live) -> None:
    async def journey(person: Person) -> None:
        page = person.window.search
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.ask("Hello, instantly")
        await person.reply(Status.COMPLETE)
        await person.trigger("search")
        await settle(person)
        check(person.window)
        await person.write(page.field, "hello")
        await person.until(page.results.isVisible, "results")
        await settle(person)
        check(person.window)
        day = date(2020, 2, 29)
        filters = Filters(days=Days.RANGE, first=day, last=day, has_tool=True, tag="a tag")
        wide = person.window.size()
        for size in (wide, QSize(500, 600)):
            await person.act(partial(person.window.resize, size))
            await person.act(partial(page.filters.set_filters, filters))
            await person.until(page.clear_button.isVisible, "nothing")
            await settle(person)
            check(person.window)
            await person.act(page.filters.clear)
            await person.until(page.results.isVisible, "results")
            await settle(person)
            check(person.window)
        await person.press(page.field, Qt.Key.Key_Return)
        await person.until(person.window.chat.find_bar.isVisible, "the place in the conversation")
        await settle(person)
        check(person.window)

    live(journey)


@pytest.mark.usefixtures("direction")
def test_the_settings_on_every_page(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(lambda: person.desktop.settings.show("new"))
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        pages = dialog.list  # type: ignore[attr-defined] # the settings dialog
        for row in range(pages.count()):
            pages.setCurrentRow(row)
            await settle(person)
            check(dialog)
        await person.act(dialog.close)

    live(journey)


@pytest.mark.usefixtures("direction")
@pytest.mark.parametrize("command", ["keys", "about"])
def test_the_small_dialogs(live: Live, command: str) -> None:
    async def journey(person: Person) -> None:
        await person.trigger(command)
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        await settle(person)
        check(dialog)
        await person.act(dialog.close)

    live(journey)


@pytest.mark.usefixtures("direction")
def test_the_details_of_a_message_and_the_question_for_a_key(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.begin_with("Trouble")
        await person.ask("unknown events and bad lines")
        await person.reply(Status.COMPLETE)
        await person.act(lambda: person.window.chat.transcript.details_requested.emit(person.replies()[-1].id))
        details = QApplication.activeModalWidget()
        assert details is not None
        await settle(person)
        check(details)
        await person.act(details.close)
        await person.ask("401")
        box = await person.asked_for_key()
        await settle(person)
        check(box)
        await person.click(box.later_button)
        await person.ask("429, try again after 60 seconds")
        await person.until(person.window.chat.countdown.isVisible, "the countdown")
        await settle(person)
        check(person.window.chat.countdown)

    live(journey)


@pytest.mark.usefixtures("direction")
def test_what_a_tool_said_opened_whole(live: Live) -> None:
    async def journey(person: Person) -> None:
        await person.act(person.desktop.controller.begin_in_sandbox)
        await person.begin_with("Order desk")
        await person.ask("Where is my order 4711?")
        reply = await person.reply(Status.COMPLETE)
        at = reply.parts.index(reply.tool_calls[0])
        transcript = person.window.chat.transcript
        await person.act(lambda: transcript.whole_requested.emit(reply.id, f"tool:{at}:input"))
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        await settle(person)
        check(dialog)
        assert "4711" in dialog.editor.toPlainText()  # type: ignore[attr-defined] # the dialog of a whole text
        await person.act(dialog.close)

    live(journey)
