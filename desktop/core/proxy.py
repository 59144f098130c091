"""Which proxy stands between this computer and a server, and which servers are reached without one.

The trap: an address of a proxy may hold a user name and a password. `origin_of` is what may be shown, stored and used
as the name under which the password is kept; the whole address goes to the network and nowhere else.
"""

from __future__ import annotations

import re
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Annotated, Final
from urllib.parse import SplitResult, urlsplit

from msgspec import Meta, Struct

from desktop.core.errors import NetworkError, Problem

PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
"""What the schemes of a proxy stand for when no port is named. With SOCKS the proxy always looks up the names."""


_SOCKS_MOST: Final = 255
"""Bytes of a user name and of a password that SOCKS has room for (RFC 1929)."""
_HOST: Final = re.compile(r"[a-z0-9_.-]{1,253}|(?=.*:)[0-9a-f:.]{2,45}")


class ProxyChoice(StrEnum):
    SYSTEM = "system"
    MANUAL = "manual"
    NONE = "none"


class ProxyKind(StrEnum):
    HTTP = "http"
    SOCKS5 = "socks5"


class ProxySettings(Struct, frozen=True):
    """`user` signs in to whichever proxy is used; its password is no setting. `exceptions` are reached directly.

    They are names, addresses and networks, with commas or spaces between them; for the system's proxy they are added
    to those that the system names.
    """

    choice: ProxyChoice = ProxyChoice.SYSTEM
    kind: ProxyKind = ProxyKind.HTTP
    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65535)] = 3128
    user: str = ""
    exceptions: str = ""


def manual_proxy(settings: ProxySettings) -> str:
    """The address of the proxy that was typed in; raises NetworkError(proxy_address) when none can be made of it."""
    host = settings.host.strip().strip("[]")
    if _HOST.fullmatch(host.lower()) is None:  # a user name, a path or a line break is no part of it
        raise NetworkError(Problem("proxy_address"))
    shown = f"[{host}]" if ":" in host else host
    return origin_of(f"{settings.kind}://{shown}:{settings.port}")


def origin_of(proxy: str) -> str:
    """`scheme://host:port` of the address of a proxy, http when it has no scheme; raises NetworkError(proxy_address).

    `socks5h` and `socks5` are one and the same.
    """
    parts = _split(proxy if "://" in proxy else f"http://{proxy}")
    host = (parts.hostname or "").lower()
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme.removesuffix('h')}://{shown}:{parts.port or PORTS[parts.scheme]}"


def shown_proxy(origin: str) -> str:
    """The origin of a proxy as a person calls it: host and port."""
    return origin.partition("://")[2]


def unfit_to_sign_in(origin: str, words: str) -> Problem | None:
    """Why a user name or a password cannot be told to the proxy of this origin."""
    if not origin.startswith("socks5:") or len(words.encode("utf-8", "replace")) <= _SOCKS_MOST:
        return None
    return Problem("proxy_sign_in_long", {"proxy": shown_proxy(origin), "length": str(_SOCKS_MOST)}, retryable=True)


def is_exempt(host: str, port: int, rules: str) -> bool:
    """Whether a host is reached without the proxy.

    A rule is `*`, a name (with everything below it; `.name` and `*.name` mean the same), an address, a network such as
    10.0.0.0/8, or `<local>` for names without a dot; each but a network may end in a port.
    """
    name = host.strip("[]").rstrip(".").lower()
    return any(_fits(rule, name, port) for rule in re.split(r"[\s,;]+", rules.lower()) if rule)


def _fits(rule: str, name: str, port: int) -> bool:
    if rule == "*" or (rule == "<local>" and "." not in name and ":" not in name):
        return True
    if "/" in rule:
        return _is_inside(name, rule)
    named = re.fullmatch(r"(\[[^\]]*\]|[^:]*):(\d+)", rule)
    if named is not None:
        if int(named[2]) != port:
            return False
        rule = named[1]
    rule = rule.strip("[]").removeprefix("*").strip(".")
    if (address := _address(name)) is not None:
        return address == _address(rule)
    return bool(rule) and (name == rule or name.endswith(f".{rule}"))


def _is_inside(name: str, network: str) -> bool:
    address = _address(name)
    try:
        return address is not None and address in ip_network(network, strict=False)
    except ValueError:
        return False


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _split(proxy: str) -> SplitResult:
    try:
        parts = urlsplit(proxy)
        fine = parts.scheme in PORTS and parts.port != 0
        proxy.encode()  # a variable of the environment may hold any bytes, and not all of them can be sent
    except ValueError:
        fine, parts = False, urlsplit("")
    if not fine or _HOST.fullmatch((parts.hostname or "").lower()) is None:
        raise NetworkError(Problem("proxy_address")) from None
    return parts
