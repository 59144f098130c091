"""Modules are read from the archives that were there at the start: with a real zip archive, replaced by another one."""

import importlib
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from zipimport import zipimporter

import pytest
from held_archives import hold_archives

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file in use cannot be replaced")


def write_archive(path: Path, filler: int) -> None:
    """Modules behind so many bytes, under the name at once, as a package manager does it."""
    new = path.with_suffix(".new")
    with zipfile.ZipFile(new, "w") as archive:
        archive.writestr("filler.bin", bytes(filler))
        archive.writestr("early_part.py", "")
        archive.writestr("late_part.py", "WORD = 'as it was'" if not filler else "WORD = 'newer'")
    new.replace(path)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "base_library.zip"
    write_archive(path, 0)
    monkeypatch.syspath_prepend(str(path))
    importlib.import_module("early_part")
    yield path
    importer = sys.path_importer_cache.pop(str(path))
    assert isinstance(importer, zipimporter)
    os.close(int(Path(importer.archive).name))
    for name in ("early_part", "late_part"):
        sys.modules.pop(name, None)


def test_an_upgrade_under_the_running_program_does_not_reach_its_modules(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "robofy-desktop"
    program.write_text("the program as it was")
    importers = ModuleType("pyimod02_importers")
    reader = SimpleNamespace(_filename=str(program))
    vars(importers)["pyz_archive"] = reader
    monkeypatch.setitem(sys.modules, importers.__name__, importers)
    hold_archives()
    write_archive(archive, 70_000)
    program.unlink()
    program.write_text("a newer one")
    with open(int(Path(vars(reader)["_filename"]).name), encoding="utf-8") as held:  # noqa: PTH123 - by its number
        assert held.read() == "the program as it was"
    assert importlib.import_module("late_part").WORD == "as it was"


def test_from_source_nothing_is_held() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    hold_archives()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
