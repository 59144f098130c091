import json
import re
import struct
import subprocess
import sys
from pathlib import Path
from string import Template

import pytest
from digest import digest, size
from environment import ROOT
from failure import SetupFailure
from icons import icns, ico, paint
from needed import packages
from packages import package
from portable_trial import left_in
from preparing import version_resource
from product import FORMER, MIME_TYPE, SCHEME, version
from PySide6.QtCore import QSettings
from tree import set_modes
from windows_installer import placeholders

from desktop.__main__ import is_for_window
from desktop.autostart import RUN_KEY, RegistryValue
from desktop.core.export.forms import SUFFIXES, ExportForm
from desktop.ui.residence.link_controller import file_of

LINUX = ROOT / "packaging" / "linux"
posix = pytest.mark.skipif(sys.platform == "win32", reason="links and modes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "file").write_bytes(b"content")
    return tmp_path


def test_the_hash_of_a_folder_tells_contents_and_names(folder: Path) -> None:
    first = digest(folder)
    assert digest(folder) == first
    (folder / "inner" / "file").write_bytes(b"contend")
    second = digest(folder)
    (folder / "inner" / "file").rename(folder / "inner" / "fill")
    assert len({first, second, digest(folder)}) == 3
    assert size(folder) == 7


@posix
def test_programs_and_folders_are_for_all_and_libraries_are_no_programs(folder: Path) -> None:
    for name, mode in {"program": 0o700, "lib.so.1": 0o755, "text": 0o600}.items():
        (folder / name).touch()
        (folder / name).chmod(mode)
    set_modes(folder)
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.rglob("*")}
    assert modes == {"program": 0o755, "lib.so.1": 0o644, "text": 0o644, "inner": 0o755, "file": 0o644}


@posix
def test_a_link_that_leads_nowhere_fails_the_build(folder: Path) -> None:
    (folder / "link").symlink_to("gone")
    with pytest.raises(SetupFailure, match="leads nowhere"):
        set_modes(folder)


def test_a_library_without_a_known_package_fails_the_build() -> None:
    assert packages(["libEGL.so.1", "libc.so.6", "libm.so.6"]) == ["libc6", "libegl1"]
    with pytest.raises(SetupFailure, match=r"libnew\.so\.1"):
        packages(["libEGL.so.1", "libnew.so.1"])


def test_windows_is_told_four_numbers_and_the_whole_version() -> None:
    assert "filevers=(1, 2, 0, 0)" in version_resource("1.2-rc3")
    assert 'StringStruct("ProductVersion", "1.2-rc3")' in version_resource("1.2-rc3")


@pytest.mark.usefixtures("qapp")
def test_icons_are_tables_of_their_pictures() -> None:
    pictures = {side: paint(ROOT / "resources" / "app.svg", side) for side in (16, 256)}
    assert all(png.startswith(b"\x89PNG") for png in pictures.values())
    made = ico(pictures)
    assert struct.unpack_from("<HHH", made) == (0, 1, 2)
    _, _, _, _, _, _, length, offset = struct.unpack_from("<BBBBHHII", made, 6 + 16)
    assert made[offset : offset + length] == pictures[256]
    apple = icns({"ic08": pictures[256]})
    assert apple[:4] == b"icns"
    assert struct.unpack_from(">I", apple, 4) == (len(apple),)
    assert apple[8:12] == b"ic08"


