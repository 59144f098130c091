"""Whether there is a network at all: asked of the system, here also of one that has none."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys

import pytest

from desktop.api import route
from desktop.api.route import has_route, is_offline


def test_this_computer_can_always_be_reached() -> None:
    assert has_route("127.0.0.1")


def test_what_the_system_cannot_tell_is_left_to_the_request() -> None:
    assert has_route("no address at all")


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces of Linux")
def test_a_computer_without_a_network_knows_it_at_once() -> None:
    apart = ["unshare", "--user", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*apart, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody make a network of their own")
    code = (
        "import asyncio\nfrom desktop.api.route import is_offline\n"
        "for host in ('203.0.113.9', '2001:db8::9', 'chatbots.invalid'):\n"
        "    assert asyncio.run(is_offline(host, 443)), host\n"
    )
    done = subprocess.run([*apart, sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_network_without_the_world_still_has_its_own_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "has_route", lambda address: address == "127.0.0.1")
    assert not asyncio.run(is_offline("localhost", 443))
    assert not asyncio.run(is_offline("127.0.0.1", 443))
    assert asyncio.run(is_offline("10.0.0.1", 443))
    assert asyncio.run(is_offline("nobody.invalid", 443))


def test_a_way_into_the_world_is_enough_for_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "has_route", lambda _address: True)
    assert not asyncio.run(is_offline("chatbots.invalid", 443))
