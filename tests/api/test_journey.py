"""How far a request has come, by what the HTTP library tells."""

from __future__ import annotations

import asyncio

import httpcore

from desktop.api.journey import Journey, Passed, Stage


class Quiet(httpcore.AsyncNetworkStream):
    def get_extra_info(self, info: str) -> object:
        return None


def told(journey: Journey, *events: str, method: str = "GET") -> None:
    """Each event begins; what it gives is a connection without encryption."""

    async def main() -> None:
        for event in events:
            asked = {"request": httpcore.Request(method, "https://shop.example")}
            await journey(f"{event}.started", asked)
            await journey(f"{event}.complete", {"return_value": Quiet()})

    asyncio.run(main())


def test_what_is_done_with_a_proxy_is_one_stage() -> None:
    passed: list[Passed] = []
    journey = Journey(proxied=True, tell=passed.append)
    told(journey, "connection.connect_tcp", "connection.start_tls", "http11.send_request_headers", method="CONNECT")
    assert (journey.stage, journey.at_proxy, journey.has_left) == (Stage.PROXY, True, False)
    told(journey, "proxy.start_tls", "http11.send_request_headers")
    assert [one.stage for one in passed] == [Stage.TCP, Stage.PROXY, Stage.TLS]
    assert (journey.stage, journey.at_proxy, journey.has_left) == (Stage.HTTP, False, True)
    assert journey.certificate == b""


def test_a_second_attempt_begins_anew() -> None:
    journey = Journey()
    told(journey, "connection.connect_tcp", "connection.start_tls", "connection.connect_tcp")
    assert (journey.is_connecting, journey.has_left) == (True, False)
