"""Which proxy, which servers without one, and what of a proxy's address may be shown."""

import pytest

from desktop.core.errors import NetworkError
from desktop.core.proxy import (
    ProxyKind,
    ProxySettings,
    is_exempt,
    manual_proxy,
    origin_of,
    shown_proxy,
    unfit_to_sign_in,
)


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (ProxySettings(host="proxy.example"), "http://proxy.example:3128"),
        (ProxySettings(host=" Proxy.Example ", port=80), "http://proxy.example:80"),
        (ProxySettings(kind=ProxyKind.SOCKS5, host="10.0.0.1", port=1080), "socks5://10.0.0.1:1080"),
        (ProxySettings(host="::1"), "http://[::1]:3128"),
        (ProxySettings(host="[fd00::2]"), "http://[fd00::2]:3128"),
    ],
)
def test_what_was_typed_in_becomes_an_address(settings: ProxySettings, address: str) -> None:
    assert manual_proxy(settings) == address


@pytest.mark.parametrize(
    "host", ["", "two words", "http://proxy", "a/b", "na\nme", "user@proxy", "[", "prôxy", "a" * 300]
)
def test_what_is_no_host_is_refused_without_being_quoted(host: str) -> None:
    with pytest.raises(NetworkError) as caught:
        manual_proxy(ProxySettings(host=host))
    assert caught.value.problem.code == "proxy_address"
    assert not host or host not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("http://jo:hunter2@Proxy:3128/x", "http://proxy:3128"),
        ("proxy:3128", "http://proxy:3128"),
        ("http://proxy", "http://proxy:80"),
        ("https://proxy", "https://proxy:443"),
        ("socks5h://proxy", "socks5://proxy:1080"),
        ("socks5://[::1]:9", "socks5://[::1]:9"),
    ],
)
def test_the_origin_of_a_proxy_holds_no_password(address: str, origin: str) -> None:
    assert origin_of(address) == origin
    assert shown_proxy(origin) == origin.split("//")[1]


@pytest.mark.parametrize(
    "address",
    ["socks4://proxy", "http://[proxy", "http://proxy:99999", "http://proxy:0", "http://", "http://jo:\udcff@proxy"],
)
def test_what_is_no_proxy_is_refused(address: str) -> None:
    with pytest.raises(NetworkError):
        origin_of(address)


@pytest.mark.parametrize(
    ("host", "rules", "exempt"),
    [
        ("intranet.example", "", False),
        ("intranet.example", " , ;", False),
        ("intranet.example", "*", True),
        ("intranet.example", "example", True),
        ("intranet.example", ".example", True),
        ("intranet.example", "*.Example", True),
        ("INTRANET.example.", "intranet.example", True),
        ("tranet.example", "intranet.example", False),
        ("myexample", "example", False),
        ("intranet.example", "other.example, intranet.example", True),
        ("intranet.example", "intranet.example:443", True),
        ("intranet.example", "intranet.example:8443", False),
        ("intranet", "<local>", True),
        ("intranet.example", "<local>", False),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("intranet.example", "10.0.0.0/8", False),
        ("10.1.2.3", "10.0.0.0/99", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "2.3", False),
        ("10.1.2.3", "10.1.2.3:443", True),
        ("[fd00::1]", "fd00::/8", True),
        ("fd00::1", "[fd00::1]", True),
        ("fd00::1", "[fd00:0::1]:443", True),
        ("fd00::1", "[fd00::1]:80", False),
        ("fd00::1", "<local>", False),
    ],
)
def test_what_is_reached_without_a_proxy(host: str, rules: str, exempt: bool) -> None:
    assert is_exempt(host, 443, rules) is exempt


@pytest.mark.parametrize(
    ("origin", "words", "code"),
    [
        ("socks5://proxy:1080", "x" * 255, None),
        ("socks5://proxy:1080", "x" * 256, "proxy_sign_in_long"),
        ("socks5://proxy:1080", "ü" * 127, None),
        ("socks5://proxy:1080", "ü" * 128, "proxy_sign_in_long"),
        ("socks5://proxy:1080", "\ud800", None),
        ("http://proxy:3128", "x" * 300, None),
    ],
)
def test_what_signs_in_has_room_where_it_is_told(origin: str, words: str, code: str | None) -> None:
    found = unfit_to_sign_in(origin, words)
    assert (found and found.code) == code
    assert words not in str(found)
