"""What only those who publish the packages can promise: an address for letters, and a site with the screenshots.

The trap: the packages' formats ask for both, and an address that was made up may belong to somebody. So until they are
named, both are in a domain that is known to lead nowhere (RFC 6761, "invalid").
"""

import os
import re

from failure import SetupFailure

CONTACT = "ROBOFY_DESKTOP_CONTACT"
SITE = "ROBOFY_DESKTOP_SITE"
_NAME = "Robofy Desktop contributors"
_NOWHERE = "robofy-desktop.invalid"


def maintainer() -> str:
    """Who answers for the packages: name and address, as Debian and rpm write them."""
    address = os.environ.get(CONTACT) or f"nobody@{_NOWHERE}"
    if not re.fullmatch(r"[^\s<>@]+@[^\s<>@]+", address):
        raise SetupFailure(f"{CONTACT} must be an address for mail: {address!r} is none.")
    return f"{_NAME} <{address}>"


def site() -> str:
    """Where the program has its pages, its sources and, below `screenshots`, its pictures; no slash at the end."""
    address = os.environ.get(SITE) or f"https://{_NOWHERE}"
    if not re.fullmatch(r"https://[^\s<>\"]+", address):
        raise SetupFailure(f"{SITE} must begin with https:// and hold no space: {address!r} does not.")
    return address.rstrip("/")


def unnamed() -> list[str]:
    """The variables without which a package is for trying, not for publishing; those that are set must be right."""
    maintainer()
    site()
    return [name for name in (CONTACT, SITE) if not os.environ.get(name)]
