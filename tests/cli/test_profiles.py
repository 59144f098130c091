"""`profiles` as it is used in scripts: with a real keyring, a real server, and no key in any argument."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.sandbox.bots import BOTS
from desktop.sandbox.server import Sandbox
from tests.cli.conftest import Program

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

KEY = "rf_live_0123456789abcdef"
BOT = f"{BOTS[0].id}=Helper"
PROJECT = ("--project", Sandbox.project_id)
KeepSecret = Callable[[str, str], None]


@pytest.fixture
def server() -> Iterator[Sandbox]:
    with Sandbox.start() as sandbox:
        yield sandbox


def add(program: Program, server: Sandbox, *more: str, name: str = "Shop", key: str = "") -> tuple[int, str, str]:
    where = ("--address", server.address, *PROJECT, "--chatbot", BOT)
    from_stdin = ("--key-stdin",) if key else ()
    return program.run("profiles", "add", name, *where, *from_stdin, *more, stdin=key.encode())


def stored(program: Program) -> list[dict[str, object]]:
    path = program.data / "profiles.json"
    return list(json.loads(path.read_text())["profiles"]) if path.exists() else []


def test_added_tested_asked_and_removed(program: Program, server: Sandbox, secret_service: SecretService) -> None:
    status, said, complained = add(program, server, "--label", "staging", key=f"  Bearer {server.secret}\n")
    assert (status, complained) == (0, "")
    key = said.strip()
    assert [profile["id"] for profile in stored(program)] == [key]
    assert len(secret_service.labels()) == 1
    listed = f"{key}\tShop\tstaging\t{server.address}\t{server.project_id}\tHelper\n"
    assert program.run("profiles", "list") == (0, listed, "")
    status, said, complained = program.run("profiles", "test", "shop")
    assert (status, complained) == (0, "")
    assert said.startswith("Helper answered in ")
    status, said, _ = program.run("ask", "Hello, instantly", "--profile", "Shop")
    assert status == 0
    assert said.strip()
    assert program.run("profiles", "remove", "Shop") == (0, "", "")
    assert stored(program) == []
    assert secret_service.labels() == []


@pytest.mark.usefixtures("secret_service")
def test_json_for_scripts(program: Program, server: Sandbox) -> None:
    _, said, _ = add(program, server, "--json", "--colour", "red", key=server.secret)
    key = json.loads(said)["id"]
    _, said, _ = program.run("profiles", "list", "--json")
    assert json.loads(said) == {
        "id": key,
        "name": "Shop",
        "address": server.address,
        "project_id": server.project_id,
        "colour": "red",
        "label": "",
        "credential": "api-key",
        "source": "file",
        "chatbots": [{"id": BOTS[0].id, "name": "Helper"}],
    }
    status, said, _ = program.run("profiles", "test", "--json")
    result = json.loads(said)
    assert (status, result["ok"], result["chatbot"], result["problem"]) == (0, True, "Helper", None)
    status, said, complained = program.run("profiles", "test", "--json", "--key-stdin", stdin=KEY.encode())
    result = json.loads(said)
    assert (status, result["problem"]["code"], result["field"], complained) == (1, "unauthorized", "secret", "")
    status, said, _ = program.run("profiles", "remove", key, "--json")
    assert (status, json.loads(said)) == (0, {"id": key})


@pytest.mark.usefixtures("secret_service")
def test_the_key_may_come_from_the_environment(program: Program, server: Sandbox) -> None:
    program.environment["ROBOFY_API_KEY"] = server.secret
    assert add(program, server)[0] == 0
    del program.environment["ROBOFY_API_KEY"]
    assert program.run("profiles", "test")[0] == 0


@pytest.mark.usefixtures("secret_service")
def test_without_a_key_it_is_added_and_said(program: Program, server: Sandbox) -> None:
    status, _, complained = add(program, server)
    assert status == 0
    assert complained == (
        "robofy-desktop: The profile has no key yet. "
        "Add it with “profiles key NAME”, or in the settings of the window.\n"
    )
    status, _, complained = program.run("profiles", "test")
    assert status == 2
    assert complained.startswith("robofy-desktop: No key is stored")


def test_a_profile_that_fetches_its_tokens_needs_no_key_and_nothing_is_said(program: Program, server: Sandbox) -> None:
    status, said, complained = add(program, server, "--credential", "client-token", "--handshake-path", "/v1/handshake")
    assert (status, complained) == (0, "")
    assert said.strip()
    status, _, complained = add(program, server, "--credential", "client-token", name="Pasted")
    assert status == 0
    assert "has no key yet" in complained


def test_a_key_is_replaced(program: Program, server: Sandbox, secret_service: SecretService) -> None:
    _, said, _ = add(program, server, key=KEY)
    key = said.strip()
    assert program.run("profiles", "test", "Shop")[0] == 1
    assert program.run("profiles", "key", "shop", "--key-stdin", stdin=f"{server.secret}\n".encode()) == (0, "", "")
    assert program.run("profiles", "test", "Shop")[0] == 0
    assert len(secret_service.labels()) == 1
    program.environment["ROBOFY_API_KEY"] = KEY
    status, said, complained = program.run("profiles", "key", key, "--json")
    assert (status, json.loads(said), complained) == (0, {"id": key}, "")
    del program.environment["ROBOFY_API_KEY"]
    assert program.run("profiles", "test", "Shop")[0] == 1


@pytest.mark.parametrize(
    ("words", "stdin", "sentence"),
    [
        (("Shop",), "", "There is no key. Give it on standard input (--key-stdin)"),
        (("Shop", "--key-stdin"), " ", "There is no key on standard input."),
        (("nobody", "--key-stdin"), KEY, "with the name “nobody”"),
        (("Shop", KEY), "", "A key is never an argument"),
        (("Shop", "--key", "x"), "", "A key is never an argument"),
    ],
)
def test_a_key_that_is_not_handed_in_well_is_not_kept(
    program: Program, server: Sandbox, words: tuple[str, ...], stdin: str, sentence: str
) -> None:
    program.save_profile(server.address)
    status, said, complained = program.run("profiles", "key", *words, stdin=stdin.encode())
    assert (status, said) == (2, "")
    assert sentence in complained
    assert KEY not in complained


def test_without_a_keyring_the_new_key_is_refused(program: Program, server: Sandbox) -> None:
    program.save_profile(server.address)
    status, said, complained = program.run("profiles", "key", "Shop", "--key-stdin", stdin=KEY.encode())
    assert (status, said) == (1, "")
    assert complained.startswith("robofy-desktop: No keyring is available")


def test_where_no_keyring_takes_the_key_nothing_is_added(program: Program, server: Sandbox) -> None:
    status, said, complained = add(program, server, key=KEY)
    assert (status, said) == (1, "")
    assert complained.startswith("robofy-desktop: No keyring is available")
    assert stored(program) == []


def test_where_the_disk_takes_no_profile_the_keyring_keeps_no_key(
    program: Program, server: Sandbox, secret_service: SecretService
) -> None:
    (program.data / "profiles.json").mkdir(parents=True)
    status, said, complained = add(program, server, key=KEY)
    assert (status, said) == (1, "")
    assert "profiles.json" in complained
    assert secret_service.labels() == []


def test_a_locked_keyring_does_not_keep_a_profile_alive_and_loses_the_key_later(
    program: Program, server: Sandbox, secret_service: SecretService
) -> None:
    add(program, server, key=KEY)
    secret_service.lock()
    status, _, complained = program.run("profiles", "remove", "Shop")
    assert status == 0
    assert "is removed when the keyring can be used again" in complained
    assert stored(program) == []
    secret_service.unlock()
    assert len(secret_service.labels()) == 1
    assert add(program, server, name="Other", key=KEY)[0] == 0
    assert len(secret_service.labels()) == 1, "the old key is gone"


@pytest.mark.parametrize("words", [("--key", KEY), (f"--api-key={KEY}",), (KEY,)])
def test_a_key_in_an_argument_is_refused_and_not_repeated(program: Program, server: Sandbox, words: tuple[str]) -> None:
    status, said, complained = add(program, server, *words)
    assert (status, said) == (2, "")
    assert KEY not in complained
    assert complained.startswith("robofy-desktop: A key is never an argument")
    assert stored(program) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--address", "http://agents.example"), "This address is not encrypted (http)."),
        (("--address", "https://me:pass@agents.example"), "The address contains a user name or password."),
        (("--address", "https://a b"), "This is not a web address."),
        (("--project", "shop"), "A project ID is a number."),
        (("--chatbot", "b\nc"), "An ID cannot contain spaces or line breaks."),
        (("--handshake-path", "//evil.example"), "This is not a path."),
        (("--handshake-path", "/v1/handshake"), "--handshake-path is for client tokens."),
        (("--handshake-path", "/v1/handshake", "--credential", "api-key"), "--handshake-path is for client tokens."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(
    program: Program, server: Sandbox, words: tuple[str, ...], sentence: str
) -> None:
    status, said, complained = add(program, server, *words)
    assert (status, said) == (2, "")
    assert complained.startswith(f"robofy-desktop: {sentence}")
    assert stored(program) == []


def test_a_secret_of_100_kilobytes_is_refused(program: Program, server: Sandbox) -> None:
    status, _, complained = add(program, server, key="k" * 200_000)
    assert (status, complained) == (2, "robofy-desktop: A key has at most 8192 characters. Copy only the key.\n")


def test_a_name_is_given_once(program: Program, server: Sandbox) -> None:
    program.save_profile(server.address)
    status, _, complained = add(program, server)
    assert status == 2
    assert "There is a profile with the name “Shop” already." in complained


@pytest.mark.parametrize("words", [("remove", "nobody"), ("test", "nobody"), ("test", "Shop", "--chatbot", "nobody")])
def test_a_name_that_nobody_has_is_said(program: Program, server: Sandbox, words: tuple[str, ...]) -> None:
    program.save_profile(server.address)
    status, said, complained = program.run("profiles", *words)
    assert (status, said) == (2, "")
    assert "with the name “nobody”" in complained
    assert len(stored(program)) == 1


# ── the environment and the administrator ─────────────────────────────────────────────────────────────────────────


def of_environment(program: Program, server: Sandbox) -> None:
    program.environment |= {
        "ROBOFY_ADDRESS": server.address,
        "ROBOFY_PROJECT_ID": server.project_id,
        "ROBOFY_CHATBOT_ID": BOTS[0].id,
        "ROBOFY_API_KEY": server.secret,
    }


def test_variables_are_a_profile_without_any_file_or_keyring(program: Program, server: Sandbox) -> None:
    of_environment(program, server)
    status, said, complained = program.run("ask", "Hello, instantly")
    assert (status, complained) == (0, "")
    assert said.strip()
    assert program.run("profiles", "test")[0] == 0
    _, said, _ = program.run("profiles", "list", "--json")
    assert json.loads(said)["source"] == "environment"
    status, _, complained = program.run("profiles", "remove", "environment")
    assert status == 2
    assert "Unset them" in complained
    status, _, complained = program.run("profiles", "key", "environment")
    assert status == 2
    assert "Set ROBOFY_API_KEY" in complained
    assert stored(program) == []


def test_variables_come_before_what_is_stored(program: Program, server: Sandbox) -> None:
    program.save_profile("https://agents.example")
    of_environment(program, server)
    assert program.run("ask", "Hello, instantly")[0] == 0


def test_a_variable_that_is_missing_is_named(program: Program, server: Sandbox) -> None:
    of_environment(program, server)
    del program.environment["ROBOFY_API_KEY"]
    status, _, complained = program.run("ask", "Hello")
    assert (status, complained) == (
        2,
        "robofy-desktop: The profile from the environment is not complete: ROBOFY_API_KEY is not set.\n",
    )
    del program.environment["ROBOFY_PROJECT_ID"]
    _, _, complained = program.run("profiles", "list")
    assert "ROBOFY_PROJECT_ID is not set" in complained


def test_what_was_meant_for_half_a_profile_of_the_environment_goes_to_nobody_else(
    program: Program, server: Sandbox
) -> None:
    of_environment(program, server)
    program.save_profile(server.address)
    del program.environment["ROBOFY_CHATBOT_ID"]
    for command in (("ask", "Hello"), ("diagnose",), ("profiles", "test")):
        status, said, complained = program.run(*command)
        assert (status, said) == (2, "")
        assert "ROBOFY_CHATBOT_ID is not set" in complained
        assert "Nobody was asked" in complained
    _, _, complained = program.run("profiles", "test", "Shop")
    assert "Nobody was asked" not in complained


@pytest.mark.usefixtures("secret_service")
def test_a_managed_profile_is_used_and_not_removed(
    program: Program, server: Sandbox, tmp_path: Path, keep_secret: KeepSecret
) -> None:
    managed = tmp_path / "managed.json"
    bots = [{"id": BOTS[0].id, "name": "Helper"}]
    profile = {"id": "p1", "name": "Fleet", "address": server.address, "project_id": server.project_id}
    managed.write_text(json.dumps({"profiles": [profile | {"chatbots": bots}]}))
    program.environment["ROBOFY_MANAGED_FILE"] = str(managed)
    keep_secret(server.address, server.secret)
    assert program.run("ask", "Hello, instantly", "--profile", "fleet")[0] == 0
    _, said, _ = program.run("profiles", "list", "--json")
    assert json.loads(said)["source"] == "managed"
    status, _, complained = program.run("profiles", "remove", "Fleet")
    assert status == 2
    assert "managed by your administrator" in complained


def test_a_bad_managed_file_is_a_sentence_and_the_rest_works(program: Program, server: Sandbox, tmp_path: Path) -> None:
    managed = tmp_path / "managed.json"
    managed.write_text("{")
    program.environment["ROBOFY_MANAGED_FILE"] = str(managed)
    program.save_profile(server.address)
    status, said, complained = program.run("profiles", "list")
    assert (status, said.count("\n")) == (0, 1)
    assert "could not be read, so they are not used" in complained
