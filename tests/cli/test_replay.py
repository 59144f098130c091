"""`replay` as a process of its own: files of every kind, and what it says about each."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from tests.cli.conftest import PATIENCE, Program

STREAMS = Path(__file__).parent.parent / "streams"
DOCUMENTED = str(STREAMS / "documented.sse")
NO_DONE = str(STREAMS / "no-done.sse")
WEB_PAGE = str(STREAMS / "web-page.sse")


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([DOCUMENTED], 0),
        ([NO_DONE], 3),
        ([WEB_PAGE], 1),
        ([DOCUMENTED, NO_DONE, DOCUMENTED], 3),
        ([NO_DONE, WEB_PAGE, DOCUMENTED], 1),
        (["missing.sse", NO_DONE], 1),
    ],
)
def test_the_status_is_the_worst_of_all_files(program: Program, files: list[str], status: int) -> None:
    found, said, _ = program.run("replay", *files)
    assert found == status
    assert said.count("== ") == sum(Path(name).exists() for name in files)


def test_json_is_one_object_a_line_in_the_order_of_the_files(program: Program) -> None:
    status, said, complained = program.run("replay", "--json", DOCUMENTED, WEB_PAGE, NO_DONE)
    assert (status, complained) == (1, "")
    found = [json.loads(line) for line in said.splitlines()]
    assert [item["source"] for item in found] == [DOCUMENTED, WEB_PAGE, NO_DONE]
    for item in found:
        expected = json.loads(Path(item["source"]).with_suffix(".json").read_text())
        assert item == expected | {"source": item["source"]}


def test_text_tells_the_same_to_people(program: Program) -> None:
    status, said, complained = program.run("replay", str(STREAMS / "bad-lines.sse"))
    assert (status, complained) == (0, "")
    lines = said.splitlines()
    assert "status: complete" in lines
    assert "finish reason: stop (raw: STOP)" in lines
    assert "session: 6ff922ed-9884-4430-83c9-7ac83a7b0574" in lines
    assert "Still here." in lines
    assert "skipped in the stream: 7" in lines
    assert "  2 x not_json: The line is not JSON." in lines
    assert '    line 13: unknown_type: {"type":"brand-new","x":1}' in lines


def test_a_body_comes_from_standard_input(program: Program) -> None:
    body = Path(DOCUMENTED).read_bytes()
    status, said, _ = program.run("replay", "-", "--json", stdin=body)
    assert (status, json.loads(said)["source"], json.loads(said)["status"]) == (0, "-", "complete")
    assert program.run("replay", "-", stdin=b"")[0] == 1


@pytest.mark.skipif(os.name != "posix", reason="shells of POSIX")
def test_standard_input_that_is_missing_is_empty(program: Program) -> None:
    status, said, complained = program.run("replay", "-", before=("sh", "-c", 'exec "$0" "$@" <&-'))
    assert (status, complained) == (1, "")
    assert "The server answered without any text." in said


@pytest.mark.parametrize(("name", "reason"), [("missing.sse", "No such file or directory"), (".", "Is a directory")])
def test_what_cannot_be_read_is_named(program: Program, name: str, reason: str) -> None:
    status, said, complained = program.run("replay", name)
    assert (status, said) == (1, "")
    assert complained == f"robofy-desktop: {name} could not be read: {reason}.\n"


@pytest.mark.skipif(os.name != "posix", reason="file names of POSIX")
def test_a_file_name_may_hold_anything(program: Program, tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[31m\n.sse")
    Path(odd).write_bytes(Path(DOCUMENTED).read_bytes())
    status, said, _ = program.run("replay", odd)
    assert status == 0
    assert "\x1b" not in said
    status, said, _ = program.run("replay", "--json", odd)
    assert (status, len(said.splitlines()), json.loads(said)["status"]) == (0, 1, "complete")


@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_any_encoding_will_do(program: Program, variables: dict[str, str]) -> None:
    program.environment |= variables
    status, said, _ = program.run("replay", str(STREAMS / "pair-split-over-two-deltas.sse"))
    assert status == 0
    assert "Hi " in said


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_nobody_reads_any_more(program: Program, tmp_path: Path, more: tuple[str, ...]) -> None:
    path = tmp_path / "long.sse"
    delta = b'data: {"type":"text-delta","id":"0","delta":"%s"}\n\n' % (b"many words " * 10_000)
    path.write_bytes(b'data: {"type":"text-start","id":"0"}\n\n' + delta * 10)
    with program.start("replay", str(path), *more) as process:
        assert process.stdout is not None
        assert process.stdout.read(10)
        process.stdout.close()
        assert process.wait(PATIENCE) == 3
        assert process.stderr is not None
        assert process.stderr.read() == b""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_ends_it_while_it_waits_for_input(program: Program) -> None:
    with program.start("replay", NO_DONE, "-") as process:
        assert process.stdout is not None
        assert process.stdout.readline()  # the first file is done
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=PATIENCE)
    assert (process.returncode, complained) == (3, b"robofy-desktop: Stopped.\n")
