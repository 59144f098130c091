import os
import sys
from pathlib import Path

import environment
import pytest
from environment import DEVELOPMENT, RUNTIME, Environment
from failure import SetupFailure


@pytest.fixture
def place(tmp_path: Path) -> Environment:
    """An environment whose lock files name nothing, so that filling it needs no network."""
    for lock in (RUNTIME, DEVELOPMENT):
        (tmp_path / lock).write_text(f"# {lock}\n")
    return Environment(tmp_path / ".venv", tmp_path)


# Making an environment takes seconds, so each test goes through a life of one.


def test_an_environment_is_made_once_and_follows_its_lock(
    place: Environment, capfd: pytest.CaptureFixture[str]
) -> None:
    place.prepare(RUNTIME)
    assert place.python.exists()
    assert place.is_ready(RUNTIME)
    assert not place.is_ready(DEVELOPMENT)
    kept = place.folder / "kept"
    kept.touch()

    (place.locks / RUNTIME).write_text("# newer\n")
    assert not place.is_ready(RUNTIME)
    place.prepare(RUNTIME)
    assert place.is_ready(RUNTIME)
    assert kept.exists()

    (place.locks / RUNTIME).write_text("no-hash-for-this==1\n")
    with pytest.raises(SetupFailure, match="pip could not install"):
        place.prepare(RUNTIME)
    assert "hash" in capfd.readouterr().err.lower()
    (place.locks / RUNTIME).write_text("# newer\n")
    assert not place.is_ready(RUNTIME), "a failed installation must not leave the older stamp"
    place.prepare(RUNTIME)
    assert not kept.exists(), "what a failed installation left is not to be trusted"


def test_a_half_made_environment_is_made_again(place: Environment) -> None:
    place.python.parent.mkdir(parents=True)
    place.python.write_text("not a Python")
    rubbish = place.folder / "rubbish"
    rubbish.touch()
    place.prepare(DEVELOPMENT)
    assert not rubbish.exists()
    assert place.is_ready(DEVELOPMENT)
    assert place.is_ready(RUNTIME), "what developers install is enough to run"

    place.python.unlink()
    assert not place.is_ready(RUNTIME)


def test_the_checkout_is_importable_whatever_the_current_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    found = environment.variables(QT_QPA_PLATFORM="offscreen")
    assert found["PYTHONPATH"] == f"{environment.ROOT}{os.pathsep}elsewhere"
    assert found["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_lock_files_pin_and_hash_everything_and_name_no_host(lock: str) -> None:
    text = Environment().locks.joinpath(lock).read_text()
    entries = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert entries
    assert all("==" in entry for entry in entries)
    assert text.count("--hash=sha256:") >= len(entries)
    assert "://" not in text
    assert not any(line.startswith("-") for line in entries)


def test_developers_get_the_very_versions_that_users_run() -> None:
    runtime, development = (_pins(lock) for lock in (RUNTIME, DEVELOPMENT))
    assert runtime
    assert runtime <= development


def _pins(lock: str) -> set[str]:
    lines = Environment().locks.joinpath(lock).read_text().splitlines()
    return {line.partition(" ")[0] for line in lines if "==" in line}


def test_an_old_python_gets_a_sentence() -> None:
    text = environment.ROOT.joinpath("packaging", "dev.py").read_text()
    told: list[object] = []

    class Sys:
        version_info = (3, 9, 2)

        @staticmethod
        def exit(words: object) -> None:
            told.append(words)
            raise SystemExit

    head = text.partition("from commands")[0].replace("import sys\n", "")
    with pytest.raises(SystemExit):
        exec(compile(head, "dev.py", "exec"), {"sys": Sys})  # noqa: S102 - the same lines under another version
    assert "3.11 or newer" in str(told[0])
    assert "3.9" in str(told[0])
    assert sys.version_info >= (3, 11)
