"""A growing reply is shown at most once a frame and saved at most once a second, always the newest."""

import asyncio
from itertools import pairwise

import pytest
from msgspec.structs import replace

from desktop.chat.pace import FRAME, SAVE_INTERVAL, Pace
from desktop.core.message import Message, Text, empty_reply
from tests.fakes.clock import later, on_clock

Entries = list[tuple[float, str]]


class Screen:
    """Shows and saves, with the time on the clock."""

    def __init__(self) -> None:
        self.shown: Entries = []
        self.saved: Entries = []

    def show(self, reply: Message) -> None:
        self.shown.append((asyncio.get_running_loop().time(), reply.text))

    def save(self, reply: Message) -> None:
        self.saved.append((asyncio.get_running_loop().time(), reply.text))


def reply(text: str) -> Message:
    return replace(empty_reply("r", 0.0), parts=(Text("0", text),))


@on_clock
async def test_burst_is_shown_and_saved_once_with_its_newest_reply() -> None:
    screen = Screen()
    pace = Pace(screen.show, screen.save, frame=1.0, save_interval=4.0)
    for number in range(200):
        pace.put(reply(str(number)))
    assert screen.shown == []
    await later(10.0)
    assert screen.shown == [(1.0, "199")]
    assert screen.saved == [(4.0, "199")]


@on_clock
async def test_steady_stream_is_shown_every_frame_and_saved_every_interval() -> None:
    screen = Screen()
    pace = Pace(screen.show, screen.save, frame=1.0, save_interval=4.0)
    for number in range(40):  # a timer set anew at every delta would never fire
        pace.put(reply(str(number)))
        await later(0.375)
    await later(5.0)
    for entries, interval in ((screen.shown, 1.0), (screen.saved, 4.0)):
        gaps = [second - first for (first, _), (second, _) in pairwise([(0.0, ""), *entries])]
        assert all(interval <= gap < interval + 0.375 for gap in gaps)
        assert entries[0][1] == str(int(interval / 0.375))
        assert entries[-1][1] == "39"
        assert 15.0 <= entries[-1][0] < 20.0


@on_clock
async def test_nothing_new_is_not_shown_again() -> None:
    screen = Screen()
    pace = Pace(screen.show, screen.save, frame=1.0, save_interval=1.0)
    pace.put(reply("once"))
    await later(5.0)
    pace.put(reply("twice"))
    await later(5.0)
    assert screen.shown == screen.saved == [(1.0, "once"), (6.0, "twice")]


@on_clock
async def test_closing_forgets_what_waits_and_leaves_no_timer() -> None:
    screen = Screen()
    pace = Pace(screen.show, screen.save, frame=1.0, save_interval=4.0)
    pace.put(reply("shown"))
    await later(2.0)
    pace.put(reply("forgotten"))
    pace.close()
    pace.close()
    # The clock would fail the test for a timer that is left.
    assert (screen.shown, screen.saved) == ([(1.0, "shown")], [])


@on_clock
async def test_closing_an_unused_pace_is_fine() -> None:
    Pace(Screen().show, Screen().save).close()


@on_clock
async def test_paces_are_a_frame_and_a_second() -> None:
    screen = Screen()
    pace = Pace(screen.show, screen.save)
    pace.put(reply("x"))
    await later(2.0)
    assert [at for at, _ in screen.shown + screen.saved] == pytest.approx([FRAME, SAVE_INTERVAL])
    assert (FRAME, SAVE_INTERVAL) == (1 / 60, 1.0)
