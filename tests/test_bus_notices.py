"""Notifications over a real bus: to a service that answers as desktops do, and to a real one where it is installed."""

from __future__ import annotations

import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("only Linux notifies over a bus", allow_module_level=True)

from desktop.bus_notices import BusNotices, Notice
from tests.conftest import Need
from tests.fakes.session_bus import NotificationService, SessionBus

PATIENCE = 20.0


class Ears:
    """What came back, in the order it came."""

    def __init__(self) -> None:
        self.clicks: queue.Queue[tuple[str, str]] = queue.Queue()
        self.failures: queue.Queue[Notice] = queue.Queue()
        self.notices = BusNotices("Robofy Desktop", lambda key, token: self.clicks.put((key, token)), self.failures.put)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, need: Need) -> Iterator[SessionBus]:
    need([] if shutil.which("dbus-daemon") else ["dbus-daemon"])
    with SessionBus(tmp_path) as made:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
        yield made


@pytest.fixture
def ears() -> Iterator[Ears]:
    made = Ears()
    yield made
    made.notices.close()


@pytest.mark.usefixtures("bus")
def test_a_notice_is_shown_and_its_click_comes_back(ears: Ears) -> None:
    with NotificationService() as service:
        ears.notices.show(Notice("one", "Order desk", "The answer is <there> & well."))
        assert service.arrived.acquire(timeout=PATIENCE)
        name, number, _icon, title, text, actions, hints, _time = service.told[0]
        assert (name, number, title) == ("Robofy Desktop", 0, "Order desk")
        assert text == "The answer is &lt;there&gt; &amp; well."
        assert actions == ["default", "Order desk"]
        assert hints["desktop-entry"] == ("s", "robofy-desktop")
        ears.notices.show(Notice("two", "Guide", "Another one"))
        assert service.arrived.acquire(timeout=PATIENCE)
        service.click(99)  # of another program
        service.click(1, "a token")
        assert ears.clicks.get(timeout=PATIENCE) == ("one", "a token")
        service.click(2)
        assert ears.clicks.get(timeout=PATIENCE) == ("two", "")


@pytest.mark.usefixtures("bus")
def test_a_later_notice_about_the_same_takes_the_place_of_the_earlier(ears: Ears) -> None:
    with NotificationService() as service:
        ears.notices.show(Notice("one", "Guide", "First"))
        assert service.arrived.acquire(timeout=PATIENCE)
        ears.notices.show(Notice("two", "Guide", "Between"))  # its answer comes after that of the first
        assert service.arrived.acquire(timeout=PATIENCE)
        service.click(2)
        ears.clicks.get(timeout=PATIENCE)
        ears.notices.show(Notice("one", "Guide", "Second"))
        assert service.arrived.acquire(timeout=PATIENCE)
        assert service.told[2][1] == 1


@pytest.mark.usefixtures("bus")
def test_where_there_is_no_markup_nothing_is_escaped(ears: Ears) -> None:
    with NotificationService(("body",)) as service:
        ears.notices.show(Notice("one", "Guide", "<there> & well"))
        assert service.arrived.acquire(timeout=PATIENCE)
        assert service.told[0][4] == "<there> & well"
        assert service.told[0][5] == []


@pytest.mark.usefixtures("bus")
def test_without_a_service_it_fails_and_says_which(ears: Ears) -> None:
    notice = Notice("one", "Guide", "There")
    ears.notices.show(notice)
    assert ears.failures.get(timeout=PATIENCE) == notice
    ears.notices.show(notice)
    assert ears.failures.get(timeout=PATIENCE) == notice


@pytest.mark.parametrize("address", ["disabled:", "unix:path=/no/such/bus", ""])
def test_without_a_bus_it_fails_and_the_program_goes_on(
    ears: Ears, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    ears.notices.show(Notice("one", "Guide", "There"))
    assert ears.failures.get(timeout=PATIENCE).key == "one"


def test_what_nobody_took_before_the_end_is_told_to_nobody_after_it(
    ears: Ears, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/silent")
    before = set(threading.enumerate())
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(f"{tmp_path}/silent")
        silent.listen()
        ears.notices.show(Notice("one", "Guide", "There"))
        connected, _ = silent.accept()
        (thread,) = set(threading.enumerate()) - before
        ears.notices.close()
        connected.close()  # only now the thread learns that nobody will answer
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert ears.failures.empty()


def test_a_real_desktop_service_takes_it(ears: Ears, bus: SessionBus, tmp_path: Path, need: Need) -> None:
    program = shutil.which("dunst") or ""
    need([] if program else ["dunst"])
    environment = {name: os.environ.get(name, "") for name in ("PATH", "DISPLAY", "XAUTHORITY")}
    environment |= {"DBUS_SESSION_BUS_ADDRESS": bus.address, "HOME": str(tmp_path)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen([program], env=environment, stderr=quiet, stdout=quiet) as dunst:
        try:
            bus.wait_for("org.freedesktop.Notifications", dunst)
            ears.notices.show(Notice("one", "Order desk", "The answer is there."))
            shown = ["dunstctl", "count", "displayed"]
            deadline = time.monotonic() + PATIENCE
            while subprocess.run(shown, env=environment, check=True, capture_output=True).stdout.strip() != b"1":
                assert time.monotonic() < deadline, "dunst never showed it"
            subprocess.run(["dunstctl", "close"], env=environment, check=True)
            told = subprocess.run(["dunstctl", "history"], env=environment, check=True, capture_output=True).stdout
        finally:
            dunst.terminate()
    assert b"The answer is there." in told
    assert b"Order desk" in told
