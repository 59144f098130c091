"""The names of hosts, and the IP addresses that they stand for."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address


async def look_up(host: str, port: int) -> tuple[str, ...]:
    """The IP addresses of a host, each once; raises OSError, or UnicodeError for what cannot be a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


def is_address(host: str) -> bool:
    """Whether this is an IP address already."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
