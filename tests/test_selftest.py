from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop import selftest

CHECKOUT = Path(__file__).parents[1]


def run(code: str = "", **variables: str) -> tuple[int, dict[str, Any], str]:
    """The selftest as a process of its own, after some code: status, object, standard error."""
    screens = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in screens} | variables
    program = f"import sys\n{code}\nfrom desktop.__main__ import main\nsys.exit(main(['--selftest']))"
    result = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, cwd=CHECKOUT, env=environment
    )
    return result.returncode, json.loads(result.stdout), result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_a_whole_installation_has_nothing_missing_also_without_a_display() -> None:
    status, found, complained = run()
    assert (status, found["missing"], complained) == (0, [], "")
    assert found["platform_plugin"] == "offscreen"
    assert found["keyring"] == "none: keys are kept until the program ends"
    assert all(found["resources"].values())
    assert found["modules"] > 100
    assert {"version", "python", "platform", "sqlite", "tls", "pyside", "http"} <= found.keys()


def test_a_resource_that_was_left_out_is_named() -> None:
    code = "from desktop import selftest\nselftest._RESOURCES += (('themes', 'gone.json'),)"
    status, found, complained = run(code, QT_QPA_PLATFORM="offscreen")
    assert (status, found["missing"], complained) == (1, ["themes/gone.json"], "")


def test_a_module_that_was_left_out_is_named() -> None:
    code = (
        "class Lacking:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'desktop.sandbox.playback':\n"
        "            raise ImportError('left out')\n"
        "sys.meta_path.insert(0, Lacking())"
    )
    status, found, _ = run(code, QT_QPA_PLATFORM="offscreen")
    assert status == 1
    assert "desktop.sandbox.playback: left out" in found["missing"]


def test_a_database_without_the_index_of_the_search_is_named() -> None:
    code = (
        "import sqlite3\n"
        "class Base(sqlite3.Connection):\n"
        "    def execute(self, sql, *_):\n"
        "        raise sqlite3.OperationalError('no such module: fts5')\n"
        "connect = sqlite3.connect\n"
        "sqlite3.connect = lambda place: connect(place, factory=Base)"
    )
    status, found, _ = run(code, QT_QPA_PLATFORM="offscreen")
    assert (status, found["missing"]) == (1, ["SQLite: no such module: fts5"])


def test_a_frozen_program_without_the_licences_of_its_parts_is_not_whole() -> None:
    status, found, _ = run("sys.frozen = True", QT_QPA_PLATFORM="offscreen")
    assert (status, found["missing"]) == (1, ["licences.json", "materials.cdx.json"])


def test_a_system_library_that_qt_lacks_is_named() -> None:
    code = (
        "class Lacking:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'PySide6.QtGui':\n"
        "            raise ImportError('libEGL.so.1: cannot open shared object file')\n"
        "sys.meta_path.insert(0, Lacking())"
    )
    status, found, _ = run(code)
    assert (status, found["missing"]) == (1, ["Qt: libEGL.so.1: cannot open shared object file"])


def test_a_proxy_that_cannot_be_used_is_named() -> None:
    status, found, _ = run(QT_QPA_PLATFORM="offscreen", https_proxy="garbage://proxy")
    assert (status, found["missing"]) == (1, ["proxy_address"])


def test_a_keyring_that_hangs_costs_its_line_and_nothing_else() -> None:
    code = (
        "import threading\n"
        "from desktop import selftest\n"
        "from desktop.store import secrets\n"
        "secrets.find_keyrings = threading.Event().wait\n"
        "selftest._KEYRING_PATIENCE = 0.01"
    )
    status, found, complained = run(code, QT_QPA_PLATFORM="offscreen")
    assert (status, found["keyring"], complained) == (0, "keyring_timeout", "")


@pytest.mark.parametrize(
    ("environment", "system", "chosen"),
    [
        ({}, "linux", {"QT_QPA_PLATFORM": "offscreen"}),
        ({"DISPLAY": ""}, "linux", {"QT_QPA_PLATFORM": "offscreen"}),
        ({"DISPLAY": ":0"}, "linux", {}),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", {}),
        ({"QT_QPA_PLATFORM": "xcb"}, "linux", {}),
        ({}, "darwin", {}),
        ({}, "win32", {}),
    ],
)
def test_qt_is_unseen_only_where_no_display_is_named(
    environment: dict[str, str], system: str, chosen: dict[str, str]
) -> None:
    assert selftest.unseen_platform(environment, system) == chosen
