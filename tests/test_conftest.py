"""The nets of conftest.py catch what they are there for: each is given what it must not let through."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.source import ROOT

CARELESS = """
import asyncio, logging, os, socket, threading, warnings
import pytest
from PySide6.QtCore import qWarning

released = threading.Event()

def test_leaves_a_thread():
    threading.Thread(target=released.wait, daemon=True).start()

def test_lets_qt_warn():
    qWarning("something is wrong")

def test_warns():
    warnings.warn("old", DeprecationWarning)

def test_leaks_a_socket():
    import gc
    socket.socket()
    gc.collect()

def test_loop_reports_an_error():
    logging.getLogger("asyncio").error("Task was destroyed but it is pending!")

@pytest.mark.expects_log("asyncio")
def test_sound_error_is_expected():
    logging.getLogger("asyncio").error("part of the test")

def test_sound_thread_ends_by_itself():
    threading.Thread(target=released.wait, args=[0.001]).start()

def test_sound_world(own_world):
    assert os.environ["HOME"] == str(own_world)
    assert os.environ["DBUS_SESSION_BUS_ADDRESS"] == "disabled:"
    assert not [name for name in os.environ if name.lower().endswith("_proxy")]
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("careless")
    (folder / "test_careless.py").write_text(CARELESS, encoding="utf-8")
    return _pytest(folder)


@pytest.mark.parametrize(
    "careless",
    ["leaves_a_thread", "lets_qt_warn", "warns", "leaks_a_socket", "loop_reports_an_error"],
)
def test_carelessness_fails(outcomes: str, careless: str) -> None:
    lines = [line for line in outcomes.splitlines() if f"::test_{careless}" in line]
    assert any(line.startswith(("FAILED", "ERROR")) for line in lines), outcomes


def test_soundness_passes(outcomes: str) -> None:
    lines = [line for line in outcomes.splitlines() if "::test_sound_" in line]
    assert len(lines) == 3
    assert all(line.startswith("PASSED") for line in lines), outcomes


def _pytest(folder: Path) -> str:
    options = ["-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider", "-rA", "-q"]
    command = [sys.executable, "-m", "pytest", *options, "--rootdir", str(folder), str(folder)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True).stdout
