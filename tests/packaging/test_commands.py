import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import main
from environment import ROOT
from screen import has_display, virtual_screen

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def dev(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "packaging" / "dev.py"), *arguments]
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True)


@linux
@pytest.mark.usefixtures("no_display")
def test_without_a_display_run_names_the_ways_to_go_on() -> None:
    result = dev("run")
    assert result.returncode == 1
    assert 'python3 packaging/dev.py run ask "question" --sandbox' in result.stderr
    assert "QT_QPA_PLATFORM=offscreen" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.usefixtures("no_display")
def test_arguments_after_run_reach_the_app_from_any_folder(tmp_path: Path) -> None:
    from desktop import __version__

    result = dev("run", "--version", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert __version__ in result.stdout


def test_the_apps_status_is_handed_on() -> None:
    assert dev("run", "ask").returncode == 2


def test_arguments_after_test_go_to_pytest() -> None:
    result = dev("test", "--", "--version")
    assert result.returncode == 0
    assert result.stdout.splitlines()[-1].startswith("pytest ")


def test_a_failing_pytest_fails_the_command() -> None:
    assert dev("test", "no/such/folder").returncode != 0


@pytest.mark.parametrize("arguments", [[], ["--help"], ["help"], ["test", "--help"]])
def test_help_names_the_commands(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    written = capsys.readouterr().out
    assert all(f"\n  {name} " in written for name in ("run", "test", "bench", "screenshots", "package", "lock"))


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lunch"]) == 2
    assert "'lunch'" in capsys.readouterr().err


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    with virtual_screen() as variables:
        yield variables


@linux
def test_the_virtual_screen_admits_who_holds_its_key_and_nobody_else(screen: dict[str, str]) -> None:
    show = [sys.executable, "-c", "from PySide6.QtGui import QGuiApplication as A; print(A([]).platformName())"]
    admitted = subprocess.run(show, env={"PATH": "", **screen}, check=False, capture_output=True, text=True)
    assert admitted.stdout.strip() == "xcb", admitted.stderr
    without_key = {"PATH": "", **screen, "XAUTHORITY": "nothing"}
    assert subprocess.run(show, env=without_key, check=False, capture_output=True).returncode != 0


@linux
@pytest.mark.usefixtures("no_display")
def test_a_display_is_seen_by_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_display()
