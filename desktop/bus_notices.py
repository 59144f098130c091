"""Notifications over the session bus of a Linux desktop: they need no tray, and a click on one comes back.

The traps: the bus may be missing or hang, so all waiting is done on a thread of its own. Texts are shown as markup by
some desktops, so they are escaped where one says so. And a click brings a token without which Wayland does not let the
window come to the front.

Source: Desktop Notifications Specification 1.2 and its ActivationToken signal (1.3).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Final

from jeepney import DBusAddress, MatchRule, Message, MessageType, message_bus, new_method_call
from jeepney.io.threading import DBusConnection, DBusRouter, ReceiveStopped, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg
from msgspec import Struct

log = logging.getLogger(__name__)

_INTERFACE: Final = "org.freedesktop.Notifications"
_ADDRESS: Final = DBusAddress("/org/freedesktop/Notifications", bus_name=_INTERFACE, interface=_INTERFACE)
_PATIENCE: Final = 5.0
"""Seconds for the desktop's notification service to answer the first time; it may have to be started."""
_UNREACHED: Final = (OSError, LookupError, ValueError, RuntimeError, DBusErrorResponse)
_DEFAULT: Final = "default"


class Notice(Struct, frozen=True):
    """`key` says what it is about; a later notice with the same key takes the place of an earlier one."""

    key: str
    title: str
    text: str


class BusNotices:
    """`clicked` gets the key of a notice and the activation token, `failed` a notice that could not be shown.

    Both are called on a thread of this object, and never again once it is closed.
    """

    def __init__(self, name: str, clicked: Callable[[str, str], None], failed: Callable[[Notice], None]) -> None:
        self._name = name
        self._clicked = clicked
        self._failed = failed
        self._lock = threading.Lock()
        self._telling = threading.Lock()
        self._is_closed = False
        self._waiting: list[Notice] = []
        self._thread: threading.Thread | None = None
        self._connection: DBusConnection | None = None
        self._is_dead = False
        self._has_markup = False
        self._has_actions = False
        self._asked: dict[int, str] = {}  # serial of a call that is not answered yet -> key
        self._shown: dict[int, str] = {}  # the desktop's number -> key
        self._tokens: dict[int, str] = {}

    def show(self, notice: Notice) -> None:
        """Hand it to the desktop; never waits."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="notices", daemon=True)
                self._thread.start()
            is_dead = self._is_dead
            if not is_dead and self._connection is None:
                self._waiting.append(notice)
                return
        if is_dead or not self._send(notice):
            self._tell(partial(self._failed, notice))

    def close(self) -> None:
        """Who listens may be gone as soon as this returns."""
        with self._telling:
            self._is_closed = True
        with self._lock:
            self._is_dead = True
            connection = self._connection
        if connection is not None:
            connection.interrupt()

    def _run(self) -> None:
        try:
            connection = open_dbus_connection("SESSION")
        except _UNREACHED as error:
            log.info("there is no session bus: %s", type(error).__name__)
            self._give_up()
            return
        try:
            self._prepare(connection)
            self._listen(connection)
        except ReceiveStopped:
            log.debug("the notices end")
        except _UNREACHED as error:
            log.warning("the notification service is not there: %s", type(error).__name__)
        finally:
            self._give_up()
            connection.close()

    def _prepare(self, connection: DBusConnection) -> None:
        """Ask what the desktop can do, and to hear of clicks; what was shown meanwhile goes out then."""
        rule = MatchRule(type="signal", interface=_INTERFACE, path=_ADDRESS.object_path)
        with DBusRouter(connection) as router:
            unwrap_msg(router.send_and_get_reply(message_bus.AddMatch(rule), timeout=_PATIENCE))
            asked = new_method_call(_ADDRESS, "GetCapabilities")
            (found,) = unwrap_msg(router.send_and_get_reply(asked, timeout=_PATIENCE))
        self._has_markup, self._has_actions = "body-markup" in found, "actions" in found
        with self._lock:
            self._connection = connection
            waiting, self._waiting = self._waiting, []
            if self._is_dead:
                raise ReceiveStopped
        for notice in waiting:
            self._send(notice)

    def _listen(self, connection: DBusConnection) -> None:
        while True:
            message = connection.receive()
            kind = message.header.message_type
            if kind is MessageType.signal:
                self._on_signal(message)
            elif kind in (MessageType.method_return, MessageType.error):
                self._on_answer(message)

    def _give_up(self) -> None:
        with self._lock:
            self._is_dead, self._connection = True, None
            waiting, self._waiting = self._waiting, []
        for notice in waiting:
            self._tell(partial(self._failed, notice))

    def _tell(self, listener: Callable[[], None]) -> None:
        with self._telling:
            if not self._is_closed:
                listener()

    def _send(self, notice: Notice) -> bool:
        with self._lock:
            connection = self._connection
            if connection is None:
                return False
            earlier = next((number for number, key in self._shown.items() if key == notice.key), 0)
            serial = next(connection.outgoing_serial)
            self._asked[serial] = notice.key
        try:
            connection.send(self._call(notice, earlier), serial=serial)
        except OSError:
            return False
        return True

    def _call(self, notice: Notice, earlier: int) -> Message:
        text = escape(notice.text, quote=False) if self._has_markup else notice.text
        actions = [_DEFAULT, notice.title] if self._has_actions else []
        hints = {"desktop-entry": ("s", "robofy-desktop"), "category": ("s", "im.received")}
        body = (self._name, earlier, "robofy-desktop", notice.title, text, actions, hints, -1)
        return new_method_call(_ADDRESS, "Notify", "susssasa{sv}i", body)

    def _on_answer(self, message: Message) -> None:
        fields = {int(field): value for field, value in message.header.fields.items()}
        with self._lock:
            key = self._asked.pop(fields.get(5, 0), None)  # 5 is REPLY_SERIAL
            if key is not None and message.header.message_type is MessageType.method_return:
                self._shown[message.body[0]] = key

    def _on_signal(self, message: Message) -> None:
        member = {int(field): value for field, value in message.header.fields.items()}.get(3)  # 3 is MEMBER
        number = message.body[0] if message.body else 0
        if member == "ActivationToken":
            self._tokens[number] = str(message.body[1])
        elif member == "NotificationClosed":
            with self._lock:
                self._shown.pop(number, None)
            self._tokens.pop(number, None)
        elif member == "ActionInvoked":
            with self._lock:
                key = self._shown.get(number)
            if key is not None:  # every program hears of every click
                self._tell(partial(self._clicked, key, self._tokens.pop(number, "")))
