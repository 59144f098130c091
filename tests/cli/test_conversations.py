"""`conversations`: listed, searched, exported and imported, beside a window or where nothing can be written."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.cli.conversations import stopped_by_ctrl_c
from desktop.core.conversation import Conversation
from desktop.core.message import Message, Role, Status, Text, empty_reply, question
from desktop.core.progress import Progress
from desktop.store.history import History, open_history
from tests.cli.conftest import Program

MARKER = "rk_live_marker_secret"


@pytest.fixture
def history(program: Program) -> Iterator[History]:
    """Open, as a window has it."""
    with closing(open_history(program.data / "history.db")) as history:
        for at, name in enumerate(("c1", "c2", "c3")):
            history.save_conversation(Conversation(name, "s", "p", "b", "Order desk", f"About {name}", 1.0, 1e9 + at))
            history.save_messages(name, (question(f"{name}-q", f"Grüße {name}\x1b[31m", 1e9),))
        answer = Message("a", Role.CHATBOT, Status.COMPLETE, (Text("", "Bestellung da"),), 2e9)
        history.save_messages("c1", (answer, empty_reply("r", 1.0)))
        with history._database.writing() as connection:  # noqa: SLF001 - what the window writes
            connection.execute("UPDATE conversations SET archived = 1 WHERE id = 'c3'")
            connection.execute("INSERT INTO tags VALUES ('c2', 'vip')")
        yield history


@pytest.mark.usefixtures("history")
def test_conversations_are_listed(program: Program) -> None:
    status, said, complained = program.run("conversations", "list")
    assert (status, complained) == (0, "")
    rows = [line.split("\t") for line in said.splitlines()]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("c2", "Order desk", "About c2"),
        ("c1", "Order desk", "About c1"),
    ]
    for arguments, ids in (
        (("--shelf", "archive"), ["c3"]),
        (("--tag", "vip"), ["c2"]),
        (("--limit", "1"), ["c2"]),
        (("--chatbot", "ORDER DESK"), ["c2", "c1"]),
    ):
        _status, said, _ = program.run("conversations", "list", "--json", *arguments)
        assert [json.loads(line)["id"] for line in said.splitlines()] == ids


@pytest.mark.usefixtures("history")
def test_messages_are_searched(program: Program) -> None:
    status, said, _ = program.run("conversations", "search", "grusse", "C1")
    assert status == 0
    assert said.split("\t")[0] == "c1"
    assert "\x1b" not in said
    _status, said, _ = program.run("conversations", "search", "bestell", "--json", "--role", "chatbot")
    (hit,) = map(json.loads, said.splitlines())
    assert (hit["conversation"]["id"], hit["message"], hit["marks"]) == ("c1", "a", [[0, 7]])
    for arguments, count in (
        (("--since", "2030-01-01"), 1),
        (("--until", "2030-01-01", "grusse"), 3),
        (("--tag", "vip"), 1),
        (("--chatbot", "order desk", "grusse"), 3),
        (("--tool",), 0),
        (("--error",), 0),
        (("--limit", "2"), 2),
    ):
        status, said, _ = program.run("conversations", "search", *arguments)
        assert (status, len(said.splitlines())) == (0, count), arguments


def test_a_profile_tells_two_chatbots_of_one_name_apart(program: Program, history: History) -> None:
    program.save_profile("https://agents.example", "Shop", "p")
    program.save_profile("https://agents.example", "Shop 2", "p2")
    history.save_conversation(Conversation("d1", "s", "p2", "b2", "Order desk", "Another", 1.0, 2e9))
    history.save_messages("d1", (question("d1-q", "Grüße d1", 1e9),))
    for arguments, ids in (
        (("--chatbot", "Order desk"), {"c1", "c2", "c3", "d1"}),
        (("--chatbot", "Order desk", "--profile", "Shop"), {"c1", "c2", "c3"}),
        (("--chatbot", "order desk", "--profile", "SHOP 2"), {"d1"}),
        (("--chatbot", "b2"), {"d1"}),
        (("--profile", "p2"), {"d1"}),
        (("--chatbot", "Helper"), set()),  # it is set up, and nobody has talked to it yet
    ):
        status, said, complained = program.run("conversations", "search", "grusse", "--json", *arguments)
        assert (status, complained) == (0, "")
        assert {json.loads(line)["conversation"]["id"] for line in said.splitlines()} == ids, arguments
        _, said, _ = program.run("conversations", "list", "--json", *arguments)
        assert {json.loads(line)["id"] for line in said.splitlines()} == ids - {"c3"}, arguments
        _, said, _ = program.run("conversations", "export", *arguments)
        assert {one["id"] for one in json.loads(said)["conversations"]} == ids, arguments
    status, _, complained = program.run("conversations", "list", "--chatbot", "b2", "--profile", "Shop")
    assert (status, "in this profile" in complained) == (2, True)


@pytest.mark.usefixtures("history")
def test_a_profile_that_is_gone_goes_by_its_id(program: Program) -> None:
    for profile in ("p", "sandbox"):
        status, said, complained = program.run("conversations", "list", "--profile", profile)
        assert (status, complained, len(said.splitlines())) == (0, "", 2 if profile == "p" else 0)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("search", "x", "--chatbot", "nobody"), "no conversation with a chatbot"),
        (("list", "--chatbot", "nobody"), "no conversation with a chatbot"),
        (("export", "--chatbot", "nobody"), "no conversation with a chatbot"),
        (("list", "--profile", "nobody"), "no profile with the name “nobody”"),
        (("search", "x", "--profile", "nobody"), "no profile with the name “nobody”"),
        (("export", "c1", "--profile", "p"), "by their ids, or with --chatbot and --profile"),
        (("search", "x", "--since", "2026-13-01"), "'2026-13-01' is no date, such as 2026-11-30"),
        (("search", "x", "--since", "yesterday"), "yesterday"),
        (("list", "--limit", "-1"), "-1"),
        (("list", "--shelf", "attic"), "attic"),
        (("export", "nope"), "“nope”"),
        (("export", "--format", "pdf"), "pdf"),
        (("import",), "FILE.json"),
        ((), "action"),
    ],
)
def test_wrong_usage_is_told(program: Program, arguments: tuple[str, ...], words: str) -> None:
    status, said, complained = program.run("conversations", *arguments)
    assert (status, said) == (2, "")
    assert words in complained


@pytest.mark.usefixtures("history")
def test_a_dash_is_standard_output(program: Program) -> None:
    status, said, complained = program.run("conversations", "export", "--format", "text", "--output", "-")
    assert (status, complained) == (0, "")
    assert "About c1" in said


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("form", ["markdown", "html", "json", "csv", "text"])
def test_conversations_are_exported(program: Program, tmp_path: Path, form: str) -> None:
    program.save_profile("https://user:secret@example.org/" + MARKER)
    program.environment |= {"ROBOFY_KEY": MARKER, "PYTHONIOENCODING": "latin-1"}
    status, said, complained = program.run("conversations", "export", "--format", form)
    assert (status, complained) == (0, "")
    assert all(f"About c{at}" in said for at in (1, 2, 3))
    assert "Grüße" in said
    assert MARKER not in said
    file = tmp_path / "out"
    assert program.run("conversations", "export", "c2", "--format", form, "-o", str(file)) == (0, "", "")
    assert "About c2" in file.read_text()
    assert "About c1" not in file.read_text()
    assert program.run("conversations", "export", "c2", "c2", "--format", form, "-o", str(tmp_path / "twice"))[0] == 0
    assert (tmp_path / "twice").read_text().count("About c2") == file.read_text().count("About c2")


@pytest.mark.parametrize("form", ["markdown", "html", "json", "csv", "text"])
def test_only_json_has_the_versions_that_are_not_in_view(program: Program, history: History, form: str) -> None:
    history.save_conversation(Conversation("c4", "s", "p", "b", "Order desk", "About c4", 1.0, 1e9))
    asked = question("q", "Where?", 1.0, "")
    answers = (Message(key, Role.CHATBOT, Status.COMPLETE, (Text("", f"Answer {key}"),), parent_id="q") for key in "ab")
    history.save_messages("c4", (asked, *answers))
    history.branches.save_leaf("c4", "a")
    _status, said, _ = program.run("conversations", "export", "c4", "--format", form)
    assert "Answer a" in said
    assert ("Answer b" in said) is (form == "json")


def test_what_was_exported_is_imported(program: Program, history: History, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    program.run("conversations", "export", "-o", str(file))
    elsewhere = Program(tmp_path / "elsewhere")
    status, said, _ = elsewhere.run("conversations", "import", str(file), "--preview", "--json")
    assert (status, json.loads(said)["new"], json.loads(said)["imported"]) == (0, 3, False)
    status, said, complained = elsewhere.run("conversations", "import", str(file))
    assert (status, complained) == (0, "")
    assert said.startswith("new conversations: 3\n")
    assert Path(said.splitlines()[-1].removeprefix("backup: ")).exists()
    assert "nothing to import" in elsewhere.run("conversations", "import", str(file))[1]
    assert elsewhere.run("conversations", "export")[1].count("About c") == 3
    assert [path.name for path in elsewhere.data.iterdir() if path.name.startswith(".import")] == []


def test_a_reply_that_a_window_is_writing_goes_on(program: Program, history: History, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    program.run("conversations", "export", "-o", str(file))
    program.run("conversations", "list")
    assert program.run("conversations", "import", str(file), "--newer")[0] == 0
    assert history.load_messages("c1")[-1].status is Status.STREAMING


def test_a_bad_file_is_refused_and_nothing_is_left(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text('{"format": "robofy-conversations", "version": 3}')
    status, said, complained = program.run("conversations", "import", str(file))
    assert (status, said) == (1, "")
    assert "bad.json was written by a newer version" in complained
    assert [path.name for path in program.data.iterdir() if path.is_file()] == []


def test_no_history_is_nothing_to_list(program: Program) -> None:
    assert program.run("conversations", "list") == (0, "", "")
    assert program.run("conversations", "search", "x") == (0, "", "")
    assert json.loads(program.run("conversations", "export")[1])["conversations"] == []
    assert program.run("conversations", "export", "c1")[0] == 2
    assert program.run("conversations", "list", "--chatbot", "nobody")[0] == 2
    assert program.run("conversations", "search", "x", "--profile", "nobody")[0] == 2
    assert program.run("conversations", "list", "--profile", "sandbox") == (0, "", "")
    assert list(program.data.iterdir()) == []


def test_a_reader_that_leaves_early_ends_it_quietly(program: Program, history: History) -> None:
    text = "x" * 100_000
    history.save_messages("c1", tuple(question(f"m{at}", text, 1.0) for at in range(20)))
    with program.start("conversations", "export", "--format", "text") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdin.close()
        process.stdout.read(100)
        process.stdout.close()
        assert process.stderr is not None
        complained = process.stderr.read()
        assert (process.wait(60), complained) == (3, b"")


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_folder_that_cannot_be_written_is_read(program: Program, history: History) -> None:
    history.close()
    program.data.chmod(0o500)
    try:
        drop = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
        if drop and subprocess.run([*drop, "true"], check=False).returncode:
            pytest.skip("root cannot be left here")
        assert program.run("conversations", "list", before=drop)[1].startswith("c2\t")
    finally:
        program.data.chmod(0o700)


def test_ctrl_c_in_the_middle_of_a_statement_stops_an_import(tmp_path: Path) -> None:
    """SQLite asks a function whether to go on, and nothing that is raised there gets out of it."""
    progress = Progress()

    def press() -> bool:
        signal.raise_signal(signal.SIGINT)
        return progress.is_cancelled

    def work() -> None:
        with stopped_by_ctrl_c(progress), closing(sqlite3.connect(":memory:")) as connection:
            connection.set_progress_handler(press, 1)
            with pytest.raises(sqlite3.OperationalError):
                connection.execute("SELECT 1")
            progress.report(1)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("action", ["list", "search", "export", "import"])
def test_help_documents_what_is_printed(program: Program, action: str) -> None:
    status, said, _ = program.run("conversations", action, "--help")
    assert status == 0
    assert "exit status" in said
    if action == "export":
        assert "robofy-conversations" in said
