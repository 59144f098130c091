"""A key in the command line is noticed; names, ids and addresses are not taken for one."""

import pytest

from desktop.cli.secret_guard import SENTENCE, has_secret

ID = "UOmfsaU_vRhAfIwDFrFLoXZUz9nHBAkDNkDygeBCjw"


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "Shop", "--key", "x"],
        ["add", "Shop", "--api-key=abc"],
        ["add", "Shop", "--token"],
        ["add", "-key", "x"],
        ["add", "rf_live_0123456789abcdef"],
        ["add", "Shop", "--label", "sk-abcdef0123456789abcdef"],
        ["add", "Shop", "--label=sk-abcdef0123456789abcdef"],
        ["add", "Shop", "--chatbot", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc"],
        ["add", "Shop", "Bearer abc"],
        ["test", ID],
    ],
)
def test_a_key_is_noticed(arguments: list[str]) -> None:
    assert has_secret(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--json"],
        ["add", "My shop", "--project", "24017", "--chatbot", f"{ID}=Helper", "--key-stdin"],
        ["add", "My shop", f"--chatbot={ID}"],
        ["add", "api-documentation", "--address", "https://agents.example.org/path/0123456789012345"],
        ["add", "Shop", "--credential", "client-token", "--handshake-path", "/v1/ai-agent/widget/handshake2"],
        ["remove", "6ff922ed-9884-4430-83c9-7ac83a7b0574"],
    ],
)
def test_what_a_profile_needs_is_no_key(arguments: list[str]) -> None:
    assert not has_secret(arguments)


def test_the_refusal_says_what_to_do() -> None:
    assert "--key-stdin" in SENTENCE
    assert "ROBOFY_API_KEY" in SENTENCE
