"""What the Secret Service of a Linux desktop tells about itself: who it is, and whether it would ask for a password.

The trap: to ask it for a key opens the password prompt of a locked keyring, which waits for its owner for ever. Nothing
here opens one; that is how the program can say beforehand what the system is about to do.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

from msgspec import Struct

_NAMES: Final = (
    ("gnome-keyring", "GNOME Keyring"),
    ("ksecretd", "KWallet"),
    ("kwalletd", "KWallet"),
    ("keepassxc", "KeePassXC"),
    ("oo7", "oo7"),
)
"""Programs that are a Secret Service, by how their names begin, and what people call them."""


class ServiceState(Struct, frozen=True):
    """`name` is empty for a program that is not known. `is_locked`: the next look-up asks for a password."""

    name: str
    is_locked: bool


def look_at_service() -> ServiceState | None:
    """None when there is no Secret Service. Blocks; raises what its libraries raise."""
    import secretstorage
    from secretstorage.exceptions import ItemNotFoundException

    with closing(secretstorage.dbus_init()) as connection:
        if not secretstorage.check_service_availability(connection):
            return None
        name = service_name(command_of(_process_of(connection)))
        try:
            # Not the default collection by way of the library: that would make one, with a prompt for its password.
            return ServiceState(name, secretstorage.Collection(connection).is_locked())
        except ItemNotFoundException:
            return ServiceState(name, is_locked=False)


def _process_of(connection: object) -> int:
    """The process that answers; 0 when the bus does not say."""
    from jeepney import MessageType
    from jeepney.bus_messages import message_bus

    reply = connection.send_and_get_reply(  # type: ignore[attr-defined] # a connection of a library that has no types
        message_bus.GetConnectionUnixProcessID("org.freedesktop.secrets")
    )
    return int(reply.body[0]) if reply.header.message_type is MessageType.method_return else 0


def command_of(process: int) -> str:
    """What the process is called, 15 characters at most (proc(5)); empty on a system that does not show it."""
    try:
        return Path(f"/proc/{process}/comm").read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def service_name(command: str) -> str:
    """What people call the Secret Service whose process is called so; empty for one that is not known."""
    return next((name for start, name in _NAMES if command.startswith(start)), "")
