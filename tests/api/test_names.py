"""Names of hosts, looked up by the system."""

import asyncio

import pytest

from desktop.api.names import is_address, look_up


def test_a_name_is_looked_up_to_its_addresses() -> None:
    found = asyncio.run(look_up("localhost", 443))
    assert {"127.0.0.1", "::1"} & set(found)
    assert len(set(found)) == len(found)


def test_a_name_that_nobody_has_raises() -> None:
    with pytest.raises(OSError, match=r"."):
        asyncio.run(look_up("nobody.invalid", 443))


@pytest.mark.parametrize(
    ("host", "is_one"), [("127.0.0.1", True), ("::1", True), ("localhost", False), ("", False), ("127.1", False)]
)
def test_an_address_is_told_from_a_name(host: str, *, is_one: bool) -> None:
    assert is_address(host) is is_one