def test_placeholders_have_the_names_of_windows(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (folder / "robofy-desktop").touch()
    (folder / "libQt6Core.so.6").touch()
    made = placeholders(folder, tmp_path_factory.mktemp("windows") / "files")
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    own = {"Robofy Desktop.exe", "robofy-desktop.exe", "_internal/base_library.zip"}
    assert names == own | {"inner/file", "libQt6Core.dll"}


def test_the_older_version_for_the_upgrade_is_older_than_the_program() -> None:
    numbers = [tuple(map(int, each.split("-")[0].split("."))) for each in (FORMER, version())]
    assert numbers[0] < numbers[1]


def test_links_and_files_lead_to_the_program_on_every_system() -> None:
    entry = (LINUX / "robofy-desktop.desktop").read_text(encoding="utf-8")
    assert f"MimeType=x-scheme-handler/{SCHEME};{MIME_TYPE};" in entry
    assert f'type="{MIME_TYPE}"' in (LINUX / "robofy-desktop.xml").read_text(encoding="utf-8")
    assert f"Classes\\{SCHEME}" in (ROOT / "packaging/windows/installer.nsi").read_text(encoding="utf-8")
    assert f'"{SCHEME}"' in (ROOT / "packaging/robofy-desktop.spec").read_text(encoding="utf-8")


def test_what_is_exported_to_be_imported_again_is_registered_on_every_system(tmp_path: Path) -> None:
    ending = SUFFIXES[ExportForm.JSON]
    assert file_of(str(tmp_path / f"mine.{ending}"))
    assert f'<glob pattern="*.{ending}"/>' in (LINUX / "robofy-desktop.xml").read_text(encoding="utf-8")
    assert f'Classes\\.{ending}"' in (ROOT / "packaging/windows/installer.nsi").read_text(encoding="utf-8")
    registered = f'"public.filename-extension": ["{ending}"]'
    assert registered in (ROOT / "packaging/robofy-desktop.spec").read_text(encoding="utf-8")


def test_every_file_that_the_system_hands_over_is_one_that_the_program_opens(tmp_path: Path) -> None:
    globs = re.findall(r'<glob pattern="\*([^"]+)"', (LINUX / "robofy-desktop.xml").read_text(encoding="utf-8"))
    script = (ROOT / "packaging/windows/installer.nsi").read_text(encoding="utf-8")
    endings = {*globs, *re.findall(r'WriteRegStr HKCU "Software\\Classes\\(\.[^"]+)"', script)}
    assert ".robofy-conversations" in endings
    for ending in endings:
        path = tmp_path / f"mine{ending}"
        assert is_for_window([str(path)])
        assert (file_of(str(path)), file_of(path.as_uri())) == (path, path)


def test_the_removal_on_windows_takes_away_what_starts_the_program_at_login(tmp_path: Path) -> None:
    key = QSettings(str(tmp_path / "run.ini"), QSettings.Format.IniFormat)
    RegistryValue(key, ("program",)).switch(on=True)
    script = (ROOT / "packaging/windows/installer.nsi").read_text(encoding="utf-8")
    defined = dict(re.findall(r'^!define (\w+) "([^"]*)"', script, re.MULTILINE))
    removed = re.findall(r'^    DeleteRegValue HKCU "(.+)" "(.+)"$', script, re.MULTILINE)
    written = {tuple(Template(word).substitute(defined) for word in words) for words in removed}
    assert {(RUN_KEY.removeprefix("HKEY_CURRENT_USER\\"), name) for name in key.allKeys()} <= written
    assert key.allKeys()


@pytest.mark.parametrize(("word", "status"), [("--help", 0), ("--lunch", 2)])
def test_package_tells_what_it_takes(word: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert package([word]) == status
    written = capsys.readouterr()
    assert "--again" in (written.err if status else written.out)


@posix
class TestInstallScript:
    @pytest.fixture
    def unpacked(self, tmp_path: Path) -> Path:
        """A portable folder in small."""
        home = tmp_path / "robofy-desktop-1.0"
        program = home / "lib/robofy-desktop/robofy-desktop"
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\necho runs\n", encoding="utf-8")
        program.chmod(0o755)
        entry = home / "share/applications/robofy-desktop.desktop"
        entry.parent.mkdir(parents=True)
        entry.write_text("Exec=robofy-desktop %u\n", encoding="utf-8")
        script = (LINUX / "install.sh").read_text(encoding="utf-8").replace("@LIBRARIES@", "")
        (home / "install.sh").write_text(script, encoding="utf-8")
        return home

    def run(self, unpacked: Path, *words: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", str(unpacked / "install.sh"), *words]
        return subprocess.run(command, check=False, capture_output=True, text=True, cwd=unpacked.parent)

    def test_what_it_installs_runs_and_goes_again_and_nothing_else_goes(self, unpacked: Path, tmp_path: Path) -> None:
        prefix = tmp_path / "a prefix"
        other = prefix / "share/applications/other.desktop"
        other.parent.mkdir(parents=True)
        other.touch()
        for _ in range(2):
            assert self.run(unpacked, "--prefix", str(prefix)).returncode == 0
            started = subprocess.run([prefix / "bin/robofy-desktop"], check=True, capture_output=True, text=True)
            assert started.stdout == "runs\n"
        entry = prefix / "share/applications/robofy-desktop.desktop"
        assert f'Exec="{prefix}/bin/robofy-desktop" %u' in entry.read_text(encoding="utf-8")
        assert self.run(unpacked, "--prefix", str(prefix), "--uninstall").returncode == 0
        assert left_in(prefix) == [other.relative_to(prefix)]

    def test_a_removal_where_nothing_is_says_so(self, unpacked: Path, tmp_path: Path) -> None:
        result = self.run(unpacked, "--prefix", str(tmp_path / "empty"), "--uninstall")
        assert (result.returncode, result.stdout) == (1, "")
        assert "nothing of Robofy Desktop" in result.stderr

    @pytest.mark.parametrize("words", [["--prefix"], ["--prefix", "/"], ["--lunch"]])
    def test_what_it_does_not_know_changes_nothing(self, unpacked: Path, words: list[str]) -> None:
        before = sorted(unpacked.parent.rglob("*"))
        assert self.run(unpacked, *words).returncode == 2
        assert sorted(unpacked.parent.rglob("*")) == before


def test_the_materials_of_a_build_are_json(tmp_path: Path) -> None:
    from licences import Part
    from materials import written

    (tmp_path / "m").write_text(written("1", [Part("a b", "", "MIT", "t", "u")]), encoding="utf-8")
    assert json.loads((tmp_path / "m").read_text(encoding="utf-8"))["components"][0]["purl"] == "pkg:generic/a-b"
