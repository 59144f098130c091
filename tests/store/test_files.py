"""A file is written whole, upgraded when older, and never lost when it is bad."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import pytest

from desktop.core.errors import StoreError
from desktop.store.files import JsonFile, Values, tolerant


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.json"


def kept(file: Path) -> list[str]:
    return sorted(other.read_text() for other in file.parent.glob("some.json.*"))


def test_what_is_saved_is_loaded(file: Path) -> None:
    JsonFile(file).save({"a": [1, None, "ü\ud83d"], "b": {"c": True}})
    assert JsonFile(file).load() == ({"a": [1, None, "ü\ufffd"], "b": {"c": True}}, None)
    assert file.read_text(encoding="utf-8").startswith('{\n  "version": 1,\n')
    assert [other.name for other in file.parent.iterdir()] == ["some.json"]


def test_no_file_is_no_problem(file: Path) -> None:
    assert JsonFile(file).load() == ({}, None)
    assert not file.exists()


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_a_file_is_for_this_user_alone(file: Path) -> None:
    JsonFile(file).save({})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_editors_byte_order_mark_and_a_missing_version_do_no_harm(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert JsonFile(file).load() == ({"a": 1}, None)


def test_an_older_file_is_upgraded_step_by_step(file: Path) -> None:
    def rename(values: Values) -> Values:
        return {"b": values["a"]}

    def double(values: Values) -> Values:
        return {"b": [values["b"], values["b"]]}

    JsonFile(file).save({"a": 1})
    newest = JsonFile(file, (rename, double))
    assert newest.load() == ({"b": [1, 1]}, None)
    JsonFile(file, (rename,)).save({"b": 2})
    assert newest.load() == ({"b": [2, 2]}, None)
    newest.save({"b": 3})
    assert newest.load() == ({"b": 3}, None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"a": 1',
        b"[]",
        b"null",
        b"\xff\xfe{}",
        b'{"a": NaN}',
        b"[" * 100_000,
        b'{"version": "x"}',
        b'{"version": 0}',
        b'{"version": 1.5}',
    ],
)
def test_a_bad_file_is_kept_aside_and_named(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    values, problem = JsonFile(file).load()
    assert values == {}
    assert problem is not None
    assert problem.code == "file_damaged"
    aside = file.with_name(problem.params["kept"])
    assert aside.name.startswith("some.json.bad-")
    assert aside.read_bytes() == content
    assert not file.exists()
    assert aside.name in problem.sentence


def test_a_file_that_its_upgrade_cannot_take_is_kept_aside(file: Path) -> None:
    def rename(values: Values) -> Values:
        return {"b": values["a"]}

    file.write_text('{"version": 1}')
    values, problem = JsonFile(file, (rename,)).load()
    assert (values, problem and problem.code) == ({}, "file_damaged")
    assert kept(file) == ['{"version": 1}']


def test_two_bad_files_in_one_second_are_both_kept(file: Path) -> None:
    for content in ("one", "two", "three"):
        file.write_text(content)
        JsonFile(file).load()
    assert kept(file) == ["one", "three", "two"]


def test_a_file_of_a_newer_version_is_kept_aside(file: Path) -> None:
    file.write_text('{"version": 2, "a": 1}')
    values, problem = JsonFile(file).load()
    assert (values, problem and problem.code) == ({}, "file_newer")
    assert kept(file) == ['{"version": 2, "a": 1}']


def test_a_file_that_may_not_be_read_is_left_as_it_is(powerless_folder: Path) -> None:
    file = powerless_folder / "some.json"
    file.write_text('{"a": 1}')
    file.chmod(0)
    values, problem = JsonFile(file).load()
    assert (values, problem and problem.code) == ({}, "file_unreadable")
    with pytest.raises(StoreError) as caught:
        JsonFile(file).save({"a": 2})
    assert caught.value.problem.code == "store_read_only"
    file.chmod(0o600)
    assert file.read_text() == '{"a": 1}'


def test_a_bad_file_in_a_folder_that_may_not_be_written_is_left_as_it_is(powerless_folder: Path) -> None:
    file = powerless_folder / "some.json"
    file.write_text("bad")
    powerless_folder.chmod(0o555)
    values, problem = JsonFile(file).load()
    assert (values, problem and problem.code) == ({}, "file_unreadable")
    with pytest.raises(StoreError) as caught:
        JsonFile(file).save({})
    assert caught.value.problem.params == {"folder": str(powerless_folder)}
    assert file.read_text() == "bad"


def test_a_folder_in_the_place_of_a_file_is_no_crash(file: Path) -> None:
    file.mkdir()
    values, problem = JsonFile(file).load()
    assert (values, problem and problem.code) == ({}, "file_unreadable")
    with pytest.raises(StoreError):
        JsonFile(file).save({})


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    real = tmp_path / "dotfiles" / "real.json"
    file.symlink_to(real)
    JsonFile(file).save({"a": 1})
    assert file.is_symlink()
    assert JsonFile(real).load() == ({"a": 1}, None)


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_full_disk_leaves_the_old_file(file: Path) -> None:
    """A limit on file sizes fails in the middle of the write, as a full disk does."""
    JsonFile(file).save({"a": "old"})
    program = (
        "import resource, signal, sys; from pathlib import Path;"
        "from desktop.core.errors import StoreError; from desktop.store.files import JsonFile;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: JsonFile(Path(sys.argv[1])).save({'a': 'x' * 100000})\n"
        "except StoreError: sys.exit(7)"
    )
    result = subprocess.run([sys.executable, "-c", program, str(file)], check=False, timeout=60)
    assert result.returncode == 7
    assert JsonFile(file).load() == ({"a": "old"}, None)
    assert [other.name for other in file.parent.iterdir()] == ["some.json"]


# ── values ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Inner(msgspec.Struct, frozen=True):
    size: Annotated[int, msgspec.Meta(ge=1, le=9)] = 5
    word: str = "word"


class Outer(msgspec.Struct, frozen=True):
    inner: Inner = Inner()
    flag: bool = False


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Outer()),
        ({"flag": True, "inner": {"size": 9}}, Outer(Inner(9), flag=True)),
        ({"flag": "yes", "inner": {"size": 10, "word": "kept"}}, Outer(Inner(5, "kept"))),
        ({"flag": True, "inner": 3}, Outer(flag=True)),
        ({"flag": True, "unknown": 3}, Outer(flag=True)),
        ([], Outer()),
    ],
)
def test_a_bad_value_costs_only_itself(values: object, expected: Outer) -> None:
    assert tolerant(values, Outer, "test") == expected


def test_the_log_names_the_place_and_not_the_value(caplog: pytest.LogCaptureFixture) -> None:
    tolerant({"inner": {"size": 777}}, Outer, "settings")
    assert "settings.inner.size" in caplog.text
    assert "777" not in caplog.text


def test_a_glance_reads_what_there_is_and_moves_nothing(file: Path) -> None:
    assert JsonFile(file).peek() is None
    file.write_text('{"a": 1}')
    assert JsonFile(file).peek() == {"a": 1}
    assert JsonFile(file, [lambda values: {**values, "b": 2}]).peek() == {"a": 1, "b": 2}
    for content in ("", "{", "[]", '{"version": 3}', '{"version": 0}'):
        file.write_text(content)
        assert JsonFile(file).peek() is None
        assert file.read_text() == content
    assert kept(file) == []
