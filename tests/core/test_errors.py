"""Errors: each has words, and whoever raises one fills them in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from desktop.core.errors import (
    SENTENCES,
    AppError,
    NetworkError,
    Problem,
    ProfileError,
    ProtocolError,
    SecretError,
    ServerError,
    StoreError,
    fill,
)

DESKTOP = Path(__file__).parents[2] / "desktop"
PLACEHOLDERS = {code: set(re.findall(r"\{(\w+)\}", sentence)) for code, sentence in SENTENCES.items()}


@pytest.mark.parametrize("code", SENTENCES)
def test_sentence_is_one_for_a_person(code: str) -> None:
    sentence = SENTENCES[code]
    assert sentence.endswith((".", "}"))
    assert sentence[0].isupper() or sentence[0] == "{"
    assert "  " not in sentence
    assert sentence.count("{") == sentence.count("}") == len(re.findall(r"\{[a-z]+\}", sentence))


@pytest.mark.parametrize("code", SENTENCES)
def test_problem_says_its_sentence_with_its_values(code: str) -> None:
    sentence = Problem(code, {name: f"<{name}>" for name in PLACEHOLDERS[code]}).sentence
    assert all(f"<{name}>" in sentence for name in PLACEHOLDERS[code])
    assert "{" not in sentence


def test_unknown_code_still_has_words() -> None:
    assert Problem("from_a_newer_version").sentence == SENTENCES["unexpected"]


@pytest.mark.parametrize(
    ("template", "params", "filled"),
    [
        ("no places", {"a": "1"}, "no places"),
        ("{a} and {b}", {"a": "1", "b": "2"}, "1 and 2"),
        ("{a} and {a}", {"a": "1"}, "1 and 1"),
        ("{a} and {b}", {"a": "1"}, "1 and {b}"),
        ("{a} and {b}", {"a": "{b}", "b": "2"}, "{b} and 2"),
        ("{a}", {"a": r"\1 {a} \g<0>"}, r"\1 {a} \g<0>"),
    ],
)
def test_values_are_filled_in_once_and_never_read_as_places(template: str, params: dict[str, str], filled: str) -> None:
    assert fill(template, params) == filled


@pytest.mark.parametrize("kind", [NetworkError, ServerError, ProtocolError, StoreError, SecretError])
def test_error_carries_its_problem_and_speaks_its_sentence(kind: type[AppError]) -> None:
    problem = Problem("server_refused", {"status": "418"}, status=418)
    error = kind(problem)
    assert error.problem is problem
    assert str(error) == "The server refused the request (status 418)."
    assert isinstance(error, AppError)


def test_profile_error_names_the_field_to_mend() -> None:
    error = ProfileError(Problem("project_missing"), "project_id")
    assert (error.field, str(error)) == ("project_id", SENTENCES["project_missing"])


def test_problem_survives_storing_and_stays_small() -> None:
    problem = Problem("rate_limited_for", {"seconds": "3"}, status=429, retryable=True, retry_after=3.0)
    stored = msgspec.json.encode(problem)
    assert msgspec.json.decode(stored, type=Problem) == problem
    assert msgspec.json.encode(Problem("unauthorized")) == b'{"code":"unauthorized"}'


BESIDES = {"proxy_sign_in": {"origin"}}
"""What whoever shows a problem needs to know and no sentence says."""


def test_whoever_makes_a_problem_names_a_known_code_and_fills_its_places() -> None:
    calls = [call for path in DESKTOP.rglob("*.py") for call in _problems(path)]
    assert calls, "the search itself works"
    for where, code, params in calls:
        assert code in SENTENCES, f"{where}: no sentence for {code}"
        assert params is None or params - BESIDES.get(code, set()) == PLACEHOLDERS[code], (
            f"{where}: {code} needs {PLACEHOLDERS[code]}"
        )


@pytest.mark.parametrize("border", ["api", "store"])
def test_border_that_names_a_code_with_places_knows_their_values(border: str) -> None:
    literals = set().union(*(_literals(path) for path in (DESKTOP / border).rglob("*.py")))
    for code in literals & SENTENCES.keys():
        assert literals >= PLACEHOLDERS[code], f"{code} needs {PLACEHOLDERS[code]}"


def _problems(path: Path) -> Iterator[tuple[str, str, set[str] | None]]:
    """Every `Problem("code", {...})`: where, the code, and the names of its values (None when made elsewhere)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] != "Problem":
            continue
        code = node.args[0] if node.args else None
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            yield f"{path}:{node.lineno}", code.value, _names(node)


def _names(call: ast.Call) -> set[str] | None:
    given = [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "params")]
    if not given:
        return set()
    if not isinstance(given[0], ast.Dict):
        return None
    return {key.value for key in given[0].keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _literals(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
