"""Makes what the freezing needs: icons, the licences of all parts, the list of materials, the version resource.

Run by the Python of the environment for packages, with the folder to fill as the only argument.
"""

import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

import licences
import materials
from icons import make_icons
from trimming import is_used

ROOT = Path(__file__).resolve().parent.parent

_VERSION_RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "Robofy Desktop contributors"),
      StringStruct("FileDescription", "Robofy Desktop"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "robofy-desktop"),
      StringStruct("LegalCopyright", "MIT licence"),
      StringStruct("OriginalFilename", "Robofy Desktop.exe"),
      StringStruct("ProductName", "Robofy Desktop"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 0x04B0])]),
  ],
)
"""


def version_resource(version: str) -> str:
    """Windows wants four numbers; what a version has beside its numbers is in the strings."""
    numbers = [int(number) for number in re.findall(r"\d+", version.partition("-")[0])][:4]
    return _VERSION_RESOURCE.format(version=version, numbers=tuple(numbers + [0] * (4 - len(numbers))))


def carried_libraries() -> list[str]:
    """Names of the libraries beside Qt; on Linux those of the standard library are the system's and carried."""
    import PySide6

    names = [file.name for file in Path(PySide6.__path__[0]).rglob("*icudata*")]
    return [*names, "libbz2", "liblzma"]


def binaries(names: Iterable[str]) -> Iterator[Path]:
    """What may be packed of these packages and of Python, and PyInstaller's start of the program."""
    for found in licences.installed(names):
        yield from (Path(str(file.locate())) for file in found.files or [] if is_used(file.as_posix()))
    modules = sysconfig.get_config_var("DESTSHARED") or Path(sys.base_prefix, "DLLs")
    yield from (path for path in Path(modules).rglob("*") if path.is_file())
    for file in licences.installed(["pyinstaller"]):
        yield from (Path(str(one.locate())) for one in file.files or [] if "/bootloader/" in one.as_posix())


def prepare(folder: Path, version: str) -> None:
    parts = folder / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    lock = (ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8")
    names = licences.locked_names(lock)
    found = licences.single(
        [
            *licences.python_parts(names),
            *licences.native_parts(carried_libraries()),
            *licences.stated_parts(names),
            *licences.embedded_parts(binaries(names)),
            licences.bootloader(),
        ]
    )
    (parts / "licences.json").write_text(licences.written(found), encoding="utf-8")
    (parts / "materials.cdx.json").write_text(materials.written(version, found), encoding="utf-8")
    (folder / "version.txt").write_text(version_resource(version), encoding="utf-8")
    make_icons(ROOT / "resources" / "app.svg", folder)


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), sys.argv[2])
