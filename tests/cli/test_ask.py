"""`ask` as a process of its own, against the sandbox inside it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from desktop.sandbox.bots import BOTS
from tests.cli.conftest import PATIENCE, Program

posix = pytest.mark.skipif(os.name != "posix", reason="signals and shells of POSIX")


def sandbox(chatbot: str, question: str, *more: str) -> list[str]:
    return ["ask", question, "--sandbox", "--chatbot", chatbot, *more]


def test_the_answer_goes_to_standard_output_alone(program: Program) -> None:
    status, said, complained = program.run("ask", "hello instantly", "--sandbox")
    assert (status, complained) == (0, "")
    assert said.startswith("Hello! Welcome to Robofy Desktop.")
    assert said.endswith("\n")
    assert not said.endswith("\n\n")
    assert list(program.data.iterdir()) == []


def test_tool_calls_go_to_standard_error(program: Program) -> None:
    status, said, complained = program.run(*sandbox("order desk", "Where is my order 4711? As fast as you can"))
    assert status == 0
    assert "4711" in said
    assert "[tool]" not in said
    assert complained.splitlines()[-1].startswith("[tool] Check carrier: done")
    assert all(line.startswith("[tool] ") for line in complained.splitlines())


@pytest.mark.parametrize(
    ("fault", "status", "sentence"),
    [
        ("no [DONE]", 3, "The connection ended before the answer was complete."),
        ("cut in the middle of an event", 3, "The connection was lost."),
        ("error event", 1, "The chatbot reported an error: The model is overloaded."),
        ("401", 1, "The chatbot did not accept the key. Enter a new one"),
        ("429, try again after 10 seconds", 1, "Try again in 10 seconds."),
        ("500 with HTML", 1, "A web page came back instead of an answer"),
        ("200 with HTML", 1, "A web page came back instead of an answer."),
        ("empty", 1, "The server answered without any text."),
        ("length limit", 0, "The answer ends here because it reached its longest length. Ask the chatbot to go on."),
        ("unknown events", 0, ""),
        ("split surrogate pair", 0, ""),
    ],
)
def test_the_status_says_how_it_ended_and_a_sentence_why(
    program: Program, fault: str, status: int, sentence: str
) -> None:
    found, said, complained = program.run(*sandbox("trouble", fault))
    assert found == status, complained
    assert sentence in complained
    assert bool(complained) == bool(sentence)
    assert "Traceback" not in complained
    assert bool(said) == (
        fault in {"no [DONE]", "length limit", "unknown events", "split surrogate pair"} or "half" in said
    )


def test_what_the_server_said_is_quoted(program: Program) -> None:
    _, _, complained = program.run(*sandbox("trouble", "401"))
    assert "robofy-desktop: The server said: Authentication token is missing or invalid.\n" in complained


def test_json_is_one_object_and_nothing_else(program: Program) -> None:
    question = "Where is my order 4711? As fast as you can"
    status, said, complained = program.run(*sandbox("order desk", question, "--json"))
    assert (status, complained) == (0, "")
    assert said.count("\n") == 1
    found = json.loads(said)
    assert (found["source"], found["status"], found["error"]) == ("Order desk", "complete", None)
    assert {part["kind"] for part in found["parts"]} >= {"step", "text", "tool"}
    assert found["times"]["created"] <= found["times"]["first_text"] <= found["times"]["finished"]
    assert found["session_id"]


def test_json_also_tells_of_a_failure(program: Program) -> None:
    status, said, complained = program.run(*sandbox("trouble", "401", "--json"))
    assert (status, complained) == (1, "")
    assert json.loads(said)["error"]["status"] == 401


def test_the_whole_answer_at_once_is_the_same_answer(program: Program) -> None:
    streamed = program.run("ask", "What is the sandbox? At once", "--sandbox")
    assert program.run("ask", "What is the sandbox? At once", "--sandbox", "--no-stream") == streamed


@posix
def test_text_is_printed_as_it_comes_and_ctrl_c_keeps_it(program: Program) -> None:
    with program.start(*sandbox("trouble", "silence for ever")) as process:
        assert process.stdout is not None
        first = process.stdout.read(20)  # blocks for ever when the text is held back
        process.send_signal(signal.SIGINT)
        rest, complained = process.communicate(timeout=PATIENCE)
    assert (first + rest).decode().startswith("This is the first ha")
    assert process.returncode == 3
    assert complained.decode() == "robofy-desktop: Stopped. The chatbot may still finish on its side.\n"


@posix
@pytest.mark.parametrize("lines", [1, 3])
def test_nobody_reads_any_more(program: Program, lines: int) -> None:
    with program.start(*sandbox("writer", "Write 3,000 words")) as process:
        assert process.stdout is not None
        for _ in range(lines):
            assert process.stdout.readline()
        process.stdout.close()
        assert process.wait(PATIENCE) == 3
        assert process.stderr is not None
        assert process.stderr.read() == b""


@posix
@pytest.mark.parametrize(("closed", "said"), [(">&-", ""), ("2>&-", "Hello!"), ("<&-", "Hello!"), (">&- 2>&- <&-", "")])
def test_a_stream_that_is_missing_is_no_error(program: Program, closed: str, said: str) -> None:
    before = ("sh", "-c", f'exec "$0" "$@" {closed}')
    status, answer, complained = program.run("ask", "hello instantly", "--sandbox", before=before)
    assert (status, answer[:6], complained) == (0, said, "")


@posix
def test_complaints_never_go_to_standard_output(program: Program) -> None:
    found, said, _ = program.run("ask", "hello", before=("sh", "-c", 'exec "$0" "$@" 2>&-'))
    assert (found, said) == (2, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_full_disk_is_told(program: Program, more: tuple[str, ...]) -> None:
    before = ("sh", "-c", 'exec "$0" "$@" >/dev/full')
    status, _, complained = program.run("ask", "hello instantly", "--sandbox", *more, before=before)
    assert status == 1
    assert complained == "robofy-desktop: Standard output could not be written: No space left on device.\n"


@pytest.mark.parametrize(
    ("stdin", "greeting"),
    [
        ("my name is Zoë, at once\n".encode(), "Pleased to meet you, Zoë."),
        (b"\xef\xbb\xbfmy name is Ann \0, at once\r\n", "Pleased to meet you, Ann."),
        (b"my name is Bob \xff\xfe, at once", "Pleased to meet you, Bob."),
    ],
)
def test_the_question_comes_from_standard_input(program: Program, stdin: bytes, greeting: str) -> None:
    status, said, complained = program.run("ask", "-", "--sandbox", stdin=stdin)
    assert (status, complained) == (0, "")
    assert said.startswith(greeting)


@pytest.mark.parametrize(("question", "stdin"), [("", b""), (" \n", b""), ("-", b""), ("-", b" \n")])
def test_an_empty_question_is_not_asked(program: Program, question: str, stdin: bytes) -> None:
    assert program.run("ask", question, "--sandbox", stdin=stdin) == (
        2,
        "",
        "robofy-desktop: The question is empty.\n",
    )


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({"PYTHONIOENCODING": "ascii"}, "\\U0001f600"),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "\\U0001f600"),
        ({"LC_ALL": "C"}, "😀"),
    ],
)
def test_an_answer_that_the_encoding_cannot_hold_is_escaped(
    program: Program, variables: dict[str, str], shown: str
) -> None:
    program.environment.pop("PYTHONUTF8", None)
    program.environment |= variables
    status, said, _ = program.run(*sandbox("trouble", "split surrogate pair"))
    assert status == 0
    assert shown in said


def test_without_a_profile_it_names_the_sandbox(program: Program) -> None:
    status, said, complained = program.run("ask", "hello")
    assert (status, said) == (2, "")
    assert "--sandbox" in complained


def test_an_unknown_chatbot_of_the_sandbox_lists_the_others(program: Program) -> None:
    status, _, complained = program.run(*sandbox("nobody", "hello"))
    assert status == 2
    assert complained.endswith(f"The chatbots are: {', '.join(bot.name for bot in BOTS)}.\n")


def test_a_chatbot_may_be_named_by_its_id(program: Program) -> None:
    assert program.run(*sandbox(BOTS[0].id, "hello instantly"))[0] == 0


def test_damaged_files_are_kept_aside_and_named(program: Program) -> None:
    for name in ("settings.json", "profiles.json"):
        (program.data / name).write_text("{")
    status, _, complained = program.run("ask", "hello")
    assert status == 2
    for name in ("settings.json", "profiles.json"):
        kept = next(program.data.glob(f"{name}.bad*")).name
        assert f"robofy-desktop: The file {name} could not be read. It was kept aside as {kept}" in complained
    assert "WARNING" not in complained


@posix
def test_ctrl_c_while_a_name_is_looked_up_does_not_wait_for_it(program: Program) -> None:
    """The look-up hangs, and so must neither the command nor the exit."""
    program.save_profile("https://hangs.example")
    code = (
        "import socket, sys, threading\n"
        "from desktop.__main__ import main\n"
        "from desktop.core.chatbot import Secret\n"
        "from desktop.store.secrets import Secrets\n"
        "def hang(*_, **__):\n"
        "    print('asked', flush=True)\n"
        "    threading.Event().wait()\n"
        "socket.getaddrinfo = hang\n"
        "Secrets.get = lambda *_: Secret('made-up')\n"
        "sys.exit(main(['ask', 'hello']))\n"
    )
    with program.start("-c", code) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"asked\n"
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=PATIENCE)
    assert (process.returncode, b"Traceback" in complained) == (3, False)


@posix
def test_ctrl_c_while_the_keyring_hangs(program: Program, tmp_path: Path) -> None:
    """A bus that takes the call and never answers."""
    if sys.platform != "linux":
        pytest.skip("the keyring of a Linux desktop")
    program.save_profile("https://agents.example")
    path = tmp_path / "bus"
    program.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={path}"
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(path))
        bus.listen()
        bus.settimeout(PATIENCE)
        with program.start("ask", "hello") as process:
            connection, _ = bus.accept()
            with connection:
                process.send_signal(signal.SIGINT)
                said, complained = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (3, b"")
    assert complained == b"robofy-desktop: Stopped.\n"


@pytest.mark.parametrize("arguments", [["ask", "hello instantly", "--sandbox"], ["replay", os.devnull], ["--help"]])
def test_no_qt_is_imported(program: Program, arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from desktop.__main__ import main\n"
        f"main({arguments!r})\n"
        "found = [name for name in sys.modules if name.partition('.')[0] in ('PySide6', 'shiboken6', 'qasync')]\n"
        "print(found, 'desktop.ui' in sys.modules, file=sys.stderr)\n"
    )
    _, said, complained = program.run("-c", code)
    assert said
    assert complained == "[] False\n"
