"""Whether this computer is connected to any network at all, told without sending anything.

Connecting a datagram socket only asks the system for a route. The trap: a network may lead to a server and nowhere
else, so without a way into the world a name is still looked up before the computer counts as offline.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import Final

from desktop.api.names import is_address, look_up

_SOMEWHERE: Final = ("198.51.100.1", "2001:db8::1")
"""Addresses for documentation (RFC 5737, RFC 3849): nobody has them, and each is as far away as the world is."""
_NO_ROUTE: Final = frozenset(
    {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
)
_LOOK_UP: Final = 2.0
"""Seconds for a name without a way into the world."""


async def is_offline(host: str, port: int) -> bool:
    """Whether nothing can reach this host, the server's or the proxy's."""
    if is_address(host):
        return not has_route(host)
    if any(map(has_route, _SOMEWHERE)):
        return False
    try:
        async with asyncio.timeout(_LOOK_UP):
            found = await look_up(host, port)
    except (OSError, UnicodeError, TimeoutError):
        return True
    return not any(map(has_route, found))


def has_route(address: str) -> bool:
    """Whether the system knows a way to an IP address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
    except OSError as error:
        return error.errno not in _NO_ROUTE
    return True
