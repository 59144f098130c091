"""Real proxies and servers with certificates of a private authority."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Need
from tests.fakes.certificates import Authority
from tests.fakes.proxies import HttpProxy, RealProxy, SocksProxy, missing_proxies


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def real_proxies(need: Need) -> None:
    need(missing_proxies())


@pytest.fixture(params=["http", "socks5"])
def open_proxy(request: pytest.FixtureRequest, tmp_path: Path, real_proxies: None) -> Iterator[RealProxy]:
    """One that asks nobody who they are."""
    with HttpProxy(tmp_path) if request.param == "http" else SocksProxy() as proxy:
        yield proxy


@pytest.fixture(params=["http", "socks5"])
def guarded_proxy(request: pytest.FixtureRequest, tmp_path: Path, real_proxies: None) -> Iterator[RealProxy]:
    """One that wants a user name and a password."""
    with HttpProxy(tmp_path, signed_in=True) if request.param == "http" else SocksProxy(signed_in=True) as proxy:
        yield proxy
