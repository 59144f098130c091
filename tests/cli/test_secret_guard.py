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
        ["test", "9f86d081884c7d659a2feaa0c55ad015"],
        ["test", "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"],
        ["test", "k7Zp-Qw3x_T9vB-2mNcR5yL8sDfG1hJ4"],
        ["test", "q83vEjRWeJq83vEjRWeJ+w4/Xk2PbA=="],
        ["test", "--k7ZpQw3xT9vB2mNcR5yL8sDfG1hJ4"],
        ["add", "Shop", "--colour", ID],
        ["test", "sk-abcd-1234-efgh-5678"],
        ["test", "token_0123456789abcdef"],
        ["test", "key-6ff922ed-9884-4430-83c9-7ac83a7b0574"],
        ["test", "key-abcd-efgh-1234-5678"],
        ["test", "secret-my-long-api-secret-2026"],
        ["test", "API_ab1c_defg_hij2_klmn"],
        ["add", "Shop", "--label", ID],
        ["add", "Shop", f"--label={ID}"],
        ["add", "Shop", "--address", "rf_live_0123456789abcdef"],
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
        ["add", "X", "--address", "agents-staging-2.internal.robofy.example"],
        ["add", "X", "--address=agents-staging-2.internal.robofy.example"],
        ["add", "X", "--address", "https://k7zpqw3xt9vb2mncr5yl8sdfg1hj4.preview.example"],
        ["add", "X", "--address", "k7zpqw3xt9vb2mncr5yl8sdfg1hj4.preview.example"],
        ["add", "X", "--handshake-path", "api/v1/ai-agent/handshake/token"],
        ["add", "X", "--handshake-path", "/v1/widget/9f86d081884c7d659a2feaa0c55ad015/handshake"],
        ["add", "X", "--label", "production-of-2026-for-eu-west-1-and-us-east-1"],
        ["add", "Support-environment-of-team-2-Berlin"],
        ["test", "agents-staging-2.internal.robofy.example"],
        ["test", "API-Support-environment-2-Berlin"],
        ["test", "api-support-of-team-b2b-in-berlin"],
        ["test", "token-service-of-eu-west-1-and-us-east-1"],
        ["test", "key-accounts-2026"],
        ["test", "Kundendienst_2026_Berlin_Hamburg"],
        ["remove", "6ff922ed-9884-4430-83c9-7ac83a7b0574"],
    ],
)
def test_what_a_profile_needs_is_no_key(arguments: list[str]) -> None:
    assert not has_secret(arguments)


def test_the_refusal_says_what_to_do() -> None:
    assert "--key-stdin" in SENTENCE
    assert "ROBOFY_API_KEY" in SENTENCE
