import os
import subprocess
import sys
from pathlib import Path

from environment import ROOT
from launcher import give_back

IMPORTING = """
import sys
from launcher import PluginsOfQt
sys.meta_path.insert(0, PluginsOfQt(sys.argv[1]))
from PySide6.QtWidgets import QApplication
assert "PySide6.QtGui" in sys.modules
app = QApplication(["program", "-platform", "offscreen"])
print(*app.libraryPaths(), sep="\\n")
"""


def test_what_is_for_the_program_alone_does_not_reach_the_programs_that_it_starts() -> None:
    surroundings = {
        "HOME": "/home/person",
        "LD_LIBRARY_PATH": "/usr/lib/robofy-desktop/_internal",
        "QT_PLUGIN_PATH": "/usr/lib/robofy-desktop/_internal/PySide6/Qt/plugins",
        "QML2_IMPORT_PATH": "/usr/lib/robofy-desktop/_internal/PySide6/Qt/qml",
        "QT_QPA_PLATFORM": "wayland",
        "_PYI_ARCHIVE_FILE": "/usr/lib/robofy-desktop/robofy-desktop",
        "_PYI_PARENT_PROCESS_LEVEL": "1",
    }
    give_back(surroundings)
    assert surroundings == {"HOME": "/home/person", "QT_QPA_PLATFORM": "wayland"}


def test_the_persons_own_path_to_libraries_is_there_again() -> None:
    surroundings = {"LD_LIBRARY_PATH": "/usr/lib/robofy-desktop/_internal:/opt/lib", "LD_LIBRARY_PATH_ORIG": "/opt/lib"}
    give_back(surroundings)
    assert surroundings == {"LD_LIBRARY_PATH": "/opt/lib"}


def test_what_the_program_did_not_set_stays() -> None:
    surroundings = {"HOME": "/home/person", "PATH": "/usr/bin"}
    give_back(surroundings)
    assert surroundings == {"HOME": "/home/person", "PATH": "/usr/bin"}


def test_qt_finds_its_plugins_below_any_folder_without_a_variable(tmp_path: Path) -> None:
    folder = tmp_path / "a, b & c"
    folder.mkdir()
    given = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    given["PYTHONPATH"] = os.pathsep.join([str(ROOT / "packaging"), str(ROOT)])
    command = [sys.executable, "-c", IMPORTING, str(folder)]
    result = subprocess.run(command, check=True, capture_output=True, text=True, env=given)
    assert str(folder) in result.stdout.splitlines()
