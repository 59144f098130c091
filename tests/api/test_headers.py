"""What every request says of itself."""

from desktop import __version__
from desktop.api.headers import JSON, headers
from desktop.core.chatbot import Secret

ALWAYS = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": f"robofy-desktop/{__version__}"}


def test_a_request_without_a_key_or_a_body_names_neither() -> None:
    assert headers(accept="image/png") == {**ALWAYS, "Accept": "image/png"}


def test_a_key_and_the_kind_of_a_body_are_told() -> None:
    told = headers(secret=Secret("rb_live_0123456789abcdef"), content=JSON)
    assert told == {
        **ALWAYS,
        "Accept": "application/json",
        "Authorization": "Bearer rb_live_0123456789abcdef",
        "Content-Type": "application/json",
    }
