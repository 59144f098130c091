"""Which words start a command and which the window; help, and wrong usage."""

from __future__ import annotations

import pytest

from desktop import __version__
from desktop.cli.commands import run_command
from tests.cli.conftest import Program


@pytest.mark.parametrize("arguments", [[], ["-style", "fusion"], ["--selftest"], ["-platform", "x", "-reverse"]])
def test_everything_else_belongs_to_the_window(arguments: list[str]) -> None:
    assert run_command(arguments) is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--help"], ["ask", "replay", "--selftest", "Without a command the window opens", "3  interrupted"]),
        (["-h"], ["exit status"]),
        (["ask", "--help"], ["--profile NAME", "--sandbox", "--chatbot NAME", "--no-stream", "--json", '"-"']),
        (["replay", "--help"], ["the JSON object", "skipped", "input_available", "kept in no history"]),
        (["profiles", "--help"], ["list", "add", "key ", "remove", "test"]),
        (["profiles", "key", "--help"], ["NAME", "--key-stdin", "ROBOFY_API_KEY", "It is never an argument."]),
        (["conversations", "export", "--help"], ["--chatbot NAME", "--profile NAME", 'or "-"']),
        (["--version"], [f"robofy-desktop {__version__}\n"]),
    ],
)
def test_help_tells_all(capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]) -> None:
    assert run_command(arguments) == 0
    said = capsys.readouterr()
    assert [word for word in words if word not in said.out] == []
    assert said.err == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask"], "question"),
        (["ask", "What", "can", "you", "do?"], "unrecognized arguments: can you do?"),
        (["ask", "hi", "--sandbox", "--profile", "x"], "not allowed with"),
        (["ask", "hi", "--colour"], "--colour"),
        (["ask", "hi", "--sand"], "--sand"),
        (["replay"], "Name a file, or a message with --message."),
        (["replay", "--jsonl", "a.sse"], "--jsonl"),
        (["aks", "hi"], "invalid choice: 'aks'"),
    ],
)
def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert run_command(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err.replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "usage"),
    [
        (["conversations", "list", "--bogus"], "usage: robofy-desktop conversations list "),
        (["conversations", "export", "--format", "json", "--bogus"], "usage: robofy-desktop conversations export "),
        (["profiles", "remove", "Shop", "more"], "usage: robofy-desktop profiles remove "),
        (["profiles", "--bogus", "list"], "usage: robofy-desktop profiles "),
        (["replay", "--jsonl", "a.sse"], "usage: robofy-desktop replay "),
        (["ask", "hi", "there"], "usage: robofy-desktop ask "),
    ],
)
def test_wrong_usage_shows_the_usage_of_the_action(
    capsys: pytest.CaptureFixture[str], arguments: list[str], usage: str
) -> None:
    assert run_command(arguments) == 2
    assert capsys.readouterr().err.startswith(usage)


def test_a_word_that_is_no_command_opens_no_window(program: Program) -> None:
    assert program.run("aks")[0] == 2
