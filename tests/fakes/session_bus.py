"""A D-Bus session of a test's own, and a notification service on it that keeps what it was told and can be clicked."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path
from typing import Any, Final, Self

from jeepney import DBusAddress, HeaderFields, Message, MessageType, message_bus, new_method_return, new_signal
from jeepney.io.threading import DBusConnection, ReceiveStopped, open_dbus_connection, open_dbus_router

CONFIG: Final = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""Of a bus that starts nothing by itself, and lets everybody speak with everybody."""
_NAME = "org.freedesktop.Notifications"
_EMITTER = DBusAddress("/org/freedesktop/Notifications", interface=_NAME)


class SessionBus:
    """Starts nothing by itself. `address` is what DBUS_SESSION_BUS_ADDRESS must be."""

    def __init__(self, folder: Path) -> None:
        config = folder / "bus.conf"
        config.write_text(CONFIG)
        self._process = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def wait_for(self, name: str, process: subprocess.Popen[bytes]) -> None:
        """Until somebody has this name; a process that ends before is an error."""
        with open_dbus_router(self.address) as router:
            while not router.send_and_get_reply(message_bus.NameHasOwner(name), timeout=20).body[0]:
                assert process.poll() is None, f"{name} ended with status {process.returncode}"


class NotificationService:
    """Speaks as desktops do. `told` holds what Notify got: name, number, icon, title, text, actions, hints, time."""

    def __init__(self, capabilities: tuple[str, ...] = ("actions", "body", "body-markup")) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.arrived = threading.Semaphore(0)
        self._capabilities = list(capabilities)
        self._connection: DBusConnection = open_dbus_connection("SESSION")
        self._connection.send(message_bus.RequestName(_NAME))
        self._thread = threading.Thread(target=self._serve)
        self._ready = threading.Event()
        self._thread.start()
        assert self._ready.wait(20), "the bus gave no name"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.interrupt()
        self._thread.join()
        self._connection.close()

    def click(self, number: int, token: str = "") -> None:
        if token:
            self._connection.send(new_signal(_EMITTER, "ActivationToken", "us", (number, token)))
        self._connection.send(new_signal(_EMITTER, "ActionInvoked", "us", (number, "default")))
        self._connection.send(new_signal(_EMITTER, "NotificationClosed", "uu", (number, 2)))

    def _serve(self) -> None:
        try:
            while True:
                self._answer(self._connection.receive())
        except ReceiveStopped:
            return

    def _answer(self, message: Message) -> None:
        if message.header.message_type is MessageType.method_return:
            self._ready.set()
        if message.header.message_type is not MessageType.method_call:
            return
        if message.header.fields.get(HeaderFields.member) == "GetCapabilities":
            self._connection.send(new_method_return(message, "as", (self._capabilities,)))
            return
        number = message.body[1] or len(self.told) + 1
        self.told.append(message.body)
        self._connection.send(new_method_return(message, "u", (number,)))
        self.arrived.release()
