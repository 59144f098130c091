"""The page of the network: what is chosen is in force at once, and nothing of a password stays in a field."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.certificate import Certificate
from desktop.core.chatbot import Secret
from desktop.core.errors import Problem
from desktop.core.proxy import ProxyChoice, ProxyKind, ProxySettings
from desktop.core.settings import NetworkSettings, Settings
from desktop.ui.settings.network_page import NetworkPage
from tests.ui.settings.conftest import Desk, enter, everything_said, press, settle

NOW = time.time()


@pytest.fixture
def changes(desk: Desk) -> list[NetworkSettings]:
    """What was asked for, with the page in view."""
    found: list[NetworkSettings] = []
    desk.dialog.section_changed.connect(lambda name, value: found.append(value) if name == "network" else None)
    desk.dialog.list.setCurrentRow(3)
    settle()
    return found


def page(desk: Desk) -> NetworkPage:
    return desk.dialog.network


def test_a_proxy_is_typed_in(desk: Desk, changes: list[NetworkSettings]) -> None:
    box = page(desk).proxy
    assert box.system.isChecked()
    assert not box.host.isVisible()
    press(box.manual)
    enter(box.host.edit, "proxy.example")
    enter(box.user.edit, "jo")
    box.port.setValue(8080)
    box.kind.setFocus()
    QTest.keyClick(box.kind, Qt.Key.Key_Down)
    enter(box.exceptions.edit, "intranet.example")
    QTest.keyClick(box.exceptions.edit, Qt.Key.Key_Return)
    expected = ProxySettings(ProxyChoice.MANUAL, ProxyKind.SOCKS5, "proxy.example", 8080, "jo", "intranet.example")
    assert changes[-1].proxy == expected
    press(box.none)
    assert changes.pop().proxy.choice is ProxyChoice.NONE
    assert not box.user.isVisible()
    press(box.system)
    assert changes.pop().proxy.choice is ProxyChoice.SYSTEM
    assert box.user.isVisible()
    assert not box.password.isVisible()


def test_a_password_goes_to_the_keyring_of_its_proxy_and_leaves_the_field(
    desk: Desk, changes: list[NetworkSettings]
) -> None:
    box = page(desk).proxy
    submitted: list[tuple[str, Secret | None]] = []
    box.password_submitted.connect(lambda place, password: submitted.append((place, password)))
    box.show_settings(ProxySettings(ProxyChoice.MANUAL, ProxyKind.HTTP, "proxy.example", 3128, "jo"))
    settle()
    press(box.keep_button)
    assert submitted == []
    enter(box.password.edit, "hunter2")
    press(box.keep_button)
    assert submitted == [("http://proxy.example:3128", Secret("hunter2"))]
    assert box.password.edit.echoMode() is box.password.edit.EchoMode.Password
    box.show_password_kept(None)
    assert "hunter2" not in everything_said(desk.dialog)
    box.show_password_kept(Problem("keyring_locked"))
    assert "locked" in everything_said(box)
    press(box.forget_button)
    assert submitted[-1] == ("http://proxy.example:3128", None)
    assert changes == []


def test_a_password_for_the_proxy_of_this_computer_goes_to_the_keyring_of_that_one(
    desk: Desk, changes: list[NetworkSettings]
) -> None:
    box = page(desk).proxy
    submitted: list[tuple[str, Secret | None]] = []
    box.password_submitted.connect(lambda place, password: submitted.append((place, password)))
    box.show_settings(ProxySettings(ProxyChoice.SYSTEM, host="proxy.example", user="jo"))
    settle()
    assert not box.password.isVisible(), "nobody knows of a proxy yet"
    box.show_system_proxy("http://office:3128")
    settle()
    assert "office:3128" in everything_said(box)
    enter(box.password.edit, "hunter2")
    press(box.keep_button)
    box.show_password_kept(None)
    press(box.forget_button)
    assert submitted == [("http://office:3128", Secret("hunter2")), ("http://office:3128", None)]
    press(box.manual)
    assert "proxy.example:3128" in everything_said(box)
    assert "office:3128" not in everything_said(box)
    press(box.none)
    assert not box.password.isVisible()
    press(box.system)
    box.show_system_proxy("")
    settle()
    assert not box.password.isVisible()


def test_a_password_that_was_typed_is_kept_when_the_settings_are_closed(
    desk: Desk, changes: list[NetworkSettings]
) -> None:
    box = page(desk).proxy
    submitted: list[tuple[str, Secret | None]] = []
    box.password_submitted.connect(lambda place, password: submitted.append((place, password)))
    box.show_settings(ProxySettings(ProxyChoice.MANUAL, ProxyKind.HTTP, "proxy.example", 3128, "jo"))
    settle()
    enter(box.password.edit, "hunter2")
    QTest.keyClick(box.password.edit, Qt.Key.Key_Escape)
    assert not desk.dialog.isVisible()
    assert submitted == [("http://proxy.example:3128", Secret("hunter2"))]
    box.show_password_kept(None)
    desk.dialog.open()
    desk.dialog.reject()
    assert len(submitted) == 1, "nothing was typed"


@pytest.mark.parametrize("choice", [ProxyChoice.MANUAL, ProxyChoice.NONE])
def test_a_password_that_no_proxy_is_there_for_does_not_stay_and_that_is_said(
    desk: Desk, changes: list[NetworkSettings], choice: ProxyChoice
) -> None:
    box = page(desk).proxy
    submitted: list[object] = []
    box.password_submitted.connect(lambda *sent: submitted.append(sent))
    box.show_settings(ProxySettings(ProxyChoice.MANUAL, ProxyKind.HTTP, "no proxy", 3128, "jo"))
    settle()
    enter(box.password.edit, "hunter2")
    if choice is ProxyChoice.NONE:
        press(box.none)
    desk.dialog.reject()
    assert submitted == []
    assert "hunter2" not in everything_said(desk.dialog)
    assert "was not kept" in everything_said(box)


def test_what_is_no_proxy_is_marked_and_its_password_kept_nowhere(desk: Desk, changes: list[NetworkSettings]) -> None:
    box = page(desk).proxy
    submitted: list[object] = []
    box.password_submitted.connect(lambda *sent: submitted.append(sent))
    box.show_settings(ProxySettings(ProxyChoice.MANUAL, user="jo"))
    settle()
    assert not box.host.error
    enter(box.host.edit, "http://proxy.example/")
    enter(box.password.edit, "hunter2")
    press(box.keep_button)
    press(box.forget_button)
    assert "not the address of a proxy" in box.host.error
    assert submitted == []
    enter(box.host.edit, "proxy.example")
    QTest.keyClick(box.host.edit, Qt.Key.Key_Return)
    assert not box.host.error
    assert changes[-1].proxy.host == "proxy.example"


def test_what_socks_has_no_room_for_is_marked_and_kept_nowhere(desk: Desk, changes: list[NetworkSettings]) -> None:
    box = page(desk).proxy
    submitted: list[tuple[str, Secret | None]] = []
    box.password_submitted.connect(lambda place, password: submitted.append((place, password)))
    box.show_settings(ProxySettings(ProxyChoice.MANUAL, ProxyKind.SOCKS5, "proxy.example", 1080, "jo"))
    settle()
    enter(box.password.edit, "x" * 256)
    press(box.keep_button)
    assert "proxy.example:1080 is too long" in box.password.error
    assert submitted == []
    enter(box.password.edit, "x" * 255)
    assert not box.password.error
    enter(box.user.edit, "j" * 256)
    press(box.keep_button)
    assert "too long" in box.user.error
    assert submitted == []
    enter(box.user.edit, "j" * 255)
    press(box.keep_button)
    assert submitted == [("socks5://proxy.example:1080", Secret("x" * 255))]


def test_times_are_changed_one_by_one_and_halves_of_a_second_stay(desk: Desk, changes: list[NetworkSettings]) -> None:
    desk.dialog.show_settings(Settings(network=NetworkSettings(2.5, 90.0, 7.5)))
    page(desk).first_byte.setValue(300)
    assert changes == [NetworkSettings(2.5, 300.0, 7.5)]
    page(desk).connect_time.setValue(30)
    page(desk).silence.setValue(45)
    assert changes[-1] == NetworkSettings(30.0, 300.0, 45.0)


def test_a_file_of_certificates_says_what_is_in_it_and_can_be_left(desk: Desk, changes: list[NetworkSettings]) -> None:
    box = page(desk).ca_file
    wanted: list[bool] = []
    box.choice_requested.connect(lambda: wanted.append(True))
    press(box.choose_button)
    assert wanted == [True]
    box.take("/etc/inspection.pem", (Certificate("Example CA", "Example CA", 0, NOW + 9e6),))
    assert changes[-1].ca_file == "/etc/inspection.pem"
    assert "Example CA" in box.state
    desk.dialog.show_settings(Settings(network=changes[-1]))
    assert "Example CA" in box.state
    box.show_certificates((Certificate("Old CA", "Old CA", 0, 86400.0),))
    assert "ended on 1970-01-02" in box.state
    box.show_problem(Problem("ca_file_empty", {"file": "x.pem"}))
    assert "x.pem" in box.state
    box.show_problem(Problem("ca_file_unreadable", {"file": "y.pem"}))
    assert box.state == "The file y.pem cannot be read. Choose it again."
    press(box.remove_button)
    assert changes[-1].ca_file == ""
    assert not box.remove_button.isVisible()


def test_not_verifying_is_said_loudly_and_never_for_a_profile_of_the_administrator(desk: Desk) -> None:
    trust = desk.form.trust
    press(trust.anybody)
    assert "Anybody in between" in everything_said(trust)
    desk.save()
    ((profile, _),) = desk.submitted
    assert not profile.verify
    trust.show_trust(ca_file="", verify=False, managed=True)
    settle()
    assert trust.verify
    assert not trust.anybody.isEnabled()
    trust.file.take("/etc/own.pem", (Certificate("Own CA", "Own CA", 0, NOW + 9e6),))
    assert desk.form.is_dirty()
    desk.save()
    assert desk.submitted[-1][0].ca_file == "/etc/own.pem"
